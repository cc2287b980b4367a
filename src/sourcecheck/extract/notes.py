"""The notes of a reading and the marks that point to them, by structure or by the words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sourcecheck.extract.authoryear import AuthorYears, Cited, find_cited, link_cited
from sourcecheck.extract.blocks import carve, lines
from sourcecheck.extract.citewords import CiteWords
from sourcecheck.extract.noteruns import is_heading
from sourcecheck.extract.pairs import as_values, choose_pairs, lone_marks
from sourcecheck.extract.reading import Reading
from sourcecheck.extract.survey import survey
from sourcecheck.extract.unnumbered import find_listed, find_unnumbered, without
from sourcecheck.model.article import Block, BlockKind, Hyperlink, Mark, Note
from sourcecheck.model.tables.languages import Language
from sourcecheck.text.fold import Folded, fold_signs
from sourcecheck.text.spans import Spans
from sourcecheck.urls.find import find_urls


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Notes, marks and the blocks after the notes were cut out of them."""

    marks: tuple[Mark, ...]
    notes: tuple[Note, ...]
    blocks: tuple[Block, ...]
    addresses: tuple[Hyperlink, ...]  # bare addresses of the text


def find_notes(reading: Reading, language: Language, words: CiteWords) -> Noted:
    """Pair marks with notes: by the format's own structure, else by the words."""
    text = reading.text
    marks, notes = reading.marks, reading.notes
    found = find_urls(text)
    if not notes:
        shadow = fold_signs(text)
        ground = survey(shadow, [url.span for url in found], words)
        marks, notes = as_values(ground, choose_pairs(ground))
        body = [block.span for block in reading.blocks if block.kind is not BlockKind.FURNITURE]
        cited = find_cited(shadow, [note.span for note in notes], words)
        more = find_unnumbered(text, without(text, body, notes), words.headings, language, cited)
        notes = tuple(sorted((*notes, *more.notes), key=lambda note: note.span))
        by_author = link_cited(shadow, text, _outside(cited, shadow, notes), notes)
        notes = by_author.notes
        marks = tuple(sorted((*marks, *more.marks, *by_author.marks), key=lambda mark: mark.span))
        marks = marks or lone_marks(ground)
    else:
        if rest := _beside_structure(reading):
            ground = survey(fold_signs(rest), [url.span for url in found], words)
            typed = _in_groups_after(notes, *as_values(ground, choose_pairs(ground)))
            marks = tuple(sorted((*marks, *typed[0]), key=lambda mark: mark.span))
            notes = tuple(sorted((*notes, *typed[1]), key=lambda note: note.span))
        listed = find_listed(reading, notes, words.headings)
        if listed:  # papers link their notes and cite their bibliography by author and year
            by_author = _by_author(reading, notes, listed, words)
            marks = tuple(sorted((*marks, *by_author.marks), key=lambda mark: mark.span))
            notes = tuple(sorted((*notes, *by_author.notes), key=lambda note: note.span))
    blocks = carve(text, reading.blocks, [note.span for note in notes], BlockKind.NOTE, "note")
    return Noted(
        marks=marks,
        notes=notes,
        blocks=_label_note_headings(text, blocks, notes, words.headings),
        addresses=tuple(Hyperlink(span=url.span, target=url.url) for url in found),
    )


def _by_author(
    reading: Reading, notes: Sequence[Note], listed: Sequence[Note], words: CiteWords
) -> AuthorYears:
    """Link what is cited by author and year to the entries of a bibliography beside notes."""
    shadow = fold_signs(reading.text)
    held = sorted(note.span for note in (*notes, *listed))
    cited = _outside(find_cited(shadow, held, words), shadow, [*notes, *listed])
    return link_cited(shadow, reading.text, cited, listed)


_BRACKETED = re.compile(r"[\[(（［]\s?[\d٠-٩۰-۹]{1,3}\s?[\])）］]|[⁰¹²³⁴⁵⁶⁷⁸⁹]")


def _beside_structure(reading: Reading) -> str:
    """Return the text with the format's own marks and notes blanked, or "" if no mark is left.

    Editors who link their notes add one by hand: its mark and note are plain text.
    """
    pieces: list[str] = []
    at = 0
    spans = [mark.span for mark in reading.marks] + [note.span for note in reading.notes]
    for span in sorted(spans):
        if span.start >= at:
            pieces += (reading.text[at : span.start], " " * (span.end - span.start))
            at = span.end
    rest = "".join((*pieces, reading.text[at:]))
    return rest if _BRACKETED.search(rest) else ""


def _in_groups_after(
    notes: Sequence[Note], more_marks: Sequence[Mark], more_notes: Sequence[Note]
) -> tuple[list[Mark], list[Note]]:
    """Give the groups of pairs found by the words numbers after those of the format."""
    first = 1 + max(note.group for note in notes)
    return (
        [replace(mark, group=mark.group + first) for mark in more_marks],
        [replace(note, group=note.group + first) for note in more_notes],
    )


def _outside(cited: Sequence[Cited], shadow: Folded, notes: Sequence[Note]) -> list[Cited]:
    """Leave out years in brackets that stand in notes: entries have them too."""
    held = Spans(note.span for note in notes)
    return [each for each in cited if not held.meeting(shadow.span(each.start, each.end))]


_COUNTED = re.compile(r"[\d٠-٩۰-۹]+\s*[-.)–]")


def without_counts(text: str, marks: Sequence[Mark], blocks: Sequence[Block]) -> tuple[Mark, ...]:
    """Drop the bracketed count of a numbered heading when the text has that mark too."""
    headings = Spans(
        block.span
        for block in blocks
        if block.kind in (BlockKind.HEADING, BlockKind.TITLE)
        and _COUNTED.match(block.span.of(text))
    )
    counts = {mark for mark in marks if headings.covering(mark.span)}
    marked = {mark.labels for mark in marks if mark not in counts}
    return tuple(mark for mark in marks if mark not in counts or mark.labels not in marked)


def _label_note_headings(
    text: str, blocks: Sequence[Block], notes: Sequence[Note], headings: frozenset[str]
) -> tuple[Block, ...]:
    if not notes:
        return tuple(blocks)
    spans = [
        line
        for block in blocks
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
        for line in lines(text, block.span)
        if is_heading(line.of(text), headings)
    ]
    return carve(text, blocks, spans, BlockKind.NOTE_HEADING, "note-heading")
