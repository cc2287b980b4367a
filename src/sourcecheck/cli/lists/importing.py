"""``sourcecheck outlets import``: a list of others becomes claims of its own source."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.lists.common import counted

if TYPE_CHECKING:
    from sourcecheck.classify.importers.rows import ListRow, Refused
    from sourcecheck.session.listimport import Asked, Imported

_INCOMPLETE = 3


@click.command("import", cls=options.Alphabetical)
@click.argument("form", metavar="FORMAT")
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False))
@click.option("--tag", default="", metavar="TAG", help="By which the source is called.")
@click.option("--licence", default="", metavar="TEXT", help="Under which terms you may use it.")
@click.option("--family", default="", metavar="TAG", help="Lists it copies from, or is copied by.")
@click.option("--date", default="", metavar="DATE", help="When its facts were taken.")
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="COLUMN=FIELD,...",
    help="What your columns mean: Website=host,Land=country,Blatt=name.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be written.")
@click.option("--accept", is_flag=True, help="Replace what this list said before.")
@click.option("--faults", metavar="FILE", help="Write every row that is left out here, with why.")
@click.option("--now", metavar="TIME", help="Clock for reproducible runs, ISO 8601.")
@options.lists
@options.configuring
def command(
    form: str, file: str, *, dry_run: bool, accept: bool, faults: str | None, **given: Any
) -> int:
    """Take in a list FILE of FORMAT; it is written beside your lists, under its own source.

    Formats: csv, gdelt, mediacloud, wikidata, mbfc, matrix, universities, citizenlab. What
    ships, and what you wrote, is never changed. A list that is taken in again shows what
    changed, and replaces its own file with --accept. Rows that cannot be used are told with
    file and line; the run ends with 3 then.
    """
    from sourcecheck.session.listfolder import lists_place  # noqa: PLC0415 - heavy
    from sourcecheck.session.listimport import import_list, take  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import clock_of, settings_of  # noqa: PLC0415 - heavy

    asked = _asked(form, file, given)
    settings = settings_of(given)
    folder = lists_place(settings)
    found = import_list(asked, folder, clock_of(settings)())
    tell_refused(found.refused, faults)
    tell(found)
    if not (found.rows or found.change.was_there):
        click.echo("nothing is written: no row of it can be used")
    elif found.change and not dry_run and (accept or not found.change.was_there):
        take(found, folder)
        click.echo(f"written: {_shown(str(found.path))}")
    elif found.change:
        how = "without --dry-run" if dry_run else "--accept does it"
        click.echo(f"nothing is written yet: {how}")
    return _INCOMPLETE if any(each.whole for each in found.refused) else 0


def _asked(form: str, file: str, given: dict[str, Any]) -> Asked:
    from sourcecheck.session.listimport import Asked, mapping  # noqa: PLC0415 - heavy

    mapped = given.pop("mapped")
    return Asked(
        format=form,
        file=Path(file),
        tag=given.pop("tag"),
        licence=given.pop("licence"),
        family=given.pop("family"),
        date=given.pop("date"),
        mapped=mapping(mapped) if mapped else {},
    )


def tell(found: Imported) -> None:
    """Say what a list holds for us, and how it differs from what it said before."""
    click.echo(
        f"{_shown(found.source.tag)}: {counted(found.outlets, 'outlet')}, "
        f"{counted(len(found.rows), 'row')}; licence: {_shown(found.source.licence)}"
    )
    for property_, number in found.claims.most_common():
        click.echo(f"{number:>9,}  {_shown(property_)}")
    if not found.change.was_there:
        return
    if not found.change:
        click.echo("it says what it said before")
        return
    for sign, rows in (("+", found.change.added), ("-", found.change.gone)):
        for line in _examples(sign, rows):
            click.echo(line)


def _examples(sign: str, rows: tuple[ListRow, ...]) -> Iterable[str]:
    from sourcecheck.cli.words import foreign  # noqa: PLC0415 - heavy
    from sourcecheck.data.load_imports import load_imports  # noqa: PLC0415 - heavy

    most = load_imports().most_told
    for row in rows[:most]:
        yield f"{sign} {foreign(' '.join(filter(None, row.cells()[:5])))}"
    if len(rows) > most:
        yield f"{sign} and {len(rows) - most:,} more"


def tell_refused(refused: tuple[Refused, ...], faults: str | None) -> None:
    """Say which rows are left out and why: the first ones here, all of them in a file."""
    from sourcecheck.data.load_imports import load_imports  # noqa: PLC0415 - heavy

    most = load_imports().most_told
    for each in refused[:most]:
        what = "left out" if each.whole else "a cell is left out"
        click.echo(f"{_shown(each.where)}: {what}: {_shown(each.why)}", err=True)
    if len(refused) > most:
        click.echo(f"and {len(refused) - most:,} more (--faults FILE writes all)", err=True)
    if refused:
        whole = sum(each.whole for each in refused)
        cells = len(refused) - whole
        click.echo(f"left out: {counted(whole, 'row')} and {counted(cells, 'cell')}", err=True)
    if faults:
        _write_faults(refused, Path(faults))


def _write_faults(refused: tuple[Refused, ...], path: Path) -> None:
    from sourcecheck.cli.lists.common import cell  # noqa: PLC0415 - heavy
    from sourcecheck.session import listfolder  # noqa: PLC0415 - heavy

    rows = ((each.where, "row" if each.whole else "cell", cell(each.why)) for each in refused)
    listfolder.replace(path, ("where", "left_out", "why"), rows)


def _shown(text: str) -> str:
    from sourcecheck.cli.words import foreign  # noqa: PLC0415 - heavy

    return foreign(text)
