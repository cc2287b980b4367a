"""What a line of a wiki shows: words, marks, links; templates as readers see them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import unescape

from sourcecheck.extract.formats.wiki_notes import WikiNote, WikiNotes
from sourcecheck.extract.formats.wiki_templates import (
    Call,
    call_of,
    fields_of,
    plain_name,
    printed_citation,
)
from sourcecheck.extract.formats.wiki_tree import Kind, Part, every
from sourcecheck.model.tables.wiki import TemplateRole, WikiTable, WikiTemplate


class Shows(StrEnum):
    """What a piece of a line is."""

    WORDS = "words"
    RAISED = "raised"  # words written as superscript
    MARK = "mark"
    ADDRESS = "address"  # words that are a link
    BREAK = "break"  # a new line
    LIST = "list"  # the notes of a group are printed here
    ASIDE = "aside"  # a block that is page: a box, a notice
    QUOTE = "quote"  # a quotation that stands apart
    CAPTION = "caption"  # the words below a picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of what a line shows."""

    shows: Shows
    place: int  # in the source, in characters
    words: str = ""
    target: str = ""
    notes: Sequence[WikiNote] = ()
    pieces: Sequence[Piece] = ()  # of what stands apart


_COPIES = "https://web.archive.org/web/"
_DEEPEST = 30  # templates within templates; deeper ones are no article
_EMPHASIS = re.compile(r"'{2,}")
_SWITCH = re.compile(r"__[A-ZА-ЯÇĞİÖŞÜ]{3,30}__")
_WHITE = re.compile(r"[ \t\n\r\f]+")
_BREAKS = frozenset({
    "br", "p", "/p", "div", "/div", "li", "/li", "tr", "/tr", "blockquote", "/blockquote", "hr",
    "center", "/center", "poem", "/poem",
})  # fmt: skip
_WORDLESS = frozenset({
    "timeline", "score", "graph", "templatedata", "mapframe", "maplink",
})  # fmt: skip
_PICTURE_WORDS = re.compile(
    r"\s*(?:thumb|frame|frameless|border|left|right|center|centre|none|upright(?:[ =].*)?"
    r"|\d*x?\d+ ?px|(?:alt|link|page|lang|class)=.*|مصغر|تصغير|يسار|يمين|بندانگشتی|چپ|راست"
    r"|мини|миниатюра|слева|справа|küçükresim|sağ|sol|\d+ ?пкс|\d+ ?بك|\d+ ?پیکسل)\s*",
    re.IGNORECASE,
)


