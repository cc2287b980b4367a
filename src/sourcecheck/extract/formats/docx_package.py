"""A DOCX file's parts and what leads from one to the other (ECMA-376 part 2, Open Packaging)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sourcecheck.errors import UnreadableDocument
from sourcecheck.extract.formats.readable import Packed
from sourcecheck.extract.formats.xmlread import Element, Names, parse_xml
from sourcecheck.extract.formats.zipped import Container, resolved

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

# The strict form of the standard has namespaces of its own; they are read as the usual ones.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_HEAD = 8_192  # bytes a root's namespaces are declared in

PREFIXES = {
    W[1:-1]: "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
}


_BIBLIOGRAPHY = b"/officeDocument/2006/bibliography"

_MANY_STYLES = 65_536  # bytes; below it, parsing all of them costs nothing
_STYLE, _ALL_STYLES = b"<w:style ", b"</w:styles>"


def _without_tables(data: bytes) -> bytes:
    """Return the bytes of a styles part without its table styles."""
    head, *styles = data.split(_STYLE)
    kept = [style for style in styles if b'w:type="table"' not in style[: style.find(b">")]]
    thin = _STYLE.join((head, *kept))
    return thin if thin.rstrip().endswith(_ALL_STYLES) else thin + _ALL_STYLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What a part points to: another part by name, or an address outside."""

    kind: str  # the last word of its type: "hyperlink", "styles"
    target: str
    outside: bool


class Package:
    """The parts of one file."""

    def __init__(self, source: Packed) -> None:
        """Find the main part. Raises ``UnreadableDocument`` where there is none of text."""
        self.source = source
        self.names = Names(PREFIXES)
        self._container = Container(source)
        self._root = self.relations("")
        self.main = self.part(self._root, "officeDocument") or "word/document.xml"
        typed = self._root or self._container.known("[Content_Types].xml")
        if not typed or not self._container.known(self.main):
            raise self.no_document()
        self.related = self.relations(self.main)

    def relations(self, part: str) -> dict[str, Relation]:
        """Return what a part points to, by id; "" is the file itself."""
        folder, _, name = part.rpartition("/")
        path = f"{folder}/_rels/{name}.rels".lstrip("/")
        if not self._container.known(path):
            return {}
        found: dict[str, Relation] = {}
        for entry in self.xml(path):
            target = entry.get("Target", "")
            outside = entry.get("TargetMode") == "External"
            found[entry.get("Id", "")] = Relation(
                kind=entry.get("Type", "").rpartition("/")[2],
                target=target if outside else resolved(part, target),
                outside=outside,
            )
        return found

    def part(self, relations: dict[str, Relation], kind: str) -> str:
        """Return the name of the first part of a kind that is there, or ""."""
        named = (each.target for each in relations.values() if each.kind == kind)
        return next((name for name in named if self._container.known(name)), "")

    def parts(self, relations: dict[str, Relation], kind: str) -> list[str]:
        """Return the names of all parts of a kind that are there."""
        named = [each.target for each in relations.values() if each.kind == kind]
        return [name for name in dict.fromkeys(named) if self._container.known(name)]

    def properties(self) -> Element | None:
        """Return the root of the core properties, or None."""
        name = self.part(self._root, "core-properties")
        return self.xml(name) if name else None

    def xml(self, part: str) -> Element:
        """Parse a part. Raises ``DocumentError`` subclasses."""
        return parse_xml(self._data(part), part, self.source)

    def bibliographies(self) -> Iterator[Element]:
        """Parse the custom parts that are lists of sources; what programs keep there is theirs."""
        for part in self.parts(self.related, "customXml"):
            data = self._data(part)
            if _BIBLIOGRAPHY in data[:_HEAD]:
                yield parse_xml(data, part, self.source)

    def styles(self) -> Element | None:
        """Parse the styles, without those of tables, which are most of them and say nothing."""
        part = self.part(self.related, "styles")
        if not part:
            return None
        data = self._data(part)
        if len(data) < _MANY_STYLES:
            return parse_xml(data, part, self.source)
        try:
            return parse_xml(_without_tables(data), part, self.source)
        except UnreadableDocument:  # written in a way we did not foresee
            return parse_xml(data, part, self.source)

    def _data(self, part: str) -> bytes:
        data = self._container.read(part)
        for strict, usual in _STRICT:
            if strict in data[:_HEAD]:
                data = data.replace(strict, usual, 1)
        return data

    def no_document(self) -> UnreadableDocument:
        """Return the error for a package without a text document."""
        return UnreadableDocument(
            f"{self.source.origin}: this looks like a Word document (DOCX), but holds no text part",
            hint="open it in the program it comes from and save it as DOCX",
        )
