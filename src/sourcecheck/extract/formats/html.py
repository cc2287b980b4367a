"""HTML and XHTML: notes first, then furniture, then text; nothing is deleted.

The order matters. Cleaning first throws notes away, because they look like what surrounds an
article; so structural notes are found on the whole tree, and what is page is only labelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from sourcecheck.extract.blocks import lines
from sourcecheck.extract.formats.html_anchors import declared_notes, find_notes
from sourcecheck.extract.formats.html_furniture import (
    Grounds,
    Names,
    body_of,
    furniture,
    hides_too_much,
)
from sourcecheck.extract.formats.html_labels import NotePlan, NotePlans
from sourcecheck.extract.formats.html_lines import Lines
from sourcecheck.extract.formats.html_links import hyperlinks_of, link_places
from sourcecheck.extract.formats.html_meta import read_meta
from sourcecheck.extract.formats.html_notes import groups_of, marks_of, note_of
from sourcecheck.extract.formats.html_page import (
    HEADINGS,
    Page,
    byline_of,
    date_of,
    edges_of,
    is_byline,
    is_of_the_desk,
    title_of,
)
from sourcecheck.extract.formats.html_parsers import parse
from sourcecheck.extract.formats.html_plan import Plan, Run
from sourcecheck.extract.formats.html_text import linearise
from sourcecheck.extract.formats.readable import Readable
from sourcecheck.extract.formats.sniff import XHTML
from sourcecheck.extract.formats.tree import Node, Tree
from sourcecheck.extract.reading import Reading, ReadLimits
from sourcecheck.model import Block, BlockKind, Field, Span


def read_html(source: Readable) -> Reading:
    """Read a web page. Raises ``OversizedDocument`` for too many or too deep elements."""
    return read_markup(source, source.decoded.text, xhtml=source.media_type == XHTML)


def read_markup(
    source: Readable, markup: str, *, xhtml: bool = False, by_line: bool = False
) -> Reading:
    """Read markup made from a document; ``by_line`` when ``data-line`` attributes say where."""
    names = Names(source.html)
    tree = _parsed(source, markup, names, xhtml=xhtml, by_line=by_line)
    meta = read_meta(tree, markup, source.origin)
    plan = _plan(tree, names, by_line=by_line)
    inserted = _inserted(plan.notes, source.limits)
    made = linearise(plan, tree.root, inserted)
    text = made.emitter.text()
    judge = Lines(text, link_places(made, plan, meta.base), source.html)
    return _reading(Page(source=source, meta=meta, plan=plan, made=made, text=text, lines=judge))


def _parsed(source: Readable, markup: str, names: Names, *, xhtml: bool, by_line: bool) -> Tree:
    """Parse a page, menus as regions; whole when one of them may be the article."""
    limits, origin = source.limits, source.origin
    if not by_line:
        region_of = names.region_of
        tree = parse(markup, xhtml=xhtml, limits=limits, origin=origin, region_of=region_of)
        if not hides_too_much(tree):
            return tree
    return parse(markup, xhtml=xhtml, limits=limits, origin=origin)


def _plan(tree: Tree, names: Names, *, by_line: bool) -> Plan:
    notes = declared_notes(tree.nodes) if by_line else find_notes(tree, names.table)
    labels = [] if by_line else names.labels(tree)
    body = None if by_line else body_of(tree, labels)
    grounds = Grounds(tree=tree, body=body, notes=notes, labels=labels)
    return Plan(
        notes=notes,
        furniture={} if by_line else furniture(grounds),
        body=body,
        hidden=names.table.hidden,
        by_line=by_line,
    )


def _inserted(notes: NotePlans, limits: ReadLimits) -> list[tuple[NotePlan, Node | None]]:
    """Return the notes that stand apart, with the tree of those that are an attribute's HTML."""
    found: list[tuple[NotePlan, Node | None]] = []
    for plan in notes.notes:
        if plan.later and not plan.words:
            found.append((plan, plan.first))
        elif plan.later:
            markup = "<" in plan.words
            tree = parse(plan.words, xhtml=False, limits=limits, origin="") if markup else None
            found.append((plan, tree.root if tree is not None else None))
    return found


def _reading(page: Page) -> Reading:
    groups = groups_of(page.made.notes)
    title = title_of(page)
    blocks = _blocks(page, title)
    byline = page.meta.byline or byline_of(page, blocks)
    return Reading(
        text=page.text,
        media_type=page.source.media_type,
        charset=page.source.decoded.charset,
        decoded_from=page.source.decoded.how,
        blocks=blocks,
        marks=marks_of(page.text, page.plan.notes, page.made.spans, groups),
        notes=tuple(note_of(page.text, note, groups[note.plan]) for note in page.made.notes),
        hyperlinks=hyperlinks_of(page, blocks),
        title=title,
        byline=byline,
        published=page.meta.published or date_of(page),
        publisher=page.meta.publisher,
        canonical_url=page.meta.canonical_url,
        language=page.meta.language,
        origins=page.made.emitter.origins(),
        suspicions=page.source.decoded.suspicions,
    )


