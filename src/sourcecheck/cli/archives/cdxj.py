"""``sourcecheck archive cdxj``: the index as other replay tools read it."""

from __future__ import annotations

from typing import Any

import click

from sourcecheck.cli import options


@click.command("cdxj", cls=options.Alphabetical)
@click.option(
    "-o", "--output", type=click.File("w", encoding="utf-8", atomic=True), default="-",
    metavar="FILE|-", help="Where the lines go; - is standard output.",
)  # fmt: skip
@options.database
@options.archive_dir
@options.configuring
def command(*, output: Any, **given: Any) -> None:
    """Print the index as CDXJ, sorted, for other replay tools.

    One line for every answer; exchanges that failed have none. File names are without their
    folder, as other tools want them. Captures of an address that share a second say the time to
    the microsecond in a field of their own.
    """
    from sourcecheck.archive.cdxj import cdxj  # noqa: PLC0415 - heavy
    from sourcecheck.session.archives import opened_archive  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import settings_of  # noqa: PLC0415 - heavy

    with opened_archive(settings_of(given)) as holding:
        for line in cdxj(holding.index):
            output.write(f"{line}\n")
