"""``sourcecheck outlets show``: everything that is known of one outlet, and who says it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.lists.common import Json, formats, lists_of

if TYPE_CHECKING:
    from sourcecheck.model import Claim, Classification, Outlet
    from sourcecheck.model.tables.outlets import Alias, OutletTables


@click.command("show", cls=options.Alphabetical)
@click.argument("outlet", metavar="ID|URL|NAME")
@click.option("--at", metavar="DATE", default="", help="What counts for an article of that day.")
@formats("text", "json")
@options.lists
@options.configuring
def command(outlet: str, *, at: str, form: str, **given: Any) -> None:
    """Show one outlet: its addresses, its names, every claim, what counts and why."""
    from sourcecheck.classify.evidence import conclude  # noqa: PLC0415 - heavy
    from sourcecheck.classify.importers.places import date_of  # noqa: PLC0415 - heavy
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy
    from sourcecheck.model import MatchStatus  # noqa: PLC0415 - heavy
    from sourcecheck.session.listedits import found_outlet  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy

    if at and not date_of(at):
        raise UsageError(f"--at: not a date: {at!r}", hint="write it as 2014-05-01, or 2014")
    tables = lists_of(settings_of(given))
    found = found_outlet(outlet, tables)
    says = conclude(
        found, tables, status=MatchStatus.MATCH, because=(), confidence=1.0, at=date_of(at)
    )
    if form == "json":
        from sourcecheck.report.formats.json import pretty  # noqa: PLC0415 - heavy

        click.echo(pretty(_json(found, says, tables)), nl=False)
        return
    for line in _lines(found, says, tables):
        click.echo(line)


def _lines(outlet: Outlet, says: Classification, tables: OutletTables) -> Iterator[str]:
    from sourcecheck.cli.words import foreign, printable  # noqa: PLC0415 - heavy

    yield f"{foreign(outlet.name)}  ({printable(outlet.id)})"
    yield f"country   {says.country or 'unknown'}  ({says.status.value}, {says.confidence:.2f})"
    for why in says.because:
        yield f"          {foreign(why)}"
    for why in says.conflicts:
        yield f"conflict  {foreign(why)}"
    yield "addresses"
    for key in outlet.keys:
        kind, _, value = key.partition(":")
        yield f"  {kind:<12}{printable(value)}  ({printable(tables.keys[key].told_by)})"
    yield "names"
    for language, aliases in sorted(_by_language(outlet, tables).items()):
        listed = ", ".join(foreign(_named(alias)) for alias in aliases)
        yield f"  {language or '-':<12}{listed}"
    yield "claims"
    for claim in sorted(outlet.claims, key=lambda each: (each.property, -each.confidence)):
        yield f"  {printable(claim.property):<20}{foreign(claim.value)}  {_told(claim, tables)}"


def _named(alias: Alias) -> str:
    marks = [alias.kind] if alias.kind != "official" else []
    marks += ["also an ordinary word"] if alias.common else []
    return f"{alias.text} ({', '.join(marks)})" if marks else alias.text


def _told(claim: Claim, tables: OutletTables) -> str:
    """Say who makes a claim, of when, how sure, for what time, and under which licence."""
    from sourcecheck.cli.words import foreign  # noqa: PLC0415 - heavy

    source = tables.sources.get(claim.source)
    valid = f"{claim.valid_from or '...'} to {claim.valid_to or 'now'}"
    parts = (
        foreign(claim.source),
        claim.date,
        f"{claim.confidence:.2f}",
        valid if claim.valid_from or claim.valid_to else "",
        claim.rank if claim.rank != "normal" else "",
        foreign(source.licence) if source else "",
        foreign(claim.told_by),
    )
    return " · ".join(filter(None, parts))


def _by_language(outlet: Outlet, tables: OutletTables) -> dict[str, list[Alias]]:
    """Return the names by language; by script where no language is told."""
    from sourcecheck.text.scripts import main_script  # noqa: PLC0415 - heavy

    found: dict[str, list[Alias]] = defaultdict(list)
    wanted = set(outlet.names)
    for alias in tables.aliases:
        if alias.outlet == outlet.id and alias.text in wanted:
            found[alias.language or main_script(alias.text)].append(alias)
    return found


def _json(outlet: Outlet, says: Classification, tables: OutletTables) -> Json:
    from sourcecheck.report.formats.json import outlet_json  # noqa: PLC0415 - heavy

    return {
        "schema_version": 1,
        "outlet": outlet_json(says),
        "conflicts": list(says.conflicts),
        "keys": [{"key": key, "told_by": tables.keys[key].told_by} for key in outlet.keys],
        "names": [
            {
                "text": alias.text,
                "language": alias.language or None,
                "kind": alias.kind,
                "common": alias.common,
                "told_by": alias.told_by,
            }
            for aliases in _by_language(outlet, tables).values()
            for alias in aliases
        ],
        "claims": [_claim_json(claim, tables) for claim in outlet.claims],
    }


def _claim_json(claim: Claim, tables: OutletTables) -> Json:
    source = tables.sources.get(claim.source)
    return {
        "property": claim.property,
        "value": claim.value,
        "source": claim.source,
        "date": claim.date or None,
        "confidence": claim.confidence,
        "valid_from": claim.valid_from or None,
        "valid_to": claim.valid_to or None,
        "rank": claim.rank,
        "licence": source.licence if source else None,
        "told_by": claim.told_by,
    }
