"""A tree becomes text: what a reader of the page sees, in the order he sees it.

White space collapses as in browsers (CSS Text, section 4.1); blocks are parted by a blank line,
entries of a list and rows of a table by a newline, cells by a tab. Numbers of numbered lists are
printed, because readers see them. Superscript digits become superscript characters, so that
they stay signs and do not become part of the word before them. Soft hyphens go.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

from sourcecheck.extract.formats.html_labels import NotePlan
from sourcecheck.extract.formats.html_lists import Numbers, prints_number
from sourcecheck.extract.formats.html_plan import Linear, NoteText, Plan, Run
from sourcecheck.extract.formats.html_regions import region_text
from sourcecheck.extract.formats.html_tables import is_cell
from sourcecheck.extract.formats.superscripts import RAISED, SUPERSCRIPTS
from sourcecheck.extract.formats.tree import BLOCKS, UNREAD, Node
from sourcecheck.model import Span

_CLOSE = {"li": "list", "dt": "terms", "dd": "terms", "tr": "table"}  # parted by one newline
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_WHITE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")  # what is more than one space
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ARROWS = re.compile(r"[\s^↑↩⤴⬆⏎\ufe0e\ufe0f]+")  # what leads back, when it is no link
_LONGEST_SIGN = 8  # letters of an image's text that stand for a sign: an emoji, a formula


class Lineariser:
    """Walks a tree once and emits its text."""

    def __init__(self, plan: Plan) -> None:
        self.made = Linear()
        self._plan = plan
        self._marks = {mark: note.sign for mark, note in plan.notes.marks}
        self._begins = {note.first: note for note in plan.notes.notes if not note.later}
        self._ends = {note.last for note in plan.notes.notes if not note.later}
        self._deferred = {n.first for n in plan.notes.notes if n.later and not n.words}
        self._note: NoteText | None = None
        self._blocks: list[Node] = []  # open block elements, the innermost last
        self._whys: list[str] = []  # open furniture
        self._waiting: list[Node] = []  # watched elements without a letter yet
        self._numbers = Numbers()
        self._inside = plan.body is None
        self._aside = 0  # depth of labels and ways back
        self._sup = self._pre = self._marked = 0
        self._locator = ""
        self._prefix = ""  # the number of a list's entry, to stand before its first letter
        self._around = self._whole = Node("#document", {}, None, 0, 0)
        self._blocks.append(self._whole)
        self._foreign = False  # inside the tree of an attribute's HTML: it has no place of its own
        self._starts = sorted(first.order for first in self._begins)
        self._begin_run()

    def _begin_run(self) -> None:
        self._start = -1
        self._plain_text = False
        self._why = ""
        self._space = False
        self._gap = ""  # a newline or a tab owed

    def walk(self, top: Node) -> None:
        """Emit the text of an element."""
        self._enter(top)
        open_nodes = [(top, iter(top.parts))]
        while open_nodes:
            node, parts = open_nodes[-1]
            part = next(parts, None)
            if part is None:
                open_nodes.pop()
                self._leave(node)
            elif isinstance(part, str):
                self._words(part)
            elif part.region:
                self._region(part)
            elif self._is_read(part):
                self._enter(part)
                open_nodes.append((part, iter(part.parts)))
        self._end_run()

    def _region(self, node: Node) -> None:
        """Emit a part of the page that was read without its inner structure, as one block."""
        if node.tag not in BLOCKS:
            self._inline_region(node)
            return
        self._end_run()
        text, links = region_text(node)
        if not text:
            return
        why = self._whys[-1] if self._whys else node.region
        emitter = self.made.emitter
        if emitter.length:
            emitter.emit("\n\n", "")
        start = emitter.length
        emitter.emit(text, self._locate(node))
        for link, begin, end in links:
            self.made.spans[link] = Span(start + begin, start + end)
            self.made.in_furniture[link] = why
        self._space = False
        self._prefix = ""
        span = Span(start, emitter.length)
        run = Run(span=span, tag=node.tag, why=why, inside=self._inside, node=node)
        if self._note is not None and self._note.start >= 0:
            run.note, self._note.end = self._note.plan, span.end
        self.made.runs.append(run)

    def _inline_region(self, node: Node) -> None:
        """Emit a region that stands in a line of text."""
        if self._blocks[-1].tag in _HEADINGS:
            self._end_run()  # "[edit]" is no part of the heading
        self._whys.append(node.region)
        for part in node.parts:
            if isinstance(part, str):
                self._words(part)
            else:
                self._waiting.append(part)
                for words in part.parts:
                    self._words(str(words))
                self._end_watch(part)
        if self._blocks[-1].tag in _HEADINGS:
            self._end_run()
        self._whys.pop()

    def note_apart(self, plan: NotePlan, top: Node | None = None) -> None:
        """Emit a note that is an attribute or stands inside running text, at the end."""
        self._end_run()
        self._deferred.discard(plan.first)
        self._open_note(plan)
        self._locator = self._locate(plan.first) + (f"/@{plan.attribute}" if plan.words else "")
        self._foreign = bool(plan.words)
        if top is None:
            self._words(plan.words)
        else:
            self.walk(top)
        self._close_note()
        self._foreign = False

    def _is_read(self, node: Node) -> bool:
        if node in self._deferred:
            return False
        if node.tag in UNREAD:  # but notes may wait in a template until a script shows them
            return node.tag in _WAITING_ROOMS and self._holds_note(node)
        attributes = node.attributes
        if not attributes:
            return True
        unseen = (
            "hidden" in attributes
            or ("style" in attributes and _INVISIBLE.search(attributes["style"]) is not None)
            or (
                "class" in attributes
                and not self._plan.hidden.isdisjoint(attributes["class"].split())
            )
        )
        return not unseen or self._holds_note(node)

    def _holds_note(self, node: Node) -> bool:
        at = bisect_left(self._starts, node.order)
        return at < len(self._starts) and self._starts[at] <= node.last

    def _enter(self, node: Node) -> None:
        tag = node.tag
        if node in self._begins:
            self._end_run()
            self._close_note()
            self._open_note(self._begins[node])
        if node is self._plan.body:
            self._end_run()
            self._inside = True
        if node in self._plan.furniture:
            if self._blocks[-1].tag in _HEADINGS:
                self._end_run()  # "[edit]" is no part of the heading
            self._whys.append(self._plan.furniture[node])
        if tag in BLOCKS:
            self._enter_block(node)
        elif tag in _ENTERED:
            self._enter_inline(node)
        if self._plan.by_line and "data-line" in node.attributes:
            self._locator = self._locate(node)
        self._watch(node)

    def _watch(self, node: Node) -> None:
        """Note down elements whose place in the text will be asked for."""
        if node in self._marks:
            self._marked += 1
            self._waiting.append(node)
            if sign := self._marks[node]:
                self._emit(sign, spaced=False)
        elif node.tag in _WATCHED or (node.tag == "a" and "href" in node.attributes):
            self._waiting.append(node)
        if node in self._plan.notes.backlinks:
            self._aside += 1

    def _enter_block(self, node: Node) -> None:
        if node.tag in {"td", "th"} and is_cell(node):
            if self._start >= 0:
                self._gap = "\t"
        else:
            self._end_run()
        self._blocks.append(node)
        self._locator = self._locate(node)
        if node.tag == "li":
            self._prefix = self._numbers.of(node) or self._prefix
        elif node.tag == "pre":
            self._pre += 1

    def _enter_inline(self, node: Node) -> None:
        if node.tag == "br":
            if self._gap == "\n":
                self._end_run()
            elif self._start >= 0:
                self._gap = "\n"
        elif node.tag == "sup":
            self._sup += 1
        elif node.tag == "img":
            self._image(node)

    def _leave(self, node: Node) -> None:
        tag = node.tag
        if node in self._plan.notes.backlinks:
            self._aside -= 1
        if node in self._marks:
            self._marked -= 1
        self._end_watch(node)
        if tag == "sup":
            self._sup -= 1
        elif tag in BLOCKS:
            self._leave_block(node)
        if node in self._plan.furniture:
            if self._blocks[-1].tag in _HEADINGS:
                self._end_run()
            self._whys.pop()
        if node in self._ends:
            self._end_run()
            self._close_note()
        if node is self._plan.body:
            self._end_run()
            self._inside = False

    def _leave_block(self, node: Node) -> None:
        if node.tag == "pre":
            self._pre -= 1
        if not (node.tag in {"td", "th"} and is_cell(node)):
            self._end_run()
        self._blocks.pop()
        self._prefix = ""
        self._locator = self._locate(self._blocks[-1])

    def _end_watch(self, node: Node) -> None:
        if self._waiting and self._waiting[-1] is node:
            self._waiting.pop()
        elif node in self.made.spans:
            started = self.made.spans[node].start
            self.made.spans[node] = Span(started, self.made.emitter.length)

    def _words(self, raw: str) -> None:
        """Emit a piece of text, its white space collapsed."""
        if self._pre:
            text, before, after = raw.replace("\r\n", "\n"), False, False
            if self._start < 0:
                text = text.lstrip("\n")
        else:
            text = _WHITE.sub(" ", raw)
            before, after = text.startswith(" "), text.endswith(" ")
            text = text.strip(" ")
        if "\u00ad" in text:
            text = text.replace("\u00ad", "")
        if not text:
            self._space = self._space or before
            return
        if self._sup and not self._marked and RAISED.fullmatch(text):
            text = text.translate(SUPERSCRIPTS)
        self._emit(text, spaced=before or self._space)
        self._space = after

    def _emit(self, text: str, *, spaced: bool) -> None:
        emitter = self.made.emitter
        if self._start < 0:
            if text.isspace() and not self._pre:  # no-break spaces alone make no block
                return
            self._open_run(text)
        elif self._gap:
            emitter.emit(self._gap, "")
        elif spaced:
            text = f" {text}"
        self._gap = ""
        start = emitter.emit(text, self._locator).start + text.startswith(" ")
        for node in self._waiting:
            self.made.spans[node] = Span(start, start)
            if self._whys:
                self.made.in_furniture[node] = self._whys[-1]
        self._waiting.clear()
        if self._whys:
            self._why = self._whys[-1]
        else:
            self._plain_text = True
        if self._note is not None:
            self._count_for_note(self._note, start, text)

    def _open_run(self, text: str) -> None:
        """Emit what parts this block from the one before it, and an entry's number."""
        emitter = self.made.emitter
        if emitter.length:
            emitter.emit(self._separator(), "")
        self._start = emitter.length
        self._around = self._block()
        if self._note is not None and self._note.start < 0:
            self._note.start = emitter.length
        if self._prefix and not prints_number(text, self._prefix):
            emitter.emit(self._prefix, "")
        self._prefix = ""

    def _separator(self) -> str:
        if self._note is not None and self._note.start >= 0:
            # A note of several paragraphs is one note; its label stands before the first.
            return " " if self._only_label(self._note) else "\n"
        last = self.made.runs[-1] if self.made.runs else None
        kind = _CLOSE.get(self._block().tag)
        close = last is not None and kind is not None and _CLOSE.get(last.tag) == kind
        return "\n" if close else "\n\n"

    def _only_label(self, note: NoteText) -> bool:
        so_far = note.content_end - note.content_start
        return note.content_start < 0 or so_far <= len(note.plan.label) + len("[].")

    def _block(self) -> Node:
        """Return the block element around what is emitted now; a row for its cells."""
        node = self._blocks[-1]
        row = node.parent
        return row if row is not None and node.tag in {"td", "th"} and is_cell(node) else node

    def _count_for_note(self, note: NoteText, start: int, text: str) -> None:
        note.end = self.made.emitter.length
        if not self._aside and _ARROWS.fullmatch(text) is None:
            note.content_start = start if note.content_start < 0 else note.content_start
            note.content_end = note.end

    def _end_run(self) -> None:
        if self._start >= 0:
            run = Run(
                span=Span(self._start, self.made.emitter.length),
                tag=self._around.tag,
                why="" if self._plain_text else self._why,
                inside=self._inside,
                note=self._note.plan if self._note is not None else None,
                node=self._around,
            )
            self.made.runs.append(run)
        self._begin_run()

    def _open_note(self, plan: NotePlan) -> None:
        self._note = NoteText(plan=plan)
        self._prefix = plan.printed

    def _close_note(self) -> None:
        if self._note is not None and self._note.start >= 0:
            self._end_run()
            self.made.notes.append(self._note)
        self._note = None

    def _image(self, node: Node) -> None:
        """Emit the text that stands for an image: alone as a block of page, inline as a sign."""
        words = " ".join(node.get("alt").split())
        if not words:
            return
        if len(words) <= _LONGEST_SIGN:
            self._emit(words, spaced=self._space)
            self._space = False
        elif any(around.tag in {"figure", "picture"} for around in islice(node.ancestors(), 3)):
            self._end_run()
            self._whys.append("image-alt")
            self._emit(words, spaced=False)
            self._end_run()
            self._whys.pop()

    def _locate(self, node: Node) -> str:
        if self._foreign or node is self._whole:
            return self._locator
        if not self._plan.by_line:
            return node.xpath()
        line = node.get("data-line")
        return f"line {line}" if line else self._locator


_WAITING_ROOMS = frozenset({"template", "noscript"})
_ENTERED = frozenset({"br", "sup", "img"})
_WATCHED = _HEADINGS | {"code", "time"}


def linearise(plan: Plan, root: Node, inserted: Sequence[tuple[NotePlan, Node | None]]) -> Linear:
    """Make the text of a page, with the notes that stand apart at its end."""
    made = Lineariser(plan)
    made.walk(root)
    for note, top in inserted:
        made.note_apart(note, top)
    return made.made
