"""``sourcecheck archive rebuild``: make the index anew from the files."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options

if TYPE_CHECKING:
    from sourcecheck.archive.rebuilding import Rebuilt

_INCOMPLETE = 3  # ran, but a file could not be read whole


@click.command("rebuild", cls=options.Alphabetical)
@click.option("--anyway", is_flag=True, help="Take what stands before the damage in a file.")
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"]), default="text",
    help="Report format.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Do not name the files while they are read.")
@click.option("--now", metavar="TIME", help="Clock for reproducible runs, ISO 8601.")
@options.archive_store
@options.database
@options.archive_dir
@options.configuring
def command(*, anyway: bool, form: str, quiet: bool, **given: Any) -> int:
    """Make the index anew from the files alone, and say how the old one differed.

    The new index takes the place of the old one at once, when every file was read; before that
    nothing changes. Looks, audits and verdicts in the database stay as they are. A database
    that is not there is made. Captures in files that lie in an archive store that cannot be
    asked now stay as they were. Ends with 3 when --anyway passed over damage.
    """
    from sourcecheck.archive.rebuilding import rebuild  # noqa: PLC0415 - heavy
    from sourcecheck.session.archives import opened_archive  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import clock_of, settings_of  # noqa: PLC0415 - heavy

    settings = settings_of(given)
    with opened_archive(settings, make_index=True) as holding:
        found = rebuild(
            holding.folder,
            holding.shelf,
            holding.index,
            clock_of(settings),
            passing_over=anyway,
            progress=(lambda _: None) if quiet else _progress,
        )
        holding.store.replace_archive_files(found.closed)
    _print(found, form)
    return _INCOMPLETE if found.damaged else 0


def _progress(name: str) -> None:
    click.echo(f"reading {_shown(name)}", err=True)


def _print(found: Rebuilt, form: str) -> None:
    for damage in found.damaged:
        click.echo(f"error: {_shown(damage.message)}", err=True)
    if form == "json":
        said = {
            "files": found.files,
            "captures": found.captures,
            "change": asdict(found.change),
            "elsewhere": list(found.elsewhere),
            "damaged": [damage.message for damage in found.damaged],
        }
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    from sourcecheck.cli.archives.listing import counted  # noqa: PLC0415 - heavy

    click.echo(f"{counted(found.captures, 'capture')} in {counted(found.files, 'file')}")
    click.echo(_difference(found))
    if found.elsewhere:
        files = counted(len(found.elsewhere), "file")
        click.echo(f"not read, as it lies elsewhere: {files}; the captures in it stay as they were")


def _difference(found: Rebuilt) -> str:
    change = found.change
    if not change:
        return "the index was the same"
    parts = (
        (change.added, "were missing in the index"),
        (change.removed, "were in the index and in no file"),
        (change.changed, "were told otherwise"),
    )
    told = ", ".join(f"{number:,} {what}" for number, what in parts if number)
    return f"the index was mended: {told} (as {', '.join(change.examples)})"


def _shown(text: str) -> str:
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy

    return printable(text)
