"""In what condition an archive is, as far as a glance at its folder and its index tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sourcecheck.archive.files import is_written_to
from sourcecheck.archive.grouping import exchanges_of
from sourcecheck.archive.pruning.rewriting import interrupted
from sourcecheck.archive.reading import OPEN, FolderShelf, records_from
from sourcecheck.archive.seals import in_order, number_of, seal_path
from sourcecheck.archive.storage.places import elsewhere
from sourcecheck.errors import ArchiveError
from sourcecheck.session.archives import existing_folder
from sourcecheck.session.opening import opened_store, store_file
from sourcecheck.session.pruning import WARC

if TYPE_CHECKING:
    from sourcecheck.config import Settings
    from sourcecheck.store.base import Captures


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What an archive is like; what is broken is raised instead."""

    closed: int  # files
    size: int  # bytes of all files here
    away: int  # closed files that were moved to a store
    open: str  # the file being written; "" = none
    locked: bool  # another run writes there now
    unindexed: int  # captures at the ends of files that the index does not know
    notes: tuple[str, ...]  # what the next run or verb puts right


def condition_of(settings: Settings) -> Condition:
    """Look an archive over; nothing is changed and little is read.

    Raises ``ArchiveError`` for what is broken: no database, files that no index knows, closed
    files whose digests were taken away.
    """
    folder = existing_folder(settings)
    place = store_file(settings)
    paths = [_here(folder / name) for name in FolderShelf(folder).names()]
    if paths and not place.exists():
        raise ArchiveError(
            f"{folder}: no database says what lies where in it",
            hint="sourcecheck archive rebuild makes one",
        )
    closed = in_order(path for path in paths if not path.name.endswith(OPEN))
    opened = [path for path in paths if path.name.endswith(OPEN)]
    notes = tuple(_notes(folder, closed))
    unindexed = 0
    if paths:
        with opened_store(settings) as store:
            unindexed = sum(_unindexed(path, folder, store.captures) for path in paths)
    return Condition(
        closed=len(closed),
        size=sum(path.stat().st_size for path in paths),
        away=sum(1 for _ in elsewhere(folder)),
        open=opened[-1].name.removesuffix(OPEN) if opened else "",
        locked=is_written_to(folder / WARC),
        unindexed=unindexed,
        notes=notes,
    )


def _here(path: Path) -> Path:
    return path if path.is_file() else path.with_name(path.name + OPEN)


def _notes(folder: Path, closed: list[Path]) -> Iterator[str]:
    ours = [path for path in closed if number_of(path.name) >= 0]
    bare = [path for path in ours if not seal_path(path).is_file()]
    lost = [path for path in bare if path != ours[-1]]
    if lost:
        raise ArchiveError(
            f"{lost[0]}: the digest of this closed file was taken away",
            hint="sourcecheck archive verify tells what else is wrong",
        )
    if bare:
        yield "the digest of the last closed file is written by the next run"
    if interrupted(folder / WARC):
        yield "a pruning was interrupted; the next archive verb finishes it"


def _unindexed(path: Path, folder: Path, index: Captures) -> int:
    """Count the captures behind the last one the index knows of a file."""
    name = path.relative_to(folder).as_posix().removesuffix(OPEN)
    known = index.indexed_to(name)
    with path.open("rb") as file:
        if known or path.name.endswith(OPEN):
            return sum(1 for _ in exchanges_of(records_from(file, known)))
        if next(exchanges_of(records_from(file)), None) is None:
            return 0
    raise ArchiveError(
        f"{path}: no capture in it is indexed", hint="sourcecheck archive rebuild reads it"
    )
