"""Which runs of labelled lines are the notes, and which signs of the body point to them.

A heading never decides alone, and neither does a list: a list of steps looks like a list of
notes until one asks whether the text points at it. So every run is scored together with the
style of marks that serves it best, and the choice of runs that leaves the fewest notes
without marks wins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sourcecheck.extract.marks import STYLES, FoundMark, find_marks, style_score
from sourcecheck.extract.noteruns import Line, NoteRun, find_runs, lines_of
from sourcecheck.model.article import Mark, Note, Span
from sourcecheck.text.fold import Folded

ACCEPT = 1.6
"""Score from which a run is the list of notes; calibrated on 79 rendered languages."""

HEADING_LINES = 3
"""A heading may stand this many filled lines above the first note."""

HEADING_SIGNS = 60
"""Code points in which a heading beside its first note ends."""

RUNS_TRIED = 60
"""Runs that are looked at; a book has as many chapters."""

CHAPTER_LINES = 5
"""Lines between the notes of two chapters: a heading with empty lines around it."""

STRAY = 10
"""How far above the highest note a mark may count and still be a mark without a note; guess."""

_ADDRESS = re.compile(r"https?://|www\.|\bdoi\b", re.IGNORECASE)
_SURE_STYLES = frozenset({"[]", "super"})
_STOPS = '.,;:!?،؛؟۔。"”»'
_STYLE_WEIGHT = {"bare": 0.6}  # digits glued to a word are as often a model's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Everything the choice is made from: one text and what was found in it."""

    article: str
    shadow: Folded
    lines: tuple[Line, ...]
    marks: dict[str, tuple[FoundMark, ...]]  # by style, whole text
    heading_lines: frozenset[int]  # numbers of the lines that are headings of notes


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
        marked = {label for mark in self.marks for label in mark.labels}
        return len(marked & set(self.run.labels))


def survey(
    text: str,
    shadow: Folded,
    addresses: Sequence[Span],
    numbered: re.Pattern[str],
    headings: frozenset[str],
) -> Ground:
    """Collect lines, marks of every style and headings of one text."""
    lines = tuple(_split_headings(lines_of(shadow), headings))
    return Ground(
        article=text,
        shadow=shadow,
        lines=lines,
        marks={style: tuple(find_marks(shadow, style, addresses, numbered)) for style in STYLES},
        heading_lines=frozenset(
            number for number, line in enumerate(lines) if is_note_heading(line.text, headings)
        ),
    )


def _split_headings(lines: Sequence[Line], headings: frozenset[str]) -> Iterator[Line]:
    """Give a heading its own line where the first note stands beside it: "Sources: 1- ..."."""
    for line in lines:
        head, colon, rest = line.text[:HEADING_SIGNS].partition(":")
        if not (colon and rest.strip() and is_note_heading(head, headings)):
            yield line
            continue
        cut = len(head) + 1
        yield Line(start=line.start, end=line.start + cut, text=line.text[:cut])
        yield Line(start=line.start + cut, end=line.end, text=line.text[cut:])


def is_note_heading(line: str, headings: frozenset[str]) -> bool:
    """Tell whether a line is the heading of a list of notes, in any language."""
    return line.strip(" \t#*=_:-.\"'").casefold() in headings


def choose_pairs(ground: Ground) -> tuple[Pairing, ...]:
    """Return the runs that are notes, in text order, each with its marks.

    Three readings compete: every run serves the text since the run before it (numbering that
    restarts, notes below each section), each of the runs at the end serves one stretch of
    marks (notes by chapter at the end), or one run serves the whole text. The one with more
    matched and fewer unmatched notes wins; the single run wins a tie.
    """
    runs = _longest(find_runs(ground.shadow, ground.lines))
    by_group = max(_sequential(ground, runs), _by_chapter(ground, runs), key=_total)
    singles = [_pair(ground, run, 0) for run in runs]
    single = max((pair for pair in singles if pair.score >= ACCEPT), key=_worth, default=None)
    if single is None:
        return by_group
    return by_group if _total(by_group) > _total((single,)) else (single,)


