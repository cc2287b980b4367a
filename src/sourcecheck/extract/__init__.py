"""Stage 1. A document becomes an article: text, and what stands where in it.

The format's reader gives text and structure (``formats``); everything the words tell is then
found on that text, in the same way for every format: notes and marks, furniture, title and
byline, sentences and quotations, attributions, figures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sourcecheck.extract.anaphora import resolve_voices
from sourcecheck.extract.citewords import cite_words
from sourcecheck.extract.dateline import find_dateline
from sourcecheck.extract.formats import read
from sourcecheck.extract.language import UNKNOWN, guess_language
from sourcecheck.extract.lexicon import lexicon
from sourcecheck.extract.mentions import find_mentions
from sourcecheck.extract.notes import Noted, find_notes, without_counts
from sourcecheck.extract.numbers import find_numbers
from sourcecheck.extract.pagehead import label_page, without_accounts
from sourcecheck.extract.reading import Reading, ReadLimits, with_told
from sourcecheck.extract.sentences import find_quotes, shortened_words, split_sentences
from sourcecheck.extract.structure import Structure, label_text
from sourcecheck.model.article import (
    Article,
    Block,
    BlockKind,
    Dateline,
    Document,
    Field,
    Hyperlink,
    Mark,
    Mention,
    MentionKind,
    Number,
    Span,
)
from sourcecheck.model.tables.html import HtmlTable
from sourcecheck.model.tables.languages import Language, Languages, WordOrder
from sourcecheck.model.tables.signatures import SignatureTable
from sourcecheck.model.tables.wiki import WikiTable
from sourcecheck.text.spans import Spans

__all__ = ["ExtractTables", "ReadLimits", "extract"]

_NO_LANGUAGE = Language(code=UNKNOWN, name="unknown", script="", order=WordOrder.SUBJECT_FIRST)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractTables:
    """The data files this stage works with."""

    languages: Languages
    html: HtmlTable
    signatures: SignatureTable
    wiki: WikiTable = field(default_factory=WikiTable)
    accounts: frozenset[str] = frozenset()  # what files name as authors that are none


def extract(
    document: Document,
    tables: ExtractTables,
    limits: ReadLimits = ReadLimits(),  # noqa: B008 - frozen
    language: str = "",
) -> Article:
    """Read one document and find everything in it that cites.

    ``language`` overrides what the document and its words say. Raises ``DocumentError``
    subclasses when the document cannot be read.
    """
    reading = _read(document, tables, limits)
    known = _language(reading, tables.languages, language)
    noted = find_notes(reading, known, cite_words(tuple(tables.languages.values())))
    structure = _structure(reading, noted, known)
    marks = without_counts(reading.text, noted.marks, structure.blocks)
    body = [block.span for block in structure.blocks if block.kind is BlockKind.PARAGRAPH]
    dateline = find_dateline(reading.text, body[0], known) if body else None
    quotes = find_quotes(reading.text, body)
    hyperlinks = _hyperlinks(reading, noted, structure.blocks)
    sentences = _sentences(reading.text, body, marks, dateline, known)
    return Article(
        origin=document.origin,
        media_type=reading.media_type,
        sha256=hashlib.sha256(document.body).hexdigest(),
        language=known.code,
        text=reading.text,
        charset=reading.charset,
        title=reading.title or structure.title,
        byline=_better(reading, reading.byline, structure.byline),
        published=_better(reading, reading.published, structure.published),
        publisher=reading.publisher or structure.publisher,
        canonical_url=reading.canonical_url,
        dateline=dateline,
        blocks=structure.blocks,
        sentences=sentences,
        marks=marks,
        notes=noted.notes,
        mentions=_looked_up(_mentions(reading, sentences, quotes, known), hyperlinks),
        hyperlinks=hyperlinks,
        numbers=_numbers(reading.text, body, known),
        quotes=quotes,
        origins=reading.origins,
        suspicions=reading.suspicions,
    )


def _read(document: Document, tables: ExtractTables, limits: ReadLimits) -> Reading:
    reading = read(document, limits, tables.html, tables.signatures, tables.wiki)
    return with_told(without_accounts(reading, tables.accounts), document.told)


def _language(reading: Reading, languages: Languages, asked: str) -> Language:
    """Take the language asked for, else what the words say, else what the page declares.

    Pages declare the language of their template as often as that of their text.
    """
    if asked:
        return languages.get(asked) or _unknown(languages)
    guessed = guess_language(reading.text, languages)
    declared = reading.language.value if reading.language else ""
    return languages.get(guessed if guessed != UNKNOWN else declared) or _unknown(languages)


def _unknown(languages: Languages) -> Language:
    """Return the language of a text too short to tell: its credit line may be in any."""
    known = (line for each in languages.values() for line in each.credit_lines)
    return replace(_NO_LANGUAGE, credit_lines=tuple(dict.fromkeys(known)))


def _structure(reading: Reading, noted: Noted, language: Language) -> Structure:
    """Label what surrounds the body; pages that are marked up have said most of it."""
    if reading.media_type == "text/plain":
        return label_text(reading.text, noted.blocks, language)
    return label_page(reading, noted.blocks, language)


def _better(reading: Reading, told: Field | None, printed: Field | None) -> Field | None:
    """Choose between what a document's head says and what stands in its text."""
    return printed or told if reading.of_file else told or printed


