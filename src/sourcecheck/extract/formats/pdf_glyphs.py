"""What a page draws: every glyph with its text, place and size.

Only what moves text is followed (PDF 32000-1, 9.4): matrices, fonts, spacing, forms, marked
content. Colours, paths and pictures are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import atan2, degrees, hypot
from typing import Any, NamedTuple

from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1

from sourcecheck.extract.formats.pdf_file import (
    BROKEN,
    PdfFile,
    PdfPage,
    dict_of,
    name_of,
    numbers_of,
    text_of,
)
from sourcecheck.extract.formats.pdf_fonts import Font, Fonts, printable
from sourcecheck.extract.formats.pdf_tokens import Name, instructions

Matrix = tuple[float, float, float, float, float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_TURNED: dict[int, Matrix] = {
    0: _IDENTITY,
    90: (0.0, -1.0, 1.0, 0.0, 0.0, 0.0),
    180: (-1.0, 0.0, 0.0, -1.0, 0.0, 0.0),
    270: (0.0, 1.0, -1.0, 0.0, 0.0, 0.0),
}
"""What a page's ``/Rotate`` does to its points."""

_FORMS = 12
"""How deep forms may stand in one another; writers use 3."""

_FORM = 50
"""Objects that drawing a form once more counts for: it takes as long."""

_EFFORT = 4
"""Bytes unpacked that following one byte of instructions counts for: it takes as long."""

_SAVED = 200
"""States that may be saved at once; writers use some 10, viewers allow 28 and more."""

_FAR = 1e6
"""Points from the origin beyond which nothing is drawn."""

_CROWDED = 200_000
"""Glyphs of one page from which the file is refused: a newspaper's page has some 30,000."""

_SPOKEN = 12
"""Characters of an ``/ActualText`` that stands for some glyphs of one line, not for a paragraph."""


class Glyph(NamedTuple):
    """One drawn glyph, its page turned so that its line runs from left to right.

    A named tuple, for a page draws thousands of them and a frozen dataclass takes six times
    as long to make. Lengths are points.
    """

    text: str  # what its font says it reads as; "" never
    x0: float
    x1: float
    y: float  # the baseline
    size: float  # of its font, as drawn
    turn: int  # degrees its line is turned against the page: 0, 90, 180, 270
    artifact: bool  # marked as no part of the text: running heads, page numbers


def turned_to(page: PdfPage) -> Matrix:
    """Return the matrix from a page's own points to those it is shown in."""
    return _TURNED.get(page.turn, _IDENTITY)


def shown_box(page: PdfPage) -> tuple[float, float, float, float]:
    """Return the edges of a page as it is shown: left, bottom, right, top."""
    a, b, c, d, e, f = turned_to(page)
    x0, y0, x1, y1 = page.box
    xs = [a * x + c * y + e for x in (x0, x1) for y in (y0, y1)]
    ys = [b * x + d * y + f for x in (x0, x1) for y in (y0, y1)]
    return min(xs), min(ys), max(xs), max(ys)


def glyphs_of(file: PdfFile, page: PdfPage, fonts: Fonts) -> list[Glyph]:
    """Return what a page draws, in the order it is drawn."""
    painter = _Painter(file, fonts, turned_to(page))
    streams = [resolve1(each) for each in _contents(page.attributes.get("Contents"))]
    data = b"\n".join(each.get_data() for each in streams if isinstance(each, PDFStream))
    painter.run(data, dict_of(page.attributes.get("Resources")), 0)
    return painter.glyphs


def _contents(written: Any) -> list[Any]:
    found = resolve1(written)
    return found if isinstance(found, list) else [found]


