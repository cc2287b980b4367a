"""The walk through a DOCX paragraph: runs, links, fields, marks, in logical order.

Deleted and moved-away text is left out and inserted text kept, as in the final view of Word;
hidden text, comments and the instructions of fields are not read; of alternate content the first
choice is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from sourcecheck.extract.formats.docx_fields import Action, OpenField, action_of
from sourcecheck.extract.formats.docx_notes import NoteLabels, Place
from sourcecheck.extract.formats.docx_package import R, Relation, W
from sourcecheck.extract.formats.docx_styles import Numbering, Styles, is_on, is_raised, value_of
from sourcecheck.extract.formats.manuscript import Label, Manuscript, Watch, printed_mark, raised
from sourcecheck.extract.formats.readable import Packed
from sourcecheck.extract.formats.xmlread import Element, Names, too_deep
from sourcecheck.model import BlockKind

DEEPEST = 200
"""Elements inside one another, below the parser's own limit of 256."""

_MOST_FIELDS = 50  # fields inside one another; Word allows twenty
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_THROUGH_NAMES = (
    "w:ins w:moveTo w:smartTag w:customXml w:sdtContent w:dir w:bdo w:rubyBase m:oMath m:oMathPara "
    "m:r m:d m:e m:f m:num m:den m:sSup m:sSub m:sSubSup m:sup m:sub m:rad m:deg m:nary m:func "
    "m:fName m:acc m:bar m:box m:borderBox m:groupChr m:limLow m:limUpp m:lim m:m m:mr"
)
THROUGH = frozenset(_THROUGH_NAMES.split())
"""Elements that are there for what stands inside them."""

_SIGNS = {
    "w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-",
}  # fmt: skip
_NOTE_MARKS = {"w:footnoteReference": "footnote", "w:endnoteReference": "endnote"}


@dataclass(slots=True, kw_only=True)
class Book:
    """What the walk knows of the whole document."""

    source: Packed
    names: Names
    made: Manuscript
    styles: Styles
    numbering: Numbering
    labels: NoteLabels
    addresses: dict[str, str]  # of the document's own list of sources, by tag
    bookmarks: dict[str, Label] = field(default_factory=dict)  # around first marks
    later: list[tuple[Watch, str]] = field(default_factory=list)  # second marks and bookmarks
    section: int = 0
    page: int = 0
    paragraphs: int = 0
    backward: int = 0  # paragraphs that run from right to left


