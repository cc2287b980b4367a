"""From the place a user writes to the storage it means."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sourcecheck.archive.storage.base import Storage
from sourcecheck.archive.storage.local import FolderStorage
from sourcecheck.archive.storage.s3 import S3Storage
from sourcecheck.errors import ArchiveError


def open_storage(place: str, environment: Mapping[str, str]) -> Storage:
    """Open ``s3://bucket/prefix`` or a folder; nothing is asked of a server yet.

    ``environment`` holds the ``AWS_*`` variables. Raises ``ArchiveError`` when the place is
    none, the folder is missing, or a package or a key for it is.
    """
    scheme, separator, rest = place.partition("://")
    if not separator:
        return FolderStorage(Path(place))
    if scheme == "s3":
        return S3Storage(place, environment)
    if scheme == "file":
        return FolderStorage(Path(rest))
    raise ArchiveError(
        f"{place}: archives cannot be kept there", hint="write s3://bucket/prefix, or a folder"
    )
