"""Notes by structure: marks and notes that point at each other.

The rule needs no list of plugins. A link whose words look like a label leads to an element; the
block around that element holds a link back to where the first link stands; the first link comes
before the block. Ten flavours of notes are made like this. The others get a rule of their own:
a link without a way back, when a role says what it is or the block opens with the same label;
two elements with the same value of an attribute; a note that is an attribute itself.

What a table of contents does is the same, so a target inside a heading is refused.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sourcecheck.extract.formats.bases import fragment_of
from sourcecheck.extract.formats.html_attributes import (
    by_attribute,
    inside_attributes,
    side_notes,
)
from sourcecheck.extract.formats.html_labels import (
    DROPPED,
    LONGEST_LABEL,
    NOTE_BLOCKS,
    NotePlan,
    NotePlans,
    is_raised,
    label_of,
    near_ancestors,
)
from sourcecheck.extract.formats.tree import Node, Tree
from sourcecheck.model.tables.html import HtmlTable

_OPENING = re.compile(r"[\s^↑\[(（［〔{]*([^\s\])）］〕}.:]{1,6})")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_WRAPPERS = frozenset({"li", "div", "aside", "dd", "section"})
_ROLES = frozenset({"doc-noteref", "noteref"})
_POINTERS = 50  # links to one place that are looked at; more make no sense and cost time


def find_notes(tree: Tree, table: HtmlTable) -> NotePlans:
    """Find marks and notes."""
    nodes = tree.nodes
    page = _Page(tree)
    pairs = [pair for link in page.links if (pair := _by_anchor(page, link)) is not None]
    notes, marks = _plan(pairs)
    taken = {part for mark, _ in marks for part in _mark_parts(mark)}
    known: set[NotePlan] = set()
    for plan, mark in (
        *by_attribute(nodes, table),
        *inside_attributes(nodes, table),
        *side_notes(tree, table),
    ):
        if not any(around in taken for around in _around(mark)):
            notes += [] if plan in known else [plan]
            known.add(plan)
            marks.append((mark, plan))
            taken.update(_mark_parts(mark))
    return NotePlans(
        notes=tuple(sorted(notes, key=lambda plan: plan.first.order)),
        marks=tuple(sorted(marks, key=lambda pair: pair[0].order)),
        backlinks=frozenset(page.ways_back(notes)),
    )


def declared_notes(nodes: Sequence[Node]) -> NotePlans:
    """Find notes and marks that we declared ourselves, rendering another format to HTML.

    ``data-our-note`` and ``data-our-mark`` hold the label; a note need not have a mark.
    """
    plans: dict[str, NotePlan] = {}
    for node in nodes:
        label = node.get("data-our-note")
        if label and label not in plans:
            plans[label] = NotePlan(
                first=node, last=node, label=label, rule="markdown-note", printed=f"[{label}] "
            )
    marks = [(node, plans.get(node.get("data-our-mark"))) for node in nodes]
    return NotePlans(
        notes=tuple(plans.values()),
        marks=tuple((node, plan) for node, plan in marks if plan is not None),
    )


@dataclass(frozen=True, slots=True)
class _Pair:
    mark: Node
    label: str
    target: Node
    rule: str
    inline: bool = False  # the note stands in the line of its mark, the target is all of it


class _Page:
    """The links of a page and what they lead to, each found once."""

    def __init__(self, tree: Tree) -> None:
        self.places: dict[str, Node] = {}
        self.links: list[Node] = []
        self.leading_to: dict[str, list[Node]] = {}
        self.fragments: dict[Node, str] = {}
        for node in tree.named.get("a", ()):
            fragment = fragment_of(node.get("href"))
            if fragment:
                self.links.append(node)
                self.fragments[node] = fragment
                self.leading_to.setdefault(fragment, []).append(node)
        if self.links:
            self._name_places(tree.nodes)

    def _name_places(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            if node.attributes:
                for name in _names(node):
                    self.places.setdefault(name, node)

    def target_of(self, link: Node) -> Node | None:
        return self.places.get(self.fragments[link])

    def leads_back(self, block: Node, link: Node) -> bool:
        return any(
            block.holds(back) and back is not link
            for name in _names_near(link)
            for back in self.leading_to.get(name, ())[:_POINTERS]
        )

    def ways_back(self, notes: Sequence[NotePlan]) -> Iterator[Node]:
        """Links inside notes that lead to something before them: the arrows and letters."""
        ends = sorted((plan.first.order, plan.last.last) for plan in notes if not plan.words)
        at = 0
        for link in self.links:
            while at < len(ends) and ends[at][1] < link.order:
                at += 1
            target = self.target_of(link)
            if at == len(ends) or target is None:
                continue
            if target.order < ends[at][0] <= link.order:
                yield link


def _names(node: Node) -> Iterator[str]:
    attributes = node.attributes
    if "id" in attributes:
        yield attributes["id"]
    if node.tag == "a" and "name" in attributes:
        yield attributes["name"]


def _names_near(link: Node) -> Iterator[str]:
    """Return the names by which a way back may call a mark: its own and its neighbours'."""
    around = [link, *near_ancestors(link)]
    for node in around:
        yield from _names(node)
    for child in link.parts[:4]:
        if isinstance(child, Node):
            yield from _names(child)
    for node in around:
        for beside in _beside(node, -1, 1):
            yield from _names(beside)


def _beside(node: Node, *steps: int) -> Iterator[Node]:
    """Return the elements right before (-1) and right after (1), past white space."""
    siblings = node.parent.parts if node.parent is not None else []
    for step in steps:
        at = node.index + step
        if 0 <= at < len(siblings) and _is_blank(siblings[at]):
            at += step
        if 0 <= at < len(siblings) and isinstance(found := siblings[at], Node):
            yield found


