"""What the lines of a PDF are: running heads, notes at the foot of pages, paragraphs.

Everything is told by place, size and repetition, so no language is asked. Notes at the foot of
pages are put after the body: a paragraph goes on over them, and their numbers count on from
page to page as those of a list do.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from statistics import median

from sourcecheck.extract.formats.pdf_addresses import goes_on
from sourcecheck.extract.formats.pdf_reading import Line

# Shares of the font size where nothing else is said; guesses, checked on files of five writers.
SMALLER = 0.95  # notes at the foot are set smaller than this
LARGER = 1.12  # headings are set larger
TITLE = 1.25  # the title of the first page
OTHER_SIZE = 0.07  # a line whose size differs more is of another paragraph
MORE_ROOM = 1.3  # of the usual distance between lines, from which a paragraph ends
INDENT = 0.8
FITS = 1.2  # room beyond the next word that a line would have had
OPEN_ROOM = 4.0  # the same, where the line ends no sentence
PAGES_SHARED = 0.3  # share of pages on which a running head stands
EDGE_LINES = 3  # lines from the top and the bottom among which running heads are

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"\W*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|\w{2,5})\s*\d{1,4})?\W*", re.IGNORECASE
)
_LABEL = re.compile(
    r"\s*(?:[\[(（［{]\s?(?P<in>\d{1,3})\s?[\])）］}]|(?P<signed>\d{1,3})\s?[-_.:)ـ/](?![\d/])"
    r"|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})|(?P<sign>[*†‡§]{1,3}))"
)
_ENDS = re.compile(r"[.!?؟…。։۔:][\"'”»)\]⁰¹²³⁴⁵⁶⁷⁸⁹\d\[\s]*$")
_HYPHEN = re.compile("[^\\W\\d_][-‐]$|\u00ad$")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Part(StrEnum):
    """What a paragraph is, by its place and size."""

    BODY = "body"
    TITLE = "title"
    HEADING = "heading"
    NOTE = "note"  # at the foot of a page
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Lines that belong together, and what they are."""

    part: Part
    lines: tuple[Line, ...]
    why: str = ""  # of furniture: the rule that knew it


def lay_out(lines: Sequence[Line]) -> list[Paragraph]:
    """Put the lines of a document into paragraphs: body, notes at page feet, furniture."""
    aside = _furniture(lines)
    kept = [line for line in lines if id(line) not in aside]
    size = body_size(kept)
    feet = _feet(kept, size)
    body = [line for line in kept if id(line) not in feet]
    notes = [line for line in kept if id(line) in feet]
    found = [_named(run, size) for run in _paragraphs(body)]
    found = _with_title(found, size)
    found.extend(Paragraph(part=Part.NOTE, lines=run) for run in _paragraphs(notes))
    found.extend(
        Paragraph(part=Part.FURNITURE, lines=(line,), why=aside[id(line)])
        for line in lines
        if id(line) in aside
    )
    return found


