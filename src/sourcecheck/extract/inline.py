"""Notes that share a line: ``1- ... 2- ... 3- ...``, up to the next empty line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sourcecheck.extract.labels import circled
from sourcecheck.extract.marks import NUMBER
from sourcecheck.extract.noteruns import BRACKETS, MAX_GAP, Entry, Lines, NoteRun

NOTE_SIGNS = 1_500
"""Code points in which the next note on a shared line begins; guess."""

FEWEST_NOTES = 2
"""Notes on one line from which they are a run."""

MOST_NOTES = 1_000
"""Notes on one line that are looked at: a label has at most three digits."""

_PARAGRAPH_END = re.compile(r"\n\s*\n")
_FORMS_ALONE = frozenset({"worded", " "})
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a note begins on a shared line: its label, and offsets of label and content."""

    label: int
    start: int
    content: int


def find_inline_runs(lines: Lines, entries: Sequence[Entry]) -> Iterator[NoteRun]:
    """Yield runs whose notes share lines.

    The first label opens a line; the others follow in rising order before the next empty line.
    """
    text = lines.text
    tried: set[tuple[int, str]] = set()
    limit = -1
    for first in entries:
        if first.number != 1 or first.kind != NUMBER or first.form in _FORMS_ALONE:
            continue
        if first.line >= limit:
            limit = _paragraph_end(text, first.line + 1)
        if (limit, first.form) in tried:
            continue
        tried.add((limit, first.form))
        heads = list(_heads(text, first, limit))
        if len(heads) >= FEWEST_NOTES and any(not _opens(text, head.start) for head in heads):
            yield _inline_run(text, first, heads, limit)


def _paragraph_end(text: str, at: int) -> int:
    match = _PARAGRAPH_END.search(text, at)
    return match.start() if match else len(text)


def _opens(text: str, at: int) -> bool:
    """Tell whether only white space stands before an offset in its line."""
    return not text[text.rfind("\n", max(0, at - 40), at) + 1 : at].strip()


def _inline_run(text: str, first: Entry, heads: Sequence[_Head], limit: int) -> NoteRun:
    stops = [head.start for head in heads[1:]]
    line_end = text.find("\n", heads[-1].content, limit)
    stops.append(limit if line_end < 0 else line_end)
    return NoteRun(
        form=first.form,
        kind=first.kind,
        line=first.line,
        notes=tuple(
            (
                head.start - 1,
                head.content - 1,
                len(text[head.content : stop].rstrip()) + head.content - 1,
            )
            for head, stop in zip(heads, stops, strict=True)
        ),
        labels=tuple(str(head.label) for head in heads),
        numbers=tuple(head.label for head in heads),
    )


def _heads(text: str, first: Entry, limit: int) -> Iterator[_Head]:
    """Return the heads of notes that share a line, from the first on, in its form.

    Where the next number is not near, the same one once more or one a little higher follows.
    """
    head: _Head | None = _Head(1, first.start + 1, first.content + 1)
    before = 1
    for _ in range(MOST_NOTES):
        if head is None:
            return
        yield head
        last = head.label
        again = () if last == before else (last,)
        before = last
        within = (head.content, min(limit, head.content + NOTE_SIGNS))
        follow = (last + 1, *again, *range(last + 2, last + 2 + MAX_GAP))
        found = (_head(text, first.form, label, within) for label in follow)
        head = next((each for each in found if each), None)


def _head(text: str, form: str, label: int, within: tuple[int, int]) -> _Head | None:
    match = _printed(form, label).search(text, *within)
    return _Head(label, match.start(), match.end()) if match else None


@lru_cache(maxsize=4096)
def _printed(form: str, label: int) -> re.Pattern[str]:
    if form == "super":
        return re.compile(rf"(?<=\s){str(label).translate(_RAISED)}(?![⁰¹²³⁴⁵⁶⁷⁸⁹])\s*+(?=\S)")
    if form == "circled":
        return re.compile(rf"(?<=\s){circled(label)}\s*+(?=\S)")
    # "[]" opens and closes, "-" only closes
    opening, closing = (form[0], form[-1]) if form in BRACKETS else ("", form)
    return re.compile(
        rf"(?<=\s){re.escape(opening)}[ ]?{label}[ ]?{re.escape(closing)}(?!\d)\s*+(?=\S)"
    )