class _Painter:
    """The state of text while the instructions of one page are followed."""

    def __init__(self, file: PdfFile, fonts: Fonts, matrix: Matrix) -> None:
        self.glyphs: list[Glyph] = []
        self._file = file
        self._fonts = fonts
        self._matrix = matrix
        self._saved: list[tuple[Any, ...]] = []
        self._resources: dict[str, Any] = {}
        self._marked: list[tuple[str, int]] = []  # ActualText or "" , glyphs before it
        self._artifacts: list[bool] = []
        self._font: Font | None = None
        self._size, self._apart, self._words, self._stretch = 1.0, 0.0, 0.0, 1.0
        self._leading, self._rise = 0.0, 0.0
        self._line = self._text = _IDENTITY
        self._depth = 0

    def run(self, data: bytes, resources: dict[str, Any], depth: int) -> None:
        """Follow the instructions of a page or a form."""
        self._file.budget.unpack(_EFFORT * len(data))
        outer = self._resources, self._depth
        self._resources, self._depth = resources, depth
        for operator, operands in instructions(data):
            step = _STEPS.get(operator)
            if step is not None:
                try:
                    step(self, operands)
                except BROKEN:  # an instruction or font that makes no sense is passed over
                    continue
        self._resources, self._depth = outer

    # -- graphics state ---------------------------------------------------------------------

    def save(self, _: list[Any]) -> None:
        if len(self._saved) < _SAVED:
            self._saved.append((self._matrix, self._font, self._size, self._apart, self._words,
                                self._stretch, self._leading, self._rise))  # fmt: skip

    def restore(self, _: list[Any]) -> None:
        if self._saved:
            (self._matrix, self._font, self._size, self._apart, self._words,
             self._stretch, self._leading, self._rise) = self._saved.pop()  # fmt: skip

    def concatenate(self, operands: list[Any]) -> None:
        self._matrix = _times(_matrix(operands), self._matrix)

    def draw(self, operands: list[Any]) -> None:
        """Draw a form: a stream of its own with its own matrix and resources."""
        key = operands[0]
        form = resolve1(dict_of(self._resources.get("XObject")).get(key))
        if not isinstance(form, PDFStream) or name_of(form.get("Subtype")) != "Form":
            return
        if self._depth >= _FORMS:
            return
        self._file.budget.ask(_FORM)
        saved, stack = (self._matrix, self._text, self._line), self._saved
        self._saved = []
        state = self._state()
        numbers = numbers_of(form.get("Matrix"))
        if len(numbers) == 6:
            self._matrix = _times(_matrix(numbers), self._matrix)
        resources = dict_of(form.get("Resources")) or self._resources
        self.run(form.get_data(), resources, self._depth + 1)
        self._matrix, self._text, self._line = saved
        self._saved = [state]
        self.restore([])
        self._saved = stack

    def _state(self) -> tuple[Any, ...]:
        return (self._matrix, self._font, self._size, self._apart, self._words,
                self._stretch, self._leading, self._rise)  # fmt: skip

    # -- text state -------------------------------------------------------------------------

    def choose_font(self, operands: list[Any]) -> None:
        written = dict_of(self._resources.get("Font")).get(operands[0])
        key = written.objid if isinstance(written, PDFObjRef) else 0
        self._size = float(operands[1])
        self._font = self._fonts.font(key, written) if written is not None else None

    def set_apart(self, operands: list[Any]) -> None:
        self._apart = float(operands[0])

    def set_words(self, operands: list[Any]) -> None:
        self._words = float(operands[0])

    def set_stretch(self, operands: list[Any]) -> None:
        self._stretch = float(operands[0]) / 100

    def set_leading(self, operands: list[Any]) -> None:
        self._leading = float(operands[0])

    def set_rise(self, operands: list[Any]) -> None:
        self._rise = float(operands[0])

    # -- where text stands ------------------------------------------------------------------

    def begin(self, _: list[Any]) -> None:
        self._line = self._text = _IDENTITY

    def place(self, operands: list[Any]) -> None:
        self._line = self._text = _matrix(operands)

    def move(self, operands: list[Any]) -> None:
        x, y = operands
        self._line = self._text = _times((1.0, 0.0, 0.0, 1.0, float(x), float(y)), self._line)

    def move_and_lead(self, operands: list[Any]) -> None:
        self._leading = -float(operands[1])
        self.move(operands)

    def next_line(self, _: list[Any]) -> None:
        self.move([0.0, -self._leading])

    # -- text -------------------------------------------------------------------------------

    def show(self, operands: list[Any]) -> None:
        self.show_pieces([[operands[-1]]])

    def show_on_next_line(self, operands: list[Any]) -> None:
        self.next_line([])
        self.show(operands)

    def show_spaced(self, operands: list[Any]) -> None:
        self._words, self._apart = float(operands[0]), float(operands[1])
        self.show_on_next_line(operands)

    def show_pieces(self, operands: list[Any]) -> None:
        """Draw strings, and numbers that move on, in thousandths of the size, backwards."""
        font = self._font
        if font is None:
            return
        a, b, c, d, e, f = _times(self._text, self._matrix)
        size = self._size
        e, f = e + self._rise * c, f + self._rise * d
        frame = _Frame(a, b, abs(size) * hypot(c, d), artifact=any(self._artifacts))
        advance = 0.0
        for piece in operands[0]:
            if isinstance(piece, bytes):
                advance = self._string(font, piece, (e, f, advance), frame)
            elif isinstance(piece, float):
                advance -= piece / 1000 * size * self._stretch
        if len(self.glyphs) > _CROWDED:
            raise self._file.budget.refusal("one of its pages holds more letters than any page can")
        self._text = _times((1.0, 0.0, 0.0, 1.0, advance, 0.0), self._text)

    def _string(
        self, font: Font, string: bytes, start: tuple[float, float, float], frame: _Frame
    ) -> float:
        """Add the glyphs of one string; return how far the text has moved."""
        x, y, advance = start
        size, stretch, apart = self._size, self._stretch, self._apart
        words = self._words if font.spaces else 0.0
        for code in font.codes(string):
            text, share = font.glyph(code)
            width = share * size * stretch
            if text:
                glyph = frame.glyph(text, (x + advance * frame.a, y + advance * frame.b), width)
                if glyph:
                    self.glyphs.append(glyph)
            advance += width + (apart + (words if code == 32 else 0.0)) * stretch
        return advance

    # -- marked content ---------------------------------------------------------------------

    def mark(self, operands: list[Any]) -> None:
        """Begin marked content: an artifact, or glyphs with the text they stand for."""
        settings = operands[1] if len(operands) > 1 else {}
        if isinstance(settings, Name):
            settings = dict_of(dict_of(self._resources.get("Properties")).get(settings))
        spoken = settings.get("ActualText") if isinstance(settings, Mapping) else None
        text = text_of(spoken) if spoken is not None else ""
        self._marked.append((printable(text), len(self.glyphs)))
        self._artifacts.append(operands[0] == "Artifact")

    def unmark(self, _: list[Any]) -> None:
        if not self._marked:
            return
        text, first = self._marked.pop()
        self._artifacts.pop()
        drawn = self.glyphs[first:]
        if text and len(text) <= _SPOKEN and drawn and len({glyph.y for glyph in drawn}) == 1:
            left, right = min(glyph.x0 for glyph in drawn), max(glyph.x1 for glyph in drawn)
            self.glyphs[first:] = [drawn[0]._replace(text=text, x0=left, x1=right)]


