"""Copy closed files to a storage, check them there, and only then remove them here.

For every closed file: send it while its SHA-256 is computed, and stop before the last part if
that is not the one it was closed with; read it back from there whole and compare again; send
its ``.sha256``; write down beside it where it lies; with ``remove`` delete it here. Each step
may be interrupted and is taken up by the next run: what is there already is only read back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sourcecheck.archive.files import sole_writer
from sourcecheck.archive.reading import OPEN, FolderShelf
from sourcecheck.archive.seals import ENDING, read_seal, seal_path
from sourcecheck.archive.storage.base import Storage, StoredFile
from sourcecheck.archive.storage.places import Place, read_places, write_place
from sourcecheck.errors import ArchiveError, DigestMismatch

Progress = Callable[[str, int, int], None]
"""Is told a file's name, how many of its bytes were sent or read back, and how many it has."""

_PIECE = 8 * 1024 * 1024
_PROOFS = "proofs"


class Outcome(StrEnum):
    """What became of a file."""

    UPLOADED = "uploaded"  # sent, read back, the same
    KNOWN = "known"  # it lay there already, the same
    REMOVED = "removed"  # it lies there, was read back, and is gone here
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """What became of one file."""

    name: str
    size: int  # bytes
    outcome: Outcome
    because: str = ""  # of a failure, or why it was kept here
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closed:
    """A closed file of the archive folder."""

    name: str
    path: Path
    size: int
    sha256: str


def closed_files(folder: Path) -> tuple[str, ...]:
    """Name the WARC files of an archive folder that are not written to any more, in order."""
    names = FolderShelf(folder).names()
    return tuple(name for name in names if not (folder / f"{name}{OPEN}").exists())


def ship(
    folder: Path,
    storage: Storage,
    clock: Callable[[], datetime],
    *,
    remove: bool = False,
    progress: Progress = lambda name, done, size: None,
) -> Iterator[Shipped]:
    """Copy every closed file of an archive folder to a storage, and yield what became of it.

    Files left over by an earlier run come first by their names. A file that cannot be copied is
    told and the next one tried, but when the storage itself fails the run ends there. ``clock``
    gives an aware time. Raises ``ArchiveError`` when the storage is the archive itself.
    """
    shipping = _Shipping(storage, clock, progress)
    for name in closed_files(folder):
        try:
            closed = _closed(folder, name)
        except ArchiveError as error:
            yield _failed(name, 0, error)
            continue
        if storage.is_here(name, closed.path):
            raise ArchiveError(
                f"{storage.place}: this is the archive itself, no other place",
                hint="name another folder, or a bucket, as the archive store",
            )
        try:
            yield shipping.shipped(closed, remove=remove)
        except DigestMismatch as error:
            yield _failed(name, closed.size, error)
        except ArchiveError as error:
            yield _failed(name, closed.size, error)
            return
    yield from _ship_proofs(folder, storage)


class _Shipping:
    """One run: where to, and whom to tell how far it is."""

    def __init__(self, storage: Storage, clock: Callable[[], datetime], progress: Progress) -> None:
        self._storage = storage
        self._clock = clock
        self._progress = progress

    def shipped(self, closed: _Closed, *, remove: bool) -> Shipped:
        """Bring one file there and write that down; raises where it cannot be."""
        place = self._storage.place
        told = {each.place: each.sha256 for each in read_places(closed.path)}
        outcome = Outcome.KNOWN
        if remove or told.get(place) != closed.sha256:
            outcome = self._copied(closed)
            _ship_small(seal_path(closed.path), f"{closed.name}{ENDING}", self._storage)
            now = self._clock()
            here = Place(sha256=closed.sha256, size=closed.size, verified_at=now, place=place)
            write_place(closed.path, here)
        kept = _remove(closed) if remove else ""
        if remove and not kept:
            outcome = Outcome.REMOVED
        return Shipped(name=closed.name, size=closed.size, outcome=outcome, because=kept)

    def _copied(self, closed: _Closed) -> Outcome:
        """Bring a file there, unless it is there, and read it back; raises where they differ."""
        found = self._storage.head(closed.name)
        if found is None:
            self._storage.put(closed.name, self._counted(closed, _checked(closed)))
            found = self._storage.head(closed.name)
            if found is None or not self._reads_back(closed, found):
                self._storage.delete(closed.name)
                raise DigestMismatch(
                    f"{self._storage.place}: {closed.name}: it reads back other than it was sent",
                    hint="it was removed there again and is kept here; run the upload once more",
                )
            return Outcome.UPLOADED
        if found.size != closed.size or not self._reads_back(closed, found):
            raise DigestMismatch(
                f"{self._storage.place}: another file lies there under the name {closed.name}",
                hint="give every archive a prefix of its own, or look which of the two is damaged",
            )
        return Outcome.KNOWN

    def _reads_back(self, closed: _Closed, found: StoredFile) -> bool:
        """Read a file whole from where it lies, and compare size and SHA-256."""
        total = hashlib.sha256()
        size = 0
        for piece in self._counted(closed, _stored_pieces(self._storage, found)):
            total.update(piece)
            size += len(piece)
        return (size, total.hexdigest()) == (closed.size, closed.sha256)

    def _counted(self, closed: _Closed, pieces: Iterator[bytes]) -> Iterator[bytes]:
        done = 0
        for piece in pieces:
            self._progress(closed.name, done, closed.size)
            yield piece
            done += len(piece)


