"""HTML and XHTML: notes first, then furniture, then text; nothing is deleted.

The order matters. Cleaning first throws notes away, because they look like what surrounds an
article; so structural notes are found on the whole tree, and what is page is only labelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sourcecheck.extract.blocks import lines
from sourcecheck.extract.formats.bases import absolute, host_of, is_web
from sourcecheck.extract.formats.html_anchors import declared_notes, find_notes
from sourcecheck.extract.formats.html_furniture import (
    Grounds,
    Names,
    body_of,
    furniture,
    hides_too_much,
)
from sourcecheck.extract.formats.html_labels import NotePlan, NotePlans
from sourcecheck.extract.formats.html_lines import Lines, LinkPlace, is_own
from sourcecheck.extract.formats.html_meta import Meta, is_same_title, iso_date, read_meta
from sourcecheck.extract.formats.html_notes import groups_of, marks_of, note_of
from sourcecheck.extract.formats.html_parsers import parse
from sourcecheck.extract.formats.html_plan import Linear, Plan, Run
from sourcecheck.extract.formats.html_text import linearise
from sourcecheck.extract.formats.readable import Readable
from sourcecheck.extract.formats.sniff import XHTML
from sourcecheck.extract.formats.tree import Node, Tree
from sourcecheck.extract.reading import Reading, ReadLimits
from sourcecheck.model import Block, BlockKind, Field, Hyperlink, Span
from sourcecheck.model.tables.html import HtmlTable
from sourcecheck.urls.find import find_urls


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
    judge = Lines(text, _link_places(made, plan, meta.base), source.html)
    return _reading(_Page(source=source, meta=meta, plan=plan, made=made, text=text, lines=judge))


def _link_places(made: Linear, plan: Plan, base: str) -> list[LinkPlace]:
    """Return the links of the text, without marks, ways back and links inside the page."""
    host = host_of(base)
    passed = {*(mark for mark, _ in plan.notes.marks), *plan.notes.backlinks}
    found = [
        LinkPlace(span.start, span.end, is_own(node.attributes["href"], host))
        for node, span in made.spans.items()
        if node.tag == "a"
        and node not in passed
        and not node.get("href").startswith("#")
        and node.get("href")
    ]
    return sorted(found, key=lambda link: link.start)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page whose text is made."""

    source: Readable
    meta: Meta
    plan: Plan
    made: Linear
    text: str
    lines: Lines


def _reading(page: _Page) -> Reading:
    groups = groups_of(page.made.notes)
    title = _title(page)
    blocks = _blocks(page, title)
    byline = page.meta.byline or _printed_byline(page, blocks)
    return Reading(
        text=page.text,
        media_type=page.source.media_type,
        charset=page.source.decoded.charset,
        decoded_from=page.source.decoded.how,
        blocks=blocks,
        marks=marks_of(page.text, page.plan.notes, page.made.spans, groups),
        notes=tuple(note_of(page.text, note, groups[note.plan]) for note in page.made.notes),
        hyperlinks=_hyperlinks(page, blocks),
        title=title,
        byline=byline,
        published=page.meta.published or _printed_date(page),
        publisher=page.meta.publisher,
        canonical_url=page.meta.canonical_url,
        language=page.meta.language,
        origins=page.made.emitter.origins(),
        suspicions=page.source.decoded.suspicions,
    )


def _blocks(page: _Page, title: Field | None) -> tuple[Block, ...]:
    """Return the blocks: one per run of text, one per note however many runs it has."""
    found = [
        Block(span=Span(note.start, note.end), kind=BlockKind.NOTE, why=note.plan.rule)
        for note in page.made.notes
    ]
    inside = [run.span for run in page.made.runs if run.inside]
    body = Span(inside[0].start, inside[-1].end) if inside else Span(0, 0)
    edges = _edges(page)
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


_LEAST_PROSE = 60  # letters outside links that make a paragraph; guess


def _edges(page: _Page) -> Span | None:
    """Return where the first paragraph of the body begins and the last one ends."""
    prose = [
        run.span
        for run in page.made.runs
        if run.inside
        and not run.why
        and run.tag not in _HEADINGS
        and run.span.end - run.span.start - page.lines.linked(run.span)[0] >= _LEAST_PROSE
    ]
    return Span(prose[0].start, prose[-1].end) if prose else None


_JUDGED = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING})
_DATA = frozenset({"tr", "pre", "caption", "figcaption"})


def _lines(page: _Page, run: Run, block: Block, edges: Span | None) -> Iterator[Block]:
    """Cut out of a block the lines that are page: "read also", "follow us"."""
    if edges is None or block.kind not in _JUDGED or run.tag in _DATA:
        yield block
        return
    at_edge = run.span.end <= edges.start or run.span.start >= edges.end
    pieces: list[tuple[Span, str]] = []
    for line in lines(page.text, block.span):
        why = page.lines.why(line, at_edge=at_edge)
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
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def _block(page: _Page, run: Run, title: Field | None, body: Span) -> Block:
    if title is not None and title.span == run.span:
        return Block(span=run.span, kind=BlockKind.TITLE, why=title.found_in)
    if run.why:
        return Block(span=run.span, kind=BlockKind.FURNITURE, why=run.why)
    if not (run.inside or _belongs(page.text, run, title, body)):
        return Block(span=run.span, kind=BlockKind.FURNITURE, why="outside-body")
    if run.tag in _HEADINGS:
        return Block(span=run.span, kind=BlockKind.HEADING, why=run.tag)
    if _is_above(run, title):
        return Block(span=run.span, kind=BlockKind.FURNITURE, why="above-title")
    if _is_byline(run, page.source.html):
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
    return run.tag in _HEADINGS or _LISTED.match(text, run.span.start, run.span.end) is not None


