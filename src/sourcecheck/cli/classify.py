"""``sourcecheck classify``: who stands behind an address or a name."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.words import foreign, printable


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
    from sourcecheck.report.formats.json import outlet_json  # noqa: PLC0415 - heavy
    from sourcecheck.session.listfolder import lists_folder  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy

    tables = load_outlets(lists_folder(settings_of({"data": data})))
    rows: list[tuple[str, dict[str, Any]]] = [
        (each, outlet_json(classify_text(each, tables))) for each in _listed(inputs)
    ]
    if form == "json":
        whole = [{"input": each, "outlet": outlet} for each, outlet in rows]
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    elif form == "jsonl":
        for each, outlet in rows:
            click.echo(json.dumps({"input": each, "outlet": outlet}, ensure_ascii=False))
    else:
        for each, outlet in rows:
            _show(each, outlet)
    return 0


def _listed(inputs: tuple[str, ...]) -> list[str]:
    from sourcecheck.session.inputs import listed  # noqa: PLC0415 - heavy

    found: list[str] = []
    for each in inputs:
        if each == "-":
            found.extend(line.strip() for line in sys.stdin if line.strip())
        elif each.startswith("@"):
            found.extend(listed(each[1:]))
        else:
            found.append(each)
    return found


def _show(name: str, outlet: dict[str, Any]) -> None:
    country = outlet["country"] or "--"
    said = outlet["name"] or outlet["status"]
    click.echo(f"{country:<4}{outlet['status']:<10}{printable(str(said)):<34} {foreign(name)}")
    for why in outlet["country_because"]:
        click.echo(f"{'':<14}{printable(str(why))}")
    for other in outlet["candidates"]:
        click.echo(f"{'':<14}could be {printable(other['name'])} ({other['country'] or '?'})")
