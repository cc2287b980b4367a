"""Where a closed file lies besides the archive folder, written down beside it.

The file ``sc-202611-00001.warc.gz.stored`` holds one line for each place: SHA-256, bytes, the
time it was read back and had that digest, and the place. It stays when the WARC itself is
removed here, so that nobody takes that for a loss; no database is needed to know.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sourcecheck.archive.reading import OPEN
from sourcecheck.archive.seals import sync_folder
from sourcecheck.errors import ArchiveError

STORED = ".stored"
"""What the name of the small file ends with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place a closed file lies at."""

    sha256: str
    size: int  # bytes
    verified_at: datetime  # when it was read back from there and had that digest
    place: str  # of the storage


def read_places(path: Path) -> tuple[Place, ...]:
    """Return the places a WARC file was copied to; ``path`` is the WARC's, there or not.

    Raises ``ArchiveError`` when the small file cannot be read.
    """
    beside = _beside(path)
    try:
        lines = beside.read_text(encoding="utf-8").splitlines() if beside.exists() else []
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{beside}: cannot be read") from error
    return tuple(_place(beside, line) for line in lines)


def _place(beside: Path, line: str) -> Place:
    fields = line.split("  ", 3)
    try:
        sha256, size, verified_at, place = fields
        moment = datetime.fromisoformat(verified_at)
        return Place(sha256=sha256, size=int(size), verified_at=moment, place=place)
    except ValueError:
        raise ArchiveError(
            f"{beside}: not a line of digest, size, time and place: {line[:80]!r}",
            hint="delete it and run sourcecheck archive upload, if the WARC file is still there",
        ) from None


def write_place(path: Path, place: Place) -> None:
    """Write a place down, durably; what was known of the same place is replaced.

    Raises ``ArchiveError``.
    """
    others = [each for each in read_places(path) if each.place != place.place]
    text = "".join(f"{line}\n" for line in map(_line, (*others, place)))
    beside = _beside(path)
    part = beside.with_name(beside.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(beside)
        sync_folder(beside.parent)  # before the file itself may go
    except OSError as error:
        raise ArchiveError(f"{beside}: cannot be written: {error.strerror}") from error


def elsewhere(folder: Path) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Yield the WARC files that are not in the folder any more, with where each lies."""
    for beside in sorted(folder.rglob(f"*{STORED}")):
        path = beside.with_name(beside.name.removesuffix(STORED))
        if not path.exists() and (places := read_places(path)):
            yield path.relative_to(folder).as_posix(), places


def whereabouts(folder: Path, name: str) -> str:
    """Say where a file of an archive is: its path, or its name and the place it was moved to."""
    path = folder / name
    opened = path.with_name(path.name + OPEN)
    if opened.exists():
        return str(opened)
    try:
        places = () if path.exists() else read_places(path)
    except ArchiveError:
        places = ()
    return f"{name} in {places[-1].place}" if places else str(path)


def _line(place: Place) -> str:
    moment = place.verified_at.astimezone(UTC).isoformat(timespec="seconds")
    return f"{place.sha256}  {place.size}  {moment}  {place.place}"


def _beside(path: Path) -> Path:
    return path.with_name(path.name + STORED)
