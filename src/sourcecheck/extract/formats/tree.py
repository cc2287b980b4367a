"""Markup as a small tree of our own, whichever parser made it."""

from __future__ import annotations

from collections.abc import Callable, Iterator


class TooDeep(Exception):
    """Elements are nested deeper than the tree allows."""


class Node:
    """One element. ``parts`` are its children in order: elements and pieces of text.

    ``order`` numbers all elements as they open; every element inside this one has an order up
    to ``last``. ``place`` numbers the elements of the same name, from 1, as XPath does.
    ``letters`` are those a reader sees inside, ``linked`` those of them in links.
    ``region`` names the rule by which a part of the page was read without its inner
    structure: its ``parts`` are then text, links and ``BREAK`` between lines.
    """

    __slots__ = (
        "attributes",
        "index",
        "last",
        "letters",
        "linked",
        "order",
        "parent",
        "parts",
        "place",
        "region",
        "tag",
    )

    def __init__(
        self, tag: str, attributes: dict[str, str], parent: Node | None, order: int, place: int
    ) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.parts: list[Node | str] = []
        self.index = 0 if parent is None else len(parent.parts)
        self.order = self.last = order
        self.place = place
        self.letters = self.linked = 0
        self.region = ""

    def get(self, name: str) -> str:
        """Return an attribute's value, or ""."""
        return self.attributes.get(name, "")

    @property
    def prose(self) -> int:
        """The letters inside that are in no link."""
        return self.letters - self.linked

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
        parts = self.parts
        if len(parts) == 1 and isinstance(parts[0], str):
            return parts[0][:limit]
        pieces: list[str] = []
        size = 0
        open_parts: list[Iterator[Node | str]] = [iter(parts)]
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


_UNREAD_NAMES = (
    "script style template noscript head iframe object embed applet audio video canvas svg map "
    "select datalist textarea noframes colgroup rp annotation annotation-xml"
)
UNREAD = frozenset(_UNREAD_NAMES.split())
"""Elements whose text no reader of the page sees."""

_BLOCKS_NAMES = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li "
    "main menu nav ol option p pre section summary table tbody td tfoot th thead tr ul #document"
)
BLOCKS = frozenset(_BLOCKS_NAMES.split())
"""Elements that begin on a line of their own."""

BREAK = " \n "
"""Between two lines of a region: this very object, for pages may hold its like."""

LINK_LIST = "html-link-list"
"""The rule of a region that is told by its links and not by its name."""

Regions = Callable[[Node], str]
"""Tells the rule by which an element may be read without its inner structure; "" = it may not."""


class Tree:
    """A document's elements: ``nodes`` as they open, ``nodes[0]`` around everything.

    ``named`` holds them by name. ``regions`` are the elements read without inner structure.
    """

    __slots__ = (
        "_current",
        "_depth",
        "_unread",
        "counts",
        "letters",
        "linked",
        "max_depth",
        "named",
        "nodes",
        "region_of",
        "regions",
    )

    def __init__(self, max_depth: int, region_of: Regions | None = None) -> None:
        self._current = Node("#document", {}, None, 0, 0)
        self._depth = self.letters = self.linked = self._unread = 0
        self.max_depth = max_depth
        self.region_of = region_of
        self.counts: dict[str, int] = {}
        self.named: dict[str, list[Node]] = {}
        self.nodes = [self._current]
        self.regions: list[Node] = []

    @property
    def root(self) -> Node:
        """What is around everything."""
        return self.nodes[0]

    def open(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element inside the one that is open."""
        parent = self._current
        place = self.counts[tag] = self.counts.get(tag, 0) + 1
        node = Node(tag, attributes, parent, len(self.nodes), place)
        node.letters, node.linked = self.letters, self.linked
        parent.parts.append(node)
        self.nodes.append(node)
        self.named.setdefault(tag, []).append(node)
        self._current = node
        self._unread += tag in UNREAD
        self._depth += 1
        if self._depth > self.max_depth:
            raise TooDeep

    def add(self, text: str) -> None:
        """Add text to the element that is open."""
        self._current.parts.append(text)
        if not self._unread:
            self.letters += len(text) - text.count(" ")

    def close(self) -> None:
        """End the element that is open."""
        node = self._current
        node.last = len(self.nodes) - 1
        node.letters = self.letters - node.letters
        if node.tag == "a" and "href" in node.attributes:
            self.linked = node.linked + node.letters
        node.linked = self.linked - node.linked
        self._unread -= node.tag in UNREAD
        if node.parent is not None:
            self._current = node.parent
            self._depth -= 1

    def finish(self) -> Tree:
        """End everything."""
        while self._current.parent is not None:
            self.close()
        self.close()
        return self