def _checked(closed: _Closed) -> Iterator[bytes]:
    """Yield a file's bytes; raise before the last piece if they are not those it closed with."""
    total = hashlib.sha256()
    held = b""
    for piece in _pieces(closed.path):
        total.update(piece)
        if held:
            yield held
        held = piece
    if total.hexdigest() != closed.sha256:
        raise DigestMismatch(
            f"{closed.path}: its bytes are not those it was closed with",
            hint="it was changed or damaged since; sourcecheck archive verify says where",
        )
    yield held


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error


def _stored_pieces(storage: Storage, found: StoredFile) -> Iterator[bytes]:
    at = 0
    while at < found.size and (piece := storage.get_range(found.name, at, _PIECE)):
        yield piece
        at += len(piece)


def _remove(closed: _Closed) -> str:
    """Delete a file here, unless somebody writes to the archive; return why it was kept."""
    try:
        with sole_writer(closed.path.parent):
            if read_seal(seal_path(closed.path)).sha256 != closed.sha256:
                return "kept here: it was changed while it was uploaded"
            closed.path.unlink()
    except ArchiveError as error:
        return f"kept here: {error.message}"
    except OSError as error:
        return f"kept here: {error.strerror}"
    return ""


def _closed(folder: Path, name: str) -> _Closed:
    path = folder / name
    if not seal_path(path).is_file():
        raise ArchiveError(
            f"{path}: no digest stands beside it",
            hint=f"a closed file has {seal_path(path).name}; sourcecheck archive close writes it",
        )
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
    return _Closed(name=name, path=path, size=size, sha256=read_seal(seal_path(path)).sha256)


def _ship_proofs(folder: Path, storage: Storage) -> Iterator[Shipped]:
    """Copy the manifests and timestamps, which are small and stay here."""
    for path in sorted((folder / _PROOFS).glob("manifest-*")):
        name = f"{_PROOFS}/{path.name}"
        try:
            outcome = _ship_small(path, name, storage)
        except ArchiveError as error:
            yield _failed(name, 0, error)
            if not isinstance(error, DigestMismatch):
                return
        else:
            yield Shipped(name=name, size=path.stat().st_size, outcome=outcome)


def _ship_small(path: Path, name: str, storage: Storage) -> Outcome:
    """Copy a small file and read it back; raises where another lies there."""
    data = b"".join(_pieces(path))
    found = storage.head(name)
    outcome = Outcome.KNOWN
    if found is None:
        storage.put(name, [data])
        found, outcome = storage.head(name), Outcome.UPLOADED
    if found is None or storage.get_range(name, 0, found.size) != data:
        raise DigestMismatch(
            f"{storage.place}: another file lies there under the name {name}",
            hint="give every archive a prefix of its own, or look which of the two is damaged",
        )
    return outcome


def _failed(name: str, size: int, error: ArchiveError) -> Shipped:
    return Shipped(
        name=name, size=size, outcome=Outcome.FAILED, because=error.message, hint=error.hint
    )
