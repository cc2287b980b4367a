"""What does not add up between marks, notes, addresses and voices.

One function per group of codes, each a list of findings made from the article and its
citations alone. What the codes mean stands in the rule table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sourcecheck.model.article import Article, BlockKind, MentionKind, Note, Span
from sourcecheck.model.citation import Citation, CitationKind, LinkFlag, WebSource
from sourcecheck.model.tables.rules import RuleTable
from sourcecheck.model.verdict import Finding
from sourcecheck.resolve.repeats import without_label
from sourcecheck.text.fold import folded

QUOTE_WORDS = 7
"""A quotation of so many words is speech that somebody said; shorter ones are terms; guess."""

SCOPE_PARAGRAPHS = 3
"""A single mark after so many paragraphs may stand for all of them."""

SECTIONS = 2
"""Headings that make a text one of sections, where a closing mark may serve a whole one."""

SHOWN = 60
"""Code points of a note or quotation that a finding repeats."""


@dataclass(frozen=True, slots=True)
class _Case:
    """What every check looks at."""

    article: Article
    citations: tuple[Citation, ...]
    rules: RuleTable


def diagnose(
    article: Article, citations: Sequence[Citation], rules: RuleTable
) -> tuple[Finding, ...]:
    """Return the findings of this stage, in text order."""
    case = _Case(article, tuple(citations), rules)
    found = [finding for check in CHECKS for finding in check(case)]
    return tuple(sorted(found, key=lambda each: (each.span or Span(0, 0), each.code)))


def _unpaired(case: _Case) -> Iterator[Finding]:
    """SC101 mark without note, SC102 note never cited, SC103 doubled label."""
    labels = Counter((note.group, note.label) for note in case.article.notes if note.label)
    for citation in case.citations:
        if citation.kind is not CitationKind.NOTE:
            continue
        if citation.note is None:
            yield case.rules.finding(
                "SC101", citation.label, span=citation.marks[0], citation=citation.id
            )
        elif not citation.marks and not _is_repeat(case, citation):
            yield case.rules.finding(
                "SC102", citation.label, span=citation.note, citation=citation.id
            )
    for (group, label), times in labels.items():
        if times > 1:
            last = [n for n in case.article.notes if (n.group, n.label) == (group, label)][-1]
            yield case.rules.finding(
                "SC103", label, str(times), span=last.span, citation=_at(case, last)
            )


def _is_repeat(case: _Case, citation: Citation) -> bool:
    """Tell whether an earlier note carries the same label: that is SC103, said once."""
    return any(
        other.label == citation.label and other.marks and other is not citation
        for other in case.citations
        if other.kind is CitationKind.NOTE
    )


def _at(case: _Case, note: Note) -> str:
    return next((each.id for each in case.citations if each.note == note.span), "")


def _numbering(case: _Case) -> Iterator[Finding]:
    """SC104 out of order, SC105 gap, SC107 numbering that starts again."""
    groups = dict.fromkeys(note.group for note in case.article.notes)
    for group in groups:
        yield from _order(case, group)
        yield from _gaps(case, group)
    if len(groups) > 1:
        for group in list(groups)[1:]:
            first = next(note for note in case.article.notes if note.group == group)
            yield case.rules.finding(
                "SC107", first.label, str(len(groups)), span=first.span, citation=_at(case, first)
            )


def _order(case: _Case, group: int) -> Iterator[Finding]:
    firsts: dict[str, Span] = {}
    for mark in case.article.marks:
        if mark.group == group:
            for label in mark.labels:
                firsts.setdefault(label, mark.span)
    for (before, _), (label, span) in pairwise(firsts.items()):
        if label.isdigit() and before.isdigit() and int(label) < int(before):
            yield case.rules.finding("SC104", before, label, span=span)


def _gaps(case: _Case, group: int) -> Iterator[Finding]:
    notes = [n for n in case.article.notes if n.group == group and n.label.isdigit()]
    for early, late in pairwise(notes):
        missing = range(int(early.label) + 1, int(late.label))
        if missing:
            listed = ", ".join(map(str, missing))
            yield case.rules.finding(
                "SC105", early.label, late.label, listed, span=late.span, citation=_at(case, late)
            )


def _shapes(case: _Case) -> Iterator[Finding]:
    """SC106 ibid. unresolved, SC109 digits differ, SC110 same note twice, SC111 scope."""
    text = case.article.text
    seen: dict[str, str] = {}
    for citation in case.citations:
        if "ibid-unresolved" in citation.rules and citation.note:
            printed = _short(citation.note.of(text))
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


def _content(text: str, note: Span) -> str:
    return without_label(folded(note.of(text))).strip(" .")


_DIGIT_SETS = (("ascii", re.compile("[0-9]")), ("other", re.compile("[٠-٩۰-۹０-９]")))


def _digits(case: _Case, citation: Citation) -> Iterator[Finding]:
    if not citation.marks or citation.note is None:
        return
    text = case.article.text
    mark, note = citation.marks[0].of(text), citation.note.of(text)[:6]
    sets = [
        {name for name, pattern in _DIGIT_SETS if pattern.search(printed)}
        for printed in (mark, note)
    ]
    if sets[0] and sets[1] and not sets[0] & sets[1]:
        label = re.match(r"\W*[\d٠-٩۰-۹]+", note)
        yield case.rules.finding(
            "SC109", citation.label, mark, label[0] if label else note,
            span=citation.marks[0], citation=citation.id,
        )  # fmt: skip


def _scope(case: _Case, citation: Citation) -> Iterator[Finding]:
    headings = sum(block.kind is BlockKind.HEADING for block in case.article.blocks)
    if citation.scope is None or not citation.marks or headings < SECTIONS:
        return
    covered = sum(citation.scope.meets(each) for each in case.article.paragraphs)
    if covered >= SCOPE_PARAGRAPHS and citation.label:
        yield case.rules.finding(
            "SC111", citation.label, str(covered), span=citation.marks[0], citation=citation.id
        )


def _voices(case: _Case) -> Iterator[Finding]:
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
            yield case.rules.finding(
                "SC203", _short(voice), _short(work), span=mention.span, citation=citation
            )


def _retold_work(case: _Case) -> str:
    works = Counter(
        (each.antecedent or each.voice or each.span).of(case.article.text)
        for each in case.article.mentions
        if each.kind is MentionKind.WORK
    )
    return works.most_common(1)[0][0] if works else ""


def _unsourced(case: _Case) -> Iterator[Finding]:
    """SC202 figures and SC204 quotations without a mark, a link or a named voice."""
    text = case.article.text
    for number in case.article.numbers:
        if not _is_sourced(case, number.span):
            yield case.rules.finding("SC202", number.text, span=number.span)
    for quote in case.article.quotes:
        spoken = any(each.quote and each.quote.meets(quote) for each in case.article.mentions)
        long = len(quote.of(text).split()) >= QUOTE_WORDS
        if long and not spoken and not _is_sourced(case, quote):
            yield case.rules.finding("SC204", _short(quote.of(text)), span=quote)


def _is_sourced(case: _Case, span: Span) -> bool:
    """Tell whether words have a mark up to the paragraph's end, a link or a named voice.

    A voice named in the sentence before counts: reports go on without naming it again.
    """
    if _has_mark(case, span, whole_paragraph=True):
        return True
    near = _sentences_near(case, span)
    links = (each.span for each in case.article.hyperlinks if not each.note)
    named = (each.span for each in case.article.mentions if each.kind is not MentionKind.VAGUE)
    return any(near.meets(each) for each in (*links, *named))


def _has_mark(case: _Case, span: Span, *, whole_paragraph: bool = False) -> bool:
    """Tell whether a mark follows in the sentence, or later in the paragraph."""
    around = case.article.paragraphs if whole_paragraph else case.article.sentences
    inside = next((each for each in around if each.meets(span)), None)
    if inside is None:
        return False
    # a mark behind the full stop stands right after the sentence
    reach = Span(span.start, inside.end + (0 if whole_paragraph else 3))
    return any(reach.meets(mark.span) for mark in case.article.marks)


def _sentences_near(case: _Case, span: Span) -> Span:
    """Return the sentence of a span together with the one before it in its paragraph."""
    sentences = case.article.sentences
    at = next((n for n, each in enumerate(sentences) if each.meets(span)), None)
    if at is None:
        return span
    own = sentences[at]
    if at and "\n" not in case.article.text[sentences[at - 1].start : own.start]:
        return Span(sentences[at - 1].start, own.end)
    return own


def _addresses(case: _Case) -> Iterator[Finding]:
    """SC301 to SC313: what is remarkable about an address as printed."""
    for citation in case.citations:
        if citation.repeats:
            continue
        for source in citation.sources:
            if isinstance(source, WebSource):
                yield from _address(case, citation, source)


def _address(case: _Case, citation: Citation, source: WebSource) -> Iterator[Finding]:
    printed, link = source.printed, source.link
    name = citation.label or citation.id
    told = {
        LinkFlag.TRUNCATED: ("SC301", printed[-12:]),
        LinkFlag.TRACKING: ("SC302", ", ".join(_dropped(link.url, link.canonical))),
        LinkFlag.SHORT_LINK: ("SC303", _host(link.canonical), link.owner or "unknown"),
        LinkFlag.INVALID: ("SC304", printed),
        LinkFlag.AI_REFERRED: ("SC305", _referrer(link.url)),
        LinkFlag.ARCHIVED_COPY: ("SC308", _host(link.url)),
        LinkFlag.WRAPPED: ("SC309", link.url),
        LinkFlag.REDIRECTOR: ("SC312", _host(link.url), link.canonical),
        LinkFlag.REPAIRED: ("SC313", printed, link.url),
    }
    for flag in link.flags:
        if flag in told:
            code, *args = told[flag]
            yield case.rules.finding(
                code, name, *args, span=source.span or citation.note, citation=citation.id
            )


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]


def _parameters(url: str) -> list[str]:
    return [each for each in url.partition("#")[0].partition("?")[2].split("&") if each]


def _dropped(url: str, canonical: str) -> list[str]:
    kept = {each.partition("=")[0] for each in _parameters(canonical)}
    names = (each.partition("=")[0] for each in _parameters(url))
    return [name for name in dict.fromkeys(names) if name not in kept]


def _referrer(url: str) -> str:
    """Return the parameter that names an assistant: the one whose value looks like a host."""
    return next((each for each in _parameters(url) if "." in each.partition("=")[2]), "")


def _unlinked(case: _Case) -> Iterator[Finding]:
    """SC306: a note that gives no address at all."""
    for citation in case.citations:
        if citation.note is None or citation.repeats or not citation.sources:
            continue
        if not any(isinstance(source, WebSource) for source in citation.sources):
            yield case.rules.finding(
                "SC306", citation.label or citation.id, _short(citation.sources[0].printed),
                span=citation.note, citation=citation.id,
            )  # fmt: skip


def _reading(case: _Case) -> Iterator[Finding]:
    """SC314: the text itself may have been decoded wrongly."""
    for suspicion in case.article.suspicions:
        what, _, charset = suspicion.partition(":")
        if what == "mojibake":
            yield case.rules.finding("SC314", charset)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1].rstrip() + "…"


CHECKS: tuple[Callable[[_Case], Iterator[Finding]], ...] = (
    _unpaired,
    _numbering,
    _shapes,
    _voices,
    _unsourced,
    _addresses,
    _unlinked,
    _reading,
)
"""Every check of this stage."""
