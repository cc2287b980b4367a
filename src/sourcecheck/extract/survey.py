"""What the choice of notes is made from: one text, its labelled lines and its signs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sourcecheck.extract.citewords import CiteWords
from sourcecheck.extract.inline import find_inline_runs
from sourcecheck.extract.marks import (
    NUMBER,
    SURE_STYLES,
    FoundMark,
    Style,
    find_marks,
    letter_styles,
    styles,
)
from sourcecheck.extract.noteruns import (
    Lines,
    NoteRun,
    entries_of,
    find_runs,
    is_heading,
    lines_of,
)
from sourcecheck.model.article import Span
from sourcecheck.text.fold import Folded
from sourcecheck.text.spans import Spans
from sourcecheck.text.stops import SENTENCE_ENDS

HEADING_LINES = 3
"""A heading may stand this many filled lines above the first note."""

LINE_SIGNS = 200
"""Code points in which a line ends that could be a heading."""

NOTE_START = 300
"""Code points of a note in which its address or title begins."""

LIKELY = 0.5
"""Share of notes that must look like sources where no mark points to any."""

FEWEST_BARE = 3
"""Notes from which bare digits, or letters in round brackets, may be labels; guess."""

NEARLY_ALL = 0.9
"""Share of explaining notes that marks in round brackets must point to."""

SENTENCE_SIGNS = frozenset(SENTENCE_ENDS)
"""A mark in front of one of these closes a sentence; letters in a list have commas there."""

_ADDRESS = re.compile(r"https?://|www\.|\bdoi\b", re.IGNORECASE)
_SMALL = re.compile(r"[a-zß-öø-ÿа-яёіїєα-ωա-ֆ]")  # Georgian has no capitals in running text
_DATED = re.compile(r"(?<!\d)(?:1[3-9]|20)\d\d(?!\d)")
_TITLE = re.compile(r"\"[^\"]{4,}\"")
_SENTENCE = re.compile(rf"[{SENTENCE_ENDS}]\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One text and what was found in it. Marks are looked for when a run asks for them."""

    shadow: Folded
    words: CiteWords
    addresses: Spans
    lines: Lines
    runs: tuple[NoteRun, ...]
    _marks: dict[str, dict[str, tuple[FoundMark, ...]]] = field(default_factory=dict)

    def marks_for(self, kind: str) -> dict[str, tuple[FoundMark, ...]]:
        """Return the marks whose labels count in ``kind``, by style; empty styles left out."""
        if kind not in self._marks:
            listed = styles(self.words) if kind == NUMBER else letter_styles(kind)
            found = {style.name: self._find(style) for style in listed}
            self._marks[kind] = {name: marks for name, marks in found.items() if marks}
        return self._marks[kind]

    def square_marks(self) -> tuple[FoundMark, ...]:
        """Return the numbers in square brackets."""
        if NUMBER in self._marks:
            return self._marks[NUMBER].get("[]", ())
        return self._find(styles(self.words)[0])

    def _find(self, style: Style) -> tuple[FoundMark, ...]:
        return find_marks(self.shadow, style, self.addresses, self.words)


def survey(shadow: Folded, addresses: Sequence[Span], words: CiteWords) -> Ground:
    """Collect the labelled lines of one text."""
    lines = lines_of(shadow.text, words)
    entries = entries_of(lines, words)
    found = [*find_runs(lines, entries), *find_inline_runs(lines, entries)] if entries else []
    return Ground(
        shadow=shadow,
        words=words,
        addresses=Spans(addresses),
        lines=lines,
        # of two readings of one place the one with more notes comes first
        runs=tuple(sorted(found, key=lambda run: (run.start, -len(run.labels)))),
    )


