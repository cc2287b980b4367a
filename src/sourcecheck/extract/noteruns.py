"""Lists of notes in plain text: runs of lines that open with 1, 2, 3 ... in one form.

A run is only a candidate. Whether it is the list of notes is decided in ``pairs``, where the
marks of the body are known. All offsets here are of the shadow text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise

from sourcecheck.extract.citewords import CiteWords
from sourcecheck.extract.labels import circled_label, plain_label, raised_labels
from sourcecheck.extract.marks import LETTERS, NUMBER, ROMAN, letter_place

MAX_LINES_APART = 12
"""Lines from one note to the next; measured on the articles of the notes, none had more."""

MAX_GAP = 3
"""Missing numbers that do not end a run; guess."""

MOST_ENTRIES = 20_000
"""Lines with a label that are looked at; a long book has fewer notes."""

SHORTER = 8
"""Code points that a wrapped line may be shorter than another: one word; guess."""

HEADING_SIGNS = 60
"""Code points in which a heading beside its first note ends."""

_RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED_LETTERS = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
_DIGITS = rf"\d{{1,3}}|[{_RAISED_DIGITS}]{{1,3}}"
# In brackets, round, square, curly, raised or mirrored, with or without a dash after it.
_BRACKETED = (
    rf"(?P<open>[\[({{⁽\])])[ ]?(?P<in>{_DIGITS})[ ]?(?P<close>[\])}}⁾\[(])[ ]?(?:[-_.:ـ](?!\d))?"
)
# A letter or a Roman numeral in brackets.
_LETTERED = r"(?P<lopen>[\[(])(?P<lin>[^\W\d_]|[ivxl]{2,6})(?P<lclose>[\])])[ ]?[-_.:ـ]?"
# A word before the number, in brackets or before a dash or colon.
_WORDED = (
    r"(?P<wopen>[\[(]?)[ ]?(?P<win>{words}\.?[ ]?\d{{1,3}})(?:[ ]?[\])]|(?=[ ]?[-_.:]))[ ]?[-_.:]?"
)
# A sign behind the number, which may be a tab or the edge of a table cell; a digit after it
# would make it a date or a decimal. A lone space will do before a word.
_SIGNED = (
    r"\|?[ ]?(?P<bare>\d{1,3})"
    r"(?:[ ]?(?P<sign>\.-|[-_.:)/ـ\t|])(?![\d/])|(?P<gap>[ ]{1,3})(?=[^\W\d_]|\"))"
)
# The same with letters.
_LETTER_SIGNED = r"(?P<lbare>[^\W\d_]|[ivxl]{2,6})(?P<lsign>[.)])(?=[ \t])"
_SUPER = rf"(?P<super>[{_RAISED_DIGITS}]{{1,3}}|[{_RAISED_LETTERS}]{{1,4}})"
_CIRCLED = r"(?P<circled>[①-⑳㉑-㉟㊱-㊿])"

_PAIRS = {"[": "]", "(": ")", "{": "}", "⁽": "⁾", "]": "[", ")": "("}
BRACKETS = frozenset(opening + closing for opening, closing in _PAIRS.items())
_WRAPPED = re.compile(r"[ \t]{2,}\S|(?:https?://|www\.)\S|[\w%./?#=&+~-]*[/=&?][\w%./?#=&+~-]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line that opens with a label, as a note would."""

    form: str  # how the label is written: "[]", "-", "_", "super"
    kind: str  # what it counts in: "number", "roman", "latin" ...
    number: int  # its place in that order
    label: str
    line: int  # where its line begins
    start: int
    content: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRun:
    """Consecutive entries of one form; each note is ``(start, content, end)``."""

    form: str
    kind: str
    line: int  # where the line of its first note begins
    notes: tuple[tuple[int, int, int], ...]
    labels: tuple[str, ...]
    numbers: tuple[int, ...]

    @property
    def start(self) -> int:
        """Where the first label begins."""
        return self.notes[0][0]

    @property
    def end(self) -> int:
        """Where the last note ends."""
        return self.notes[-1][2]


