"""``sourcecheck archive import``: take in captures from WARC or WACZ files of others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options

if TYPE_CHECKING:
    from sourcecheck.archive.importing import Imported, Into
    from sourcecheck.config import Settings

_REFUSED = 2
_ANYWAY = "--anyway takes what verifies of it, where it is safe to read"
_TOLD = 20  # faults and omissions that are shown


@click.command("import", cls=options.Alphabetical)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--anyway", is_flag=True, help="Take what verifies of a file that has faults.")
@click.option("--name", default="", metavar="TEXT", help="Call where it comes from so.")
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"]), default="text",
    help="Report format.",
)  # fmt: skip
@click.option("--now", metavar="TIME", help="Clock for reproducible runs, ISO 8601.")
@options.database
@options.archive_dir
@options.configuring
def command(files: tuple[str, ...], *, anyway: bool, name: str, form: str, **given: Any) -> int:
    """Take in captures from WARC files, however they are packed, or WACZ.

    Each file is verified first; one with a fault is refused whole, and nothing is written. With
    --anyway every record that verifies is taken from it, but nothing from a WACZ whose names or
    structure are not safe. Records are copied byte for byte into files of their own, and their
    captures say where they came from. What is here already is not taken twice. Ends with 2 when
    a file was refused.
    """
    from sourcecheck.archive.importing import import_file  # noqa: PLC0415 - heavy
    from sourcecheck.errors import ArchiveError  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import archive_folder, settings_of  # noqa: PLC0415 - heavy

    settings = settings_of(given)
    folder = archive_folder(settings)
    found: list[Imported] = []
    failed = False
    with ExitStack() as stack:
        into = cache(lambda: _opened(settings, stack))
        for path in map(Path, files):
            try:
                one = import_file(path, into, anyway=anyway, name=name, beside=folder)
            except ArchiveError as error:
                _complain(error)
                failed = True
                continue
            found.append(one)
            if form == "text":
                for line in _lines(one):
                    click.echo(line, err=one.refused)
    if form == "json":
        _print_json(found)
    return _REFUSED if failed or any(each.refused for each in found) else 0


def _opened(settings: Settings, stack: ExitStack) -> Into:
    """Open the archive of the settings, making one where there is none."""
    from sourcecheck.archive.ids import random_id  # noqa: PLC0415 - heavy
    from sourcecheck.archive.importing import Into  # noqa: PLC0415 - heavy
    from sourcecheck.session.opening import (  # noqa: PLC0415 - heavy
        archive_folder,
        clock_of,
        opened_store,
    )

    store = stack.enter_context(opened_store(settings))
    return Into(
        folder=archive_folder(settings),
        index=store.captures,
        clock=clock_of(settings),
        ids=random_id,
        on_sealed=store.remember_archive_file,
    )


def _complain(error: Any) -> None:
    from sourcecheck.cli.words import complain  # noqa: PLC0415 - heavy

    complain(error)


def _lines(one: Imported) -> Iterator[str]:
    from sourcecheck.cli.archives.listing import counted, size_of  # noqa: PLC0415 - heavy
    from sourcecheck.cli.words import foreign  # noqa: PLC0415 - heavy

    if one.refused:
        faults = counted(one.verified.fault_count, "fault")
        yield f"{foreign(one.name)}: refused, {faults}; nothing was written"
        for each in one.verified.faults[:_TOLD]:
            where = "" if each.offset is None else f" byte {each.offset:,}:"
            yield f"  {foreign(each.file)}:{where} {foreign(each.message)} [{each.kind}]"
        if one.verified.fault_count > _TOLD:
            yield f"  and {one.verified.fault_count - _TOLD:,} more"
        mending = [each.hint for each in one.verified.faults[:1] if one.hopeless]
        yield f"  hint: {''.join(mending) or _ANYWAY}"
        return
    taken = f"{counted(one.captures, 'capture')}, {counted(one.records, 'record')}"
    where = f" into {', '.join(one.files)}" if one.files else ""
    yield f"{foreign(one.name)}: imported {taken}, {size_of(one.bytes)}{where}"
    if one.already:
        yield f"  {counted(one.already, 'capture')} here already"
    if one.left_out_count:
        yield f"  {one.left_out_count:,} left out"
        for offset, why in one.left_out[:_TOLD]:
            yield f"    byte {offset:,}: {foreign(why)}"


def _print_json(found: list[Imported]) -> None:
    from sourcecheck.report.formats.json import pretty  # noqa: PLC0415 - heavy

    click.echo(pretty({"schema_version": 1, "imported": [_json(each) for each in found]}), nl=False)


def _json(one: Imported) -> dict[str, Any]:
    return {
        "name": one.name,
        "refused": one.refused,
        "captures": one.captures,
        "already": one.already,
        "records": one.records,
        "bytes": one.bytes,
        "files": list(one.files),
        "left_out_count": one.left_out_count,
        "left_out": [{"offset": offset, "because": why} for offset, why in one.left_out],
        "fault_count": one.verified.fault_count,
        "faults": [
            {"file": each.file, "offset": each.offset, "kind": each.kind, "message": each.message}
            for each in one.verified.faults
        ],
    }
