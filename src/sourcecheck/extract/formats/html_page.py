"""A page whose text is made, and what it prints of itself: title, author, date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sourcecheck.extract.formats.html_lines import Lines
from sourcecheck.extract.formats.html_meta import Meta, is_same_title, iso_date
from sourcecheck.extract.formats.html_plan import Linear, Plan, Run
from sourcecheck.extract.formats.readable import Readable
from sourcecheck.extract.formats.tree import Node
from sourcecheck.model import Block, BlockKind, Field, Span
from sourcecheck.model.tables.html import HtmlTable

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page whose text is made."""

    source: Readable
    meta: Meta
    plan: Plan
    made: Linear
    text: str
    lines: Lines


_LEAST_PROSE = 60  # letters outside links that make a paragraph; guess


def edges_of(page: Page) -> Span | None:
    """Return where the first paragraph of the body begins and the last one ends."""
    prose = [
        run.span
        for run in page.made.runs
        if run.inside
        and not run.why
        and run.tag not in HEADINGS
        and run.span.end - run.span.start - page.lines.linked(run.span)[0] >= _LEAST_PROSE
        and not is_of_the_desk(page, run.span)
    ]
    return Span(prose[0].start, prose[-1].end) if prose else None


_HOUR = re.compile(r"(?<![\d:.])[\d٠-٩۰-۹]{1,2}:[\d٠-٩۰-۹]{2}(?![\d:])")
_LONGEST_DESK_LINE = 120  # letters of a line with day and hour; guess


def is_of_the_desk(page: Page, line: Span) -> bool:
    """Tell whether a line above the text says when it was changed, which the head says better."""
    if page.meta.published is None or page.meta.byline is None:
        return False
    words = line.of(page.text)
    short = len(words) <= _LONGEST_DESK_LINE and not words.endswith((".", "؟", "?", "!"))
    return short and _HOUR.search(words) is not None


_LONGEST_BYLINE = 80


def is_byline(run: Run, table: HtmlTable) -> bool:
    """Tell whether a short block is called a byline, by itself or by what is around it."""
    if run.span.end - run.span.start > _LONGEST_BYLINE:
        return False
    return any(_is_called(node, table) for node in _near(run.node))


def title_of(page: Page) -> Field | None:
    """Return the printed title where one is printed, else what the head says."""
    told = page.meta.title
    headings = [run for run in page.made.runs if run.tag in HEADINGS and not run.note]
    if told is not None:
        same = [run for run in headings if is_same_title(run.span.of(page.text), told.value)]
        if same:
            text = edges_of(page)
            best = max(same, key=lambda run: (not run.why, *_nearness(run, text)))
            return Field(value=_line(best, page.text), span=best.span, found_in=best.tag)
    first = [run for run in headings if run.tag == "h1" and not run.why]
    inside = [run for run in first if run.inside] or first
    if len(inside) == 1 or (inside and told is None):
        return Field(value=_line(inside[0], page.text), span=inside[0].span, found_in="h1")
    return told


def _nearness(run: Run, text: Span | None) -> tuple[bool, int]:
    """Rate a heading that may be the title: the outlet's name stands further from the text."""
    return text is None or run.span.end <= text.start, run.span.start


def _line(run: Run, text: str) -> str:
    return " ".join(run.span.of(text).split())


def byline_of(page: Page, blocks: Sequence[Block]) -> Field | None:
    """Return the author as printed: in a link that says so, or in a line called a byline."""
    for node, span in page.made.spans.items():
        if "author" in node.get("rel").split() and 0 < span.end - span.start <= _LONGEST_BYLINE:
            return Field(value=span.of(page.text), span=span, found_in="rel author")
    found = next((block for block in blocks if block.kind is BlockKind.BYLINE), None)
    if found is None:
        return _inline_byline(page)
    return Field(value=found.span.of(page.text), span=found.span, found_in="html-byline")


def _inline_byline(page: Page) -> Field | None:
    """Return the author named by an element inside a line above the text."""
    text = edges_of(page)
    for node, span in page.made.spans.items():
        short = 0 < span.end - span.start <= _LONGEST_BYLINE
        above = text is not None and span.end <= text.start
        if above and short and any(_is_called(near, page.source.html) for near in _near(node)):
            return Field(value=span.of(page.text), span=span, found_in="html-byline")
    return None


def _near(node: Node) -> Iterator[Node]:
    """Return an element and the two around it."""
    yield node
    yield from islice(node.ancestors(), 2)


def _is_called(node: Node, table: HtmlTable) -> bool:
    """Tell whether an element's class says that it names the author."""
    return "class" in node.attributes and not table.bylines.isdisjoint(node.get("class").split())


def date_of(page: Page) -> Field | None:
    """Return the first day that an element for times holds."""
    for node, span in page.made.spans.items():
        if node.tag == "time" and (value := iso_date(node.get("datetime"))):
            return Field(value=value, span=span, found_in="time")
    return None
