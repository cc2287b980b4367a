"""Wiki text (MediaWiki): read as its readers see it; origins are lines of the source.

Marks are printed as wikis print them, ``[1]``, with the number a reader would see; notes stand
where the wiki lists them. Cite templates become one line that names author, title, publisher,
date and addresses. Pictures, boxes and notices are labelled, and their marks kept.
Source: https://www.mediawiki.org/wiki/Help:Formatting and Help:Cite.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sourcecheck.errors import NoTextInDocument, OversizedDocument
from sourcecheck.extract.formats.manuscript import Facts, Manuscript, raised
from sourcecheck.extract.formats.readable import Readable
from sourcecheck.extract.formats.wiki_inline import Inline, Piece, Shows
from sourcecheck.extract.formats.wiki_notes import WikiNote, find_wiki_notes
from sourcecheck.extract.formats.wiki_tree import Kind, Part, parse_wikitext
from sourcecheck.extract.reading import Reading
from sourcecheck.model import BlockKind


def read_wikitext(source: Readable) -> Reading:
    """Read the text of a wiki's page.

    Raises ``OversizedDocument`` for too many signs, ``NoTextInDocument`` for a redirect.
    """
    text = source.decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    signs = sum(map(text.count, ("{{", "[", "<", "|", "\n")))
    if signs > source.limits.max_tags:
        raise OversizedDocument(
            f"{source.origin}: {signs:,} signs of a wiki, the limit is {source.limits.max_tags:,}",
            hint="hand over the article alone, or raise the limit",
        )
    redirect = _REDIRECT.match(text)
    if redirect:
        raise NoTextInDocument(
            f"{source.origin}: the page only leads to another one, {redirect[1].strip()}",
            hint="hand over that page",
        )
    writer = _Writer(source, text)
    writer.write_all()
    reading = writer.out.reading(source.media_type, Facts())
    return replace(
        reading,
        charset=source.decoded.charset,
        decoded_from=source.decoded.how,
        suspicions=source.decoded.suspicions,
    )


_REDIRECT = re.compile(
    r"\s*#(?:redirect|перенаправление|перенаправлення|تحويل|تغییر[ _]مسیر|yönlendirme|yönləndirmə"
    r"|weiterleitung|redirection|redirección)\s*:?\s*\[\[([^\]\n]+)\]\]",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(={1,6})[^=]")
_HEADING_END = re.compile(r"(={1,6})\s*\Z")
_PREFIX = re.compile(r"[*#:;]+\s*")
_OPENING_SIGN = re.compile(r"\s*!")
_CELL_STYLE = re.compile(r"[^\n|\[{<]*=[^\n|\[{<]*\Z")


@dataclass(slots=True, kw_only=True)
class _Line:
    """One line of the source, or several that a template or a note holds together."""

    start: int
    parts: list[Part]
    head: str  # its first words


class _Writer:
    """Writes the lines of a wiki's page, one after the other."""

    def __init__(self, source: Readable, text: str) -> None:
        self.out = Manuscript(source.html)
        self._text = text
        self._parts = parse_wikitext(text)
        self._notes = find_wiki_notes(self._parts, text, source.wiki)
        self._inline = Inline(text, source.wiki, self._notes)
        self._line_starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._numbers: list[int] = []  # of the numbered lists that are open
        self._later: list[Piece] = []  # blocks that stand apart, to follow the open one
        self._open = False
        self._spaced = True  # the last words ended with a space
        self._in_table = False
        self._told: set[int] = set()  # notes whose words are printed

    def write_all(self) -> None:
        for line in _lines(self._parts, self._text):
            self._line(line)
        self._end()
        self._print_notes(self._notes.rest)

    def _locate(self, place: int) -> str:
        return f"line {bisect_right(self._line_starts, place)}"

    def _line(self, line: _Line) -> None:
        head = line.head.lstrip(" \t") if self._in_table else line.head
        if not head.startswith("#"):
            self._numbers.clear()
        if not line.parts or (len(line.parts) == 1 and not head.strip() and
                              line.parts[0].kind is Kind.TEXT):  # fmt: skip
            self._end()
        elif _HEADING.match(head) and (closing := self._closing(line)):
            self._heading(line, closing)
        elif head[0:1] in {"*", "#", ":", ";"}:
            self._entry(line)
        elif head.startswith("{|"):
            self._end()
            self._in_table = True
        elif self._in_table and head[0:1] in {"|", "!"}:
            self._row(line, head)
        elif not head.startswith("----"):
            self._plain(line)

    def _plain(self, line: _Line) -> None:
        pieces = list(self._inline.pieces(line.parts))
        if all(piece.shows in _WHY or not (piece.words.strip() or piece.notes) for piece in pieces):
            self._end()  # boxes and notices alone in their line part what stands around them
            self._later = [piece for piece in pieces if piece.shows in _WHY]
            self._end()
            return
        if not self._open:
            self._begin(line.start)
        else:
            self._say(" ")
        self._write(pieces)

    def _begin(self, place: int, kind: BlockKind = BlockKind.PARAGRAPH, **told: str) -> None:
        self.out.open(self._locate(place), kind, **told)
        self._open = self._spaced = True

    def _end(self) -> None:
        """End the open block; what stood apart in it follows."""
        if self._open:
            self.out.close()
            self._open = False
        later, self._later = self._later, []
        for piece in later:
            self._apart(piece)

    def _apart(self, piece: Piece) -> None:
        kind = BlockKind.FURNITURE if piece.shows is Shows.ASIDE else BlockKind.PARAGRAPH
        self._begin(piece.place, kind, why=_WHY[piece.shows])
        self._write(piece.pieces)
        self._end()

    def _closing(self, line: _Line) -> int:
        """Return how many signs end a heading; 0 = it is none."""
        last = line.parts[-1]
        while last.kind is Kind.TEXT and not self._text[last.start : last.end].strip():
            if last is line.parts[0]:
                return 0
            line.parts.pop()
            last = line.parts[-1]
        found = _HEADING_END.search(self._text, last.start, last.end)
        return len(found[1]) if found and last.kind is Kind.TEXT else 0

    def _heading(self, line: _Line, closing: int) -> None:
        self._end()
        opening = len(line.head) - len(line.head.lstrip("="))
        level = min(opening, closing)
        words = "".join(self._text[part.start : part.end] for part in line.parts)
        if len(words.strip()) <= 2 * level:
            return
        parts = _without(line.parts, level, self._text)
        self._begin(line.start, BlockKind.HEADING, why=f"h{level}")
        self._write(self._inline.pieces(parts))
        self._end()

    def _entry(self, line: _Line) -> None:
        self._end()
        found = _PREFIX.match(line.head)
        signs = found[0].strip() if found else ""
        prefix = ""
        if signs.endswith("#"):
            del self._numbers[len(signs) :]
            self._numbers += [0] * (len(signs) - len(self._numbers))
            self._numbers[-1] += 1
            prefix = f"{self._numbers[-1]}. "
        self._begin(line.start, prefix=prefix, tight="list")
        first = line.parts[0]
        past = Part(
            kind=Kind.TEXT, start=first.start + (found.end() if found else 0), end=first.end
        )
        self._write(self._inline.pieces([past, *line.parts[1:]]))
        self._end()

    def _row(self, line: _Line, head: str) -> None:
        """Write a line of a table: its cells, each without what tells how it looks."""
        if head.startswith(("|}", "|-")):
            self._end()
            self._in_table = not head.startswith("|}")
            return
        if head.startswith("|+"):
            self._end()
            self._begin(line.start, why="caption")
        elif not self._open:
            self._begin(line.start, tight="table")
        else:
            self.out.write("\t")
        for at, cell in enumerate(_cells(line.parts, self._text)):
            if at:
                self.out.write("\t")
            self._write(self._inline.pieces(cell))
        if head.startswith("|+"):
            self._end()

    def _write(self, pieces: Iterator[Piece] | Sequence[Piece]) -> None:
        for piece in pieces:
            self._piece(piece)

    def _piece(self, piece: Piece) -> None:
        out = self.out
        if piece.shows not in _WHY:
            out.move(self._locate(piece.place))
        if piece.shows not in {Shows.WORDS, Shows.RAISED}:
            self._spaced = False
        if piece.shows is Shows.MARK:
            for note in piece.notes:
                out.mark(f"[{note.label.text}]", note.label)
        elif piece.shows is Shows.ADDRESS:
            watch = out.watch()
            out.write(piece.words)
            out.unwatch(watch)
            out.link(watch, piece.target)
        elif piece.shows is Shows.BREAK:
            out.write("\n")
        elif piece.shows is Shows.LIST:
            self._end()
            self._print_notes(piece.notes)
        elif piece.shows in _WHY:
            self._later.append(piece)
        else:
            self._say(raised(piece.words) if piece.shows is Shows.RAISED else piece.words)

    def _say(self, words: str) -> None:
        """Write words; spaces on both sides of what is not shown are one."""
        said = words.lstrip(" ") if self._spaced else words
        self._spaced = words.endswith(" ")
        self.out.write(said)

    def _print_notes(self, notes: Sequence[WikiNote]) -> None:
        for note in notes:
            if id(note) in self._told or not (note.content or note.short):
                continue
            self._told.add(id(note))
            self.out.open_note(note.label)
            self.out.open(self._locate(note.place))
            if note.short is not None:
                self.out.write(self._inline.short(note.short))
            else:
                self._write(self._inline.pieces(note.content))
            self.out.close_note(self._locate(note.place))
        self._open = False


