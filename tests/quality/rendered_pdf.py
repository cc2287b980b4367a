"""Figures on articles set as PDF by Typst and reportlab, one row per writer and kind of article.

Marks are right when their label and the letters before them are, notes when label and letters
are, addresses when the sources of notes lead where they should: F1. Words are those of title and
body that are read in their order, as a share of all.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from measure import JOIN, NOON, READ, Figures, Share

from sourcecheck.extract import extract
from sourcecheck.model import Article, BlockKind, Document
from sourcecheck.model.citation import WebSource
from sourcecheck.resolve import resolve

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "extract"))

from render_pdf import (
    FEET,
    SHEETS,
    Composed,
    drawn,
    last_letters,
    letters_of,
    sheets,
    typeset,
    words_of,
)

Write = Callable[[Composed], bytes]

_DRAWN = ("square", "superscript", "unlinked long notes", "two columns")
_BODY = {BlockKind.TITLE, BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.BYLINE}
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def rendered_pdf() -> Iterator[tuple[str, Figures]]:
    """Yield the figures of every writer and kind."""
    for kind in (*SHEETS, *FEET):
        made = sheets(FEET if kind in FEET else SHEETS, kind)
        yield f"typst, {kind}", figures_of(typeset, made)
    for kind in _DRAWN:
        yield f"reportlab, {kind}", figures_of(drawn, sheets(SHEETS, kind))
    logical = sheets(SHEETS, "square", drawn="logical")
    yield "reportlab, drawn as it is read", figures_of(drawn, logical)


def figures_of(write: Write, articles: Iterator[Composed]) -> Figures:
    """Add up the figures of some articles."""
    summed: Figures = {}
    for made in articles:
        for name, share in _figures(made, write(made)).items():
            summed[name] = summed.get(name, Share(0, 0)) + share
    return summed


def _figures(made: Composed, body: bytes) -> Figures:
    article = extract(Document(origin="-", body=body, read_at=NOON), READ)
    text = article.text
    return {
        "marks": _f1(
            made.marks,
            [
                (label, last_letters(text[: mark.span.start]))
                for mark in article.marks
                for label in mark.labels
            ],
        ),
        "notes": _f1(
            made.known_notes,
            [(note.label, letters_of(note.content.of(text))) for note in article.notes],
        ),
        "addresses": _f1(made.addresses, _addresses(article)),
        "words": _in_order(made.words, _body_words(article)),
    }


def _addresses(article: Article) -> list[str]:
    return [
        source.link.url
        for citation in resolve(article, JOIN).citations
        if citation.note
        for source in citation.sources
        if isinstance(source, WebSource)
    ]


def _body_words(article: Article) -> list[str]:
    body = " ".join(b.span.of(article.text) for b in article.blocks if b.kind in _BODY)
    return words_of(_RAISED.sub("", body))


def _f1(wanted: Sequence[object], found: Sequence[object]) -> Share:
    """Twice the right ones of all wanted and all found."""
    hit = 2 * (Counter(wanted) & Counter(found)).total()
    return Share(hit, len(wanted) + len(found))


def _in_order(wanted: Sequence[str], found: Sequence[str]) -> Share:
    blocks = SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
    return Share(sum(block.size for block in blocks), len(wanted))
