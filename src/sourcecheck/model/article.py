"""What was read: the document as bytes, the article as text with spans.

All offsets are Unicode code points into ``Article.text``, half open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sourcecheck.model.span import Span as Span  # noqa: PLC0414 - it is asked for here


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a list says of an article it holds: an entry of a feed, a row of a table."""

    found_in: str  # "feed", "table", "json feed": the place the facts are said to be from
    title: str = ""
    byline: str = ""
    published: str = ""  # ISO 8601 date or date-time
    publisher: str = ""
    canonical_url: str = ""
    language: str = ""  # as declared, lower case primary subtag


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One input as it arrived, before anything was read out of it."""

    origin: str  # path, URL or "-": where it came from, as the user would name it
    body: bytes
    media_type: str = ""  # as declared by whoever handed it over; empty = find out
    charset: str = ""  # as declared outside the bytes (an HTTP header); empty = find out
    read_at: datetime
    told: Told | None = None  # by the list it stood in


class BlockKind(StrEnum):
    """What a block of text is to a reader."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    TITLE = "title"
    BYLINE = "byline"
    PUBLISHER = "publisher"  # the article's own outlet, printed above or below the text
    NOTE = "note"  # a note or an entry of the bibliography
    NOTE_HEADING = "note_heading"  # "المصادر:", "References"
    FURNITURE = "furniture"  # menus, counters, share bars, comment forms: page, not article


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A run of lines that belong together. Blocks do not overlap and are in order."""

    span: Span
    kind: BlockKind = BlockKind.PARAGRAPH
    why: str = ""  # the rule that labelled it: "view-counter", "html-nav", ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A sign in the body that points to one or more notes: ``[1]``, ``(6 ، 7 ، 8)``, ``⁴``."""

    span: Span
    labels: tuple[str, ...]  # ASCII digits, brackets dropped, ranges expanded: ("6", "7", "8")
    rule: str  # the rule that found it: "anchor-pair", "style-vote", ...
    group: int = 0  # numbering restarts: a mark points to notes of its own group


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note or bibliography entry as printed, its label included."""

    span: Span
    label: str  # ASCII digits, brackets dropped; "" = an entry without a label
    content: Span  # the note without its label
    rule: str
    group: int = 0  # numbering restarts: marks and notes meet inside one group only


class MentionKind(StrEnum):
    """What kind of voice the text names without a mark."""

    NAMED = "named"  # a person, institution, outlet or state
    WORK = "work"  # a report, a study, a statement
    PRONOUN = "pronoun"  # "he added that"
    DATELINE = "dateline"  # "CAIRO (Agency) -"
    VAGUE = "vague"  # a voice nobody could look up: experts, informed sources, "it is said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An attribution in the running text: "according to ...", "... said that"."""

    span: Span  # the attributing clause: cue, voice and complementizer
    cue: Span  # the word that shows it: "said", "according to"
    voice: Span | None  # who is named; None for pronouns and impersonal forms
    kind: MentionKind
    rule: str
    antecedent: Span | None = None  # what a pronoun or "the report" goes back to
    secondhand: bool = False  # a voice quoted through another source
    quote: Span | None = None  # the direct quotation it introduces


@dataclass(frozen=True, slots=True, kw_only=True)
class Hyperlink:
    """A link of the body, as the format has it (HTML ``a``, Markdown link, bare autolink)."""

    span: Span  # the words that are linked
    target: str  # as written in the document, resolved against its base; unaltered otherwise
    note: str = ""  # why it is no citation ("furniture", "share", ...); "" = it may be one


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """Place and agency that open a news text: ``CAIRO (Agency) -``."""

    span: Span
    place: str
    agency: str  # "" where only a place is printed
    agency_span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a piece of ``Article.text`` comes from in the input."""

    span: Span
    locator: str  # "line 12", an XPath, "page 3 box 72,540,300,12"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A fact about the article and the place it was read from."""

    value: str
    span: Span | None = None  # set when it was read from the text itself
    found_in: str = "text"  # "text", "json-ld", "og:title", "meta author", "html lang", ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A figure in the running text that a reader would want a source for."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article: its text, untouched, and what stands where in it.

    For plain text ``text`` is the decoded file with newlines kept; for other formats it is
    the text that was read out of the document.
    """

    origin: str
    media_type: str
    sha256: str  # of the document's bytes, hex
    language: str  # ISO 639-1, or "und"
    text: str
    charset: str = "utf-8"
    title: Field | None = None
    byline: Field | None = None
    published: Field | None = None  # value is an ISO 8601 date or date-time
    publisher: Field | None = None  # the article's own outlet
    canonical_url: Field | None = None
    dateline: Dateline | None = None
    blocks: tuple[Block, ...] = ()
    sentences: tuple[Span, ...] = ()
    marks: tuple[Mark, ...] = ()
    notes: tuple[Note, ...] = ()
    mentions: tuple[Mention, ...] = ()
    hyperlinks: tuple[Hyperlink, ...] = ()
    numbers: tuple[Number, ...] = ()
    quotes: tuple[Span, ...] = ()
    origins: tuple[Origin, ...] = ()  # empty for plain text: the map is the identity
    suspicions: tuple[str, ...] = ()  # what the reader doubts: "mojibake:windows-1256", ...

    @property
    def paragraphs(self) -> tuple[Span, ...]:
        """The body's paragraphs: no headings, notes, bylines or furniture."""
        return tuple(b.span for b in self.blocks if b.kind is BlockKind.PARAGRAPH)
