"""Figures a reader would want a source for: shares, money, large counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from sourcecheck.model.article import Number, Span
from sourcecheck.model.tables.languages import Language

# at most six groups: an endless row of digits is no figure, and costs no endless search
_FIGURE = r"[\d٠-٩۰-۹]{1,15}(?:[.,٫٬\u00a0\u202f ][\d٠-٩۰-۹]{1,15}){0,5}"
_DIGIT = re.compile(r"[\d٠-٩۰-۹]")


def find_numbers(text: str, paragraphs: Sequence[Span], language: Language) -> tuple[Number, ...]:
    """Return shares and amounts in the paragraphs; years, dates and ordinals are left out."""
    pattern = _pattern(language)
    found = []
    for paragraph in paragraphs:
        if not _DIGIT.search(text, paragraph.start, paragraph.end):
            continue
        for match in pattern.finditer(text, paragraph.start, paragraph.end):
            span = Span(match.start(), match.end())
            found.append(Number(span=span, text=span.of(text)))
    return tuple(found)


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    """Build one pattern: ("بنسبة") 35 %, 4.4 billion dollars, $5 million."""
    percents = _either((*language.percents, "%", "٪"))
    units = _either(language.units) or r"(?!)"
    lead = f"(?:{_either(language.shares)}\\s+)?" if language.shares else ""
    worded = _either([word for word in language.shares if word in language.percents]) or r"(?!)"
    money = r"[$€£¥₽₺﷼]\s?"
    return re.compile(
        rf"{lead}(?:%\s?{_FIGURE}|{_FIGURE}\s?{percents})(?!\w)"
        rf"|\b{worded}\s{_FIGURE}(?!\w)"
        rf"|{money}{_FIGURE}(?:\s{units}\b)?"
        rf"|(?<![\d.,]){_FIGURE}\s{units}\b",
        re.IGNORECASE,
    )


def _either(words: Sequence[str]) -> str:
    longest_first = sorted(set(words), key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})" if longest_first else ""
