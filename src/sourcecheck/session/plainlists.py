"""Plain lists of addresses, one a line: known by their opening, read in pieces, however long.

Kept apart and light, because nothing else of reading is loaded for the most frequent input.
"""

from __future__ import annotations

import codecs
import io
import re
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

HEAD = 65_536
"""Bytes a list is known by."""

PIECE = 32_768
"""Bytes whose lines are handed on together: some hundred addresses."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,20}:(?:[^\s/\\]|//[^\s/])\S*", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_COMMENT = "#"
_AFTER = re.compile(r"\s#")
_DRESS = {'"': '"', "'": "'", "<": ">"}
_SIGNS_OF_DRESS = (b'"', b"'", b"<", b" #", b"\t#")
_TABLES = (".csv", ".tsv", ".tab")


def is_address(text: str) -> bool:
    """Tell an address with a scheme from a path: of a page, or of what is no page (mailto:).

    A letter of its own before a colon is a drive of Windows.
    """
    return _ADDRESS.fullmatch(text) is not None


def is_web(text: str) -> bool:
    """Tell whether a text begins as the address of a page."""
    return text.startswith(("http://", "https://")) or _WEB.match(text) is not None


def is_plain_list(head: bytes, name: str = "") -> bool:
    """Tell whether what opens with ``head`` is a list of addresses and nothing else.

    Every whole line of the opening is an address, a comment or empty, and one is of a page.
    What is called a table is one, though its cells may look like one address.
    """
    if name.lower().removesuffix(".gz").endswith(_TABLES):
        return False
    whole = head if len(head) < HEAD else head[: head.rfind(b"\n") + 1]
    if b":" not in whole or b"\0" in whole[:512]:
        return False
    lines = entries_in(whole)
    return bool(lines) and all(map(is_address, lines)) and any(map(is_web, lines))


def is_utf8(entry: str) -> bool:
    """Tell whether an entry was written in UTF-8: of another charset only bytes are known.

    An address in them would be guessed, and a wrong guess is asked for and not found.
    """
    return entry.isascii() or not any("\udc80" <= char <= "\udcff" for char in entry)


def entries_in(piece: bytes) -> list[str]:
    """Return the entries of some lines, without comments and empty lines.

    Around an address quotation marks and angle brackets are taken off, and a comment after it.
    What is no UTF-8 is kept as bytes are in names of files; see ``is_utf8``.
    """
    text = piece.decode("utf-8-sig", "surrogateescape")
    stripped = map(str.strip, text.split("\n"))
    entries = [line for line in stripped if line and line[0] != _COMMENT]
    if any(sign in piece for sign in _SIGNS_OF_DRESS):
        return list(map(_undressed, entries))
    return entries


def _undressed(entry: str) -> str:
    """Return an address without what was written around it; anything else as it is."""
    closing = _DRESS.get(entry[0])
    bare = entry[1:] if closing else entry
    if not is_web(bare):
        return entry
    bare = _AFTER.split(bare, maxsplit=1)[0].rstrip()
    return bare.removesuffix(closing) if closing else bare


def pieces(file: BinaryIO) -> Iterator[list[str]]:
    """Yield the entries of a list, those of some lines at a time.

    What a pipe holds is handed on at once: its first lines do not wait for its last ones.
    """
    read = getattr(file, "read1", None) or file.read  # only what is there
    rest = b""
    piece = read(PIECE)
    recoded = _recoding(piece)
    while piece:
        if recoded is not None:
            piece = recoded(piece)
        whole, newline, begun = piece.rpartition(b"\n")
        if newline:
            yield entries_in(rest + whole)
            rest = begun
        else:
            rest += piece
        piece = read(PIECE)
    yield entries_in(rest)


def _recoding(begun: bytes) -> Callable[[bytes], bytes] | None:
    """Return what makes UTF-8 of a list in UTF-16, as Windows writes "Unicode"; else None.

    Known by its mark, or by the zero that stands beside the first letter of an address.
    """
    if begun.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        charset = "utf-16"
    elif b"\0" in begun[:2]:
        charset = "utf-16-be" if begun[:1] == b"\0" else "utf-16-le"
    else:
        return None
    decode = codecs.getincrementaldecoder(charset)("replace").decode
    return lambda piece: decode(piece).encode("utf-8", "surrogatepass")


def piped_file(begun: bytes = b"") -> BinaryIO:
    """Return standard input as it comes, after what was read of it already.

    Read past Python's own buffer: a thread that waits in there would hold up the end of the
    program.
    """
    try:
        raw = io.FileIO(sys.stdin.fileno(), closefd=False)
    except (OSError, ValueError):  # somebody put another file in its place
        return cast("BinaryIO", _Piped(begun, sys.stdin.buffer))
    return cast("BinaryIO", _Piped(begun, raw))


class _Piped:
    """What was read of a pipe, and what comes after it."""

    def __init__(self, begun: bytes, rest: io.RawIOBase | BinaryIO) -> None:
        self._begun = begun
        self._rest = rest

    def read(self, size: int) -> bytes:
        """Return what is there, at most ``size`` bytes; empty at the end."""
        begun, self._begun = self._begun, b""
        return begun or self._rest.read(size) or b""
