"""Which runs of labelled lines are the notes, and which signs of the body point to them.

A heading never decides alone, and neither does a list: a list of steps looks like a list of
notes until one asks whether the text points at it. So every run is scored together with the
style of marks that serves it best, and the choice of runs that leaves the fewest notes
without marks wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sourcecheck.extract.marks import FoundMark
from sourcecheck.extract.noteruns import BRACKETS, MAX_LINES_APART, NoteRun
from sourcecheck.extract.survey import Ground, Holes, inside, support
from sourcecheck.extract.votes import STYLE_WEIGHT, own_marks, style_score
from sourcecheck.model.article import Mark, Note

ACCEPT = 1.6
"""Score from which a run is the list of notes; calibrated on 79 rendered languages."""

RUNS_TRIED = 60
"""Runs that are looked at; a book has as many chapters."""

CHAPTER_LINES = 5
"""Lines between the notes of two chapters: a heading with empty lines around it."""

SECOND_LIST = 0.6
"""How well marks of their own must serve a second list beside the first; guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """One run taken for notes, with its marks and how sure that is."""

    run: NoteRun
    style: str
    marks: tuple[FoundMark, ...]
    score: float
    rules: tuple[str, ...]

    @property
    def matched(self) -> int:
        """How many notes at least one mark points to."""
        marked = {number for mark in self.marks for number in mark.numbers}
        return len(marked & set(self.run.numbers))


def choose_pairs(ground: Ground) -> tuple[Pairing, ...]:
    """Return the runs that are notes, in text order, each with its marks.

    Three readings compete: every run serves the text since the run before it (numbering that
    restarts, notes below each section), each of the runs at the end serves one stretch of
    marks (notes by chapter at the end), or one run serves the whole text. The one with more
    matched and fewer unmatched notes wins; the single run wins a tie. Lists that marks of
    another style serve stand beside the first: notes and a bibliography.
    """
    runs = _longest(ground.runs)
    if not runs:
        return ()
    singles = [_pair(ground, run, 0) for run in runs]
    by_group = max(_sequential(ground, singles), _by_chapter(ground, runs), key=_told)
    single = max((pair for pair in singles if pair.score >= ACCEPT), key=_worth, default=None)
    alone = (single,) if single else ()
    chosen = max(alone, by_group, key=_told)
    if not any(pair.matched for pair in chosen):
        chosen = _in_front(ground, runs) or chosen
    return _with_others(ground, runs, chosen)


def _longest(runs: Sequence[NoteRun]) -> tuple[NoteRun, ...]:
    """Keep the runs with most notes, in text order: among hundreds most are lists."""
    if len(runs) <= RUNS_TRIED:
        return tuple(runs)
    kept = sorted(runs, key=lambda run: -len(run.labels))[:RUNS_TRIED]
    return tuple(sorted(kept, key=lambda run: (run.start, -len(run.labels))))


def _worth(pair: Pairing) -> tuple[int, float]:
    return (2 * pair.matched - len(pair.run.labels), pair.score)


def _told(pairs: Sequence[Pairing]) -> tuple[bool, int]:
    """Rank readings: any before none, then matched notes against unmatched ones."""
    return bool(pairs), sum(2 * pair.matched - len(pair.run.labels) for pair in pairs)


def _sequential(ground: Ground, singles: Sequence[Pairing]) -> tuple[Pairing, ...]:
    """Pair every run with the text since the one before; ``singles`` have all of the text."""
    accepted: list[Pairing] = []
    since = 0
    for single in singles:
        run = single.run
        if run.start < since:
            continue
        pair = _pair(ground, run, since) if since else single
        if pair.score >= ACCEPT:
            accepted.append(pair)
            since = run.end
    return tuple(accepted)


def _by_chapter(ground: Ground, runs: Sequence[NoteRun]) -> tuple[Pairing, ...]:
    """Pair runs that stand together at the end with marks that start again as often."""
    last: list[NoteRun] = []
    for run in reversed(runs):
        if last and run.end > last[0].start:
            continue
        if last and ground.shadow.text.count("\n", run.end, last[0].start) > CHAPTER_LINES + 1:
            break
        last.insert(0, run)
    if len(last) < 2:
        return ()
    for style in ground.marks_for(last[0].kind):
        if style == "bare":
            continue
        stretches = _stretches(inside(ground, style, last[0], 0))
        if len(stretches) == len(last):
            pairs = [
                _chapter(ground, run, style, own) for run, own in zip(last, stretches, strict=True)
            ]
            if all(pair.score >= ACCEPT for pair in pairs):
                return tuple(pairs)
    return ()