class Inline:
    """Makes pieces out of parts."""

    def __init__(self, text: str, table: WikiTable, notes: WikiNotes) -> None:
        self._text = text
        self._table = table
        self._notes = notes
        self._raised = False

    def words(self, parts: Sequence[Part]) -> str:
        """Return only the words of parts."""
        return "".join(
            piece.words
            for piece in self.pieces(parts)
            if piece.shows in {Shows.WORDS, Shows.RAISED, Shows.ADDRESS}
        )

    def pieces(self, parts: Sequence[Part], depth: int = 0) -> Iterator[Piece]:
        """Yield what parts show, in order."""
        if depth > _DEEPEST:
            return
        for part in parts:
            yield from _SHOWN[part.kind](self, part, depth)

    def show_words(self, part: Part, _: int) -> Iterator[Piece]:
        """Show plain words."""
        shown = self._text[part.start : part.end]
        if "'" in shown:
            shown = _EMPHASIS.sub("", shown)
        if "&" in shown:
            shown = unescape(shown)
        if "__" in shown:
            shown = _SWITCH.sub("", shown)
        if shown:
            shows = Shows.RAISED if self._raised else Shows.WORDS
            place = part.start
            if shown[0] == "\n":  # what is printed stands below
                place += len(shown) - len(shown.lstrip())
            yield Piece(shows=shows, place=place, words=_WHITE.sub(" ", shown))

    def show_link(self, part: Part, depth: int) -> Iterator[Piece]:
        """Show a link within the wiki: its words are no citation."""
        target = "".join(
            self._text[each.start : each.end]
            for each in part.arguments[0]
            if each.kind is Kind.TEXT
        ).strip()
        space = plain_name(target.partition(":")[0]) if ":" in target[1:] else ""
        if space in self._table.files:
            yield from self._picture(part, depth)
        elif space not in self._table.unshown:
            if len(part.arguments) > 1:
                yield from self.pieces(part.arguments[-1], depth + 1)
            else:
                shown = unescape(target.lstrip(":"))
                yield Piece(shows=Shows.WORDS, place=part.start, words=shown)

    def _picture(self, part: Part, depth: int) -> Iterator[Piece]:
        """Yield the words below a picture: its last argument that is no instruction."""
        for argument in reversed(part.arguments[1:]):
            start, end = (argument[0].start, argument[-1].end) if argument else (0, 0)
            if not _PICTURE_WORDS.fullmatch(self._text, start, end):
                below = tuple(self.pieces(argument, depth + 1))
                yield Piece(shows=Shows.CAPTION, place=part.start, pieces=below)
                return

    def show_external(self, part: Part, depth: int) -> Iterator[Piece]:
        """Show a link to the web."""
        inside = list(self.pieces(part.arguments[0], depth + 1))
        shown = "".join(piece.words for piece in inside if piece.shows is not Shows.MARK).strip()
        target = f"https:{part.name}" if part.name.startswith("//") else part.name
        yield Piece(shows=Shows.ADDRESS, place=part.start, words=shown or target, target=target)
        yield from (piece for piece in inside if piece.shows is Shows.MARK)

    def show_tag(self, part: Part, depth: int) -> Iterator[Piece]:
        """Show what a tag stands for."""
        if part.start in self._notes.marks:
            yield self._mark(part)
        elif part.start in self._notes.lists:
            yield self._list(part)
        elif part.name in {"sup", "/sup"}:
            self._raised = part.name == "sup"
        elif part.name == "gallery":
            yield from self._gallery(part, depth)
        elif part.name in _BREAKS:
            yield Piece(shows=Shows.BREAK, place=part.start)
        elif part.arguments[0] and part.name not in _WORDLESS:
            inside = part.arguments[0][0]
            shown = self._text[inside.start : inside.end]
            yield Piece(shows=Shows.WORDS, place=inside.start, words=_WHITE.sub(" ", shown))

    def _gallery(self, part: Part, depth: int) -> Iterator[Piece]:
        """Yield the words below each picture of a gallery: what stands behind its name."""
        below: list[Part] | None = None
        for inner in (*part.arguments[0], None):
            sign = self._text[inner.start] if inner and inner.kind is Kind.TEXT else ""
            if inner is None or sign == "\n":
                if below:
                    words = tuple(self.pieces(below, depth + 1))
                    yield Piece(shows=Shows.CAPTION, place=below[0].start, pieces=words)
                below = None
            elif below is not None:
                below.append(inner)
            elif sign == "|":
                below = []

    def _mark(self, part: Part) -> Piece:
        return Piece(shows=Shows.MARK, place=part.start, notes=self._notes.marks[part.start])

    def _list(self, part: Part) -> Piece:
        return Piece(shows=Shows.LIST, place=part.start, notes=self._notes.lists[part.start])

    def show_template(self, part: Part, depth: int) -> Iterator[Piece]:
        """Show what a template stands for."""
        if part.start in self._notes.marks:
            yield self._mark(part)
            return
        if part.start in self._notes.lists:
            yield self._list(part)
            return
        call = call_of(part, self._text)
        known = self._table.templates.get(call.name)
        if known is None:
            yield from self._unknown(part, call, depth)
        elif known.role is TemplateRole.CITE:
            fields = fields_of(call, self._table, self.words)
            yield Piece(shows=Shows.WORDS, place=part.start, words=printed_citation(fields))
        elif known.role is TemplateRole.ARCHIVE:
            yield Piece(shows=Shows.WORDS, place=part.start, words=self._archived(call))
        elif known.role is TemplateRole.INLINE:
            yield Piece(shows=Shows.WORDS, place=part.start, words=self.short(call))
        elif known.role in {TemplateRole.TEXT, TemplateRole.QUOTE}:
            yield from self._shown(part, call, known, depth)
        else:
            yield from self._marks_of(part)

    def _archived(self, call: Call) -> str:
        """Return a copy in the Wayback Machine: its title, if one is told, and its address."""
        address = self.words(call.get("url", "1")).strip()
        day = self.words(call.get("wayback", "horodatage archive", "date", "2")).strip() or "*"
        copy = address if _COPIES in address else f"{_COPIES}{day}/{address}"
        title = self.words(call.get("text", "title", "titre", "3")).strip()
        return " ".join(filter(None, (f"{title}." if title else "", copy if address else "")))

    def _shown(self, part: Part, call: Call, known: WikiTemplate, depth: int) -> Iterator[Piece]:
        shown: list[Piece] = []
        for name in known.shown:
            parts = call.get(*name.split("/"))
            if parts and shown:
                shown.append(Piece(shows=Shows.WORDS, place=part.start, words=" "))
            shown.extend(self.pieces(parts, depth + 1))
        if known.role is TemplateRole.QUOTE:
            yield Piece(shows=Shows.QUOTE, place=part.start, pieces=tuple(shown))
        else:
            yield from shown

    def _unknown(self, part: Part, call: Call, depth: int) -> Iterator[Piece]:
        """Show a template nobody listed: one short word as it is, a box as page.

        One that names a title or an address is the template of a work that is cited often.
        """
        if list(call.values) == ["1"]:
            yield from self.pieces(call.values["1"], depth + 1)
            return
        fields = fields_of(call, self._table, self.words)
        if "\n" not in self._text[part.start : part.end] and ("title" in fields or "url" in fields):
            head = self._text[part.start + 2 : part.end].partition("|")[0].strip()
            yield Piece(shows=Shows.WORDS, place=part.start, words=f"{head}. ")
            yield Piece(shows=Shows.WORDS, place=part.start, words=printed_citation(fields))
        elif "\n" in self._text[part.start : part.end] and len(call.values) > 1:
            inside: list[Piece] = []
            for parts in call.values.values():
                inside.extend(self.pieces(parts, depth + 1))
                inside.append(Piece(shows=Shows.BREAK, place=part.start))
            yield Piece(shows=Shows.ASIDE, place=part.start, pieces=tuple(inside))
        else:
            yield from self._marks_of(part)

    def _marks_of(self, part: Part) -> Iterator[Piece]:
        """Keep the marks inside a template whose words are not shown."""
        inside = -1
        for inner in every([each for argument in part.arguments for each in argument]):
            if inner.start >= inside and inner.start in self._notes.marks:
                yield self._mark(inner)
                inside = inner.end

    def short(self, call: Call) -> str:
        """Return a short note as it is printed: authors, year, pages."""
        if several := sorted(filter(None, map(_OF_SEVERAL.fullmatch, call.values)), key=_place):
            return self._shorts(call, several)
        names = [self.words(call.values[key]).strip() for key in sorted(call.values)
                 if key.isdecimal()]  # fmt: skip
        pages = self.words(call.get("p", "pp", "с", "ص", "loc", "s", "ss", "صفحه", "страницы"))
        return f"{' '.join(names)}{f', p. {pages.strip()}' if pages.strip() else ''}"

    def _shorts(self, call: Call, keys: Sequence[re.Match[str]]) -> str:
        """Return a short note of several works: "Barrow 1977, p. 58; Lane 1990, p. 6"."""
        works: dict[str, str] = {}
        for key in keys:
            words = self.words(call.values[key[0]]).strip()
            said = works.get(key["work"], "")
            sign = (", p. " if key["field"].startswith("p") else ", ") if key["late"] else " "
            works[key["work"]] = f"{said}{sign}{words}" if said else words
        return "; ".join(works.values())


_OF_SEVERAL = re.compile(r"(?P<work>[1-9])(?P<field>a[1-9]|y|(?P<late>pp?|loc))")


def _place(key: re.Match[str]) -> tuple[str, int, str]:
    """Order authors before the year and the year before pages."""
    return key["work"], 2 if key["late"] else int(key["field"] == "y"), key["field"]


_SHOWN: dict[Kind, Callable[[Inline, Part, int], Iterator[Piece]]] = {
    Kind.TEXT: Inline.show_words,
    Kind.LINK: Inline.show_link,
    Kind.EXTERNAL: Inline.show_external,
    Kind.TAG: Inline.show_tag,
    Kind.TEMPLATE: Inline.show_template,
}
