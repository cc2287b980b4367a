"""A storage that is a folder: another disk, a network drive."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from sourcecheck.archive.seals import sync_folder
from sourcecheck.archive.storage.base import StoredFile
from sourcecheck.errors import ArchiveError

_PART = ".part"  # behind the name of what is being written


class FolderStorage:
    """Files below one folder, which must be there: an unmounted drive is not filled by mistake."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise ArchiveError(
                f"{folder}: no such folder to keep archives in",
                hint="mount or make it first; it is not made, so that no wrong disk is filled",
            )
        self._folder = folder

    @property
    def place(self) -> str:
        """The folder's full path."""
        return str(self._folder.absolute())

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write beside, sync, then give the file its name."""
        path = self._path(name)
        part = path.with_name(path.name + _PART)
        with _told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with part.open("wb") as file:
                    for piece in pieces:
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(path)
                sync_folder(path.parent)
            except BaseException:
                part.unlink(missing_ok=True)
                raise

    def head(self, name: str) -> StoredFile | None:
        """Look at a file."""
        path = self._path(name)
        with _told(path):
            return StoredFile(name=name, size=path.stat().st_size) if path.is_file() else None

    def get_range(self, name: str, start: int, length: int) -> bytes:
        """Read a piece of a file."""
        path = self._path(name)
        with _told(path), path.open("rb") as file:
            file.seek(start)
            return file.read(length)

    def files(self, under: str = "") -> Iterator[StoredFile]:
        """Walk a folder."""
        top = self._path(under) if under else self._folder
        with _told(top):
            for path in sorted(top.rglob("*")):
                if path.is_file() and not path.name.endswith(_PART):
                    name = path.relative_to(self._folder).as_posix()
                    yield StoredFile(name=name, size=path.stat().st_size)

    def is_here(self, name: str, path: Path) -> bool:
        """Tell whether it is the same file, by whatever path or link."""
        own = self._path(name)
        with _told(own):
            return own.exists() and own.samefile(path)

    def delete(self, name: str) -> None:
        """Remove a file."""
        path = self._path(name)
        with _told(path):
            path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        relative = PurePosixPath(name)
        if relative.is_absolute() or ".." in relative.parts or not relative.parts:
            raise ArchiveError(f"{name!r} names no file of an archive")
        return self._folder.joinpath(*relative.parts)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror or error}") from error
