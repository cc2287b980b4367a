"""Marks and notes by the links between them, which programs that know of notes write.

A link inside the document whose words are a label, and that leads to a line which opens with the
same label, joins a mark to its note. A table of contents leads to headings, and the way back from
a note opens a line; both are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sourcecheck.extract.formats.pdf_layout import label_of
from sourcecheck.extract.formats.pdf_links import Area
from sourcecheck.model import Mark, Note, Span

RULE = "pdf-link"

_RESOLVED = 0.8
"""Share of linked labels that must lead to such a line; guess."""

_AWAY = 60.0
"""Points between where a link leads and the top of its line; guess, writers leave up to 30."""

_PLAIN = re.compile(r"\s*[\[(]?\s*(\d{1,3}|[a-z*†‡§])\s*[\])]?(?=[\s.]|$)")
_OPENING = re.compile(r"\s*[\[(（［]?\s*(?:\d{1,3}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[*†‡§]{1,3}|[a-z](?=[\s.)\]]))"
                      r"\s*[\])）］]?[-_.:ـ]?\s*")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a line of text begins: on its page, and in the document's text."""

    page: int
    top: float  # in points
    at: int
    end: int  # of its paragraph
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Words that lead to a place of the document."""

    span: Span
    text: str
    area: Area


def pairs(places: Sequence[Place], starts: Sequence[Start]) -> tuple[list[Mark], list[Note]]:
    """Return marks and notes that are linked; none where too many labels lead elsewhere."""
    if not places:
        return [], []
    opened = _by_label(starts)
    opening = {start.at for start in starts}
    labelled = [
        (place, label)
        for place in places
        if place.span.start not in opening and (label := _label(place.text, whole=True))
    ]
    found = [
        (place, label, start)
        for place, label in labelled
        if (start := _target(place, opened.get((place.area.page, label), ()))) is not None
    ]
    if not found or len(found) < _RESOLVED * len(labelled):
        return [], []
    notes = _notes({start.at: (start, label) for _, label, start in found})
    marks = [
        Mark(span=place.span, labels=(label,), rule=RULE, group=notes[start.at].group)
        for place, label, start in found
    ]
    return sorted(marks, key=lambda mark: mark.span), list(notes.values())


def _label(text: str, *, whole: bool) -> str:
    """Return the label that a text is, or opens with."""
    if whole and len(text.strip()) > 5:
        return ""
    found = label_of(text)
    if found:
        return found
    plain = _PLAIN.match(text)
    return plain[1].lstrip("0") if plain else ""


def _by_label(starts: Sequence[Start]) -> dict[tuple[int, str], list[Start]]:
    """Return the lines of each page that open with each label, from the foot up."""
    found: defaultdict[tuple[int, str], list[Start]] = defaultdict(list)
    for start in sorted(starts, key=_top):
        if label := _label(start.text, whole=False):
            found[start.page, label].append(start)
    return found


def _top(start: Start) -> float:
    return start.top


def _target(place: Place, same: Sequence[Start]) -> Start | None:
    """Return the line nearest to where a link leads, of those that open with its label."""
    y = place.area.y
    if y is None:
        return same[0] if len(same) == 1 and same[0].at > place.span.end else None
    at = bisect_left(same, y, key=_top)
    near = [
        each
        for each in same[max(0, at - 2) : at + 2]
        if each.at > place.span.end and abs(each.top - y) <= _AWAY
    ]
    return min(near, key=lambda each: abs(each.top - y), default=None)


def _notes(found: Mapping[int, tuple[Start, str]]) -> dict[int, Note]:
    """Return notes by where they begin; a label that comes again begins a new group."""
    notes: dict[int, Note] = {}
    placed = sorted(found)
    group, seen = 0, set[str]()
    for at, following in zip(placed, [*placed[1:], None], strict=True):
        start, label = found[at]
        if label in seen:
            group, seen = group + 1, set()
        seen.add(label)
        end = start.end if following is None else min(start.end, following)
        opened = _OPENING.match(start.text)
        content = min(at + (opened.end() if opened else 0), end)
        notes[at] = Note(
            span=Span(at, end), label=label, content=Span(content, end), rule=RULE, group=group
        )
    return notes
