"""The bytes of a web page as text, whatever its declaration says."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_HEAD = 4096
_TAG = re.compile(rb"<[^<>]*>")
_SAMPLE = 20_000
_REAL = re.compile(
    r"utf-(?:8|16|16-le|16-be|32)|cp\d{3,4}|iso8859-\d+|koi8-[ru]|mac-\w+"
    r"|gb\w+|big5\w*|euc_\w+|shift_jis\w*"
)

# Labels that browsers read as their Windows supersets (WHATWG Encoding Standard).
_SUPERSETS = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"}

# One-byte charsets of the languages we read. A page in one of them is valid in all others, so
# a declaration among these is believed only if its letters look like text.
_ONE_BYTE = ("cp1256", "cp1251", "cp1254", "cp1252", "koi8_r")


def decode_page(body: bytes, declared: str = "") -> tuple[str, str]:
    """Return the text of a page and the codec it was read with; never raises.

    In this order: byte order mark; UTF-8, when the bytes are valid UTF-8, which text in
    another charset hardly ever is; the charset of the HTTP header or of the page's own head,
    unless its letters make no words; the charset the letters speak for.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace"), codec
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    told = codec_of(declared) or codec_of(_inside(body))
    codec = told if told and _believable(body, told) else _detected(body) or told or "utf-8"
    return body.decode(codec, "replace"), codec


def codec_of(label: str) -> str:
    """Return Python's codec for a charset's label, or "" when it names no charset."""
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ""
    name = _SUPERSETS.get(name, name)
    return name if _REAL.fullmatch(name) else ""


def _inside(body: bytes) -> str:
    head = body[:_HEAD]
    found = _XML.search(head) or _META.search(head)
    return found[1].decode("ascii", "replace") if found else ""


def _believable(body: bytes, codec: str) -> bool:
    """Tell whether bytes may be in a charset: all valid, and of one-byte ones the likeliest."""
    sample = _prose(body)
    try:
        sample.decode(codec)
    except UnicodeDecodeError:
        return codec not in {"utf-8", *_ONE_BYTE} and b"\xff" not in sample
    if codec.replace("-", "_") not in _ONE_BYTE:
        return True
    found = _detected(body)
    return not found or found == codec.replace("-", "_") or _close(sample, codec, found)


def _close(sample: bytes, told: str, found: str) -> bool:
    """Tell whether two charsets differ in few letters only, so that the declaration decides."""
    one, other = sample.decode(told, "replace"), sample.decode(found, "replace")
    differing = sum(a != b for a, b in zip(one, other, strict=False))
    foreign = sum(byte > 127 for byte in sample)
    return differing * 4 < foreign


def _detected(body: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - large; few pages need it

    best = from_bytes(_prose(body), cp_isolation=list(_ONE_BYTE)).best()
    return best.encoding if best else ""


def _prose(body: bytes) -> bytes:
    """Return the start of a page without its tags, whose ASCII would hide the letters."""
    return b" ".join(_TAG.sub(b" ", body[: _SAMPLE * 4]).split())[:_SAMPLE]