def _sentences(
    text: str,
    body: Sequence[Span],
    marks: Sequence[Mark],
    dateline: Dateline | None,
    language: Language,
) -> tuple[Span, ...]:
    paragraphs = list(body)
    if dateline and paragraphs and paragraphs[0].covers(dateline.span):
        paragraphs[0] = Span(dateline.span.end, paragraphs[0].end)
    return split_sentences(
        text, paragraphs, [mark.span for mark in marks], shortened_words(language)
    )


def _without_glued(reading: Reading) -> str:
    """Blank the format's marks that are bare signs: "Ali²" is called Ali."""
    text = reading.text
    pieces: list[str] = []
    at = 0
    for mark in reading.marks:
        if mark.span.of(text).isalnum():
            pieces += (text[at : mark.span.start], " " * (mark.span.end - mark.span.start))
            at = mark.span.end
    return "".join((*pieces, text[at:])) if pieces else text


def _mentions(
    reading: Reading, sentences: Sequence[Span], quotes: Sequence[Span], language: Language
) -> tuple[Mention, ...]:
    text = _without_glued(reading)
    found = find_mentions(text, sentences, language, quotes)
    return resolve_voices(text, found, lexicon(language)) if found else ()


def _looked_up(
    mentions: tuple[Mention, ...], hyperlinks: Sequence[Hyperlink]
) -> tuple[Mention, ...]:
    """Take a vague voice whose words are linked for a work: readers can look it up."""
    links = Spans(link.span for link in hyperlinks if not link.note)
    return tuple(
        replace(mention, kind=MentionKind.WORK)
        if mention.kind is MentionKind.VAGUE and mention.voice and links.meeting(mention.voice)
        else mention
        for mention in mentions
    )


def _numbers(text: str, body: Sequence[Span], language: Language) -> tuple[Number, ...]:
    return find_numbers(text, body, language)


def _hyperlinks(reading: Reading, noted: Noted, blocks: Sequence[Block]) -> tuple[Hyperlink, ...]:
    """Join the format's links with bare addresses of the text; notes keep their own."""
    furniture = Spans(block.span for block in blocks if block.kind is BlockKind.FURNITURE)
    linked = Spans(link.span for link in reading.hyperlinks)
    bare = (link for link in noted.addresses if not linked.meeting(link.span))
    found = []
    for link in (*reading.hyperlinks, *bare):
        note = link.note or ("furniture" if furniture.covering(link.span) else "")
        found.append(Hyperlink(span=link.span, target=link.target, note=note))
    return tuple(sorted(found, key=lambda link: link.span))
