"""``sourcecheck archive verify``: whether everything is as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sourcecheck.cli import options

if TYPE_CHECKING:
    from sourcecheck.archive.verifying.faults import Counted, Fault, Verified
    from sourcecheck.session.holding import Holding

_FAULTS, _UNREADABLE = 1, 2
_TOLD = 20  # faults of one file that are shown; --all shows every one, and so does json

Named = tuple[str, "Verified"]
"""What was verified, as it was named, and what was found."""


@click.command("verify", cls=options.Alphabetical)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--all", "every", is_flag=True, help="Show every fault, not the first of each file.")
@click.option("--tsa-roots", metavar="PEM", help="Certificates by which timestamps are judged.")
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"]), default="text",
    help="Report format.",
)  # fmt: skip
@options.database
@options.archive_dir
@options.configuring
def command(
    paths: tuple[str, ...], *, every: bool, tsa_roots: str | None, form: str, **given: Any
) -> int:
    """Check every byte, digest and index line of WARC files, WACZ and folders.

    Without a PATH it is our own archive, with its index, the chain of its closed files, and
    their timestamps. All faults are found, each with its place and what to do. Ends with 0
    when all is sound, 1 when something is wrong, 2 when something cannot be read.
    """
    roots = _roots(tsa_roots)
    found: list[Named] = []
    unread: list[tuple[str, str]] = []
    with ExitStack() as stack:
        for path, holding in _wanted(paths, given, stack):
            _verify(path, holding, roots, found, unread)
    for name, why in unread:
        _complain(name, why)
    if form == "json":
        _print_json(found, unread)
    elif found:
        for line in _lines(found, every=every):
            click.echo(line)
    if unread or any(_is_unreadable(each) for _, each in found):
        return _UNREADABLE
    return 0 if all(each.sound for _, each in found) else _FAULTS


def _wanted(
    paths: Sequence[str], given: dict[str, Any], stack: ExitStack
) -> Iterator[tuple[Path, Holding | None]]:
    """Yield what is to be verified, our own archive with its index where there is one."""
    from sourcecheck.session.archives import existing_folder, opened_archive  # noqa: PLC0415
    from sourcecheck.session.opening import archive_folder, settings_of, store_file  # noqa: PLC0415

    settings = settings_of(given)
    own = archive_folder(settings) if paths else existing_folder(settings)
    for path in [Path(each) for each in paths] or [own]:
        is_own = path.is_dir() and own.is_dir() and path.samefile(own)
        if is_own and store_file(settings).exists():
            yield path, stack.enter_context(opened_archive(settings))
        else:
            yield path, None


def _verify(
    path: Path,
    holding: Holding | None,
    roots: bytes,
    found: list[Named],
    unread: list[tuple[str, str]],
) -> None:
    from sourcecheck.archive.verifying.verify import verify  # noqa: PLC0415 - heavy

    index = holding.index if holding else None
    closed = holding.store.archive_files if holding else None
    try:
        found.append((str(path), verify(path, index=index, roots=roots, closed=closed)))
    except OSError as error:
        unread.append((str(path), error.strerror or "cannot be read"))


def _roots(path: str | None) -> bytes:
    from sourcecheck.errors import UsageError  # noqa: PLC0415 - heavy

    if path is None:
        return b""
    try:
        roots = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"--tsa-roots {path}: cannot be read: {error.strerror}") from error
    if not roots.strip():
        raise UsageError(f"--tsa-roots {path}: there is no certificate in it")
    return roots


def _complain(name: str, why: str) -> None:
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy

    click.echo(f"error: {printable(name)}: {printable(why)}", err=True)


def _is_unreadable(found: Verified) -> bool:
    from sourcecheck.archive.verifying.faults import Kind  # noqa: PLC0415 - heavy

    return any(each.kind is Kind.UNREADABLE for each in found.faults)


def _lines(found: Sequence[Named], *, every: bool) -> Iterator[str]:
    """Yield a line for each file, below it what is wrong there, and a sum at the end."""
    from sourcecheck.cli.archives.listing import counted, size_of  # noqa: PLC0415 - heavy
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy

    for name, one in found:
        if len(found) > 1:
            yield printable(name)
        for file in one.files:
            yield from _of_file(file, one, every=every)
        listed = {file.name for file in one.files}
        for note in one.notes:
            if note.file not in listed:
                yield f"{printable(note.file)}:"
                yield from _of_fault(note, "note: ")
    files = sum(len(one.files) for _, one in found)
    records, size = (sum(getattr(one, what) for _, one in found) for what in ("records", "bytes"))
    faults = sum(one.fault_count for _, one in found)
    wrong = counted(faults, "fault") if faults else "no faults"
    yield f"{wrong} in {counted(files, 'file')}: {counted(records, 'record')}, {size_of(size)}"


def _of_file(file: Counted, one: Verified, *, every: bool) -> Iterator[str]:
    from sourcecheck.cli.archives.listing import counted, size_of  # noqa: PLC0415 - heavy
    from sourcecheck.cli.words import printable  # noqa: PLC0415 - heavy

    state = counted(file.faults, "fault") if file.faults else "sound"
    size = f"  {counted(file.records, 'record')}, {size_of(file.bytes)}" if file.bytes else ""
    yield f"{printable(file.name)}: {state}{size}"
    told = [each for each in one.faults if each.file == file.name]
    shown = told if every else told[:_TOLD]
    for each in shown:
        yield from _of_fault(each, "")
    if file.faults > len(shown):
        more = file.faults - len(shown)
        yield f"  and {counted(more, 'fault')} more" + ("" if every else " (--all)")
    for note in one.notes:
        if note.file == file.name:
            yield from _of_fault(note, "note: ")


def _of_fault(each: Fault, opening: str) -> Iterator[str]:
    from sourcecheck.cli.words import foreign  # noqa: PLC0415 - heavy

    where = "" if each.offset is None else f"byte {each.offset:,}: "
    yield f"  {opening}{where}{foreign(each.message)} [{each.kind}]"
    if each.hint and not opening:
        yield f"    hint: {each.hint}"


def _print_json(found: Sequence[Named], unread: Sequence[tuple[str, str]]) -> None:
    from sourcecheck.report.formats.json import pretty  # noqa: PLC0415 - heavy

    said = {
        "schema_version": 1,
        "sound": not unread and all(one.sound for _, one in found),
        "verified": [_json(name, one) for name, one in found],
        "unreadable": [{"path": name, "because": why} for name, why in unread],
    }
    click.echo(pretty(said), nl=False)


def _json(name: str, one: Verified) -> dict[str, Any]:
    from sourcecheck.model import codec  # noqa: PLC0415 - heavy

    return {
        "path": name,
        "sound": one.sound,
        "records": one.records,
        "bytes": one.bytes,
        "fault_count": one.fault_count,
        "files": [codec.encode(each) for each in one.files],
        "faults": [_fault_json(each) for each in one.faults],
        "notes": [_fault_json(each) for each in one.notes],
    }


def _fault_json(each: Fault) -> dict[str, Any]:
    return {
        "file": each.file,
        "offset": each.offset,
        "kind": each.kind.value,
        "message": each.message,
        "hint": each.hint or None,
    }
