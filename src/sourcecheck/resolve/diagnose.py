"""What does not add up between marks, notes, addresses and voices.

One function per group of codes, each a list of findings made from the article and its
citations alone. What the codes mean stands in the rule table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from sourcecheck.model.article import Article, MentionKind, Note, Span
from sourcecheck.model.citation import Citation, CitationKind, LinkFlag, WebSource
from sourcecheck.model.tables.rules import RuleTable
from sourcecheck.model.verdict import Finding
from sourcecheck.resolve.case import Case, case_of
from sourcecheck.resolve.repeats import without_label
from sourcecheck.text.fold import folded
from sourcecheck.urls.identifiers import misprinted

QUOTE_WORDS = 7
"""A quotation of so many words is speech that somebody said; shorter ones are terms; guess."""

SCOPE_PARAGRAPHS = 3
"""A single mark after so many paragraphs may stand for all of them."""

ODD_SHARE = 3
"""So many times as many pairs must look alike before another one looks odd; guess."""

SHOWN = 60
"""Code points of a note or quotation that a finding repeats."""


def diagnose(
    article: Article, citations: Sequence[Citation], rules: RuleTable
) -> tuple[Finding, ...]:
    """Return the findings of this stage, in text order."""
    case = case_of(article, tuple(citations), rules)
    found = [finding for check in CHECKS for finding in check(case)]
    return tuple(sorted(found, key=lambda each: (each.span or Span(0, 0), each.code)))


def _unpaired(case: Case) -> Iterator[Finding]:
    """SC101 mark without note, SC102 note never cited, SC103 doubled label."""
    labels = Counter((note.group, note.label) for note in case.article.notes if note.label)
    for citation in case.citations:
        if citation.kind is not CitationKind.NOTE:
            continue
        if citation.note is None:
            yield case.rules.finding(
                "SC101", citation.label, span=citation.marks[0], citation=citation.id
            )
        elif not citation.marks and citation.label not in case.repeated:
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
        yield from _order(case, group)
        yield from _gaps(case, notes)
    if len(groups) > 1:
        for first, *_ in list(groups.values())[1:]:
            yield case.rules.finding(
                "SC107", first.label, str(len(groups)), span=first.span, citation=_at(case, first)
            )


def _order(case: Case, group: int) -> Iterator[Finding]:
    firsts: dict[str, Span] = {}
    for mark in case.article.marks:
        if mark.group == group:
            for label in mark.labels:
                firsts.setdefault(label, mark.span)
    for (before, _), (label, span) in pairwise(firsts.items()):
        if label.isdigit() and before.isdigit() and int(label) < int(before):
            yield case.rules.finding("SC104", before, label, span=span)


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


def _styles(case: Case) -> Iterator[Finding]:
    """SC108: a mark and its note written unlike the other pairs of the article.

    Digits do not count, they are SC109; nor do pairs of which there are as many as of others.
    """
    text = case.article.text
    labels = {n.span: text[n.span.start : n.content.start].strip() for n in case.article.notes}
    pairs = [
        (each, each.marks[0].of(text), labels.get(each.note, ""))
        for each in case.citations
        if each.label.isdigit() and len(each.marks) and each.note
    ]
    single = [pair for pair in pairs if len(re.findall(r"\d+", pair[1])) == 1]
    shapes = Counter((_shape(mark), _shape(label)) for _, mark, label in single)
    usual, times = shapes.most_common(1)[0] if shapes else (("", ""), 0)
    for citation, mark, label in single:
        odd = (_shape(mark), _shape(label))
        if odd != usual and shapes[odd] * ODD_SHARE <= times:
            yield case.rules.finding(
                "SC108", citation.label, mark, label, span=citation.marks[0], citation=citation.id
            )


def _shape(printed: str) -> str:
    """Return the signs around a label's digits."""
    return re.sub(r"\d+|\s+", "", printed)


_DIGIT_SETS = (("ascii", re.compile("[0-9]")), ("other", re.compile("[٠-٩۰-۹０-９]")))


def _digits(case: Case, citation: Citation) -> Iterator[Finding]:
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
                    "SC203", _short(voice), _short(work), span=mention.span, citation=citation
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
        if long and not spoken and not _is_sourced(case, quote):
            yield case.rules.finding("SC204", _short(quote.of(text)), span=quote)


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


def _addresses(case: Case) -> Iterator[Finding]:
    """SC301 to SC313: what is remarkable about an address as printed."""
    for citation in case.citations:
        if citation.repeats:
            continue
        for source in citation.sources:
            if isinstance(source, WebSource):
                yield from _address(case, citation, source)


def _address(case: Case, citation: Citation, source: WebSource) -> Iterator[Finding]:
    printed, link = source.printed, source.link
    name = citation.label or _short(printed)
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
    if glued := _glued(case.article.text, source):
        yield case.rules.finding(
            "SC310", name, glued, span=source.span or citation.note, citation=citation.id
        )
    for flag in link.flags:
        if flag in told:
            code, *args = told[flag]
            yield case.rules.finding(
                code, name, *args, span=source.span or citation.note, citation=citation.id
            )


def _glued(text: str, source: WebSource) -> str:
    """Return the word that follows a printed address without a space, or ""."""
    if source.span is None or " " in source.printed or "." not in source.printed:
        return ""  # linked words, not an address
    following = re.compile(r"[^\W\d_]+").match(text, source.span.end)
    return following[0][:SHOWN] if following else ""


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


def _unlinked(case: Case) -> Iterator[Finding]:
    """SC306: a note that gives no address at all."""
    for citation in case.citations:
        if citation.note is None or citation.repeats or not citation.sources:
            continue
        if not any(isinstance(source, WebSource) for source in citation.sources):
            yield case.rules.finding(
                "SC306",
                citation.label or _short(citation.sources[0].printed),
                _short(citation.sources[0].printed),
                span=citation.note, citation=citation.id,
            )  # fmt: skip


def _misprints(case: Case) -> Iterator[Finding]:
    """SC315: an ISBN or ISSN whose check digit is wrong."""
    text = case.article.text
    for citation in case.citations:
        if citation.note is None or citation.repeats:
            continue
        printed = citation.note.of(text)
        for number in misprinted(printed):
            at = printed.find(number)
            start = citation.note.start + max(at, 0)
            span = Span(start, start + len(number)) if at >= 0 else citation.note
            yield case.rules.finding(
                "SC315", citation.label or _short(printed), number, span=span,
                citation=citation.id,
            )  # fmt: skip


def _reading(case: Case) -> Iterator[Finding]:
    """SC314: the text itself may have been decoded wrongly."""
    for suspicion in case.article.suspicions:
        what, _, charset = suspicion.partition(":")
        if what == "mojibake":
            yield case.rules.finding("SC314", charset)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1].rstrip() + "…"


CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    _unpaired,
    _numbering,
    _shapes,
    _styles,
    _voices,
    _unsourced,
    _addresses,
    _unlinked,
    _misprints,
    _reading,
)
"""Every check of this stage."""
