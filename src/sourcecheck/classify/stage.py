"""Stage 5: one source, or one line of text, becomes a classification."""

from __future__ import annotations

import re
from dataclasses import replace

from sourcecheck.classify.domains import by_link, by_url
from sourcecheck.classify.evidence import by_key, unknown
from sourcecheck.classify.names import by_name
from sourcecheck.model import (
    Classification,
    MatchStatus,
    NamedSource,
    Source,
    VagueSource,
    WebSource,
    Work,
    WorkSource,
)
from sourcecheck.model.tables.outlets import OutletTables
from sourcecheck.urls.find import find_urls

_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(?:[/?#][!-~]*)?", re.IGNORECASE)


def classify(
    source: Source, tables: OutletTables, *, article_language: str = "", at: str = ""
) -> Classification:
    """Return the outlet and country behind a source, or unknown with the reason.

    ``at`` is the article's ISO date: what is claimed of an outlet must hold then; "" = now.

    ``article_language`` only orders the candidates of an ambiguous name: those that write
    the article's language's script first. It never decides.
    """
    match source:
        case WebSource():
            return _published_by(source, by_link(source.link, tables, at=at), tables, at)
        case WorkSource() if serial := _serial(source, tables, at):
            return serial
        case WorkSource(work=Work(publisher=publisher)) if publisher:
            return _ordered(_of_work(source, tables, at), article_language, tables)
        case NamedSource() | WorkSource():
            return _ordered(classify_text(source.name, tables, at=at), article_language, tables)
        case VagueSource():
            return unknown((f"“{source.printed}” is nobody in particular",))


def _serial(source: WorkSource, tables: OutletTables, at: str) -> Classification | None:
    """Take the paper or journal whose number (ISSN, ISO 3297) is printed."""
    number = source.identifiers.issn
    known = tables.keys.get(f"issn:{number}") if number else None
    if known is None:
        return None
    return by_key(known, f"ISSN {number} is", tables, at=at)


def _of_work(source: WorkSource, tables: OutletTables, at: str) -> Classification:
    """Take who published a work; else its other words, where they are an outlet's whole name."""
    published = by_name(source.work.publisher, tables, at)
    if published.status is not MatchStatus.UNKNOWN:
        return published
    named = classify_text(source.name, tables, at=at)
    return named if named.status is MatchStatus.MATCH else published


def _published_by(
    source: WebSource, found: Classification, tables: OutletTables, at: str
) -> Classification:
    """Take the journal printed beside a DOI: the resolver's address says nothing of it."""
    resolver = source.link.canonical.startswith("https://doi.org/")
    if found.status is not MatchStatus.UNKNOWN or not resolver or not source.work.publisher:
        return found
    named = by_name(source.work.publisher, tables, at)
    return found if named.status is MatchStatus.UNKNOWN else named


def classify_url(url: str, tables: OutletTables, *, at: str = "") -> Classification:
    """Return the outlet behind an address, for instance where a short link led to."""
    return by_url(url, tables, at=at)


def classify_text(text: str, tables: OutletTables, *, at: str = "") -> Classification:
    """Return the outlet behind one address or name, as a user would type it."""
    typed = text.strip()
    if _ADDRESS.fullmatch(typed):
        return classify_url(typed, tables, at=at)
    found = find_urls(typed)
    if found and found[0].printed == typed:
        return classify_url(typed, tables, at=at)
    return by_name(typed, tables, at)


def _ordered(found: Classification, language: str, tables: OutletTables) -> Classification:
    if found.status is not MatchStatus.AMBIGUOUS or not language:
        return found
    ranked = sorted(
        found.candidates,
        key=lambda each: language not in _languages(each.id, tables),
    )
    return replace(found, candidates=tuple(ranked))


def _languages(id_: str, tables: OutletTables) -> frozenset[str]:
    claims = tables.outlets[id_].claims
    return frozenset(claim.value for claim in claims if claim.property == "language")
