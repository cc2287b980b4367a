"""Lists of notes in plain text: runs of lines that open with 1, 2, 3 ... in one form.

A run is only a candidate. Whether it is the list of notes is decided in ``pairs``, where the
marks of the body are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sourcecheck.extract.labels import plain_label
from sourcecheck.model.article import Span
from sourcecheck.text.fold import Folded

MAX_LINES_APART = 12
"""Lines from one note to the next; measured on the articles of the notes, none had more."""

MAX_GAP = 3
"""Missing numbers that do not end a run; guess."""

SHORTER = 8
"""Code points that a wrapped line may be shorter than another: one word; guess."""

NOTE_SIGNS = 1_500
"""Code points in which the next note on a shared line begins; guess."""

INLINE_NOTES = 2
"""Notes on one line from which they are a run."""

# [1] (1) {1} ⁽¹⁾ and the mirrored ]1[ of some PDFs, with or without a dash after it
_DIGITS = r"\d{1,3}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}"
_BRACKETED = rf"(?P<open>[\[({{⁽\])])[ ]?(?P<in>{_DIGITS})[ ]?(?P<close>[\])}}⁾\[(])[ ]?[-_.:ـ]?"
# 1- 1_ 1. 1) 1: 1/ 1ـ 1<TAB>; a digit after the sign would make it a date or a decimal
_SIGNED = r"(?P<bare>\d{1,3})[ ]?(?P<sign>\.-|[-_.:)/ـ\t])(?![\d/])"
_SUPER = r"(?P<super>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
_LABELLED = re.compile(rf"[ \t]*(?P<label>{_BRACKETED}|{_SIGNED}|{_SUPER})[ \t]*(?P<rest>\S.*)")

_PAIRS = {"[": "]", "(": ")", "{": "}", "⁽": "⁾", "]": "[", ")": "("}
_BRACKETS = frozenset(opening + closing for opening, closing in _PAIRS.items())
_WRAPPED = re.compile(r"[ \t]{2,}\S|(?:https?://|www\.)\S|[\w%./?#=&+~-]*[/=&?][\w%./?#=&+~-]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the shadow text: offsets in the shadow, without its newline."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line that opens with a label, as a note would."""

    line: int  # its number among the lines
    form: str  # how the label is written: "[]", "-", "_", "super"
    label: int
    printed: str
    start: int  # shadow offsets: the label, the content, the end of the entry
    content: int
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRun:
    """Consecutive entries of one form. Spans are of the article's text."""

    form: str
    first_line: int
    spans: tuple[Span, ...]
    contents: tuple[Span, ...]
    labels: tuple[str, ...]

    @property
    def span(self) -> Span:
        """The run from its first label to the end of its last note."""
        return Span(self.spans[0].start, self.spans[-1].end)


def lines_of(shadow: Folded) -> tuple[Line, ...]:
    """Split the shadow into lines; empty ones are kept, for they count as distance."""
    found, start = [], 0
    for text in shadow.text.split("\n"):
        body = text.rstrip()
        found.append(Line(start=start, end=start + len(body), text=body))
        start += len(text) + 1
    return tuple(found)


def find_runs(shadow: Folded, lines: Sequence[Line]) -> tuple[NoteRun, ...]:
    """Return every run of two or more entries, and single entries labelled 1, in text order."""
    entries = list(_entries(lines))
    found: list[NoteRun] = []
    for form in dict.fromkeys(entry.form for entry in entries):
        same = [entry for entry in entries if entry.form == form]
        found.extend(_run(shadow, lines, chain) for chain in _chains(same))
    found.extend(_inline_runs(shadow, lines))
    # of two readings of one place the one with more notes comes first
    return tuple(sorted(found, key=lambda run: (run.span.start, -len(run.labels))))


def _inline_runs(shadow: Folded, lines: Sequence[Line]) -> Iterator[NoteRun]:
    """Return runs whose notes share lines: ``1- ... 2- ... 3- ...``.

    The first label opens a line; the others follow in rising order before the next empty line.
    """
    ends = _paragraph_ends(lines)
    opens = frozenset(line.end - len(line.text.lstrip()) for line in lines)
    tried: set[tuple[int, str]] = set()
    for first in _entries(lines):
        limit = ends[first.line]
        if first.label != 1 or first.form == "super" or (limit, first.form) in tried:
            continue
        tried.add((limit, first.form))
        heads = [head for head in _heads(shadow.text, first, limit) if head.content < limit]
        if len(heads) >= INLINE_NOTES and any(head.start not in opens for head in heads):
            yield _inline_run(shadow, first, heads, limit)


def _inline_run(shadow: Folded, first: Entry, heads: Sequence[_Head], limit: int) -> NoteRun:
    stops = [head.start for head in heads[1:]]
    stops.append(_line_end(shadow.text, heads[-1].content, limit))
    ends = [_stripped(shadow.text, stop) for stop in stops]
    pairs = list(zip(heads, ends, strict=True))
    return NoteRun(
        form=first.form,
        first_line=first.line,
        spans=tuple(shadow.span(head.start, end) for head, end in pairs),
        contents=tuple(shadow.span(head.content, end) for head, end in pairs),
        labels=tuple(str(head.label) for head in heads),
    )


