"""A batch on its way into a file: composed, then written, then indexed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sourcecheck.archive.exchanges import Kept, Original, Place
from sourcecheck.archive.records import member, whole
from sourcecheck.model.web import Capture


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """The records of a batch, ready to be packed by another thread."""

    kept: Sequence[Kept]
    openings: Sequence[Sequence[bytes]]  # per exchange: of its records
    payloads: dict[tuple[str, str], Original | Kept]  # what later revisits may point to

    def packed(self) -> list[list[bytes]]:
        """Return the gzip members of each exchange; other threads run most of the time."""
        return [
            [
                member(whole(opening, record.block), packed=record.packed)
                for opening, record in zip(openings, kept.records, strict=True)
            ]
            for openings, kept in zip(self.openings, self.kept, strict=True)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Captures that are safely on disk and know their places."""

    captures: tuple[Capture, ...]
    payloads: Mapping[tuple[str, str], Original | Kept] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Written:
    """A batch that is safely on disk, and its place there."""

    kept: Sequence[Kept]
    sizes: Sequence[Sequence[int]]  # per exchange: the lengths of its gzip members, in bytes
    file: str
    start: int  # of the first member, in bytes
    payloads: Mapping[tuple[str, str], Original | Kept]  # see ``Composed``

    @cached_property
    def captures(self) -> tuple[Capture, ...]:
        """The captures of the batch, in order."""
        found: list[Capture] = []
        at = self.start
        for kept, sizes in zip(self.kept, self.sizes, strict=True):
            found.append(kept.capture(Place(file=self.file, offset=at, length=sizes[0])))
            at += sum(sizes)
        return tuple(found)