_LONGEST_BYLINE = 80


def _is_byline(run: Run, table: HtmlTable) -> bool:
    """Tell whether a short block is called a byline, by itself or by what is around it."""
    if run.span.end - run.span.start > _LONGEST_BYLINE:
        return False
    near = (run.node, *(around for around, _ in zip(run.node.ancestors(), range(2), strict=False)))
    return any(
        "class" in node.attributes
        and not table.bylines.isdisjoint(node.attributes["class"].split())
        for node in near
    )


def _title(page: _Page) -> Field | None:
    """Return the printed title where one is printed, else what the head says."""
    told = page.meta.title
    headings = [run for run in page.made.runs if run.tag in _HEADINGS and not run.note]
    if told is not None:
        same = [run for run in headings if is_same_title(run.span.of(page.text), told.value)]
        if same:
            text = _edges(page)
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


def _printed_byline(page: _Page, blocks: Sequence[Block]) -> Field | None:
    for node, span in page.made.spans.items():
        if "author" in node.get("rel").split() and 0 < span.end - span.start <= _LONGEST_BYLINE:
            return Field(value=span.of(page.text), span=span, found_in="rel author")
    found = next((block for block in blocks if block.kind is BlockKind.BYLINE), None)
    if found is None:
        return None
    return Field(value=found.span.of(page.text), span=found.span, found_in="html-byline")


def _printed_date(page: _Page) -> Field | None:
    for node, span in page.made.spans.items():
        if node.tag == "time" and (value := iso_date(node.get("datetime"))):
            return Field(value=value, span=span, found_in="time")
    return None


_UNFOLLOWED = {"mailto": "mail", "tel": "phone", "javascript": "script", "data": "data"}
_RELATIONS = {"tag": "tag", "author": "author", "sponsored": "advert", "category": "tag"}


def _hyperlinks(page: _Page, blocks: Sequence[Block]) -> tuple[Hyperlink, ...]:
    marks = {mark for mark, _ in page.plan.notes.marks}
    marked = marks | {part for mark in marks for part in mark.parts if isinstance(part, Node)}
    unread = [block for block in blocks if block.kind is BlockKind.FURNITURE]
    classes = _LinkClasses(page)
    found: list[Hyperlink] = []
    at = 0
    for node, span in page.made.spans.items():
        if node.tag != "a" or "href" not in node.attributes or span.start == span.end:
            continue
        while at < len(unread) and unread[at].span.end <= span.start:
            at += 1
        note = "mark" if node in marked else page.made.in_furniture.get(node, "")
        written = node.attributes["href"].strip()
        target = absolute(page.meta.base, written)
        if not note or node in page.plan.notes.backlinks:
            note = note if note == "mark" else classes.of(node, written, target)
            if not note and at < len(unread) and unread[at].span.meets(span):
                note = unread[at].why
        found.append(Hyperlink(span=span, target=target, note=note))
    if page.plan.by_line:
        found.extend(_addresses_in_code(page))
    return tuple(sorted(found, key=lambda link: link.span.start))


def _addresses_in_code(page: _Page) -> Iterator[Hyperlink]:
    """Note the addresses of Markdown's code: they are an example of something, not a source."""
    for node, span in page.made.spans.items():
        if node.tag == "code" and not any(around.tag == "a" for around in node.ancestors()):
            for url in find_urls(page.text, span.start, span.end):
                yield Hyperlink(span=url.span, target=url.url, note="code")


class _LinkClasses:
    """Tells why a link is no citation, by its own address and relations."""

    def __init__(self, page: _Page) -> None:
        self._page = page
        self._share = re.compile("|".join(map(re.escape, page.source.html.shares)) or "(?!)")

    def of(self, node: Node, written: str, target: str) -> str:
        """Return the reason, or ""."""
        if node in self._page.plan.notes.backlinks:
            return "backlink"
        scheme = target.partition(":")[0].lower() if ":" in target else ""
        if scheme in _UNFOLLOWED:
            return _UNFOLLOWED[scheme]
        if self._share.search(target):
            return "share"
        if not written or written.startswith("#") or _is_same_page(self._page, target):
            return "same-page"
        relations = node.get("rel").lower().split()
        return next((_RELATIONS[name] for name in relations if name in _RELATIONS), "")


def _is_same_page(page: _Page, target: str) -> bool:
    place = target.partition("#")[0]
    known = page.meta.canonical_url.value if page.meta.canonical_url is not None else ""
    return is_web(place) and place in {known, page.source.origin}
