"""Where closed archive files lie besides the archive folder, by the settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sourcecheck import config
from sourcecheck.archive.reading import FolderShelf, Shelf, shelf_of
from sourcecheck.archive.storage.places import elsewhere
from sourcecheck.archive.storage.shelves import (
    AbsentShelf,
    LaterShelf,
    StorageShelf,
    TieredShelf,
)
from sourcecheck.errors import ArchiveError, UsageError

if TYPE_CHECKING:
    from sourcecheck.archive.storage.base import Storage
    from sourcecheck.config import Settings


def storage_of(settings: Settings) -> Storage:
    """Open the archive store of the settings; nothing is asked of a server yet.

    Raises ``UsageError`` when none is set, or when it is a server and the run is offline, and
    ``ArchiveError`` when it cannot be used.
    """
    from sourcecheck.archive.storage.opening import open_storage  # noqa: PLC0415 - seldom set

    if not settings.archive_store:
        raise UsageError(
            "no archive store is set",
            hint='name one: --archive-store s3://bucket/prefix, or archive_store = "..."',
        )
    if _is_away(settings):
        raise UsageError(f"offline, {settings.archive_store} is not asked", hint=_LEAVE_OUT)
    return open_storage(settings.archive_store, config.aws_variables())


def shelf_of_archive(settings: Settings, folder: Path) -> Shelf:
    """Return the shelf of an archive: its folder, then its store for what is not there any more.

    The store is asked only when one is set, and a run that may open no socket asks none but a
    folder. What is wrong with the store is raised when a file is wanted from there.
    """
    return TieredShelf(FolderShelf(folder), _farther(settings, folder))


def replayed_shelf(settings: Settings) -> Shelf:
    """Return the shelf of ``--replay``: a WARC, a WACZ, a folder, with what was moved from it.

    Raises ``ArchiveError`` when it is none of these, or when files of the folder were moved to
    a store that is not set or may not be asked: part of an archive makes another audit.
    """
    path = Path(settings.replay)
    shelf = shelf_of(path)
    if not isinstance(shelf, FolderShelf):
        return shelf
    away = [name for name, _ in elsewhere(path)]
    if not (away or shelf.names()):
        raise ArchiveError(f"{path}: holds no WARC file", hint="name the folder of an archive")
    farther = _farther(settings, path)
    if away and isinstance(farther, AbsentShelf):
        farther.open(away[0])  # which says where it lies
    return TieredShelf(shelf, farther) if away else shelf


def _farther(settings: Settings, folder: Path) -> Shelf:
    place = settings.archive_store
    if not place:
        hint = 'name it: --archive-store, archive_store = "...", or SOURCECHECK_ARCHIVE_STORE'
        return AbsentShelf(folder, "no archive store is set", hint)
    if _is_away(settings):
        return AbsentShelf(folder, "this run is offline", _LEAVE_OUT)
    return LaterShelf(lambda: StorageShelf(storage_of(settings)))


_LEAVE_OUT = "leave --offline out, or set offline = false"


def _is_away(settings: Settings) -> bool:
    """Tell whether the store is a server, and none may be asked."""
    return settings.offline and settings.archive_store.startswith("s3:")
