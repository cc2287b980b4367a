"""How well marks of one style serve a list of notes, and which of them are its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sourcecheck.extract.marks import SURE_STYLES, FoundMark
from sourcecheck.extract.noteruns import NoteRun
from sourcecheck.text.stops import PAUSES, SENTENCE_ENDS

STRAY = 10
"""How far above the highest note a mark may count and still be a mark without a note; guess."""

CROWD = 50
"""Marks beyond three per note from which a style can serve no list."""

STYLE_WEIGHT = {"bare": 0.6, "^": 0.8, "][": 0.9, ")(": 0.9}
"""Signs that are as often something else: digits glued to a word, powers, two brackets."""

_STOPS = f'{SENTENCE_ENDS}{PAUSES}"”»'


def style_score(marks: Sequence[FoundMark], numbers: frozenset[int]) -> float:
    """Say how well marks of one style serve a list of notes: 0 (not at all) to 1.

    coverage x monotony - 0.02 for every mark beyond three per label, where coverage is the
    share of labels that are marked and monotony the share of first marks in rising order.
    """
    firsts: dict[int, None] = {}
    known = 0
    for mark in marks:
        if numbers.issuperset(mark.numbers):
            known += 1
            if known > 3 * len(numbers) + CROWD:
                return 0.0
            firsts.update(dict.fromkeys(mark.numbers))
    if not firsts:
        return 0.0
    rising = 1 + sum(late > early for early, late in pairwise(firsts))
    crowd = max(0, known - 3 * len(numbers))
    return rising / len(numbers) - 0.02 * crowd


def own_marks(text: str, marks: Sequence[FoundMark], run: NoteRun) -> tuple[FoundMark, ...]:
    """Keep marks whose labels the run has, and those whose note is missing from it.

    Square brackets and superscripts may count a little too far; round ones only by one, and
    only where a mark would stand: they enclose other numbers as well.
    """
    known = set(run.numbers)
    highest = max(run.numbers)
    kept: list[FoundMark] = []
    reached = 0
    for mark in marks:
        numbers = mark.numbers
        far = mark.style in SURE_STYLES and 1 <= min(numbers) <= max(numbers) <= highest + STRAY
        follows = (
            mark.style != "bare"
            and numbers == (reached + 1,)
            and (reached + 1 < highest or _at_a_stop(text, mark))
        )
        if known.intersection(numbers) or far or follows:
            kept.append(mark)
            reached = max(reached, *numbers)
    return _without_enumerations(kept)


def _without_enumerations(marks: Sequence[FoundMark]) -> tuple[FoundMark, ...]:
    """Drop round brackets between words, "(1) the shops and (2) the lamps", beside real marks.

    They go only where every label they hold has a mark where marks stand, glued to a word or
    at a stop. One of them alone stays where its label is due, the last one before it or the
    next: nobody counts from there.
    """
    settled = {number for mark in marks if mark.settled for number in mark.numbers}
    loose = [mark for mark in marks if not mark.settled and mark.style == "()"]
    alone = {
        mark for before, mark, after in _neighbours(loose) if not _counting(before, mark, after)
    }
    kept: list[FoundMark] = []
    reached = 0
    for mark in marks:
        due = mark in alone and reached > 0 and mark.numbers in ((reached,), (reached + 1,))
        if mark.settled or mark.style != "()" or due or not settled.issuperset(mark.numbers):
            kept.append(mark)
            reached = max(reached, *mark.numbers)
    return tuple(kept)


Neighbours = tuple[FoundMark | None, FoundMark, FoundMark | None]


def _neighbours(marks: Sequence[FoundMark]) -> Iterator[Neighbours]:
    yield from zip([None, *marks], marks, [*marks[1:], None], strict=False)


def _counting(before: FoundMark | None, mark: FoundMark, after: FoundMark | None) -> bool:
    """Tell an enumeration: "(1) ... (2) ..."."""
    early = before is not None and before.numbers[-1] + 1 == mark.numbers[0]
    return early or (after is not None and mark.numbers[-1] + 1 == after.numbers[0])


def _at_a_stop(text: str, mark: FoundMark) -> bool:
    before = text[max(0, mark.start - 3) : mark.start].rstrip()
    after = text[mark.end : mark.end + 1]
    return before.endswith(tuple(_STOPS)) or (bool(after) and after in _STOPS)
