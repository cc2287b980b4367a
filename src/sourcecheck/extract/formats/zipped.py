"""ZIP containers of documents: read part by part, in memory, nothing taken on trust.

The directory of a ZIP file says how large its members are, and may lie: what is counted is what
comes out, and unpacking stops at the limit. Names are keys and never paths. Only the parts a
reader asks for are unpacked, so pictures cost nothing. Source: APPNOTE.TXT 6.3.10, ISO 21320-1
(documents are stored or deflated, and nothing else).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence

from sourcecheck.errors import EncryptedDocument, OversizedDocument, UnreadableDocument
from sourcecheck.extract.formats.readable import Packed

_MOST_MEMBERS = 10_000  # a book with a picture on every page has some thousand
_TOGETHER = 4  # all parts that are read, against the limit of one; guess
_DENSEST = 300  # times its packed size; XML of real tables stays below 100; guess
_SMALL = 16 * 1024 * 1024  # bytes below which density is no danger: one paragraph many times

_ENTRY = b"PK\x01\x02"  # what every entry of the directory begins with
_LOCKED = 0x1  # the flag of an encrypted member
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the library raises on broken bytes, each seen on a damaged file.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)


class Container:
    """The members of a ZIP file by name: slashes, no slash at the beginning."""

    __slots__ = ("_archive", "_doubled", "_folded", "_found", "_left", "_source")

    def __init__(self, source: Packed) -> None:
        """Read the directory.

        Raises ``OversizedDocument`` (too many members) and ``UnreadableDocument`` (no ZIP).
        """
        self._source = source
        self._left = _TOGETHER * source.limits.max_bytes
        if source.body.count(_ENTRY) > _MOST_MEMBERS:
            raise OversizedDocument(
                f"{source.origin}: more than {_MOST_MEMBERS:,} files in one document",
                hint="hand over the article alone",
            )
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(source.body))
            members = self._archive.infolist()
        except _BROKEN as error:
            raise self._broken() from error
        self._found = {_name(info): info for info in members if not info.is_dir()}
        self._folded = {name.casefold(): name for name in self._found}
        counted = Counter(map(_name, members)) if len(self._found) < len(members) else {}
        self._doubled = {name for name, count in counted.items() if count > 1}

    def names(self) -> Sequence[str]:
        """Return all names, in the order of the directory."""
        return list(self._found)

    def known(self, name: str) -> str:
        """Return a member's name as it is written inside, or "" when there is none.

        Letters' case is ignored where no name fits exactly (ECMA-376 part 2, 6.2.2).
        """
        wanted = name.lstrip("/")
        return wanted if wanted in self._found else self._folded.get(wanted.casefold(), "")

    def read(self, name: str) -> bytes:
        """Unpack a member.

        Raises ``UnreadableDocument`` (missing, broken, or written twice: programs differ in
        which one they show), ``EncryptedDocument`` and ``OversizedDocument``.
        """
        known = self.known(name)
        if not known or known in self._doubled:
            problem = "is there twice" if known else "is missing"
            raise UnreadableDocument(
                f"{self._source.origin}: {name} {problem} in it",
                hint="open it in the program it comes from, save it again and hand over that",
            )
        info = self._found[known]
        if info.flag_bits & _LOCKED:
            raise EncryptedDocument(
                f"{self._source.origin}: {name} in it is locked with a password",
                hint="open it with its password and save it without one",
            )
        if info.compress_type not in _METHODS:
            raise self._broken()
        return self._unpacked(info)

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes:
        most = min(self._source.limits.max_bytes, self._left)
        dense = max(_SMALL, _DENSEST * max(info.compress_size, 1))
        try:
            with self._archive.open(info) as stream:
                data = stream.read(min(most, dense) + 1)
        except _BROKEN as error:
            raise self._broken() from error
        if len(data) > min(most, dense):
            raise OversizedDocument(
                f"{self._source.origin}: {info.filename} unpacks to more than "
                f"{min(most, dense):,} bytes",
                hint="hand over the article alone, or raise the limit",
            )
        self._left -= len(data)
        return data

    def _broken(self) -> UnreadableDocument:
        return UnreadableDocument(
            f"{self._source.origin}: its ZIP container is damaged or cut off",
            hint="download or copy the file again",
        )


def _name(info: zipfile.ZipInfo) -> str:
    return info.filename.replace("\\", "/").lstrip("/")


def resolved(part: str, target: str) -> str:
    """Return the name of a member that ``part`` points to: ``a/b.xml`` + ``../c.xml`` = c.xml."""
    steps = [] if target.startswith("/") else part.split("/")[:-1]
    for step in target.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in {"", "."}:
            steps.append(step)
    return "/".join(steps)
