"""The fast way from markup to the tree: selectolax parses, one walk makes the nodes.

What is furniture for certain (a menu, a list of related stories) may be read as a *region*: its
text, its lines and its links, but no inner structure. That is most of many pages, and nobody
asks for the structure of a menu. Some are told by their names; most have names that mean
nothing, and are told by holding hardly anything but links. What a region must not hide (the
article, its title, marks and their notes) is asked of the parser first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from sourcecheck.extract.formats.bases import fragment_of, host_of
from sourcecheck.extract.formats.html_labels import label_of
from sourcecheck.extract.formats.tree import BLOCKS, BREAK, LINK_LIST, UNREAD, Node, TooDeep, Tree


class CannotParse(Exception):
    """A parser does not read that; another one may."""


def with_selectolax(text: str, tree: Tree) -> None:
    """Fill a tree as browsers do. Raises ``CannotParse``."""
    try:
        parser = LexborHTMLParser(text)
        root = parser.root
        kept = frozenset(_kept(parser)) if root is not None and tree.region_of else frozenset()
        lists = _Lists(parser) if root is not None and tree.region_of else None
    except (SelectolaxError, UnicodeError, RuntimeError) as error:
        raise CannotParse from error
    if root is not None:
        _Walk(tree, kept, lists).over(root)


_TEXT = "-text"
_NO_ELEMENT = "-!"  # what the names of comments and document types begin with
_LONG_LIST = 2  # listed lines from which an aside or footer may be a list of notes


class _Walk:
    """One walk over the parser's nodes, in document order."""

    def __init__(self, tree: Tree, kept: frozenset[int], lists: _Lists | None) -> None:
        self._tree = tree
        self._kept = kept
        self._lists = lists
        self._article: Node | None = None  # what stands for it, while it is open
        self._letters = self._linked = self._unread = 0

    def over(self, top: LexborNode) -> None:
        """Make nodes of an element and of everything inside."""
        parent = self._tree.root
        above: list[tuple[LexborNode, Node]] = []
        node: LexborNode | None = top
        while node is not None:
            tag = node.tag or _NO_ELEMENT
            if tag == _TEXT:
                words = node.text_content or ""
                parent.parts.append(words)
                if not self._unread:
                    self._letters += len(words) - words.count(" ")
            elif tag[0] not in _NO_ELEMENT:
                made = self._open(tag, node, parent)
                inside = None if made.region or _is_code(made) else _first(node, tag)
                if inside is not None:
                    above.append((node, parent))
                    if tag in UNREAD:
                        self._unread += 1
                    if len(above) > self._tree.max_depth:
                        raise TooDeep
                    node, parent = inside, made
                    continue
                self._close(made)
            after = node.next
            while after is None and above:
                node, outer = above.pop()
                if parent.tag in UNREAD:
                    self._unread -= 1
                self._close(parent)
                parent = outer
                after = node.next
            node = after
        self._tree.letters, self._tree.linked = self._letters, self._linked

    def _open(self, tag: str, node: LexborNode, parent: Node) -> Node:
        tree = self._tree
        attributes = node.attributes
        if attributes and None in attributes.values():
            attributes = {name: value or "" for name, value in attributes.items()}
        place = tree.counts[tag] = tree.counts.get(tag, 0) + 1
        made = Node(tag, attributes, parent, len(tree.nodes), place)  # type: ignore[arg-type]
        made.letters, made.linked = self._letters, self._linked
        parent.parts.append(made)
        tree.nodes.append(made)
        if tag in tree.named:
            tree.named[tag].append(made)
        else:
            tree.named[tag] = [made]
        if tree.region_of is not None and not self._unread:
            why = tree.region_of(made)
            if why:
                hides = node.mem_id not in self._kept and not _lists_notes(node, why)
                why = why if hides else ""
            elif self._lists is not None and self._article is None and tag in BLOCKS:
                why = self._list(made, node, self._lists)
            if why:
                made.region = why
                tree.regions.append(made)
                self._flatten(node, made)
        return made

    def _list(self, made: Node, node: LexborNode, lists: _Lists) -> str:
        """Return the rule by which an element outside the article is a list of links, or ""."""
        place = node.mem_id
        if place in lists.article:
            self._article = made
            return ""
        return LINK_LIST if place not in self._kept and lists.is_one(node) else ""

    def _close(self, made: Node) -> None:
        made.last = len(self._tree.nodes) - 1
        made.letters = self._letters - made.letters
        if made.tag == "a" and "href" in made.attributes:
            self._linked = made.linked + made.letters
        made.linked = self._linked - made.linked
        if made is self._article:
            self._article = None

    def _flatten(self, top: LexborNode, region: Node) -> None:
        """Read an element's text, lines and links; elements are counted and not made."""
        counts = self._tree.counts
        into = region
        muted = 0
        above: list[tuple[LexborNode, str]] = []
        node = top.child
        while node is not None:
            tag = node.tag or _NO_ELEMENT
            inside: LexborNode | None = None
            if tag == _TEXT:
                if not muted:
                    words = node.text_content or ""
                    into.parts.append(words)
                    self._letters += len(words) - words.count(" ")
            elif tag[0] not in _NO_ELEMENT:
                counts[tag] = counts.get(tag, 0) + 1
                if tag in BLOCKS or tag == "br":
                    into.parts.append(BREAK)
                elif tag == "a" and into is region and not muted:
                    into = self._link(node, region)
                inside = node.child
                if inside is not None:
                    above.append((node, tag))
                    muted += tag in UNREAD
                    node = inside
                    continue
                into = self._leave(tag, into, region)
            after = node.next
            while after is None and above:
                node, tag = above.pop()
                muted -= tag in UNREAD
                into = self._leave(tag, into, region)
                after = node.next
            node = after

    def _link(self, node: LexborNode, region: Node) -> Node:
        attributes = node.attributes
        address = attributes.get("href")
        if address is None:
            return region
        tree = self._tree
        link = Node("a", {"href": address}, region, len(tree.nodes), tree.counts["a"])
        link.letters, link.linked = self._letters, self._linked
        region.parts.append(link)
        tree.nodes.append(link)
        return link

    def _leave(self, tag: str, into: Node, region: Node) -> Node:
        if tag == "a" and into is not region:
            self._close(into)
            return region
        if tag in BLOCKS:
            into.parts.append(BREAK)
        return into