def body_size(lines: Sequence[Line]) -> float:
    """Return the size most letters are set in, in points; 0 without lines."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.row.size, 1)] += len(line.letters)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


# -- running heads and page numbers ---------------------------------------------------------


def _furniture(lines: Sequence[Line]) -> dict[int, str]:
    """Return the lines that are page and not text, with the rule that knew them."""
    found = {id(line): "artifact" for line in lines if line.row.artifact}
    pages = [list(page) for _, page in groupby(lines, key=lambda line: line.page)]
    edges = [(_edge(page), page) for page in pages]
    heads: defaultdict[str, list[Line]] = defaultdict(list)
    for edge, _ in edges:
        for line in edge:
            heads[_shape(line)].append(line)
    running = {shape for shape, same in heads.items() if _runs(same, len(pages))}
    for edge, page in edges:
        for line in edge:
            if _shape(line) in running:
                found.setdefault(id(line), "running-head")
            elif _is_page_number(line, page):
                found.setdefault(id(line), "page-number")
    return found


def _edge(page: Sequence[Line]) -> list[Line]:
    placed = sorted(page, key=lambda line: -line.row.y)
    return [*placed[:EDGE_LINES], *placed[max(EDGE_LINES, len(placed) - EDGE_LINES) :]]


def _shape(line: Line) -> str:
    """Return what a running head has in common with itself on another page."""
    return f"{_DIGITS.sub('#', line.text)} {round(line.row.y / 8)}"


def _runs(same: Sequence[Line], pages: int) -> bool:
    """Tell lines that stand on many pages and differ only in the page's number.

    A piece of an address that is broken over lines may stand at the foot of several pages.
    """
    if "/" in same[0].text and " " not in same[0].text:
        return False
    if len({line.page for line in same}) < max(2, PAGES_SHARED * pages):
        return False
    for before, line in pairwise(same):
        numbers = zip(_DIGITS.findall(before.text), _DIGITS.findall(line.text), strict=True)
        if any(
            int(late) - int(early) not in (0, line.page - before.page) for early, late in numbers
        ):
            return False
    return True


def _is_page_number(line: Line, page: Sequence[Line]) -> bool:
    """Tell a number that stands alone above or below everything else of its page."""
    if not _NUMBER.fullmatch(line.text) or not any(char.isdigit() for char in line.text):
        return False
    others = [other.row.y for other in page if other is not line]
    room = 1.5 * line.row.size
    return bool(others) and (line.row.y < min(others) - room or line.row.y > max(others) + room)


# -- notes at the foot of a page ------------------------------------------------------------


def _feet(lines: Sequence[Line], size: float) -> set[int]:
    """Return the lines at the foot of pages that are notes: smaller, and labelled above."""
    found: set[int] = set()
    open_foot = False  # a note may go on at the foot of the next page
    before: list[Line] = []
    for _, group in groupby(lines, key=lambda line: line.page):
        page = list(group)
        marks = "\n".join(line.text for line in (*before, *page))
        feet = _foot_of_page(page, size, marks, open_foot=open_foot)
        open_foot = bool(feet)
        found.update(feet)
        before = page
    return found


def _foot_of_page(page: Sequence[Line], size: float, marks: str, *, open_foot: bool) -> set[int]:
    """Return a page's notes; ``marks`` is what this page and the one before say."""
    found: set[int] = set()
    for _, group in groupby(page, key=lambda line: line.row.column):
        column = list(group)
        foot: list[Line] = []
        while column and column[-1].row.size <= SMALLER * size:
            foot.insert(0, column.pop())
        foot = foot or _raised_foot(column, marks)
        start = next((at for at, line in enumerate(foot) if _LABEL.match(line.text)), None)
        if start is None:
            start = 0 if open_foot and foot and column else len(foot)
        elif open_foot:
            start = 0
        first = foot[start] if start < len(foot) else None
        if first and (_is_apart(column, foot, start) or not column):
            found.update(map(id, foot[start:]))
    return found


def _raised_foot(column: list[Line], marks: str) -> list[Line]:
    """Take notes off a column that are set as large as its text.

    They open with raised labels that count on to the foot, and the first is a mark within a line
    of this page or the one before.
    """
    first = len(column)
    label = 0
    for at in range(len(column) - 1, 0, -1):
        number = int(_raised(column[at]) or 0)
        if number and label and number != label - 1:
            break
        if number:
            first, label = at, number
    if not label or not re.search(rf"[^\n⁰¹²³⁴⁵⁶⁷⁸⁹]{str(label).translate(_RAISE)}", marks):
        return []
    foot = column[first:]
    del column[first:]
    return foot


def _raised(line: Line) -> str:
    """Return the digits a line opens with when they are raised."""
    match = _LABEL.match(line.text)
    return match["raised"].translate(_RAISED) if match and match["raised"] else ""


def _is_apart(column: Sequence[Line], foot: Sequence[Line], start: int) -> bool:
    """Tell whether a gap is above a foot: more than from line to line in the text above."""
    above = foot[start - 1] if start else (column[-1] if column else None)
    if above is None:
        return True
    gap = above.row.y - foot[start].row.y
    return gap > above.row.size * 1.2


# -- paragraphs -----------------------------------------------------------------------------


