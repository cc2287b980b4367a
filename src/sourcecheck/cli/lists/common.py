"""What the sub-verbs of ``outlets`` share: options, the lists, and how rows are printed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options

if TYPE_CHECKING:
    from sourcecheck.config import Settings
    from sourcecheck.model.tables.outlets import OutletTables
    from sourcecheck.session.listedits import Said

Json = dict[str, Any]

_NEVER_FIRST = ("=", "+", "-", "@", "\t", "\r")


def formats(*names: str) -> Callable[[options.Verb], options.Verb]:
    """Make the option of the report format; the first name is the usual one."""
    return click.option(
        "-f", "--format", "form", type=click.Choice(names), default=names[0], help="Report format."
    )


def saying(verb: options.Verb) -> options.Verb:
    """Add the options of who says something, and why."""
    for option in (
        click.option("--why", default="", metavar="TEXT", help="Why, for the log."),
        click.option("--by", default="", metavar="NAME", help="Who says so; else your contact."),
        click.option("--now", metavar="TIME", help="Clock for reproducible runs, ISO 8601."),
    ):
        verb = option(verb)
    return verb


def said_with(settings: Settings, by: str, why: str) -> Said:
    """Return who says it, when and why."""
    import getpass  # noqa: PLC0415 - seldom needed

    from sourcecheck.session.listedits import Said  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import clock_of  # noqa: PLC0415 - heavy

    try:
        name = by or settings.contact or getpass.getuser()
    except (OSError, KeyError):  # a machine that knows nobody by name
        name = "somebody"
    return Said(by=name, at=clock_of(settings)(), why=why)


def lists_of(settings: Settings, *, making: bool = False) -> OutletTables:
    """Return the lists that ship, with the user's own on top.

    ``making``: the user's folder will be written, and need not be there yet.
    """
    from sourcecheck.data.load_outlets import load_outlets  # noqa: PLC0415 - heavy
    from sourcecheck.session.listfolder import lists_folder  # noqa: PLC0415 - heavy

    folder = lists_folder(settings)
    return load_outlets(None if folder is None or (making and not folder.is_dir()) else folder)


def print_rows(rows: Iterable[Mapping[str, Any]], fields: Sequence[str], form: str) -> None:
    """Print rows as CSV or as JSON lines."""
    if form == "jsonl":
        for row in rows:
            click.echo(json.dumps(dict(row), ensure_ascii=False))
        return
    paper = io.StringIO()
    table = csv.DictWriter(paper, fields, lineterminator="\n")
    table.writeheader()
    table.writerows({name: cell(row[name]) for name in fields} for row in rows)
    click.echo(paper.getvalue(), nl=False)


def cell(value: Any) -> Any:
    """Return a cell no spreadsheet takes for a formula, and no terminal for an order."""
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy

    if isinstance(value, list | tuple):
        return cell("|".join(map(str, value)))
    if not isinstance(value, str):
        return value
    safe = printable(value)
    return f"'{safe}" if safe.startswith(_NEVER_FIRST) else safe


def counted(number: int, noun: str) -> str:
    """Return "1 row", "2 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
