"""The archive of a run's settings: where its files stand, and the index of what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sourcecheck.errors import ArchiveError
from sourcecheck.session.holding import Holding
from sourcecheck.session.mending import mend_pruning
from sourcecheck.session.opening import archive_folder, opened_store, store_file
from sourcecheck.session.storing import shelf_of_archive

if TYPE_CHECKING:
    from pathlib import Path

    from sourcecheck.config import Settings


@contextmanager
def opened_archive(settings: Settings, *, make_index: bool = False) -> Iterator[Holding]:
    """Open the archive of the settings with its database.

    Nothing is locked; a pruning that was interrupted is finished first.
    With ``make_index`` a database that is not there is made, for who fills it anew. Raises
    ``ArchiveError`` when there is no such folder or no database beside it, ``StoreError`` when
    the database cannot be used.
    """
    folder = existing_folder(settings)
    place = store_file(settings)
    if not make_index and not place.exists():
        raise ArchiveError(
            f"{place}: no database says what lies where in {folder}",
            hint="name it with --db, or make it anew: sourcecheck archive rebuild",
        )
    with opened_store(settings) as store:
        mend_pruning(folder, store)
        yield Holding(
            folder=folder,
            shelf=shelf_of_archive(settings, folder),
            index=store.captures,
            store=store,
        )


def existing_folder(settings: Settings) -> Path:
    """Return the folder of the archive; raises ``ArchiveError`` when there is none."""
    folder = archive_folder(settings)
    if not folder.is_dir():
        raise ArchiveError(
            f"{folder}: no archive is there",
            hint="sourcecheck audit makes one; name another folder with --archive-dir",
        )
    return folder


__all__ = ["Holding", "existing_folder", "opened_archive"]
