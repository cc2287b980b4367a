"""What does not add up between marks, notes, addresses and voices.

One function per group of codes, each a list of findings made from the article and its
citations alone. What the codes mean stands in the rule table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from unicodedata import normalize

from sourcecheck.model.article import Article, MentionKind, Note, Span
from sourcecheck.model.citation import Citation, CitationKind
from sourcecheck.model.tables.rules import RuleTable
from sourcecheck.model.verdict import Finding
from sourcecheck.resolve.addresses import ADDRESS_CHECKS
from sourcecheck.resolve.case import Case, case_of, shortened
from sourcecheck.resolve.repeats import without_label
from sourcecheck.resolve.workwords import WorkWords
from sourcecheck.text.fold import folded

QUOTE_WORDS = 7
"""A quotation of so many words is speech that somebody said; shorter ones are terms; guess."""

TITLE_CAPITALS = 0.8
"""Share of long words with a capital that makes a quotation a title."""

NEAR = 24
"""Code points beside a quotation in which a word such as "film" tells that it is a title."""

SCOPE_PARAGRAPHS = 3
"""A single mark after so many paragraphs may stand for all of them."""

SORTED = 4
"""Entries from which the order of the alphabet is no chance: one list of 24; guess."""

HEAD = 60
"""Code points of an entry in which its first author's name begins; guess."""

BY_WORDS = "note-length"
"""A part of the rule of every note that was read by its words, not by the format's structure."""

ODD_SHARE = 3
"""So many times as many pairs must look alike before another one looks odd; guess."""


def diagnose(
    article: Article, citations: Sequence[Citation], rules: RuleTable, words: WorkWords
) -> tuple[Finding, ...]:
    """Return the findings of this stage, in text order."""
    case = case_of(article, tuple(citations), rules, words)
    found = [finding for check in CHECKS for finding in check(case)]
    return tuple(sorted(found, key=lambda each: (each.span or Span(0, 0), each.code)))


def _unpaired(case: Case) -> Iterator[Finding]:
    """SC101 mark without note, SC102 note never cited, SC103 doubled label."""
    labels = Counter((note.group, note.label) for note in case.article.notes if note.label)
    for citation in case.citations:
        if citation.note is None and citation.marks and not citation.mention:
            yield case.rules.finding(
                "SC101", citation.label, span=citation.marks[0], citation=citation.id
            )
        elif (
            citation.kind is CitationKind.NOTE
            and not citation.marks
            and citation.label not in case.repeated
        ):
            yield case.rules.finding(
                "SC102", citation.label, span=citation.note, citation=citation.id
            )
    lasts = {(note.group, note.label): note for note in case.article.notes}
    for (group, label), times in labels.items():
        if times > 1:
            last = lasts[group, label]
            yield case.rules.finding(
                "SC103", label, str(times), span=last.span, citation=_at(case, last)
            )


def _at(case: Case, note: Note) -> str:
    return case.ids.get(note.span, "")


def _numbering(case: Case) -> Iterator[Finding]:
    """SC104 out of order, SC105 gap, SC107 numbering that starts again."""
    groups: dict[int, list[Note]] = {}
    for note in case.article.notes:
        groups.setdefault(note.group, []).append(note)
    for group, notes in groups.items():
        if not _is_sorted(case, notes):
            yield from _order(case, group)
        yield from _gaps(case, notes)
    numbered = [notes for notes in groups.values() if notes[0].label.isdigit()]
    for first, *_ in numbered[1:]:
        yield case.rules.finding(
            "SC107", first.label, str(len(numbered)), span=first.span, citation=_at(case, first)
        )


def _order(case: Case, group: int) -> Iterator[Finding]:
    firsts: dict[str, Span] = {}
    for mark in case.article.marks:
        if mark.group == group and mark.rule != "author-year":  # which are in no order
            for label in mark.labels:
                firsts.setdefault(label, mark.span)
    for (before, _), (label, span) in pairwise(firsts.items()):
        if label.isdigit() and before.isdigit() and int(label) < int(before):
            yield case.rules.finding("SC104", before, label, span=span)


