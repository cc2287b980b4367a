"""Who published what an article cites, once its links were looked at; as of the article's day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sourcecheck.classify import (
    by_landing,
    classify_text,
    classify_url,
    label_findings,
    outlet_findings,
)
from sourcecheck.model import (
    Article,
    Classification,
    Finding,
    Group,
    Line,
    LinkState,
    MatchStatus,
    PageFacts,
    SourceLine,
    WebSource,
)
from sourcecheck.model.tables.outlets import OutletTables
from sourcecheck.pipeline.looks import Look, Looks, cited_as

_NOT_THE_PAGE = frozenset({LinkState.LOGIN_WALL, LinkState.CONSENT_WALL})
_NOTHING = PageFacts()


def day_of(article: Article) -> str:
    """Return the ISO date on which an article was published, "" = unknown."""
    return article.published.value[:10] if article.published else ""


def publisher_of(article: Article, tables: OutletTables) -> Classification | None:
    """Return who published the article itself, by its address, else by the name its page gives."""
    day = day_of(article)
    address = article.canonical_url.value if article.canonical_url else article.origin
    found = None
    if address.startswith(("http://", "https://")):
        found = classify_url(address, tables, at=day)
        if found.id in tables.outlets:
            return found
    if article.publisher is not None:
        named = classify_text(article.publisher.value, tables)
        if named.status is MatchStatus.MATCH and named.id in tables.outlets:
            return replace(named, status=MatchStatus.PROBABLE)
    return found if found and found.country else None


def with_pages(
    lines: Sequence[Line], looks: Looks, tables: OutletTables, at: str
) -> tuple[Line, ...]:
    """Say again who is behind each link, with where it led and what its page says of itself."""
    return tuple(
        replace(line, sources=tuple(_with_page(each, looks.by_address, tables, at)
                                    for each in line.sources))
        for line in lines
    )  # fmt: skip


def _with_page(
    part: SourceLine, looks: Mapping[str, Look], tables: OutletTables, at: str
) -> SourceLine:
    if part.outlet is None or not isinstance(part.source, WebSource):
        return part
    look = looks.get(cited_as(part.source.link).address)
    page = _page(look) if look else None
    if look is None or look.check is None or page is None:
        return part
    url = look.check.observation.final_url
    outlet = by_landing(part.outlet, part.source.link, page, tables, url=url, at=at)
    return replace(part, outlet=outlet)


def _page(look: Look) -> PageFacts | None:
    """Return what a look tells of a publisher; of a page nobody could read, only where it is.

    What a dead address shows is whoever took the place over, and a wall is its guard's.
    """
    group = look.verdict.group
    if look.check is None or group not in (Group.ALIVE, Group.DOUBTFUL):
        return None
    readable = group is Group.ALIVE and look.verdict.state not in _NOT_THE_PAGE
    return (look.check.page if readable else None) or _NOTHING


def findings_of(lines: Sequence[Line], at: str) -> tuple[Finding, ...]:
    """Tell what is worth knowing of the outlets, citation by citation; ``at`` as in ``day_of``."""
    parts = [
        (
            line.citation,
            [(part.source, part.outlet) for part in line.sources if part.outlet],
        )
        for line in lines
    ]
    told = [finding for citation, known in parts for finding in outlet_findings(citation, known)]
    return (*told, *label_findings(parts, at))
