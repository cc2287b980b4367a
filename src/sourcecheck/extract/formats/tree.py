"""Markup as a small tree of our own, whichever parser made it.

Three parsers know how to build it: selectolax (HTML as browsers read it, fast), lxml (XHTML,
where ``<a id="x"/>`` is closed) and beautifulsoup4 (slow, reads anything), tried in an order
that fits the document. Nothing above this file knows a parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html.entities import html5

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from sourcecheck.errors import OversizedDocument
from sourcecheck.extract.reading import ReadLimits


class Node:
    """One element. ``parts`` are its children in order: elements and pieces of text.

    ``order`` numbers all elements as they open; every element inside this one has an order up
    to ``last``. ``place`` numbers the elements of the same name, from 1, as XPath does.
    """

    __slots__ = ("attributes", "index", "last", "order", "parent", "parts", "place", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], parent: Node | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.parts: list[Node | str] = []
        self.index = 0  # where it stands among its parent's parts
        self.order = self.last = self.place = 0

    def get(self, name: str) -> str:
        """Return an attribute's value, or ""."""
        return self.attributes.get(name, "")

    def holds(self, other: Node) -> bool:
        """Tell whether ``other`` is this element or lies inside it."""
        return self.order <= other.order <= self.last

    def ancestors(self) -> Iterator[Node]:
        """Return the elements around this one, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def xpath(self) -> str:
        """Return an expression that finds this element in the document."""
        return f"(//{self.tag})[{self.place}]"

    def text(self, limit: int = 10_000) -> str:
        """Return the text inside, white space collapsed, at most ``limit`` characters of it."""
        return " ".join(self.raw_text(limit).split())

    def raw_text(self, limit: int = 10_000) -> str:
        """Return the text inside as it is written, about ``limit`` characters of it at most."""
        pieces: list[str] = []
        size = 0
        open_parts: list[Iterator[Node | str]] = [iter(self.parts)]
        while open_parts and size < limit:
            part = next(open_parts[-1], None)
            if part is None:
                open_parts.pop()
            elif isinstance(part, str):
                pieces.append(part)
                size += len(part)
            else:
                open_parts.append(iter(part.parts))
                size += 1  # a million empty elements are a limit too
        return "".join(pieces)[:limit]


class Tree:
    """A document's elements: ``nodes`` as they open, ``nodes[0]`` around everything."""

    __slots__ = ("_counts", "_current", "_depth", "_max_depth", "nodes")

    def __init__(self, max_depth: int) -> None:
        self._current = Node("#document", {}, None)
        self._counts: dict[str, int] = {}
        self._depth = 0
        self._max_depth = max_depth
        self.nodes = [self._current]

    @property
    def root(self) -> Node:
        """What is around everything."""
        return self.nodes[0]

    def open(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element inside the one that is open."""
        parent = self._current
        node = Node(tag, attributes, parent)
        node.index = len(parent.parts)
        node.order = len(self.nodes)
        node.place = self._counts[tag] = self._counts.get(tag, 0) + 1
        parent.parts.append(node)
        self.nodes.append(node)
        self._current = node
        self._depth += 1
        if self._depth > self._max_depth:
            raise _TooDeep

    def add(self, text: str) -> None:
        """Add text to the element that is open."""
        self._current.parts.append(text)

    def close(self) -> None:
        """End the element that is open."""
        self._current.last = len(self.nodes) - 1
        if self._current.parent is not None:
            self._current = self._current.parent
            self._depth -= 1

    def finish(self) -> Tree:
        """End everything."""
        while self._current.parent is not None:
            self.close()
        self.close()
        return self


class _TooDeep(Exception):
    pass


class _CannotParse(Exception):
    pass


def parse(text: str, *, xhtml: bool, limits: ReadLimits, origin: str) -> Tree:
    """Parse markup. Raises ``OversizedDocument`` beyond ``limits``."""
    _check_size(text, limits, origin)
    for parser in PARSERS[xhtml]:
        tree = Tree(4 * limits.max_depth)  # what may stay unclosed was not counted
        try:
            parser(text, tree)
        except _CannotParse:
            continue
        except _TooDeep as error:
            raise _nested(limits, origin) from error
        return tree.finish()
    raise AssertionError("the last parser reads anything")


# Elements that nest nothing or may stay unclosed: they say nothing about depth.
_FLAT = (
    "a area base body br col colgroup dd dt embed head hr html img input li link meta optgroup "
    "option p param rp rt source tbody td tfoot th thead tr track wbr"
)
_TAG = re.compile(rf"<(/?)(?!(?:{'|'.join(_FLAT.split())})\b)[a-z]", re.IGNORECASE)


def _check_size(text: str, limits: ReadLimits, origin: str) -> None:
    """Refuse bombs before a parser meets them: depth costs it the square of its time."""
    if text.count("<") > limits.max_tags:
        raise OversizedDocument(
            f"{origin}: more than {limits.max_tags:,} tags",
            hint="hand over the article alone, or raise the limit",
        )
    depth = 0
    for closing in _TAG.findall(text):
        depth = depth - 1 if closing and depth else depth + (not closing)
        if depth > limits.max_depth:
            raise _nested(limits, origin)


def _nested(limits: ReadLimits, origin: str) -> OversizedDocument:
    return OversizedDocument(
        f"{origin}: elements are nested more than {limits.max_depth:,} deep",
        hint="no article is; save the page from a browser and try again",
    )


def _with_selectolax(text: str, tree: Tree) -> None:
    try:
        node = LexborHTMLParser(text).root
    except (SelectolaxError, UnicodeError, RuntimeError) as error:
        raise _CannotParse from error
    depth = 0
    while node is not None:
        inside = None
        if node.is_text_node:
            tree.add(node.text_content or "")
        elif node.is_element_node:
            attributes = {name: value or "" for name, value in node.attributes.items()}
            tree.open(node.tag or "", attributes)
            inside = node.child
            if inside is None:
                tree.close()
        if inside is not None:
            node, depth = inside, depth + 1
            continue
        after = node.next
        while after is None and depth:
            node, depth = node.parent, depth - 1
            tree.close()
            if node is None:
                break
            after = node.next if depth else None
        node = after


_NAMESPACES = {
    "{http://www.idpf.org/2007/ops}": "epub:",
    "{http://www.w3.org/XML/1998/namespace}": "",
}
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(\w{2,32});")


def _with_lxml(text: str, tree: Tree) -> None:
    """Read XHTML. Entities of a document type are never resolved, files never opened."""
    known = _ENTITY.sub(lambda found: html5.get(found[1] + ";", found[0]), text)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(_DECLARATION.sub("", known, count=1).encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _CannotParse from error
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):  # an entity nobody knows
            continue
        if event == "start":
            attributes = {_plain(name): value for name, value in element.attrib.items()}
            tree.open(_plain(element.tag).lower(), attributes)
            _add(tree, element.text)
        else:
            tree.close()
            _add(tree, element.tail)


def _plain(name: str) -> str:
    """Return a name without its namespace, except for the prefixes we read."""
    if not name.startswith("{"):
        return name
    space, _, local = name.rpartition("}")
    return _NAMESPACES.get(space + "}", "") + local


def _add(tree: Tree, text: str | None) -> None:
    if text:
        tree.add(text)


def _with_soup(text: str, tree: Tree) -> None:
    # imported here: it costs as much as everything else of this stage, and is seldom needed
    from bs4 import BeautifulSoup  # noqa: PLC0415
    from bs4.element import Doctype, NavigableString, PreformattedString, Tag  # noqa: PLC0415

    soup = BeautifulSoup(text, "html.parser")
    waiting: list[Tag | NavigableString | None] = list(reversed(soup.contents))  # type: ignore[arg-type]
    while waiting:
        part = waiting.pop()
        if part is None:
            tree.close()
        elif isinstance(part, Tag):
            attributes = {
                name: " ".join(value) if isinstance(value, list) else str(value or "")
                for name, value in part.attrs.items()
            }
            tree.open(part.name.lower(), attributes)
            waiting.append(None)
            waiting.extend(reversed(part.contents))  # type: ignore[arg-type]
        elif not isinstance(part, (Doctype, PreformattedString)):
            tree.add(str(part))


Parser = Callable[[str, Tree], None]
"""Fills a tree from text, or raises ``_CannotParse``."""

PARSERS: dict[bool, Sequence[Parser]] = {
    False: (_with_selectolax, _with_soup),
    True: (_with_lxml, _with_selectolax, _with_soup),
}
"""Parsers for HTML and for XHTML, in the order they are tried; the last reads anything."""
