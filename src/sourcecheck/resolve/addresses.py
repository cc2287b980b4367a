"""What is remarkable about an address or an identifier as printed: SC301 to SC315."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from sourcecheck.model.article import Span
from sourcecheck.model.citation import Citation, Identifiers, Source, WebSource, WorkSource
from sourcecheck.model.link import LinkFlag
from sourcecheck.model.verdict import Finding, Severity
from sourcecheck.resolve.case import SHOWN, Case, shortened
from sourcecheck.urls.identifiers import misprinted


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
    name = citation.label or shortened(printed)
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
    """SC306: a note that gives no address at all; a printed work can be found without one."""
    for citation in case.citations:
        if citation.note is None or citation.repeats or not citation.sources:
            continue
        if not any(isinstance(source, WebSource) for source in citation.sources):
            found = case.rules.finding(
                "SC306",
                citation.label or shortened(citation.sources[0].printed),
                shortened(citation.sources[0].printed),
                span=citation.note, citation=citation.id,
            )  # fmt: skip
            printed = all(map(_is_described, citation.sources))
            yield replace(found, severity=Severity.INFO) if printed else found


def _is_described(source: Source) -> bool:
    """Tell a work that a library could find: by a number, its pages, or title and date."""
    if not isinstance(source, WorkSource):
        return False
    work = source.work
    numbered = source.identifiers != Identifiers()
    return numbered or bool(work.pages or (work.title and (work.date or work.publisher)))


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
                "SC315", citation.label or shortened(printed), number, span=span,
                citation=citation.id,
            )  # fmt: skip


ADDRESS_CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    _addresses,
    _unlinked,
    _misprints,
)
"""Every check of addresses and identifiers."""