def _paragraphs(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """Cut lines into paragraphs."""
    leading = _leading(lines)
    edges = _far_edges(lines)
    run: list[Line] = []
    for line in lines:
        if run and _begins(run, line, leading, edges):
            yield tuple(run)
            run = []
        run.append(line)
    if run:
        yield tuple(run)


Key = tuple[int, int]


def _key(line: Line) -> Key:
    return line.page, line.row.column


def _leading(lines: Sequence[Line]) -> dict[float, float]:
    """Return the usual distance between lines of each size, in points."""
    apart: defaultdict[float, list[float]] = defaultdict(list)
    for before, after in pairwise(lines):
        if _key(before) == _key(after) and _same_size(before, after):
            apart[round(after.row.size)].append(before.row.y - after.row.y)
    return {
        size: median(sorted(distances)[: len(distances) // 2 + 1])
        for size, distances in apart.items()
    }


def _far_edges(lines: Sequence[Line]) -> dict[Key, float]:
    """Return how near lines of each column come to the edge where they end, in points."""
    found: dict[Key, float] = {}
    for line in lines:
        found[_key(line)] = min(found.get(_key(line), line.far), line.far)
    return found


def _begins(
    run: Sequence[Line], line: Line, leading: dict[float, float], edges: dict[Key, float]
) -> bool:
    """Tell whether a line begins a paragraph after the lines of ``run``."""
    before = run[-1]
    if not _same_size(before, line):
        return True
    if _counts_on(run[0], line):
        return True
    alone = len(run) == 1 and _LABEL.fullmatch(before.text.strip()) is not None
    if alone or goes_on(before, line):  # a label that fills its line has its note below it
        return False
    if _key(before) != _key(line):
        return bool(_ENDS.search(before.text)) or _ends_early(before, line, edges)
    usual = leading.get(round(line.row.size), 1.25 * line.row.size)
    if before.row.y - line.row.y > MORE_ROOM * max(usual, line.row.size):
        return True
    if _HYPHEN.search(before.text):
        return False
    if before.rtl == line.rtl and _indented(run, line):
        return True
    return _ends_early(before, line, edges)


def _same_size(before: Line, line: Line) -> bool:
    return abs(before.row.size - line.row.size) <= OTHER_SIZE * before.row.size


def _indented(run: Sequence[Line], line: Line) -> bool:
    """Tell a first line that is set in, or one set out after lines that were set in."""
    step = line.near - run[-1].near
    if step > INDENT * line.row.size:
        return _LABEL.match(run[0].text) is None
    hanging = len(run) > 2 and abs(run[-1].near - run[-2].near) < INDENT
    return step < -INDENT * line.row.size and hanging


def _ends_early(before: Line, line: Line, edges: dict[Key, float]) -> bool:
    """Tell a line after which the next word would still have fitted."""
    room = before.far - edges[_key(before)]
    word = _first_word(line)
    spare = room - word
    size = before.row.size
    return spare > OPEN_ROOM * size or (spare > FITS * size and bool(_ENDS.search(before.text)))


def _first_word(line: Line) -> float:
    width = 0.0
    for letter in line.letters:
        if letter.text == " ":
            break
        width += letter.x1 - letter.x0
    return width


def label_of(text: str) -> str:
    """Return the label a line opens with, in ASCII digits or as printed; "" = it has none."""
    match = _LABEL.match(text)
    if match is None:
        return ""
    printed = match["in"] or match["signed"] or match["raised"] or match["sign"]
    digits = printed.translate(_RAISED)
    return str(int(digits)) if digits.isdigit() else digits


def _counts_on(first: Line, line: Line) -> bool:
    """Tell a line that opens with the number after the one its paragraph opened with."""
    before, label = label_of(first.text), label_of(line.text)
    if not (before.isdigit() and label.isdigit()):
        return False
    return 0 < int(label) - int(before) <= 2


# -- what paragraphs are --------------------------------------------------------------------


def _named(run: tuple[Line, ...], size: float) -> Paragraph:
    large = run[0].row.size >= LARGER * size and len(run) <= EDGE_LINES
    return Paragraph(part=Part.HEADING if large else Part.BODY, lines=run)


def _with_title(found: list[Paragraph], size: float) -> list[Paragraph]:
    """Name the largest heading of the first page its title."""
    first = found[0].lines[0].page if found else 0
    heads = [
        each
        for each in found
        if each.part is Part.HEADING
        and each.lines[0].page == first
        and each.lines[0].row.size >= TITLE * size
    ]
    if not heads:
        return found
    title = max(heads, key=lambda each: each.lines[0].row.size)
    return [
        Paragraph(part=Part.TITLE, lines=each.lines) if each is title else each for each in found
    ]
