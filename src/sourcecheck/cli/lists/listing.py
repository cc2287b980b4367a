"""``sourcecheck outlets list``: which outlets are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.lists.common import counted, formats, lists_of, print_rows

if TYPE_CHECKING:
    from sourcecheck.model import Outlet
    from sourcecheck.model.tables.outlets import OutletTables

_FIELDS = (
    "id", "name", "country", "country_base", "country_control", "country_focus",
    "country_origin", "kind", "ownership", "language", "status", "sources",
)  # fmt: skip


@click.command("list", cls=options.Alphabetical)
@click.option("--country", metavar="CC", help="Only outlets reported in this country, or INT, EU.")
@click.option(
    "--region", metavar="NAME", help="Only of this group of countries: south-caucasus, gulf, eu ..."
)
@click.option("--kind", metavar="KIND", help="Only this kind: news, agency, tv, government ...")
@click.option("--source", metavar="TAG", help="Only outlets of which this source says something.")
@click.option("--language", metavar="LANG", help="Only outlets that write it.")
@click.option("--ownership", metavar="WORD", help="Only private, state, public or party.")
@click.option("--status", metavar="WORD", help="Only what closed, or moved.")
@formats("text", "csv", "jsonl")
@options.lists
@options.configuring
def command(*, form: str, **given: Any) -> int:
    """List the outlets that are known; ends with 1 when none fits."""
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy

    chosen = {name: given.pop(name) for name in _CHOICES}
    tables = lists_of(settings_of(given))
    _check(chosen, tables)
    within = _region(chosen.pop("region"))
    rows = [
        row
        for row in _rows(tables)
        if _fits(row, chosen) and (within is None or row["country"] in within)
    ]
    if form != "text":
        print_rows(rows, _FIELDS, form)
    else:
        for row in rows:
            click.echo(_line(row))
        click.echo(counted(len(rows), "outlet"), err=True)
    return 0 if rows else 1


_CHOICES = ("country", "region", "kind", "source", "language", "ownership", "status")


def _check(chosen: dict[str, str | None], tables: OutletTables) -> None:
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy
    from sourcecheck.session.near import nearest  # noqa: PLC0415 - heavy

    tag = chosen["source"]
    known = {claim.source for outlet in tables.outlets.values() for claim in outlet.claims}
    if tag and tag not in known:
        near = nearest(tag, known)
        meant = f"did you mean {near}?" if near else f"sources: {', '.join(sorted(known)[:20])}"
        raise UsageError(f"no source is called {tag!r}", hint=meant)


def _region(name: str | None) -> frozenset[str] | None:
    """Return the countries of a region, ``None`` where none was asked for."""
    from sourcecheck.data.load_regions import load_regions  # noqa: PLC0415 - heavy
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy
    from sourcecheck.session.near import nearest  # noqa: PLC0415 - heavy

    if not name:
        return None
    regions = load_regions()
    wanted = name.lower().replace(" ", "-")
    if wanted not in regions:
        near = nearest(wanted, set(regions))
        meant = f"did you mean {near}?" if near else f"regions: {', '.join(sorted(regions))}"
        raise UsageError(f"no region is called {name!r}", hint=meant)
    return regions[wanted].countries


def _rows(tables: OutletTables) -> Iterator[dict[str, Any]]:
    from sourcecheck.classify.evidence import conclude  # noqa: PLC0415 - heavy
    from sourcecheck.model import MatchStatus  # noqa: PLC0415 - heavy

    for id_ in sorted(tables.outlets):
        outlet = tables.outlets[id_]
        found = conclude(outlet, tables, status=MatchStatus.MATCH, because=(), confidence=1.0)
        yield {
            "id": id_,
            "name": outlet.name,
            "country": found.country,
            "country_base": found.country_base,
            "country_control": found.country_control,
            "country_focus": found.country_focus,
            "country_origin": found.country_origin,
            "kind": found.kind,
            "ownership": found.ownership,
            "language": _values(outlet, "language"),
            "status": "|".join(_values(outlet, "status")),
            "sources": list(dict.fromkeys(claim.source for claim in outlet.claims)),
        }


def _values(outlet: Outlet, property_: str) -> list[str]:
    return [claim.value for claim in outlet.claims if claim.property == property_]


def _fits(row: dict[str, Any], chosen: dict[str, str | None]) -> bool:
    wanted = {name: value for name, value in chosen.items() if value}
    one = {"country": "upper", "kind": "lower", "ownership": "lower"}
    return (
        all(
            row[name] == getattr(wanted[name], case)()
            for name, case in one.items()
            if name in wanted
        )
        and ("language" not in wanted or wanted["language"].lower() in row["language"])
        and ("source" not in wanted or wanted["source"] in row["sources"])
        and ("status" not in wanted or wanted["status"].lower() in row["status"].lower())
    )


def _line(row: dict[str, Any]) -> str:
    from sourcecheck.cli.words import foreign, printable  # noqa: PLC0415 - heavy

    status = f"  ({printable(row['status'])})" if row["status"] else ""
    return (
        f"{row['country'] or '--':<4}{printable(row['kind'] or '-'):<18}"
        f"{printable(row['id']):<34} {foreign(row['name'])}{status}"
    )
