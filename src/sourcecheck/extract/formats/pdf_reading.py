"""Lines as they are read: direction, brackets, superscripts, spaces."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sourcecheck.extract.formats.pdf_bidi import (
    classes,
    is_rtl_letter,
    reading_order,
    shown_as_meant,
    turned,
    unbalanced,
)
from sourcecheck.extract.formats.pdf_lines import Letter, spaced
from sourcecheck.extract.formats.pdf_order import Row

_SUPERSCRIPTS = {"(": "⁽", ")": "⁾"}
_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

_CLEAR = 3
"""Votes from which a document's habit of storing brackets is known; guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line, read. ``letters`` are in the order of ``text``, which they make up."""

    page: int
    row: Row
    letters: tuple[Letter, ...]
    text: str
    rtl: bool

    @property
    def near(self) -> float:
        """Return how far from its column's edge the line begins, in points."""
        return self.row.right - self.row.x1 if self.rtl else self.row.x0 - self.row.left

    @property
    def far(self) -> float:
        """Return how far from its column's other edge the line ends, in points."""
        return self.row.x0 - self.row.left if self.rtl else self.row.right - self.row.x1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    page: int
    row: Row
    letters: tuple[Letter, ...]
    rtl: bool


def read_rows(rows: Sequence[tuple[int, Row]], *, rtl: bool, drawn: bool) -> list[Line]:
    """Read the rows of a document, each with its page's number.

    ``rtl`` is the direction of most of its letters; ``drawn`` tells that spaces are drawn.
    """
    seen = [_seen(page, row, rtl=rtl, drawn=drawn) for page, row in rows]
    vote = shown_as_meant([letter.text for letter in each.letters] for each in seen if each.rtl)
    return [line for each in seen if (line := _read(each, vote)).text.strip()]


def _seen(page: int, row: Row, *, rtl: bool, drawn: bool) -> _Seen:
    letters = tuple(_without_raised_spaces(spaced(row.letters, drawn=drawn)))
    return _Seen(page=page, row=row, letters=letters, rtl=_is_rtl(row, letters, rtl=rtl))


def _without_raised_spaces(letters: Sequence[Letter]) -> Iterator[Letter]:
    """Drop spaces between superscripts: ``1, 2`` are the marks of one place."""
    for at, letter in enumerate(letters):
        inside = 0 < at < len(letters) - 1
        if letter.text == " " and inside and letters[at - 1].raised and letters[at + 1].raised:
            continue
        yield letter


def _is_rtl(row: Row, letters: Sequence[Letter], *, rtl: bool) -> bool:
    """Return the direction of one line: that of its letters, of its side, of the document."""
    kinds = classes(letter.text for letter in letters)
    right = sum(map(is_rtl_letter, kinds))
    left = kinds.count("L")
    if not rtl:
        return right > 2 * left
    if right:
        return 3 * right >= left
    return row.right - row.x1 <= row.x0 - row.left + row.size


def _read(seen: _Seen, vote: int) -> Line:
    """Read one line; where the document's vote is not clear, its own brackets decide."""
    letters = seen.letters
    order = reading_order([letter.text for letter in letters], rtl=seen.rtl)
    turn = vote <= 0
    if abs(vote) < _CLEAR:
        plain = unbalanced("".join(letters[at].text for at, _ in order))
        other = unbalanced(
            "".join(turned(letters[at].text) if back else letters[at].text for at, back in order)
        )
        turn = other < plain if other != plain else turn
    read = tuple(
        letters[at]._replace(text=_text(letters[at], back=back and turn)) for at, back in order
    )
    return Line(
        page=seen.page,
        row=seen.row,
        letters=read,
        text="".join(letter.text for letter in read),
        rtl=seen.rtl,
    )


def _text(letter: Letter, *, back: bool) -> str:
    text = turned(letter.text) if back else letter.text
    return "".join(map(_superscript, text)) if letter.raised else text


def _superscript(char: str) -> str:
    digit = unicodedata.digit(char, None)
    return _DIGITS[digit] if digit is not None else _SUPERSCRIPTS.get(char, char)
