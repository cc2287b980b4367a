"""What one name stands for: a document, or a list whose entries come one by one.

A list is known by its content. Nothing is unpacked to disk and no list is read whole that can
be read piece by piece, so that its length costs time and no memory.
"""

from __future__ import annotations

import gzip
import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from sourcecheck.data.load_lists import load_lists
from sourcecheck.errors import DocumentError, OversizedDocument, UnreadableDocument
from sourcecheck.extract.collections import LISTS, Entry, Kind, Listing, kind_of
from sourcecheck.extract.collections.entries import ListReader, with_few_errors
from sourcecheck.extract.collections.kinds import HEAD
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.model import Document
from sourcecheck.session.inputs import MIB, Reading, check_size, told, why

GZIP = b"\x1f\x8b"
"""What every gzip file begins with."""

_ZIP = b"PK\x03\x04"


def entries(name: str, how: Reading) -> Iterator[Entry]:
    """Yield what a path or standard input holds: one document, or a list's entries.

    Raises ``DocumentError`` when it cannot be read, or not further; what came before stands.
    """
    origin = how.stdin_name if name == "-" else told(name)
    with _opened(name, how) as file:
        yield from inside(file, origin, how)


def entries_of(document: Document, how: Reading) -> Iterator[Entry] | None:
    """Return the entries of a document that turned out to be a list; None = it is none."""
    file = io.BytesIO(document.body)
    kind = _kind(file, document.origin, how)
    if kind is None and not document.body.startswith(GZIP):
        return None
    return inside(file, document.origin, replace(how, now=document.read_at))


def load(name: str, how: Reading) -> Document:
    """Read a path or standard input that holds one document; raises ``DocumentError``."""
    origin = how.stdin_name if name == "-" else told(name)
    with _opened(name, how) as file:
        if _is_list(file, origin, how):
            raise UnreadableDocument(
                f"{origin}: this is a list of articles, not one",
                hint="the command line and Session.audit_many read its articles one by one",
            )
        document = next(inside(file, origin, how))
    assert isinstance(document, Document)
    return document


def is_list(name: str, how: Reading) -> bool:
    """Tell whether a path holds a list, without reading more of it than its opening.

    What cannot be read is none; reading it will say why.
    """
    if name == "-":
        return False
    try:
        with _opened(name, how) as file:
            return _is_list(file, name, how)
    except DocumentError:
        return False


def _is_list(file: BinaryIO, origin: str, how: Reading) -> bool:
    packed = file.read(2) == GZIP and not how.media_type
    file.seek(0)
    if not packed:
        return _kind(file, origin, how) is not None
    return kind_of(packed_head(file), origin, load_lists()) is not None


def packed_head(file: BinaryIO) -> bytes:
    """Return the opening of what a gzip file holds, as far as it can be unpacked."""
    packed = file.read(HEAD)
    file.seek(0)
    opening = b""
    try:
        while packed.startswith(GZIP) and len(opening) < HEAD:  # members follow one another
            unpacker = zlib.decompressobj(31)
            opening += unpacker.decompress(packed, HEAD)
            packed = unpacker.unused_data
    except zlib.error:
        pass
    return opening[:HEAD]


def inside(file: BinaryIO, origin: str, how: Reading) -> Iterator[Entry]:
    """Yield what an open file holds, packed or not; raises as ``entries`` does."""
    packed = file.read(2) == GZIP
    file.seek(0)
    if packed:
        yield from _packed(file, origin, how)
        return
    kind = _kind(file, origin, how)
    if kind is None:
        yield _document(file, origin, how)
    else:
        yield from _list(kind, file, origin, how)


def _packed(file: BinaryIO, origin: str, how: Reading) -> Iterator[Entry]:
    """Yield what a gzip file holds; web archives are packed record by record."""
    kind = how.kind
    if kind is None and not how.media_type:
        kind = kind_of(packed_head(file), origin, load_lists())
    if kind is None:
        yield _document(unpacked(file, origin), origin, how)
    else:
        yield from _list(kind, file if kind is Kind.WARC else unpacked(file, origin), origin, how)


def listing_of(origin: str, how: Reading) -> Listing:
    """Return what the readers of a list are handed."""
    limits = ReadLimits(max_bytes=how.max_bytes)
    return Listing(origin=origin, read_at=how.now, limits=limits, table=load_lists())


def _list(kind: Kind, file: BinaryIO, origin: str, how: Reading) -> Iterator[Entry]:
    listing = listing_of(origin, how)
    yield from with_few_errors(_reader(kind)(file, listing), listing)


def _reader(kind: Kind) -> ListReader:
    if kind in LISTS:
        return LISTS[kind]
    from sourcecheck.session.archived import read_wacz, read_warc  # noqa: PLC0415 - when needed

    return read_warc if kind is Kind.WARC else read_wacz


def _kind(file: BinaryIO, name: str, how: Reading) -> Kind | None:
    """Find out what list a file is; None where it is none, or is to be read as one text."""
    if how.kind is not None or how.media_type:
        return how.kind
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(_ZIP):
        return Kind.WACZ if _is_wacz(file) else None
    return kind_of(head, name, load_lists())


def _is_wacz(file: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, struct.error):
        return False
    finally:
        file.seek(0)
    return "datapackage.json" in names and any(each.startswith("archive/") for each in names)


def _document(file: BinaryIO, origin: str, how: Reading) -> Document:
    try:
        body = file.read(how.max_bytes + 1)
    except OSError as error:
        raise UnreadableDocument(f"{origin}: cannot be read: {why(error)}") from error
    check_size(len(body), how, origin)
    return Document(origin=origin, body=body, media_type=how.media_type, read_at=how.now)


@contextmanager
def _opened(name: str, how: Reading) -> Iterator[BinaryIO]:
    if name == "-":
        yield io.BytesIO(piped(how) if how.piped is None else how.piped)
        return
    path = Path(name)
    try:
        if not path.is_file():
            raise UnreadableDocument(
                f"{told(name)}: {'not a file' if path.exists() else 'no such file'}",
                hint="check the path; addresses begin with http:// or https://",
            )
        file = path.open("rb")
    except OSError as error:
        raise UnreadableDocument(f"{told(name)}: cannot be read: {why(error)}") from error
    except ValueError as error:  # a NUL in the name
        raise UnreadableDocument(f"{name!s}: not a path: {error}") from error
    with file:
        yield file


def piped(how: Reading) -> bytes:
    """Read standard input; raises ``OversizedDocument``."""
    body = sys.stdin.buffer.read(how.max_bytes + 1)
    if len(body) > how.max_bytes:
        raise OversizedDocument(
            f"{how.stdin_name}: larger than {how.max_bytes // MIB} MiB",
            hint="name the file itself: a list may be of any size then; or raise --max-size",
        )
    return body


class _Unpacked(io.RawIOBase):
    """A gzip file's content; damage is an error of ours, with the file's name."""

    def __init__(self, file: BinaryIO, origin: str) -> None:
        self._packed = gzip.GzipFile(fileobj=file)
        self._origin = origin

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read some of what is inside."""
        try:
            data = self._packed.read(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableDocument(
                f"{self._origin}: a compressed file (gzip) that is damaged or cut off: {error}",
                hint="fetch or copy it again",
            ) from error
        buffer[: len(data)] = data
        return len(data)


def unpacked(file: BinaryIO, origin: str) -> BinaryIO:
    """Return what a gzip file holds, as a file that is unpacked while it is read."""
    return io.BufferedReader(_Unpacked(file, origin), HEAD)