def _is_sorted(case: Case, notes: Sequence[Note]) -> bool:
    """Tell a list by authors' names, whose numbers are no order of citing.

    Scripts follow each other in any order. A few places may be wrong: letters that a language
    added to its alphabet stand elsewhere by their numbers.
    """
    opened = (_OPENING.search(folded(note.content.of(case.article.text)[:HEAD])) for note in notes)
    heads = [normalize("NFD", found[0]) for found in opened if found]
    if len(heads) < SORTED or len(set(heads)) * 2 <= len(heads):
        return False
    pairs = [(one, other) for one, other in pairwise(heads) if one.isascii() == other.isascii()]
    return 10 * sum(other < one for one, other in pairs) <= len(heads)


_OPENING = re.compile(r"[^\W\d_]{2,}")


def _gaps(case: Case, group: Sequence[Note]) -> Iterator[Finding]:
    for early, late in pairwise(note for note in group if note.label.isdigit()):
        missing = range(int(early.label) + 1, int(late.label))
        if missing:
            listed = ", ".join(map(str, missing))
            yield case.rules.finding(
                "SC105", early.label, late.label, listed, span=late.span, citation=_at(case, late)
            )


def _shapes(case: Case) -> Iterator[Finding]:
    """SC106 ibid. unresolved, SC109 digits differ, SC110 same note twice, SC111 scope."""
    text = case.article.text
    seen: dict[str, str] = {}
    for citation in case.citations:
        if "ibid-unresolved" in citation.rules and citation.note:
            printed = shortened(_words(case, citation.note))
            yield case.rules.finding("SC106", printed, span=citation.note, citation=citation.id)
        if citation.note and citation.label and not citation.repeats:
            content = _content(text, citation.note)
            if content and content in seen:
                yield case.rules.finding(
                    "SC110", citation.label, seen[content], span=citation.note,
                    citation=citation.id,
                )  # fmt: skip
            seen.setdefault(content, citation.label)
        yield from _digits(case, citation)
        yield from _scope(case, citation)


def _words(case: Case, note: Span) -> str:
    """Return a note's words without its label."""
    known = case.notes.get(note)
    return (known.content if known else note).of(case.article.text).strip()


def _label(case: Case, note: Span) -> str:
    """Return a note's label as printed, with its signs."""
    known = case.notes.get(note)
    return case.article.text[note.start : known.content.start].strip() if known else ""


def _content(text: str, note: Span) -> str:
    return without_label(folded(note.of(text))).strip(" .")


def _styles(case: Case) -> Iterator[Finding]:
    """SC108: a mark and its note written unlike the other pairs of the article.

    Digits do not count, they are SC109; nor do pairs of which there are as many as of others.
    """
    text = case.article.text
    pairs = [
        (each, each.marks[0].of(text), _label(case, each.note))
        for each in case.citations
        if each.label.isdigit() and len(each.marks) and each.note
    ]
    single = [pair for pair in pairs if _ONE_NUMBER.fullmatch(pair[1])]
    shapes = Counter((_shape(mark), _shape(label)) for _, mark, label in single)
    usual, times = shapes.most_common(1)[0] if shapes else (("", ""), 0)
    for citation, mark, label in single:
        odd = (_shape(mark), _shape(label))
        if odd != usual and shapes[odd] * ODD_SHARE <= times:
            yield case.rules.finding(
                "SC108", citation.label, mark, label, span=citation.marks[0], citation=citation.id
            )


_ONE_NUMBER = re.compile(r"[^\w]*\d+[^\w]*")
"""A mark of one label; an author's name or a page in it is no matter of style."""


def _shape(printed: str) -> str:
    """Return the signs around a label's digits."""
    return re.sub(r"\d+|\s+", "", printed)


_DIGIT_SETS = (("ascii", re.compile("[0-9]")), ("other", re.compile("[٠-٩۰-۹０-９]")))


def _digits(case: Case, citation: Citation) -> Iterator[Finding]:
    """SC109 where both were typed: a browser or a word processor counts in digits of its own."""
    known = case.notes.get(citation.note) if citation.note else None
    if not citation.marks or citation.note is None or (known and BY_WORDS not in known.rule):
        return
    text = case.article.text
    mark, note = citation.marks[0].of(text), _label(case, citation.note)
    sets = [
        {name for name, pattern in _DIGIT_SETS if pattern.search(printed)}
        for printed in (mark, note)
    ]
    if sets[0] and sets[1] and not sets[0] & sets[1]:
        yield case.rules.finding(
            "SC109", citation.label, mark, note, span=citation.marks[0], citation=citation.id
        )


