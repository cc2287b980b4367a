"""Marks to notes, links and voices to sentences: the citations of an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from sourcecheck.model.article import Article, Mark, Mention, MentionKind, Note, Span
from sourcecheck.model.citation import (
    REMARK,
    Citation,
    CitationKind,
    NamedSource,
    Source,
    VagueSource,
    WorkSource,
)
from sourcecheck.model.tables.languages import Languages
from sourcecheck.model.tables.urls import UrlTables
from sourcecheck.resolve.claims import Places, claim_of, scope_of, sentence_around
from sourcecheck.resolve.sources import sources_of, web_source
from sourcecheck.text.spans import Spans

RULE = "author-year"
"""The rule of marks that name an author and a year."""


class _Placed(NamedTuple):
    """A citation before it has its id, and the offset that decides its turn."""

    at: int
    citation: Callable[..., Citation]  # makes it, given its ``id``


def join(article: Article, tables: UrlTables, languages: Languages) -> tuple[Citation, ...]:
    """Return every citation of the article, numbered in reading order of its first mark."""
    written = languages.get(article.language)
    places = Places(article)
    placed = [
        *_from_notes(article, places, tables),
        *_from_lone_marks(article, places),
        *_from_links(article, places, tables),
        *_from_mentions(article, places, endings=bool(written and written.name_endings)),
        *_from_dateline(article),
    ]
    placed.sort(key=lambda each: each.at)
    return tuple(each.citation(id=f"c{number}") for number, each in enumerate(placed, start=1))


def _from_notes(article: Article, places: Places, tables: UrlTables) -> Iterator[_Placed]:
    taken: set[tuple[int, str]] = set()
    marked = _marks_by_label(article.marks)
    linked = {link.span: link for link in article.hyperlinks}
    links = Spans(linked)
    remarks = _remarks(article.notes)
    for note in article.notes:
        remark = note.group in remarks
        inside = [linked[span] for span in links.meeting(note.content)]
        sources = sources_of(article.text, note.content, inside, tables, remark=remark)
        key = (note.group, note.label)
        marks = () if key in taken or not note.label else tuple(marked.get(key, ()))
        taken.add(key)
        yield _Placed(
            at=marks[0].start if marks else note.span.start,
            citation=partial(
                Citation,
                kind=_kind(note),
                label=note.label,
                sources=sources,
                marks=marks,
                claim=_claim(article.text, places, marks[0]) if marks else None,
                scope=scope_of(places, marks[0]) if marks else None,
                note=note.span,
                rules=(note.rule, REMARK) if remark and not sources else (note.rule,),
            ),
        )


def _remarks(notes: Sequence[Note]) -> frozenset[int]:
    """Return the groups that hold the author's own remarks: letters or words beside numbers.

    Whoever counts two kinds of notes apart gives numbers to sources: "[a]", "[note 1]", "[1]".
    """
    labels: dict[int, bool] = {}  # whether all labels of a group are numbers
    for note in notes:
        if _kind(note) is CitationKind.NOTE:
            labels[note.group] = labels.get(note.group, True) and note.label.isdecimal()
    others = frozenset(group for group, numbers in labels.items() if not numbers)
    return others if len(others) < len(labels) else frozenset()


_YEAR_ALONE = re.compile(r"[(\[]\s?\d{4}")


def _claim(text: str, places: Places, mark: Span) -> Span | None:
    """Return the words a mark supports: all of the sentence when it only adds a year to a name."""
    if _YEAR_ALONE.match(mark.of(text)):
        return sentence_around(places, mark) or claim_of(places, mark)
    return claim_of(places, mark)


def _kind(note: Note) -> CitationKind:
    """Tell an entry of a bibliography, which an author and a year may name, from a note."""
    listed = not note.label or note.rule.startswith("bibliography")
    return CitationKind.BIBLIOGRAPHY if listed else CitationKind.NOTE


def _marks_by_label(marks: Sequence[Mark]) -> dict[tuple[int, str], list[Span]]:
    found: dict[tuple[int, str], list[Span]] = {}
    for mark in marks:
        for label in mark.labels:
            found.setdefault((mark.group, label), []).append(mark.span)
    return found


def _from_lone_marks(article: Article, places: Places) -> Iterator[_Placed]:
    """Make a citation of every label that no note carries, with all its marks.

    An author and a year name a work even so; a number alone names nothing.
    """
    known = {(note.group, note.label) for note in article.notes}
    named = {label for mark in article.marks if mark.rule == RULE for label in mark.labels}
    for (group, label), spans in _marks_by_label(article.marks).items():
        if (group, label) in known:
            continue
        work = WorkSource(printed=label, name=label, span=spans[0])
        yield _Placed(
            at=spans[0].start,
            citation=partial(
                Citation,
                kind=CitationKind.BIBLIOGRAPHY if label in named else CitationKind.NOTE,
                label=label,
                sources=(work,) if label in named else (),
                marks=tuple(spans),
                claim=_claim(article.text, places, spans[0]),
                rules=("mark-without-note",),
            ),
        )


_INSIDE = re.compile(r"/(?!/)|\.{1,2}/|\?|[\w%-]+\.(?:html?|php|aspx?)(?![\w./])")
"""What opens an address that is told against another one: "/about", "../a", "page.html"."""


def _from_links(article: Article, places: Places, tables: UrlTables) -> Iterator[_Placed]:
    """Make a citation of every link of the body that is neither furniture nor a note's own.

    A link inside a site whose address the page does not tell leads nowhere that can be named.
    """
    notes = Spans(note.span for note in article.notes)
    for hyperlink in article.hyperlinks:
        if hyperlink.note or notes.covering(hyperlink.span) or _INSIDE.match(hyperlink.target):
            continue
        source = web_source(hyperlink, article.text, tables)
        yield _Placed(
            at=hyperlink.span.start,
            citation=partial(
                Citation,
                kind=CitationKind.HYPERLINK,
                sources=(source,),
                claim=sentence_around(places, hyperlink.span),
                rules=("body-link",),
            ),
        )


def _from_mentions(article: Article, places: Places, *, endings: bool) -> Iterator[_Placed]:
    for mention in article.mentions:
        vague = mention.kind is MentionKind.VAGUE
        yield _Placed(
            at=mention.span.start,
            citation=partial(
                Citation,
                kind=CitationKind.VAGUE if vague else CitationKind.ATTRIBUTION,
                sources=(_voice(article.text, mention, endings=endings),),
                claim=sentence_around(places, mention.cue),
                mention=mention.span,
                secondhand=mention.secondhand,
                rules=(mention.rule,),
            ),
        )


_ENDING = re.compile(r"(?<=\w)['’ʼ‘][^\W\d_]{1,7}(?P<work>(?:\s[^\W\d_]{1,30}){0,4})$")
"""A name's endings behind their apostrophe, and its work: "TRT’ye", "Ajansı'nın haberine"."""


