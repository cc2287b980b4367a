"""Sources listed without numbers: a bibliography, a credit line, notes behind a star.

A heading alone proves nothing ("margins" and "comments" head other things), so the lines below
it must look like entries, and a star must stand both in the text and in front of one line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from sourcecheck.extract.authoryear import Cited, matches
from sourcecheck.extract.blocks import lines
from sourcecheck.extract.noteruns import is_heading
from sourcecheck.extract.reading import Reading
from sourcecheck.model.article import Block, BlockKind, Mark, Note, Span
from sourcecheck.model.tables.languages import Language
from sourcecheck.text.fold import folded
from sourcecheck.text.spans import Spans
from sourcecheck.text.stops import PAUSES, SENTENCE_ENDS

ENTRY_WORDS = 45
"""Most words of an entry; longer ones were paragraphs; guess."""

NAME_WORDS = 8
"""Most words of an entry that is only a name."""

PART_WORDS = 3
"""Fewest words of an entry among longer ones; guess."""

HEADING_SIGNS = 60
"""Most code points of a heading of sources."""

CREDIT_WORDS = 8
"""Most words of a credit after "Source:"; guess."""

SET_IN = 2
"""Spaces by which a line is set in below another."""

LINE_SIGNS = 200
"""Code points in which the white space in front of a line begins."""

MOST_WORKS = 500
"""Works cited by author and year that lines are compared with."""

SYMBOL_MARKS = 2
"""How often one star may stand in the text and still be a mark; guess."""

_BULLET = re.compile(r"[-–—•▪●◦*·][ \t]+")
_ADDRESS = re.compile(r"https?://|www\.|\bdoi\b", re.IGNORECASE)
_ADDRESS_LINE = re.compile(r"<?(?:https?://|www\.)\S+", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\w)(?:1[5-9]|20|١[٣-٩]|٢٠|۱[۳-۹]|۲۰)[\d٠-٩۰-۹]{2}[a-zа-яا-ي]?(?!\w)")
_TITLE = re.compile(r"[«“„\"][^»”“\"]{4,}[»”“\"]")
_IMPRINT = re.compile(
    r":\s?[^\W\d_][^,،:;\n]{1,60}[,،]\s?(?:1[5-9]|20|١[٣-٩]|٢٠|۱[۳-۹]|۲۰)[\d٠-٩۰-۹]{2}\b"
)
_PLACE_YEAR = re.compile(
    r"[,.]\s[A-ZÀ-ÞĀ-ŽА-ЯЁІЇЄҐ][\w.-]{1,30}(?:\s[\w.-]{1,30})?\s(?:1[5-9]|20)\d\d(?=[.,:;]|$)"
)
_AUTHOR_YEAR = re.compile(r"[^\W\d_][^()\n]{2,80}\((?:1[5-9]|20)\d\d[a-z]?\)[.,:]")
_STOP = re.compile(  # with the marks behind it
    rf"[{SENTENCE_ENDS}][\"'”»)\]]*\s*(?:[\[({{][^\[\](){{}}]{{1,14}}[\])}}]|[¹²³⁴-⁹⁰①-⑳*†‡])*$"
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_STARS = "*†‡§¶‖#"
_SYMBOL_LINE = re.compile(
    r"[\[(]?(?P<sign>\*{1,4}|[†‡§¶‖#]{1,3})[\])]?[ \t]*(?P<rest>[^\s*†‡§¶‖#\d].*)"
)
_EMPHASIS = re.compile(r"(?:(?<=[ (\"«])|(?<=\n))\*+\w+[^*\n]{0,80}\w\*")


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """Notes without numbers, and the marks of those that have some."""

    marks: tuple[Mark, ...]
    notes: tuple[Note, ...]


def without(text: str, body: Sequence[Span], notes: Sequence[Note]) -> tuple[Span, ...]:
    """Return the lines of the body in which no note stands. Both are in text order."""
    rows = (row for block in body for row in lines(text, block))
    starts = [note.span.start for note in notes]
    return tuple(row for row in rows if not _in_note(row, starts, notes))


def _in_note(row: Span, starts: Sequence[int], notes: Sequence[Note]) -> bool:
    """Tell whether the last note that begins before a line's end reaches into it."""
    at = bisect_left(starts, row.end)
    return at > 0 and notes[at - 1].span.meets(row)


def find_unnumbered(
    text: str,
    rows: Sequence[Span],
    headings: frozenset[str],
    language: Language,
    cited: Sequence[Cited] = (),
) -> Unnumbered:
    """Find what the numbered notes leave: symbols, bibliographies, credit lines.

    ``cited`` are the works that the text names by author and year.
    """
    marks, starred = _symbols(text, rows, headings)
    listed = list(_bibliography(text, rows, headings, language, cited))
    credited = [] if listed else list(_credits(text, rows, language))
    notes = {note.span: note for note in (*credited, *listed, *starred)}
    return Unnumbered(marks, tuple(notes[span] for span in sorted(notes)))