@cache
def _labelled(note_word: str) -> re.Pattern[str]:
    worded = _WORDED.format(words=note_word)
    label = f"{_BRACKETED}|{_LETTERED}|{worded}|{_SIGNED}|{_LETTER_SIGNED}|{_SUPER}|{_CIRCLED}"
    return re.compile(rf"\n(?!\n)[ \t]*+(?P<label>{label})[ \t]*+(?=\S)", re.IGNORECASE)


@cache
def _beside_heading(note_word: str) -> re.Pattern[str]:
    """Compile a heading with the first note on its line: "Sources: 1- ..."."""
    return re.compile(
        rf"\n[ \t]*+(?P<head>[^\n:]{{1,{HEADING_SIGNS}}}):"
        rf"(?=[ \t]*+[\[({{⁽\])]?[ ]?(?:[1¹①a]|{note_word}))",
        re.IGNORECASE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The text whose lines are looked at, a line break in front, with headings cut off.

    ``text[at + 1]`` is the shadow's ``text[at]``. A heading that shares its line with the
    first note is followed by a line break, which takes the place of its colon.
    """

    text: str
    beside: frozenset[int]  # where the lines begin that were cut off a heading


def lines_of(text: str, words: CiteWords) -> Lines:
    """Set headings apart from first notes beside them."""
    whole = "\n" + text
    cuts = [
        match.end() - 1
        for match in _beside_heading(words.note_word).finditer(whole)
        if is_heading(match["head"], words.headings)
    ]
    if cuts:
        pieces = [
            whole[a:b]
            for a, b in pairwise([0, *(c for cut in cuts for c in (cut, cut + 1)), len(whole)])
        ]
        whole = "".join("\n" if at % 2 else piece for at, piece in enumerate(pieces))
    return Lines(text=whole, beside=frozenset(cuts))


def is_heading(line: str, headings: frozenset[str]) -> bool:
    """Tell whether a line is the heading of a list of notes, in any language."""
    return line.strip(" \t#*=_:-.\"'").casefold() in headings


def entries_of(lines: Lines, words: CiteWords) -> list[Entry]:
    """Return the lines that open with a label, in text order, one for each way to read it."""
    found = (
        entry for match in _labelled(words.note_word).finditer(lines.text) for entry in _read(match)
    )
    return list(islice(found, MOST_ENTRIES))


def _read(match: re.Match[str]) -> Iterator[Entry]:
    for form, kind, number, label in _readings(match):
        yield Entry(
            form=form,
            kind=kind,
            number=number,
            label=label,
            line=match.start(),
            start=match.start("label") - 1,
            content=match.end() - 1,
        )


def _readings(match: re.Match[str]) -> Iterator[tuple[str, str, int, str]]:
    """Yield form, kind, place and label of a line's label; a letter may count in two orders."""
    if printed := match["in"]:
        opening, closing = match["open"], match["close"]
        if _PAIRS[opening] == closing:
            label = plain_label(printed)
            yield opening + closing, NUMBER, int(label), label
    elif printed := match["bare"]:
        label = plain_label(printed)
        yield match["sign"] or " ", NUMBER, int(label), label
    elif printed := match["win"]:
        label = " ".join(printed.split())
        yield "worded", NUMBER, int(re.findall(r"\d+", label)[-1]), label
    elif printed := match["super"]:
        label = raised_labels(printed)[0]
        if label.isdigit():
            yield "super", NUMBER, int(label), label
        else:
            yield from _by_letter("super", label)
    elif printed := match["circled"]:
        label = circled_label(printed)
        yield "circled", NUMBER, int(label), label
    else:
        yield from _by_letter(
            *(
                (match["lopen"] + match["lclose"], match["lin"])
                if match["lin"]
                else (match["lsign"], match["lbare"])
            )
        )


def _by_letter(form: str, label: str) -> Iterator[tuple[str, str, int, str]]:
    for kind in (ROMAN, *LETTERS):
        if number := letter_place(label, kind):
            yield form, kind, number, label


def find_runs(lines: Lines, entries: Sequence[Entry]) -> list[NoteRun]:
    """Return every run of two or more entries, and single entries labelled 1."""
    by_form: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        by_form.setdefault((entry.form, entry.kind), []).append(entry)
    return [
        _run(lines.text, chain) for same in by_form.values() for chain in _chains(lines.text, same)
    ]


def _chains(text: str, entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Cut entries of one form into chains that count upwards from 1, small gaps allowed.

    A label that repeats the last one stays in the chain: a doubled label is a finding, not
    the end of the notes. Chains far apart whose numbers go on are also read as one: notes at
    the foot of each page.
    """
    near: list[list[Entry]] = []
    for entry in entries:
        last = near[-1][-1] if near else None
        if last and _counts_on(text, last, entry) and _is_near(text, last, entry):
            near[-1].append(entry)
        else:
            near.append([entry])
    yield from (chain for chain in near if _is_run(chain))
    yield from _page_feet(near)


def _page_feet(near: Sequence[list[Entry]]) -> Iterator[list[Entry]]:
    """Join chains that go on with the number of the one before."""
    joined: list[list[Entry]] = []
    for chain in near:
        if (
            joined
            and joined[-1][-1].number < chain[0].number <= joined[-1][-1].number + 1 + MAX_GAP
        ):
            joined.append(chain)
            continue
        if len(joined) > 1 and _is_run(whole := [entry for each in joined for entry in each]):
            yield whole
        joined = [chain]
    if len(joined) > 1 and _is_run(whole := [entry for each in joined for entry in each]):
        yield whole


def _counts_on(text: str, last: Entry, entry: Entry) -> bool:
    if entry.number == last.number == 1:  # a paragraph that opens with 1 is no doubled note
        return text.count("\n", last.line + 1, entry.line + 1) == 1
    return last.number <= entry.number <= last.number + 1 + MAX_GAP


def _is_near(text: str, last: Entry, entry: Entry) -> bool:
    return text.count("\n", last.line + 1, entry.line + 1) <= MAX_LINES_APART


def _is_run(chain: Sequence[Entry]) -> bool:
    if chain[0].number > 1 + MAX_GAP:
        return False
    if len(chain) == 1:
        only = chain[0]
        sure = only.form in ("[]", "worded") or (only.kind == NUMBER and only.form != " ")
        return only.number == 1 and sure
    return len({entry.number for entry in chain}) > 1


def _run(text: str, chain: Sequence[Entry]) -> NoteRun:
    ends = [_entry_end(text, entry, following) for entry, following in pairwise(chain)]
    ends.append(_last_end(text, chain[-1], _full_line(text, chain)))
    return NoteRun(
        form=chain[0].form,
        kind=chain[0].kind,
        line=chain[0].line,
        notes=tuple((e.start, e.content, end) for e, end in zip(chain, ends, strict=True)),
        labels=tuple(entry.label for entry in chain),
        numbers=tuple(entry.number for entry in chain),
    )


def _filled_lines(text: str, at: int, limit: int) -> Iterator[tuple[int, int]]:
    """Yield the lines from the one at ``at`` up to an empty one, as offsets, at most some."""
    for _ in range(MAX_LINES_APART + 1):
        stop = text.find("\n", at, limit)
        end = limit if stop < 0 else stop
        body = text[at:end].rstrip()
        if not body.strip():
            return
        yield at, at + len(body)
        if stop < 0:
            return
        at = stop + 1


def _entry_end(text: str, entry: Entry, following: Entry) -> int:
    """Return where an entry ends: at an empty line or the next entry, as a shadow offset."""
    rows = list(_filled_lines(text, entry.content + 1, following.line))
    return rows[-1][1] - 1


def _full_line(text: str, chain: Sequence[Entry]) -> int:
    """Return how long the shortest line is that goes on below inside a note; 0 = none does."""
    shortest = 0
    for entry, following in pairwise(chain):
        rows = list(_filled_lines(text, entry.line + 1, following.line))
        for start, end in rows[:-1]:
            shortest = min(shortest or end - start, end - start)
    return shortest


def _last_end(text: str, entry: Entry, full: int) -> int:
    """Return where the last entry ends.

    It keeps only its own line, unless the next is indented or goes on with its address, or
    the notes above are wrapped and its line is as full as theirs: what follows the list of
    notes is a comment form more often than a wrapped note.
    """
    last = 0
    before = 0
    for start, end in _filled_lines(text, entry.line + 1, len(text)):
        if last:
            goes_on = full and before >= full - SHORTER
            if not (goes_on or _WRAPPED.match(text[start:end])):
                break
        last, before = end, end - start
    return last - 1
