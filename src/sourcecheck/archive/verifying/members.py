"""Cut a WARC file into its records, and say where it is no row of whole records.

Readers skip what they do not understand; a verifier may not. Every byte belongs to exactly one
gzip member, every member holds exactly one record. Behind a damaged place the next whole record
is looked for, so that one flipped bit does not hide a second fault.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sourcecheck.archive.reading import MAX_RECORD
from sourcecheck.archive.verifying.faults import Kind

MAX_HEAD = 1024 * 1024
_CHUNK = 1024 * 1024
_STEP = 16 * 1024  # given to the unpacker at once: what is behind the member is copied back
_PIECE = 4 * 1024 * 1024
_GZIP = 31
_MAGIC = b"\x1f\x8b\x08"
_RESERVED_FLAGS = 0xE0
_LENGTH = re.compile(
    rb"^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)
_RECORD = re.compile(rb"WARC/\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one record may unpack to."""

    record: int = MAX_RECORD  # bytes
    ratio: int = 200  # unpacked to packed; deflate itself ends at 1032
    floor: int = 64 * 1024 * 1024  # bytes below which any ratio is taken: a page of zeros is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One record as it lies in the file: unpacked bytes, and where its head ends."""

    offset: int
    length: int  # bytes in the file
    data: bytes
    head_end: int  # of the blank line


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A place where there is no whole record."""

    offset: int
    kind: Kind
    message: str
    length: int = 0  # bytes, where the place is a whole gzip member all the same


class Window:
    """Part of a file, read in order and hashed on the way; going back hashes nothing twice."""

    def __init__(self, file: BinaryIO, start: int = 0, size: int | None = None) -> None:
        self._file = file
        self._start = start
        self.size = _size(file) - start if size is None else size
        self._hash = hashlib.sha256()
        self._crc = 0
        self._hashed = 0
        self._held = b""  # what was read last
        self._held_at = 0

    def read(self, at: int, most: int = _STEP) -> bytes:
        """Read some bytes at a place, at most so many; b"" at the end."""
        skipped = at - self._held_at
        if not 0 <= skipped < len(self._held):
            self._fill(at)
            skipped = 0
        return self._held[skipped : skipped + most]

    def _fill(self, at: int) -> None:
        self._file.seek(self._start + at)
        self._held = self._file.read(min(_CHUNK, self.size - at)) if at < self.size else b""
        self._held_at = at
        if at <= self._hashed < at + len(self._held):
            new = memoryview(self._held)[self._hashed - at :]
            self._hash.update(new)
            self._crc = zlib.crc32(new, self._crc)
            self._hashed = at + len(self._held)

    def piece(self, at: int, length: int) -> bytes:
        """Read exactly so many bytes at a place, or what is left there."""
        pieces: list[bytes] = []
        while length > 0 and (data := self.read(at, min(length, _CHUNK))):
            pieces.append(data)
            at += len(data)
            length -= len(data)
        return b"".join(pieces)

    def sha256(self) -> str:
        """Return the hash of the whole window, reading what nobody has read yet."""
        while self.read(self._hashed):
            pass
        return self._hash.hexdigest()

    def crc32(self) -> int:
        """Return the checksum a zip file keeps of the window."""
        self.sha256()
        return self._crc


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)


def cuts(window: Window, limits: Limits) -> Iterator[Cut | Broken]:
    """Yield the records of a file in order, and every place that is none."""
    unpack = _unpacked if window.read(0, 1) == _MAGIC[:1] else _plain
    find = _MAGIC if unpack is _unpacked else b"WARC/1."
    at, lost = 0, False
    while at < window.size:
        found = unpack(window, at, limits)
        if isinstance(found, Cut):
            yield found
            at, lost = at + found.length, False
            continue
        if not lost:  # what looks like a record behind a damaged place may be none
            yield found
        lost = True
        at = _next(window, at + 1, find)


def _next(window: Window, at: int, wanted: bytes) -> int:
    """Return the next place that may open a record; the size of the window when none does."""
    while data := window.read(at, _CHUNK):
        found = data.find(wanted)
        if found >= 0:
            return at + found
        if len(data) < len(wanted):
            break
        at += len(data) - len(wanted) + 1
    window.sha256()
    return window.size


class _Unpacking:
    """One gzip member on its way: pieces, sizes, and what its head promises."""

    def __init__(self, window: Window, offset: int, limits: Limits) -> None:
        self._window = window
        self._offset = offset
        self._limits = limits
        self._zip = zlib.decompressobj(_GZIP)
        self._pieces: list[bytes] = []
        self._size = 0
        self._taken = 0
        self._expected = 0  # bytes of the whole record; 0 = its head has not ended yet
        self._head_end = 0

    def run(self) -> Cut | Broken:
        """Unpack the member; it ends, breaks, or is stopped."""
        while not self._zip.eof:
            data = self._zip.unconsumed_tail
            if not data:
                data = self._window.read(self._offset + self._taken)
                self._taken += len(data)
            if not data:
                return self._broken(Kind.TORN, "the file ends inside a gzip member")
            try:
                self._pieces.append(self._zip.decompress(data, _PIECE))
            except zlib.error as error:
                return self._broken(Kind.DAMAGED, f"a gzip member that does not unpack: {error}")
            self._size += len(self._pieces[-1])
            if trouble := self._excess():
                return trouble
        return self._whole()

    def _excess(self) -> Broken | None:
        if not self._expected:
            self._measure()
        if self._expected and self._size > self._expected:
            return self._broken(Kind.SEVERAL_RECORDS, "more than one record in a gzip member")
        bomb = self._size > max(self._limits.floor, self._limits.ratio * self._taken)
        if bomb or max(self._size, self._expected) > self._limits.record:
            return self._broken(Kind.TOO_LARGE, "a record that unpacks to too many bytes")
        return None

    def _measure(self) -> None:
        if len(self._pieces) > 1:
            self._pieces = [b"".join(self._pieces)]
        opening = self._pieces[0]
        end = opening.find(b"\r\n\r\n", 0, MAX_HEAD)
        length = _LENGTH.search(opening, 0, end + 2) if end >= 0 else None
        if length:
            self._head_end = end + 4
            self._expected = self._head_end + int(length[1]) + 4

    def _whole(self) -> Cut | Broken:
        data = b"".join(self._pieces)
        taken = self._taken - len(self._zip.unused_data)
        if not data:
            said = "a gzip member with nothing in it"
            return Broken(offset=self._offset, kind=Kind.GARBAGE, message=said, length=taken)
        if not self._expected:
            said = "a gzip member without a WARC head that ends and gives a Content-Length"
            return self._broken(Kind.FIELD_SYNTAX, said)
        if len(data) < self._expected or not data.endswith(b"\r\n\r\n"):
            said = "a record whose Content-Length is not that of its block"
            return self._broken(Kind.RECORD_LENGTH, said)
        return Cut(offset=self._offset, length=taken, data=data, head_end=self._head_end)

    def _broken(self, kind: Kind, message: str) -> Broken:
        return Broken(offset=self._offset, kind=kind, message=message)


def _unpacked(window: Window, offset: int, limits: Limits) -> Cut | Broken:
    opening = window.read(offset, 4)
    if len(opening) < 4:  # the end of what was read, or of the file
        opening += window.read(offset + len(opening), 4 - len(opening))
    if not _MAGIC.startswith(opening[:3]):
        said = "bytes that belong to no gzip member"
        return Broken(offset=offset, kind=Kind.GARBAGE, message=said)
    if len(opening) == 4 and opening[3] & _RESERVED_FLAGS:
        said = "a gzip member with flags that mean nothing"
        return Broken(offset=offset, kind=Kind.DAMAGED, message=said)
    return _Unpacking(window, offset, limits).run()


def _plain(window: Window, offset: int, limits: Limits) -> Cut | Broken:
    """Read one record of a file that is not packed."""
    opening = window.read(offset)
    if not _RECORD.match(opening):
        said = "bytes that belong to no record"
        return Broken(offset=offset, kind=Kind.GARBAGE, message=said)
    while (end := opening.find(b"\r\n\r\n", 0, MAX_HEAD)) < 0:
        more = window.read(offset + len(opening)) if len(opening) < MAX_HEAD else b""
        if not more:
            said = "a head of a record that does not end"
            return Broken(offset=offset, kind=Kind.TORN, message=said)
        opening += more
    length = _LENGTH.search(opening, 0, end + 2)
    if length is None:
        said = "a record without a Content-Length"
        return Broken(offset=offset, kind=Kind.FIELD_MISSING, message=said)
    size = end + 4 + int(length[1]) + 4
    if size > limits.record:
        said = "a record that is too large to be verified"
        return Broken(offset=offset, kind=Kind.TOO_LARGE, message=said)
    return _plain_record(window, offset, size, end + 4)


def _plain_record(window: Window, offset: int, size: int, head_end: int) -> Cut | Broken:
    pieces: list[bytes] = []
    have = 0
    while have < size:
        data = window.read(offset + have, min(size - have, _CHUNK))
        if not data:
            said = "the file ends inside a record"
            return Broken(offset=offset, kind=Kind.TORN, message=said)
        pieces.append(data)
        have += len(data)
    whole = b"".join(pieces)
    if not whole.endswith(b"\r\n\r\n"):
        said = "a record whose Content-Length is not that of its block"
        return Broken(offset=offset, kind=Kind.RECORD_LENGTH, message=said)
    return Cut(offset=offset, length=size, data=whole, head_end=head_end)
