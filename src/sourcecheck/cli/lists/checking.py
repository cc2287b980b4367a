"""``sourcecheck outlets check``: what is wrong with the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.lists.common import counted, formats, print_rows

if TYPE_CHECKING:
    from sourcecheck.classify.importers.checking import Problem

_FIELDS = ("where", "severity", "why", "hint")


@click.command("check", cls=options.Alphabetical)
@click.option("--own", is_flag=True, help="Only your own lists, not those that ship.")
@formats("text", "csv", "jsonl")
@click.option("--now", metavar="TIME", help="Clock for reproducible runs, ISO 8601.")
@options.lists
@options.configuring
def command(*, own: bool, form: str, **given: Any) -> int:
    """Check all lists of outlets, those that ship and your own; ends with 1 for an error.

    Errors are rows that cannot be what they say: unknown outlets and countries, dates that are
    none, claims without a source. Warnings are worth a look: names that two outlets share,
    addresses that another outlet has already, one source that says two things at a time, lists
    that were taken in long ago.
    """
    from sourcecheck.session.listchecks import checked_lists, shipped_apart  # noqa: PLC0415
    from sourcecheck.session.opening import clock_of, settings_of  # noqa: PLC0415 - heavy

    settings = settings_of(given)
    found = checked_lists(settings, clock_of(settings)())
    if own:
        found, _ = shipped_apart(found)
    if form != "text":
        print_rows(map(_row, found), _FIELDS, form)
    else:
        _print(found)
    return 1 if any(each.is_error for each in found) else 0


def _row(each: Problem) -> dict[str, Any]:
    severity = "error" if each.is_error else "warning"
    return {"where": each.where, "severity": severity, "why": each.why, "hint": each.hint}


def _print(found: list[Problem]) -> None:
    from sourcecheck.cli.words import foreign  # noqa: PLC0415 - heavy

    for each in found:
        severity = "error" if each.is_error else "warning"
        where = f"{foreign(each.where)}: " if each.where else ""
        click.echo(f"{severity:<8} {where}{foreign(each.why)}")
        if each.hint:
            click.echo(f"{'':<9}{foreign(each.hint)}")
    errors = sum(each.is_error for each in found)
    told = f"{counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}"
    click.echo(told if found else "nothing is wrong")
