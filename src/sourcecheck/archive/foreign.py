"""Our own door over FastWARC: read whole files, however they are packed, at full speed.

The one module that knows that library. Its reader says nothing of a torn tail and reads on behind
it, so files of ours are mended by ``files.recover``, never by this. It gives up where bytes are
damaged, and so do we.

==========================  =======================================================
packing                     what a record's place is
==========================  =======================================================
a gzip member per record    offset and length of the member
none                        offset and length of the record
one member for many         none: such records can be copied, not read by place
==========================  =======================================================
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord

from sourcecheck.archive.grouping import Placed
from sourcecheck.archive.openings import check_packing
from sourcecheck.archive.reading import (
    MAX_RECORD,
    Shelf,
    records_from,
)
from sourcecheck.archive.records import Record, split_head
from sourcecheck.archive.sharing import GZIP_MAGIC
from sourcecheck.errors import ArchiveError

_GZIP = 31  # zlib's name for "15 bits of window, gzip header and trailer"
_PEEK = 256  # bytes of a member that tell whether it opens with a record
_LENGTH = "content-length"
_HEAD = 64 * 1024  # bytes of a member that hold the head of its record


def records_in(shelf: Shelf, name: str) -> Iterator[Placed]:
    """Yield the records of a file of any packing, with their places where they have them.

    A torn tail is left out. Raises ``ArchiveError`` when the file is none of WARC records, is
    packed with zstd, or is damaged; the records before the damage come first.
    """
    with shelf.open(name) as file, shelf.open(name) as beside:
        opening = file.read(5)
        if opening:
            check_packing(opening, name)
            file.seek(0)
            yield from _Reading(file, beside, name, packed=opening.startswith(GZIP_MAGIC)).run()


class _Reading:
    """One pass over a file, which is open twice: to be read, and to look at places."""

    def __init__(self, file: BinaryIO, beside: BinaryIO, name: str, *, packed: bool) -> None:
        self._file = file
        self._beside = beside
        self._name = name
        self._packed = packed
        self._damage: OSError | None = None

    def run(self) -> Iterator[Placed]:
        """Yield the records, each when it is known where the next one begins.

        FastWARC tells of a record inside a member where that member or the next one begins, or
        how far it had read: a place that two records share is looked at, and that is known when
        a third was read. The last record, and whatever FastWARC did not read behind it, is read
        by our own reader: it tells a torn record from a whole one, and damage from the end.
        """
        first: _Seen | None = None
        second: _Seen | None = None
        for third in self._seen():
            if second and third.at == second.at:
                second.begins, third.begins = map(self._does_begin, (second, third))
            if first and second:
                yield first.placed(second)
            first, second = second, third
        if first and second:
            yield first.placed(second)
        last = second or first
        if last is None or last.begins:
            yield from records_from(self._beside, last.at if last else 0)
            return
        if len(last.record.block) == last.length:
            yield Placed(record=last.record)
        if self._damage:
            raise ArchiveError(
                f"{self._name}: damaged: {self._damage}", hint="copy the file again"
            ) from self._damage

    def _seen(self) -> Iterator[_Seen]:
        try:
            for found in ArchiveIterator(self._file, parse_http=False, quirks_mode=True):
                at, length = found.stream_pos, found.content_length
                if _misread(found):
                    return  # our own reader goes on from the record before
                if length > MAX_RECORD:
                    raise ArchiveError(
                        f"{self._name}: the record at byte {at} is larger than {MAX_RECORD} bytes"
                    )
                yield _Seen(_record(found), at, length, begins=self._may_begin(at))
        except OSError as error:
            self._damage = error

    def _may_begin(self, at: int) -> bool:
        """Tell whether a gzip member begins at a place; unpacked records always do."""
        if not self._packed:
            return True
        self._beside.seek(at)
        return _unpacked(self._beside.read(_PEEK), 5) == b"WARC/"

    def _does_begin(self, seen: _Seen) -> bool:
        """Tell whether that very record opens the gzip member at its place."""
        if not (self._packed and seen.begins):
            return seen.begins
        self._beside.seek(seen.at)
        head, _ = split_head(_unpacked(self._beside.read(_HEAD), _HEAD))
        return seen.record.id.encode("utf-8", "surrogatepass") in head


def _unpacked(opening: bytes, most: int) -> bytes:
    """Unpack the first bytes of a gzip member; nothing where none begins."""
    try:
        return zlib.decompressobj(_GZIP).decompress(opening, most)
    except zlib.error:
        return b""


class _Seen:
    """A record as FastWARC saw it."""

    __slots__ = ("at", "begins", "length", "record")

    def __init__(self, record: Record, at: int, length: int, *, begins: bool) -> None:
        self.record = record
        self.at = at  # where it was seen to begin
        self.length = length  # of the block, as the record says
        self.begins = begins  # whether it may really begin there

    def placed(self, following: _Seen) -> Placed:
        """Return the record, with its place where it and the next one begin where it seems."""
        if self.begins and following.begins:
            return Placed(record=self.record, offset=self.at, length=following.at - self.at)
        return Placed(record=self.record)


def _misread(found: WarcRecord) -> bool:
    """Tell whether FastWARC takes a block for another one than its record says.

    It overlooks a length that has no space before it, and reads an empty block.
    """
    lengths = [value for key, value in found.headers.items() if key.lower() == _LENGTH]
    return not lengths or lengths[0].strip() != str(found.content_length)


def _record(found: WarcRecord) -> Record:
    fields = [(key, value) for key, value in found.headers.items() if key.lower() != _LENGTH]
    return Record(fields=tuple(fields), block=found.reader.read())