def _first(node: LexborNode, tag: str) -> LexborNode | None:
    """Return what opens an element; the inside of a template is a fragment of its own."""
    if tag != "template":
        return node.child
    fragments = node.template_fragments()
    return fragments[0].child if fragments else None


def _is_code(node: Node) -> bool:
    """Tell whether an element holds only what nobody reads: scripts, except a page's data."""
    return node.tag == "style" or (
        node.tag == "script" and "json" not in node.attributes.get("type", "")
    )


_FEWEST_LINKS = 5  # of a list of links; guess
_LINKED = 0.6  # share of its letters in links; guess
_OWN = 0.8  # share of its links that stay on the site; a list of sources leads away; guess
_MOST_ASKED = 20  # times each link may be looked at: nested lists ask again at every level
_PRINTED = "://"  # an address in print is a source, or a note of one


class _Lists:
    """Tells lists of links to the page's own site, by what they hold."""

    def __init__(self, parser: LexborHTMLParser) -> None:
        self.article = {node.mem_id for node in _article(parser)}
        links = parser.css("a[href]")
        host_at = {link.mem_id: host_of(link.attributes.get("href") or "") for link in links}
        hosts = Counter(host_at.values())
        del hosts[""]
        own = {"", *(host for host, _ in hosts.most_common(1))}
        self._own = {place for place, host in host_at.items() if host in own}
        self._left = _MOST_ASKED * len(links)

    def is_one(self, node: LexborNode) -> bool:
        """Tell whether an element holds hardly anything but links to the own site."""
        if self._left <= 0:
            return False
        links = node.css("a[href]")
        self._left -= len(links) + 1
        if len(links) < _FEWEST_LINKS:
            return False
        words = node.text()
        return (
            sum(_letters(link.text()) for link in links) >= _LINKED * _letters(words)
            and sum(link.mem_id in self._own for link in links) >= _OWN * len(links)
            and _PRINTED not in words
            and not _is_listed(node)
            and node.css_first("sup, h1, pre, [rel=author]") is None
        )


def _letters(words: str) -> int:
    return len("".join(words.split()))


def _article(parser: LexborHTMLParser) -> Sequence[LexborNode]:
    """Return what is most likely the article: lists inside are its own."""
    for selector in ("[itemprop*=rticle]", "article", "main, [role=main]"):
        found = parser.css(selector)
        if found:
            return [max(found, key=lambda node: len(node.text()))]
    letters: dict[int, int] = {}
    around: dict[int, LexborNode] = {}
    for node in parser.css("p"):
        parent = node.parent
        if parent is not None:
            around[parent.mem_id] = parent
            letters[parent.mem_id] = letters.get(parent.mem_id, 0) + len(node.text())
    return [around[max(letters, key=letters.__getitem__)]] if letters else []


# What stands for the article. Of elements "article" only the longest: teasers and comments are
# articles too.
_PROTECTED = "h1, main, [role=main], [role=article], [itemprop*=rticle]"
_NOTED = (
    "[role=doc-noteref], [role=doc-footnote], [role=doc-endnote], [role=doc-endnotes], "
    "[data-footnote-ref], [data-footnote-id], [data-mfn], [data-footnotes]"
)


def _kept(parser: LexborHTMLParser) -> set[int]:
    """Return the elements whose structure is needed, and everything around them."""
    wanted = [*parser.css(_PROTECTED), *parser.css(_NOTED)]
    articles = parser.css("article")
    if articles:
        wanted.append(max(articles, key=lambda node: len(node.text())))
    wanted.extend(_marks_and_notes(parser))
    kept: set[int] = set()
    for each in wanted:
        node: LexborNode | None = each
        while node is not None and node.mem_id not in kept:
            kept.add(node.mem_id)
            node = node.parent
    return kept


def _marks_and_notes(parser: LexborHTMLParser) -> Iterator[LexborNode]:
    """Return the links whose words are a label, and what they lead to."""
    marks = [link for link in parser.css("a[href*='#']") if label_of(link.text().strip())]
    if not marks:
        return
    places = {node.attributes.get("name"): node for node in parser.css("a[name]")}
    places.update({node.id: node for node in reversed(parser.css("[id]"))})
    for mark in marks:
        target = places.get(fragment_of(mark.attributes.get("href") or ""))
        if target is not None:
            yield mark
            yield target


_LISTED = re.compile(r"\s*[\[(（［]?\d{1,3}\s*[\])）］.:_ـ-]")


def _lists_notes(node: LexborNode, why: str) -> bool:
    """Tell whether an aside or footer may be a list of notes that no link points to."""
    if why not in {"html-footer", "html-aside"}:
        return False
    return _is_listed(node)


def _is_listed(node: LexborNode) -> bool:
    lines = node.text(separator="\n")[:4000].splitlines()
    return sum(_LISTED.match(line) is not None for line in lines) >= _LONG_LIST
