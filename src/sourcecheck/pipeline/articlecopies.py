"""Copies of what one article cites: what is wanted, and the lines with what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sourcecheck.archive.mementos.times import end_of
from sourcecheck.model import Article, Line, LinkFlag, SourceLine, WebSource
from sourcecheck.pipeline.copies import Wanted, copies_for, is_wanted
from sourcecheck.pipeline.linktools import LinkTools
from sourcecheck.resolve.works import quoted_title


async def with_copies(
    article: Article, lines: tuple[Line, ...], tools: LinkTools, now: datetime
) -> tuple[Line, ...]:
    """Return the lines of an article with the copies of what is gone; raises as ``copies_for``."""
    wanted = list(_wanted(article, lines, tools, now))
    if not wanted:
        return lines
    found = await copies_for(wanted, tools, now)

    def told(part: SourceLine) -> SourceLine:
        copies = found.get(_page(part), ()) if _is_wanted(part, tools) else ()
        return replace(part, copies=copies) if copies else part

    return tuple(replace(line, sources=tuple(map(told, line.sources))) for line in lines)


def cited_at(article: Article, now: datetime) -> datetime:
    """Return when an article cites: when it was published, else now, and never later than now."""
    found = end_of(article.published.value) if article.published else None
    return min(found, now) if found else now


def _wanted(
    article: Article, lines: Sequence[Line], tools: LinkTools, now: datetime
) -> Iterator[Wanted]:
    printed: defaultdict[str, list[str]] = defaultdict(list)
    written: defaultdict[str, list[str]] = defaultdict(list)
    titles: dict[str, str] = {}
    parts = [part for line in lines for part in line.sources]
    alone = dict(_quoted(article, lines))
    for part in parts:
        if isinstance(part.source, WebSource):
            if LinkFlag.ARCHIVED_COPY in part.source.link.flags:
                printed[_page(part)].append(part.source.link.url)
            if LinkFlag.TRACKING in part.source.link.flags:
                written[_page(part)].append(part.source.link.url.partition("#")[0])
            if title := part.source.work.title or alone.get(id(part), ""):
                titles.setdefault(_page(part), title)
    when = cited_at(article, now)
    for page in dict.fromkeys(_page(part) for part in parts if _is_wanted(part, tools)):
        yield Wanted(
            url=page,
            cited_at=when,
            title=titles.get(page, ""),
            language=article.language,
            written=tuple(dict.fromkeys(each for each in written[page] if each != page)),
            printed=tuple(printed[page]),
        )


def _quoted(article: Article, lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """Yield what notes quote that have one source and describe no work."""
    for line in lines:
        note = line.citation.note
        if note is not None and len(line.sources) == 1:
            yield id(line.sources[0]), quoted_title(note.of(article.text))


def _is_wanted(part: SourceLine, tools: LinkTools) -> bool:
    doubtful = tools.copying is not None and tools.copying.doubtful
    return bool(_page(part)) and is_wanted(part.verdict, doubtful=doubtful)


def _page(part: SourceLine) -> str:
    source = part.source
    return source.link.canonical.partition("#")[0] if isinstance(source, WebSource) else ""