class _Frame:
    """The direction and size of glyphs drawn together."""

    __slots__ = ("a", "artifact", "b", "size", "turn")

    def __init__(self, a: float, b: float, size: float, *, artifact: bool) -> None:
        self.a, self.b, self.size, self.artifact = a, b, size, artifact
        self.turn = round(degrees(atan2(b, a)) / 90) % 4 * 90

    def glyph(self, text: str, at: tuple[float, float], width: float) -> Glyph | None:
        """Return a glyph drawn here; None far outside of any page."""
        x, y = at
        if not (-_FAR < x < _FAR and -_FAR < y < _FAR):
            return None
        end_x, end_y = x + width * self.a, y + width * self.b
        if self.turn == 90:
            x, y, end_x = y, -x, end_y
        elif self.turn == 180:
            x, y, end_x = -x, -y, -end_x
        elif self.turn == 270:
            x, y, end_x = -y, x, -end_y
        left, right = (x, end_x) if x <= end_x else (end_x, x)
        return Glyph(text, left, right, y, self.size, self.turn, self.artifact)


def _matrix(numbers: list[Any]) -> Matrix:
    a, b, c, d, e, f = map(float, numbers)
    return a, b, c, d, e, f


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i, a * h + b * j,
        c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


_STEPS: dict[bytes, Callable[[_Painter, list[Any]], None]] = {
    b"q": _Painter.save, b"Q": _Painter.restore, b"cm": _Painter.concatenate,
    b"Do": _Painter.draw, b"BT": _Painter.begin, b"Tf": _Painter.choose_font,
    b"Tc": _Painter.set_apart, b"Tw": _Painter.set_words, b"Tz": _Painter.set_stretch,
    b"TL": _Painter.set_leading, b"Ts": _Painter.set_rise, b"Tm": _Painter.place,
    b"Td": _Painter.move, b"TD": _Painter.move_and_lead, b"T*": _Painter.next_line,
    b"Tj": _Painter.show, b"TJ": _Painter.show_pieces, b"'": _Painter.show_on_next_line,
    b'"': _Painter.show_spaced, b"BMC": _Painter.mark, b"BDC": _Painter.mark,
    b"EMC": _Painter.unmark,
}  # fmt: skip
