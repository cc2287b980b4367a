"""Pages of a web archive as articles: WARC (ISO 28500) and WACZ 1.1, record by record.

Which records are articles is told by a WACZ's own list of pages; without one, every page that
was sent with success is. Nothing is unpacked to disk but a WACZ's member that is compressed
once more, which cannot be read by place.
"""

from __future__ import annotations

import io
import json
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from sourcecheck.archive.http import content_of, final_answer, read_answer
from sourcecheck.archive.index import same_page
from sourcecheck.archive.reading import Member
from sourcecheck.archive.records import Record, parse, read_date
from sourcecheck.archive.sharing import UnpackedCopy, shares_members
from sourcecheck.archive.surviving import surviving
from sourcecheck.errors import ArchiveError, UnreadableDocument
from sourcecheck.extract.collections import Entry, Listing, Remark
from sourcecheck.fetch.coding import Cut, codings, undo
from sourcecheck.model import Document, Told
from sourcecheck.urls.parts import parts
from sourcecheck.verify.page import looks_like_html

READABLE = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/markdown",
        "application/pdf",
        "application/epub+zip",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "multipart/related",
    }
)
"""Media types of records that can be articles."""

_MOST_PAGES = 64 * 1024 * 1024  # bytes of a WACZ's list of pages: some 300,000 (guess)
_LARGEST_MEMBER = 16 * 1024**3  # bytes of a member that is compressed once more (guess)
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,  # encrypted; NotImplementedError is one: an unknown compression
    ValueError,  # names that are no text, places outside of the file
    struct.error,
    OverflowError,
)
"""What the zip module raises for files that are damaged or locked."""

_NO_ARTICLES = ("/robots.txt", "/humans.txt", "/ads.txt", "/app-ads.txt", "/security.txt")


class _Pages:
    """Which addresses are articles: all, or those of a list, and where these redirect to."""

    def __init__(self, listed: set[str] | None) -> None:
        self._listed = listed

    def wants(self, url: str) -> bool:
        """Tell whether the page at an address is an article."""
        if self._listed is None:
            split = parts(url)
            return split is None or split.path not in _NO_ARTICLES
        return same_page(url) in self._listed

    def follow(self, url: str, location: str) -> None:
        """Take the goal of a listed page's redirect for that page."""
        from sourcecheck.extract.formats.bases import absolute  # noqa: PLC0415 - rare

        if self._listed is not None and location and same_page(url) in self._listed:
            self._listed.add(same_page(absolute(url, location)))