_WHY = {Shows.ASIDE: "wiki-box", Shows.QUOTE: "blockquote", Shows.CAPTION: "figcaption"}
"""Blocks that stand apart, and what labels them."""


def _lines(parts: Sequence[Part], text: str) -> Iterator[_Line]:
    """Part the page at its line ends; those inside templates and notes part nothing."""
    line: list[Part] = []
    start = 0
    for part in parts:
        if part.kind is Kind.TEXT and text.startswith("\n", part.start):
            yield _line(start, line, text)
            line, start = [], part.end
        else:
            line.append(part)
    yield _line(start, line, text)


def _line(start: int, parts: list[Part], text: str) -> _Line:
    head = ""
    for part in parts:
        if part.kind is not Kind.TEXT:
            break
        head += text[part.start : part.end]
        if len(head) > 200:
            break
    return _Line(start=start, parts=parts, head=head)


def _without(parts: Sequence[Part], level: int, text: str) -> list[Part]:
    """Return a heading's parts without the signs at both ends."""
    kept = list(parts)
    first = kept[0]
    kept[0] = Part(kind=Kind.TEXT, start=first.start + level, end=first.end)
    last = kept[-1]
    end = last.start + len(text[last.start : last.end].rstrip()) - level
    kept[-1] = Part(kind=Kind.TEXT, start=last.start, end=max(end, last.start))
    return kept


