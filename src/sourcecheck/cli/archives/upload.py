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
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"]), default="text",
    help="Report format.",
)  # fmt: skip
@options.archive_store
@options.database
@options.archive_dir
@options.configuring
@options.telling
def command(*, delete_local: bool, form: str, progress: str, quiet: bool, **given: Any) -> int:
    """Copy closed files to the archive store, and read each back to compare it.

    Files of an interrupted run are taken up again. What was uploaded is read from there by
    range when it is not here any more. The file that is still written to stays; archive close
    closes it. Keys are read from the AWS_* variables. Ends with 3 when a file failed.
    """
    from sourcecheck.archive.storage.shipping import Outcome, ship  # noqa: PLC0415 - heavy
    from sourcecheck.cli.archives.transfers import Line  # noqa: PLC0415 - heavy
    from sourcecheck.session.archives import existing_folder  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import clock_of, settings_of  # noqa: PLC0415 - heavy
    from sourcecheck.session.storing import storage_of  # noqa: PLC0415 - heavy

    settings = settings_of(given)
    folder, storage = existing_folder(settings), storage_of(settings)
    found: list[Shipped] = []
    with Line("never" if quiet else progress) as line:
        for shipped in ship(
            folder, storage, clock_of(settings), remove=delete_local, progress=line
        ):
            line.erase()
            found.append(shipped)
            _tell(shipped, form)
    if form == "json":
        _print_json(storage.place, found)
    else:
        click.echo(f"{_shown(storage.place)}: {_counted(found)}")
    return _FAILED if any(each.outcome is Outcome.FAILED for each in found) else 0


def _tell(shipped: Shipped, form: str) -> None:
    from sourcecheck.archive.storage.shipping import Outcome  # noqa: PLC0415 - heavy

    if shipped.outcome is Outcome.FAILED:
        click.echo(f"error: {_shown(shipped.name)}: {_shown(shipped.because)}", err=True)
        if shipped.hint:
            click.echo(f"  hint: {_shown(shipped.hint)}", err=True)
    elif form == "text":
        because = f"  ({_shown(shipped.because)})" if shipped.because else ""
        name = _shown(shipped.name)
        click.echo(f"{shipped.outcome.value:<9} {shipped.size:>13,}  {name}{because}")


def _counted(found: list[Shipped]) -> str:
    from sourcecheck.archive.storage.shipping import Outcome  # noqa: PLC0415 - heavy

    counts = {each: sum(one.outcome is each for one in found) for each in Outcome}
    told = (f"{number} {outcome.value}" for outcome, number in counts.items() if number)
    return ", ".join(told) or "no closed file to copy"


def _print_json(place: str, found: list[Shipped]) -> None:
    from sourcecheck.model import codec  # noqa: PLC0415 - heavy
    from sourcecheck.report.formats.json import pretty  # noqa: PLC0415 - heavy

    files = [codec.encode(each) for each in found]
    click.echo(pretty({"schema_version": 1, "store": place, "files": files}), nl=False)


def _shown(text: str) -> str:
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy

    return printable(text)
