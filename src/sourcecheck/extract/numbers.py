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

_YEAR = r"(?:[1١۱][3489٣٤٨٩۳۴۸۹]|[2٢۲][0٠۰])\d\d(?!\d)"
_MANY = rf"(?:\d{{1,3}}(?:[.,٫٬\u00a0\u202f ]\d{{3}}){{1,4}}|(?!{_YEAR})\d{{3,12}})(?!\d)"
"""A hundred and more, and no year: "12 people" are told of, "40,000 people" are counted."""

_BESIDE = 20
"""Letters of one word between a count and what is counted: "40,000 Syrian refugees"."""

_WHOLE = re.compile(r"\D*(?:100|١٠٠|۱۰۰)\D*")
"""All of something is mostly a manner of speaking: "I am 100 percent sure"."""

SPACES = 4
"""White space between a figure and its words, and the sign that ends it."""


def find_numbers(text: str, paragraphs: Sequence[Span], language: Language) -> tuple[Number, ...]:
    """Return shares and amounts in the paragraphs; years, dates and ordinals are left out."""
    pattern = _pattern(language)
    found = []
    for paragraph in paragraphs:
        for start, end in _windows(text, paragraph, _reach(language)):
            for match in pattern.finditer(text, start, end):
                if match["share"] and not match["lead"] and _WHOLE.fullmatch(match[0]):
                    continue
                span = Span(match.start(), match.end())
                found.append(Number(span=span, text=span.of(text)))
    return tuple(found)


def _windows(text: str, paragraph: Span, reach: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Return the places around digits, the only ones worth a search; none overlaps."""
    before, behind = reach
    start = end = paragraph.start
    for digits in _DIGITS.finditer(text, paragraph.start, paragraph.end):
        if digits.start() - before > end:
            if end > start:
                yield start, end
            start = digits.start() - before
        end = min(digits.end() + behind, paragraph.end)
    if end > start:
        yield start, end


@cache
def _reach(language: Language) -> tuple[int, int]:
    """Return how far before and behind its digits a figure's words can stand."""
    words = (*language.percents, *language.units)
    behind = max(max(map(len, words), default=0),
                 max(map(len, language.counted), default=0) + _BESIDE)  # fmt: skip
    return max(map(len, language.shares), default=0) + SPACES, behind + SPACES


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    """Build one pattern: ("بنسبة") 35 %, 4.4 billion dollars, $5 million.

    A single digit of money is a price at most: "$5 for a child".
    """
    percents = _either((*language.percents, "%", "٪"))
    units = _either(language.units) or r"(?!)"
    counted = _either(language.counted) or r"(?!)"
    lead = f"(?P<lead>{_either(language.shares)}\\s+)?" if language.shares else "(?P<lead>)"
    opens = re.escape("".join({word[0] for word in language.shares}))
    worded = _either([word for word in language.shares if word in language.percents]) or r"(?!)"
    money = r"[$€£¥₽₺﷼]\s?"
    return re.compile(
        rf"(?=[\d%$€£¥₽₺﷼{opens}])(?:"
        rf"(?P<share>{lead}(?:%\s?{_FIGURE}|{_FIGURE}\s?{percents})(?!\w)"
        rf"|\b{worded}\s{_FIGURE}(?!\w))"
        rf"|{money}(?:{_FIGURE}\s{units}\b|(?!\d(?![\d.,٫٬]\d|\d)){_FIGURE})"
        rf"|(?<![\d.,]){_FIGURE}\s{units}\b"
        rf"|(?<![\d.,]){_MANY}\s(?:[^\W\d_]{{2,{_BESIDE}}}\s)?{counted}\b)",
        re.IGNORECASE,
    )


def _either(words: Sequence[str]) -> str:
    longest_first = sorted(set(words), key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})" if longest_first else ""
