"""Prune an archive: what its index, its audits and its folder say, then file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sourcecheck.archive.audits import audits_in, read_record
from sourcecheck.archive.files import sole_writer
from sourcecheck.archive.pruning.planning import Plan, Rules, Standing, Stays, plan
from sourcecheck.archive.pruning.rewriting import finish, interrupted, prepare, settle
from sourcecheck.archive.reading import OPEN, FolderShelf
from sourcecheck.archive.seals import in_order, seal_path
from sourcecheck.archive.storage.places import read_places
from sourcecheck.errors import ArchiveError

if TYPE_CHECKING:
    from sourcecheck.model import Capture
    from sourcecheck.session.holding import Holding
    from sourcecheck.store.base import Store
    from sourcecheck.store.sql.store import SqlStore

WARC = "warc"
"""The folder of an archive that holds its files, and the lock of who writes there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What may go although it is left alone by default."""

    also_cited: bool = False
    also_stamped: bool = False


def planned(holding: Holding, rules: Rules, scope: Scope, now: datetime) -> Plan:
    """Say what would go; nothing is changed. Raises ``ArchiveError`` for an audit unread."""
    rows = list(holding.index)
    chains, records = (set(), set()) if scope.also_cited else _cited(holding, rows)
    standing = Standing(
        sizes=_sizes(holding.folder),
        untouched=dict(_untouched(holding.folder, scope)),
        cited_chains=chains,
        cited_records=records,
    )
    return plan(rows, rules, standing, now)


def _sizes(folder: Path) -> dict[str, int]:
    """Return the bytes of the files that are here, closed or open."""
    paths = {name: folder / name for name in FolderShelf(folder).names()}
    return {
        name: (path if path.is_file() else _opened(path)).stat().st_size
        for name, path in paths.items()
    }


def _opened(path: Path) -> Path:
    return path.with_name(path.name + OPEN)


def _untouched(folder: Path, scope: Scope) -> Iterator[tuple[str, Stays]]:
    """Yield the files that are left as they are, and why."""
    manifests = [path.read_text("utf-8") for path in (folder / "proofs").glob("manifest-*.txt")]
    for name in FolderShelf(folder).names():
        path = folder / name
        if not path.is_file():
            yield name, Stays.OPEN
        elif read_places(path):
            yield name, Stays.STORED
        elif not seal_path(path).is_file():
            yield name, Stays.UNSEALED
        elif not scope.also_stamped and any(path.name in each for each in manifests):
            yield name, Stays.STAMPED


def _cited(holding: Holding, rows: Sequence[Capture]) -> tuple[set[str], set[str]]:
    """Return the chains and the records that audits point to, in archive and database."""
    chains: set[str] = set()
    records: set[str] = set()
    for row in audits_in(rows):
        chains.update(read_record(holding.shelf, row).chains)
    for capture in _captures_of_audits(holding.store):
        records.add(capture.record_id)
        chains.update(filter(None, [capture.chain]))
    return chains, records


def _captures_of_audits(store: SqlStore) -> Iterator[Capture]:
    for entry in store.audits():
        audit = store.audit(entry.id)
        for line in audit.lines if audit else ():
            yield from (part.capture for part in line.sources if part.capture)


def prune(
    holding: Holding,
    found: Plan,
    because: str,
    clock: Callable[[], datetime],
    ids: Callable[[], str],
) -> Iterator[str]:
    """Do what was planned, file by file; yields the name of each file that was rewritten.

    The last file goes first: what repeats an answer lies behind it, and is gone before it.
    Plan and pruning belong into one block of ``alone``: a run in between could archive a page
    that repeats one that goes. A crash at any point loses nothing: ``mend`` finishes what was
    decided. Raises ``ArchiveError`` when a file is not what was closed.
    """
    learn = holding.store.remember_rewritten
    planned_files = {holding.folder / name: (name, gone) for name, gone in found.by_file().items()}
    for path in reversed(in_order(planned_files)):
        name, gone = planned_files[path]
        prepare(path, gone, because, clock(), ids)
        settle(path, learn)
        yield name


@contextmanager
def alone(holding: Holding) -> Iterator[None]:
    """Hold the archive's lock; raises ``ArchiveError`` when another run writes there."""
    with sole_writer(holding.folder / WARC):
        finish(holding.folder / WARC, holding.store.remember_rewritten)
        yield


def mend(folder: Path, store: Store) -> None:
    """Finish a pruning that was interrupted, unless somebody writes there just now."""
    if not interrupted(folder / WARC):
        return
    with ExitStack() as held:
        try:
            held.enter_context(sole_writer(folder / WARC))
        except ArchiveError:  # who holds the lock is about to finish it
            return
        finish(folder / WARC, store.remember_rewritten)
