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
from dataclasses import dataclass
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord

from sourcecheck.archive.grouping import Placed
from sourcecheck.archive.reading import (
    GZIP_MAGIC,
    MAX_RECORD,
    Shelf,
    check_packing,
    records_from,
)
from sourcecheck.archive.records import Record
from sourcecheck.errors import ArchiveError

_GZIP = 31  # zlib's name for "15 bits of window, gzip header and trailer"
_PEEKS = (512, 64 * 1024)  # bytes that tell which record a member opens with: most, and all


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

        The last one, and whatever FastWARC did not read behind it, is read by our own reader: it
        tells a torn record from a whole one, and damage from the end.
        """
        before: _Seen | None = None
        for seen in self._seen():
            if before:
                yield before.placed(seen.at if seen.begins else None)
            before = seen
        if before is None or before.begins:
            yield from records_from(self._beside, before.at if before else 0)
            return
        if len(before.record.block) == before.length:
            yield before.placed(None)
        if self._damage:
            raise ArchiveError(
                f"{self._name}: damaged: {self._damage}", hint="copy the file again"
            ) from self._damage

    def _seen(self) -> Iterator[_Seen]:
        at = -1
        try:
            for found in ArchiveIterator(self._file, parse_http=False, quirks_mode=True):
                if found.content_length > MAX_RECORD:
                    raise ArchiveError(
                        f"{self._name}: the record at byte {found.stream_pos} is larger than"
                        f" {MAX_RECORD} bytes"
                    )
                record = _record(found)
                begins = found.stream_pos > at and self._begins(found.stream_pos, record)
                at = found.stream_pos
                yield _Seen(record=record, at=at, length=found.content_length, begins=begins)
        except OSError as error:
            self._damage = error

    def _begins(self, at: int, record: Record) -> bool:
        """Tell whether that record opens a gzip member at that place; unpacked ones always do."""
        if not self._packed:
            return True
        self._beside.seek(at)
        for peeked in _PEEKS:
            try:
                unpacker = zlib.decompressobj(_GZIP)
                opening = unpacker.decompress(self._beside.read(peeked), peeked)
            except zlib.error:
                return False
            if not opening.startswith(b"WARC/"):
                return False
            if record.id.encode("utf-8", "surrogatepass") in opening:
                return True
            self._beside.seek(at)
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    record: Record
    at: int  # where FastWARC saw it begin
    length: int  # of the block, as the record says
    begins: bool  # whether it really does begin there

    def placed(self, end: int | None) -> Placed:
        """Return the record with its place; ``end`` is where the next one begins, or None."""
        if end is None or not self.begins:
            return Placed(record=self.record)
        return Placed(record=self.record, offset=self.at, length=end - self.at)


def _record(found: WarcRecord) -> Record:
    fields = [(key, value) for key, value in found.headers.items() if key != "Content-Length"]
    return Record(fields=tuple(fields), block=found.reader.read())