def read_warc(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    """Yield every page of a WARC file, packed or plain; a torn last record is left out.

    A damaged place is one error, and what stands behind it is read. Raises
    ``UnreadableDocument`` where the file cannot be read at all.
    """
    try:
        if not shares_members(file):
            yield from _pages(file, listing, _Pages(None))
            return
        with UnpackedCopy(file, listing.origin).open() as plain:
            yield from _pages(plain, listing, _Pages(None))
    except ArchiveError as error:
        raise UnreadableDocument(error.message, hint=error.hint) from error


def read_wacz(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    """Yield the pages of a WACZ: those of its list of pages where it has one."""
    try:
        with zipfile.ZipFile(file) as packed:
            wanted = _Pages(_listed_pages(packed))
            for name in sorted(packed.namelist()):
                if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
                    with _member(packed, name, file) as inside:
                        yield from _pages(inside, listing, wanted)
    except _DAMAGED as error:
        raise listing.wrong(
            "", f"a WACZ that cannot be read: {error}", "copy or export it again"
        ) from error


def _listed_pages(packed: zipfile.ZipFile) -> set[str] | None:
    """Return the addresses of ``pages/*.jsonl``; None = there is no list."""
    found: set[str] = set()
    names = [name for name in packed.namelist() if name.startswith("pages/")]
    for name in names:
        if name.endswith(".jsonl"):
            with packed.open(name) as lines:
                for line in lines.read(_MOST_PAGES).splitlines():
                    found |= _page(line)
    return found or None


def _page(line: bytes) -> set[str]:
    try:
        page = json.loads(line)
    except (ValueError, RecursionError):
        return set()
    url = page.get("url") if isinstance(page, dict) else None
    return {same_page(url)} if isinstance(url, str) else set()


@contextmanager
def _member(packed: zipfile.ZipFile, name: str, file: BinaryIO) -> Iterator[BinaryIO]:
    """Open a member that can be read by place.

    WACZ stores its WARC files as they are, so they are read where they lie; the zip module
    would begin anew at every step back.
    """
    info = packed.getinfo(name)
    if info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 0x1:
        yield _Window(file, _data_at(file, info), info.compress_size)  # type: ignore[misc]
        return
    if info.file_size > _LARGEST_MEMBER:
        raise UnreadableDocument(f"{name}: larger than {_LARGEST_MEMBER:,} bytes")
    with packed.open(name) as inside, tempfile.TemporaryFile() as unpacked:
        shutil.copyfileobj(inside, unpacked)
        unpacked.seek(0)
        yield unpacked


def _data_at(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Return where a member's bytes begin: behind its local header (APPNOTE 4.3.7)."""
    file.seek(info.header_offset + 26)
    lengths = file.read(4)
    if len(lengths) < 4:
        raise zipfile.BadZipFile("a member is cut off")
    name, extra = int.from_bytes(lengths[:2], "little"), int.from_bytes(lengths[2:], "little")
    return info.header_offset + 30 + name + extra


class _Window(io.RawIOBase):
    """A part of a file, read as a file."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can be read by place."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place of the part."""
        before = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, before + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read on from the place."""
        self._file.seek(self._start + self._at)
        data = self._file.read(max(0, min(len(buffer), self._size - self._at)))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def _pages(file: BinaryIO, listing: Listing, wanted: _Pages) -> Iterator[Entry]:
    repeated = 0
    try:
        for member in surviving(file):
            if isinstance(member, ArchiveError):
                yield _damaged(member, listing)
                continue
            record = _record(member)
            if record is None:
                continue
            if record.type == "revisit" and wanted.wants(_url(record)):
                repeated += 1
            elif record.type in {"response", "resource"} and (page := _of(record, listing, wanted)):
                yield page
    except (ArchiveError, EOFError, OSError, zlib.error) as error:
        raise _damaged(error, listing) from error
    if repeated:
        what = "page is" if repeated == 1 else "pages are"
        yield Remark(words=f"{listing.origin}: {repeated} repeated {what} read once")


def _damaged(error: Exception, listing: Listing) -> UnreadableDocument:
    hint = getattr(error, "hint", "") or "what is whole in it was read; copy the file again"
    return listing.wrong("", f"a web archive that is damaged: {error}", hint)


def _record(member: Member) -> Record | None:
    """Take a record apart if it can be a page: requests and metadata are passed over."""
    head = member.data[:4096].lower()
    if not any(kind in head for kind in (b"response", b"revisit", b"resource")):
        return None
    return parse(member.data)


def _url(record: Record) -> str:
    return record.field("WARC-Target-URI").strip("<>")


def _of(record: Record, listing: Listing, wanted: _Pages) -> Entry | None:
    """Return the page of a record, or None where it is none."""
    url = _url(record)
    if record.type == "resource":
        body, declared, coded = record.block, record.field("Content-Type"), ""
    else:
        block = final_answer(record.block)
        answer = read_answer(block)
        status = answer.status or 0
        if 300 <= status < 400:
            wanted.follow(url, answer.header("location"))
        if not 200 <= status < 300 or status == 206:
            return None
        whole = content_of(answer, block[answer.body_at :])
        body = block[answer.body_at :] if whole is None else whole  # cut inside of a chunk
        declared, coded = answer.header("content-type"), answer.header("content-encoding")
    media_type = declared.partition(";")[0].strip().lower()
    if (media_type and media_type not in READABLE) or not wanted.wants(url) or not body:
        return None
    whole = _decoded(body, coded, listing)
    if not media_type and not (whole and looks_like_html(whole, "")):
        return None
    return _page_of(url, record, whole, declared or "text/html", listing)


def _decoded(body: bytes, coded: str, listing: Listing) -> bytes | None:
    """Undo the content coding; None where it cannot be undone within the limits."""
    limit = listing.limits.max_bytes
    found = undo(body, codings(coded), limit)
    if found.cut is Cut.UNKNOWN:
        # brotli, or what a writer has undone already and left the field of
        return body if body.lstrip()[:1] in {b"<", b"%", b"P"} else None
    return None if found.cut is Cut.LENGTH or len(found.body) > limit else found.body


def _page_of(
    url: str, record: Record, body: bytes | None, declared: str, listing: Listing
) -> Entry:
    if body is None:
        return listing.wrong(url, "its coding is not read, or it is larger than the limit")
    try:
        captured = read_date(record.field("WARC-Date"))
    except ArchiveError:
        captured = listing.read_at
    charset = declared.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    return Document(
        origin=url,
        body=body,
        media_type=declared.partition(";")[0].strip().lower(),
        charset=charset,
        read_at=captured,
        told=Told(found_in="web archive"),
    )
