"""An archive and the database beside it, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sourcecheck.archive.reading import Shelf
    from sourcecheck.store.base import Captures, Store
    from sourcecheck.store.sql.store import SqlStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """An archive that exists, and the database that knows what lies where in it.

    ``index`` is the store's; whoever only reads asks it through ``archive.index.CaptureIndex``.
    """

    folder: Path
    shelf: Shelf  # the folder, and behind it the archive store, where one is set
    index: Captures
    store: SqlStore


def mend_pruning(folder: Path, store: Store) -> None:
    """Finish a pruning of an archive that was interrupted, where there is one."""
    if any((folder / "warc").glob("*.new")):
        from sourcecheck.session.pruning import mend  # noqa: PLC0415 - after a crash alone

        mend(folder, store)