class Holes:
    """The notes of some runs: no marks of the body stand in them."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, runs: Iterable[NoteRun]) -> None:
        """Sort the notes once."""
        notes = sorted((start, end) for run in runs for start, _, end in run.notes)
        self._starts = [start for start, _ in notes]
        self._ends = [end for _, end in notes]

    def hold(self, start: int, end: int) -> bool:
        """Tell whether a piece of the text meets one of the notes."""
        at = bisect_left(self._starts, end)
        return at > 0 and self._ends[at - 1] > start


def inside(
    ground: Ground,
    style: str,
    run: NoteRun,
    since: int,
    *,
    holes: Holes | None = None,
    before: bool = True,
) -> tuple[FoundMark, ...]:
    """Return one style's marks of the text a run may serve: what stands in front of it.

    Notes at the foot of pages have text between them; a mark stands before its note.
    """
    marks = ground.marks_for(run.kind).get(style, ())
    low = bisect_left(marks, since, key=lambda mark: mark.start)
    high = bisect_left(marks, run.end, key=lambda mark: mark.start) if before else len(marks)
    own = Holes((run,))
    return tuple(
        mark
        for mark in marks[low:high]
        if not own.hold(mark.start, mark.end) and not (holes and holes.hold(mark.start, mark.end))
    )


def support(
    ground: Ground, run: NoteRun, style: float, marks: Sequence[FoundMark] = ()
) -> tuple[float, tuple[str, ...]]:
    """3 style + 1.5 heading + share of addresses + 0.5 late + up to 0.5 for length.

    Where nothing points to the run its lines must look like sources themselves, and where
    only words in round brackets do, they must stand where marks stand or the lines must.
    """
    text = ground.shadow.text
    printed = [text[content : min(end, content + NOTE_START)] for _, content, end in run.notes]
    addressed = sum(bool(_ADDRESS.search(note)) for note in printed) / len(printed)
    parts = {
        "note-marks": 3 * style,
        "note-heading": 1.5 if _has_heading(ground, run) else 0.0,
        "note-addresses": addressed,
        "note-late": 0.5 if run.start * 2 > len(text) else 0.0,
        "note-length": min(0.5, 0.1 * len(run.labels)),
    }
    rules = tuple(rule for rule, value in parts.items() if value > 0)
    sure = not marks or marks[0].style in SURE_STYLES
    headed = parts["note-heading"] > 0 and (sure or _look_like_sources(printed))
    sourced = headed or addressed >= LIKELY
    if not sourced and not _stand_like_marks(text, run, marks, printed):
        return 0.0, rules
    if not marks and not _look_like_sources(printed):
        return 0.0, rules
    return sum(parts.values()), rules


def _stand_like_marks(
    text: str, run: NoteRun, marks: Sequence[FoundMark], printed: Sequence[str]
) -> bool:
    """Tell marks by where they stand, where neither a heading nor an address tells notes.

    Half of the notes must have a mark that is glued to a word or at a stop. Round brackets
    and lines without a sign hold many other things, so there the lines must be like names or
    nearly all of them be marked.
    """
    notes = set(run.numbers)
    marked = notes.intersection(number for mark in marks for number in mark.numbers)
    settled = notes.intersection(n for mark in marks if mark.settled for n in mark.numbers)
    if not marked or 2 * len(settled) < len(marked):
        return False
    if marks[0].style in SURE_STYLES:
        return True
    if run.kind != NUMBER:
        every = len(settled) == len(notes) and len(notes) >= FEWEST_BARE
        stops = sum(text[mark.end : mark.end + 1] in SENTENCE_SIGNS for mark in marks)
        return every and (all(mark.glued for mark in marks) or 2 * stops > len(marks))
    if marks[0].style == "()" and 2 * len(marked) < len(notes):
        return False
    if all(_SMALL.match(note) for note in printed):  # the legend of a picture
        return False
    most = len(settled) >= NEARLY_ALL * len(notes)
    if run.form == " ":  # as superscripts and their notes come out of a page
        return most and marks[0].style == "bare" and len(notes) >= FEWEST_BARE
    return most or _look_like_sources(printed)


def _look_like_sources(notes: Sequence[str]) -> bool:
    """Tell notes by an address, a title, a year or the brevity of a name."""
    likely = sum(
        bool(_ADDRESS.search(note) or _TITLE.search(note) or _DATED.search(note))
        or not _SENTENCE.search(note)
        for note in notes
    )
    return likely >= LIKELY * len(notes)


def _has_heading(ground: Ground, run: NoteRun) -> bool:
    """Look for a heading of notes among the filled lines above a run."""
    text = ground.lines.text
    end = run.line
    for _ in range(HEADING_LINES):
        while end > 0 and text[end - 1].isspace():
            end -= 1
        start = text.rfind("\n", max(0, end - LINE_SIGNS), end)
        if end <= 0 or start < 0:
            return False
        if is_heading(text[start + 1 : end], ground.words.headings):
            return True
        end = start
    return False
