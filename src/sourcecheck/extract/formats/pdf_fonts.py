"""Fonts of a PDF: codes become text and widths, with tables that cannot grow without end.

pdfminer.six knows encodings, glyph names and the standard fonts. Its loops over ranges of a
file's own tables have no end, so those tables are read here (``/ToUnicode``) or checked before
it sees them (``/W``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1

from sourcecheck.extract.formats.pdf_file import dict_of, list_of, name_of

_CODES = 65_536
"""Codes one table may map: a font holds no more glyphs."""

UNKNOWN = "\ufffd"
"""What a glyph reads as when its font does not say which letter it draws."""

_MAPPED = 4 * _CODES
"""Codes all ranges of one table may name together; a map that names each twice is within."""

_USUAL = 0.5
"""Width of a letter as a share of its size, where the file does not tell it."""

_SECTIONS = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_ORNAMENTS = re.compile("[\u2700-\u27bf\u2190-\u25ff]?")  # or none
_NUMBER_NAME = re.compile(r"a\d{1,3}")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


@dataclass(slots=True, kw_only=True)
class Font:
    """One font of a page; remembers what its codes were read as."""

    font: PDFFont
    listed: Mapping[int, str]  # the file's own /ToUnicode
    numbered: frozenset[int] = frozenset()  # codes whose glyphs have numbers for names
    known: dict[int, tuple[str, float]] = field(default_factory=dict)

    def codes(self, string: bytes) -> Sequence[int]:
        """Split a string into its codes."""
        return tuple(self.font.decode(string))

    def glyph(self, code: int) -> tuple[str, float]:
        """Return text and width of a code, the width as a share of the font size."""
        found = self.known.get(code)
        if found is None:
            found = self.known[code] = (self._text(code), self._width(code))
        return found

    @property
    def spaces(self) -> bool:
        """Tell whether code 32 is a single byte, to which word spacing applies."""
        return not self.font.is_multibyte()

    def _text(self, code: int) -> str:
        text = self.listed.get(code)
        if code in self.numbered and _ORNAMENTS.fullmatch(text or ""):
            return UNKNOWN
        if text is None:
            try:
                text = self.font.to_unichr(code)
            except (PDFUnicodeNotDefined, ValueError, OverflowError):
                return UNKNOWN
        return printable(text)

    def _width(self, code: int) -> float:
        """Return the width as a share of the size; letters nobody gave a width get a usual one."""
        width = abs(float(self.font.char_width(code)))
        if width or (self.font.is_multibyte() and code in self.font.widths):
            return width  # none is the width of the second half of a ligature
        return _USUAL if self._text(code).isalnum() else 0.0


_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_BROKEN = re.compile("[\ud800-\udfff\ue000-\uf8ff]")  # half characters and private ones


def printable(text: str) -> str:
    """Return text without control characters; what is no character becomes ``UNKNOWN``."""
    return _BROKEN.sub(UNKNOWN, _NO_TEXT.sub("", text))


class Fonts:
    """The fonts of a document, each read once."""

    __slots__ = ("_fonts", "_manager")

    def __init__(self) -> None:
        self._manager = PDFResourceManager(caching=False)
        self._fonts: dict[int, Font] = {}

    def font(self, key: int, written: Any) -> Font:
        """Return the font ``written``; ``key`` is its object's number, or 0."""
        found = self._fonts.get(key) if key else None
        if found is None:
            found = self._read(dict_of(written))
            if key:
                self._fonts[key] = found
        return found

    def _read(self, spec: Mapping[str, Any]) -> Font:
        clean = {name: value for name, value in spec.items() if name != "ToUnicode"}
        if "DescendantFonts" in spec:
            clean["DescendantFonts"] = [_descendant(list_of(spec["DescendantFonts"]))]
        font = self._manager.get_font(None, clean)
        listed = _to_unicode(spec.get("ToUnicode"))
        return Font(font=font, listed=listed, numbered=_numbered(spec))