def _scope(case: Case, citation: Citation) -> Iterator[Finding]:
    if citation.scope is None or not citation.marks or not case.sections:
        return
    covered = len(case.paragraphs.meeting(citation.scope))
    if covered >= SCOPE_PARAGRAPHS and citation.label:
        yield case.rules.finding(
            "SC111", citation.label, str(covered), span=citation.marks[0], citation=citation.id
        )


def _voices(case: Case) -> Iterator[Finding]:
    """SC201 vague, SC203 second-hand."""
    text = case.article.text
    ids = {each.mention: each.id for each in case.citations if each.mention}
    work = _retold_work(case)
    for mention in case.article.mentions:
        citation = ids.get(mention.span, "")
        if mention.kind is MentionKind.VAGUE and not _has_mark(case, mention.span):
            yield case.rules.finding(
                "SC201", mention.span.of(text), span=mention.span, citation=citation
            )
        elif mention.secondhand and work:
            voice = (mention.antecedent or mention.voice or mention.cue).of(text)
            if voice != work:  # "he" may be the report itself
                yield case.rules.finding(
                    "SC203", shortened(voice), shortened(work), span=mention.span, citation=citation
                )


def _retold_work(case: Case) -> str:
    works = Counter(
        (each.antecedent or each.voice or each.span).of(case.article.text)
        for each in case.article.mentions
        if each.kind is MentionKind.WORK
    )
    return works.most_common(1)[0][0] if works else ""


def _unsourced(case: Case) -> Iterator[Finding]:
    """SC202 figures and SC204 quotations without a mark, a link or a named voice."""
    text = case.article.text
    for number in case.article.numbers:
        if not _is_sourced(case, number.span):
            yield case.rules.finding("SC202", number.text, span=number.span)
    for quote in case.article.quotes:
        spoken = case.spoken.meeting(quote)
        long = len(quote.of(text).split()) >= QUOTE_WORDS
        if long and not spoken and not _is_title(case, quote) and not _is_sourced(case, quote):
            yield case.rules.finding("SC204", shortened(quote.of(text)), span=quote)


def _is_title(case: Case, quote: Span) -> bool:
    """Tell the title of a work from speech: by the word beside it, or by its capitals."""
    text = case.article.text
    before, after = (
        text[max(0, quote.start - NEAR) : quote.start],
        text[quote.end : quote.end + NEAR],
    )
    if case.words.titled.search(before) or case.words.titled.search(after):
        return True
    words = [word for word in re.findall(r"[^\W\d_]+", quote.of(text)) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) > 2 and capitals >= TITLE_CAPITALS * len(words)


def _is_sourced(case: Case, span: Span) -> bool:
    """Tell whether words have a mark up to the paragraph's end, a link or a named voice.

    A voice named in the sentence before counts: reports go on without naming it again.
    """
    if _has_mark(case, span, whole_paragraph=True):
        return True
    return bool(case.told.meeting(_sentences_near(case, span)))


def _has_mark(case: Case, span: Span, *, whole_paragraph: bool = False) -> bool:
    """Tell whether a mark follows in the sentence, or later in the paragraph."""
    around = case.paragraphs if whole_paragraph else case.sentences
    inside = next(iter(around.meeting(span)), None)
    if inside is None:
        return False
    # a mark behind the full stop stands right after the sentence
    reach = Span(span.start, inside.end + (0 if whole_paragraph else 3))
    return bool(case.marks.meeting(reach))


def _sentences_near(case: Case, span: Span) -> Span:
    """Return the sentence of a span together with the one before it in its paragraph."""
    own = next(iter(case.sentences.meeting(span)), None)
    if own is None:
        return span
    before = case.sentences.before(own.start)
    if before and "\n" not in case.article.text[before.start : own.start]:
        return Span(before.start, own.end)
    return own


def _reading(case: Case) -> Iterator[Finding]:
    """SC314: the text itself may have been decoded wrongly."""
    for suspicion in case.article.suspicions:
        what, _, charset = suspicion.partition(":")
        if what == "mojibake":
            yield case.rules.finding("SC314", charset)


CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    _unpaired,
    _numbering,
    _shapes,
    _styles,
    _voices,
    _unsourced,
    *ADDRESS_CHECKS,
    _reading,
)
"""Every check of this stage."""
