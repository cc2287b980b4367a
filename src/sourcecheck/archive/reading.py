"""Open WARC files at a place: gzip members, plain records, folders, single files, WACZ."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol

from sourcecheck.archive.grouping import Placed, exchanges_of, found_in, grouped
from sourcecheck.archive.http import Answer, read_answer
from sourcecheck.archive.index import CaptureIndex, MemoryIndex
from sourcecheck.archive.openings import check_packing
from sourcecheck.archive.records import parse, parse_head, split_head
from sourcecheck.archive.restoring import Found, told_in
from sourcecheck.archive.sharing import GZIP_MAGIC, UnpackedCopy, shares_members
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
_BREAKS = b"\r\n"
_OPENING = b"WARC/"
_WHAT_VERIFIES = "what is whole in it can be taken: sourcecheck archive import --anyway FILE"


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
    read = _packed if opening == GZIP_MAGIC[: len(opening)] else _plain
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
            raise _too_large(offset)
    return Member(offset=offset, length=taken - len(unpacker.unused_data), data=b"".join(pieces))


def _too_large(offset: int) -> ArchiveError:
    return ArchiveError(
        f"the record at byte {offset} is larger than {MAX_RECORD} bytes",
        hint="we read none so large: leave it out of the file",
    )


def _plain(file: BinaryIO, offset: int) -> Member | None:
    """Read the record of a file that is not packed; None when the file ends before it does.

    The blank lines behind a record are its own; how many there are is not for sure.
    """
    offset = _after_breaks(file, offset)
    head, length = _plain_head(file, offset)
    if length < 0:
        return None
    if length > MAX_RECORD:
        raise _too_large(offset)
    file.seek(offset)
    whole = file.read(head + length)
    if len(whole) < head + length:
        return None
    end = _after_breaks(file, offset + len(whole))
    if end == offset + len(whole) and file.read(5) not in {b"", b"WARC/"}:
        raise ArchiveError(f"no WARC record at byte {end}: the one before has another length")
    return Member(offset=offset, length=end - offset, data=whole)


def _plain_head(file: BinaryIO, offset: int) -> tuple[int, int]:
    """Return the lengths of a record's head and of its block; -1 = the file ends before."""
    file.seek(offset)
    read = b""
    while len(read) <= _MAX_HEAD:
        data = file.read(_CHUNK)
        read += data
        head, start = split_head(read)
        if start >= 0:
            return start, parse_head(head)[1]
        if not data and _OPENING.startswith(read[: len(_OPENING)]):
            return 0, -1  # nothing, or a head that is torn
        if not data:
            break
    raise ArchiveError(f"no WARC record at byte {offset}")


def _after_breaks(file: BinaryIO, offset: int) -> int:
    """Go to the first byte from an offset on that ends no line, and return where it is."""
    file.seek(offset)
    while data := file.read(_CHUNK):
        rest = data.lstrip(_BREAKS)
        offset += len(data) - len(rest)
        if rest:
            break
    file.seek(offset)
    return offset


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
        # Whoever writes it may close it meanwhile: then it has the other name.
        for path in (self._folder / f"{name}{OPEN}", self._folder / name):
            try:
                return path.open("rb")
            except FileNotFoundError:
                continue
            except OSError as error:
                raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
        raise ArchiveError(f"{self._folder}: no file {name}", hint="was it moved or deleted?")


