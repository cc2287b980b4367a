"""The head of an answer, and of a request: status line and fields (RFC 9112, 2 to 5).

Two readers. ``parse_head`` takes what browsers take. ``quick_head`` reads only heads without
any oddity, which nearly all are, in a fifth of the time, and leaves the others to it; a test
holds the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_STATUS_LINE = re.compile(rb"HTTP/(\d)(?:\.(\d))?[ \t]+(\d{3})(?:[ \t]([^\r\n]*))?", re.IGNORECASE)
_LINE = re.compile(rb"\r?\n")
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s;"',]+)""", re.IGNORECASE)
_TEXTUAL = re.compile(r"text/|application/(?:[a-z.+-]*xml|[a-z.+-]*json|javascript)|(?![^/])")
_USUAL_TYPE = 100  # letters of a Content-Type that are worth remembering: strangers write them


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a Content-Type field says."""

    media_type: str  # without parameters, in lower case; "" = not said
    charset: str  # as declared, in lower case, or ""
    textual: bool  # text, or what does not say its type


class Head(NamedTuple):
    """The status line and fields of an answer."""

    status: int
    fields: tuple[tuple[str, str], ...]  # names in lower case, values as text
    joined: Mapping[str, str]  # the same by name; several of one name as a list
    kind: Kind  # what Content-Type says
    version: str = "1.1"
    odd: tuple[tuple[int, bytes], ...] = ()  # place and value as sent of fields beyond ASCII

    def raw(self, name: str) -> bytes:
        """Return the value of the first field of that name as sent, or nothing."""
        for place, (found, value) in enumerate(self.fields):
            if found == name:
                return dict(self.odd).get(place) or value.encode()
        return b""

    def field(self, name: str) -> str:
        """Return the values of all fields of that name as one list, or ""."""
        return self.joined.get(name, "")

    @property
    def media_type(self) -> str:
        """Return the declared type without parameters, in lower case, or ""."""
        return self.kind.media_type


def kind(printed: str, others: str = "") -> Kind:
    """Read the value of a Content-Type field, and the charset out of ``others`` if there are."""
    media_type = printed.partition(";")[0].strip().lower()
    charset = _CHARSET.search(others or printed)
    return Kind(
        media_type=media_type,
        charset=charset[1].lower() if charset else "",
        textual=bool(_TEXTUAL.match(media_type)),
    )


_usual_kind = lru_cache(maxsize=512)(kind)


def _kind_of(fields: Iterable[tuple[str, str]], joined: Mapping[str, str]) -> Kind:
    """Read Content-Type; of several, the first names the type."""
    printed = joined.get("content-type", "")
    if "," in printed:
        first = next(value for name, value in fields if name == "content-type")
        return kind(first, printed)
    return _usual_kind(printed) if len(printed) <= _USUAL_TYPE else kind(printed)


def text(value: bytes) -> str:
    """Read a field's value: UTF-8 where it is, otherwise Latin-1, which fits any bytes."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def parse_head(block: bytes) -> Head | None:
    """Read a status line and its fields; ``None`` when there is no status line or a NUL.

    Lines that are no fields are left out, as browsers do; a line that opens with a space
    continues the one before (obsolete folding, RFC 9112, 5.2).
    """
    status, *rest = _LINE.split(block)
    found = _STATUS_LINE.match(status)
    if found is None or b"\0" in block:
        return None
    lines: list[tuple[str, bytes]] = []
    for line in rest:
        if line[:1] in {b" ", b"\t"} and lines:
            lines[-1] = (lines[-1][0], lines[-1][1] + b" " + line.strip())
            continue
        name, colon, value = line.partition(b":")
        if colon and _TOKEN.fullmatch(name):
            lines.append((name.decode("ascii").lower(), value.strip()))
    fields = tuple((name, text(value)) for name, value in lines)
    joined = _joined(fields)
    return Head(
        status=int(found[3]),
        version=f"{found[1].decode()}.{(found[2] or b'0').decode()}",
        fields=fields,
        odd=tuple((at, value) for at, (_, value) in enumerate(lines) if not value.isascii()),
        joined=joined,
        kind=_kind_of(fields, joined),
    )


def quick_head(block: bytes) -> Head | None:
    """Read an ordinary head of HTTP/1.1 in printable ASCII; ``None`` when it is any other."""
    if not (block.startswith(b"HTTP/1.1 ") and block.isascii()):
        return None
    opened, *lines = block.decode("ascii").split("\r\n")
    status = _status(opened) if len(opened) <= _USUAL_LINE else 0
    fields = tuple(map(_pair if len(block) <= _USUAL_HEAD else _pair.__wrapped__, lines))
    joined = dict(fields)
    if not status or "" in joined:
        return None  # a line that is no field, or goes on from the one before
    if len(joined) != len(fields):
        joined = _joined(fields)
    kind = _kind_of(fields, joined)
    return Head(status, fields, joined, kind)


_USUAL_LINE = 100  # bytes of a status line
_USUAL_HEAD = 2000  # bytes of a head whose lines are worth remembering: strangers write them


@lru_cache(maxsize=512)
def _status(line: str) -> int:
    """Read the status out of an ordinary status line; 0 = it is none."""
    ordinary = line.isprintable() and line[9:12].isdecimal() and line[12:13] in {"", " "}
    return int(line[9:12]) if ordinary else 0


@lru_cache(maxsize=4096)
def _pair(line: str) -> tuple[str, str]:
    """Read a line of ASCII; the name is "" where it is no field, or has tabs, NULs or the like.

    Servers say much the same in every answer, so most lines were read before.
    """
    printed, colon, value = line.partition(":")
    ordinary = colon and line.isprintable() and _TOKEN.fullmatch(printed.encode())
    name = printed.lower() if ordinary else ""
    return name, value.strip()


def _joined(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, list[str]] = {}
    for name, value in fields:
        joined.setdefault(name, []).append(value)
    return {name: ", ".join(values) for name, values in joined.items()}


def request(method: str, path: str, fields: Iterable[tuple[str, str]], body: bytes = b"") -> bytes:
    """Write a request; raises ``ValueError`` when a line break or NUL would get into it."""
    return _line(f"{method} {path} HTTP/1.1") + fields_of(fields) + b"\r\n" + body


def opening(method: str, path: str, authority: str) -> bytes:
    """Write the request line and the Host field; raises ``ValueError`` as ``request`` does."""
    printed = f"{method} {path} HTTP/1.1\r\nHost: {authority}\r\n"
    if printed.count("\r") + printed.count("\n") != 4 or "\0" in printed:
        raise ValueError("a line break or NUL in a request head")
    return printed.encode()


def fields_of(fields: Iterable[tuple[str, str]]) -> bytes:
    """Write header fields, a line each; raises ``ValueError`` as ``request`` does."""
    return b"".join([_line(f"{name}: {value}") for name, value in fields])


def _line(printed: str) -> bytes:
    if any(char in printed for char in "\r\n\0"):
        raise ValueError("a line break or NUL in a request head")
    return f"{printed}\r\n".encode()
