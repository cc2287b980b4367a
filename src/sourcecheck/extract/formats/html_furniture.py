"""What is page and not article: menus, share bars, comments, related links, and where the body is.

Nothing is removed. An element is labelled by what it is (``nav``), by its role, or by what its
class and id call it; four things protect it: it holds the article, the title, a mark, or most of
the page's prose. Names are checked against a table, because only habit gives them a meaning.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sourcecheck.extract.formats.html_labels import NotePlans
from sourcecheck.extract.formats.tree import Node, Tree
from sourcecheck.model.tables.html import HtmlTable

# Shares of a page's prose, guesses checked on the test pages.
_WHOLE = frozenset({"body", "html", "#document"})
_NEARLY_ALL = 0.85  # the element of an article without a name holds so much
_MOST = 0.5  # an article's own element holds at least so much
_PROTECTED = 0.4  # what holds so much is no furniture, whatever it is called
_LONG_ENOUGH = 40  # letters of text that make a paragraph count


def body_of(tree: Tree, labels: Sequence[Label]) -> Node | None:
    """Return the element that holds the article, or None when no element stands out."""
    total = tree.root.prose - _set_aside(tree, labels)
    named = [node for node in tree.nodes if node.attributes and _is_named(node)]
    named += (*tree.named.get("article", ()), *tree.named.get("main", ()))
    for kind in (_is_article_body, _is_article, _is_main):
        found = max((node for node in named if kind(node)), key=_prose, default=None)
        if found is not None and found.prose >= _MOST * total and found.prose:
            return found
    return _widened(_densest(tree), _NEARLY_ALL * total)


def _set_aside(tree: Tree, labels: Sequence[Label]) -> int:
    """Count the prose of what is called furniture: it is not looked for in the body."""
    most = _PROTECTED * tree.root.prose
    titles = [node.order for node in tree.named.get("h1", ())]
    inside, letters = -1, 0
    for node, why in labels:
        if node.order <= inside or why not in _CERTAIN or node.tag in _SMALL:
            continue
        if (why == "html-comments" or node.prose <= most) and not _within(titles, node):
            letters += node.prose
            inside = node.last
    return letters


def _prose(node: Node) -> int:
    return node.letters - node.linked


def _widened(node: Node | None, wanted: float) -> Node | None:
    """Widen a body without a name until it holds ``wanted`` letters of prose.

    Menus are links and hold no prose, so what is missing is more likely a second part of the
    article than the page around it.
    """
    while node is not None and node.prose < wanted:
        node = node.parent
    return None if node is None or node.tag in _WHOLE else node


def _is_named(node: Node) -> bool:
    return "role" in node.attributes or _is_article_body(node)


def _is_article_body(node: Node) -> bool:
    return "articlebody" in node.get("itemprop").lower()


def _is_article(node: Node) -> bool:
    return node.tag == "article" or node.get("role") == "article"


def _is_main(node: Node) -> bool:
    return node.tag == "main" or node.get("role") == "main"


def _densest(tree: Tree) -> Node | None:
    """Return the element most paragraphs stand in."""
    scores: dict[Node, float] = {}
    for node in _paragraphs(tree):
        letters = node.prose
        if letters < _LONG_ENOUGH or node.parent is None or node.region:
            continue
        scores[node.parent] = scores.get(node.parent, 0) + letters
        above = node.parent.parent
        if above is not None:
            scores[above] = scores.get(above, 0) + letters / 2
    return max(scores, key=lambda node: (scores[node], -node.order), default=None)


def _paragraphs(tree: Tree) -> Iterator[Node]:
    for tag in ("p", "blockquote", "pre"):
        yield from tree.named.get(tag, ())
    for tag in ("div", "td", "section"):
        yield from filter(_has_own_text, tree.named.get(tag, ()))


def _has_own_text(node: Node) -> bool:
    if node.letters < 2 * _LONG_ENOUGH:
        return False
    return sum(len(part) for part in node.parts if isinstance(part, str)) >= 2 * _LONG_ENOUGH


_ASKED_NAMES = (
    "div section ul ol dl table td tr aside span p form header footer nav figure li a iframe "
    "details h2 h3 h4 h5 h6 small center blockquote"
)
_ASKED = frozenset(_ASKED_NAMES.split())
_CUT = re.compile(r"[-_\s]+|(?<=[a-z])(?=[A-Z])")
_MOST_NAMES = 30  # of one element that are looked at


class Names:
    """What elements are called, looked up once per name: cards of a list share theirs."""

    def __init__(self, table: HtmlTable) -> None:
        self.table = table
        self._known: dict[tuple[str | None, ...], _Told] = {}
        self._rules: dict[str, _Rules] = {}

    def told(self, node: Node) -> _Told:
        """Return the rules that an element's name, role, class and id tell."""
        get = node.attributes.get
        key = (node.tag, get("class"), get("id"), get("role"))
        known = self._known.get(key)
        if known is None:
            why, hint = self._of(node), self._hint(node)
            region = why if why in _CERTAIN and node.tag not in _SMALL else ""
            known = self._known[key] = _Told(why, hint, region)
        return known

    def _of(self, node: Node) -> str:
        """Return the rule that an element's name, role, class or id tells, or ""."""
        why = self.table.tags.get(node.tag, "") or self.table.roles.get(node.get("role"), "")
        if why or node.tag not in _ASKED:
            return why
        told = self._each(node)
        whole = next((rules.whole for rules in told if rules.whole), "")
        return whole or next((rules.part for rules in told if rules.part), "")

    def _hint(self, node: Node) -> str:
        """Return the rule a word of the name hints at, or ""."""
        if node.tag not in _HINTED:
            return ""
        return next((rules.hint for rules in self._each(node) if rules.hint), "")

    def _each(self, node: Node) -> list[_Rules]:
        """Return what each name tells: a page has many elements and few names for them."""
        names = f"{node.get('class')} {node.get('id')}"
        split = names.split(None, _MOST_NAMES)[:_MOST_NAMES]
        for name in split:
            if name not in self._rules:
                self._rules[name] = _rules_of(name, self.table)
        return [self._rules[name] for name in split]

    def labels(self, tree: Tree) -> list[Label]:
        """Return the elements whose name tells a rule, in order."""
        tags, known = self.table.tags, self.told
        found: list[Label] = []
        for node in tree.nodes:
            if node.region:
                found.append((node, node.region))
            elif node.attributes or node.tag in tags:
                told = known(node)
                if told.why:
                    found.append((node, told.why))
                elif told.hint and (
                    node.letters <= _FEW_LETTERS or 2 * node.linked >= node.letters
                ):
                    found.append((node, told.hint))
        added = list(self.unnamed(tree))
        return sorted((*found, *added), key=lambda label: label[0].order) if added else found

    def unnamed(self, tree: Tree) -> Iterator[Label]:
        """Return what no name tells: comments below their heading, questions with buttons."""
        yield from _below_headings(tree, self.table.comments)
        asked = {button.parent for button in tree.named.get("button", ())}
        for node in asked:
            if node is not None and node.tag in _HINTED and _is_asked(node):
                yield node, "html-form"

    def region_of(self, node: Node) -> str:
        """Return the rule by which an element is furniture for certain, or ""."""
        why = self.told(node).region
        if why == "html-header" and any(
            around.tag in {"article", "main"} for around in node.ancestors()
        ):
            return ""  # the article's own: title, author and date
        return why


