"""Author and day of a document that is marked up: what is printed, where its head says nothing.

A word processor fills in who owns the computer and when the file was made. What such a file
prints above the text is better; what nobody printed is taken from the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sourcecheck.extract.blocks import carve, lines
from sourcecheck.extract.headlines import byline_name, exceeds
from sourcecheck.extract.reading import Reading
from sourcecheck.extract.structure import (
    BODY_WORDS,
    BYLINE_WORDS,
    Structure,
    cued_byline,
    label_dates,
)
from sourcecheck.model.article import Block, BlockKind, Field, Span
from sourcecheck.model.tables.languages import Language
from sourcecheck.text.fold import folded


def without_accounts(reading: Reading, accounts: frozenset[str]) -> Reading:
    """Drop an author that is the name of an account, as systems and programs give them."""
    told = reading.byline
    if not reading.of_file or told is None or told.value.casefold() not in accounts:
        return reading
    return replace(reading, byline=None)


def label_page(reading: Reading, blocks: Sequence[Block], language: Language) -> Structure:
    """Label what the markup of a page left open: the author's line and the day above the text."""
    text, found = reading.text, tuple(blocks)
    published: Field | None = None
    byline: Field | None = None
    if reading.of_file or reading.published is None:
        found, published = label_dates(text, found, language)
    if reading.of_file or reading.byline is None:
        byline = _styled_byline(text, found, language)
        if byline is None:
            found, byline = cued_byline(text, found, language)
    if byline is None and reading.of_file and reading.byline is not None:
        found, span = _line_of(text, found, reading.byline.value)
        byline = replace(reading.byline, span=span)
    return Structure(blocks=found, byline=byline, published=published)


def _styled_byline(text: str, blocks: Sequence[Block], language: Language) -> Field | None:
    """Return the author a document's own style names; several are told in one piece."""
    spans = [block.span for block in blocks if block.kind is BlockKind.BYLINE]
    printed = [" ".join(span.of(text).split()) for span in spans]
    names = [byline_name(line, language) or line for line in printed]
    if not names or any(exceeds(name, BYLINE_WORDS[1]) for name in names):
        return None
    return Field(value=", ".join(names), span=spans[0] if len(spans) == 1 else None)


def _line_of(
    text: str, blocks: Sequence[Block], name: str
) -> tuple[tuple[Block, ...], Span | None]:
    """Find the line above the text that is nothing but a name the file tells."""
    wanted = folded(name)
    for block in blocks:
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        if exceeds(block.span.of(text), BODY_WORDS - 1):
            break
        for line in lines(text, block.span):
            if folded(line.of(text)) == wanted:
                return carve(text, blocks, [line], BlockKind.BYLINE, "file-author"), line
    return tuple(blocks), None
