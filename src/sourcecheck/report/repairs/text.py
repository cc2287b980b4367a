"""Plain text: a printed address becomes the copy's, wherever it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sourcecheck.model import LinkFlag
from sourcecheck.report.repairs.base import (
    Change,
    Edit,
    Kept,
    Left,
    Place,
    Repair,
    Writing,
    address_of,
)
from sourcecheck.urls.find import FoundUrl, find_urls

_DOI = re.compile(r"doi:|10\.\d{4,9}/", re.IGNORECASE)


def patch_text(writing: Writing) -> Sequence[Place]:
    """Find the wanted addresses in plain text."""
    return tuple(
        place
        for start, end in _regions(writing)
        for found in find_urls(writing.source, start, end)
        if (place := place_of(writing, found)) is not None
    )


def place_of(writing: Writing, found: FoundUrl) -> Place | None:
    """Return what becomes of an address found in prose; None = nothing is wanted of it."""
    repair = writing.repair_of(found.url)
    if repair is None:
        return None
    start, end = found.span
    why = why_left(found)
    if why is not None:
        return Kept(repair=repair, start=start, printed=found.printed, why=why)
    return replaced(repair, start, end, found.printed)


def why_left(found: FoundUrl) -> Left | None:
    """Return why an address found in prose is not to be replaced."""
    if LinkFlag.WRAPPED in found.flags or "\n" in found.printed or "\r" in found.printed:
        return Left.BROKEN
    if LinkFlag.TRUNCATED in found.flags:
        return Left.CUT
    return None if not _DOI.match(found.printed) else Left.IDENTIFIER


def replaced(repair: Repair, start: int, end: int, printed: str) -> Change:
    """Return the change that writes the copy's address in place of one in prose."""
    edit = Edit(start=start, end=end, new=address_of(repair, printed))
    return Change(repair=repair, start=start, printed=printed, edits=(edit,))


def _regions(writing: Writing) -> Iterator[tuple[int, int]]:
    """Part the text at its notes: no address goes on from one note into the next."""
    source = writing.source
    at = 0
    notes = writing.article.notes if source == writing.article.text else ()
    for note in sorted(notes, key=lambda each: each.span):
        if note.span.start >= at:
            yield at, note.span.start
            yield note.span
            at = note.span.end
    yield at, len(source)
