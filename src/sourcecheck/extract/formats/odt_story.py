"""The walk through an OpenDocument text: paragraphs, lists, tables, notes (ODF 1.3 part 3).

Deleted text stands apart in the file and is left out, as are comments and hidden text. White
space collapses (part 3, 6.1.2); what is counted in ``text:s`` does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from sourcecheck.extract.formats.docx_fields import address_in_csl
from sourcecheck.extract.formats.manuscript import (
    Label,
    Manuscript,
    Watch,
    plain_label,
    printed_mark,
    raised,
)
from sourcecheck.extract.formats.odt_styles import (
    OFFICE,
    STYLE,
    TEXT,
    Numbering,
    Styles,
    number_of,
)
from sourcecheck.extract.formats.readable import Packed
from sourcecheck.extract.formats.xmlread import Element, Names, too_deep
from sourcecheck.model import BlockKind

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
_XLINK = "{http://www.w3.org/1999/xlink}"
PREFIXES = {
    OFFICE[1:-1]: "office",
    TEXT[1:-1]: "text",
    STYLE[1:-1]: "style",
    _TABLE: "table",
    _DRAW: "draw",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
}
_DEEPEST = 200  # elements inside one another, below the parser's own limit of 256
_MOST_WATCHED = 50  # links and marks of reference managers that are open at once
_MOST_SPACES = 100  # of one text:s
_WHITE = re.compile(r"[ \t\r\n]+")
_UNREAD_NAMES = (
    "text:tracked-changes text:sequence-decls text:variable-decls text:user-field-decls "
    "text:dde-connection-decls text:script text:hidden-text text:ruby-text office:forms "
    "office:annotation office:annotation-end text:table-of-content-source text:index-entry-span "
    "text:alphabetical-index-source text:bibliography-source text:illustration-index-source "
    "text:table-index-source text:object-index-source text:user-index-source"
)
_UNREAD = frozenset(_UNREAD_NAMES.split())
_INDEXES_NAMES = (
    "text:table-of-content text:alphabetical-index text:illustration-index text:table-index "
    "text:object-index text:user-index"
)
_INDEXES = frozenset(_INDEXES_NAMES.split())
_ROWS = frozenset({"table:table-rows", "table:table-header-rows", "table:table-row-group"})


@dataclass(slots=True, kw_only=True)
class Book:
    """What the walk knows of the whole document."""

    source: Packed
    made: Manuscript
    styles: Styles
    names: Names = field(default_factory=lambda: Names(PREFIXES))
    notes: list[tuple[Label, Element, str]] = field(default_factory=list)  # bodies, and where
    labels: dict[str, Label] = field(default_factory=dict)  # by the note's id
    later: list[tuple[Watch, str]] = field(default_factory=list)  # second marks and ids
    groups: dict[str, int] = field(default_factory=dict)  # the open group of a class of notes
    seen: dict[str, set[str]] = field(default_factory=dict)  # its labels so far
    group: int = -1

    def label(self, kind: str, printed: str) -> Label:
        """Return a note's label; one that comes again opens the next group."""
        text = plain_label(printed)
        seen = self.seen.setdefault(kind, set())
        if kind not in self.groups or text in seen:
            self.group += 1
            self.groups[kind] = self.group
            seen.clear()
        seen.add(text)
        return Label(text=text, group=self.groups[kind], rule=f"odt-{kind}")


