"""Three parsers that make the same tree: one fast, one strict, one that reads anything.

selectolax reads HTML as browsers do; lxml reads XHTML, where ``<a id="x"/>`` is closed;
beautifulsoup4 is slow and reads anything. They are tried in an order that fits the document, and
nothing else knows a parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html.entities import html5

from lxml import etree

from sourcecheck.errors import OversizedDocument
from sourcecheck.extract.formats.html_lexbor import CannotParse, with_selectolax
from sourcecheck.extract.formats.tree import Regions, TooDeep, Tree
from sourcecheck.extract.reading import ReadLimits


def parse(
    text: str,
    *,
    xhtml: bool,
    limits: ReadLimits,
    origin: str,
    region_of: Regions | None = None,
) -> Tree:
    """Parse markup, and read as regions what ``region_of`` names where the parser can.

    Raises ``OversizedDocument`` beyond ``limits``.
    """
    _check_size(text, limits, origin)
    for parser in PARSERS[xhtml]:
        tree = Tree(limits.max_depth, region_of)
        try:
            parser(text, tree)
        except CannotParse:
            continue
        except TooDeep as error:
            raise _nested(limits, origin) from error
        return tree.finish()
    raise AssertionError("the last parser reads anything")


_UNCOUNTED = 4  # what may stay unclosed makes a tree so much deeper than was counted
_FEW = 8_000  # opening tags that cost no parser a second, however deep (measured: lists, 0.3 s)

# Elements that nest nothing or may stay unclosed: they say nothing about depth.
_FLAT = (
    "a area base body br col colgroup dd dt embed head hr html img input li link meta optgroup "
    "option p param rp rt source tbody td tfoot th thead tr track wbr"
)
_TAG = re.compile(rf"<(/?)(?!(?:{'|'.join(_FLAT.split())})\b)[a-z]", re.IGNORECASE)


def _check_size(text: str, limits: ReadLimits, origin: str) -> None:
    """Refuse bombs before a parser meets them: depth costs it the square of its time."""
    tags = text.count("<")
    if tags > limits.max_tags:
        raise OversizedDocument(
            f"{origin}: more than {limits.max_tags:,} tags",
            hint="hand over the article alone, or raise the limit",
        )
    if _has_endless_tag(text):
        raise OversizedDocument(
            f"{origin}: an element with more than {_MOST_ATTRIBUTES:,} attributes",
            hint="no page has one; save the page from a browser and try again",
        )
    if tags <= _FEW or tags - text.count("</") <= _FEW:
        return
    depth = 0
    for closing in _TAG.findall(text):
        depth = depth - 1 if closing and depth else depth + (not closing)
        if depth > limits.max_depth:
            raise _nested(limits, origin)


# Parsers compare every attribute of an element with all before it: a million cost half an hour.
_MOST_ATTRIBUTES = 2_000  # of one element: 6 ms (measured)
_OPENED = re.compile(r"<[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(
    r"[\s/]*(?:(?P<end>>)|[^\s/>][^\s/>=]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?)"
)


def _has_endless_tag(text: str) -> bool:
    """Tell whether an element has too many attributes; what cannot have them is not counted."""
    if not any(sum(map(piece.count, " \n\t\f\r/")) > _MOST_ATTRIBUTES for piece in _long(text)):
        return False
    opened = _OPENED.search(text)
    while opened is not None:
        at, count = opened.end(), 0
        while (found := _ATTRIBUTE.match(text, at)) is not None and not found["end"]:
            at, count = found.end(), count + 1
            if count > _MOST_ATTRIBUTES:
                return True
        opened = _OPENED.search(text, at)
    return False


def _long(text: str) -> Iterator[str]:
    """Return what stands between two ``>`` and is long enough for too many attributes.

    Looking back from where such a piece would end passes over all the others unseen.
    """
    least = 2 * _MOST_ATTRIBUTES
    start = 0
    while len(text) - start > least:
        last = text.rfind(">", start, start + least + 1)
        if last < 0:
            end = text.find(">", start + least)
            end = len(text) if end < 0 else end
            yield text[start:end]
            last = end
        start = last + 1


def _nested(limits: ReadLimits, origin: str) -> OversizedDocument:
    return OversizedDocument(
        f"{origin}: elements are nested more than {limits.max_depth:,} deep",
        hint="no article is; save the page from a browser and try again",
    )


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
        raise CannotParse from error
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

    tree.max_depth *= _UNCOUNTED
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
"""Fills a tree from text, or raises ``CannotParse``."""

PARSERS: dict[bool, Sequence[Parser]] = {
    False: (with_selectolax, _with_soup),
    True: (_with_lxml, with_selectolax, _with_soup),
}
"""Parsers for HTML and for XHTML, in the order they are tried; the last reads anything."""
