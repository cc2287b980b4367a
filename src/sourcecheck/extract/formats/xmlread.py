"""XML parts of documents: no document type's entities, no network, nothing deep, nothing huge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from sourcecheck.errors import OversizedDocument, UnreadableDocument
from sourcecheck.extract.formats.readable import Packed

Element = Any
"""An element of lxml, which has no types of its own."""

_TAGS = 4  # office programs write so many times the tags of a web page for the same words
_ENTITIES = tuple("<!ENTITY".encode(charset) for charset in ("ascii", "utf-16-le", "utf-16-be"))


def parse_xml(data: bytes, part: str, source: Packed) -> Element:
    """Parse a part and return its root.

    Raises ``OversizedDocument`` (too many or too deep elements) and ``UnreadableDocument``
    (no XML, or entities of its own: no office program writes them, and they are a bomb's fuse).
    """
    most = _TAGS * source.limits.max_tags
    if data.count(b"<") > most:
        raise OversizedDocument(
            f"{source.origin}: more than {most:,} tags in {part}",
            hint="hand over the article alone, or raise the limit",
        )
    if any(sign in data for sign in _ENTITIES):
        raise UnreadableDocument(
            f"{source.origin}: {part} in it declares entities of its own",
            hint="open it in the program it comes from, save it again and hand over that",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        collect_ids=False,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error):
            raise too_deep(part, source) from error
        raise UnreadableDocument(
            f"{source.origin}: {part} in it is no XML that can be read",
            hint="open it in the program it comes from, save it again and hand over that",
        ) from error


def too_deep(part: str, source: Packed) -> OversizedDocument:
    """Return the error for elements that are nested deeper than any article's."""
    return OversizedDocument(
        f"{source.origin}: elements of {part} are nested too deep",
        hint="no article is; open it in the program it comes from and save it again",
    )


class Names(dict[Any, str]):
    """Short names of tags, ``{namespace}p`` to ``w:p``, each worked out once.

    A tag of a namespace nobody asked for is "", and so is what is no element.
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        self._prefixes = prefixes

    def __missing__(self, tag: object) -> str:
        space, _, local = tag[1:].rpartition("}") if isinstance(tag, str) else ("", "", "")
        prefix = self._prefixes.get(space, "")
        name = f"{prefix}:{local}" if prefix else ""
        self[tag] = name
        return name
