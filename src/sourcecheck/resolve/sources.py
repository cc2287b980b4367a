"""A note's words become sources: addresses, identifiers, names, works."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sourcecheck.model.article import Article, Hyperlink, Span
from sourcecheck.model.citation import (
    Citation,
    NamedSource,
    Source,
    WebSource,
    Work,
    WorkSource,
)
from sourcecheck.model.tables.languages import Languages
from sourcecheck.model.tables.urls import UrlTables
from sourcecheck.resolve.works import describe
from sourcecheck.resolve.workwords import WorkWords, work_words
from sourcecheck.urls.canonical import link
from sourcecheck.urls.find import find_urls
from sourcecheck.urls.identifiers import identifiers

NAME_WORDS = 8
"""Most words of a note that is only a name; longer ones describe a work."""

TITLE = 4
"""Most linked words that may be a newspaper's name; guess."""

_AROUND = " .،,؛;:，"
_QUOTED = re.compile(r"[«“\"„]([^»”\"“]{3,200})[»”\"“]")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b|[٠-٩۰-۹]{4}")
_PAGES = re.compile(r"\b(?:pp?|vol|no)\.|[,،؛;，]|\b(?:1[89]|20)\d\d\b|[٠-٩۰-۹]{4}")


def sources_of(
    text: str,
    content: Span,
    hyperlinks: Sequence[Hyperlink],
    tables: UrlTables,
    *,
    remark: bool = False,
) -> tuple[Source, ...]:
    """Return what a note points to, in the order it is printed.

    Every address is a source, printed or behind linked words. A note without an address is a
    name when it is short and plain, else a work, with the identifiers it carries. A ``remark``
    stands among notes of the author's own words: without a title, a year or an identifier it
    points to nothing.
    """
    webs = _web_sources(text, content, hyperlinks, tables)
    if webs:
        return webs
    printed = content.of(text).strip()
    if not any(char.isalnum() for char in printed):
        return ()
    if remark and not _names_a_work(printed):
        return ()
    return (_unlinked(printed, content, tables),)


def web_source(hyperlink: Hyperlink, text: str, tables: UrlTables) -> WebSource:
    """Turn a link of the text into a source; ``printed`` keeps the words that are linked."""
    understood = link(hyperlink.target, tables)
    return WebSource(
        printed=hyperlink.span.of(text),
        link=understood,
        span=hyperlink.span,
        identifiers=identifiers(understood.canonical or hyperlink.target),
    )


def with_works(
    article: Article, citations: Sequence[Citation], languages: Languages
) -> tuple[Citation, ...]:
    """Return the citations, those with a note told what it prints of the cited work."""
    if not article.notes:
        return tuple(citations)
    words = work_words(languages)
    contents = {note.span: note.content for note in article.notes}
    return tuple(
        replace(each, sources=_described(article.text, contents[each.note], each.sources, words))
        if each.note in contents
        else each
        for each in citations
    )


def _described(
    text: str, content: Span, sources: Sequence[Source], words: WorkWords
) -> tuple[Source, ...]:
    """Read the words around each source: before it, and behind the last one as well."""
    found: list[Source] = []
    last = content.start
    for number, source in enumerate(sources, start=1):
        span = source.span or content
        match source:
            case WorkSource():
                work = describe(_without_identifiers(source.printed), words)
                found.append(replace(source, work=work, name=_name(source, work)))
            case WebSource():
                last_one = number == len(sources)
                around = _around(text, Span(last, content.end if last_one else span.end), source)
                found.append(replace(source, work=describe(_without_identifiers(around), words)))
            case NamedSource():
                name = words.available.without(source.name).strip(_AROUND)
                found.append(replace(source, name=name or source.name))
            case _:
                found.append(source)
        last = max(last, span.end)
    return tuple(found)


def _around(text: str, reach: Span, source: WebSource) -> str:
    """Return the words of a note that tell of an address: all but the address itself."""
    span = source.span
    if span is None or source.link.printed != source.printed:  # linked words, or amid its words
        return _with_title(text, reach, span) if span else reach.of(text)
    return f"{text[reach.start : span.start]} {text[span.end : reach.end]}"


_BREAK = re.compile(r"[,،.;؛:(]")
_MARKS = '"«»“”„‟'


def _with_title(text: str, reach: Span, linked: Span) -> str:
    """Return a note's words, those that are linked marked as a title where they open it.

    Alone, or shorter than what comes next, they may be who published it.
    """
    before, title = text[reach.start : linked.start], linked.of(text)
    after = text[linked.end : reach.end]
    words = len(title.split())
    following = _BREAK.split(after.lstrip(_AROUND), maxsplit=1)[0]
    plain = not any(sign in title for sign in _MARKS) and before[-1:] not in tuple(_MARKS)
    opens = not any(char.isalnum() for char in before) and any(char.isalpha() for char in after)
    if plain and opens and words > 1 and (words > TITLE or words > len(following.split())):
        return f"{before}«{title.strip(_AROUND)}»{after}"
    return reach.of(text)


_IDENTIFIER = re.compile(
    r"(?:\bdoi:?\s*)?\b10\.\d{4,9}/\S+|\b(?:ISBN|ISSN|PMID|PMCID|arXiv)(?:-1[03])?:?\s?[\w./‐–-]+|[<>|]",
    re.IGNORECASE,
)


def _without_identifiers(printed: str) -> str:
    return _IDENTIFIER.sub(" ", printed)


def _name(source: WorkSource, work: Work) -> str:
    """Return the title; who published it where none is printed; else all the words."""
    return work.title or work.publisher or source.name


def _web_sources(
    text: str, content: Span, hyperlinks: Sequence[Hyperlink], tables: UrlTables
) -> tuple[WebSource, ...]:
    urls = find_urls(text, content.start, content.end)
    starts = [content.start, *(url.span.start for url in urls[1:]), content.end]
    found = [
        WebSource(
            printed=url.printed,
            link=link(url.printed, tables, url.flags),
            span=url.span,
            identifiers=identifiers(text[start:end]),  # its own words, not its neighbour's
        )
        for url, start, end in zip(urls, starts, starts[1:], strict=False)
    ]
    known = {source.link.canonical for source in found}
    mended = {source.link.url for source in found}
    for hyperlink in hyperlinks:
        if hyperlink.note or hyperlink.target in mended or not content.covers(hyperlink.span):
            continue
        source = web_source(hyperlink, text, tables)
        if source.link.canonical not in known:
            known.add(source.link.canonical)
            found.append(source)
    return tuple(sorted(found, key=lambda source: source.span or content))


def _names_a_work(printed: str) -> bool:
    dated = _YEAR.search(printed) and any(sign in printed for sign in ",،(")
    return bool(dated or _QUOTED.search(printed)) or identifiers(printed) != identifiers("")


def _unlinked(printed: str, content: Span, tables: UrlTables) -> Source:
    known = identifiers(printed)
    if known.doi:
        return WebSource(
            printed=printed,
            link=link(f"https://doi.org/{known.doi}", tables),
            span=content,
            identifiers=known,
        )
    plain = printed.strip(_AROUND)
    title = _QUOTED.search(printed)
    described = title or known != identifiers("") or _PAGES.search(plain)
    if described or len(plain.split()) > NAME_WORDS:
        name = title[1] if title else plain
        return WorkSource(printed=printed, name=name, span=content, identifiers=known)
    return NamedSource(printed=printed, name=plain, span=content)
