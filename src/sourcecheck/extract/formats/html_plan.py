"""What passes between the steps of reading a page: what is planned, what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sourcecheck.extract.formats.emitter import Emitter
from sourcecheck.extract.formats.html_labels import NotePlan, NotePlans
from sourcecheck.extract.formats.tree import Node
from sourcecheck.model import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is known of a tree before its text is made."""

    notes: NotePlans
    furniture: dict[Node, str]
    body: Node | None
    hidden: frozenset[str]  # classes nobody sees
    by_line: bool = False  # locators are lines (``data-line``) and not XPaths


@dataclass(slots=True, kw_only=True)
class Run:
    """A block to be: text between two block boundaries."""

    span: Span
    tag: str  # the block element around it
    why: str  # of the furniture all of its text is in; "" = none
    inside: bool  # in the article's body
    note: NotePlan | None = None
    node: Node


@dataclass(slots=True, kw_only=True)
class NoteText:
    """Where a note and its content came to stand."""

    plan: NotePlan
    start: int = -1
    end: int = -1
    content_start: int = -1
    content_end: int = -1


@dataclass(slots=True, kw_only=True)
class Linear:
    """The text of a tree and what stands where in it."""

    emitter: Emitter = field(default_factory=Emitter)
    runs: list[Run] = field(default_factory=list)
    notes: list[NoteText] = field(default_factory=list)
    spans: dict[Node, Span] = field(default_factory=dict)  # of links, marks, headings, bylines
    in_furniture: dict[Node, str] = field(default_factory=dict)  # links, and why
