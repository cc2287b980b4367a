"""Shelves over a storage: WARC files read by range, with few requests."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from sourcecheck.archive.reading import FolderShelf, Shelf
from sourcecheck.archive.storage.base import Storage
from sourcecheck.archive.storage.places import read_places
from sourcecheck.errors import ArchiveError

BLOCK = 256 * 1024
"""Bytes asked for at least: nearly every record fits, and a request costs 100 ms or more."""

_MOST_AHEAD = 16  # blocks in one request when a file is read through: 4 MiB
_KEPT = 128  # blocks remembered: 32 MiB
_WARC = (".warc", ".warc.gz")


class StorageShelf:
    """The WARC files of a storage. Closed files never change, so what was read is remembered.

    One record takes one request, or none when its neighbour was just read; a file that is read
    through is asked for in pieces that grow to 4 MiB. Its size costs one more, once.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._sizes: dict[str, int] = {}
        self._blocks = _Blocks(storage)

    def names(self) -> tuple[str, ...]:
        """Return the names of the WARC files that lie there."""
        found = [each for each in self._storage.files() if each.name.endswith(_WARC)]
        self._sizes |= {each.name: each.size for each in found}
        return tuple(each.name for each in found)

    def open(self, name: str) -> BinaryIO:
        """Open a file; bytes are asked for when they are read."""
        if name not in self._sizes:
            held = self._storage.head(name)
            if held is None:
                raise ArchiveError(
                    f"{self._storage.place}: no file {name}",
                    hint="was it uploaded there, and never removed?",
                )
            self._sizes[name] = held.size
        return io.BufferedReader(_Ranged(self._blocks, name, self._sizes[name]), BLOCK)


class _Blocks:
    """Blocks of files, the last used ones remembered; any thread may ask."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._guard = threading.Lock()

    def known(self, name: str, number: int) -> bytes | None:
        """Return a block that is remembered."""
        with self._guard:
            if (name, number) in self._kept:
                self._kept.move_to_end((name, number))
            return self._kept.get((name, number))

    def fetch(self, name: str, number: int, count: int) -> bytes:
        """Ask for blocks that follow each other, remember them, return the first."""
        data = self._storage.get_range(name, number * BLOCK, count * BLOCK)
        with self._guard:
            for at in range(0, len(data), BLOCK):
                self._kept[name, number + at // BLOCK] = data[at : at + BLOCK]
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return data[:BLOCK]


class _Ranged(io.RawIOBase):
    """A file of a storage, read only, at any place."""

    def __init__(self, blocks: _Blocks, name: str, size: int) -> None:
        self._blocks = blocks
        self._name = name
        self._size = size
        self._at = 0
        self._ahead = 1  # blocks in the next request
        self._next = -1  # the block that follows those asked for last

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that places in it can be gone to."""
        return True

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; nothing is asked for."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read up to the end of a block."""
        if self._at >= self._size:
            return 0
        number, inside = divmod(self._at, BLOCK)
        data = self._block(number)[inside : inside + len(buffer)]
        if not data:
            raise ArchiveError(f"{self._name}: it ends before byte {self._at} of {self._size}")
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _block(self, number: int) -> bytes:
        known = self._blocks.known(self._name, number)
        if known is not None:
            return known
        self._ahead = min(2 * self._ahead, _MOST_AHEAD) if number == self._next else 1
        last = (self._size - 1) // BLOCK
        count = min(self._ahead, last - number + 1)
        self._next = number + count
        return self._blocks.fetch(self._name, number, count)


class TieredShelf:
    """The archive folder first, what is not there any more from farther away."""

    def __init__(self, local: FolderShelf, remote: Shelf) -> None:
        self._local = local
        self._remote = remote

    def names(self) -> tuple[str, ...]:
        """Return the names of both, each once; the farther shelf is asked."""
        return tuple(sorted({*self._local.names(), *self._remote.names()}))

    def has(self, name: str) -> bool:
        """Tell whether the folder itself has that file."""
        return self._local.has(name)

    def open(self, name: str) -> BinaryIO:
        """Open a file where it is nearest."""
        return (self._local if self._local.has(name) else self._remote).open(name)


class LaterShelf:
    """A shelf that is opened when it is first asked: most runs find all they need nearer."""

    def __init__(self, opening: Callable[[], Shelf]) -> None:
        self._opening = opening
        self._opened: Shelf | None = None

    def names(self) -> tuple[str, ...]:
        """Return the names of its files."""
        return self._shelf().names()

    def open(self, name: str) -> BinaryIO:
        """Open a file of it."""
        return self._shelf().open(name)

    def _shelf(self) -> Shelf:
        if self._opened is None:
            self._opened = self._opening()
        return self._opened


class AbsentShelf:
    """Stands for the farther shelf when it may not be asked: says where each file lies."""

    def __init__(self, folder: Path, because: str, hint: str) -> None:
        self._folder = folder
        self._because = because
        self._hint = hint

    def names(self) -> tuple[str, ...]:
        """Return nothing: what cannot be opened is not offered."""
        return ()

    def open(self, name: str) -> BinaryIO:
        """Raise ``ArchiveError``, and say where the file lies if that was written down."""
        places = read_places(self._folder / name)
        if not places:
            raise ArchiveError(f"{self._folder}: no file {name}", hint="was it moved or deleted?")
        where = ", ".join(each.place for each in places)
        raise ArchiveError(f"{name} lies in {where}, and {self._because}", hint=self._hint)