class Story:
    """The body's text, one note's, or one header's."""

    def __init__(self, book: Book, part: str, why: str = "") -> None:
        """``why`` is set when all of it is furniture."""
        self._book = book
        self._made = book.made
        self._names = book.names
        self._part = part
        self._why = why
        self._numbering = Numbering(styles=book.styles)
        self._prefix = ""  # the number of the entry that begins
        self._lists = 0
        self._in_row = False
        self._raised = 0
        self._spaced = True  # the last letter was white space that collapses
        self._boxes: list[Element] = []
        self._managed: dict[str, Watch] = {}  # by the name of a reference manager's mark
        self._path = ""

    def read(self, top: Element, path: str) -> None:
        """Read everything inside an element that holds blocks."""
        self._blocks(top, path, 0)
        self._made.close()
        for watch in self._managed.values():
            self._made.unwatch(watch)

    def _blocks(self, parent: Element, path: str, depth: int) -> None:
        if depth > _DEEPEST:
            raise too_deep(self._part, self._book.source)
        counts: dict[str, int] = {}
        for child in parent:
            name = self._names[child.tag]
            if not name or name in _UNREAD:
                continue
            counts[name] = at = counts.get(name, 0) + 1
            self._block(child, name, f"{path}/{name}[{at}]", depth)

    def _block(self, child: Element, name: str, place: str, depth: int) -> None:
        if name in {"text:p", "text:h"}:
            self._paragraph(child, name, place, depth)
        elif name == "text:list":
            self._list(child, place, depth)
        elif name == "table:table":
            self._table(child, place, depth)
        elif name in _INDEXES:
            before, self._why = self._why, "odt-contents"
            self._blocks(child, place, depth + 1)
            self._why = before
        elif name.startswith("draw:"):
            self._frame(child, place, depth + 1)
        elif not _is_hidden(child):
            self._blocks(child, place, depth + 1)

    def _paragraph(self, paragraph: Element, name: str, path: str, depth: int) -> None:
        style = self._book.styles.of("paragraph", paragraph.get(f"{TEXT}style-name", ""))
        if style.hidden:
            return
        self._path = path
        if not self._in_row:
            kind, why = BlockKind.PARAGRAPH, "figcaption" if style.caption else ""
            if self._why:
                kind, why = BlockKind.FURNITURE, self._why
            elif style.title:
                kind, why = BlockKind.TITLE, "odt-title"
            elif name == "text:h":
                level = number_of(paragraph.get(f"{TEXT}outline-level", ""), 1)
                kind, why = BlockKind.HEADING, f"heading {level}"
            tight = "list" if self._lists else ""
            locator = f"{self._part} {path}"
            self._made.open(locator, kind, why=why, prefix=self._prefix, tight=tight)
            self._prefix = ""
        self._spaced = True
        self._inside(paragraph, depth + 1)
        if not self._in_row:
            self._made.close()
            self._read_boxes(path, depth)

    def _read_boxes(self, path: str, depth: int) -> None:
        boxes, self._boxes = self._boxes, []
        for at, box in enumerate(boxes, 1):
            self._frame(box, f"{path}//draw[{at}]", depth + 2)

    def _frame(self, frame: Element, path: str, depth: int) -> None:
        """Read the text of a frame, a shape or a group of them."""
        if depth > _DEEPEST:
            raise too_deep(self._part, self._book.source)
        for at, child in enumerate(frame, 1):
            name = self._names[child.tag]
            place = f"{path}/{name}[{at}]"
            if name == "draw:text-box":
                self._blocks(child, place, depth + 1)
            elif name.startswith("draw:"):
                self._frame(child, place, depth + 1)
            elif name in {"text:p", "text:h", "text:list"}:
                self._block(child, name, place, depth + 1)

    def _list(self, entries: Element, path: str, depth: int) -> None:
        if depth > _DEEPEST:
            raise too_deep(self._part, self._book.source)
        goes_on = (
            entries.get(f"{TEXT}continue-numbering") == "true"
            or f"{TEXT}continue-list" in entries.attrib
        )
        self._numbering.begin(entries.get(f"{TEXT}style-name", ""), goes_on=goes_on)
        self._lists += 1
        at = 0
        for entry in entries:
            name = self._names[entry.tag]
            if name not in {"text:list-item", "text:list-header"}:
                continue
            at += 1
            if name == "text:list-item":
                given = number_of(entry.get(f"{TEXT}start-value", ""), 0) or None
                self._prefix = self._numbering.printed(given) if _opens(entry) else ""
            self._blocks(entry, f"{path}/{name}[{at}]", depth + 2)
            self._prefix = ""
        self._lists -= 1
        self._numbering.end()

    def _table(self, table: Element, path: str, depth: int) -> None:
        for at, row in enumerate(self._rows(table, 0), 1):
            place = f"{path}/table:table-row[{at}]"
            cells = [cell for cell in row if self._names[cell.tag] == "table:table-cell"]
            if not self._in_row and len(cells) > 1 and all(map(_is_plain, cells)):
                self._plain_row(cells, place, depth)
            else:
                for number, cell in enumerate(cells, 1):
                    self._blocks(cell, f"{place}/table:table-cell[{number}]", depth + 3)

    def _rows(self, table: Element, depth: int) -> Iterator[Element]:
        for child in table:
            name = self._names[child.tag]
            if name == "table:table-row":
                yield child
            elif name in _ROWS and depth < 5:
                yield from self._rows(child, depth + 1)

    def _plain_row(self, cells: list[Element], path: str, depth: int) -> None:
        """Read a row of data: one block, its cells parted by tabs."""
        kind = BlockKind.FURNITURE if self._why else BlockKind.PARAGRAPH
        self._made.open(f"{self._part} {path}", kind, why=self._why or "tr", tight="table")
        self._in_row = True
        for at, cell in enumerate(cells):
            if at:
                self._made.write("\t")
            self._blocks(cell, f"{path}/table:table-cell[{at + 1}]", depth + 3)
        self._in_row = False
        self._made.close()
        self._read_boxes(path, depth)

    def _inside(self, parent: Element, depth: int) -> None:
        """Read what stands inside a paragraph."""
        if depth > _DEEPEST:
            raise too_deep(self._part, self._book.source)
        self._words(parent.text)
        for child in parent:
            name = self._names[child.tag]
            act = self._ACTS.get(name)
            if act is not None:
                act(self, child, depth)
            elif name.startswith("draw:"):
                self._boxes.append(child)
            elif _is_read(child, name):
                self._inside(child, depth + 1)
            self._words(child.tail)

    def _words(self, text: str | None) -> None:
        if not text:
            return
        shown = _WHITE.sub(" ", text)
        if self._spaced:
            shown = shown.removeprefix(" ")
        if shown:
            self._spaced = shown.endswith(" ")
            self._made.write(raised(shown) if self._raised else shown)

    def _signs(self, text: str) -> None:
        self._spaced = False
        self._made.write(text)

    def _span(self, element: Element, depth: int) -> None:
        style = self._book.styles.of("text", element.get(f"{TEXT}style-name", ""))
        if not style.hidden:
            self._raised += style.raised
            self._inside(element, depth + 1)
            self._raised -= style.raised

    def _link(self, element: Element, depth: int) -> None:
        watch = self._made.watch()
        self._inside(element, depth + 1)
        self._made.unwatch(watch)
        self._made.link(watch, element.get(f"{_XLINK}href", ""))

    def _cited(self, element: Element, depth: int) -> None:
        """Read a mark of the program's own bibliography; it may hold an address."""
        watch = self._made.watch()
        self._inside(element, depth + 1)
        self._made.unwatch(watch)
        if address := element.get(f"{TEXT}url", ""):
            self._made.link(watch, address)

    def _spaces(self, element: Element, _: int) -> None:
        self._signs(" " * min(number_of(element.get(f"{TEXT}c", ""), 1), _MOST_SPACES))

    def _tab(self, _element: Element, _: int) -> None:
        self._signs("\t")

    def _line(self, _element: Element, _: int) -> None:
        self._signs("\n")
        self._spaced = True

    def _ruby(self, element: Element, depth: int) -> None:
        for base in element.findall(f"{TEXT}ruby-base"):
            self._inside(base, depth + 1)

    def _note(self, element: Element, _: int) -> None:
        citation, body = element.find(f"{TEXT}note-citation"), element.find(f"{TEXT}note-body")
        printed = ""
        if citation is not None:
            printed = citation.get(f"{TEXT}label") or "".join(citation.itertext())
        kind = element.get(f"{TEXT}note-class", "footnote")
        kind = kind if kind in {"footnote", "endnote"} else "footnote"
        label = self._book.label(kind, printed[:20])
        if not label.text:
            return
        self._made.mark(printed_mark(label.text), label)
        self._spaced = False
        self._book.labels.setdefault(element.get(f"{TEXT}id", ""), label)
        if body is not None:
            self._book.notes.append((label, body, f"{self._path}//text:note-body"))

    def _note_again(self, element: Element, depth: int) -> None:
        watch = self._made.watch()
        self._inside(element, depth + 1)
        self._made.unwatch(watch)
        self._book.later.append((watch, element.get(f"{TEXT}ref-name", "")))

    def _managed_start(self, element: Element, _: int) -> None:
        """Follow the mark in which a reference manager keeps what it knows of a source."""
        name = element.get(f"{TEXT}name", "")
        if "{" in name and name not in self._managed and len(self._managed) < _MOST_WATCHED:
            self._managed[name] = self._made.watch()

    def _managed_end(self, element: Element, _: int) -> None:
        name = element.get(f"{TEXT}name", "")
        watch = self._managed.pop(name, None)
        if watch is not None:
            self._made.unwatch(watch)
            if address := address_in_csl(name[name.find("{") :]):
                self._made.link(watch, address)

    _ACTS: ClassVar[dict[str, Callable[[Story, Element, int], None]]] = {
        "text:span": _span,
        "text:a": _link,
        "text:s": _spaces,
        "text:tab": _tab,
        "text:line-break": _line,
        "text:note": _note,
        "text:note-ref": _note_again,
        "text:ruby": _ruby,
        "text:bibliography-mark": _cited,
        "text:reference-mark-start": _managed_start,
        "text:reference-mark-end": _managed_end,
    }


def _is_read(element: Element, name: str) -> bool:
    known = name.startswith(("text:", "loext:")) and name not in _UNREAD
    return known and not _is_hidden(element)


def _is_hidden(element: Element) -> bool:
    """Tell whether a section or a field says that it is not shown."""
    display, hidden = element.get(f"{TEXT}display"), element.get(f"{TEXT}is-hidden")
    return bool(display == "none" or hidden == "true")


def _opens(entry: Element) -> bool:
    """Tell whether an entry begins with words of its own, not with a list inside it."""
    first = entry[0] if len(entry) else None
    return first is not None and first.tag != f"{TEXT}list"


def _is_plain(cell: Element) -> bool:
    """Tell whether a cell is one line of data: one paragraph at most, nothing else."""
    return len(cell) <= 1 and all(child.tag == f"{TEXT}p" for child in cell)