def _stretches(marks: Sequence[FoundMark]) -> list[list[FoundMark]]:
    """Cut marks where their numbering falls back to 1."""
    found: list[list[FoundMark]] = []
    for mark in marks:
        if mark.numbers[0] == 1 and not (found and found[-1][-1].numbers[0] == 1):
            found.append([])
        if found:
            found[-1].append(mark)
    return found


def _chapter(ground: Ground, run: NoteRun, style: str, marks: Sequence[FoundMark]) -> Pairing:
    own = own_marks(ground.shadow.text, marks, run)
    score, rules = support(ground, run, style_score(marks, frozenset(run.numbers)), own)
    return Pairing(run=run, style=style, marks=own, score=score, rules=(*rules, "note-chapter"))


def _in_front(ground: Ground, runs: Sequence[NoteRun]) -> tuple[Pairing, ...]:
    """Take a list above the text it serves: its notes must look like sources."""
    for run in runs:
        pair = _pair(ground, run, run.end, before=False)
        sourced = {"note-heading", "note-addresses"}.intersection(pair.rules)
        if sourced and pair.score >= ACCEPT and 2 * pair.matched > len(run.labels):
            return (pair,)
    return ()


def _with_others(
    ground: Ground, runs: Sequence[NoteRun], chosen: tuple[Pairing, ...]
) -> tuple[Pairing, ...]:
    """Add lists that marks of a style of their own point to."""
    if not chosen:
        return ()
    found = list(chosen)
    for run in runs:
        if any(_overlap(run, pair.run) for pair in found):
            continue
        used = frozenset(pair.style for pair in found if pair.run.kind == run.kind)
        pair = _pair(ground, run, 0, without=used, holes=Holes(each.run for each in found))
        enough = pair.matched >= SECOND_LIST * len(run.labels)
        several = len(run.labels) > 1 or run.form in ("[]", "worded")
        if pair.score >= ACCEPT and enough and several:
            found.append(pair)
    return tuple(sorted(found, key=lambda pair: pair.run.start))


def _overlap(one: NoteRun, other: NoteRun) -> bool:
    """Tell whether two runs share a note; notes at the foot of pages leave room between."""
    if one.end <= other.start or other.end <= one.start:
        return False
    holes = Holes((one,))
    return any(holes.hold(start, end) for start, _, end in other.notes)


def _pair(
    ground: Ground,
    run: NoteRun,
    since: int,
    *,
    without: frozenset[str] = frozenset(),
    holes: Holes | None = None,
    before: bool = True,
) -> Pairing:
    """Score a run with the style of marks that serves it best."""
    numbers = frozenset(run.numbers)
    served: dict[str, tuple[float, tuple[FoundMark, ...]]] = {}
    for style in ground.marks_for(run.kind):
        if style in without:
            continue
        marks = reread(inside(ground, style, run, since, holes=holes, before=before), numbers)
        if before and _mostly_behind(run, marks):
            continue
        alike = 1.0 if style == run.form or run.form not in BRACKETS else 0.98
        weight = STYLE_WEIGHT.get(style, 1.0) * alike
        served[style] = (weight * style_score(marks, numbers), marks)
    style = max(served, key=lambda name: served[name][0], default="")
    value, marks = served.get(style, (0.0, ()))
    own = own_marks(ground.shadow.text, marks, run) if value > 0 else ()
    score, rules = support(ground, run, max(0.0, value), own)
    return Pairing(run=run, style=style if value > 0 else "", marks=own, score=score, rules=rules)


def _mostly_behind(run: NoteRun, marks: Sequence[FoundMark]) -> bool:
    """Tell a run whose lines mostly stand above their marks: numbered headings, questions."""
    lines: dict[int, int] = {}
    for number, (start, _, _) in zip(run.numbers, run.notes, strict=True):
        lines.setdefault(number, start)
    firsts: dict[int, int] = {}
    for mark in marks:
        for number in mark.numbers:
            firsts.setdefault(number, mark.start)
    behind = sum(at > lines[number] for number, at in firsts.items() if number in lines)
    return 2 * behind > len(firsts.keys() & lines.keys())


