"""``sourcecheck classify``: who stands behind an address or a name."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.words import foreign, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sourcecheck.model import Classification
    from sourcecheck.model.tables.outlets import OutletTables


@click.command(
    "classify",
    cls=options.Alphabetical,
    short_help="Say which outlet and country stand behind URLs or names.",
)
@click.argument("inputs", nargs=-1, required=True, metavar="URL|NAME...")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl"]),
    default="text",
    help="Report format.",
)
@options.lists
def command(inputs: tuple[str, ...], form: str, data: str | None) -> int:
    """Classify URLs or outlet names, offline; - reads one per line, @FILE a list.

    Unknown is an answer: a wrong country is worse than none.
    """
    from sourcecheck.classify import classify_text  # noqa: PLC0415 - heavy
    from sourcecheck.data.load_outlets import load_outlets  # noqa: PLC0415 - heavy
    from sourcecheck.data.load_rules import load_rules  # noqa: PLC0415 - heavy
    from sourcecheck.session.listfolder import lists_folder  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy

    tables = load_outlets(lists_folder(settings_of({"data": data})))
    rows = ((each, classify_text(each, tables)) for each in _listed(inputs))
    if form == "json":
        whole = [{"input": each, "outlet": _told(found, tables)} for each, found in rows]
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    elif form == "jsonl":
        for each, found in rows:
            line = {"input": each, "outlet": _told(found, tables)}
            click.echo(json.dumps(line, ensure_ascii=False))
    else:
        ratings = load_rules().ratings
        for each, found in rows:
            _show(each, found, ratings)
    return 0


def _told(found: Classification, tables: OutletTables) -> dict[str, Any]:
    """Return the OUTLET of the contract with all that is claimed of it, and under what licence."""
    from sourcecheck.report.formats.json import claim_json, outlet_json  # noqa: PLC0415 - heavy

    claims = []
    for claim in found.claims:
        source = tables.sources.get(claim.source)
        claims.append({**claim_json(claim), "licence": source.licence if source else None})
    return {**outlet_json(found), "claims": claims}


def _listed(inputs: tuple[str, ...]) -> Iterator[str]:
    """Yield what is to be classified; a line of standard input is answered when it comes."""
    from sourcecheck.session.inputs import listed  # noqa: PLC0415 - heavy

    for each in inputs:
        if each == "-":
            yield from (line.strip() for line in sys.stdin if line.strip())
        elif each.startswith("@"):
            yield from listed(each[1:])
        else:
            yield each


def _show(name: str, found: Classification, ratings: Mapping[str, str]) -> None:
    from sourcecheck.report.outlets import unfolded  # noqa: PLC0415 - heavy

    said = found.name or found.status.value
    country = found.country or "--"
    click.echo(f"{country:<4}{found.status.value:<10}{printable(said):<34} {foreign(name)}")
    for why in (*unfolded(found, ratings), *found.because):
        click.echo(f"{'':<14}{printable(why)}")
    for other in found.candidates:
        click.echo(f"{'':<14}could be {printable(other.name)} ({other.country or '?'})")
