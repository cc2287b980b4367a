"""Where a piece of an article's text stands in the file it was read from."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from sourcecheck.model import Article, Origin, Span

_PLAIN = "text/plain"
_LINE = re.compile(r"line ([0-9]{1,9})")
_PAGE = re.compile(r"page ([0-9]{1,9})(?: box [-0-9.,]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places of one article, made by ``places_of``: each look-up is a bisection.

    ``breaks`` are where the text's lines begin, empty unless the text is the file itself.
    """

    text: str
    breaks: tuple[int, ...]
    origins: tuple[Origin, ...]

    def at(self, span: Span | None) -> str:
        """Return where a piece begins: "line 12", an XPath, "page 3 box ..."; "" = not known."""
        if span is None:
            return ""
        if self.breaks:
            return f"line {bisect_right(self.breaks, span.start)}"
        before = bisect_right(self.origins, span.start, key=_start) - 1
        # A piece may begin with a sign the reader printed itself: then its next letters count.
        near = self.origins[max(0, before) : before + 2]
        return next((each.locator for each in near if _holds(each.span, span)), "")

    def line_and_column(self, span: Span | None) -> tuple[int, int] | None:
        """Return line and column of where a piece begins, both from 1, in code points.

        The column is 1 where only the line is known. None = the format has no lines, or the
        line is not known.
        """
        if span is None:
            return None
        if self.breaks:
            row = bisect_right(self.breaks, span.start)
            return row, span.start - self.breaks[row - 1] + 1
        found = _LINE.fullmatch(self.at(span))
        return (int(found[1]), 1) if found else None

    def page(self, span: Span | None) -> int | None:
        """Return the page a piece begins on, from 1; None where the format has no pages."""
        found = _PAGE.fullmatch(self.at(span))
        return int(found[1]) if found else None


def places_of(article: Article) -> Places:
    """Return the places of an article: its origins, or the lines of a plain text."""
    is_file = not article.origins and article.media_type == _PLAIN
    breaks = (0, *(at.end() for at in re.finditer("\n", article.text))) if is_file else ()
    return Places(
        text=article.text,
        breaks=breaks,
        origins=article.origins,
    )


def _start(origin: Origin) -> int:
    return origin.span.start


def _holds(origin: Span, span: Span) -> bool:
    return origin.start <= span.start < origin.end or origin.meets(span)
