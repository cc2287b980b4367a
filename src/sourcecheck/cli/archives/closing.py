"""``sourcecheck archive close``: close the file that is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options

if TYPE_CHECKING:
    from sourcecheck.model import ArchiveFile


@click.command("close", cls=options.Alphabetical)
@click.option("--now", metavar="TIME", help="Clock for reproducible runs, ISO 8601.")
@options.database
@options.archive_dir
@options.configuring
def command(**given: Any) -> None:
    """Close the file that is being written, with its digest.

    A closed file never changes again: it can be copied, uploaded or stamped. The next capture
    begins another. A run closes its file by itself when it is full or its month is over.
    """
    from sourcecheck.archive.ids import random_id  # noqa: PLC0415 - heavy
    from sourcecheck.archive.warc import Archive  # noqa: PLC0415 - heavy
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy
    from sourcecheck.session.archives import opened_archive  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import clock_of, settings_of  # noqa: PLC0415 - heavy

    settings = settings_of(given)
    told: dict[str, ArchiveFile] = {}
    with opened_archive(settings) as holding:
        known = {file.name for file in holding.store.archive_files()}

        def tell(file: ArchiveFile) -> None:
            holding.store.remember_archive_file(file)
            told[file.name] = file

        clock = clock_of(settings)
        with Archive.open(holding.folder, holding.index, clock, random_id, tell) as archive:
            archive.seal()
    closed = [file for name, file in told.items() if name not in known]
    for file in closed:
        click.echo(f"{printable(file.name)}  {file.size:,} bytes  sha256 {file.sha256}")
    if not closed:
        click.echo("no file is open")
