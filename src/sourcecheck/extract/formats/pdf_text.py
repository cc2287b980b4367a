"""Paragraphs of a PDF become text: lines joined, words and addresses mended, links placed.

A hyphen at the end of a line is dropped only when the document shows the word without it; an
address goes on in the next line when its link says so, or when both ends look it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from sourcecheck.extract.formats.emitter import Emitter
from sourcecheck.extract.formats.pdf_addresses import goes_on
from sourcecheck.extract.formats.pdf_layout import Paragraph, Part
from sourcecheck.extract.formats.pdf_links import Area
from sourcecheck.extract.formats.pdf_pairs import Place, Start, pairs
from sourcecheck.extract.formats.pdf_reading import Line
from sourcecheck.model import Block, BlockKind, Hyperlink, Mark, Note, Span

_KINDS = {
    Part.BODY: BlockKind.PARAGRAPH,
    Part.TITLE: BlockKind.TITLE,
    Part.HEADING: BlockKind.HEADING,
    Part.NOTE: BlockKind.PARAGRAPH,
    Part.FURNITURE: BlockKind.FURNITURE,
}

_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_BROKEN_WORD = re.compile(r"([^\W\d_]+)[-‐]$")
_WORD_START = re.compile(r"[^\W\d_]+")
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The text of a document and what stands where in it."""

    emitter: Emitter
    blocks: tuple[Block, ...]
    hyperlinks: tuple[Hyperlink, ...]
    marks: tuple[Mark, ...]  # that lead to their notes
    notes: tuple[Note, ...]


def write(
    paragraphs: Sequence[Paragraph], areas: Mapping[int, Sequence[Area]], boxed: frozenset[int]
) -> Written:
    """Write paragraphs; ``areas`` are the links by page, ``boxed`` lines whose box is told."""
    writer = _Writer(_words(paragraphs), areas, boxed)
    for paragraph in paragraphs:
        writer.add(paragraph)
    marks, notes = pairs(writer.places, writer.starts)
    return Written(
        marks=tuple(marks),
        notes=tuple(notes),
        emitter=writer.emitter,
        blocks=tuple(writer.blocks),
        hyperlinks=tuple(writer.links),
    )