class FileShelf:
    """One WARC file, packed or plain; one whose records share gzip members is read unpacked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._copy: UnpackedCopy | None = None
        self._looked = False

    def names(self) -> tuple[str, ...]:
        """Return the one name."""
        return (self._path.name,)

    def open(self, name: str) -> BinaryIO:
        """Open the file, whatever the name; raises ``ArchiveError`` when it does not unpack."""
        assert name == self._path.name
        if not self._looked:
            with self._path.open("rb") as file:
                if shares_members(file):
                    self._copy = UnpackedCopy(file, name)
            self._looked = True
        return self._copy.open() if self._copy else self._path.open("rb")


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
    check_packing(opening, str(path))
    return FileShelf(path)


def records_of(shelf: Shelf, name: str) -> Iterator[Placed]:
    """Yield the records of a file that can be read by place; raises as ``records_from``."""
    with shelf.open(name) as file:
        yield from records_from(file)


def scan(
    shelf: Shelf, records: Callable[[Shelf, str], Iterator[Placed]] = records_of
) -> MemoryIndex:
    """Read every file of a shelf and return the index of what they hold.

    ``foreign.records_in`` reads large files faster. Raises ``ArchiveError`` where a file is
    damaged before its last record, or its records share gzip members.
    """
    index = MemoryIndex()
    for name in shelf.names():
        try:
            for capture in captures_of(records(shelf, name), name):
                index.put(capture)
        except ArchiveError as error:
            if error.hint:
                raise
            raise ArchiveError(f"{name}: {error.message}", hint=_WHAT_VERIFIES) from error
    return index


def captures_of(records: Iterable[Placed], name: str) -> Iterator[Capture]:
    """Yield the captures of a file's records; raises ``ArchiveError`` where one has no place."""
    for found in exchanges_of(records, name):
        if not found.capture.length:
            raise ArchiveError(
                f"{name}: several WARC records in one gzip member",
                hint="such a file cannot be read by place: sourcecheck archive import FILE",
            )
        yield found.capture


def exchanges_in(file: BinaryIO, start: int = 0) -> Iterator[Found]:
    """Yield the exchanges of a file from an offset on, each with offset and length set.

    Where the file is damaged, what stands whole before comes first. Raises ``ArchiveError``.
    """
    yield from exchanges_of(records_from(file, start))


def records_from(file: BinaryIO, start: int = 0) -> Iterator[Placed]:
    """Yield the records of a file from an offset on; raises as ``members`` and ``parse`` do."""
    for member in members(file, start):
        if member.data.strip(_BREAKS):  # some writers close a file with a member that is empty
            record = parse(member.data)
            yield Placed(record=record, offset=member.offset, length=member.length)


def group_at(file: BinaryIO, start: int) -> list[Placed]:
    """Return the records of the exchange whose main record lies at an offset; [] = the end.

    Records that stand before it (wget writes the request first) are found by reading the file
    from its start alone. Damage behind the exchange is none of it. Raises ``ArchiveError``.
    """
    return next(grouped(_to_its_end(_whole_before_damage(records_from(file, start)))), [])


def _to_its_end(records: Iterator[Placed]) -> Iterator[Placed]:
    """Yield the records of one exchange, and of ours not the next one, which may be large."""
    for each in records:
        yield each
        if told_in(each.record):  # the last that we write of an exchange
            return


def _whole_before_damage(records: Iterator[Placed]) -> Iterator[Placed]:
    """Yield records up to a damaged one; raises ``ArchiveError`` when that is the first."""
    first = next(records, None)
    if first is not None:
        yield first
    with suppress(ArchiveError):
        yield from records


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
    if not found.exchange.response:  # of a writer that does not keep the head either
        return replace(found.exchange, response=first)
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
    found = found or index.of_record(capture.revisit_of)
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
    if not packed.startswith(GZIP_MAGIC):
        return Answer(status=None, headers=(), body_at=0)
    try:
        opening = zlib.decompressobj(_GZIP).decompress(packed, _CHUNK)
    except zlib.error as error:
        raise ArchiveError(f"{capture.file}: damaged at byte {capture.offset}: {error}") from error
    return read_answer(opening.partition(b"\r\n\r\n")[2])


def _found_at(shelf: Shelf, capture: Capture) -> Found:
    with shelf.open(capture.file) as file:
        group = group_at(file, capture.offset)
    found = found_in(group) if group else None
    if found is None or found.capture.record_id != capture.record_id:
        raise ArchiveError(
            f"{capture.file}: no record {capture.record_id} at byte {capture.offset}",
            hint="the index and the files disagree: sourcecheck archive rebuild",
        )
    return found
