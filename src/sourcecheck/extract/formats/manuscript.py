"""What a word processor's document becomes: paragraphs, marks, links, and the notes below.

Readers of such formats walk their XML and tell a ``Manuscript`` what they meet. It makes the text
as the HTML reader does: blocks are parted by a blank line, entries of a list and rows of a table
by a newline; digits of raised marks become superscript characters, so that they stay signs and
do not become part of the word before them; soft hyphens go; notes stand below the text, their
labels printed before them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sourcecheck.extract.formats.emitter import Emitter
from sourcecheck.extract.formats.superscripts import RAISED, SUPERSCRIPTS
from sourcecheck.extract.formats.titles import with_title
from sourcecheck.extract.reading import Reading
from sourcecheck.model import Block, BlockKind, Field, Hyperlink, Mark, Note, Span
from sourcecheck.model.tables.html import HtmlTable

_CLOSING = re.compile(r"[)\]}）］〕.:_ـ–—-]+(?=\s|$)")  # what an author writes behind a label
_LONGEST_OPENING = 2  # signs before a label: "(", "[ "
_OPENERS, _CLOSERS = "[(（［〔{", "])）］〕}"
_MOST_WHITE = 1_000  # spaces between two words; more show nothing and cost time
_UNFOLLOWED = {
    "mailto": "mail", "tel": "phone", "javascript": "script", "data": "data", "file": "file",
}  # fmt: skip


def raised(text: str) -> str:
    """Return text written as superscript: digits alone are a mark and become its characters."""
    return text.translate(SUPERSCRIPTS) if RAISED.fullmatch(text.strip()) else text


def printed_mark(label: str) -> str:
    """Return a mark as it is put into the text: ``¹``, ``*``, ``[iv]``.

    Letters get brackets: raised, they would become part of the word before them.
    """
    if any(char.isalpha() for char in label):
        return f"[{label}]"
    return label.translate(SUPERSCRIPTS)


def plain_label(printed: str) -> str:
    """Return a label as notes are known by: digits in ASCII, brackets dropped."""
    bare = printed.strip().strip("[](){}（）［］〔〕⁽⁾.").strip()
    return "".join(
        str(unicodedata.digit(char)) if unicodedata.digit(char, -1) >= 0 else char for char in bare
    )


@dataclass(slots=True, kw_only=True)
class Watch:
    """Words whose places will be asked for: of a link, of a second mark."""

    spans: list[Span] = field(default_factory=list)  # one per block
    start: int = -1
    end: int = -1

    def settle(self) -> None:
        """Keep what was seen since the last block began."""
        if self.start >= 0:
            self.spans.append(Span(self.start, self.end))
            self.start = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a note is called, and in which numbering."""

    text: str  # ASCII digits, brackets dropped
    group: int
    rule: str
    typed: bool = False  # the author writes it at the note himself


class _Shown(StrEnum):
    """How far a note's label is, on its way into the text."""

    TYPED = "typed"  # the author's own words begin with it
    AWAITED = "awaited"  # the document will say where it stands: "(", here, ") words"
    DUE = "due"  # it stands before the next words
    CLOSING = "closing"  # it is there; what closes it comes next
    DONE = "done"


