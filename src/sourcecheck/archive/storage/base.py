"""The seam of a storage: six methods, and none that changes a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file that lies in a storage."""

    name: str  # with "/" between folders, as inside the archive folder
    size: int  # bytes


class Storage(Protocol):
    """Somewhere whole files are kept under names. All methods may raise ``ArchiveError``.

    A name is written once: nobody who reads ever sees a part of a file, and whoever dies
    while writing leaves no file of that name.
    """

    @property
    def place(self) -> str:
        """Where it is, as its user wrote it; never a secret."""
        ...

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Keep the joined pieces under a name: all of them, or nothing when anything raises.

        The pieces are taken one by one; what iterating them raises is passed on. Whoever calls
        has asked ``head`` before: a file of that name would be replaced.
        """
        ...

    def head(self, name: str) -> StoredFile | None:
        """Tell name and size of a file; None = there is none."""
        ...

    def get_range(self, name: str, start: int, length: int) -> bytes:
        """Read bytes of a file by place; fewer than asked for only at its end."""
        ...

    def files(self, under: str = "") -> Iterator[StoredFile]:
        """Yield the files below a folder of the storage, in the order of their names."""
        ...

    def is_here(self, name: str, path: Path) -> bool:
        """Tell whether a file of the storage is that very file of this disk, and no copy."""
        ...

    def delete(self, name: str) -> None:
        """Remove a file; one that is not there is no error."""
        ...
