"""What surrounds the body of a text that has no markup: title, byline, counters, headings.

Nothing is deleted. Every block gets a label and the rule that gave it, and reports can show
what was set aside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from sourcecheck.extract.blocks import carve, lines
from sourcecheck.extract.dateline import find_dateline
from sourcecheck.extract.headlines import (
    bare_name,
    exceeds,
    is_breadcrumb,
    is_trade,
    read_head_line,
    words,
)
from sourcecheck.model.article import Block, BlockKind, Field, Span
from sourcecheck.model.tables.languages import Language
from sourcecheck.text.fold import folded
from sourcecheck.text.stops import SENTENCE_ENDS

TITLE_WORDS = (4, 30)
"""Fewest and most words of a title; a shorter line alone above the text is a name."""

BODY_WORDS = 25
"""A block of this many words is body text, wherever it stands."""

HEADING_WORDS = 12
"""Most words of a heading inside the text."""

BYLINE_WORDS = (2, 6)
"""Fewest and most words of an author's line without "by"; guess."""

FURNITURE_WORDS = 14
"""A longer line is no button, counter or form; guess."""

_STOP = re.compile(  # a stop, and the marks behind it
    r"[.!?؟…。۔:؛;][\"'”»)\]]*\s*"
    r"(?:[\[({⁽\])（［【][^\[\](){}（）［］【】]{1,14}[\])}⁾\[(）］】]|[¹²³⁴-⁹⁰①-⑳*†‡§])*$"
)
_MARKED_STOP = re.compile(
    rf"[{SENTENCE_ENDS}][\"'”»)\]]*[\s\u200e\u200f\u202a-\u202e]?"
    r"(?:[\[({（［【][^\W_]{1,3}[\])}）］】]|\]\d{1,3}\[|[¹²³⁴-⁹⁰①-⑳])"
)
_TRAILING_NUMBER = re.compile(r"[\s|:–—-]*[\d٠-٩۰-۹][\d٠-٩۰-۹.,٬]*$")
_NUMBER_ONLY = re.compile(r"[\W\d٠-٩۰-۹]+$")
_RESIDUE = {  # what pixels and scripts leave behind in a copied page
    True: re.compile(r"[a-z]{2,8}"),  # Latin text: a lone lower-case word
    False: re.compile(r"[A-Za-z0-9_.-]{2,40}"),  # other scripts: any lone Latin word
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What was found around and inside the body."""

    blocks: tuple[Block, ...]
    title: Field | None = None
    byline: Field | None = None
    publisher: Field | None = None
    published: Field | None = None  # ISO 8601


def label_text(text: str, blocks: Sequence[Block], language: Language) -> Structure:
    """Label the blocks of a plain text whose notes are labelled already."""
    labelled, published = label_dates(text, blocks, language)
    labelled = _label_furniture(text, labelled, language)
    labelled, title, publisher = _label_head(text, labelled, language)
    labelled, byline = _label_byline(text, labelled, language)
    return Structure(
        blocks=_label_headings(text, labelled, language),
        title=title,
        byline=byline or (publisher if title is None else None),
        publisher=publisher,
        published=published,
    )


@cache
def _folded(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(folded(phrase) for phrase in phrases)


def _label_furniture(text: str, blocks: Sequence[Block], language: Language) -> tuple[Block, ...]:
    """Label lines that are counters, buttons and forms, each by the rule that knew it."""
    phrases = _folded(language.furniture)
    counters = frozenset(_folded(language.counters))
    residue = _RESIDUE[language.script == "Latn"]
    told: dict[str, list[Span]] = {}
    for block in blocks:
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        for line in lines(text, block.span):
            if why := furniture_rule(line.of(text), phrases, counters, residue):
                told.setdefault(why, []).append(line)
    found = tuple(blocks)
    for why, spans in told.items():
        found = carve(text, found, spans, BlockKind.FURNITURE, why)
    return _label_closing(text, _label_tail(text, found))


def furniture_rule(
    line: str, phrases: Sequence[str], counters: frozenset[str], residue: re.Pattern[str]
) -> str:
    """Return the rule by which a line is furniture, or ""."""
    if exceeds(line, FURNITURE_WORDS):
        return ""
    plain = folded(line)
    if _NUMBER_ONLY.fullmatch(line) and any(char.isdigit() for char in line):
        return "counter"
    parts = re.findall(r"[^\W\d_]+", plain)
    if re.search(r"\d", plain) and parts and all(part in counters for part in parts):
        return "counter"
    if residue.fullmatch(line):
        return "residue"
    if is_breadcrumb(line):
        return "breadcrumb"
    return "form-phrase" if any(plain.startswith(phrase) for phrase in phrases) else ""


def _label_tail(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Label short lines among the furniture below the text: labels of a form's fields."""
    found = list(blocks)
    last_text = next(
        (at for at in range(len(found) - 1, -1, -1) if found[at].kind is BlockKind.NOTE
         or exceeds(found[at].span.of(text), BODY_WORDS - 1)),
        -1,
    )  # fmt: skip
    tail = found[last_text + 1 :]
    if not any(block.kind is BlockKind.FURNITURE for block in tail):
        return tuple(found)
    first = next(at for at, block in enumerate(tail) if block.kind is BlockKind.FURNITURE)
    for at, block in enumerate(tail[first:], start=last_text + 1 + first):
        if block.kind is BlockKind.PARAGRAPH and not exceeds(block.span.of(text), 6):
            found[at] = replace(block, kind=BlockKind.FURNITURE, why="form-label")
    return tuple(found)


def _label_closing(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Label what stands below the notes, and a closing call to the reader.

    Below a list of notes only a page goes on: short lines there are its form and its buttons.
    Without notes a last short line that ends in an exclamation mark calls the reader.
    """
    notes = [at for at, block in enumerate(blocks) if block.kind is BlockKind.NOTE]
    below = blocks[notes[-1] + 1 :] if notes else ()
    if below and all(not exceeds(line.of(text), FURNITURE_WORDS) for block in below
                     for line in lines(text, block.span)):  # fmt: skip
        spans = [line for block in below for line in lines(text, block.span)]
        return carve(text, blocks, spans, BlockKind.FURNITURE, "below-the-notes")
    last = blocks[-1] if blocks else None
    if (
        not notes
        and last
        and last.kind is BlockKind.PARAGRAPH
        and len(blocks) > 2
        and last.span.of(text).endswith(("!", "！"))
        and not exceeds(last.span.of(text), FURNITURE_WORDS)
    ):
        return (*blocks[:-1], replace(last, kind=BlockKind.FURNITURE, why="closing-call"))
    return tuple(blocks)


def label_dates(
    text: str, blocks: Sequence[Block], language: Language
) -> tuple[tuple[Block, ...], Field | None]:
    """Find the day of the article on a line of its own above the text."""
    for block in blocks:
        printed = block.span.of(text)
        if block.kind is BlockKind.PARAGRAPH and exceeds(printed, BODY_WORDS - 1):
            break
        for line in lines(text, block.span):
            read = read_head_line(line.of(text), language)
            if read is None or read.date is None or block.kind is not BlockKind.PARAGRAPH:
                continue
            at = read.date.span
            span = Span(line.start + at.start, line.start + at.end)
            if not read.name:
                blocks = carve(text, blocks, [line], BlockKind.FURNITURE, "date-line")
            return tuple(blocks), Field(value=read.date.value, span=span)
    return tuple(blocks), None


def _label_head(
    text: str, blocks: Sequence[Block], language: Language
) -> tuple[tuple[Block, ...], Field | None, Field | None]:
    """Find title and publisher among the short lines above the body."""
    head = _head(text, blocks)
    same = _repeated(text, head)
    labels: dict[Span, tuple[BlockKind, str]] = {}
    title: Span | None = None
    publisher: Span | None = None
    if same:
        title = same[-1]
        labels |= dict.fromkeys(same[:-1], (BlockKind.FURNITURE, "repeated-title"))
    told = [line for line in head if _names_no_title(text, line, language)]
    plain = [line for line in head if line not in told]
    for line in plain:
        if line in labels or line == title:
            continue
        count = words(line.of(text))
        if title is None and TITLE_WORDS[0] <= count <= TITLE_WORDS[1]:
            title = line
        elif publisher is None and (line < title if title else _has_body(text, blocks, head)):
            publisher = line
    told += [block.span for block in blocks if block.why == "date-line"]
    above = [line for line in plain if told and line < min(told) and words(line.of(text)) > 1]
    if title is None and above:
        title = above[-1]
        publisher = above[0] if len(above) > 1 else None
    if title:
        labels[title] = (BlockKind.TITLE, "repeated-title" if same else "first-line")
    if publisher:
        labels[publisher] = (BlockKind.PUBLISHER, "line-above-text")
    found = tuple(blocks)
    for span, (kind, why) in labels.items():
        found = carve(text, found, [span], kind, why)
    return found, _field(text, title), _field(text, publisher)


def _names_no_title(text: str, line: Span, language: Language) -> bool:
    """Tell an author's or a date's line, or a dateline that fills its line."""
    dateline = find_dateline(text, line, language)
    return bool(
        read_head_line(line.of(text), language) or (dateline and dateline.span.end == line.end)
    )


def _field(text: str, span: Span | None) -> Field | None:
    return Field(value=span.of(text), span=span) if span else None


def _head(text: str, blocks: Sequence[Block]) -> list[Span]:
    """Return the short lines above the first block of body text."""
    found: list[Span] = []
    for block in blocks:
        if block.kind is BlockKind.FURNITURE:
            continue
        printed = block.span.of(text)
        if block.kind is not BlockKind.PARAGRAPH or exceeds(printed, BODY_WORDS - 1):
            break
        short = [line for line in lines(text, block.span) if not _is_prose(line.of(text))]
        found.extend(short)
        if len(short) < sum(1 for _ in lines(text, block.span)):
            break
    return found if len(found) <= 8 else []


def _has_body(text: str, blocks: Sequence[Block], head: Sequence[Span]) -> bool:
    """Tell whether there is text beside the head's lines."""
    known = frozenset(head)
    paragraphs = (block.span for block in blocks if block.kind is BlockKind.PARAGRAPH)
    return any(line not in known for span in paragraphs for line in lines(text, span))


def _is_prose(line: str) -> bool:
    """Tell a sentence by its full stop, at the end or in front of a mark."""
    return bool(_STOP.search(line) or _MARKED_STOP.search(line))


def _repeated(text: str, head: Sequence[Span]) -> list[Span]:
    """Return the lines of a title printed twice, a view counter after it set aside."""
    plain = [_TRAILING_NUMBER.sub("", folded(line.of(text))).strip() for line in head]
    for wording in plain:
        same = [line for line, other in zip(head, plain, strict=True) if other == wording]
        if len(same) > 1 and wording:
            return same
    return []


def _label_byline(
    text: str, blocks: Sequence[Block], language: Language
) -> tuple[tuple[Block, ...], Field | None]:
    """Find the author's line: after "by", or alone between the body and the notes."""
    labelled, byline = cued_byline(text, blocks, language)
    if byline:
        return labelled, byline
    found = list(blocks)
    last = _last_line_of_body(found)
    if last is not None and _looks_like_name(found[last].span.of(text), language):
        span = found[last].span
        name = bare_name(span.of(text), language)
        start = span.start + span.of(text).index(name)
        found[last] = replace(found[last], kind=BlockKind.BYLINE, why="name-below-text")
        return tuple(found), Field(value=name, span=Span(start, start + len(name)))
    return tuple(found), None


def cued_byline(
    text: str, blocks: Sequence[Block], language: Language
) -> tuple[tuple[Block, ...], Field | None]:
    """Find a short line that opens with "by" or its like; the name without it is the value."""
    for block in blocks:
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        for line in lines(text, block.span):
            read = read_head_line(line.of(text), language)
            if read and read.name:
                start = line.start + read.name_at
                labelled = carve(text, blocks, [line], BlockKind.BYLINE, "byline-cue")
                return labelled, Field(value=read.name, span=Span(start, start + len(read.name)))
    return tuple(blocks), None


def _last_line_of_body(blocks: Sequence[Block]) -> int | None:
    """Return the place of the last paragraph above the notes, or above closing furniture."""
    body = [at for at, block in enumerate(blocks) if block.kind is BlockKind.PARAGRAPH]
    if len(body) < 2:
        return None
    notes = [at for at, block in enumerate(blocks) if block.kind is BlockKind.NOTE]
    above = [at for at in body if not notes or at < notes[0]]
    return above[-1] if len(above) > 1 else None


def _looks_like_name(line: str, language: Language) -> bool:
    count = words(line)
    return (
        BYLINE_WORDS[0] <= count <= 4
        and not _STOP.search(line)
        and not any(char.isdigit() or char in "،,؛;/|" for char in line)
        and not _tells(line.split(), language)
    )


def _tells(parts: Sequence[str], language: Language) -> bool:
    """Tell words of a heading: small words, or an article in front of what is no trade."""
    common = frozenset(_folded(language.common_words))
    plain = [folded(part) for part in parts]
    definite = any(plain[0].startswith(each) and len(plain[0]) > len(each) + 2
                   for each in _folded(language.name_articles))  # fmt: skip
    return any(part in common for part in plain) or (definite and not is_trade(parts[0], language))


def _label_headings(text: str, blocks: Sequence[Block], language: Language) -> tuple[Block, ...]:
    """Label short lines without a full stop that stand above a paragraph."""
    found = list(blocks)
    for at, block in enumerate(found[:-1]):
        printed = block.span.of(text)
        if (
            block.kind is BlockKind.PARAGRAPH
            and found[at + 1].kind is BlockKind.PARAGRAPH
            and not exceeds(printed, HEADING_WORDS)
            and "\n" not in printed
            and (printed.rstrip().endswith(":") or not _STOP.search(printed))
            and exceeds(found[at + 1].span.of(text), words(printed))
            and not _names_no_title(text, block.span, language)
        ):
            found[at] = replace(block, kind=BlockKind.HEADING, why="short-line")
    return tuple(found)
