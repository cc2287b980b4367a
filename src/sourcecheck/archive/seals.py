"""Closed files: their names, their order, and the chain of digests that binds them.

Beside every closed file stands ``<name>.sha256``, plain text that ``sha256sum --check`` reads::

    9f86d081...  sc-202611-00007.warc.gz
    previous 60303ae2...                      of the file closed before it, or none
    size 1073741824                           in bytes
    closed 2026-11-21T18:05:00.000000Z

Whoever removes, changes, swaps or adds a closed file breaks the chain. Lines that open with
other words may follow, and are passed over here.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sourcecheck.archive.reading import OPEN
from sourcecheck.archive.records import read_date, warc_date
from sourcecheck.errors import ArchiveError
from sourcecheck.model.web import ArchiveFile

ENDING = ".sha256"
"""What is put behind a closed file's name."""

IMPORTING = ".importing"
"""What is put behind an imported file's name until its digest and its index are written."""

NEW_IMPORT = ".import-{}.new"
"""How a file that is being imported is called before it has a name of the archive's own."""

_CHUNK = 1024 * 1024
_HINT = "sourcecheck archive verify tells what was changed; restore it from a copy"
_NAME = re.compile(r"sc-(?P<month>\d{6})-(?P<number>\d{5,})\.warc\.gz")
_DIGEST = re.compile(r"(?P<sha256>[0-9a-f]{64})  (?P<name>[^/\\\n]+)")
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What stands beside a closed file."""

    name: str  # of the file, without its folder
    sha256: str
    previous: str = ""  # digest of the file closed before it; "" = the first
    size: int = -1  # in bytes; -1 = not written down
    closed_at: datetime | None = None  # None = not written down


def number_of(name: str) -> int:
    """Return the place of a file in the chain, by its name; -1 = it is none of ours.

    Files are closed in this order. Their months may go back, with a clock that does.
    """
    found = _NAME.match(name)
    return int(found["number"]) if found else -1


def month_of(name: str) -> str:
    """Return the month a file of ours was begun in, as ``YYYYMM``; "" = it is none of ours."""
    found = _NAME.match(name)
    return found["month"] if found else ""


def next_name(folder: Path, month: str, above: int = 0) -> str:
    """Return the name of the next file in a folder of WARC files; nothing is made.

    Its number is larger than ``above``, too.
    """
    used = max((number_of(path.name) for path in folder.iterdir()), default=0)
    return f"sc-{month}-{max(used, above) + 1:05d}.warc.gz"


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Return files, or what stands beside them, in the order of the chain."""
    return sorted(paths, key=lambda path: (number_of(path.name), path.name))


def seal(path: Path, closed_at: datetime) -> ArchiveFile:
    """Close a file for good: give it its final name, then write its digest beside it.

    ``path`` is the final name; what was written is synced already. A crash in between leaves
    a closed file without a digest, which ``mend_seal`` writes. Raises ``ArchiveError``.
    """
    try:
        path.with_name(path.name + OPEN).replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be closed: {error.strerror}") from error
    return write_seal(path, closed_at)


def write_seal(path: Path, closed_at: datetime) -> ArchiveFile:
    """Write the digest of a closed file beside it, all of it or nothing; raises as ``seal``."""
    try:
        digest, size, previous = file_sha256(path), path.stat().st_size, _previous(path)
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
    lines = (
        f"{digest}  {path.name}",
        f"previous {previous or 'none'}",
        f"size {size}",
        f"closed {warc_date(closed_at)}",
    )
    _replace(seal_path(path), "".join(f"{line}\n" for line in lines).encode("ascii"))
    return ArchiveFile(
        name=f"{path.parent.name}/{path.name}",
        size=size,
        sha256=digest,
        closed_at=closed_at,
        previous_sha256=previous,
    )


def mend_seal(folder: Path, closed_at: datetime) -> ArchiveFile | None:
    """Finish what a crash interrupted: the digest of the file closed last, where it is missing.

    One that is missing beside an earlier file was taken away, and is left for ``verify`` to tell,
    as is one that was spoilt: neither keeps a run from archiving. Returns the last closed file;
    None = there is none with a digest that can be read. Raises as ``seal``.
    """
    closed = _closed(folder)
    if not closed:
        return None
    if not seal_path(closed[-1]).is_file():
        return write_seal(closed[-1], closed_at)
    with suppress(ArchiveError):
        return archive_file(closed[-1])
    return None