class Runs:
    """What stands inside paragraphs of one part, or of one note."""

    def __init__(self, book: Book, part: str, relations: dict[str, Relation]) -> None:
        self._book = book
        self._made = book.made
        self._names = book.names
        self._part = part
        self._relations = relations
        self._fields: list[OpenField] = []
        self._hidden = 0  # depth of what no reader sees
        self._unread = 0  # open fields whose instruction is being read
        self._boxes: list[Element] = []
        self._marking: tuple[str, str] | None = None  # the note whose mark is typed next
        self._opened: dict[str, str] = {}  # open bookmarks: id to name

    def _inside(self, parent: Element, depth: int) -> None:
        """Read what stands inside a paragraph."""
        if depth > DEEPEST:
            raise too_deep(self._part, self._book.source)
        for child in parent:
            name = self._names[child.tag]
            read = self._INSIDE.get(name)
            if read is not None:
                read(self, child, depth)
            elif name in THROUGH:
                self._inside(child, depth + 1)

    def _alternate_inside(self, element: Element, depth: int) -> None:
        for branch in chosen(element):
            self._inside(branch, depth + 1)

    def _formula(self, element: Element, _: int) -> None:
        self._write(element.text or "")

    def _inside_control(self, control: Element, depth: int) -> None:
        for content in control.findall(f"{W}sdtContent"):
            self._inside(content, depth + 1)

    def _watched(self, element: Element, depth: int) -> None:
        """Read a link, or a field in one element."""
        if self._names[element.tag] == "w:hyperlink":
            action: Action | None = Action(target=self._target(element))
        else:
            action = action_of(element.get(f"{W}instr", ""), self._book.addresses)
        watch = self._made.watch() if action is not None else None
        if action is not None and action.contents:
            self._made.relabel(BlockKind.FURNITURE, "docx-contents")
        self._inside(element, depth + 1)
        if watch is not None and action is not None:
            self._settle(watch, action)

    def _target(self, element: Element) -> str:
        relation = self._relations.get(element.get(f"{R}id", ""))
        place = element.get(f"{W}anchor") or element.get(f"{W}docLocation") or ""
        target = relation.target if relation is not None else ""
        return f"{target}#{place}" if place else target

    def _settle(self, watch: Watch, action: Action) -> None:
        self._made.unwatch(watch)
        if action.bookmark:
            self._book.later.append((watch, action.bookmark))
        elif not action.contents:
            self._made.link(watch, action.target)

    def open_bookmark(self, element: Element, *_: object) -> None:
        """Keep a bookmark that begins: a note's mark may stand in it."""
        self._opened[element.get(f"{W}id", "")] = element.get(f"{W}name", "")

    def _end_bookmark(self, element: Element, _: int) -> None:
        self._opened.pop(element.get(f"{W}id", ""), None)

    def _run(self, run: Element, depth: int) -> None:
        about = run.find(f"{W}rPr")
        up = False
        if about is not None:
            style = self._book.styles.of(value_of(about, "rStyle"))
            up = is_raised(about) or (style.raised and about.find(f"{W}vertAlign") is None)
            hidden = is_on(about, "vanish") or (style.hidden and about.find(f"{W}vanish") is None)
            self._hidden += hidden
        else:
            hidden = False
        pieces: list[str] = []
        for child in run:
            name = self._names[child.tag]
            if name == "w:t":
                pieces.append(_text(child))
            elif name in _SIGNS:
                pieces.append(_SIGNS[name])
            elif name in self._ACTS:
                self._flush(pieces, up=up)
                self._ACTS[name](self, child, depth)
            elif name == "w:sym":
                pieces.append(_symbol(child))
        self._flush(pieces, up=up)
        self._hidden -= hidden

    def _flush(self, pieces: list[str], *, up: bool) -> None:
        if pieces:
            text = "".join(pieces)
            pieces.clear()
            self._write(raised(text) if up else text)

    def _write(self, text: str) -> None:
        if self._hidden or self._unread:
            return
        if self._marking is not None and text.strip():
            kind, identifier = self._marking
            self._marking = None
            printed, _, rest = text.strip().partition(" ")
            label = self._book.labels.typed(kind, identifier, printed, self._place())
            self._mark(printed, label)
            text = f" {rest}" if rest else ""
        if text:
            self._made.write(text)

    def _place(self) -> Place:
        return Place(section=self._book.section, page=self._book.page)

    def _mark(self, printed: str, label: Label) -> None:
        self._made.mark(printed, label)
        for name in self._opened.values():
            self._book.bookmarks.setdefault(name, label)
        self._opened.clear()

    def _note_mark(self, element: Element, _: int) -> None:
        if self._hidden or self._unread:
            return
        kind = _NOTE_MARKS[self._names[element.tag]]
        identifier = element.get(f"{W}id", "")
        if element.get(f"{W}customMarkFollows", "0") in {"1", "true", "on"}:
            self._marking = (kind, identifier)
            return
        label = self._book.labels.of(kind, identifier, self._place())
        self._mark(printed_mark(label.text), label)

    def _label_place(self, _element: Element, _: int) -> None:
        if not (self._hidden or self._unread):
            self._made.label_here()

    def _field(self, element: Element, _: int) -> None:
        """Follow a field that is written as several runs: begin, separate, end."""
        step = element.get(f"{W}fldCharType")
        if step == "begin":
            self._fields.append(OpenField())
            self._unread += 1
        elif step == "separate" and self._fields and not self._fields[-1].shown:
            self._show_field(self._fields[-1])
        elif step == "end" and self._fields:
            self._end_field()

    def _show_field(self, opened: OpenField) -> None:
        opened.shown = True
        self._unread -= 1
        opened.action = action_of("".join(opened.written), self._book.addresses)
        if opened.action is None or len(self._fields) > _MOST_FIELDS or self._unread:
            return
        if opened.action.contents:
            self._made.relabel(BlockKind.FURNITURE, "docx-contents")
        else:
            opened.watch = self._made.watch()

    def _end_field(self) -> None:
        ended = self._fields.pop()
        self._unread -= not ended.shown
        if ended.watch is not None and ended.action is not None:
            self._settle(ended.watch, ended.action)

    def _instruction(self, element: Element, _: int) -> None:
        if self._fields and not self._fields[-1].shown:
            self._fields[-1].add(element.text or "")

    def _drawing(self, element: Element, depth: int) -> None:
        """Keep the text boxes of a drawing for the end of the paragraph."""
        if self._hidden or self._unread:
            return
        boxes = element.iter(f"{W}txbxContent")
        first = next(boxes, None)
        if first is None:
            return
        inner = set(first.iter(f"{W}txbxContent"))
        self._boxes.append(first)
        for box in boxes:
            if box not in inner:
                self._boxes.append(box)
                inner.update(box.iter(f"{W}txbxContent"))

    def _alternate(self, element: Element, depth: int) -> None:
        for branch in chosen(element):
            self._drawing(branch, depth)

    def _ruby(self, element: Element, depth: int) -> None:
        for base in element.findall(f"{W}rubyBase"):
            self._inside(base, depth + 1)

    def _page_end(self, _element: Element, _: int) -> None:
        self._book.page += 1

    _INSIDE: ClassVar[dict[str, Callable[[Runs, Element, int], None]]] = {
        "w:r": _run,
        "w:hyperlink": _watched,
        "w:fldSimple": _watched,
        "w:sdt": _inside_control,
        "m:t": _formula,
        "mc:AlternateContent": _alternate_inside,
        "w:bookmarkStart": open_bookmark,
        "w:bookmarkEnd": _end_bookmark,
    }
    _ACTS: ClassVar[dict[str, Callable[[Runs, Element, int], None]]] = {
        "w:footnoteReference": _note_mark,
        "w:endnoteReference": _note_mark,
        "w:footnoteRef": _label_place,
        "w:endnoteRef": _label_place,
        "w:fldChar": _field,
        "w:instrText": _instruction,
        "w:drawing": _drawing,
        "w:pict": _drawing,
        "w:object": _drawing,
        "w:ruby": _ruby,
        "mc:AlternateContent": _alternate,
        "w:lastRenderedPageBreak": _page_end,
    }


def chosen(alternate: Element) -> list[Element]:
    """Return the first choice, else the fallback."""
    for child in alternate:
        if isinstance(child.tag, str) and child.tag.endswith(("}Choice", "}Fallback")):
            return [child]
    return []


def _text(element: Element) -> str:
    text = element.text or ""
    if element.get(_SPACE) == "preserve":
        return text.replace("\n", " ") if "\n" in text else text
    return " ".join(text.split("\n")).strip(" \t\r")


_PRIVATE = range(0xF020, 0xF100)  # where symbol fonts keep their signs
_SIGN_FONTS = frozenset({"symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings"})


def _symbol(element: Element) -> str:
    """Return a sign of a font; what only a symbol font shows has no text."""
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    if code in _PRIVATE:
        plain = chr(code - 0xF000)
        pictures = element.get(f"{W}font", "").lower() in _SIGN_FONTS
        return plain if plain == "*" or not pictures else ""
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000 else ""
