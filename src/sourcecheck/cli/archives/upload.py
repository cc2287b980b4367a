"""``sourcecheck archive upload``: closed files to an object store or another folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options

if TYPE_CHECKING:
    from sourcecheck.archive.storage.shipping import Shipped

_FAILED = 3  # ran, but incomplete


@click.command("upload", cls=options.Alphabetical)
@click.option(
    "--delete-local", is_flag=True, help="Remove a file here once it was read back from there."
)
@options.archive_store
@options.database
@options.archive_dir
@options.configuring
def command(*, delete_local: bool, **given: Any) -> int:
    """Copy closed files to the archive store, and read each back to compare it.

    Files of an interrupted run are taken up again. What was uploaded is read from there by
    range when it is not here any more. The file that is still written to stays; archive close
    closes it. Keys are read from the AWS_* variables. Ends with 3 when a file failed.
    """
    from sourcecheck.archive.storage.shipping import Outcome, ship  # noqa: PLC0415 - heavy
    from sourcecheck.session.archives import existing_folder  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import clock_of, settings_of  # noqa: PLC0415 - heavy
    from sourcecheck.session.storing import storage_of  # noqa: PLC0415 - heavy

    settings = settings_of(given)
    folder, storage = existing_folder(settings), storage_of(settings)
    counts = dict.fromkeys(Outcome, 0)
    for shipped in ship(folder, storage, clock_of(settings), remove=delete_local):
        counts[shipped.outcome] += 1
        _tell(shipped)
    told = ", ".join(f"{number} {outcome.value}" for outcome, number in counts.items() if number)
    click.echo(f"{_shown(storage.place)}: {told or 'no closed file to copy'}")
    return _FAILED if counts[Outcome.FAILED] else 0


def _tell(shipped: Shipped) -> None:
    from sourcecheck.archive.storage.shipping import Outcome  # noqa: PLC0415 - heavy

    if shipped.outcome is Outcome.FAILED:
        click.echo(f"error: {_shown(shipped.name)}: {_shown(shipped.because)}", err=True)
        if shipped.hint:
            click.echo(f"  hint: {_shown(shipped.hint)}", err=True)
        return
    because = f"  ({_shown(shipped.because)})" if shipped.because else ""
    name = _shown(shipped.name)
    click.echo(f"{shipped.outcome.value:<9} {shipped.size:>13,}  {name}{because}")


def _shown(text: str) -> str:
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy

    return printable(text)
