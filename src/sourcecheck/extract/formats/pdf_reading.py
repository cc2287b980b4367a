"""Lines as they are read: direction, brackets, superscripts, spaces."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sourcecheck.extract.formats.pdf_bidi import (
    classes,
    ends_in_address,
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

FULL = 2.0
"""Shares of the size a line may end before its column's edge and still be full; guess."""

_SET_IN = 4.0
"""Shares of the size by which entries of a list are set in, at most; guess."""

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
    found: list[Line] = []
    for each in seen:
        carried = bool(found) and found[-1].rtl and ends_in_address(found[-1].text)
        opens = not found or found[-1].page != each.page or not _is_full(found[-1].row)
        line = _read(each, vote, carried=carried, opens=opens)
        if line.text.strip():
            found.append(line)
    return found


def _seen(page: int, row: Row, *, rtl: bool, drawn: bool) -> _Seen:
    kept = _without_raised_spaces(spaced(row.letters, drawn=drawn))
    letters = tuple(_as_superscript(letter) for letter in kept)
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
    room = row.right - row.x1
    if room <= row.x0 - row.left + row.size or (right > 0 and 3 * right >= left):
        return True
    last = next((kind for kind in reversed(kinds) if kind == "L" or is_rtl_letter(kind)), "")
    return is_rtl_letter(last) and room < _SET_IN * row.size  # an entry of a list, and its address


def _is_full(row: Row) -> bool:
    """Tell whether a right-to-left line ends near its column's edge."""
    return 2 * (row.x0 - row.left) < row.right - row.left


def _read(seen: _Seen, vote: int, *, carried: bool, opens: bool) -> Line:
    """Read one line; where the document's vote is not clear, its own brackets decide."""
    letters = seen.letters
    order = reading_order(
        [letter.text for letter in letters],
        rtl=seen.rtl,
        carried=carried,
        full=_is_full(seen.row),
        opens=opens,
    )
    turn = vote <= 0
    if abs(vote) < _CLEAR:
        plain = unbalanced("".join(letters[at].text for at, _ in order))
        other = unbalanced(
            "".join(turned(letters[at].text) if back else letters[at].text for at, back in order)
        )
        turn = other < plain if other != plain else turn
    read = tuple(
        letters[at]._replace(text=turned(letters[at].text)) if back and turn else letters[at]
        for at, back in order
    )
    read = _label_apart(read)
    return Line(
        page=seen.page,
        row=seen.row,
        letters=read,
        text="".join(letter.text for letter in read),
        rtl=seen.rtl,
    )


def _label_apart(letters: tuple[Letter, ...]) -> tuple[Letter, ...]:
    """Put a space after a raised label that opens a line: its height kept it apart in print."""
    end = next((at for at, letter in enumerate(letters) if not letter.raised), 0)
    if not end or letters[end].text == " ":
        return letters
    last = letters[end - 1]
    return (*letters[:end], last._replace(text=" ", x0=last.x1), *letters[end:])


def _as_superscript(letter: Letter) -> Letter:
    if not letter.raised:
        return letter
    return letter._replace(text="".join(map(_superscript, letter.text)))


def _superscript(char: str) -> str:
    digit = unicodedata.digit(char, None)
    return _DIGITS[digit] if digit is not None else _SUPERSCRIPTS.get(char, char)
