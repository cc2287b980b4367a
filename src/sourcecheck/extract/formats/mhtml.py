"""Saved pages in one file (MHTML, RFC 2557): the page among its parts goes to the HTML reader.

Browsers write a ``multipart/related`` message whose first part is the page; the others are its
pictures and styles, which are not even decoded. Mail programs nest a ``multipart/alternative``.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sourcecheck.errors import UnreadableDocument
from sourcecheck.extract.formats.bases import is_web
from sourcecheck.extract.formats.readable import Packed, Readable
from sourcecheck.extract.reading import Reading
from sourcecheck.model import Field
from sourcecheck.text.encoding import decode

MHTML = "multipart/related"

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(r"\r?\n[ \t]+")
_PARAMETER = re.compile(r";\s*([\w-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;]+))")
_LONGEST_HEAD = 65_536  # bytes; addresses and titles are folded into a few thousand
_DEEPEST = 4  # mail programs nest two or three
_MOST_PARTS = 20_000  # a page of ours has dozens, an old photo page hundreds


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One part of a message: its fields, by lower-case name, and its bytes, still coded."""

    fields: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.fields.get("content-type", "").partition(";")[0].strip().lower()

    def parameter(self, name: str) -> str:
        """Return a parameter of the part's Content-Type; "" = it has none."""
        found = _PARAMETER.findall(self.fields.get("content-type", ""))
        return next((quoted or bare for key, quoted, bare in found if key.lower() == name), "")


def read_mhtml(source: Packed) -> Reading:
    """Read the page of a saved page; raises ``UnreadableDocument`` when there is none in it."""
    from sourcecheck.extract.formats.html import read_html  # noqa: PLC0415 - parsers are heavy

    message = _part(source.body.lstrip(b"\r\n"))
    page = _page(message, source.origin)
    location = _location(page) or _location(message)
    reading = read_html(
        Readable(
            origin=location or source.origin,
            media_type="text/html",
            decoded=decode(_decoded(page, source.origin), page.parameter("charset"), markup=True),
            limits=source.limits,
            html=source.html,
        )
    )
    saved_from = Field(value=location, found_in="content-location") if location else None
    return replace(reading, media_type=MHTML, canonical_url=reading.canonical_url or saved_from)


def _part(raw: bytes) -> _Part:
    """Take a message or a part of one apart into fields and body."""
    if raw.startswith((b"\r\n", b"\n")):  # a part without fields
        return _Part(fields={}, body=raw)
    blank = _BLANK_LINE.search(raw, 0, _LONGEST_HEAD)
    head = raw[: blank.start() if blank else 0].decode("utf-8", "replace")
    pairs = (line.partition(":") for line in _FOLD.sub(" ", head).splitlines())
    fields = {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}
    return _Part(fields=fields, body=raw[blank.end() :] if blank else raw)


def _page(message: _Part, origin: str) -> _Part:
    """Find the part that is the page: the one the message names, else the first of HTML."""
    start = message.parameter("start")
    pages = [part for part in _leaves(message, origin) if part.media_type in _PAGES]
    named = (part for part in pages if start and part.fields.get("content-id") == start)
    found = next(named, None) or next(iter(pages), None)
    if found is None:
        raise UnreadableDocument(
            f"{origin}: a saved page in one file (MHTML), and no page is in it",
            hint="save the page again, as MHTML or as HTML",
        )
    return found


def _leaves(message: _Part, origin: str) -> Iterator[_Part]:
    """Yield the parts that hold no parts, in order."""
    waiting = [(message, 0)]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part, depth = waiting.pop()
        if not part.media_type.startswith("multipart/"):
            yield part
        elif depth < _DEEPEST:
            waiting.extend((inner, depth + 1) for inner in reversed(_inside(part)))
    raise UnreadableDocument(
        f"{origin}: a saved page of more than {_MOST_PARTS:,} parts",
        hint="save the page again, as HTML only",
    )


def _inside(part: _Part) -> list[_Part]:
    """Cut a multipart body at its boundaries (RFC 2046, 5.1.1); a cut tail is a part too."""
    boundary = part.parameter("boundary").encode("utf-8", "replace")
    if not boundary:
        return []
    line = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    cuts = []
    for found in line.finditer(part.body):
        cuts.append(found)
        if found[1] or len(cuts) > _MOST_PARTS:
            break
    ends = [cut.start() for cut in cuts[1:]]
    if cuts and not cuts[-1][1]:
        ends.append(len(part.body))
    starts = (cut.end() for cut in cuts)
    return [_part(part.body[at:end]) for at, end in zip(starts, ends, strict=False)]


_BASE64 = re.compile(rb"[A-Za-z0-9+/]*={0,2}")


def _decoded(part: _Part, origin: str) -> bytes:
    """Undo a part's transfer encoding; of a part that is cut off, what is there."""
    coding = part.fields.get("content-transfer-encoding", "").lower()
    if coding == "quoted-printable":
        return binascii.a2b_qp(part.body)
    if coding != "base64":
        return part.body
    digits = b"".join(part.body.split())
    if not _BASE64.fullmatch(digits):
        raise UnreadableDocument(
            f"{origin}: the page in this saved page (MHTML) is damaged: it is not base64",
            hint="save the page again, as MHTML or as HTML",
        )
    return binascii.a2b_base64(digits[: len(digits) // 4 * 4])


def _location(part: _Part) -> str:
    """Return the web address a part says it came from; "" = none."""
    written = part.fields.get("content-location", "") or part.fields.get(
        "snapshot-content-location", ""
    )
    address = "".join(written.split())
    return address if is_web(address) else ""