def _words(paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """Return the words of the document that stand within a line, in lower case."""
    return frozenset(
        word.casefold()
        for paragraph in paragraphs
        for line in paragraph.lines
        for word in _WORD.findall(_BROKEN_WORD.sub("", line.text))
    )


class _Writer:
    """Text while it grows."""

    def __init__(
        self, words: frozenset[str], areas: Mapping[int, Sequence[Area]], boxed: frozenset[int]
    ) -> None:
        self.emitter = Emitter()
        self.blocks: list[Block] = []
        self.links: list[Hyperlink] = []
        self.places: list[Place] = []
        self.starts: list[Start] = []
        self._words = words
        self._areas = areas
        self._boxed = boxed

    def add(self, paragraph: Paragraph) -> None:
        """Write one paragraph as a block."""
        if self.emitter.length:
            self.emitter.emit("\n\n", "")
        start = self.emitter.length
        begun: list[tuple[Line, int]] = []
        pieces: list[str] = []
        targets: list[str] = []  # of every character
        lines = paragraph.lines
        owned = [self._targets(line) for line in lines]
        texts = _as_linked([line.text for line in lines], owned)
        for at, line in enumerate(lines):
            text, linked = texts[at], owned[at]
            glue = ""
            if at + 1 < len(lines):
                kept, glue = self._joint(
                    replace(line, text=text),
                    replace(lines[at + 1], text=texts[at + 1]),
                    owned[at],
                    owned[at + 1],
                )
                text, linked = text[:kept], linked[:kept]
            self._find_places(line)
            begun.append((line, self.emitter.length))
            self.emitter.emit(text, self._locator(line))
            self.emitter.emit(glue, "")
            pieces += [text, glue]
            targets += [*linked, *("" for _ in glue)]
        end = self.emitter.length
        if paragraph.part in (Part.BODY, Part.NOTE):
            self.starts.extend(
                Start(page=line.page, top=line.row.box[3], at=at, end=end, text=line.text)
                for line, at in begun
            )
        self.blocks.append(
            Block(span=Span(start, end), kind=_KINDS[paragraph.part], why=paragraph.why)
        )
        aside = "furniture" if paragraph.part is Part.FURNITURE else ""
        self.links.extend(_hyperlinks("".join(pieces), targets, start, aside))

    def _locator(self, line: Line) -> str:
        if id(line) not in self._boxed:
            return f"page {line.page}"
        box = ",".join(f"{edge:.0f}" for edge in line.row.box)
        return f"page {line.page} box {box}"

    def _find_places(self, line: Line) -> None:
        """Note the words of a line that lead to places of the document."""
        owned = self._owned(line, inside=True)
        for _, letters in groupby(owned, key=lambda each: id(each[0])):
            run = list(letters)
            area, at, _ = run[0]
            text = "".join(letter for _, _, letter in run)
            if area and text.strip():
                first = self.emitter.length + at + len(text) - len(text.lstrip())
                span = Span(first, first + len(text.strip()))
                self.places.append(Place(span=span, text=text.strip(), area=area))

    def _owned(self, line: Line, *, inside: bool) -> list[tuple[Area | None, int, str]]:
        """Return for every letter of a line the area it stands in, its place and its text.

        Links out of the document are clicked on in the middle of their line, those of marks
        where the mark is raised to.
        """
        row = line.row
        middle = row.y + row.size * 0.3
        low, high = (row.y, row.y + row.size) if inside else (middle, middle)
        areas = [
            area
            for area in self._areas.get(line.page, ())
            if bool(area.page) is inside
            and any(box[1] <= high and low <= box[3] for box in area.boxes)
        ]
        if not areas or id(line) not in self._boxed:
            return []
        found: list[tuple[Area | None, int, str]] = []
        at = 0
        for letter in line.letters:
            y = letter.y + letter.size * 0.3 if inside else middle
            area = next((each for each in areas if each.holds(letter.middle, y)), None)
            found.append((area, at, letter.text))
            at += len(letter.text)
        return found

    def _targets(self, line: Line) -> list[str]:
        """Return for every character of a line the address it leads to, or ""."""
        owned = self._owned(line, inside=False)
        if not owned:
            return [""] * len(line.text)
        return [area.target if area else "" for area, _, text in owned for _ in text]

    def _joint(
        self, line: Line, after: Line, linked: Sequence[str], linked_after: Sequence[str]
    ) -> tuple[int, str]:
        """Return how much of a line is kept before the next, and what stands between them."""
        text, whole = line.text, len(line.text)
        if text.endswith(_SOFT_HYPHEN):
            return whole - 1, ""
        tail, head = text.split()[-1], after.text.split()[0]
        last = next((each for each in reversed(linked[-2:]) if each), "")  # a hyphen is outside
        target = last if last and linked_after and last == linked_after[0] else ""
        if target:
            if tail + head in target:
                return whole, ""
            if tail.endswith(("-", "‐")) and tail[:-1] + head in target:
                return whole - 1, ""
        if goes_on(line, after):
            return whole - tail.endswith("‐"), ""  # which no address has
        return self._hyphen(text, head)

    def _hyphen(self, text: str, head: str) -> tuple[int, str]:
        """Undo a hyphen when the document has the word without it, not when it has it with it."""
        broken, rest = _BROKEN_WORD.search(text), _WORD_START.match(head)
        if not broken or not rest or not rest.group()[0].islower():
            return len(text), " "
        first, last = broken[1].casefold(), rest.group().casefold()
        if {f"{first}-{last}", f"{first}‐{last}"} & self._words:
            return len(text), ""
        joined = first + last in self._words
        if text.endswith("‐"):  # few type it, programs that break words set it
            joined = joined or not {first, last} <= self._words
        return (len(text) - 1 if joined else len(text)), ""


def _as_linked(texts: list[str], owned: Sequence[Sequence[str]]) -> list[str]:
    """Write a linked address as its link has it, when both have the same letters.

    Programs that turn every line of a right-to-left paragraph by itself put the numbers and the
    strokes of a broken address elsewhere; no rule of reading tells where they were.
    """
    found = [list(text) for text in texts]
    places = [
        (target, line, at)
        for line, targets in enumerate(owned)
        for at, target in enumerate(targets)
        if target and not texts[line][at].isspace()
    ]
    for target, run in groupby(places, key=itemgetter(0)):
        spots = [(line, at) for _, line, at in run]
        if len(spots) == len(target):
            shown = [texts[line][at] for line, at in spots]
            if "".join(shown) != target and sorted(shown) == sorted(target):
                for (line, at), letter in zip(spots, target, strict=True):
                    found[line][at] = letter
    return ["".join(line) for line in found]


def _hyperlinks(text: str, targets: Sequence[str], start: int, aside: str) -> Iterator[Hyperlink]:
    """Return links of one paragraph; one that goes on after a space is one."""
    filled = [(at, target) for at, target in enumerate(targets) if not text[at].isspace()]
    for target, run in groupby(filled, key=lambda each: each[1]):
        places = [at for at, _ in run]
        if target:
            span = Span(start + places[0], start + places[-1] + 1)
            yield Hyperlink(span=span, target=target, note=aside)
