"""Marks and notes of a page whose text is made: their places, labels and groups."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sourcecheck.extract.formats.html_labels import NotePlan, NotePlans
from sourcecheck.extract.formats.html_plan import NoteText
from sourcecheck.extract.formats.tree import Node
from sourcecheck.model import Mark, Note, Span


def groups_of(notes: Sequence[NoteText]) -> dict[NotePlan, int]:
    """Give every note its group: a label that comes again opens the next one."""
    groups: dict[NotePlan, int] = {}
    seen: set[str] = set()
    group = 0
    for note in notes:
        if note.plan.label in seen:
            group += 1
            seen.clear()
        seen.add(note.plan.label)
        groups[note.plan] = group
    return groups


_OPENERS = "[(（［〔{⁽"
_CLOSERS = "])）］〕}⁾"


def marks_of(
    text: str, plans: NotePlans, spans: Mapping[Node, Span], groups: Mapping[NotePlan, int]
) -> tuple[Mark, ...]:
    """Return the marks that stand in the text."""
    found = [
        Mark(
            span=_with_brackets(text, spans[node]),
            labels=(plain(plan.label),),
            rule=plan.rule,
            group=groups[plan],
        )
        for node, plan in plans.marks
        if node in spans and plan in groups
    ]
    return _ranges(text, sorted(found, key=lambda mark: mark.span))


_DASH = re.compile(r"\s?[-–—]\s?")
_WIDEST_RANGE = 30  # labels between two marks; more is no range


def _ranges(text: str, marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Join two marks with nothing but a dash between them: "[1]–[4]" cites four notes."""
    found: list[Mark] = []
    for mark in marks:
        last = found[-1] if found else None
        labels = _between(last, mark) if last is not None else ()
        if last is None or not labels or not _DASH.fullmatch(text, last.span.end, mark.span.start):
            found.append(mark)
            continue
        found[-1] = replace(last, span=Span(last.span.start, mark.span.end), labels=labels)
    return tuple(found)


def _between(first: Mark, last: Mark) -> tuple[str, ...]:
    """Return the labels from one mark to another, or () when they cannot be a range."""
    a, b = first.labels[-1], last.labels[0]
    if first.group != last.group or not (a.isdecimal() and b.isdecimal()):
        return ()
    if not int(a) < int(b) <= int(a) + _WIDEST_RANGE:
        return ()
    return tuple(map(str, range(int(a), int(b) + 1)))


def _with_brackets(text: str, span: Span) -> Span:
    """Widen a mark by the brackets printed around its link."""
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    if before and after and before in _OPENERS and after in _CLOSERS:
        return Span(span.start - 1, span.end + 1)
    return span


def plain(label: str) -> str:
    """Return a label with its digits in ASCII: "٣" is "3", "¹²" is "12"."""
    if not any(char.isdigit() for char in label):
        return label
    return "".join(str(_digit(char)) if char.isdigit() else char for char in label)


def _digit(char: str) -> int:
    return unicodedata.digit(char)


_PRINTED = re.compile(r"\s*[\[(（［{]?([^\])）］}.:_ـ-]{1,16})[\])）］}.:_ـ-]+\s*")
_REST = re.compile(r"[\s.:)\]،,–—-]+")


def note_of(text: str, note: NoteText, group: int) -> Note:
    """Return a note with its content: without label and ways back."""
    start, end = note.content_start, note.content_end
    if start < 0:
        start = end = note.end
    end -= len(text[start:end]) - len(text[start:end].rstrip())  # no-break space before an arrow
    return Note(
        span=Span(note.start, note.end),
        label=plain(note.plan.label),
        content=Span(min(_past_label(text, note, start, end), end), end),
        rule=note.plan.rule,
        group=group,
    )


def _past_label(text: str, note: NoteText, start: int, end: int) -> int:
    """Return where a note's content begins after a label that is printed as plain text."""
    label = note.plan.label
    found = _PRINTED.match(text, start, end)
    if found is not None and found[1].strip() == label:
        return found.end()
    if start > note.start:  # the label was a way back or a list's number: "1" + ". text"
        rest = _REST.match(text, start, end)
        return rest.end() if rest is not None else start
    bare = text.startswith(f"{label} ", start, end)
    return start + len(label) + 1 if bare else start
