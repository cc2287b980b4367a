"""``sourcecheck outlets resolve``: settle which outlet a name means, once for a corpus."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.lists.common import (
    counted,
    formats,
    lists_of,
    print_rows,
    said_with,
    saying,
)

if TYPE_CHECKING:
    from sourcecheck.config import Settings
    from sourcecheck.model.tables.outlets import OutletTables
    from sourcecheck.session.listcorpus import OpenName

_FIELDS = ("name", "outlet", "why", "times", "articles", "status", "candidates")
_INCOMPLETE = 3


@click.command("resolve", cls=options.Alphabetical)
@click.argument("name", required=False, metavar="[NAME]")
@click.argument("outlet", required=False, metavar="[OUTLET|NUMBER|none]")
@click.option(
    "--from-report",
    "reports",
    multiple=True,
    metavar="AUDIT",
    help="List the open names of audits in JSON, most frequent first; repeatable.",
)
@click.option("--from-db", is_flag=True, help="List the open names of all stored audits.")
@click.option(
    "--from-csv", "decisions", metavar="FILE", help="Settle the names of a CSV: name,outlet,why."
)
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@formats("text", "csv", "jsonl")
@saying
@options.database
@options.lists
@options.configuring
def command(
    name: str | None, outlet: str | None, *, by: str, why: str, form: str, **given: Any
) -> int:
    """Say once which OUTLET a NAME means, or that it means none; without OUTLET, list candidates.

    Decisions are added to resolved.csv with the name of who decided, the day and the reason.
    Ends with 1 when names are open, with 3 when some rows of a file could not be used.
    """
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy

    reports, decisions = given.pop("reports"), given.pop("decisions")
    from_db, dry_run = given.pop("from_db"), given.pop("dry_run")
    from_db = from_db or bool(given["db"] and not (name or reports or decisions))
    if bool(name) + bool(reports or from_db) + bool(decisions) != 1:
        raise UsageError(
            "one of NAME, --from-report, --from-db and --from-csv is wanted",
            hint="sourcecheck outlets resolve --help",
        )
    settings = settings_of(given)
    tables = lists_of(settings, making=True)
    if decisions:
        return _settle_all(decisions, settings, tables, (by, why), dry_run=dry_run)
    if not name:
        return _list_open(reports, settings, tables, form, from_db=from_db)
    if not outlet:
        return _candidates(name, tables)
    return _settle((name, outlet), settings, tables, (by, why), dry_run=dry_run)


def _settle(
    decided: tuple[str, str],
    settings: Settings,
    tables: OutletTables,
    said: tuple[str, str],
    *,
    dry_run: bool,
) -> int:
    from sourcecheck.cli.words import foreign  # noqa: PLC0415 - heavy
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy
    from sourcecheck.session.listedits import meant_outlet, settle  # noqa: PLC0415 - heavy
    from sourcecheck.session.listfolder import lists_place  # noqa: PLC0415 - heavy
    from sourcecheck.text.naming import settled_key  # noqa: PLC0415 - heavy

    name, outlet = decided
    if not settled_key(name):
        raise UsageError(f"{name!r} is no name")
    id_ = meant_outlet(outlet, name, tables)
    if not dry_run:
        settle(name, id_, said_with(settings, *said), lists_place(settings))
    told = f"{tables.outlets[id_].name} ({id_})" if id_ else "no outlet"
    click.echo(f"{foreign(name)} means {foreign(told)}{' (not written)' if dry_run else ''}")
    return 0


def _candidates(name: str, tables: OutletTables) -> int:
    from sourcecheck.classify import classify_text  # noqa: PLC0415 - heavy
    from sourcecheck.cli.words import foreign, printable  # noqa: PLC0415 - heavy

    found = classify_text(name, tables)
    click.echo(f"{foreign(name)}  {found.status.value}  {foreign(found.name)}".rstrip())
    for why in found.because:
        click.echo(f"    {foreign(why)}")
    for place, each in enumerate(found.candidates, start=1):
        country = f"  {each.country}" if each.country else ""
        click.echo(f"{place:>3}  {printable(each.id):<34} {foreign(each.name)}{country}")
    which = "NUMBER" if found.candidates else "OUTLET"
    typed = printable(shlex.quote(name))
    click.echo(f"settle it with: sourcecheck outlets resolve {typed} {which} --why ...")
    click.echo(f"or, no outlet:  sourcecheck outlets resolve {typed} none --why ...")
    return 1 if found.candidates or not found.id else 0


def _list_open(
    reports: Sequence[str], settings: Settings, tables: OutletTables, form: str, *, from_db: bool
) -> int:
    from sourcecheck.session.listcorpus import (  # noqa: PLC0415 - heavy
        names_in_reports,
        names_in_store,
        open_names,
    )
    from sourcecheck.session.opening import opened_store  # noqa: PLC0415 - heavy

    named = list(names_in_reports(map(Path, reports)))
    if from_db:
        with opened_store(settings, make=False) as store:
            named += names_in_store(store)
    found = open_names(named, tables)
    if form != "text":
        print_rows(map(_row, found), _FIELDS, form)
    else:
        _print(found)
    return 1 if found else 0


def _row(each: OpenName) -> dict[str, Any]:
    return {
        "name": each.name,
        "outlet": "",  # for a person to fill in, and hand back with --from-csv
        "why": "",
        "times": each.times,
        "articles": each.articles,
        "status": each.status.value,
        "candidates": [other.id for other in each.candidates],
    }


def _print(found: Sequence[OpenName]) -> None:
    from sourcecheck.cli.words import foreign  # noqa: PLC0415 - heavy

    for each in found:
        could = ", ".join(f"{at} {other.id}" for at, other in enumerate(each.candidates, start=1))
        click.echo(
            f"{each.times:>5}  {each.articles:>4}  {each.status.value:<10}{foreign(each.name)}"
            + (f"  could be: {foreign(could)}" if could else "")
        )
    click.echo(
        f"{counted(len(found), 'open name')}; columns: times, articles, answer, name", err=True
    )
    if found:
        click.echo("with --format csv they come as a file to fill in: resolve --from-csv", err=True)


def _settle_all(
    file: str,
    settings: Settings,
    tables: OutletTables,
    said: tuple[str, str],
    *,
    dry_run: bool,
) -> int:
    from sourcecheck.cli.words import foreign  # noqa: PLC0415 - heavy
    from sourcecheck.session.listcorpus import settle_all  # noqa: PLC0415 - heavy
    from sourcecheck.session.listfolder import lists_place  # noqa: PLC0415 - heavy

    rows = list(
        settle_all(
            Path(file), said_with(settings, *said), tables, lists_place(settings), dry_run=dry_run
        )
    )
    for row in rows:
        if row.trouble:
            click.echo(f"{foreign(row.where)}: left out: {foreign(row.trouble)}", err=True)
    left = sum(bool(row.trouble) for row in rows)
    still = sum(row.is_open and not row.trouble for row in rows)
    done = len(rows) - left - still
    told = f"{counted(done, 'name')} settled, {counted(left, 'row')} left out"
    click.echo(f"{told}, {still:,} still open" if still else told)
    return _INCOMPLETE if left else 0