def _is_blank(part: Node | str) -> bool:
    return isinstance(part, str) and not part.strip()


def _by_anchor(page: _Page, link: Node) -> _Pair | None:
    target = page.target_of(link)
    label = label_of(link.raw_text(LONGEST_LABEL + 1))
    if target is None or not label or link.order >= target.order or target.holds(link):
        return None
    block = block_around(target)
    if block is None:
        return None
    if block.order <= link.order:
        inline = target.tag not in {"a", "sup"} and page.leads_back(target, link)
        return _Pair(link, label, target, "anchor-pair", inline=True) if inline else None
    if page.leads_back(block, link):
        return _Pair(link, label, target, "anchor-pair")
    if _says_so(link) or (is_raised(link) and _opens_with(block, target, label)):
        return _Pair(link, label, target, "anchor-one-way")
    return None


def block_around(target: Node) -> Node | None:
    """Return the block that holds a note's target; None where it is (in) a heading."""
    for node in (target, *target.ancestors()):
        if node.tag in _HEADINGS or node.tag in {"nav", "body", "#document"}:
            return None
        if node.tag in NOTE_BLOCKS:
            return node
    return None


def _says_so(link: Node) -> bool:
    kinds = {link.get("role"), link.get("epub:type")}
    return bool(kinds & _ROLES) or "data-footnote-ref" in link.attributes


def _opens_with(block: Node, target: Node, label: str) -> bool:
    """Tell whether a note prints the label, or is that entry of a numbered list."""
    if block.tag == "li" and block.parent is not None and block.parent.tag == "ol":
        number = 1 + sum(
            isinstance(part, Node) and part.tag == "li"
            for part in block.parent.parts[: min(block.index, 2000)]
        )
        return str(number) == label
    words = block.raw_text(40) if block_is_one_note(block, target) else target.raw_text(40)
    found = _OPENING.match(words)
    return found is not None and found[1].strip(DROPPED) == label


def block_is_one_note(block: Node, target: Node) -> bool:
    """Tell whether a note's target opens its block, with no text before it."""
    words = block.raw_text(2 * LONGEST_LABEL).strip()
    return target is block or words.startswith(target.raw_text(LONGEST_LABEL).strip())


def _plan(pairs: Sequence[_Pair]) -> tuple[list[NotePlan], list[tuple[Node, NotePlan]]]:
    """Turn pairs into notes with a beginning and an end, and marks that know their note."""
    targets: dict[Node, _Pair] = {}
    for pair in pairs:
        targets.setdefault(pair.target, pair)
    shared = _targets_per_block(targets)
    marked = sorted(pair.mark.order for pair in pairs)
    plans: dict[Node, NotePlan] = {}
    for target, pair in targets.items():
        first, last = (target, target) if pair.inline else _extent(target, shared, marked)
        plans[target] = NotePlan(
            first=first, last=last, label=pair.label, rule=pair.rule, later=pair.inline
        )
    marks = [(_whole_mark(pair.mark), plans[pair.target]) for pair in pairs]
    return list(plans.values()), marks


def _targets_per_block(targets: dict[Node, _Pair]) -> dict[Node, int]:
    """Count the targets inside each block and in the two elements around it."""
    counts: dict[Node, int] = {}
    for target in targets:
        block = block_around(target)
        near = (block, *near_ancestors(block)) if block is not None else ()
        for node in near:
            counts[node] = counts.get(node, 0) + 1
    return counts


def _extent(target: Node, shared: dict[Node, int], marked: Sequence[int]) -> tuple[Node, Node]:
    """Return the elements a note begins with and ends with."""
    block = block_around(target)
    assert block is not None
    if shared[block] > 1:  # several notes run in one block: this one ends where the next begins
        return _first_of_line(target, block), block
    if block.tag == "dt":
        return block, next((node for node in _beside(block, 1) if node.tag == "dd"), block)
    parent = block.parent
    if block.tag in {"td", "th"} and parent is not None and shared.get(parent, 1) == 1:
        return parent, parent  # the label has a cell of its own
    if parent is not None and shared.get(parent, 2) == 1 and _wraps_one_note(parent, marked):
        return parent, parent
    return block, block


def _first_of_line(target: Node, block: Node) -> Node:
    """Return what opens a run-in note: the target, or the element around it in the block."""
    node = target
    while node is not block and node.parent is not None and node.parent is not block:
        node = node.parent
    return node


def _wraps_one_note(parent: Node, marked: Sequence[int]) -> bool:
    """Tell whether an element is there for one note: no heading, no rule, no mark in it."""
    at = bisect_left(marked, parent.order)
    if parent.tag not in _WRAPPERS or (at < len(marked) and marked[at] <= parent.last):
        return False
    tags = {part.tag for part in parent.parts if isinstance(part, Node)}
    return not tags & (_HEADINGS | {"hr", "div", "section", "ul", "ol", "table"})


def _whole_mark(link: Node) -> Node:
    """Return the element that is the mark as printed: brackets may stand around the link."""
    parent = link.parent
    if parent is not None and parent.tag in {"sup", "span"}:
        words = parent.raw_text(LONGEST_LABEL + 1)
        inside = link.raw_text(LONGEST_LABEL + 1)
        if label_of(words) == label_of(inside) and words.strip(DROPPED):
            return parent
    return link


def _mark_parts(mark: Node) -> tuple[Node, ...]:
    return (mark, *(part for part in mark.parts if isinstance(part, Node)))


def _around(node: Node) -> tuple[Node, ...]:
    return (*_mark_parts(node), *near_ancestors(node))
