"""An archive and the database beside it, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sourcecheck.archive.reading import Shelf
    from sourcecheck.store.base import Captures
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
