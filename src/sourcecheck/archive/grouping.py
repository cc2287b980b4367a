"""Records to exchanges: which records of a file belong together, in any writer's order.

Our own order is answer, request, metadata, the later ones joined to the first. Others write the
request first (wget), join both to each other, or leave metadata out. What stands together and is
joined by ``WARC-Concurrent-To``, whichever way, is one exchange.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sourcecheck.archive.records import Record
from sourcecheck.archive.restoring import Found, from_records, holds_exchange

_MAIN = frozenset({"response", "revisit", "resource"})
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
    group: list[Placed] = []
    for each in placed:
        if group and not _belongs(each.record, group):
            yield _main_first(group)
            group = []
        group.append(each)
    if group:
        yield _main_first(group)


def _belongs(record: Record, group: Sequence[Placed]) -> bool:
    if record.type in _MAIN and any(each.record.type in _MAIN for each in group):
        return False
    joined = concurrent_to(record)
    return any(
        each.record.id in joined or record.id in concurrent_to(each.record) for each in group
    )


def concurrent_to(record: Record) -> tuple[str, ...]:
    """Return the ids of the records that a record says it belongs to."""
    return tuple(
        [value for name, value in record.fields if name.lower() == "warc-concurrent-to" and value]
    )


def _main_first(group: list[Placed]) -> list[Placed]:
    if group[0].record.type in _MAIN:
        return group
    return sorted(group, key=lambda each: each.record.type not in _MAIN)


def exchanges_of(placed: Iterable[Placed]) -> Iterator[Found]:
    """Yield the exchanges of a file's records, each with its place where it has one.

    What follows a ``warcinfo`` of ours that says where it was imported from is of that archive.
    Raises ``ArchiveError`` when metadata of ours cannot be read.
    """
    archive = ""
    for group in grouped(placed):
        main = group[0]
        if main.record.type == "warcinfo":
            archive = imported_from(main.record) or archive
        elif found := found_in(group):
            yield (
                replace(found, capture=replace(found.capture, archive=archive))
                if archive
                else found
            )


def found_in(group: Sequence[Placed]) -> Found | None:
    """Read the exchange of a group; None = its records hold none, only what tools say of it."""
    records = [each.record for each in group]
    if not holds_exchange(records):
        return None
    found, main = from_records(records), group[0]
    if main.offset is None or main.length is None:
        return found
    capture = replace(found.capture, offset=main.offset, length=main.length)
    return replace(found, capture=capture)


def imported_from(record: Record) -> str:
    """Return where the records behind a ``warcinfo`` came from; "" = it does not say."""
    found = _IMPORTED.search(record.block)
    return found[1].decode("utf-8", "replace") if found else ""
