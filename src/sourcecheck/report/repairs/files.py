"""A file's bytes as text and back, so that nothing but the edits changes.

Reading an article forgives: bad bytes become U+FFFD, a byte order mark is dropped. A patch may
not. So the file is decoded once more in the charset it was read in, with bad bytes kept, and it
is only patched where encoding it again gives every byte back.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from sourcecheck.report.repairs.base import Edit, applied
from sourcecheck.report.repairs.diff import ByteEdit
from sourcecheck.text.encoding import codec_of

_MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
_KEPT = "surrogateescape"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file that can be written back byte for byte."""

    body: bytes
    text: str  # without the byte order mark
    codec: str
    mark: bytes = b""


def opened(body: bytes, charset: str) -> SourceFile | None:
    """Decode a file in the charset it was read in; None = it would not come back the same."""
    codec = codec_of(charset)
    if not codec:
        return None
    mark = _MARKS.get(codec, b"")
    mark = mark if mark and body.startswith(mark) else b""
    try:
        text = body[len(mark) :].decode(codec, _KEPT)
        same = mark + text.encode(codec, _KEPT) == body
    except UnicodeError:
        return None
    return SourceFile(body=body, text=text, codec=codec, mark=mark) if same else None


def byte_edits(file: SourceFile, edits: Sequence[Edit]) -> tuple[ByteEdit, ...] | None:
    """Return the edits in bytes; None = the charset has no such letters, or shifts its meaning."""
    found: list[ByteEdit] = []
    at, done = len(file.mark), 0
    try:
        for edit in sorted(edits, key=lambda each: (each.start, each.end)):
            at += len(file.text[done : edit.start].encode(file.codec, _KEPT))
            length = len(file.text[edit.start : edit.end].encode(file.codec, _KEPT))
            new = edit.new.encode(file.codec, _KEPT)
            found.append(ByteEdit(start=at, end=at + length, new=new))
            at, done = at + length, edit.end
        wanted = file.mark + applied(file.text, edits).encode(file.codec, _KEPT)
    except UnicodeError:
        return None
    return tuple(found) if patched(file.body, found) == wanted else None


def patched(body: bytes, edits: Sequence[ByteEdit]) -> bytes:
    """Return the bytes with their edits, which are in order and do not overlap."""
    pieces: list[bytes] = []
    at = 0
    for edit in edits:
        pieces += (body[at : edit.start], edit.new)
        at = edit.end
    return b"".join((*pieces, body[at:]))
