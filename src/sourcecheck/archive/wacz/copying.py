"""Exchanges taken out of archive files as they lie, byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import BinaryIO, Protocol

from sourcecheck.archive.grouping import concurrent_to, grouped
from sourcecheck.archive.reading import Shelf, group_at, records_from
from sourcecheck.archive.records import Record, check_digest, member
from sourcecheck.archive.restoring import Found, from_records
from sourcecheck.archive.wacz.choosing import Place
from sourcecheck.errors import ArchiveError

_MAGIC = b"\x1f\x8b"


class Sink(Protocol):
    """Where records are written one after the other."""

    def write(self, data: bytes, /) -> int:
        """Write bytes; returns how many."""


_WEB = ("http:", "https:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """One exchange that was copied."""

    found: Found  # its capture has ``offset`` and ``length`` in the copy
    place: Place  # where it was copied from
    length: int  # of its main record where it was copied from, in bytes
    sha256: str  # of the main record's gzip member, in hex
    answered: bool  # whether it is an HTTP answer, which players show
    records: int


@dataclass(slots=True)
class Copier:
    """Copies exchanges from a shelf into one file."""

    shelf: Shelf
    sink: Sink
    at: int = 0  # bytes in the sink
    broken: dict[str, str] = field(default_factory=dict)  # records that were not copied, and why

    def copied(self, places: Iterable[Place]) -> Iterator[Copied]:
        """Copy the exchanges at sorted places; what cannot be read as it was kept is left out."""
        for name, here in groupby(places, key=_file_of):
            try:
                file = self.shelf.open(name)
            except ArchiveError as error:
                self.broken |= {place.record_id: error.message for place in here}
                continue
            with closing(file):
                yield from self._copied_from(file, here)

    def _copied_from(self, file: BinaryIO, places: Iterable[Place]) -> Iterator[Copied]:
        read_to = 0
        for place in places:
            try:
                group = _exchange_at(file, place, read_to)
                found = from_records([each.record for each in group])
            except ArchiveError as error:
                self.broken[place.record_id] = error.message
                continue
            yield self._copy(file, group, found, place)
            read_to = max(each.offset + each.length for each in group)

    def add(self, data: bytes) -> int:
        """Write a record; returns where it begins."""
        start = self.at
        self.at += self.sink.write(data)
        return start

    def _copy(self, file: BinaryIO, group: Sequence[_Lying], found: Found, place: Place) -> Copied:
        """Copy the records in the order they lie in, and say where the main one lies now."""
        main = group[0]
        packed = {each.offset: _packed(file, each) for each in group}
        starts = {offset: self.add(packed[offset]) for offset in sorted(packed)}
        data = packed[main.offset]
        capture = replace(found.capture, offset=starts[main.offset], length=len(data))
        return Copied(
            found=replace(found, capture=capture),
            place=place,
            length=main.length,
            sha256=hashlib.sha256(data).hexdigest(),
            answered=_is_answer(main.record),
            records=len(group),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lying:
    """A record and where it lies."""

    record: Record
    offset: int
    length: int


def _exchange_at(file: BinaryIO, place: Place, read_to: int) -> list[_Lying]:
    """Read the records of the exchange at a place, the main one first.

    Some writers put the request first, and the answer names it: then it lies behind the
    exchange that was copied before, where ``read_to`` is. Raises ``ArchiveError`` when the
    exchange is not there, ``DigestMismatch`` when it was changed.
    """
    group = group_at(file, place.offset)
    if not group or group[0].record.id != place.record_id:
        raise ArchiveError(
            f"{place.file}: no record {place.record_id} at byte {place.offset}",
            hint="the index and the files disagree; rebuild the index from the files",
        )
    ids = {each.record.id for each in group}
    if not ids.issuperset(concurrent_to(group[0].record)):
        around = grouped(records_from(file, read_to))
        group = next((one for one in around if one[0].offset == place.offset), group)
    for each in group:
        check_digest(each.record)
    return [
        _Lying(record=each.record, offset=each.offset, length=each.length)
        for each in group
        if each.offset is not None and each.length is not None
    ]


def _file_of(place: Place) -> str:
    return place.file


def _is_answer(record: Record) -> bool:
    """Tell whether a record is an HTTP answer, be it that its writer does not say so."""
    media_type = record.field("Content-Type").lower()
    from_web = record.field("WARC-Target-URI").strip("<").lower().startswith(_WEB)
    is_http = media_type.startswith("application/http") or (from_web and not media_type)
    return is_http and record.type in {"response", "revisit"}


def _packed(file: BinaryIO, each: _Lying) -> bytes:
    """Return the gzip member of a record as it lies; a plain record is packed."""
    file.seek(each.offset)
    lying = file.read(each.length)
    return lying if lying.startswith(_MAGIC) else member(lying)
