"""Generated articles as structure: paragraphs, marks, notes; and what a reader should find.

A ``Plan`` of ``generate`` is built as plain text and taken apart again where its marks and notes
are known to stand. ``render_docx``, ``render_odt`` and ``render_epub`` write it as files.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from generate import HEADINGS, Plan, build

BEFORE = 24  # characters before a mark that tell where it stands
_URL = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A mark in a paragraph; ``again`` when an earlier one points to the same note."""

    section: int
    label: str
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """An article: per section its paragraphs, each of words and marks; and the notes."""

    language: str
    sections: tuple[tuple[tuple[str | Sign, ...], ...], ...]
    notes: dict[tuple[int, str], str]  # by section and label, in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """What a reader should find, counted: labels with the words before them, notes, addresses."""

    marks: Counter[tuple[str, str]]
    notes: Counter[tuple[str, str]]
    addresses: Counter[str]


def manuscript(plan: Plan) -> Manuscript:
    """Take a generated article apart. Plans of several sections have their notes together."""
    built = build(plan)
    first = built.notes[0][0]
    body = built.text[:first]
    if plan.heading:
        body = body[: body.rindex(HEADINGS[plan.language])]
    sections: list[list[tuple[str | Sign, ...]]] = [[]]
    seen: set[str] = set()
    at = 0
    for paragraph in body.strip().split("\n\n"):
        start = body.index(paragraph, at)
        at = start + len(paragraph)
        here = [mark for mark in built.marks if start <= mark[0] < at]
        if here and here[0][2][0] == "1" and "1" in seen:
            sections.append([])
            seen = set()
        parts = list(_parts(body, start, at, here, len(sections) - 1, seen))
        sections[-1].append(tuple(parts))
    return Manuscript(
        language=plan.language,
        sections=tuple(map(tuple, sections)),
        notes=_notes(plan, built),
    )


def _parts(body, start, end, marks, section, seen):
    for mark_start, mark_end, labels in marks:
        yield body[start:mark_start]
        for label in labels:
            yield Sign(section=section, label=label, again=label in seen)
            seen.add(label)
        start = mark_end
    yield body[start:end]


def _notes(plan, built):
    notes, section, seen = {}, 0, set()
    prefix = len(plan.note.format("1")) - 1
    for start, end, label in built.notes:
        if label in seen:
            section, seen = section + 1, set()
        seen.add(label)
        notes[section, label] = built.text[start + prefix + len(label) : end]
    return notes


def gold(of: Manuscript, label=str) -> Gold:
    """Return the answers; ``label`` says how a number is printed."""
    marks: list[tuple[str, str]] = []
    for section in of.sections:
        for paragraph in section:
            words = ""
            for part in paragraph:
                if isinstance(part, Sign):
                    marks.append((words.strip()[-BEFORE:], label(part.label)))
                else:
                    words += part
    cited = {
        (part.section, part.label)
        for section in of.sections
        for paragraph in section
        for part in paragraph
        if isinstance(part, Sign)
    }
    notes = [(label(key[1]), content) for key, content in of.notes.items() if key in cited]
    return Gold(
        marks=Counter(marks),
        notes=Counter(notes),
        addresses=Counter(url for _, content in notes for url in _URL.findall(content)),
    )


def found(article) -> Gold:
    """Return what was found in an article, in the form of the answers."""
    text, words, at = article.text, [], 0
    marks = []
    starts = {block.span.start for block in article.blocks}
    begin = 0
    size = 0
    for mark in sorted(article.marks, key=lambda each: each.span):
        piece = text[at : mark.span.start]
        for start in sorted(s for s in starts if at <= s <= mark.span.start):
            begin = size + start - at
        words.append(piece)
        size += len(piece)
        before = "".join(words)[begin:].strip()
        marks.append((before[-BEFORE:], mark.labels[0]))
        at = mark.span.end
    addresses = Counter(
        link.target
        for link in article.hyperlinks
        for note in article.notes
        if note.span.covers(link.span) and not link.note
    )
    return Gold(
        marks=Counter(marks),
        notes=Counter((note.label, note.content.of(text)) for note in article.notes),
        addresses=addresses,
    )