def _paragraph_ends(lines: Sequence[Line]) -> list[int]:
    """Return for every line where its paragraph ends, as a shadow offset."""
    found, end = [0] * len(lines), 0
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if number + 1 == len(lines) or not lines[number + 1].text.strip():
            end = line.end
        found[number] = end
    return found


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a note begins on a shared line: its label, and offsets of label and content."""

    label: int
    start: int
    content: int


def _heads(text: str, first: Entry, limit: int) -> Iterator[_Head]:
    """Return the heads of notes that share a line, from the first on, in its form.

    Where the next number is not near, the same one once more or one a little higher follows.
    """
    head: _Head | None = _Head(first.label, first.start, first.content)
    before = first.label
    while head is not None:
        yield head
        last = head.label
        again = () if last == before else (last,)
        before = last
        within = (head.content, min(limit, head.content + NOTE_SIGNS))
        follow = (last + 1, *again, *range(last + 2, last + 2 + MAX_GAP))
        found = (_head(text, first.form, label, within) for label in follow)
        head = next((each for each in found if each), None)


def _head(text: str, form: str, label: int, within: tuple[int, int]) -> _Head | None:
    # "[]" opens and closes, "-" only closes
    opening, closing = (form[0], form[-1]) if form in _BRACKETS else ("", form)
    printed = rf"(?<=\s){re.escape(opening)}[ ]?{label}[ ]?{re.escape(closing)}(?!\d)\s*"
    match = re.compile(printed).search(text, *within)
    if match is None:
        return None
    return _Head(label, match.start(), match.end())


def _line_end(text: str, at: int, limit: int) -> int:
    end = text.find("\n", at, limit)
    return limit if end < 0 else end


def _stripped(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _entries(lines: Sequence[Line]) -> Iterator[Entry]:
    for number, line in enumerate(lines):
        match = _LABELLED.match(line.text)
        if match and (form := _form(match)):
            printed = match["in"] or match["bare"] or match["super"]
            yield Entry(
                line=number,
                form=form,
                label=int(plain_label(printed)),
                printed=printed,
                start=line.start + match.start("label"),
                content=line.start + match.start("rest"),
            )


def _form(match: re.Match[str]) -> str:
    if match["super"]:
        return "super"
    if match["bare"]:
        return match["sign"]
    opening, closing = match["open"], match["close"]
    return opening + closing if _PAIRS[opening] == closing else ""


def _chains(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Cut entries of one form into chains that count upwards from 1, small gaps allowed.

    A label that repeats the last one stays in the chain: a doubled label is a finding, not
    the end of the notes.
    """
    chain: list[Entry] = []
    for entry in entries:
        if chain and _follows(chain[-1], entry):
            chain.append(entry)
            continue
        if _is_run(chain):
            yield chain
        chain = [entry] if entry.label <= 1 + MAX_GAP else []
    if _is_run(chain):
        yield chain


def _follows(last: Entry, entry: Entry) -> bool:
    near = entry.line - last.line <= MAX_LINES_APART
    return near and last.label <= entry.label <= last.label + 1 + MAX_GAP


def _is_run(chain: Sequence[Entry]) -> bool:
    if len(chain) == 1:
        return chain[0].label == 1
    return len(chain) > 1 and len({entry.label for entry in chain}) > 1


def _run(shadow: Folded, lines: Sequence[Line], chain: Sequence[Entry]) -> NoteRun:
    ends = [_entry_end(lines, entry.line, following.line) for entry, following in pairwise(chain)]
    ends.append(_last_end(lines, chain, _full_line(lines, chain)))
    return NoteRun(
        form=chain[0].form,
        first_line=chain[0].line,
        spans=tuple(shadow.span(e.start, end) for e, end in zip(chain, ends, strict=True)),
        contents=tuple(shadow.span(e.content, end) for e, end in zip(chain, ends, strict=True)),
        labels=tuple(str(entry.label) for entry in chain),
    )


def _entry_end(lines: Sequence[Line], first: int, following: int) -> int:
    """Return where an entry ends: at an empty line or the next entry, as a shadow offset."""
    end = lines[first].end
    for line in lines[first + 1 : following]:
        if not line.text.strip():
            break
        end = line.end
    return end


def _full_line(lines: Sequence[Line], chain: Sequence[Entry]) -> int:
    """Return how long the shortest line is that goes on below inside a note; 0 = none does."""
    wrapped = [
        len(lines[number].text)
        for entry, following in pairwise(chain)
        for number in range(entry.line, following.line - 1)
        if lines[number + 1].text.strip()
    ]
    return min(wrapped, default=0)


def _last_end(lines: Sequence[Line], chain: Sequence[Entry], full: int) -> int:
    """Return where the last entry ends.

    It keeps only its own line, unless the next is indented or goes on with its address, or
    the notes above are wrapped and its line is as full as theirs: what follows the list of
    notes is a comment form more often than a wrapped note.
    """
    number = chain[-1].line
    for line in lines[number + 1 : number + 1 + MAX_LINES_APART]:
        goes_on = full and len(lines[number].text) >= full - SHORTER
        if not line.text.strip() or not (goes_on or _WRAPPED.match(line.text)):
            break
        number += 1
    return lines[number].end
