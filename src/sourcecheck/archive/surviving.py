"""Read on behind a damaged place of a WARC file: one flipped bit hides one page, not all others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from sourcecheck.archive.reading import Member, members
from sourcecheck.errors import ArchiveError

_PLACE = re.compile(rb"\x1f\x8b\x08|WARC/1\.")  # a gzip member (RFC 1952, 2.3.1), a plain record
_OVERLAP = 8  # more than a place is long
_STEP = 1024 * 1024
_OPENING = b"WARC/"


def surviving(file: BinaryIO) -> Iterator[Member | ArchiveError]:
    """Yield the whole members of a file, and the error of each damaged place between them.

    What only looks like a member behind a damaged place is passed over. A torn tail is left
    out, as ``members`` does.
    """
    at: int | None = 0
    lost = False
    while at is not None:
        begun = at
        try:
            for member in members(file, at):
                if lost and not member.data.startswith(_OPENING):
                    break
                lost = False
                at = member.offset + member.length
                yield member
            else:
                if not lost:
                    return
        except ArchiveError as error:
            if not lost:
                yield error
            lost = True
        # Files that were put together go on in another packing where the last one ended.
        at = _next_place(file, at + (at == begun))


def _next_place(file: BinaryIO, at: int) -> int | None:
    """Return the next place where a member may begin; None = there is none."""
    file.seek(at)
    held = b""
    while data := file.read(_STEP):
        held += data
        if found := _PLACE.search(held):
            return at + found.start()
        at += max(0, len(held) - _OVERLAP)
        held = held[-_OVERLAP:]
    return None