def _numbered(spec: Mapping[str, Any]) -> frozenset[int]:
    """Return the codes of glyphs called ``a17``, which are ornaments in Zapf's font alone.

    Programs that redraw a file number the glyphs of their own fonts so: no letter is told.
    """
    if "dingbats" in name_of(spec.get("BaseFont")).casefold():
        return frozenset()
    found: set[int] = set()
    code = 0
    for each in list_of(dict_of(spec.get("Encoding")).get("Differences"))[:_CODES]:
        named = resolve1(each)
        if isinstance(named, int):
            code = named
        else:
            if _NUMBER_NAME.fullmatch(name_of(named)):
                found.add(code)
            code += 1
    return frozenset(found)


def _descendant(fonts: Sequence[Any]) -> dict[str, Any]:
    """Return the one font below a composite one, its tables checked and its file left out."""
    spec = dict(dict_of(fonts[0] if fonts else None))
    spec["W"] = _widths(list_of(spec.get("W")))
    descriptor = dict(dict_of(spec.get("FontDescriptor")))
    descriptor.pop("FontFile2", None)
    descriptor.setdefault("FontBBox", [0, 0, 0, 0])
    spec["FontDescriptor"] = descriptor
    if not name_of(spec.get("Subtype")).startswith("CIDFont"):
        spec.pop("Subtype", None)
    return spec


def _widths(written: Sequence[Any]) -> list[Any]:
    """Return ``/W`` (PDF 32000-1, 9.7.4.3) up to the first entry that is out of bounds."""
    values = [resolve1(each) for each in written]
    at = total = 0
    while at < len(values) and total < _MAPPED:
        step = 2 if at + 1 < len(values) and isinstance(values[at + 1], list) else 3
        first, last = values[at], values[min(at + step - 2, len(values) - 1)]
        sound = isinstance(first, int) and 0 <= first < _CODES
        if step == 3:
            sound = sound and isinstance(last, int) and first <= last < _CODES
            total += last - first if sound else 0
        if not sound or at + step > len(values):
            break
        at += step
    return values[:at]


def _to_unicode(written: Any) -> dict[int, str]:
    """Read a ``/ToUnicode`` map: Adobe Technical Note 5411, the parts every writer uses."""
    stream = resolve1(written)
    found: dict[int, str] = {}
    if not isinstance(stream, PDFStream):
        return found
    named = 0
    for section in _SECTIONS.finditer(stream.get_data()):
        pieces = _HEX.finditer(section[2])
        if section[1] == b"bfchar":
            _read_chars(pieces, found)
        elif named < _MAPPED:
            named += _read_ranges(pieces, found)
    return found


def _read_chars(pieces: Any, found: dict[int, str]) -> None:
    codes = [piece[1] for piece in pieces if piece[1] is not None]
    for code, text in zip(codes[::2], codes[1::2], strict=False):
        found[_code(code)] = _text(text)


def _read_ranges(pieces: Any, found: dict[int, str]) -> int:
    """Read ranges of codes; return how many codes they name."""
    row: list[bytes] = []
    listed: list[bytes] | None = None
    named = 0
    for piece in pieces:
        if named > _MAPPED:
            break
        if piece[2]:
            listed = []
        elif piece[3]:
            if len(row) == 2 and listed is not None:
                found.update(zip(range(_code(row[0]), _CODES), map(_text, listed), strict=False))
            row, listed = [], None
        elif listed is not None:
            listed.append(piece[1])
        else:
            row.append(piece[1])
            if len(row) == 3:
                named += _add_range(row, found)
                row = []
    return named


def _add_range(row: Sequence[bytes], found: dict[int, str]) -> int:
    """Map the codes of one range; return how many they are."""
    first, last, text = _code(row[0]), min(_code(row[1]), _CODES - 1), _text(row[2])
    if not text or ord(text[-1]) + last - first > 0x10FFFF:
        return 0
    for code in range(first, last + 1):
        found[code] = text[:-1] + chr(ord(text[-1]) + code - first)
    return last - first


def _code(digits: bytes) -> int:
    return int(b"0" + b"".join(digits.split()), 16)


def _text(digits: bytes) -> str:
    plain = b"".join(digits.split())
    raw = bytes.fromhex((plain + b"0" * (len(plain) % 2)).decode("ascii"))
    if len(raw) == 1:
        return chr(raw[0])
    return raw.decode("utf-16-be", "replace").replace("\x00", "")
