"""Content codings undone within one budget: 3.5 KB of gzip in gzip can hold 2 GiB."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import StrEnum

MAX_CODINGS = 2
"""No honest server sends more; each further layer multiplies what a bomb can hold."""

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP, _ZLIB, _RAW = 31, 15, -15  # window bits, as zlib names the formats


class Cut(StrEnum):
    """Why the decoded body is not the whole one."""

    NONE = ""
    LENGTH = "length"  # our cap was reached
    BROKEN = "broken"  # the coded bytes end early or are damaged
    UNKNOWN = "unknown"  # a coding we did not ask for and cannot read
    TOO_MANY = "too many"  # codings over one another, as no honest server sends


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A body with its content codings undone, as far as they could be."""

    body: bytes
    cut: Cut = Cut.NONE


def codings(field: str) -> tuple[str, ...]:
    """Read a Content-Encoding field: names in lower case, in the order they were applied."""
    names = (part.strip().lower() for part in field.split(","))
    return tuple(name for name in names if name not in {"", "identity", "none", "utf-8"})


def undo(body: bytes, applied: tuple[str, ...], cap: int) -> Decoded:
    """Undo codings, last applied first; all layers together give at most ``cap`` bytes.

    A body that is announced as gzip and is none is taken as it stands, as browsers do.
    """
    if len(applied) > MAX_CODINGS:
        return Decoded(body=b"", cut=Cut.TOO_MANY)
    if any(name not in _READERS for name in applied):
        return Decoded(body=b"", cut=Cut.UNKNOWN)
    found = Decoded(body=body)
    left = cap
    for name in reversed(applied):
        one = _READERS[name](found.body, left)
        left -= len(one.body)
        found = Decoded(body=one.body, cut=one.cut or found.cut)
    return Decoded(body=found.body[:cap], cut=Cut.LENGTH if len(found.body) > cap else found.cut)


def _gzip(body: bytes, cap: int) -> Decoded:
    if not body.startswith(_GZIP_MAGIC):
        return Decoded(body=body)
    pieces: list[bytes] = []
    while body.startswith(_GZIP_MAGIC):  # members may follow one another (RFC 1952, 2.2)
        one, body = _inflate(body, cap, _GZIP)
        pieces.append(one.body)
        cap -= len(one.body)
        if one.cut:
            return Decoded(body=b"".join(pieces), cut=one.cut)
    return Decoded(body=b"".join(pieces))


def _deflate(body: bytes, cap: int) -> Decoded:
    """RFC 9110 means the zlib format; many servers send the raw one, and browsers take both."""
    one, _ = _inflate(body, cap, _ZLIB)
    if one.body or one.cut is not Cut.BROKEN:
        return one
    raw, _ = _inflate(body, cap, _RAW)
    return raw if raw.body else Decoded(body=body)


def _inflate(body: bytes, cap: int, window: int) -> tuple[Decoded, bytes]:
    """Return what one stream holds, at most ``cap`` bytes, and the bytes after it."""
    reader = zlib.decompressobj(window)
    try:
        # One byte more than allowed tells "exactly the cap" from "over it".
        out = reader.decompress(body, max(cap, 0) + 1)
    except zlib.error:
        return _salvaged(body, cap, window), b""
    if len(out) > cap:
        return Decoded(body=out[: max(cap, 0)], cut=Cut.LENGTH), b""
    if not reader.eof:
        return Decoded(body=out, cut=Cut.BROKEN), b""
    return Decoded(body=out), reader.unused_data


def _salvaged(body: bytes, cap: int, window: int) -> Decoded:
    """Decode a damaged stream in small steps and keep what comes before the damage."""
    reader = zlib.decompressobj(window)
    pieces: list[bytes] = []
    left = cap
    try:
        for at in range(0, len(body), 512):
            pieces.append(reader.decompress(body[at : at + 512], max(left, 1)))
            left -= len(pieces[-1])
            if left <= 0:
                return Decoded(body=b"".join(pieces)[: max(cap, 0)], cut=Cut.LENGTH)
    except zlib.error:
        pass
    return Decoded(body=b"".join(pieces), cut=Cut.BROKEN)


def _brotli(body: bytes, cap: int) -> Decoded:
    """Undo Brotli (RFC 7932), which archives of browsers are full of; we never ask for it.

    It has neither a mark nor a checksum: what does not decode may be another coding.
    """
    import brotli  # noqa: PLC0415 - for what others archived, and for servers that do not listen

    reader = brotli.Decompressor()
    pieces: list[bytes] = []
    left = max(cap, 0) + 1
    try:
        while left > 0 and not reader.is_finished():
            pieces.append(reader.process(body, output_buffer_limit=left))
            left -= len(pieces[-1])
            if not pieces[-1]:
                break
            body = b""  # given whole; what follows is only taken out
    except brotli.error:
        return Decoded(body=b"", cut=Cut.UNKNOWN)
    whole = b"".join(pieces)
    if left <= 0:
        return Decoded(body=whole[: max(cap, 0)], cut=Cut.LENGTH)
    if reader.is_finished():
        return Decoded(body=whole)
    return Decoded(body=whole, cut=Cut.BROKEN if whole else Cut.UNKNOWN)


_READERS = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli}