def _voice(text: str, mention: Mention, *, endings: bool) -> Source:
    """Return who is named; a pronoun and "the report" carry the name they go back to.

    ``endings``: the language sets a name's endings off by an apostrophe; they are left out.
    """
    printed = (mention.voice or mention.span).of(text)
    named = mention.antecedent or mention.voice
    name = named.of(text) if named else ""
    if endings and (found := _ENDING.search(name)):
        plain = found["work"].islower() and mention.kind is MentionKind.WORK
        name = name[: found.start()] if plain or not found["work"] else name
    match mention.kind:
        case MentionKind.VAGUE:
            return VagueSource(printed=mention.span.of(text), span=mention.span)
        case MentionKind.WORK:
            return WorkSource(printed=printed, name=name, span=mention.voice)
        case _:
            return NamedSource(printed=printed, name=name, span=mention.voice)


def _from_dateline(article: Article) -> Iterator[_Placed]:
    dateline = article.dateline
    if dateline is None or not dateline.agency:
        return
    source = NamedSource(printed=dateline.agency, name=dateline.agency, span=dateline.agency_span)
    yield _Placed(
        at=dateline.span.start,
        citation=partial(
            Citation,
            kind=CitationKind.DATELINE,
            sources=(source,),
            mention=dateline.span,
            rules=("dateline",),
        ),
    )
