"""A note's words become sources: addresses, identifiers, names, works."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sourcecheck.model.article import Hyperlink, Span
from sourcecheck.model.citation import NamedSource, Source, WebSource, WorkSource
from sourcecheck.model.tables.urls import UrlTables
from sourcecheck.urls.canonical import link
from sourcecheck.urls.find import find_urls
from sourcecheck.urls.identifiers import identifiers

NAME_WORDS = 8
"""Most words of a note that is only a name; longer ones describe a work."""

_QUOTED = re.compile(r"[«“\"„]([^»”\"“]{3,200})[»”\"“]")
_PAGES = re.compile(r"\b(?:pp?|vol|no)\.|[,،؛;]|\b(?:1[89]|20)\d\d\b|[٠-٩۰-۹]{4}")


def sources_of(
    text: str, content: Span, hyperlinks: Sequence[Hyperlink], tables: UrlTables
) -> tuple[Source, ...]:
    """Return what a note points to, in the order it is printed.

    Every address is a source, printed or behind linked words. A note without an address is a
    name when it is short and plain, else a work, with the identifiers it carries.
    """
    webs = _web_sources(text, content, hyperlinks, tables)
    if webs:
        return webs
    printed = content.of(text).strip()
    if not any(char.isalnum() for char in printed):
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


def _web_sources(
    text: str, content: Span, hyperlinks: Sequence[Hyperlink], tables: UrlTables
) -> tuple[WebSource, ...]:
    found = [
        WebSource(
            printed=url.printed,
            link=link(url.printed, tables, url.flags),
            span=url.span,
            identifiers=identifiers(content.of(text)),
        )
        for url in find_urls(text, content.start, content.end)
    ]
    known = {source.link.canonical for source in found}
    for hyperlink in hyperlinks:
        if hyperlink.note or not content.covers(hyperlink.span):
            continue
        source = web_source(hyperlink, text, tables)
        if source.link.canonical not in known:
            known.add(source.link.canonical)
            found.append(source)
    return tuple(sorted(found, key=lambda source: source.span or content))


def _unlinked(printed: str, content: Span, tables: UrlTables) -> Source:
    known = identifiers(printed)
    if known.doi:
        return WebSource(
            printed=printed,
            link=link(f"https://doi.org/{known.doi}", tables),
            span=content,
            identifiers=known,
        )
    plain = printed.strip(" .،,؛;:")
    title = _QUOTED.search(printed)
    described = title or known != identifiers("") or _PAGES.search(plain)
    if described or len(plain.split()) > NAME_WORDS:
        name = title[1] if title else plain
        return WorkSource(printed=printed, name=name, span=content, identifiers=known)
    return NamedSource(printed=printed, name=plain, span=content)