_LONGEST_QUESTION = 120  # letters of "Was this page useful?" and its buttons; guess
_LONGEST_HEADING = 40
_COUNTS = re.compile(r"[\W\d]+$|^[\W\d]+")


def _is_asked(node: Node) -> bool:
    """Tell whether an element asks the reader something: a few words and two buttons."""
    buttons = sum(isinstance(part, Node) and part.tag == "button" for part in node.parts)
    return buttons > 1 and not node.linked and node.letters <= _LONGEST_QUESTION


def _below_headings(tree: Tree, headings: frozenset[str]) -> Iterator[Label]:
    """Return the elements that hold a heading of comments, or stand below one in its place."""
    told = min((p.order for p in tree.named.get("p", ()) if p.letters >= _LONG_ENOUGH), default=0)
    for tag in ("h2", "h3", "h4", "h5", "h6"):
        for heading in tree.named.get(tag, ()):
            if heading.order < told or heading.letters > _LONGEST_HEADING:
                continue
            words = _COUNTS.sub("", heading.text(2 * _LONGEST_HEADING)).casefold()
            if words in headings:
                yield from ((node, "html-comments") for node in _headed(heading))


def _headed(heading: Node) -> Iterator[Node]:
    """Return the widest element that a heading opens, else what follows it up to the next one."""
    node = heading
    while (around := node.parent) is not None and around.tag not in _SMALL:
        if any(isinstance(part, Node) or part.strip() for part in islice(around.parts, node.index)):
            break
        node = around
    if node is not heading or node.parent is None:
        yield node
        return
    siblings = node.parent.parts
    for at in range(node.index + 1, len(siblings)):  # a slice of each would cost their square
        part = siblings[at]
        if isinstance(part, Node):
            if part.tag in _TITLES:
                return
            yield part


