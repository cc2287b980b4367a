"""The index made anew from the files alone: what it says is never more than they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sourcecheck.archive.files import recover, sole_writer
from sourcecheck.archive.foreign import records_in
from sourcecheck.archive.grouping import Placed
from sourcecheck.archive.reading import OPEN, Shelf, captures_of
from sourcecheck.archive.seals import (
    archive_files,
    end_import,
    in_order,
    mend_seal,
    number_of,
    undo_import,
)
from sourcecheck.errors import ArchiveError
from sourcecheck.model.web import ArchiveFile, Capture, IndexChange

if TYPE_CHECKING:
    from sourcecheck.archive.index import RebuildableIndex

WARC = "warc"
"""The folder of an archive in which its own files stand; others are no part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What the files of an archive hold, and how the index differed from it."""

    files: int  # that were read
    captures: int
    change: IndexChange
    closed: tuple[ArchiveFile, ...]  # the chain of closed files, in order
    elsewhere: tuple[str, ...] = ()  # files that could not be reached; their captures stay
    damaged: tuple[ArchiveError, ...] = ()  # what was passed over, where that was wanted


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One pass over all files of an archive."""

    shelf: Shelf
    index: RebuildableIndex
    names: tuple[str, ...]
    sizes: Mapping[str, int]  # of closed files: they end where their last record does
    elsewhere: frozenset[str]
    passing_over: bool
    progress: Callable[[str], None]
    captures: int = 0
    damaged: list[ArchiveError] = field(default_factory=list)

    def run(self) -> Iterator[Capture]:
        for name in self.names:
            self.progress(name)
            yield from self._file(name)
        if self.elsewhere:
            yield from (row for row in self.index if row.file in self.elsewhere)

    def _file(self, name: str) -> Iterator[Capture]:
        try:
            for capture in captures_of(self._records(name), name):
                self.captures += 1
                yield capture
        except ArchiveError as error:
            if not self.passing_over:
                raise
            self.damaged.append(error)
            yield from (row for row in self.index if row.file == name)  # what is behind, if known

    def _records(self, name: str) -> Iterator[Placed]:
        end = 0
        for placed in records_in(self.shelf, name):
            yield placed
            end = (placed.offset or 0) + (placed.length or 0)
        size = self.sizes.get(name, end)
        if end != size:
            raise ArchiveError(
                f"{name}: closed with {size:,} bytes, whole records end at byte {end:,}",
                hint="sourcecheck archive verify tells more; --anyway takes what is whole",
            )


def rebuild(
    folder: Path,
    shelf: Shelf,
    index: RebuildableIndex,
    clock: Callable[[], datetime],
    *,
    passing_over: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Rebuilt:
    """Make the index of an archive anew; ``shelf`` reads its files, wherever they lie.

    A torn tail is cut off first, as when a run begins. The new index takes the place of the old
    one at once, after all files were read; when that fails, nothing changes. Captures in files
    that lie elsewhere and cannot be reached stay as they were. With ``passing_over`` a damaged
    file gives what stands before the damage, and behind it what the old index knows. ``progress``
    is told each file's name. Raises ``ArchiveError`` when another run is writing or a file is
    damaged, ``StoreError``.
    """
    warc = folder / WARC
    with sole_writer(warc):
        undo_import(warc)
        mend_seal(warc, clock())
        for path in in_order(warc.glob(f"sc-*{OPEN}")):
            recover(path.with_name(path.name.removesuffix(OPEN)))
        closed = tuple(archive_files(warc))
        names = _names(shelf)
        elsewhere = frozenset(file.name for file in closed) - frozenset(names)
        reading = _Reading(
            shelf=shelf,
            index=index,
            names=names,
            sizes={file.name: file.size for file in closed},
            elsewhere=elsewhere,
            passing_over=passing_over,
            progress=progress,
        )
        change = index.replace_all(reading.run())
        end_import(warc)
    return Rebuilt(
        files=len(names),
        captures=reading.captures,
        change=change,
        closed=closed,
        elsewhere=tuple(sorted(elsewhere)),
        damaged=tuple(reading.damaged),
    )


def _names(shelf: Shelf) -> tuple[str, ...]:
    """Return the archive's own files, in the order in which they were begun."""
    own = (name for name in shelf.names() if name.startswith(f"{WARC}/"))
    numbered = ((number_of(name.partition("/")[2]), name) for name in own)
    return tuple(name for number, name in sorted(numbered) if number >= 0)