def _cells(parts: Sequence[Part], text: str) -> Iterator[list[Part]]:
    """Part a line of a table at its double signs; what tells a cell's looks is left out."""
    opened = False  # the sign the line begins with was met
    cell: list[Part] = []
    bars = 0
    for part in _at_double_signs(parts, text):
        written = text[part.start : part.end].strip() if part.kind is Kind.TEXT else ""
        if part.kind is Kind.TEXT and (not written or set(written) <= {"|", "!", "+"}):
            bars += 2 * ("||" in written or "!!" in written) + (written == "|")
            if bars >= 2 and opened:
                yield _trimmed(cell, text)
                cell, bars = [], 0
            continue
        if bars == 1 and opened and _is_style(cell, text):
            cell = []
        bars, opened = 0, True
        cell.append(part)
    yield _trimmed(cell, text)


def _at_double_signs(parts: Sequence[Part], text: str) -> Iterator[Part]:
    """Yield parts, their words parted at ``!!`` and behind the sign that opens the line."""
    for at, part in enumerate(parts):
        if part.kind is not Kind.TEXT:
            yield part
            continue
        start = part.start
        found = _OPENING_SIGN.match(text, start, part.end) if at == 0 else None
        if found:
            yield Part(kind=Kind.TEXT, start=start, end=found.end())
            start = found.end()
        while (double := text.find("!!", start, part.end)) >= 0:
            yield Part(kind=Kind.TEXT, start=start, end=double)
            yield Part(kind=Kind.TEXT, start=double, end=double + 2)
            start = double + 2
        if start < part.end:
            yield Part(kind=Kind.TEXT, start=start, end=part.end)


def _trimmed(cell: list[Part], text: str) -> list[Part]:
    """Return a cell without white space at its ends."""
    if cell and cell[0].kind is Kind.TEXT:
        written = text[cell[0].start : cell[0].end]
        start = cell[0].end - len(written.lstrip())
        cell[0] = Part(kind=Kind.TEXT, start=start, end=cell[0].end)
    if cell and cell[-1].kind is Kind.TEXT:
        written = text[cell[-1].start : cell[-1].end]
        end = cell[-1].start + len(written.rstrip())
        cell[-1] = Part(kind=Kind.TEXT, start=cell[-1].start, end=end)
    return cell


def _is_style(cell: Sequence[Part], text: str) -> bool:
    written = "".join(text[part.start : part.end] for part in cell if part.kind is Kind.TEXT)
    return not written.strip() or _CELL_STYLE.match(written) is not None
