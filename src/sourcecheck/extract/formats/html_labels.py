"""What marks and notes of a page look like, and the plans that are made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sourcecheck.extract.formats.tree import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePlan:
    """A note to be: from where ``first`` opens to where ``last`` closes.

    A note that is an attribute has no elements of its own: ``words`` hold it then, and
    ``first`` is the element that carries the attribute.
    """

    first: Node
    last: Node
    label: str  # as printed, brackets dropped
    rule: str
    words: str = ""  # the note itself, when an attribute holds it; may be HTML
    attribute: str = ""  # that attribute's name
    later: bool = False  # stands inside the running text: read at the end
    printed: str = ""  # the label as it is to be emitted, where no element holds it
    sign: str = ""  # the mark as readers see it, where a style sheet prints it


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePlans:
    """All structural marks and notes of a page."""

    notes: tuple[NotePlan, ...] = ()  # in document order of ``first``
    marks: tuple[tuple[Node, NotePlan], ...] = ()  # in document order
    backlinks: frozenset[Node] = frozenset()  # links from a note to its marks


LABEL = re.compile(
    r"[\[(（［〔{⁽\s]*"
    r"(?:[^\W\d_]{1,8}\.?\s)?"  # [note 1], [прим. 2]
    r"(?P<label>\d{1,4}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}|[①-⑳]|[^\W\d_]{1,2}|[ivxlcdm]{1,6}|[*†‡§¶#]{1,4})"
    r"[\])）］〕}⁾.\s]*",
    re.IGNORECASE,
)
LONGEST_LABEL = 16
"""Letters of a mark, its brackets included."""

DROPPED = "[](){}（）［］〔〕⁽⁾ \t\n.\u00a0\u200e\u200f\u061c\u2066\u2067\u2068\u2069"
"""What stands around a label and is not part of it."""

NOTE_BLOCKS = frozenset(
    {"li", "p", "div", "td", "th", "dd", "dt", "aside", "section", "table", "tr", "details"}
)
"""Elements a note may be."""


def label_of(text: str) -> str:
    """Return the label a mark's words are, brackets dropped and words kept, or ""."""
    if len(text) > LONGEST_LABEL or LABEL.fullmatch(text) is None:
        return ""
    return " ".join(text.strip(DROPPED).split())


def is_raised(link: Node) -> bool:
    """Tell whether a link looks like a mark and not like a page number or a chapter's."""
    words = link.raw_text(LONGEST_LABEL).strip()
    raised = any(node.tag == "sup" for node in near_ancestors(link))
    child = next((part for part in link.parts if isinstance(part, Node)), None)
    return raised or words[:1] in "[（［〔" or (child is not None and child.tag == "sup")


def near_ancestors(link: Node) -> list[Node]:
    """Return the two elements around a link."""
    return [node for node, _ in zip(link.ancestors(), range(2), strict=False)]
