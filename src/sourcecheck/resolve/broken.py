"""Addresses that a page breaks over its lines, as the origins of the text tell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from sourcecheck.model.article import Article
from sourcecheck.model.citation import Citation, Source, WebSource
from sourcecheck.model.link import LinkFlag

_STEP = "broken lines or spaces joined"
_FLAGS = tuple(LinkFlag)


def with_wraps(article: Article, citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Flag addresses that were put together from several lines of a page.

    Readers of pages join lines before anybody looks for addresses; where one line's text ends
    and the next begins without a space, its origin changes. Other formats have no lines.
    """
    joints = [
        after.span.start
        for before, after in zip(article.origins, article.origins[1:], strict=False)
        if before.span.end == after.span.start and after.locator.startswith("page ")
    ]
    if not joints:
        return tuple(citations)
    return tuple(
        replace(each, sources=tuple(_flagged(source, joints) for source in each.sources))
        for each in citations
    )


def _flagged(source: Source, joints: Sequence[int]) -> Source:
    """Flag one address; linked words are none."""
    if not isinstance(source, WebSource) or source.span is None:
        return source
    link, span = source.link, source.span
    at = bisect_right(joints, span.start)
    if (
        LinkFlag.WRAPPED in link.flags
        or " " in source.printed
        or "." not in source.printed
        or at == len(joints)
        or joints[at] >= span.end
    ):
        return source
    flags = sorted({*link.flags, LinkFlag.WRAPPED}, key=_FLAGS.index)
    return replace(source, link=replace(link, flags=tuple(flags), steps=(_STEP, *link.steps)))