def _blocks(page: Page, title: Field | None) -> tuple[Block, ...]:
    """Return the blocks: one per run of text, one per note however many runs it has."""
    found = [
        Block(span=Span(note.start, note.end), kind=BlockKind.NOTE, why=note.plan.rule)
        for note in page.made.notes
    ]
    inside = [run.span for run in page.made.runs if run.inside]
    body = Span(inside[0].start, inside[-1].end) if inside else Span(0, 0)
    edges = edges_of(page)
    for run in page.made.runs:
        if run.note is None:
            block = _block(page, run, title, body)
            found += _lines(page, run, block, edges) if not page.plan.by_line else [block]
    found.sort(key=lambda block: block.span)
    return tuple(found if edges is None else _headings_of_page(found, edges.end))


def _headings_of_page(blocks: Sequence[Block], end: int) -> Iterator[Block]:
    """Label a heading below the text that leads to furniture: "Most read"."""
    for block, after in zip_longest(blocks, blocks[1:]):
        leads = after is not None and after.why in {"html-links", "html-related"}
        if block.kind is BlockKind.HEADING and block.span.start >= end and leads:
            yield Block(span=block.span, kind=BlockKind.FURNITURE, why=after.why)
        else:
            yield block


_JUDGED = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING})
_DATA = frozenset({"tr", "pre", "caption", "figcaption"})


def _is_data(page: Page, run: Run) -> bool:
    """Tell whether a run is data whose lines say nothing alone; a lone cell lays out a page."""
    return run.tag in _DATA and (run.tag != "tr" or "\t" in run.span.of(page.text))


def _lines(page: Page, run: Run, block: Block, edges: Span | None) -> Iterator[Block]:
    """Cut out of a block the lines that are page: "read also", "follow us"."""
    if edges is None or block.kind not in _JUDGED or _is_data(page, run):
        yield block
        return
    at_edge = run.span.end <= edges.start or run.span.start >= edges.end
    pieces: list[tuple[Span, str]] = []
    for line in lines(page.text, block.span):
        why = page.lines.why(line, at_edge=at_edge)
        if not why and line.end <= edges.start and is_of_the_desk(page, line):
            why = "html-meta"
        end = page.lines.tail(line) if not why else line.end
        if end < line.end:
            pieces += [(Span(line.start, end), "")] if line.start < end else []
            pieces.append((Span(end, line.end), "html-related"))
            continue
        if pieces and pieces[-1][1] == why:
            pieces[-1] = (Span(pieces[-1][0].start, line.end), why)
        else:
            pieces.append((line, why))
    for span, why in pieces:
        yield (
            Block(span=span, kind=BlockKind.FURNITURE, why=why)
            if why
            else Block(span=span, kind=block.kind, why=block.why)
        )


_LISTED = re.compile(r"\s*[\[(（［]?\d{1,3}\s*[\])）］.:_ـ-]|.*https?://", re.DOTALL)


def _block(page: Page, run: Run, title: Field | None, body: Span) -> Block:
    if title is not None and title.span == run.span:
        return Block(span=run.span, kind=BlockKind.TITLE, why=title.found_in)
    if run.why:
        return Block(span=run.span, kind=BlockKind.FURNITURE, why=run.why)
    if not (run.inside or _belongs(page.text, run, title, body)):
        return Block(span=run.span, kind=BlockKind.FURNITURE, why="outside-body")
    if run.tag in HEADINGS:
        return Block(span=run.span, kind=BlockKind.HEADING, why=run.tag)
    if _is_above(run, title):
        return Block(span=run.span, kind=BlockKind.FURNITURE, why="above-title")
    if is_byline(run, page.source.html):
        return Block(span=run.span, kind=BlockKind.BYLINE, why="html-byline")
    return Block(span=run.span, why=run.tag if run.tag in _TOLD else "")


_TOLD = frozenset({"figcaption", "caption", "tr", "pre", "blockquote"})


_LONGEST_HEADER = 200  # letters of a line above the title: a date, a category, buttons; guess


def _is_above(run: Run, title: Field | None) -> bool:
    """Tell whether a short line stands above the printed title."""
    if title is None or title.span is None or run.span.end > title.span.start:
        return False
    return run.span.end - run.span.start <= _LONGEST_HEADER


_SHORTEST_LEAD = 60  # letters of a paragraph between title and text; a date or a name has fewer


def _belongs(text: str, run: Run, title: Field | None, body: Span) -> bool:
    """Tell whether a block outside the body may still be the article's.

    Above it, that is the paragraph under the title; below it, what may be notes: a heading, a
    listed line, an address.
    """
    if run.span.start < body.start:
        under = title is not None and title.span is not None and title.span < run.span
        return under and run.span.end - run.span.start >= _SHORTEST_LEAD
    return run.tag in HEADINGS or _LISTED.match(text, run.span.start, run.span.end) is not None
