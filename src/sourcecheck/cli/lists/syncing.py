"""``sourcecheck outlets sync``: what Wikidata says of outlets, seen before it is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options
from sourcecheck.cli.lists.common import counted, lists_of

if TYPE_CHECKING:
    from sourcecheck.config import Settings
    from sourcecheck.session.listimport import Imported
    from sourcecheck.session.listsync import Answers, Wanted

_INCOMPLETE = 3
_SHOWN = 200  # lines of differences; --faults and the list itself hold all


@click.command("sync", cls=options.Alphabetical)
@click.argument("source", type=click.Choice(["wikidata"]))
@click.option("--qids", metavar="FILE", help="Ask about these QIDs and hosts, one a line.")
@options.setting("--endpoint", metavar="URL", help="SPARQL endpoint; else Wikidata's own.")
@click.option("--accept", is_flag=True, help="Write what is new and what changed.")
@click.option("--drop-gone", is_flag=True, help="With --accept: also drop what is said no more.")
@click.option("--refresh", is_flag=True, help="Ask again what was answered within a day.")
@click.option("--faults", metavar="FILE", help="Write everything that is left out here, with why.")
@options.telling
@options.network
@click.option("--now", metavar="TIME", help="Clock for reproducible runs, ISO 8601.")
@options.lists
@options.configuring
def command(source: str, *, accept: bool, drop_gone: bool, **given: Any) -> int:  # noqa: ARG001
    """Ask Wikidata about the outlets that are known, and show what is new, changed or gone.

    Nothing is written without --accept, and nothing is ever dropped by itself. Answers are kept
    beside your lists: with --offline they are read again, and nobody is asked. The endpoint
    learns which outlets you ask about. Ends with 3 when some questions got no answer.
    """
    from sourcecheck.cli.lists.importing import tell_refused  # noqa: PLC0415 - heavy
    from sourcecheck.fetch.loops import run  # noqa: PLC0415 - heavy
    from sourcecheck.session.listfolder import lists_place  # noqa: PLC0415 - heavy
    from sourcecheck.session.listsync import synced, wanted_of  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import clock_of, settings_of  # noqa: PLC0415 - heavy

    qids, refresh, faults = (given.pop(name) for name in ("qids", "refresh", "faults"))
    told_of = _telling(given.pop("progress"), quiet=given.pop("quiet"))
    settings = settings_of(given)
    folder = lists_place(settings)
    tables = lists_of(settings, making=True)
    wanted = wanted_of(_lines(qids) if qids else None, tables)
    found = run(_answers(wanted, settings, folder, told_of, refresh=refresh))
    told = synced(found, folder, clock_of(settings)(), _shipped())
    tell_refused((*found.troubles, *told.refused), faults)
    click.echo(
        f"{counted(len(wanted.qids), 'QID')} and {counted(len(wanted.hosts), 'host')} wanted, "
        f"{counted(found.asked, 'question')} asked"
    )
    _tell(told)
    _write(told, folder, accept=accept, drop_gone=drop_gone)
    return _INCOMPLETE if found.troubles else 0


def _shipped() -> Any:
    from sourcecheck.data.load_outlets import load_outlets  # noqa: PLC0415 - heavy

    return load_outlets(None)


def _lines(name: str) -> list[str]:
    from sourcecheck.session.inputs import listed  # noqa: PLC0415 - heavy

    return list(listed(name))


def _telling(choice: str, *, quiet: bool) -> Callable[[str], None]:
    """Return what tells a person at a terminal how far it is."""
    import sys  # noqa: PLC0415 - for people only

    from sourcecheck.config import shows_progress  # noqa: PLC0415 - heavy

    if quiet or not shows_progress(choice, terminal=sys.stderr.isatty()):
        return lambda told: None
    return lambda told: click.echo(told, err=True)


async def _answers(
    wanted: Wanted,
    settings: Settings,
    folder: Path,
    told_of: Callable[[str], None],
    *,
    refresh: bool,
) -> Answers:
    from sourcecheck.data.load_imports import load_imports  # noqa: PLC0415 - heavy
    from sourcecheck.session.listfolder import ANSWERS  # noqa: PLC0415 - heavy
    from sourcecheck.session.listsync import (  # noqa: PLC0415 - heavy
        Endpoint,
        answers,
        asking_fetcher,
    )
    from sourcecheck.session.opening import clock_of  # noqa: PLC0415 - heavy

    tables = load_imports()
    async with asking_fetcher(settings) as fetcher:
        endpoint = Endpoint(
            url=settings.endpoint or tables.endpoint,
            folder=folder / ANSWERS,
            now=clock_of(settings)(),
            fetcher=None if settings.offline else fetcher,
            tables=tables,
            refresh=refresh,
            progress=told_of,
        )
        return await answers(wanted, endpoint)


def _tell(told: Imported) -> None:
    from sourcecheck.cli.words import foreign, printable  # noqa: PLC0415 - heavy

    change = told.change
    added = {(row.outlet, row.record, row.type) for row in change.added}
    gone = {(row.outlet, row.record, row.type) for row in change.gone}
    lines = sorted(
        [(row, "changed" if _place(row) in gone else "added", "+") for row in change.added]
        + [(row, "changed" if _place(row) in added else "gone", "-") for row in change.gone],
        key=lambda line: (line[0].outlet, line[0].record, line[0].type, line[2]),
    )
    for row, what, sign in lines[:_SHOWN]:
        named = " ".join(filter(None, (row.record, row.type)))
        click.echo(
            f"{what:<8} {sign} {printable(row.outlet)}  {printable(named)}  {foreign(row.value)}"
        )
    if len(lines) > _SHOWN:
        click.echo(f"and {len(lines) - _SHOWN:,} more")
    totals = Counter(what for _, what, _ in lines)
    parts = [f"{totals[what]:,} {what}" for what in ("added", "changed", "gone") if totals[what]]
    click.echo(f"wikidata: {', '.join(parts) or 'nothing new'}")


def _place(row: Any) -> tuple[str, str, str]:
    return row.outlet, row.record, row.type


def _write(told: Imported, folder: Path, *, accept: bool, drop_gone: bool) -> None:
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy
    from sourcecheck.session.listimport import take  # noqa: PLC0415 - heavy
    from sourcecheck.session.listsync import keeping  # noqa: PLC0415 - heavy

    if not told.change or not (told.rows or told.change.gone):
        return
    if not accept:
        click.echo("nothing is written yet: --accept does it")
        return
    take(keeping(told, drop_gone=drop_gone), folder)
    click.echo(f"written: {printable(str(told.path))}")
    if told.change.gone and not drop_gone:
        click.echo("what is said no more was kept: --drop-gone drops it")
