"""One article under diagnosis: its citations, and look-ups that every check shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sourcecheck.model.article import Article, BlockKind, MentionKind, Note, Span
from sourcecheck.model.citation import Citation, CitationKind
from sourcecheck.model.tables.rules import RuleTable
from sourcecheck.resolve.workwords import WorkWords
from sourcecheck.text.spans import Spans

SECTIONS = 2
"""Headings that make a text one of sections, where a closing mark may serve a whole one."""

SHOWN = 60
"""Code points of a note or quotation that a finding repeats."""


@dataclass(frozen=True, slots=True)
class Case:
    """What every check looks at."""

    article: Article
    citations: tuple[Citation, ...]
    rules: RuleTable
    marks: Spans
    sentences: Spans
    paragraphs: Spans
    told: Spans  # links and named voices: what makes the words around them sourced
    ids: Mapping[Span, str]  # of citations, by their note
    notes: Mapping[Span, Note]  # by their span
    words: WorkWords
    sections: bool  # whether headings cut the text
    repeated: frozenset[str]  # labels that some cited note carries
    spoken: Spans  # quotations that a voice introduces


def case_of(
    article: Article, citations: tuple[Citation, ...], rules: RuleTable, words: WorkWords
) -> Case:
    """Index an article and its citations once for all checks."""
    links = (each.span for each in article.hyperlinks if not each.note)
    named = (each.span for each in article.mentions if each.kind is not MentionKind.VAGUE)
    return Case(
        article,
        citations,
        rules,
        marks=Spans(mark.span for mark in article.marks),
        sentences=Spans(article.sentences),
        paragraphs=Spans(article.paragraphs),
        told=Spans((*links, *named)),
        ids={each.note: each.id for each in reversed(citations) if each.note},
        notes={note.span: note for note in article.notes},
        words=words,
        sections=sum(each.kind is BlockKind.HEADING for each in article.blocks) >= SECTIONS,
        repeated=frozenset(
            each.label for each in citations if each.kind is CitationKind.NOTE and each.marks
        ),
        spoken=Spans(each.quote for each in article.mentions if each.quote),
    )


def shortened(text: str) -> str:
    """Return words on one line, cut where a finding would repeat too many of them."""
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1].rstrip() + "…"
