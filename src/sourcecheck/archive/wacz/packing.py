"""The zip file of a WACZ: members in one pass, hashed as they are written, no time in them."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of zip's calendar: equal contents give equal files
_READABLE = 0o100644 << 16  # a regular file; otherwise some programs unpack it unreadable
_UNIX = 3
_CHUNK = 1024 * 1024

MOST_UNSIZED = zipfile.ZIP64_LIMIT
"""A member whose size is not known before it is written has at most so many bytes."""


@dataclass(slots=True)
class Counted:
    """Hashes and counts what is written through it."""

    file: IO[bytes]
    size: int = 0
    _sum: Any = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> int:
        """Write bytes; returns how many."""
        self.file.write(data)
        self._sum.update(data)
        self.size += len(data)
        return len(data)

    @property
    def sha256(self) -> str:
        """The digest of what was written, in hex."""
        return str(self._sum.hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file inside the WACZ, as ``datapackage.json`` lists it."""

    path: str
    size: int
    sha256: str

    def listed(self) -> dict[str, str | int]:
        """Return its entry among the resources (Frictionless Data Package)."""
        name = self.path.rpartition("/")[2]
        return {
            "name": name,
            "path": self.path,
            "hash": f"sha256:{self.sha256}",
            "bytes": self.size,
        }


class Package:
    """A zip file that is being written; ``members`` are those finished."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)
        self.members: list[Member] = []

    def close(self) -> None:
        """Write the directory of members, which makes it a zip file."""
        self._zip.close()

    @contextmanager
    def member(self, path: str, *, size: int = 0, deflated: bool = False) -> Iterator[Counted]:
        """Write one member. ``size`` is needed, and must be exact, above 2 GB.

        Players read stored members by place, over HTTP too: only lists may be deflated. They
        also take the fields in front of a member to be those in the directory at the end, so
        the fields for large files (zip64) may stand in both or in none.
        """
        info = zipfile.ZipInfo(path, _FIRST_DAY)
        info.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
        info.external_attr = _READABLE
        info.create_system = _UNIX
        with self._zip.open(info, "w", force_zip64=size > MOST_UNSIZED) as inside:
            counted = Counted(inside)
            yield counted
        self.members.append(Member(path=path, size=counted.size, sha256=counted.sha256))

    def add(self, path: str, file: BinaryIO, *, deflated: bool = False) -> None:
        """Write a file as one member, from its beginning to its end."""
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        with self.member(path, size=size, deflated=deflated) as member:
            while data := file.read(_CHUNK):
                member.write(data)
