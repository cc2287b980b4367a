"""As much of DER (ITU-T X.690) as timestamps need: walk elements, put a set in order. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sourcecheck.errors import ArchiveError

SEQUENCE, SET, OID, OCTETS, INTEGER = 0x30, 0x31, 0x06, 0x04, 0x02
CONTEXT_0 = 0xA0
"""Tags of the elements that timestamps are made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element: its tag, and where its whole and its content lie in the bytes."""

    tag: int
    start: int
    content: int
    end: int


def element(data: bytes, at: int = 0) -> Element:
    """Read the element that begins at a place; raises ``ArchiveError`` when none is there."""
    try:
        tag, length = data[at], data[at + 1]
        content = at + 2
        if length & 0x80:
            more = length & 0x7F
            content += more
            length = int.from_bytes(data[at + 2 : content], "big") if 0 < more < 5 else len(data)
    except IndexError:
        raise ArchiveError(f"not DER: it ends at byte {at}") from None
    if content + length > len(data) or tag & 0x1F == 0x1F:
        raise ArchiveError(f"not DER: no whole element at byte {at}")
    return Element(tag=tag, start=at, content=content, end=content + length)


def inside(data: bytes, outer: Element) -> tuple[Element, ...]:
    """Return the elements an element is made of; raises as ``element`` does."""
    return tuple(_inside(data, outer))


def _inside(data: bytes, outer: Element) -> Iterator[Element]:
    at = outer.content
    while at < outer.end:
        found = element(data, at)
        if found.end > outer.end:
            raise ArchiveError(f"not DER: an element at byte {at} is larger than what holds it")
        yield found
        at = found.end


def content(data: bytes, found: Element) -> bytes:
    """Return the content of an element."""
    return data[found.content : found.end]


def whole(data: bytes, found: Element) -> bytes:
    """Return an element with its tag and length."""
    return data[found.start : found.end]


def with_set_in_order(data: bytes, held: Element) -> bytes:
    """Return the bytes with the elements of a SET OF sorted as DER wants it (X.690, 11.6)."""
    parts = sorted(whole(data, part) for part in inside(data, held))
    return data[: held.content] + b"".join(parts) + data[held.end :]


def descend(data: bytes, *steps: int) -> Element:
    """Go from the outermost element to one inside it, by its place at each depth.

    Raises ``ArchiveError`` when there is none.
    """
    found = element(data)
    for step in steps:
        parts = inside(data, found)
        if step >= len(parts):
            raise ArchiveError("an element that every timestamp has is missing")
        found = parts[step]
    return found
