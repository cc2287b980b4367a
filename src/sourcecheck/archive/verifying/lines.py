"""The index of a WACZ against its records, both ways.

A player finds a page by its line alone: one offset that is wrong shows another page under the
address, and a record without a line cannot be seen. So every line must land on exactly one
member, on a record with that address, time, status and digest; and every answer has one line.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from sourcecheck.archive.http import payload
from sourcecheck.archive.records import target_uri
from sourcecheck.archive.restoring import OURS, Found
from sourcecheck.archive.verifying.contents import Labelled, content, labelled
from sourcecheck.archive.verifying.faults import Kind, Ledger
from sourcecheck.archive.verifying.heads import strict_head
from sourcecheck.archive.verifying.members import Window
from sourcecheck.archive.verifying.sets import page_key, same_key, without_method
from sourcecheck.archive.verifying.warcs import Seen
from sourcecheck.errors import ArchiveError

_GZIP = 31
_FIRST = "00000101000000"  # month, day and time that a date without them stands for
_SECOND = len(_FIRST)
_LARGEST_BLOCK = 64 * 1024 * 1024  # of index lines, unpacked (guess; others write 1,024 lines)
_NO_MIME = frozenset({"unk", "-", "", "application/octet-stream"})


Block = tuple[str, str, int, int, str]
"""The .idx that names it, its first key, its offset and length, its digest."""


@dataclass(slots=True, kw_only=True)
class Row:
    """What the index must say of a record."""

    length: int
    kind: str
    url: str
    digits: str  # of its date
    status: int | None
    mime: str
    payload: Labelled | None  # its digest, as recorded
    wanted: bool  # whether it must be in the index
    entity: str = ""
    lines: int = 0


class Lines:
    """All index lines of a WACZ."""

    def __init__(self, ledger: Ledger, file: BinaryIO, starts: Mapping[str, int]) -> None:
        self.unreadable: set[str] = set()
        """WARC files that were not read; lines into them are left alone."""
        self.ours = False
        """Whether we wrote the WACZ; others may say less."""
        self._ledger = ledger
        self._file = file
        self._starts = starts  # of the members
        self._rows: dict[tuple[str, int], Row] = {}
        self._names: dict[str, str] = {}  # as the index calls a file -> member

    def saw(self, name: str, seen: Seen) -> None:
        """Remember a record that was read."""
        self._names[name.removeprefix("archive/")] = name
        head, answer = seen.head, seen.content.answer
        kind = head.get("warc-type")
        if kind not in {"response", "revisit", "resource", "metadata", "conversion"}:
            return
        self._rows[(name, seen.offset)] = Row(
            length=seen.length,
            kind=kind,
            url=head.get("warc-target-uri").strip("<>"),
            digits=_digits(head.get("warc-date")),
            status=answer.status if answer else None,
            mime=answer.media_type if answer else head.get("content-type").partition(";")[0],
            payload=labelled(head.get("warc-payload-digest")),
            wanted=bool(answer) and kind in {"response", "revisit"},
        )

    def told(self, name: str, found: Found) -> None:
        """Remember what our metadata says of a record."""
        if row := self._rows.get((name, found.capture.offset)):
            row.entity = found.told.entity_sha256

    def pages(self) -> Iterator[tuple[bytes, str]]:
        """Yield address and time of every capture."""
        for row in self._rows.values():
            yield page_key(row.url), row.digits

    def web_pages(self) -> int:
        """Count the answers that are pages a reader could open."""
        return sum(row.status == 200 and row.mime == "text/html" for row in self._rows.values())

    def read(self, name: str, rows: Iterable[bytes], after: str = "") -> str:
        """Check the lines of an index, which have their ends; returns the last."""
        row = b"\n"
        for row in rows:
            text = _text(row.rstrip(b"\r\n"))
            if not text.strip():
                self._fault(name, "a line that is empty or no text")
                continue
            if text.startswith(("!", " CDX")):
                continue
            if text < after:
                self._fault(name, f"the lines are not in order: {text[:80]!r}")
            after = text
            self._line(name, text)
        if not row.endswith(b"\n"):
            self._fault(name, "the last line does not end")
        return after

    def read_packed(self, name: str, data: Window, idx: Sequence[tuple[str, bytes]]) -> None:
        """Check an index in gzip members, and the list of where each begins."""
        at, after = 0, ""
        for idx_name, key, offset, length, digest in self._all_blocks(idx, name):
            if offset != at:
                self._fault(idx_name, f"the blocks of {name} are not one behind the other")
            at = offset + length
            packed = data.piece(offset, length) if length <= _LARGEST_BLOCK else b""
            unpacked = _one_member(packed)
            if unpacked is None:
                self._fault(idx_name, f"a block of {name} is not where it says, or not whole")
                continue
            if digest and digest != f"sha256:{hashlib.sha256(packed).hexdigest()}":
                self._fault(idx_name, f"a block of {name} does not have its digest")
            if not unpacked.startswith(key.encode("utf-8", "surrogatepass")):
                self._fault(idx_name, f"a block of {name} begins with another line")
            after = self.read(name, unpacked.splitlines(keepends=True), after)
        if at != data.size:
            self._fault(name, "it holds lines that the .idx does not name")

    def _all_blocks(self, idx: Sequence[tuple[str, bytes]], name: str) -> Iterator[Block]:
        for idx_name, held in idx:
            yield from self._blocks(idx_name, held, name)

    def check_all_indexed(self) -> None:
        """Tell of answers that no line leads to."""
        for (name, offset), row in self._rows.items():
            own = row.url.startswith(OURS)
            if row.wanted and not row.lines and not own:
                said = f"no index line leads to {row.url[:200]}"
                self._ledger.fault(Kind.NOT_INDEXED, said, file=name, offset=offset)

    def _fault(self, name: str, said: str) -> None:
        self._ledger.fault(Kind.INDEX_LINE, said, file=name)

    def _blocks(self, idx_name: str, held: bytes, name: str) -> Iterator[Block]:
        after = ""
        for text in held.decode("utf-8", "replace").splitlines():
            if text.startswith("!meta"):
                continue
            key, brace, rest = text.partition(" {")
            said = _object("{" + rest) if brace else None
            place = (said or {}).get("offset"), (said or {}).get("length")
            if said is None or not all(isinstance(each, int) and each >= 0 for each in place):
                self._fault(idx_name, f"a line without a place: {text[:80]!r}")
                continue
            if key < after:
                self._fault(idx_name, "the lines are not in order")
            after = key
            if said.get("filename", name.rpartition("/")[2]) == name.rpartition("/")[2]:
                digest = str(said.get("digest") or "")
                yield idx_name, key, int(said["offset"]), int(said["length"]), digest

    def _line(self, name: str, text: str) -> None:
        key, _, rest = text.partition(" ")
        stamp, _, held = rest.partition(" ")
        said = _object(held)
        if said is None:
            self._fault(name, f"a line that is no CDXJ: {text[:80]!r}")
            return
        member = self._names.get(str(said.get("filename")))
        if f"archive/{said.get('filename')}" in self.unreadable:
            return
        place = _number(said.get("offset")), _number(said.get("length"))
        row = self._rows.get((member, place[0])) if member else None
        if member is None or row is None or row.length != place[1]:
            where = f"byte {place[0]} of {str(said.get('filename'))[:80]!r}"
            self._fault(name, f"no record of that length at {where}: {text[:120]!r}")
            return
        row.lines += 1
        if row.lines > 1:
            self._fault(name, f"a second line for one record: {text[:120]!r}")
        for why in self._differences((member, place[0]), row, said, key, stamp):
            self._fault(name, f"{why}: {text[:200]!r}")

    def _differences(
        self, place: tuple[str, int], row: Row, said: Mapping[str, Any], key: str, stamp: str
    ) -> Iterator[str]:
        url = said.get("url")
        named = without_method(url) if isinstance(url, str) else ""
        if not isinstance(url, str) or _uri(row.url) not in {_uri(url), _uri(named)}:
            yield "it names another address than the record"
        elif not same_key(row.url, key):
            yield "its key is not that of its address"
        if len(stamp) < 14 or not stamp.isdecimal() or not row.digits.startswith(stamp):
            yield "it names another time than the record"
        if not _same_status(row, said.get("status")):
            yield "it names another status than the record"
        if not _same_mime(row, said.get("mime")):
            yield "it names another media type than the record"
        if not self._same_digest(place, row, said.get("digest")):
            yield "it names another digest than the record"
        if not self._same_bytes(place, row, said.get("recordDigest")):
            yield "it names another digest than the record's own"

    def _same_digest(self, place: tuple[str, int], row: Row, said: Any) -> bool:
        if said is None or said in ("", "-"):
            return not row.entity or (said is None and not self.ours)
        recorded = labelled(str(said))
        if recorded is None:
            return False
        if row.payload and row.payload.algorithm == recorded.algorithm:
            if row.payload.value == recorded.value:
                return True
        elif row.kind == "revisit" and not row.entity:
            return True  # its payload is elsewhere, and nothing here tells its digest
        if row.entity and recorded.value.hex() == row.entity:
            return True
        if not self.ours and row.payload is None and recorded.matches(b""):
            return True  # how py-wacz says that nobody recorded one
        return any(recorded.matches(each) for each in self._readings(place, row))

    def _readings(self, place: tuple[str, int], row: Row) -> Iterator[bytes]:
        """Yield the payload of a record as tools read it, for digests that nobody wrote down."""
        data = _one_member(self._packed(place, row)) or self._packed(place, row)
        head, _, rest = data.partition(b"\r\n\r\n")
        block = rest[:-4]
        found = content(strict_head(head), block)
        body = block[found.body_at :]
        yield body
        plain = payload(found.answer, body) if found.answer else None
        if plain is not None:
            yield plain
            entity = _inflated(plain)
            if entity is not None:
                yield entity

    def _packed(self, place: tuple[str, int], row: Row) -> bytes:
        self._file.seek(self._starts[place[0]] + place[1])
        return self._file.read(row.length)

    def _same_bytes(self, place: tuple[str, int], row: Row, said: Any) -> bool:
        """Compare the digest of a record: of its bytes in the file, or of the unpacked ones."""
        if said is None:
            return True
        recorded = labelled(str(said))
        packed = self._packed(place, row)
        if recorded is None or recorded.matches(packed):
            return recorded is not None
        whole = _one_member(packed) or b""
        return recorded.matches(whole) or recorded.matches(whole.removesuffix(b"\r\n\r\n"))


def _text(row: bytes) -> str:
    """Return a line as text; "" = it is none."""
    try:
        return row.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return ""


def _object(text: str) -> dict[str, Any] | None:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return held if isinstance(held, dict) else None


def _number(value: Any) -> int:
    """Return a number that may be printed as text; -1 = it is none."""
    text = str(value)
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 20 else -1


def _digits(date: str) -> str:
    """Return the digits of a date; one that ends with the day stands for its first second."""
    digits = "".join(filter(str.isdigit, date))
    return digits if len(digits) >= _SECOND else digits + _FIRST[len(digits) : _SECOND]


def _uri(url: str) -> str:
    try:
        return target_uri(url)
    except ArchiveError:
        return ""


def _same_status(row: Row, said: Any) -> bool:
    printed = "" if said is None else str(said)
    if row.status is None:
        return printed in {"", "-", "200", "204"}
    return printed == str(row.status)


def _same_mime(row: Row, said: Any) -> bool:
    printed = "unk" if said is None else str(said).lower()
    if row.kind == "revisit" and printed in {"warc/revisit", "unk", "-"}:
        return True
    own = row.mime.lower().strip()
    return (
        printed == own
        or (printed in _NO_MIME and not own)
        or (bool(printed) and own.startswith(printed + " "))
    )


def _one_member(packed: bytes) -> bytes | None:
    """Unpack exactly one gzip member; None = it is none, not whole, or more than one."""
    reader = zlib.decompressobj(_GZIP)
    try:
        data = reader.decompress(packed, _LARGEST_BLOCK)
    except zlib.error:
        return None
    return data if reader.eof and not reader.unused_data else None


def _inflated(packed: bytes) -> bytes | None:
    try:
        return zlib.decompressobj(47).decompress(packed, _LARGEST_BLOCK)
    except zlib.error:
        return None
