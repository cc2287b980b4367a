"""Lines above and below a text that carry its author and its day, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from sourcecheck.model.article import Span
from sourcecheck.model.tables.languages import Language
from sourcecheck.text.dates import PrintedDate, find_date
from sourcecheck.text.fold import fold_words, folded

LINE_WORDS = 14
"""A longer line that holds a date tells a story; guess."""

NAME_WORDS = 6
"""Most words of the names after "by"; guess."""

_FILLED = re.compile(r"[^\W_]\S*")
_BARS = re.compile(r"\s*[|•·●–—]\s*|\s+[-/]\s+")
_TIME = re.compile(r"\d{1,2}[:.]\d{2}(?::\d{2})?")
_CRUMB = re.compile(r"[»›>→]\s*$|(?:\S\s+[»›>→]\s+\S.*){2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadLine:
    """What a line above the text gives."""

    name: str = ""  # the author's, without title and date
    name_at: int = 0  # where it begins in the line
    date: PrintedDate | None = None  # its span is the line's own


def words(text: str) -> int:
    """Count words: runs of letters or digits with anything inside but white space."""
    return len(_FILLED.findall(text))


def exceeds(text: str, most: int) -> bool:
    """Tell whether a text has more words than that; a long one is not counted to its end."""
    return len(text) > 2 * most and _more_than(most).match(text) is not None


@cache
def _more_than(most: int) -> re.Pattern[str]:
    """Compile so many words and one more, as ``words`` counts them."""
    return re.compile(rf"(?:[\W_]*+[^\W_]\S*+){{{most + 1}}}")


def is_breadcrumb(line: str) -> bool:
    """Tell the path to a page ("Home » Studies »") from a title."""
    return not exceeds(line, LINE_WORDS) and bool(_CRUMB.search(line))


def read_head_line(line: str, language: Language) -> HeadLine | None:
    """Read a line that is an author's, a date's or both; None for any other."""
    if exceeds(line, LINE_WORDS):
        return None
    name = at = None
    found: PrintedDate | None = None
    start = 0
    for piece, begin in _parted(line, language):
        if date := _date_alone(piece, language):
            found = found or replace(date, span=_moved(date.span, begin))
        elif start == 0 and (named := byline_name(piece, language)):
            name, at = named, begin + piece.rindex(named)
        elif name is None:
            return None
        start = begin + len(piece)
    if name is None and found is None:
        return None
    return HeadLine(name=name or "", name_at=at or 0, date=found)


def _pieces(line: str) -> list[tuple[str, int]]:
    """Cut a line at its bars and dashes; each piece with its place."""
    edges = [0]
    for bar in _BARS.finditer(line):
        edges += [bar.start(), bar.end()]
    edges.append(len(line))
    cut = zip(edges[::2], edges[1::2], strict=True)
    return [(line[a:b], a) for a, b in cut if line[a:b].strip()]


def _parted(line: str, language: Language) -> Iterator[tuple[str, int]]:
    """Yield the pieces; a name and the date behind it, which a page may join, are two of them.

    Markdown lines without a blank line between them are one: "By A. Bell Published: 2025-03-12".
    """
    for piece, begin in _pieces(line):
        date = find_date(
            piece, language.months, language.solar_months, day_first=language.day_first
        )
        cut = _cue_before(piece[: date.span.start], language) if date else 0
        if cut and _date_alone(piece[cut:], language) and byline_name(piece[:cut], language):
            yield piece[:cut].rstrip(), begin
            yield piece[cut:], begin + cut
        else:
            yield piece, begin


def _cue_before(before: str, language: Language) -> int:
    """Return where the cue of a date begins that ends this text, as a word; 0 = there is none."""
    shadow = fold_words(before.rstrip(" :،,-"))
    for cue in _folded(language.date_cues):
        start = len(shadow.text) - len(cue)
        if start > 0 and shadow.text.endswith(cue) and shadow.text[start - 1].isspace():
            return shadow.index[start]
    return 0


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _date_alone(piece: str, language: Language) -> PrintedDate | None:
    """Return the date of a piece that holds a cue, a date, an hour, a weekday and no more."""
    date = find_date(piece, language.months, language.solar_months, day_first=language.day_first)
    if date is None:
        return None
    before, after = piece[: date.span.start], piece[date.span.end :]
    cues = _folded(language.date_cues)
    told = folded(before).strip(" :،,-")
    rest = ("" if told in cues else before) + " " + _TIME.sub(" ", after)
    if words(rest) > 1 or any(char.isdigit() for char in rest):
        return None
    return date


@cache
def _folded(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(folded(phrase).rstrip(":") for phrase in phrases)


def byline_name(line: str, language: Language) -> str:
    """Return the name in a line that opens with "By" or its like; "" for any other line."""
    if exceeds(line, NAME_WORDS + 3):
        return ""
    shadow = fold_words(line)
    if not shadow.text.startswith(_folded(language.bylines)):
        return ""
    for opened in _folded(language.bylines):
        rest = shadow.text.removeprefix(opened)
        if rest != shadow.text and rest[:1] in (" ", ":", "/") and not exceeds(rest, NAME_WORDS):
            return bare_name(line[shadow.index[len(opened)] :].strip(" :/\n\t"), language)
    return ""


def bare_name(printed: str, language: Language) -> str:
    """Return a name without the trade in front of it or behind a dash."""
    name = re.split(r"\s+[–—-]\s+|\s*[،,|]\s+", printed, maxsplit=1)[0]
    first, _, rest = name.partition(" ")
    return rest.strip() if words(rest) > 1 and is_trade(first, language) else name


def is_trade(word: str, language: Language) -> bool:
    """Tell a word for what somebody is: "minister", with its article too."""
    trades = _trades(language)
    plain = folded(word)
    return plain in trades or any(
        plain.removeprefix(before) in trades for before in _folded(language.voices.noun_prefixes)
    )


@cache
def _trades(language: Language) -> frozenset[str]:
    return frozenset(_folded((*language.voices.people, *language.trades)))
