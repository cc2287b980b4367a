"""Records to exchanges: which records of a file belong together, in any writer's order.

Our own order is answer, request, metadata, the later ones joined to the first. Others write the
request first (wget), join both to each other, or leave metadata out. What stands together and is
joined by ``WARC-Concurrent-To``, whichever way, is one exchange.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sourcecheck.archive.exchanges import Place
from sourcecheck.archive.index import LOCAL
from sourcecheck.archive.records import Record
from sourcecheck.archive.restoring import Found, from_records, holds_exchange

_MAIN = frozenset({"response", "revisit", "resource"})
_JOINS = re.compile(r"warc-concurrent-to", re.IGNORECASE)
_IMPORTED = re.compile(rb"^sourcecheck-imported-from:[ \t]*(.+?)[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A record and where it lies in its file."""

    record: Record
    offset: int | None = None  # None = it cannot be read by place: it shares its gzip member
    length: int | None = None  # of its gzip member, or of the plain record, in bytes


def grouped(placed: Iterable[Placed]) -> Iterator[list[Placed]]:
    """Yield the records of a file in groups: an exchange each, or one that is none of any.

    The record that a capture points to comes first, the others follow as they lie.
    """
    group = _Group()
    for each in placed:
        if not group.takes(each.record):
            yield group.main_first()
            group = _Group()
        group.add(each)
    if group.placed:
        yield group.main_first()


class _Group:
    """Records that belong together, as far as they were read."""

    def __init__(self) -> None:
        self.placed: list[Placed] = []
        self._ids: set[str] = set()
        self._joined: set[str] = set()  # ids that they say they belong to
        self._main = False

    def takes(self, record: Record) -> bool:
        """Tell whether a record belongs here, too."""
        if not self.placed:
            return True
        if self._main and record.type in _MAIN:
            return False
        return record.id in self._joined or not self._ids.isdisjoint(concurrent_to(record))

    def add(self, each: Placed) -> None:
        self.placed.append(each)
        self._ids.add(each.record.id)
        self._joined.update(concurrent_to(each.record))
        self._main = self._main or each.record.type in _MAIN

    def main_first(self) -> list[Placed]:
        if self.placed[0].record.type in _MAIN or not self._main:
            return self.placed
        return sorted(self.placed, key=lambda each: each.record.type not in _MAIN)


def concurrent_to(record: Record) -> tuple[str, ...]:
    """Return the ids of the records that a record says it belongs to."""
    return tuple([value for name, value in record.fields if len(name) == 18 and _JOINS.match(name)])


def exchanges_of(placed: Iterable[Placed], file: str = "") -> Iterator[Found]:
    """Yield the exchanges of a file's records, each with its place where it has one.

    What follows a ``warcinfo`` of ours that says where it was imported from is of that archive.
    Raises ``ArchiveError`` when metadata of ours cannot be read.
    """
    archive = LOCAL
    for group in grouped(placed):
        main = group[0]
        if main.record.type == "warcinfo":
            archive = imported_from(main.record) or archive
        elif found := found_in(group, file, archive):
            yield found


def found_in(group: Sequence[Placed], file: str = "", archive: str = LOCAL) -> Found | None:
    """Read the exchange of a group; None = its records hold none, only what tools say of it."""
    records = [each.record for each in group]
    if not holds_exchange(records):
        return None
    main = group[0]
    place = Place(file=file, offset=main.offset or 0, length=main.length or 0, archive=archive)
    return from_records(records, place)


def imported_from(record: Record) -> str:
    """Return where the records behind a ``warcinfo`` came from; "" = it does not say."""
    found = _IMPORTED.search(record.block)
    return found[1].decode("utf-8", "replace") if found else ""