def _longest(runs: Sequence[NoteRun]) -> tuple[NoteRun, ...]:
    """Keep the runs with most notes, in text order: among hundreds most are lists."""
    if len(runs) <= RUNS_TRIED:
        return tuple(runs)
    kept = sorted(runs, key=lambda run: -len(run.labels))[:RUNS_TRIED]
    places = {(run.span, run.form) for run in kept}
    return tuple(run for run in runs if (run.span, run.form) in places)


def _worth(pair: Pairing) -> tuple[int, float]:
    return (2 * pair.matched - len(pair.run.labels), pair.score)


def _total(pairs: Sequence[Pairing]) -> int:
    return sum(2 * pair.matched - len(pair.run.labels) for pair in pairs)


def _sequential(ground: Ground, runs: Sequence[NoteRun]) -> tuple[Pairing, ...]:
    accepted: list[Pairing] = []
    since = 0
    for run in runs:
        if run.span.start < since:
            continue
        pair = _pair(ground, run, since)
        if pair.score >= ACCEPT:
            accepted.append(pair)
            since = run.span.end
    return tuple(accepted)


def _by_chapter(ground: Ground, runs: Sequence[NoteRun]) -> tuple[Pairing, ...]:
    """Pair runs that stand together at the end with marks that start again as often."""
    last: list[NoteRun] = []
    for run in reversed(runs):
        if last and run.span.end > last[0].span.start:
            continue
        if last and last[0].first_line - _last_line(ground, run) > CHAPTER_LINES:
            break
        last.insert(0, run)
    if len(last) < 2:
        return ()
    body = Span(0, last[0].span.start)
    for style, marks in ground.marks.items():
        stretches = _stretches(_inside(marks, body))
        if len(stretches) == len(last) and style != "bare":
            pairs = [
                _chapter(ground, run, style, own) for run, own in zip(last, stretches, strict=True)
            ]
            if all(pair.score >= ACCEPT for pair in pairs):
                return tuple(pairs)
    return ()


def _last_line(ground: Ground, run: NoteRun) -> int:
    """Return the number of the line on which a run ends."""
    at = bisect_left(ground.shadow.index, run.span.end)
    return run.first_line + ground.shadow.text.count("\n", ground.lines[run.first_line].start, at)


def _stretches(marks: Sequence[FoundMark]) -> list[list[FoundMark]]:
    """Cut marks where their numbering falls back to 1."""
    found: list[list[FoundMark]] = []
    for mark in marks:
        if mark.labels[0] == "1" and not (found and found[-1][-1].labels[0] == "1"):
            found.append([])
        if found:
            found[-1].append(mark)
    return found


def _chapter(ground: Ground, run: NoteRun, style: str, marks: Sequence[FoundMark]) -> Pairing:
    score, rules = _score(ground, run, style_score(marks, run.labels))
    own = _own_marks(ground.article, marks, run)
    return Pairing(run=run, style=style, marks=own, score=score, rules=(*rules, "note-chapter"))


def _pair(ground: Ground, run: NoteRun, since: int) -> Pairing:
    """Score a run with the style of marks that serves it best."""
    body = Span(since, run.span.start)
    served = {
        style: _STYLE_WEIGHT.get(style, 1.0) * style_score(_inside(marks, body), run.labels)
        for style, marks in ground.marks.items()
    }
    style = max(served, key=lambda name: served[name])
    score, rules = _score(ground, run, served[style])
    return Pairing(
        run=run,
        style=style if served[style] > 0 else "",
        marks=(
            _own_marks(ground.article, _inside(ground.marks[style], body), run)
            if served[style] > 0
            else ()
        ),
        score=score,
        rules=rules,
    )


