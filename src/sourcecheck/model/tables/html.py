"""How web pages are built around their articles: names, roles, attributes, addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlTable:
    """What parts of a page are called. Mappings lead to the rule's name ("html-nav")."""

    tags: Mapping[str, str]  # element: "nav"
    roles: Mapping[str, str]  # ARIA role: "navigation"
    names: Mapping[str, str]  # a whole class or id: "site-header"
    parts: Mapping[str, str]  # a part of a class or id, cut at - _ and capitals: "breadcrumb"
    hints: Mapping[str, str]  # such a part that needs links or few words as well: "tags"
    hidden: frozenset[str]  # classes of what no reader sees: "sr-only"
    bylines: frozenset[str]  # classes of the author's line
    lead_ins: tuple[str, ...]  # what opens a line of related links, case-folded: "читайте также"
    calls: tuple[str, ...]  # what a line says that wants to be followed, case-folded
    closings: tuple[str, ...]  # what opens a short line of a newsroom's system, case-folded
    comments: frozenset[str]  # headings above what readers wrote, case-folded
    shares: tuple[str, ...]  # pieces of addresses of share buttons: "facebook.com/sharer"
    pair_attributes: tuple[str, ...]  # same value on mark and note: "data-mfn"
    note_attributes: tuple[str, ...]  # holds the whole note: "data-footnote-content"
    side_notes: frozenset[str]  # classes of a note beside the text, and of its switch
