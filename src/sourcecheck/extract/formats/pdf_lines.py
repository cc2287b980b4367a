"""Glyphs become lines: positions decide, not the order in which they are drawn.

A segment is what stands on one baseline without a wide gap. Small raised pieces (superscripts)
join the segment they stand at; letters keep the marks that are written over and under them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from statistics import median_high
from typing import NamedTuple

from sourcecheck.extract.formats.pdf_bidi import classes, is_rtl_letter
from sourcecheck.extract.formats.pdf_glyphs import Glyph
from sourcecheck.extract.formats.pdf_marks import settled

# All lengths below are shares of the font size; guesses, checked on the files of five writers.
SAME_LINE = 0.15  # baselines closer than this are one
WIDE_GAP = 0.9  # columns and cells are further apart than words
GAP = 0.17  # between words where no space is drawn
GAP_BESIDE_SPACES = 0.4  # between words in a file that draws its spaces
GAP_OF_CELLS = 0.25  # the same, where the letters of the line touch
TOUCH = 0.06  # from letter to letter
SMALL = 0.86  # a superscript is smaller than this
RAISED = (0.08, 0.85)  # and its baseline this much higher
LOWERED = (0.04, 0.35)  # a subscript's, lower
TOUCHING = 1.0  # how far from its segment a raised piece may begin
OVERPRINT = 0.25  # of its own width: a letter drawn twice to look bold

_FORMS = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufdff\ufe70-\ufefc]")
_SPACES = re.compile(r"[\s\u200b\u00a0]+")


class Letter(NamedTuple):
    """A letter with its marks, or what one glyph stands for, in logical order.

    A named tuple, as ``Glyph`` is and for the same reason.
    """

    text: str  # " " for a space that was drawn
    x0: float
    x1: float
    y: float
    size: float
    raised: bool = False  # a superscript

    @property
    def middle(self) -> float:
        """Return the middle of its width."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Letters on one baseline, from left to right, without a wide gap between them."""

    letters: tuple[Letter, ...]
    x0: float
    x1: float
    y: float
    size: float  # of most letters
    artifact: bool = False


def segments_of(glyphs: Sequence[Glyph]) -> list[Segment]:
    """Join the glyphs of one direction into segments, from top to bottom."""
    found = [segment for row in _rows(settled(glyphs)) for segment in _cut(row)]
    return _with_raised(found)


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: -each.y):
        if rows and rows[-1][0].y - glyph.y <= SAME_LINE * min(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return rows


def _cut(row: list[Glyph]) -> list[Segment]:
    """Cut a row where a wide gap is, spaces aside."""
    row.sort(key=attrgetter("x0"))
    found: list[list[Glyph]] = []
    edge, size = 0.0, 0.0
    for glyph in row:
        blank = glyph.text.isspace()
        if not blank and (not found or glyph.x0 - edge > WIDE_GAP * max(size, glyph.size)):
            found.append([])
        if found:
            found[-1].append(glyph)
            if not blank:
                edge = max(edge, glyph.x1) if len(found[-1]) > 1 else glyph.x1
                size = glyph.size
    return [segment for piece in found if (segment := _segment(piece))]


def _segment(glyphs: Sequence[Glyph]) -> Segment | None:
    letters = _letters(glyphs)
    while letters and letters[-1].text == " ":
        letters.pop()
    if not letters:
        return None
    return made_of(letters, artifact=all(glyph.artifact for glyph in glyphs))


def made_of(letters: Sequence[Letter], *, artifact: bool = False) -> Segment:
    """Return the segment of some letters, which are put from left to right."""
    placed = tuple(sorted(letters, key=lambda letter: (letter.x0, letter.x1)))
    plain = [letter for letter in placed if not letter.raised and letter.text != " "] or placed
    return Segment(
        letters=placed,
        x0=placed[0].x0,
        x1=max(letter.x1 for letter in placed),
        y=median_high(letter.y for letter in plain),
        size=median_high(letter.size for letter in plain),
        artifact=artifact,
    )


def _letters(glyphs: Sequence[Glyph]) -> list[Letter]:
    """Give marks to their letters, and write presentation forms as the letters they show."""
    found: list[Letter] = []
    marks: list[Glyph] = []
    for glyph in glyphs:
        text = glyph.text
        if not text.isascii():
            text = plain_forms(text)
            if not text:
                continue
            if unicodedata.combining(text[0]) and len(text) < 3:
                marks.append(glyph._replace(text=text))
                continue
        text = _SPACES.sub(" ", text)
        letter = Letter(text, glyph.x0, glyph.x1, glyph.y, glyph.size)
        if not (found and _overprinted(found[-1], letter)):
            found.append(letter)
    return _marked(found, marks) if marks else found


def plain_forms(text: str) -> str:
    """Write ligatures and presentation forms as the letters they show.

    Only those: a superscript or a wide letter is what was printed. A form of a mark alone
    decomposes to a space and the mark; the space was never there.
    """
    return _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]).lstrip(" "), text)