def _bibliography(
    text: str,
    rows: Sequence[Span],
    headings: frozenset[str],
    language: Language,
    cited: Sequence[Cited],
) -> Iterator[Note]:
    """Read the last heading's lines, as far as they look like entries.

    Without a heading the lines at the end are read that the text cites by author and year.
    """
    heads = [at for at, row in enumerate(rows) if is_heading(row.of(text), headings)]
    named_works = _works(cited)
    if not heads:
        yield from _cited_lines(text, rows, named_works)
        return
    furniture = tuple(folded(phrase) for phrase in language.furniture)
    entries: list[Span] = []
    above = rows[heads[-1]].end
    for row in rows[heads[-1] + 1 :]:
        printed = row.of(text)
        # numbered notes between them are what the heading stands for
        if text[above : row.start].strip() or folded(printed).startswith(furniture):
            break
        above = row.end
        if entries and _goes_on(text, entries[-1], row):
            entries[-1] = Span(entries[-1].start, row.end)
        elif _is_entry(printed) or matches(printed, named_works):
            entries.append(row)
        else:
            break
    sure = [
        row for row in entries if _is_sure_entry(row.of(text)) or matches(row.of(text), named_works)
    ]
    named = len(entries) > 1 and all(not _STOP.search(row.of(text)) for row in entries)
    if entries and (2 * len(sure) > len(entries) or named):
        for row in entries:
            yield _note(text, row, "bibliography")


def find_listed(
    reading: Reading, notes: Sequence[Note], headings: frozenset[str]
) -> tuple[Note, ...]:
    """Find the bibliographies of a document whose format has notes of its own.

    There a heading is a block, and several lists may stand below headings of their own. A line
    that is nothing but a link stays one.
    """
    text, blocks = reading.text, reading.blocks
    links = (link.span for link in reading.hyperlinks)
    held = Spans((*(note.span for note in notes), *links))
    lists: list[list[Span]] = []
    below = False  # a heading of sources, with nothing but entries so far
    for block in blocks:
        if _heads(text, block, headings):
            lists.append([])
            below = True
        elif below and block.kind is not BlockKind.NOTE:
            printed = [row for row in lines(text, block.span) if not held.covering(row)]
            entries = list(takewhile(lambda row: _is_entry(row.of(text)), printed))
            below = block.kind is BlockKind.PARAGRAPH and len(entries) == len(printed)
            lists[-1] += entries if block.kind is BlockKind.PARAGRAPH else ()
    return tuple(note for rows in lists for note in _entries(text, rows))


def _heads(text: str, block: Block, headings: frozenset[str]) -> bool:
    if block.kind not in {BlockKind.HEADING, BlockKind.PARAGRAPH}:
        return False
    short = block.span.end - block.span.start <= HEADING_SIGNS
    return short and is_heading(block.span.of(text), headings)


def _entries(text: str, rows: Sequence[Span]) -> Iterator[Note]:
    """Yield the entries of a list that looks like one."""
    if len(rows) > 1 and not any(_STOP.search(row.of(text)) for row in rows):
        entries = list(rows)
    else:  # names of parts of the list ("General", "Online") are none
        entries = [row for row in rows if len(row.of(text).split()) >= PART_WORDS]
        sure = sum(_is_sure_entry(row.of(text)) for row in entries)
        entries = entries if 2 * sure > len(entries) else []
    for row in entries:
        yield _note(text, row, "bibliography")


def _works(cited: Sequence[Cited]) -> tuple[Cited, ...]:
    """Return each work once: a text may cite it a hundred times."""
    return tuple({(each.names, each.year): each for each in cited}.values())[:MOST_WORKS]


def _cited_lines(text: str, rows: Sequence[Span], cited: Sequence[Cited]) -> Iterator[Note]:
    """Read entries from the last line upwards, two at least."""
    found: list[Span] = []
    for row in reversed(rows) if cited else ():
        if not (_is_entry(row.of(text)) and matches(row.of(text), cited)):
            break
        found.append(row)
    if len(found) > 1:
        for row in reversed(found):
            yield _note(text, row, "bibliography")


def _goes_on(text: str, entry: Span, row: Span) -> bool:
    """Tell a line that goes on with the entry above it: set in, or after no full stop."""
    if text.count("\n", entry.end, row.start) != 1:
        return False
    if _indent(text, row.start) >= _indent(text, entry.start) + SET_IN:
        return True
    return not (_STOP.search(entry.of(text)) or _is_entry(row.of(text)))


def _indent(text: str, at: int) -> int:
    return at - 1 - text.rfind("\n", max(0, at - LINE_SIGNS), at)


def _is_entry(printed: str) -> bool:
    count = _words(printed)
    if count > ENTRY_WORDS:
        return False
    dated = _YEAR.search(printed) and ("," in printed or "،" in printed or "." in printed[:-1])
    return bool(
        _is_sure_entry(printed) or dated or (count <= NAME_WORDS and not _STOP.search(printed))
    )


