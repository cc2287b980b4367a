"""Open WARC files at a place: gzip members, plain records, folders, single files, WACZ."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol

from sourcecheck.archive.exchanges import Found, from_records, opens_exchange
from sourcecheck.archive.http import Answer, read_answer
from sourcecheck.archive.index import CaptureIndex, MemoryIndex
from sourcecheck.archive.records import Record, parse, parse_head
from sourcecheck.errors import ArchiveError, NotArchived
from sourcecheck.model.web import Capture, Exchange

NOT_MODIFIED = 304
"""The status of an answer without a body that says an older one still holds."""

OPEN = ".open"
"""What a file's name ends with while records are still added to it."""

MAX_RECORD = 256 * 1024 * 1024
"""The largest unpacked record we read, in bytes: above the fetcher's caps by far (guess)."""

_MAX_HEAD = 1024 * 1024
_CHUNK = 16 * 1024
_GZIP = 31  # zlib's name for "15 bits of window, gzip header and trailer"
_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One whole gzip member, or one plain record, and where it lies in its file."""

    offset: int
    length: int
    data: bytes  # unpacked


def members(file: BinaryIO, start: int = 0) -> Iterator[Member]:
    """Yield the whole members of a WARC file from an offset on; a torn tail is left out.

    Raises ``ArchiveError`` when there is something else than a member at an offset.
    """
    file.seek(start)
    opening = file.read(2)
    read = _packed if opening == _MAGIC[: len(opening)] else _plain
    at = start
    while member := read(file, at):
        yield member
        at = member.offset + member.length


def _packed(file: BinaryIO, offset: int) -> Member | None:
    """Read the gzip member at an offset; None when the file ends before it does."""
    file.seek(offset)
    unpacker = zlib.decompressobj(_GZIP)
    pieces: list[bytes] = []
    size = taken = 0
    while not unpacker.eof:
        data = unpacker.unconsumed_tail or file.read(_CHUNK)
        if not data:
            return None
        taken += 0 if unpacker.unconsumed_tail else len(data)
        try:
            pieces.append(unpacker.decompress(data, _CHUNK * 64))
        except zlib.error as error:
            raise ArchiveError(f"damaged gzip member at byte {offset}: {error}") from error
        size += len(pieces[-1])
        if size > MAX_RECORD:
            raise ArchiveError(f"the record at byte {offset} is larger than {MAX_RECORD} bytes")
    return Member(offset=offset, length=taken - len(unpacker.unused_data), data=b"".join(pieces))


def _plain(file: BinaryIO, offset: int) -> Member | None:
    """Read the record of a file that is not packed; None when the file ends before it does."""
    file.seek(offset)
    head = b""
    while b"\r\n\r\n" not in head:
        data = file.read(_CHUNK)
        if not data:
            return None
        head += data
        if len(head) > _MAX_HEAD:
            raise ArchiveError(f"no WARC record at byte {offset}")
    head = head.partition(b"\r\n\r\n")[0]
    _, length = parse_head(head)
    if length > MAX_RECORD:
        raise ArchiveError(f"the record at byte {offset} is larger than {MAX_RECORD} bytes")
    file.seek(offset)
    whole = file.read(len(head) + 4 + length + 4)
    if len(whole) < len(head) + 4 + length:
        return None
    return Member(offset=offset, length=len(whole), data=whole)


class Shelf(Protocol):
    """Somewhere WARC files stand."""

    def names(self) -> tuple[str, ...]:
        """Return the names of all WARC files, oldest first."""

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading by place; raises ``ArchiveError`` when it is missing."""


class FolderShelf:
    """A folder of WARC files, at any depth; a file still written to is found by either name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> tuple[str, ...]:
        """Return the files' names relative to the folder, without ``.open``."""
        found = (
            path.relative_to(self._folder).as_posix().removesuffix(OPEN)
            for path in self._folder.rglob("*.warc*")
            if path.name.removesuffix(OPEN).endswith((".warc", ".warc.gz")) and path.is_file()
        )
        return tuple(sorted(found))

    def has(self, name: str) -> bool:
        """Tell whether the folder has that file, closed or still written to."""
        return self._path(name) is not None

    def _path(self, name: str) -> Path | None:
        paths = (self._folder / name, self._folder / f"{name}{OPEN}")
        return next((path for path in paths if path.is_file()), None)

    def open(self, name: str) -> BinaryIO:
        """Open a file of the folder."""
        if path := self._path(name):
            return path.open("rb")
        raise ArchiveError(f"{self._folder}: no file {name}", hint="was it moved or deleted?")


class FileShelf:
    """One WARC file, packed or plain."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> tuple[str, ...]:
        """Return the one name."""
        return (self._path.name,)

    def open(self, name: str) -> BinaryIO:
        """Open the file, whatever the name."""
        assert name == self._path.name
        return self._path.open("rb")


class WaczShelf:
    """The WARC files inside a WACZ, which is a zip file; nothing is unpacked to disk."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)

    def names(self) -> tuple[str, ...]:
        """Return the members' names under ``archive/``."""
        found = (name for name in self._zip.namelist() if name.startswith("archive/"))
        return tuple(sorted(name for name in found if name.endswith((".warc", ".warc.gz"))))

    def open(self, name: str) -> BinaryIO:
        """Open a member for reading by place."""
        return self._zip.open(name)  # type: ignore[return-value]  # IO[bytes] is what it is


