"""Exchanges taken out of archive files as they lie, byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Protocol

from sourcecheck.archive.reading import Member, Shelf, members
from sourcecheck.archive.records import Record, check_digest, member, parse
from sourcecheck.archive.restoring import Found, from_records
from sourcecheck.archive.wacz.choosing import Place
from sourcecheck.errors import ArchiveError

_MAGIC = b"\x1f\x8b"


class Sink(Protocol):
    """Where records are written one after the other."""

    def write(self, data: bytes, /) -> int:
        """Write bytes; returns how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """One exchange that was copied."""

    found: Found  # its capture has ``offset`` and ``length`` in the copy
    place: Place  # where it was copied from
    length: int  # of its first record where it was copied from, in bytes
    sha256: str  # of the first record's gzip member, in hex
    answered: bool  # whether it is an HTTP answer, which players show
    records: int
    size: int  # of all its records, in bytes


@dataclass(slots=True)
class Copier:
    """Copies exchanges from a shelf into one file."""

    shelf: Shelf
    sink: Sink
    at: int = 0  # bytes in the sink
    broken: dict[str, str] = field(default_factory=dict)  # records that were not copied, and why

    def copied(self, places: Iterable[Place]) -> Iterator[Copied]:
        """Copy the exchanges at sorted places; what cannot be read as it was kept is left out."""
        opened: BinaryIO | None = None
        name = ""
        for place in places:
            if opened is None or name != place.file:
                if opened:
                    opened.close()
                opened, name = self._opened(place), place.file
            if opened and (one := self._copy(opened, place)):
                yield one
        if opened:
            opened.close()

    def add(self, data: bytes) -> None:
        """Write a record of the copy's own."""
        self.at += self.sink.write(data)

    def _opened(self, place: Place) -> BinaryIO | None:
        try:
            return self.shelf.open(place.file)
        except ArchiveError as error:
            self.broken[place.record_id] = error.message
            return None

    def _copy(self, file: BinaryIO, place: Place) -> Copied | None:
        try:
            group = _exchange_at(file, place)
            found = from_records([record for _, record in group])
        except ArchiveError as error:
            self.broken[place.record_id] = error.message
            return None
        packed = [_packed(file, each) for each, _ in group]
        capture = replace(found.capture, offset=self.at, length=len(packed[0]))
        for data in packed:
            self.add(data)
        return Copied(
            found=replace(found, capture=capture),
            place=place,
            length=group[0][0].length,
            sha256=hashlib.sha256(packed[0]).hexdigest(),
            answered=_is_answer(group[0][1]),
            records=len(packed),
            size=sum(map(len, packed)),
        )


def _exchange_at(file: BinaryIO, place: Place) -> list[tuple[Member, Record]]:
    """Read the records of the exchange at a place, the main one first.

    Raises ``ArchiveError`` when it is not there, ``DigestMismatch`` when it was changed.
    """
    group: list[tuple[Member, Record]] = []
    for each in members(file, place.offset):
        record = parse(each.data)
        if group and record.field("WARC-Concurrent-To") != group[0][1].id:
            break
        check_digest(record)
        group.append((each, record))
    if not group or group[0][1].id != place.record_id:
        raise ArchiveError(
            f"{place.file}: no record {place.record_id} at byte {place.offset}",
            hint="the index and the files disagree; rebuild the index from the files",
        )
    return group


def _is_answer(record: Record) -> bool:
    http = record.field("Content-Type").startswith("application/http")
    return http and record.type in {"response", "revisit"}


def _packed(file: BinaryIO, each: Member) -> bytes:
    """Return the gzip member of a record as it lies; a plain record is packed."""
    file.seek(each.offset)
    lying = file.read(each.length)
    return lying if lying.startswith(_MAGIC) else member(each.data)