def undo_import(folder: Path) -> None:
    """Remove what a killed import had not given a name yet. Raises ``ArchiveError``.

    Call it while nobody else writes there, and before the next file gets its number.
    """
    try:
        for left in folder.glob(NEW_IMPORT.format("*")):
            left.unlink()
        for mark in folder.glob(f"*{IMPORTING}"):
            path = mark.with_name(mark.name.removesuffix(IMPORTING))
            if not path.is_file():
                seal_path(path).unlink(missing_ok=True)
                mark.unlink()
    except OSError as error:
        raise ArchiveError(f"{error.filename}: cannot be removed: {error.strerror}") from error


def end_import(folder: Path) -> None:
    """Take away the mark of the file a killed import wrote last: it is sealed and indexed now."""
    for mark in folder.glob(f"*{IMPORTING}"):
        mark.unlink(missing_ok=True)


def archive_files(folder: Path) -> list[ArchiveFile]:
    """Return what the digests of a folder tell of its closed files, in order.

    Of files that now lie elsewhere too; nothing is computed again. Raises ``ArchiveError``.
    """
    sealed = in_order(folder.glob(f"sc-*{ENDING}"))
    return [archive_file(path.with_name(path.name.removesuffix(ENDING))) for path in sealed]


def archive_file(path: Path) -> ArchiveFile:
    """Return what stands beside a closed file; raises ``ArchiveError`` when it cannot be read."""
    held = read_seal(seal_path(path))
    seen = (path if path.is_file() else seal_path(path)).stat()
    return ArchiveFile(
        name=f"{path.parent.name}/{path.name}",
        size=held.size if held.size >= 0 else seen.st_size,
        sha256=held.sha256,
        closed_at=held.closed_at or datetime.fromtimestamp(int(seen.st_mtime), UTC),
        previous_sha256=held.previous,
    )


def read_seal(path: Path) -> Seal:
    """Read a ``.sha256`` file; raises ``ArchiveError`` when it is missing or none of ours."""
    try:
        first, *more = path.read_text(encoding="ascii").splitlines() or [""]
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path}: cannot be read: {error}", hint=_HINT) from error
    said = dict(line.split(" ", 1) for line in more if " " in line)
    digest, previous = _DIGEST.fullmatch(first), said.get("previous", "none")
    size = said.get("size", "-1")
    whole = size.removeprefix("-").isdecimal() and (previous == "none" or _HEX.fullmatch(previous))
    if digest is None or not whole:
        raise ArchiveError(
            f"{path}: does not name a file, its SHA-256 and the one before it", hint=_HINT
        )
    return Seal(
        name=digest["name"],
        sha256=digest["sha256"],
        previous="" if previous == "none" else previous,
        size=int(size),
        closed_at=read_date(said["closed"]) if "closed" in said else None,
    )


def seal_path(path: Path) -> Path:
    """Return where the digest of a closed file stands."""
    return path.with_name(path.name + ENDING)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(_CHUNK):
            total.update(data)
    return total.hexdigest()


def sync_folder(folder: Path) -> None:
    """Make names that were given, changed or taken in a folder survive a power cut."""
    if sys.platform == "win32":  # no handle on a folder can be synced there
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def _closed(folder: Path) -> list[Path]:
    return in_order(path for path in folder.glob("sc-*.warc.gz") if _NAME.fullmatch(path.name))


def _previous(path: Path) -> str:
    """Return the digest of the file closed before this one, wherever that lies now; or ""."""
    named = {each.name for each in _closed(path.parent)}
    named |= {each.name.removesuffix(ENDING) for each in path.parent.glob(f"sc-*{ENDING}")}
    earlier = in_order(path.with_name(n) for n in named if number_of(n) < number_of(path.name))
    if not earlier:
        return ""
    try:
        return read_seal(seal_path(earlier[-1])).sha256
    except ArchiveError:  # taken away or spoilt, which verify tells; the file itself is there
        return file_sha256(earlier[-1]) if earlier[-1].is_file() else ""


def _replace(path: Path, data: bytes) -> None:
    """Write a small file so that it is there whole or not at all."""
    made = path.with_name(f".{path.name}.new")
    try:
        with made.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            made.unlink(missing_ok=True)
        raise ArchiveError(f"{path}: cannot be written: {error.strerror}") from error
