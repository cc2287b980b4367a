"""EPUB: all chapters in reading order, as one page for the HTML reader.

A mark and its note may stand in different files. So chapters are put into one document first,
their names made unique and the links between files made links inside it; then the rules for
pages find notes across chapters as well as inside one. Every place is told in the chapter's own
file afterwards.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from html.entities import html5

from lxml import etree

from sourcecheck.errors import UnreadableDocument
from sourcecheck.extract.formats.bases import unescaped
from sourcecheck.extract.formats.epub_package import Chapter, Package, read_package
from sourcecheck.extract.formats.html import read_markup
from sourcecheck.extract.formats.readable import Packed, Readable
from sourcecheck.extract.formats.xmlread import Element, parse_xml
from sourcecheck.extract.formats.zipped import Container, resolved
from sourcecheck.extract.reading import Reading
from sourcecheck.model import Origin
from sourcecheck.text.encoding import Decoded, How, decode

_XHTML = "http://www.w3.org/1999/xhtml"
_OPS = "{http://www.idpf.org/2007/ops}"
_WRAPPER = "section"  # what a chapter's body becomes


def read_epub(source: Packed) -> Reading:
    """Read a book.

    Locators name the chapter's file and the place in it: ``OEBPS/one.xhtml (//p)[12]``. Raises
    ``UnreadableDocument``, ``EncryptedDocument`` (sold with a lock) and ``OversizedDocument``.
    """
    container = Container(source)
    package = read_package(container, source)
    bodies = [_body(container, chapter, source) for chapter in package.chapters]
    _join_links(package.chapters, bodies)
    page = Readable(
        origin=source.origin,
        media_type=source.media_type,
        decoded=Decoded(text=_document(package, bodies), charset="utf-8", how=How.UTF8),
        limits=source.limits,
        html=source.html,
    )
    places = _places(package.chapters, bodies)
    reading = read_markup(page, page.decoded.text, xhtml=True)
    return _with_facts(replace(reading, origins=_relocated(reading.origins, places)), package)


_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(\w{2,32});")


def _body(container: Container, chapter: Chapter, source: Packed) -> Element:
    """Parse a chapter and return its body; one that is no XML is read as browsers read it."""
    text = decode(container.read(chapter.name), "", markup=True).text
    known = _ENTITY.sub(lambda found: html5.get(found[1] + ";", found[0]), text)
    data = _DECLARATION.sub("", known, count=1).encode("utf-8", "replace")
    try:
        root = parse_xml(data, chapter.name, source)
    except UnreadableDocument:
        root = _as_browsers_read(data)
    if root is None:
        return etree.Element(f"{{{_XHTML}}}body")
    found = root.find("{*}body")
    return found if found is not None else root


def _as_browsers_read(data: bytes) -> Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):  # empty, or nothing of it is markup
        return None
    return _as_xml(root) if root is not None else None


def _as_xml(root: Element) -> Element:
    """Take what HTML allows and XML does not out of names."""
    for node in root.iter(etree.Element):
        node.tag = f"{{{_XHTML}}}{re.sub(r'[^A-Za-z0-9]', '-', node.tag) or 'span'}"
        kind = node.attrib.pop("epub:type", "")
        for name in [name for name in node.attrib if not re.fullmatch(r"[A-Za-z][\w-]*", name)]:
            del node.attrib[name]
        if kind:
            node.set(f"{_OPS}type", kind)
    return root


def _join_links(chapters: Sequence[Chapter], bodies: Sequence[Element]) -> None:
    """Make names unique in the book, and links between its files links inside one."""
    numbers = {chapter.name: at for at, chapter in enumerate(chapters)}
    for at, (chapter, body) in enumerate(zip(chapters, bodies, strict=True)):
        for node in body.iter(etree.Element):
            for name in ("id", "name"):
                if name in node.attrib:
                    node.set(name, f"c{at}-{node.get(name)}")
            written = node.get("href")
            if written is not None:
                node.set("href", _joined(written, chapter.name, at, numbers))


def _joined(written: str, name: str, at: int, numbers: Mapping[str, int]) -> str:
    path, sign, fragment = written.partition("#")
    if not path and sign:
        return f"#c{at}-{fragment}"
    other = numbers.get(resolved(name, unescaped(path))) if ":" not in path else None
    if other is None:
        return written
    return f"#c{other}-{fragment}" if fragment else f"#c{other}"


def _document(package: Package, bodies: Sequence[Element]) -> str:
    """Return all chapters as one page; the body has a name, so that all of it is the article.

    Put together as text: moving elements from one tree to another takes lxml the square of
    their number.
    """
    title = package.facts.title.value if package.facts.title is not None else ""
    pieces = [f'<html xmlns="{_XHTML}"><head><title>{escape(title)}</title></head><body>']
    pieces.append('<div itemprop="articleBody">')
    for at, (chapter, body) in enumerate(zip(package.chapters, bodies, strict=True)):
        body.tag = f"{{{_XHTML}}}{_WRAPPER}"
        body.attrib.clear()
        body.set("id", f"c{at}")
        written = etree.tostring(body, encoding="unicode", with_tail=False)
        pieces.append(f"<nav>{written}</nav>" if chapter.contents else written)
    return "".join((*pieces, "</div></body></html>"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Which chapter the n-th element of a name is in."""

    names: tuple[str, ...]
    ends: Mapping[str, Sequence[int]]  # by name: how many there are up to each chapter's end


def _places(chapters: Sequence[Chapter], bodies: Sequence[Element]) -> _Places:
    counted = [Counter(map(_local, body.iter(etree.Element))) for body in bodies]
    ends: dict[str, list[int]] = {}
    for name in set().union(*counted):
        total = {"div": 1}.get(name, 0)  # the one around the book
        ends[name] = []
        for count, chapter in zip(counted, chapters, strict=True):
            total += count[name] + (name == "nav" and chapter.contents)
            ends[name].append(total)
    return _Places(names=tuple(chapter.name for chapter in chapters), ends=ends)


def _local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2].lower()


_PLACE = re.compile(r"\(//([^)\[\]]+)\)\[(\d+)\](.*)", re.DOTALL)


def _relocated(origins: Sequence[Origin], places: _Places) -> tuple[Origin, ...]:
    return tuple(replace(origin, locator=_in_chapter(origin.locator, places)) for origin in origins)


def _in_chapter(locator: str, places: _Places) -> str:
    """Return a place in the page we made as a place in a chapter's file."""
    found = _PLACE.fullmatch(locator)
    if found is None or found[1] not in places.ends:
        return locator
    name, number = found[1], int(found[2])
    ends = places.ends[name]
    at = min(bisect_left(ends, number), len(ends) - 1)
    inside = number - (ends[at - 1] if at else {"div": 1}.get(name, 0))
    if name == _WRAPPER:  # a chapter's body is the first of them
        name, inside = (name, inside - 1) if inside > 1 else ("body", 1)
    return f"{places.names[at]} (//{name})[{inside}]{found[3]}"


def _with_facts(reading: Reading, package: Package) -> Reading:
    facts = package.facts
    title = reading.title
    if title is None or title.found_in == "title":
        title = facts.title
    return replace(
        reading,
        title=title,
        byline=facts.byline or reading.byline,
        published=facts.published or reading.published,
        publisher=package.publisher,
        canonical_url=None,
        language=facts.language or reading.language,
        decoded_from="",
    )
