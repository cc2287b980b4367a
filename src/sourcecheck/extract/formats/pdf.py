"""PDF: pages of glyphs become paragraphs in reading order, with the links they carry.

The order of work: the file (``pdf_file``, ``pdf_head``), what a page draws (``pdf_glyphs``),
letters and lines (``pdf_lines``, ``pdf_order``), what the lines say (``pdf_bidi``,
``pdf_reading``) and are (``pdf_layout``), and the text (``pdf_text``). Origins are ``page 3 box
72,540,372,552``: left, bottom, right and top edge in points, as the page is shown, counted from
its lower left corner.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sourcecheck.errors import NoTextInDocument, OversizedDocument
from sourcecheck.extract.formats.pdf_bidi import classes, is_rtl_letter
from sourcecheck.extract.formats.pdf_file import PdfFile, mishaps, open_pdf
from sourcecheck.extract.formats.pdf_fonts import UNKNOWN, Fonts
from sourcecheck.extract.formats.pdf_glyphs import Glyph, glyphs_of, shown_box
from sourcecheck.extract.formats.pdf_head import PdfHead, head_of
from sourcecheck.extract.formats.pdf_layout import Paragraph, Part, lay_out
from sourcecheck.extract.formats.pdf_lines import Segment, draws_spaces, segments_of
from sourcecheck.extract.formats.pdf_links import Area, areas_of
from sourcecheck.extract.formats.pdf_order import Row, rows_of
from sourcecheck.extract.formats.pdf_reading import read_rows
from sourcecheck.extract.formats.pdf_text import Written, write
from sourcecheck.extract.formats.readable import Packed
from sourcecheck.extract.reading import Reading
from sourcecheck.model import BlockKind, Field

PDF = "application/pdf"

_UNREAD = 0.5
"""Share of glyphs without a letter from which a document cannot be read; guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """One page: its segments by the degrees they are turned, most first, and its links."""

    number: int
    turned: tuple[tuple[Segment, ...], ...]
    areas: tuple[Area, ...]


def read_pdf(source: Packed) -> Reading:
    """Read a PDF that has a text layer.

    Raises ``EncryptedDocument`` (a password is needed to open it), ``OversizedDocument``
    (beyond the limits on pages, unpacked bytes or letters), ``UnreadableDocument`` (broken) and
    ``NoTextInDocument`` (pictures of pages).
    """
    file = open_pdf(source.body, source.origin, source.limits)
    with mishaps(source.origin):
        pages = tuple(_drawn(file, source))
        head = head_of(file)
    return _reading(_written(pages), head)


def _drawn(file: PdfFile, source: Packed) -> Iterator[_Drawn]:
    fonts = Fonts()
    total = unread = 0
    for page in file.pages:
        box = shown_box(page)
        glyphs = [glyph for glyph in glyphs_of(file, page, fonts) if _is_shown(glyph, box)]
        total += len(glyphs)
        unread += sum(glyph.text == UNKNOWN for glyph in glyphs)
        if total > source.limits.max_code_points:
            raise OversizedDocument(
                f"{source.origin}: more than {source.limits.max_code_points:,} characters",
                hint="hand over the article alone, or raise the limit",
            )
        turns = Counter(glyph.turn for glyph in glyphs if not glyph.text.isspace())
        turned = tuple(
            tuple(segments_of([glyph for glyph in glyphs if glyph.turn == turn]))
            for turn, _ in turns.most_common()
        )
        yield _Drawn(number=page.number, turned=turned, areas=tuple(areas_of(file, page)))
    _refuse_pictures(source.origin, total, unread)


def _is_shown(glyph: Glyph, box: tuple[float, float, float, float]) -> bool:
    """Tell whether a glyph stands on its page: printers' notes outside are no text."""
    if glyph.turn:
        return True
    x0, y0, x1, y1 = box
    return x0 <= glyph.x1 and glyph.x0 <= x1 and y0 <= glyph.y + glyph.size and glyph.y <= y1


def _refuse_pictures(origin: str, total: int, unread: int) -> None:
    if not total:
        raise NoTextInDocument(
            f"{origin}: this PDF document holds pictures of pages and no text",
            hint="recognise its text first (OCR, for example with OCRmyPDF), "
            "and hand over the result",
        )
    if unread > _UNREAD * total:
        raise NoTextInDocument(
            f"{origin}: the fonts of this PDF document do not say which letters they draw",
            hint="recognise its text (OCR, for example with OCRmyPDF --force-ocr), "
            "and hand over the result",
        )


def _written(pages: Sequence[_Drawn]) -> Written:
    flow = [segment for page in pages for each in page.turned[:1] for segment in each]
    rtl = _is_rtl(flow)
    drawn = draws_spaces(flow)
    lines = read_rows(_rows(pages, slice(1), rtl=rtl), rtl=rtl, drawn=drawn)
    # stamps, and what is written across the direction of its page
    aside = read_rows(_rows(pages, slice(1, None), rtl=rtl), rtl=rtl, drawn=drawn)
    paragraphs = [
        *lay_out(lines),
        *(Paragraph(part=Part.FURNITURE, lines=(line,), why="turned") for line in aside),
    ]
    areas = {page.number: page.areas for page in pages}
    return write(paragraphs, areas, frozenset(map(id, lines)))


def _rows(pages: Sequence[_Drawn], turns: slice, *, rtl: bool) -> list[tuple[int, Row]]:
    """Return the rows of every page, in some of the directions it is written in."""
    found = [(page.number, each) for page in pages for each in page.turned[turns]]
    read = rows_of([each for _, each in found], rtl=rtl)
    return [(number, row) for (number, _), rows in zip(found, read, strict=True) for row in rows]


def _is_rtl(segments: Sequence[Segment]) -> bool:
    """Tell whether most letters of a document are written from right to left."""
    counted: defaultdict[bool, int] = defaultdict(int)
    for segment in segments:
        for kind in classes(letter.text for letter in segment.letters):
            if kind == "L" or is_rtl_letter(kind):
                counted[kind != "L"] += 1
    return counted[True] > counted[False]


def _reading(written: Written, head: PdfHead) -> Reading:
    text = written.emitter.text()
    return Reading(
        text=text,
        media_type=PDF,
        blocks=written.blocks,
        marks=written.marks,
        notes=written.notes,
        hyperlinks=written.hyperlinks,
        title=_printed_title(written, text) or head.title,
        byline=head.author,
        published=head.published,
        language=head.language,
        origins=written.emitter.origins(),
    )


def _printed_title(written: Written, text: str) -> Field | None:
    for block in written.blocks:
        if block.kind is BlockKind.TITLE:
            return Field(
                value=block.span.of(text),
                span=block.span,
                found_in="largest type on the first page",
            )
    return None