_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class _Told:
    """The rules an element's names tell; "" = none."""

    why: str
    hint: str  # needs links or few words as well
    region: str  # certain enough to read the element without its inner structure


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules one name tells, as a whole and by its parts; "" = none."""

    whole: str
    part: str
    hint: str


def _rules_of(name: str, table: HtmlTable) -> _Rules:
    parts = [part.lower() for part in _CUT.split(name[:_LONGEST_NAME])]
    return _Rules(
        table.names.get(name) or table.names.get(name.lower(), ""),
        next((table.parts[part] for part in parts if part in table.parts), ""),
        next((table.hints[part] for part in parts if part in table.hints), ""),
    )


_CERTAIN_NAMES = (
    "html-nav html-header html-footer html-aside html-comments html-related html-share html-tags "
    "html-newsletter html-advert html-consent html-dialog"
)
_CERTAIN = frozenset(_CERTAIN_NAMES.split())
"""Rules whose elements may be read as regions; authors, dates and forms need their structure."""

_SMALL = frozenset({"a", "html", "body", "main", "article", "h2", "h3", "h4", "h5", "h6"})


_LONGEST_NAME = 200
_FEW_LETTERS = 80  # what is called "related" or "tags" and has no more is no paragraph
_HINTED = frozenset({"div", "section", "ul", "ol", "table", "figure", "footer", "nav", "dl"})

Label = tuple[Node, str]
"""An element and the rule its name tells."""


def hides_too_much(tree: Tree) -> bool:
    """Tell whether a region holds so much prose that its name may be wrong."""
    most = _PROTECTED * tree.root.prose
    return any(region.prose > most and region.region not in _NEVER_TEXT for region in tree.regions)


_NEVER_TEXT = frozenset({"html-comments", "html-nav"})  # however long they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Everything furniture is judged by."""

    tree: Tree
    body: Node | None
    notes: NotePlans
    labels: Sequence[Label]


def furniture(grounds: Grounds) -> dict[Node, str]:
    """Label the elements that are page; what lies inside a labelled one is not asked again."""
    found: dict[Node, str] = {}
    guard = _Guard(grounds)
    inside = -1  # the last element of what was labelled
    for node, why in grounds.labels:
        if node.order <= inside:
            continue
        if node.region or guard.allows(node, why):
            found[node] = why
            inside = node.last
    return found


_LISTED = re.compile(r"\s*[\[(（［]?\d{1,3}\s*[\])）］.:_ـ-]")


class _Guard:
    """Protects what only looks like furniture."""

    def __init__(self, grounds: Grounds) -> None:
        self._body = grounds.body
        self._total = grounds.tree.root.prose
        self._marks = [mark.order for mark, _ in grounds.notes.marks]
        self._titles = [node.order for node in grounds.tree.named.get("h1", ())]
        self._notes = grounds.notes.notes
        self._starts = [plan.first.order for plan in self._notes]

    def allows(self, node: Node, why: str) -> bool:
        if node.tag in {"html", "body", "main", "article"}:
            return False
        if self._body is not None and node.holds(self._body):
            return False
        if _within(self._marks, node) and why != "html-comments":
            return False
        if why in {"html-header", "html-meta", "html-form"} and _within(self._titles, node):
            return False
        if self._is_mostly_notes(node):
            return False
        if why in {"html-footer", "html-aside"} and _lists_notes(node):
            return False
        return node.prose <= _PROTECTED * self._total or why in _NEVER_TEXT

    def _is_mostly_notes(self, node: Node) -> bool:
        at = bisect_left(self._starts, node.order)
        letters = 0
        while at < len(self._starts) and self._starts[at] <= node.last:
            letters += self._notes[at].first.letters
            at += 1
        return 2 * letters > node.letters > 0


def _within(orders: Sequence[int], node: Node) -> bool:
    at = bisect_left(orders, node.order)
    return at < len(orders) and orders[at] <= node.last


def _lists_notes(node: Node) -> bool:
    """Tell whether an aside or footer is a list of notes that no link points to."""
    lines = node.raw_text(4000).splitlines()
    return sum(_LISTED.match(line) is not None for line in lines) >= 2