def _is_sure_entry(printed: str) -> bool:
    """Tell an entry by what prose seldom has: an address, a short line with a title, an imprint."""
    return bool(
        _ADDRESS.search(printed)
        or (_TITLE.search(printed) and _words(printed) <= ENTRY_WORDS // 2)
        or _IMPRINT.search(printed)
        or _PLACE_YEAR.search(printed)
        or _AUTHOR_YEAR.match(printed)
        or (_YEAR.search(printed) and printed.count(",") + printed.count("،") >= 2)
    )


def _words(printed: str) -> int:
    """Count words; two signs of Chinese or Japanese are as much as one."""
    return len(printed.split()) + len(_CJK.findall(printed)) // 2


def _note(text: str, row: Span, rule: str) -> Note:
    bullet = _BULLET.match(row.of(text))
    start = row.start + (bullet.end() if bullet else 0)
    return Note(span=row, label="", content=Span(start, row.end), rule=rule)


def _credits(text: str, rows: Sequence[Span], language: Language) -> Iterator[Note]:
    """Read "Source: agencies" on a line of its own, as one entry without a number."""
    cues = _cues(language.credit_lines)
    for row in rows:
        cue, colon, rest = row.of(text).partition(":")
        name = rest.strip(" \t)]")
        if not colon or not name or folded(cue).strip(" ([*") not in cues:
            continue
        if len(name.split()) <= CREDIT_WORDS and not _STOP.search(name.removesuffix(".")):
            start = row.start + row.of(text).index(name, len(cue) + 1)
            end = _address_below(text, row, rows)
            content = Span(start, end or start + len(name))
            yield Note(
                span=Span(row.start, end or row.end), label="", content=content, rule="credit-line"
            )


@cache
def _cues(credit_lines: tuple[str, ...]) -> frozenset[str]:
    return frozenset(folded(cue).rstrip(" :") for cue in credit_lines)


def _address_below(text: str, row: Span, rows: Sequence[Span]) -> int:
    """Return where the address ends that fills the line below a credit, or 0."""
    at = bisect_left(rows, row) + 1
    if at >= len(rows) or text.count("\n", row.end, rows[at].start) > 1:
        return 0
    return rows[at].end if _ADDRESS_LINE.fullmatch(rows[at].of(text)) else 0


def _symbols(
    text: str, rows: Sequence[Span], headings: frozenset[str]
) -> tuple[tuple[Mark, ...], tuple[Note, ...]]:
    """Pair stars and daggers: one line each, below the text that carries the same sign."""
    if not any(sign in text for sign in _STARS):
        return (), ()
    found: dict[str, list[tuple[Span, re.Match[str]]]] = {}
    for line in rows:
        row = _behind_heading(text, line, headings)
        if match := _SYMBOL_LINE.fullmatch(row.of(text)):
            found.setdefault(match["sign"], []).append((row, match))
    if not found or _EMPHASIS.search(text):
        return (), ()
    marks: list[Mark] = []
    notes: list[Note] = []
    for sign, places in found.items():
        pointing = _pointing(text, sign, [row for row, _ in places])
        late = len(found) > 1 or len(places) > 1 or 2 * places[0][0].start > len(text)
        if not late or not all(1 <= len(own) <= SYMBOL_MARKS for own in pointing):
            continue
        for group, ((row, match), own) in enumerate(zip(places, pointing, strict=True)):
            content = Span(row.start + match.start("rest"), row.end)
            notes.append(Note(span=row, label=sign, content=content, rule="symbol", group=group))
            marks.extend(Mark(span=at, labels=(sign,), rule="symbol", group=group) for at in own)
    return tuple(marks), tuple(notes)


def _behind_heading(text: str, row: Span, headings: frozenset[str]) -> Span:
    """Return what stands behind a heading on its own line: "Notes: * ..."."""
    head, colon, rest = row.of(text).partition(":")
    if not colon or not rest.strip() or not is_heading(head, headings):
        return row
    return Span(row.end - len(rest.lstrip()), row.end)


def _pointing(text: str, sign: str, rows: Sequence[Span]) -> list[list[Span]]:
    """Return the signs that point to each of the rows: those since the row before it."""
    signs = list(_signs(text, sign, rows[-1].start))
    return [
        [at for at in signs if since <= at.start < row.start]
        for since, row in zip([0, *(row.end for row in rows)], rows, strict=False)
    ]


def _signs(text: str, sign: str, limit: int) -> Iterator[Span]:
    """Find a sign glued to the end of a word above its note, or a space away before a stop."""
    star, shown = re.escape(sign[0]), rf"(?:{re.escape(sign)}|\({re.escape(sign)}\))"
    glued = rf"(?<=[^\W\d_]|[\u0900-\u0dff]|[{SENTENCE_ENDS}{PAUSES}»”\"')]){shown}(?![{star}\w])"
    apart = rf"(?<=[^\W\d_] |[»”\"')] ){shown}(?=[{SENTENCE_ENDS}{PAUSES}]|[ \t]*\n)"
    pattern = re.compile(f"{glued}|{apart}")
    for match in pattern.finditer(text, 0, limit):
        if text[match.start() - 1] != sign[0]:
            yield Span(match.start(), match.end())
