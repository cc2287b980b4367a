"""The file that is being written: append, sync, recover, and one writer at a time."""

from __future__ import annotations

import errno
import glob
import logging
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sourcecheck.archive.reading import OPEN, records_from
from sourcecheck.archive.records import Record, check_digest
from sourcecheck.archive.restoring import OURS
from sourcecheck.archive.seals import sync_folder
from sourcecheck.errors import ArchiveError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

logger = logging.getLogger(__name__)

LOCK = ".lock"
"""The file of a folder that whoever writes there holds locked."""

_CHUNK = 1024 * 1024
_FULL = "free some space and run again: what was kept so far is whole, and is not lost"


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; raises ``ArchiveError`` when another process writes there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("a+b")
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot write there: {error.strerror}") from error
    with file:
        try:
            _lock(file)
        except OSError as error:
            raise ArchiveError(
                f"{folder}: another run is writing to this archive",
                hint="wait for it, or give this run an archive folder of its own",
            ) from error
        yield


def clear_left(folder: Path, opening: str) -> None:
    """Remove folders whose names open so and whose writer was killed; none that is written to."""
    for left in folder.glob(f"{glob.escape(opening)}*"):
        if (left / LOCK).is_file() and not is_written_to(left):
            shutil.rmtree(left, ignore_errors=True)


def is_written_to(folder: Path) -> bool:
    """Tell whether a process writes to a folder just now."""
    try:
        file = (folder / LOCK).open("rb")
    except OSError:  # nobody ever wrote there, or nobody may
        return False
    with file:
        try:
            _lock(file)
        except OSError:
            return True
    return False


def _lock(file: BinaryIO) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Segment:
    """One WARC file open for appending, under its name with ``.open`` behind it."""

    def __init__(self, path: Path) -> None:
        self.path = path  # the final name
        try:
            self._file = _opening(path).open("ab")
            self.size = self._file.seek(0, os.SEEK_END)
            sync_folder(path.parent)  # its name is to outlive a power cut, as its bytes do
        except OSError as error:
            raise ArchiveError(f"{path}: cannot be written: {error.strerror}") from error

    def append(self, data: bytes) -> int:
        """Write, flush and sync; return where the data begins.

        Raises ``ArchiveError`` when the disk refuses; the file is then as it was.
        """
        start = self.size
        try:
            self._file.write(data)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            with suppress(OSError):  # a disk that is gone; the next run cuts the rest off
                self._undo(start)
            raise ArchiveError(
                f"{self.path}: cannot be written: {error.strerror}", hint=_hint_of(error)
            ) from error
        self.size = start + len(data)
        return start

    def _undo(self, size: int) -> None:
        """Cut off what was half written, through a new handle: this one may hold a rest."""
        self._file.raw.close()
        os.truncate(_opening(self.path), size)
        self._file = _opening(self.path).open("ab")

    def discard(self) -> None:
        """Take away a file that nothing was written to."""
        with suppress(OSError):
            self._file.raw.close()
            _opening(self.path).unlink()

    def close(self) -> None:
        """Stop writing; the file stays open for the next run."""
        self._file.close()


def _hint_of(error: OSError) -> str:
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return _FULL if full else ""


def _opening(path: Path) -> Path:
    return path.with_name(path.name + OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What was found at the end of a file that an earlier run had open."""

    start: int  # where reading began
    kept: int  # bytes
    cut: int  # bytes of a torn tail, removed


def recover(path: Path, known: int = 0) -> Recovered:
    """Cut the torn tail off a file left open; ``known`` is where its indexed part ends.

    A torn tail makes everything that is appended behind it unreadable, and readers say
    nothing of it. What lies behind the indexed part was never reported as kept, so damage
    there is cut off as well, and so is an exchange whose last record was not written. Raises
    ``ArchiveError`` when the file is damaged and nothing of it is indexed, ``DigestMismatch``
    when its last whole record is not what was written.
    """
    opened = _opening(path)
    size = opened.stat().st_size
    start = known if known <= size else 0
    end = _whole_to(opened, start)
    if end < size:
        os.truncate(opened, end)
        logger.warning(
            "cut a torn tail off an archive file",
            extra={"event": "archive_recovered", "file": path.name, "cut": size - end},
        )
    return Recovered(start=start, kept=end, cut=size - end)


def _whole_to(path: Path, start: int) -> int:
    """Return where the last exchange ends of which every record is there."""
    at = end = start
    last: Record | None = None
    with path.open("rb") as file:
        try:
            for placed in records_from(file, start):
                last = placed.record
                at += placed.length or 0
                end = at if _ends_exchange(last) else end
        except ArchiveError:
            if not (start or _is_blank(file, at)):
                raise
    if last:
        check_digest(last)
    return end


def _ends_exchange(record: Record) -> bool:
    """Tell whether no more records of an exchange of ours follow: its metadata is the last."""
    if record.type in {"response", "revisit", "request"}:
        return False
    return record.type != "resource" or record.field("WARC-Target-URI").startswith(OURS)


def _is_blank(file: BinaryIO, start: int) -> bool:
    """Tell whether only zeros follow: a file that grew before a power cut, and was not filled."""
    file.seek(start)
    while data := file.read(_CHUNK):
        if data.strip(b"\0"):
            return False
    return True
