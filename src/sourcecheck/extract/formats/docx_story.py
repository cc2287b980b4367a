"""The walk through a DOCX part: paragraphs, tables, content controls, text boxes.

Text boxes follow the paragraph they are anchored in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from sourcecheck.extract.formats.docx_package import Relation, W
from sourcecheck.extract.formats.docx_runs import DEEPEST, THROUGH, Book, Runs, chosen
from sourcecheck.extract.formats.docx_styles import VAL, Style, is_on, number_of, value_of
from sourcecheck.extract.formats.xmlread import Element, Names, too_deep
from sourcecheck.model import BlockKind

_HEADING_LEVELS = 9
_BYLINES = frozenset({"author", "authors", "byline"})  # no styles of Word: templates have them


class Story(Runs):
    """One part's text, or one note's."""

    def __init__(
        self, book: Book, part: str, relations: dict[str, Relation], why: str = ""
    ) -> None:
        """``why`` is set when all of it is furniture."""
        super().__init__(book, part, relations)
        self._why = why  # of the furniture around
        self._in_row = False  # paragraphs are cells of one block
        self._joined = False  # the last paragraph's end was deleted

    def read(self, top: Element, path: str) -> None:
        """Read everything inside an element that holds blocks."""
        self._blocks(top, path, 0)
        while self._fields:  # begun and never ended
            self._end_field()
        self._made.close()

    def _blocks(self, parent: Element, path: str, depth: int) -> None:
        if depth > DEEPEST:
            raise too_deep(self._part, self._book.source)
        counts: dict[str, int] = {}
        for child in parent:
            name = self._names[child.tag]
            if not name:
                continue
            counts[name] = at = counts.get(name, 0) + 1
            place = f"{path}/{name}[{at}]"
            read = self._BLOCKS.get(name)
            if read is not None:
                read(self, child, place, depth)
            elif name in THROUGH:
                self._blocks(child, place, depth + 1)

    def _alternate_blocks(self, element: Element, path: str, depth: int) -> None:
        for branch in chosen(element):
            self._blocks(branch, path, depth + 1)

    def _control(self, control: Element, path: str, depth: int) -> None:
        """Read a content control; Word keeps its table of contents in one."""
        gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        before = self._why
        if gallery is not None and gallery.get(VAL) == "Table of Contents":
            self._why = "docx-contents"
        for content in control.findall(f"{W}sdtContent"):
            self._blocks(content, f"{path}/w:sdtContent[1]", depth + 1)
        self._why = before

    def _paragraph(self, paragraph: Element, path: str, depth: int) -> None:
        book = self._book
        about = paragraph.find(f"{W}pPr")
        style = book.styles.of(value_of(about, "pStyle"))
        if not (self._in_row or self._joined):
            self._open(about, style, path)
        self._joined = False
        self._hidden += style.hidden
        self._inside(paragraph, depth + 1)
        self._hidden -= style.hidden
        book.paragraphs += 1
        if about is not None:
            self._joined = about.find(f"{W}rPr/{W}del") is not None
            book.backward += is_on(about, "bidi")
        if not (self._in_row or self._joined):
            self._made.close()
            self._read_boxes(path, depth)
        if about is not None and about.find(f"{W}sectPr") is not None:
            book.section += 1

    def _open(self, about: Element | None, style: Style, path: str) -> None:
        kind, why = _kind(about, style)
        if self._why or any(each.action and each.action.contents for each in self._fields):
            kind, why = BlockKind.FURNITURE, self._why or "docx-contents"
        listed = about.find(f"{W}numPr") if about is not None else None
        numbering = value_of(listed, "numId") or style.numbering
        level = number_of(value_of(listed, "ilvl"), style.level)
        prefix = self._book.numbering.printed(numbering, level) if numbering else ""
        tight = "list" if numbering and numbering != "0" and kind is BlockKind.PARAGRAPH else ""
        locator = f"{self._part} {path}"
        self._made.open(locator, kind, why=why, prefix=prefix, tight=tight)

    def _read_boxes(self, path: str, depth: int) -> None:
        boxes, self._boxes = self._boxes, []
        for at, box in enumerate(boxes, 1):
            self._blocks(box, f"{path}//w:txbxContent[{at}]", depth + 2)

    def _table(self, table: Element, path: str, depth: int) -> None:
        at = 0
        for row in self._rows(table):
            at += 1
            place = f"{path}/w:tr[{at}]"
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            cells = list(_cells(row, self._names))
            if not self._in_row and len(cells) > 1 and all(map(_is_plain, cells)):
                self._plain_row(cells, place, depth)
            else:
                for number, cell in enumerate(cells, 1):
                    self._blocks(cell, f"{place}/w:tc[{number}]", depth + 3)

    def _rows(self, table: Element) -> Iterator[Element]:
        for child in table:
            name = self._names[child.tag]
            if name == "w:tr":
                yield child
            elif name in {"w:sdt", "w:customXml", "w:ins"}:
                yield from child.iterfind(f".//{W}tr")

    def _plain_row(self, cells: list[Element], path: str, depth: int) -> None:
        """Read a row of data: one block, its cells parted by tabs."""
        kind = BlockKind.FURNITURE if self._why else BlockKind.PARAGRAPH
        self._made.open(f"{self._part} {path}", kind, why=self._why or "tr", tight="table")
        for at, cell in enumerate(cells):
            if at:
                self._made.write("\t")
            self._in_row = True
            self._blocks(cell, f"{path}/w:tc[{at + 1}]", depth + 3)
        self._in_row = self._joined = False
        self._made.close()
        self._read_boxes(path, depth)

    _BLOCKS: ClassVar[dict[str, Callable[[Story, Element, str, int], None]]] = {
        "w:p": _paragraph,
        "w:tbl": _table,
        "w:sdt": _control,
        "mc:AlternateContent": _alternate_blocks,
        "w:bookmarkStart": Runs.open_bookmark,
    }


def _cells(row: Element, names: Names) -> Iterator[Element]:
    for child in row:
        name = names[child.tag]
        if name == "w:tc":
            yield child
        elif name in {"w:sdt", "w:customXml"}:
            yield from child.iterfind(f".//{W}tc")


def _is_plain(cell: Element) -> bool:
    """Tell whether a cell is one line of data: one paragraph, nothing inside it."""
    return len(cell.findall(f"{W}p")) == 1 and all(
        child.tag in {f"{W}p", f"{W}tcPr"} for child in cell
    )


def _kind(about: Element | None, style: Style) -> tuple[BlockKind, str]:
    """Return what a paragraph is by its style and its outline level."""
    if style.name == "title":
        return BlockKind.TITLE, "docx-title"
    if style.name in _BYLINES:
        return BlockKind.BYLINE, "docx-author"
    if style.name.startswith("toc ") and style.name[4:].isdecimal():
        return BlockKind.FURNITURE, "docx-contents"
    level = number_of(value_of(about, "outlineLvl"), style.outline)
    if level < _HEADING_LEVELS:
        return BlockKind.HEADING, f"heading {level + 1}"
    if style.name == "subtitle" or style.name.startswith("heading "):
        return BlockKind.HEADING, style.name
    return BlockKind.PARAGRAPH, "figcaption" if style.name == "caption" else ""