def _score(ground: Ground, run: NoteRun, style: float) -> tuple[float, tuple[str, ...]]:
    """3 style + 1.5 heading + share of addresses + 0.5 late + up to 0.5 for length."""
    text = ground.shadow.text
    shadow_at = ground.lines[run.first_line].start
    printed = [_shadow_piece(ground, span) for span in run.contents]
    parts = {
        "note-marks": 3 * style,
        "note-heading": 1.5 if _has_heading(ground, run.first_line) else 0.0,
        "note-addresses": sum(bool(_ADDRESS.search(note)) for note in printed) / len(printed),
        "note-late": 0.5 if shadow_at * 2 > len(text) else 0.0,
        "note-length": min(0.5, 0.1 * len(run.labels)),
    }
    return sum(parts.values()), tuple(rule for rule, value in parts.items() if value > 0)


def _shadow_piece(ground: Ground, span: Span) -> str:
    """Return the start of a note as the shadow has it; its first words are enough."""
    index = ground.shadow.index
    low = bisect_left(index, span.start)
    return ground.shadow.text[low : low + (span.end - span.start)]


def _has_heading(ground: Ground, first: int) -> bool:
    filled = 0
    for number in range(first - 1, -1, -1):
        if not ground.lines[number].text.strip():
            continue
        filled += 1
        if number in ground.heading_lines:
            return True
        if filled == HEADING_LINES:
            break
    return False


def _inside(marks: Sequence[FoundMark], body: Span) -> tuple[FoundMark, ...]:
    return tuple(mark for mark in marks if body.covers(mark.span))


def _own_marks(text: str, marks: Sequence[FoundMark], run: NoteRun) -> tuple[FoundMark, ...]:
    """Keep marks whose labels the run has, and those whose note is missing from it.

    Square brackets and superscripts may count a little too far; round ones only by one, and
    only where a mark would stand: they enclose other numbers as well.
    """
    known = set(run.labels)
    highest = max(int(label) for label in run.labels)
    kept: list[FoundMark] = []
    reached = 0
    for mark in marks:
        numbers = [int(label) for label in mark.labels]
        far = mark.style in _SURE_STYLES and 1 <= min(numbers) <= max(numbers) <= highest + STRAY
        follows = (
            mark.style != "bare"
            and numbers == [reached + 1]
            and (reached + 1 < highest or _at_a_stop(text, mark))
        )
        if known.intersection(mark.labels) or far or follows:
            kept.append(mark)
            reached = max(reached, *numbers)
    return tuple(kept)


def _at_a_stop(text: str, mark: FoundMark) -> bool:
    before = text[max(0, mark.span.start - 3) : mark.span.start].rstrip()
    after = text[mark.span.end : mark.span.end + 1]
    return before.endswith(tuple(_STOPS)) or (bool(after) and after in _STOPS)


def as_values(pairs: Sequence[Pairing]) -> tuple[tuple[Mark, ...], tuple[Note, ...]]:
    """Turn the chosen pairs into marks and notes; each run is a group of its own."""
    marks = tuple(
        Mark(span=mark.span, labels=mark.labels, rule=f"style-vote:{pair.style}", group=group)
        for group, pair in enumerate(pairs)
        for mark in pair.marks
    )
    notes = tuple(
        Note(span=span, label=label, content=content, rule="+".join(pair.rules), group=group)
        for group, pair in enumerate(pairs)
        for span, label, content in zip(
            pair.run.spans, pair.run.labels, pair.run.contents, strict=True
        )
    )
    return tuple(sorted(marks, key=lambda mark: mark.span)), notes


def lone_marks(ground: Ground) -> tuple[Mark, ...]:
    """Find marks of a text whose notes are missing: square ones that count up from 1.

    Round brackets and bare digits are left alone: without notes to serve they are years,
    list numbers and glosses more often than marks.
    """
    marks = ground.marks["[]"]
    labels = [label for mark in marks for label in mark.labels]
    distinct = list(dict.fromkeys(labels))
    if len(distinct) < 2 or distinct != [str(number + 1) for number in range(len(distinct))]:
        return ()
    return tuple(Mark(span=mark.span, labels=mark.labels, rule="style-vote:lone") for mark in marks)
