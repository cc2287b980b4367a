"""Figures a reader would want a source for: shares, money, large counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from sourcecheck.model.article import Number, Span
from sourcecheck.model.tables.languages import Language

# at most six groups: an endless row of digits is no figure, and costs no endless search
_FIGURE = r"[\d٠-٩۰-۹]{1,15}(?:[.,٫٬\u00a0\u202f ][\d٠-٩۰-۹]{1,15}){0,5}"
_DIGITS = re.compile(r"[\d٠-٩۰-۹]+")

SPACES = 4
"""White space between a figure and its words, and the sign that ends it."""


def find_numbers(text: str, paragraphs: Sequence[Span], language: Language) -> tuple[Number, ...]:
    """Return shares and amounts in the paragraphs; years, dates and ordinals are left out."""
    pattern = _pattern(language)
    found = []
    for paragraph in paragraphs:
        for start, end in _windows(text, paragraph, _reach(language)):
            for match in pattern.finditer(text, start, end):
                span = Span(match.start(), match.end())
                found.append(Number(span=span, text=span.of(text)))
    return tuple(found)


def _windows(text: str, paragraph: Span, reach: int) -> Iterator[tuple[int, int]]:
    """Return the places around digits, the only ones worth a search; none overlaps."""
    start = end = paragraph.start
    for digits in _DIGITS.finditer(text, paragraph.start, paragraph.end):
        if digits.start() - reach > end:
            if end > start:
                yield start, end
            start = digits.start() - reach
        end = min(digits.end() + reach, paragraph.end)
    if end > start:
        yield start, end


@cache
def _reach(language: Language) -> int:
    """Return how far from its digits a figure's words can stand: the longest and a space."""
    words = (*language.percents, *language.units, *language.shares)
    return max(map(len, words), default=0) + SPACES


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