def shelf_of(path: Path) -> Shelf:
    """Return the shelf a path stands for: a folder, a WACZ, or one WARC file.

    Raises ``ArchiveError`` when it is missing or none of these.
    """
    if path.is_dir():
        return FolderShelf(path)
    if not path.is_file():
        raise ArchiveError(f"{path}: no such file or folder")
    if zipfile.is_zipfile(path):
        return WaczShelf(path)
    with path.open("rb") as file:
        opening = file.read(5)
    if not opening.startswith((_MAGIC, b"WARC/")):
        raise ArchiveError(f"{path}: neither a WARC file, a WACZ nor a folder of WARC files")
    return FileShelf(path)


def scan(shelf: Shelf) -> MemoryIndex:
    """Read every file of a shelf and return the index of what they hold.

    Raises ``ArchiveError`` where a file is damaged before its last record.
    """
    index = MemoryIndex()
    for name in shelf.names():
        with shelf.open(name) as file:
            for found in exchanges_in(file):
                index.put(replace(found.capture, file=name))
    return index


def exchanges_in(file: BinaryIO, start: int = 0) -> Iterator[Found]:
    """Yield the exchanges of a file from an offset on, each with offset and length set."""
    group: list[tuple[Member, Record]] = []
    for member in members(file, start):
        record = parse(member.data)
        if group and record.field("WARC-Concurrent-To") == group[0][1].id:
            group.append((member, record))
            continue
        if group:
            yield _placed(group)
        group = [(member, record)] if opens_exchange(record) else []
    if group:
        yield _placed(group)


def _placed(group: list[tuple[Member, Record]]) -> Found:
    found = from_records([record for _, record in group])
    place = group[0][0]
    capture = replace(found.capture, offset=place.offset, length=place.length)
    return replace(found, capture=capture)


def read_exchange(shelf: Shelf, index: CaptureIndex, capture: Capture) -> Exchange:
    """Read back the exchange of a capture, byte for byte; a revisit gets its original's body.

    A 304 had no body and gets none: ``read_page`` returns what it stands for. Raises
    ``ArchiveError`` when the file is missing or damaged, ``NotArchived`` when the original of a
    revisit is in no file of the index.
    """
    found = _found_at(shelf, capture)
    if not capture.revisit_of or capture.status == NOT_MODIFIED:
        return found.exchange
    first = _found_at(shelf, original(index, capture)).exchange.response
    body = first[read_answer(first).body_at :]
    return replace(found.exchange, response=found.exchange.response + body)


def read_page(shelf: Shelf, index: CaptureIndex, capture: Capture) -> Exchange:
    """Read an exchange as ``read_exchange`` does, a 304 with the answer that it says still holds.

    That is what the look showed its reader: the older answer, at the newer time. Raises as
    ``read_exchange`` does.
    """
    exchange = read_exchange(shelf, index, capture)
    if not (capture.revisit_of and capture.status == NOT_MODIFIED):
        return exchange
    older = read_exchange(shelf, index, original(index, capture))
    return replace(exchange, response=older.response)


def original(index: CaptureIndex, capture: Capture) -> Capture:
    """Find the capture that a revisit repeats: by its payload, or else by its own id."""
    found = index.by_digest(capture.sha256, capture.framing) if capture.sha256 else None
    if found is None:
        rows = index.get(capture.urlkey)
        found = next((row for row in rows if row.record_id == capture.revisit_of), None)
    if found is None:
        raise NotArchived(
            f"{capture.url}: the answer repeats {capture.revisit_of}, which is not archived here"
        )
    return found


def head_at(shelf: Shelf, capture: Capture) -> Answer:
    """Read the head of a captured answer, and no more of the file than that takes.

    Raises ``ArchiveError`` when the file is missing or damaged.
    """
    with shelf.open(capture.file) as file:
        file.seek(capture.offset)
        packed = file.read(min(capture.length, _CHUNK))
    if not packed.startswith(_MAGIC):
        return Answer(status=None, headers=(), body_at=0)
    try:
        opening = zlib.decompressobj(_GZIP).decompress(packed, _CHUNK)
    except zlib.error as error:
        raise ArchiveError(f"{capture.file}: damaged at byte {capture.offset}: {error}") from error
    return read_answer(opening.partition(b"\r\n\r\n")[2])


def _found_at(shelf: Shelf, capture: Capture) -> Found:
    with shelf.open(capture.file) as file:
        found = next(exchanges_in(file, capture.offset), None)
    if found is None or found.capture.record_id != capture.record_id:
        raise ArchiveError(
            f"{capture.file}: no record {capture.record_id} at byte {capture.offset}",
            hint="the index and the files disagree; rebuild the index from the files",
        )
    return found
