"""Segments become lines in the order they are read: zones from the top, columns from the side.

A gutter is a stretch of white that many lines on both sides respect; what crosses it (a title
over two columns) ends the columns above it and begins new ones below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from sourcecheck.extract.formats.pdf_lines import SAME_LINE, Letter, Segment, made_of

_FEWEST = 4
"""Lines on either side from which white between them is a gutter; guess."""

_NARROWEST = 0.14
"""Width of a column as a share of all columns: labels of a list are narrower; guess."""

_CUTS = 24
"""Gutters of one page, zones included: a newspaper's page has 6 columns."""

_HANGING = 0.5
"""Share of its size by which a line may hang over into a gutter: stops and hyphens do."""

_ALIGNED = 0.6
"""Share of lines that begin at the far side of a gutter, or end at its near side; guess."""

_SLACK = 4.0
"""Points by which such lines may differ: a stop hangs over, an indent is more; guess."""

_SAME_PLACE = 8.0
"""Points within which gutters of two pages are the same."""

_FEW_PAGES = 3
"""Pages up to which a gutter of one page is taken for that of the others."""

_CANDIDATES = 40
"""Places tried for a gutter: those at which most lines begin or end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of one column, seen from left to right."""

    letters: tuple[Letter, ...]
    x0: float
    x1: float
    y: float
    size: float
    left: float  # the edges of its column
    right: float
    column: int  # counted over the page, in reading order
    artifact: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return its place in points: x0, y0, x1, y1; depth and height are usual ones."""
        return self.x0, self.y - self.size / 4, self.x1, self.y + self.size * 0.8


def rows_of(pages: Sequence[Sequence[Segment]], *, rtl: bool) -> list[list[Row]]:
    """Return the lines of every page in reading order; ``rtl`` reads the right column first.

    Columns stand where they stood on other pages: a gutter known from one page needs fewer
    lines on the next.
    """
    found = [gutter[0] for page in pages if (gutter := _gutter(page, frozenset())) is not None]
    usual = frozenset(
        x
        for x in found
        if sum(abs(x - other) < _SAME_PLACE for other in found) > 1 or len(pages) <= _FEW_PAGES
    )
    return [
        [
            row
            for number, column in enumerate(_columns(list(_split(page, usual)), usual, rtl=rtl))
            for row in _rows(column, number)
        ]
        for page in pages
    ]


def _split(page: Sequence[Segment], usual: frozenset[float]) -> Iterator[Segment]:
    """Split segments that both hang over into a known gutter and nearly touch."""
    for segment in page:
        cut = next((cut for x in usual if (cut := _gap_at(segment, x))), 0)
        if not cut:
            yield segment
            continue
        for piece in (segment.letters[:cut], segment.letters[cut:]):
            end = max(at for at, letter in enumerate(piece) if letter.text != " ")
            yield made_of(piece[: end + 1], artifact=segment.artifact)


def _gap_at(segment: Segment, x: float) -> int:
    """Return which letter begins after a gap at ``x``; 0 = there is no gap."""
    if not segment.x0 < x < segment.x1:
        return 0
    reach = _HANGING * segment.size
    filled = [at for at, letter in enumerate(segment.letters) if letter.text != " "]
    for before, after in pairwise(filled):
        left, right = segment.letters[before].x1, segment.letters[after].x0
        apart = after - before == 1 and right - left >= reach  # white between words is drawn
        if apart and left - reach <= x <= right + reach:
            return after
    return 0


def _columns(segments: list[Segment], usual: frozenset[float], *, rtl: bool) -> list[list[Segment]]:
    """Cut a page at its gutters, widest agreement first; what is left is one column."""
    waiting, done, cuts = [segments], [], 0
    while waiting:
        part = waiting.pop()
        gutter = _gutter(part, usual) if cuts < _CUTS else None
        if gutter is None:
            if part:
                done.append(part)
            continue
        cuts += 1
        x, top, bottom = gutter
        inside = [each for each in part if bottom <= each.y <= top]
        sides = [
            [each for each in inside if _middle(each) < x],
            [each for each in inside if _middle(each) >= x],
        ]
        pieces = [
            [each for each in part if each.y > top],
            *(reversed(sides) if rtl else sides),
            [each for each in part if each.y < bottom],
        ]
        waiting.extend(piece for piece in reversed(pieces) if piece)
    return done


Gutter = tuple[float, float, float]
"""Where white parts columns: x, and the highest and lowest baseline beside it."""


def _gutter(segments: Sequence[Segment], usual: frozenset[float]) -> Gutter | None:
    """Return the gutter most segments respect."""
    best, most = None, 0
    placed = sorted(segments, key=lambda each: -each.y)
    tried = [(x, _FEWEST) for x in _candidates(segments)] + [(x, 1) for x in usual]
    for x, fewest in tried:
        for stretch in _stretches(placed, x):
            sides = _sides(stretch, x, fewest)
            if sides and len(stretch) > most:
                best, most = (x, *sides), len(stretch)
    return best


def _candidates(segments: Sequence[Segment]) -> list[float]:
    """Return places just outside of where many segments begin or end."""
    edges = Counter(round(each.x0 / 2) * 2 - 3 for each in segments)
    edges.update(round(each.x1 / 2) * 2 + 3 for each in segments)
    return [float(x) for x, count in edges.most_common(_CANDIDATES) if count >= _FEWEST]


def _stretches(placed: Sequence[Segment], x: float) -> Iterator[list[Segment]]:
    """Return runs of segments, from the top, of which none stands in a line that crosses ``x``."""
    run: list[Segment] = []
    crossing = {round(each.y) for each in placed if _crosses(each, x)}
    for each in placed:
        if round(each.y) in crossing:
            yield run
            run = []
        else:
            run.append(each)
    yield run


def _crosses(segment: Segment, x: float) -> bool:
    hanging = _HANGING * segment.size
    return segment.x0 + hanging < x < segment.x1 - hanging


def _middle(segment: Segment) -> float:
    return (segment.x0 + segment.x1) / 2


def _sides(stretch: Sequence[Segment], x: float, fewest: int) -> tuple[float, float] | None:
    """Return highest and lowest baseline where both sides hold lines; None where they do not."""
    left = [each for each in stretch if _middle(each) < x]
    right = [each for each in stretch if _middle(each) >= x]
    if min(len(left), len(right)) < fewest:
        return None
    if fewest < _FEWEST:
        return max(each.y for each in stretch), min(each.y for each in stretch)
    width = max(each.x1 for each in right) - min(each.x0 for each in left)
    for side in (left, right):
        if max(each.x1 for each in side) - min(each.x0 for each in side) < _NARROWEST * width:
            return None
        if _typical(side) < _NARROWEST * width:
            return None
    if not (_flush(_nearest(left, -1)) or _flush(_nearest(right, 1))):
        return None
    top = min(max(each.y for each in side) for side in (left, right))
    bottom = max(min(each.y for each in side) for side in (left, right))
    height = max(each.y for each in stretch) - min(each.y for each in stretch)
    if top - bottom < height / 3:
        return None
    return max(each.y for each in stretch), min(each.y for each in stretch)


def _typical(side: Sequence[Segment]) -> float:
    """Return how much of a line is filled: lines set to full width are cut between words."""
    rows = len({round(each.y) for each in side})
    return sum(each.x1 - each.x0 for each in side) / rows


def _nearest(side: Sequence[Segment], way: int) -> list[float]:
    """Return where each line of a side comes nearest to the gutter, signed to be the least."""
    found: dict[int, float] = {}
    for each in side:
        edge = each.x0 if way > 0 else -each.x1
        found[round(each.y)] = min(edge, found.get(round(each.y), edge))
    return list(found.values())


def _flush(edges: Sequence[float]) -> bool:
    """Tell whether most lines begin, or end, at one place: white between words wanders."""
    placed = sorted(edges)
    fewest = ceil(_ALIGNED * len(placed))
    return any(
        placed[at + fewest - 1] - placed[at] <= _SLACK for at in range(len(placed) - fewest + 1)
    )


def _rows(column: list[Segment], number: int) -> Iterator[Row]:
    column.sort(key=lambda each: (-each.y, each.x0))
    left, right = min(each.x0 for each in column), max(each.x1 for each in column)
    run: list[Segment] = []
    for each in column:
        if run and run[0].y - each.y > SAME_LINE * min(run[0].size, each.size):
            yield _row(run, left, right, number)
            run = []
        run.append(each)
    if run:
        yield _row(run, left, right, number)


def _row(run: Sequence[Segment], left: float, right: float, number: int) -> Row:
    whole = run[0] if len(run) == 1 else _joined(run)
    return Row(
        letters=whole.letters,
        x0=whole.x0,
        x1=whole.x1,
        y=whole.y,
        size=whole.size,
        left=left,
        right=right,
        column=number,
        artifact=all(each.artifact for each in run),
    )


def _joined(run: Sequence[Segment]) -> Segment:
    """Join the segments of a row, with a space where they were cut."""
    placed = sorted(run, key=lambda each: each.x0)
    letters = list(placed[0].letters)
    for before, after in pairwise(placed):
        edge = letters[-1].x1
        letters.append(Letter(" ", edge, max(edge, after.x0), before.y, before.size))
        letters.extend(after.letters)
    return made_of(letters)