def _overprinted(before: Letter, letter: Letter) -> bool:
    return (
        before.text == letter.text
        and abs(letter.x0 - before.x0) < OVERPRINT * (letter.x1 - letter.x0)
        and letter.text != " "
    )


def _marked(letters: list[Letter], marks: Sequence[Glyph]) -> list[Letter]:
    """Write every mark after the letter whose width its middle falls in, or is nearest to."""
    for mark in marks:
        middle = (mark.x0 + mark.x1) / 2
        places = [at for at, letter in enumerate(letters) if letter.text != " "]
        if not places:
            letters.append(Letter(mark.text, mark.x0, mark.x1, mark.y, mark.size))
            continue
        at = min(places, key=lambda place: _distance(letters[place], middle))
        letters[at] = letters[at]._replace(text=letters[at].text + mark.text)
    return letters


def _distance(letter: Letter, x: float) -> float:
    return max(letter.x0 - x, x - letter.x1, 0.0)


def _with_raised(segments: list[Segment]) -> list[Segment]:
    """Join small raised and lowered pieces to the segment they stand at."""
    levels = [-segment.y for segment in segments]
    joined: dict[int, list[Letter]] = {}
    gone: set[int] = set()
    for at, segment in enumerate(segments):
        low = bisect_left(levels, -segment.y - segment.size)
        high = bisect_left(levels, -segment.y + 2 * segment.size)
        hosts = (place for place in range(low, high) if place != at and place not in gone)
        host = min(
            (place for place in hosts if _stands_at(segment, segments[place])),
            key=lambda place: abs(segments[place].y - segment.y),
            default=None,
        )
        if host is not None and at not in joined:
            raised = segment.y > segments[host].y
            joined.setdefault(host, []).extend(
                letter._replace(raised=raised) for letter in segment.letters
            )
            gone.add(at)
    return [
        _joined(segment, joined[at]) if at in joined else segment
        for at, segment in enumerate(segments)
        if at not in gone
    ]


def _joined(segment: Segment, more: Sequence[Letter]) -> Segment:
    grown = made_of((*segment.letters, *more), artifact=segment.artifact)
    return replace(grown, y=segment.y, size=segment.size)


def _stands_at(piece: Segment, host: Segment) -> bool:
    if piece.size > SMALL * host.size:
        return False
    rise = (piece.y - host.y) / host.size
    reach = TOUCHING * host.size
    beside = host.x0 - reach <= piece.x0 and piece.x1 <= host.x1 + reach
    return beside and (RAISED[0] < rise < RAISED[1] or -LOWERED[1] < rise < -LOWERED[0])


def draws_spaces(segments: Iterable[Segment]) -> bool:
    """Tell whether a file draws its spaces, or only leaves gaps between words."""
    drawn = gaps = 0
    for segment in segments:
        for before, after in pairwise(segment.letters):
            if after.text == " ":
                drawn += 1
            elif after.x0 - before.x1 > GAP * segment.size and before.text != " ":
                gaps += 1
    return drawn >= gaps


def _touch(letters: Sequence[Letter]) -> bool:
    """Tell whether the letters of a line touch, and are of no script that parts them.

    Cells of a table stand closer than columns, and no space is drawn between them; letters
    that are set apart for looks are as far from each other.
    """
    apart = sorted(
        after.x0 - before.x1
        for before, after in pairwise(letters)
        if " " not in (before.text, after.text)
    )
    usual = apart[len(apart) // 2] if apart else 0.0
    joined = any(is_rtl_letter(kind) for kind in classes(letter.text for letter in letters))
    return usual < TOUCH * letters[0].size and not joined


def spaced(letters: Sequence[Letter], *, drawn: bool) -> list[Letter]:
    """Put one space between words: where one is drawn, or where the gap shows one."""
    least = GAP_OF_CELLS if drawn else GAP
    doubted = drawn  # small gaps are between words only where letters touch
    found: list[Letter] = []
    edge = 0.0
    for letter in letters:
        if letter.text == " ":
            if found and found[-1].text != " ":
                found.append(letter)
            continue
        if found and found[-1].text != " ":
            size = max(letter.size, found[-1].size)
            gap = letter.x0 - edge
            if doubted and least * size < gap <= GAP_BESIDE_SPACES * size:
                doubted = False
                least = GAP_OF_CELLS if _touch(letters) else GAP_BESIDE_SPACES
            if gap > least * size:
                found.append(Letter(" ", edge, letter.x0, letter.y, letter.size))
        edge = max(edge, letter.x1) if found else letter.x1
        found.append(letter)
    while found and found[-1].text == " ":
        found.pop()
    return found