def reread(marks: Sequence[FoundMark], numbers: frozenset[int]) -> tuple[FoundMark, ...]:
    """Read superscripts side by side as the counting has it: "¹²" may be 12, or 1 and 2."""
    if not marks or marks[0].style != "super":
        return tuple(marks)
    found: list[FoundMark] = []
    reached = 0
    for mark in marks:
        now = mark
        label = mark.labels[0]
        if len(mark.labels) == 1 and label.isdigit() and len(label) > 1:
            parts = tuple(map(int, label))
            apart = all(late == early + 1 for early, late in pairwise(parts))
            due = int(label) <= reached + 1 and int(label) in numbers
            if apart and not due and parts[0] <= reached + 1 and numbers.issuperset(parts):
                now = FoundMark(
                    start=mark.start, end=mark.end, labels=tuple(label),
                    numbers=parts, style=mark.style, glued=mark.glued, settled=mark.settled,
                )  # fmt: skip
        reached = max(reached, *now.numbers)
        found.append(now)
    return tuple(found)


def as_values(
    ground: Ground, pairs: Sequence[Pairing]
) -> tuple[tuple[Mark, ...], tuple[Note, ...]]:
    """Turn the chosen pairs into marks and notes; each run is a group of its own."""
    marks = [mark for group, pair in enumerate(pairs) for mark in _marks(ground, group, pair)]
    notes = [note for group, pair in enumerate(pairs) for note in _notes(ground, group, pair)]
    return (
        tuple(sorted(marks, key=lambda mark: mark.span)),
        tuple(sorted(notes, key=lambda note: note.span)),
    )


def _marks(ground: Ground, group: int, pair: Pairing) -> Iterator[Mark]:
    printed = dict(zip(reversed(pair.run.numbers), reversed(pair.run.labels), strict=True))
    for mark in pair.marks:
        labels = zip(mark.numbers, mark.labels, strict=True)
        yield Mark(
            span=ground.shadow.span(mark.start, mark.end),
            labels=tuple(printed.get(number, label) for number, label in labels),
            rule=f"style-vote:{pair.style}",
            group=group,
        )


def _notes(ground: Ground, group: int, pair: Pairing) -> Iterator[Note]:
    rule = "+".join(pair.rules)
    for (start, content, end), label in zip(_grown(ground, pair), pair.run.labels, strict=True):
        yield Note(
            span=ground.shadow.span(start, end),
            label=label,
            content=ground.shadow.span(content, end),
            rule=rule,
            group=group,
        )


def _grown(ground: Ground, pair: Pairing) -> Iterator[tuple[int, int, int]]:
    """Give notes the paragraphs below them, up to the next one, in a list behind all marks.

    Notes that stand between the paragraphs of the text have that text below them instead.
    """
    text = ground.shadow.text
    first = pair.run.start
    listed = all(mark.end <= first for mark in pair.marks)
    for note, following in pairwise(pair.run.notes):
        start, content, end = note
        below = text[end : following[0]].rstrip()
        if listed and below.strip() and below.count("\n") <= MAX_LINES_APART:
            end += len(below)
        yield start, content, end
    yield pair.run.notes[-1]


def lone_marks(ground: Ground) -> tuple[Mark, ...]:
    """Find marks of a text whose notes are missing: square ones that count up from 1.

    Round brackets and bare digits are left alone: without notes to serve they are years,
    list numbers and glosses more often than marks. So are square ones that stand between
    words: intervals and the signs of an enumeration.
    """
    marks = [mark for mark in ground.square_marks() if mark.settled]
    distinct = list(dict.fromkeys(number for mark in marks for number in mark.numbers))
    if len(marks) < 2 or distinct != list(range(1, len(distinct) + 1)):
        return ()
    return tuple(
        Mark(
            span=ground.shadow.span(mark.start, mark.end),
            labels=mark.labels,
            rule="style-vote:lone",
        )
        for mark in marks
    )