@dataclass(slots=True, kw_only=True)
class _OpenNote:
    label: Label
    start: int = -1
    content: int = -1
    first: int = -1  # of its words, its label or not
    shown: _Shown = _Shown.DUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a document says of itself."""

    title: Field | None = None
    byline: Field | None = None
    published: Field | None = None
    of_file: bool = False  # byline and date are what programs fill in when they make a file
    language: Field | None = None


def name_of(creator: str) -> str:
    """Return who a document says made it, or "" where that is an account and no person.

    Programs write the name of the account there: one word, digits, an address.
    """
    is_name = len(creator.split()) > 1 and not any(c.isdigit() or c == "@" for c in creator)
    return creator if is_name else ""


class Manuscript:
    """Collects a document's text, and what stands where in it."""

    def __init__(self, html: HtmlTable) -> None:
        self.marks: list[Mark] = []
        self._emitter = Emitter()
        self._blocks: list[Block] = []
        self._notes: list[Note] = []
        self._links: list[Hyperlink] = []
        self._shares = html.shares
        self._watched: list[Watch] = []
        self._note: _OpenNote | None = None
        self._locator = self._why = self._prefix = self._tight = self._last_tight = ""
        self._kind = BlockKind.PARAGRAPH
        self._start = -1  # where the open block began; -1 = it has no letter yet
        self._white = ""  # white space owed

    def open(
        self,
        locator: str,
        kind: BlockKind = BlockKind.PARAGRAPH,
        *,
        why: str = "",
        prefix: str = "",
        tight: str = "",
    ) -> None:
        """Begin a block. ``prefix`` is printed before its first letter.

        Blocks with the same ``tight`` that follow each other are parted by one newline.
        """
        self.close()
        self._locator, self._kind, self._why = locator, kind, why
        self._prefix, self._tight = prefix, tight

    def move(self, locator: str) -> None:
        """Say where in the document the words that follow stand."""
        self._locator = locator

    def relabel(self, kind: BlockKind, why: str) -> None:
        """Say what the open block is, when its own text tells."""
        self._kind, self._why = kind, why

    def write(self, text: str) -> Span | None:
        """Add words to the open block; return where they stand, without white space."""
        if "\u00ad" in text:
            text = text.replace("\u00ad", "")
        core = text.strip()
        if not core:
            if len(self._white) < _MOST_WHITE:
                self._white += text
            return None
        lead = len(text) - len(text.lstrip())
        white = self._white + text[:lead]
        self._white = text[lead + len(core) :]
        if self._start < 0:
            self._begin()
        elif white:
            self._space(white)
        return self._put_note_words(core) if self._note is not None else self._put(core)

    def _space(self, white: str) -> None:
        lines = white.count("\n")
        if lines > 1:
            after = self._white
            self.close()
            self._white = after
            self._begin()
        else:
            self._emitter.emit("\n" if lines else white, self._locator)

    def _put(self, core: str) -> Span:
        span = self._emitter.emit(core, self._locator)
        for watch in self._watched:
            if watch.start < 0:
                watch.start = span.start
            watch.end = span.end
        return span

    def _put_note_words(self, core: str) -> Span:
        """Put words of a note; its label, and the signs around it, are told from its content."""
        note = self._note
        assert note is not None
        label, shown = note.label.text, note.shown
        if shown is _Shown.AWAITED:
            span = self._put(core)
            note.first = span.start if note.first < 0 else note.first
            return span
        note.shown = _Shown.DONE
        if shown is _Shown.DUE and label:
            closed = _CLOSING.match(core)
            self._emitter.emit(label if closed else _printed_label(label), self._locator)
            shown = _Shown.CLOSING if closed else shown
        elif shown is _Shown.TYPED and not core.startswith(label):
            self._emitter.emit(f"{label} ", self._locator)
        signs = len(label) if shown is _Shown.TYPED and core.startswith(label) else 0
        if shown is _Shown.CLOSING and (found := _CLOSING.match(core)) is not None:
            signs = found.end()
        if signs:
            span = self._put(core[:signs])
            return self.write(core[signs:] + self._taken_white()) or span
        span = self._put(core)
        note.content = span.start if note.content < 0 else note.content
        return span

    def _taken_white(self) -> str:
        white, self._white = self._white, ""
        return white

    def label_here(self) -> None:
        """Put the open note's label where the document has it."""
        note = self._note
        if note is None or note.shown is not _Shown.AWAITED:
            return
        if note.first < 0:
            note.shown = _Shown.DUE
            return
        opened = self._emitter.length - note.first <= _LONGEST_OPENING
        if white := self._taken_white():
            self._space(white)
        self._put(note.label.text)
        note.content = -1 if opened else note.first
        note.shown = _Shown.CLOSING if opened else _Shown.DONE

    def _begin(self) -> None:
        """Emit what parts this block from the one before it, and its number or label."""
        emitter, note = self._emitter, self._note
        if emitter.length:
            tight = self._tight and self._tight == self._last_tight
            inside = note is not None and note.start >= 0
            emitter.emit("\n" if tight or inside else "\n\n", "")
        self._start = emitter.length
        if note is not None and note.start < 0:
            note.start = emitter.length
        if self._prefix:
            emitter.emit(self._prefix, self._locator)
            self._prefix = ""

    def close(self) -> None:
        """End the open block."""
        if self._start >= 0:
            self._last_tight = self._tight
            if self._note is None:
                span = Span(self._start, self._emitter.length)
                self._blocks.append(Block(span=span, kind=self._kind, why=self._why))
        for watch in self._watched:
            watch.settle()
        self._start, self._white = -1, ""

    def mark(self, printed: str, label: Label) -> None:
        """Add the mark of a note."""
        span = self.write(printed)
        if span is not None:
            self.marks.append(
                Mark(span=span, labels=(label.text,), rule=label.rule, group=label.group)
            )

    def mark_again(self, watch: Watch, label: Label, rule: str) -> None:
        """Take watched words for one more mark of a note."""
        self.marks.extend(
            Mark(span=span, labels=(label.text,), rule=rule, group=label.group)
            for span in watch.spans
        )

    def watch(self) -> Watch:
        """Begin to note down where words come to stand."""
        watch = Watch()
        self._watched.append(watch)
        return watch

    def unwatch(self, watch: Watch) -> None:
        """End it; ``watch.spans`` is complete now."""
        watch.settle()
        self._watched.remove(watch)

    def link(self, watch: Watch, target: str) -> None:
        """Add a link over watched words."""
        target = "".join(target.split()) if "\n" in target else target.strip()
        why = self._why_no_source(target)
        self._links.extend(Hyperlink(span=span, target=target, note=why) for span in watch.spans)

    def _why_no_source(self, target: str) -> str:
        scheme = target.partition(":")[0].lower() if ":" in target else ""
        if scheme in _UNFOLLOWED:
            return _UNFOLLOWED[scheme]
        if any(piece in target for piece in self._shares):
            return "share"
        return "same-page" if not target or target.startswith("#") else ""

    def open_note(self, label: Label, *, awaited: bool = False) -> None:
        """Begin a note: the blocks that follow are its own.

        ``awaited`` when ``label_here`` will say where its label stands; it is printed before
        its words otherwise.
        """
        self.close()
        shown = _Shown.AWAITED if awaited else _Shown.DUE
        self._note = _OpenNote(label=label, shown=_Shown.TYPED if label.typed else shown)

    def close_note(self, locator: str) -> None:
        """End the note. One without words has its label for text."""
        self.close()
        note = self._note
        assert note is not None
        self._note = None
        if note.start < 0 and not note.label.text:
            return
        if note.start < 0:
            self._locator, self._tight = locator, ""
            self._begin()
            note.start = self._emitter.emit(note.label.text, locator).start
            self._start = -1
        end = self._emitter.length
        span = Span(note.start, end)
        if note.content < 0:
            note.content = note.first if note.shown is _Shown.AWAITED else end
        content = Span(note.content, end)
        label = note.label
        self._blocks.append(Block(span=span, kind=BlockKind.NOTE, why=label.rule))
        self._notes.append(
            Note(span=span, label=label.text, content=content, rule=label.rule, group=label.group)
        )
        self._last_tight = ""

    def reading(self, media_type: str, facts: Facts) -> Reading:
        """Return everything collected."""
        self.close()
        text = self._emitter.text()
        blocks, title = with_title(text, self._blocks, facts.title)
        return Reading(
            text=text,
            media_type=media_type,
            blocks=blocks,
            marks=tuple(sorted((_whole(text, mark) for mark in self.marks), key=_place)),
            notes=tuple(self._notes),
            hyperlinks=tuple(sorted(self._links, key=lambda link: link.span)),
            title=title,
            byline=facts.byline,
            published=facts.published,
            language=facts.language,
            of_file=facts.of_file,
            origins=self._emitter.origins(),
        )


def _whole(text: str, mark: Mark) -> Mark:
    """Widen a mark by the brackets its author wrote around it."""
    start, end = mark.span.start, mark.span.end
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and after and before in _OPENERS and after in _CLOSERS:
        return replace(mark, span=Span(start - 1, end + 1))
    return mark


def _place(mark: Mark) -> Span:
    return mark.span


def _printed_label(label: str) -> str:
    return f"{label}. " if label.isalnum() else f"{label} "
