"""Lines of the body that are page: "read also", "follow us", links to the own site.

Elements say what they are by name (``html_furniture``); many of these lines have no element of
their own. They are told by their words and by where their links lead.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from sourcecheck.extract.formats.bases import host_of
from sourcecheck.model import Span
from sourcecheck.model.tables.html import HtmlTable

_LONGEST_LINE = 400  # letters of a line of related links
_LONGEST_CALL = 160  # letters of a line that asks to follow or subscribe
_LONGEST_CLOSING = 80  # letters of a newsroom's own line: a code, a short address; guess
_STOPS = ".؟?!…"  # what ends a sentence of the article
_ALL_LINKS = 0.85
_JOINTS = " \t\n:.!…-–—|»\"'«"  # between a lead-in and its link, and behind it
_LONGEST_LEAD_IN = 60  # letters before a link that are looked at
_OPENING = re.compile(r"[\s\W]*")
_LISTED = re.compile(r"\s*[\[(（［]?\d{1,3}\s*[\])）］.:_ـ-]|\s*https?://")


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """A link of the text and whether it stays on the page's own site."""

    start: int
    end: int
    own: bool


def is_own(target: str, host: str) -> bool:
    """Tell whether an address is the page's own site, or no page at all."""
    found = host_of(target)
    return not found or found == host


class Lines:
    """Judges lines of a page's text by their words and links."""

    def __init__(self, text: str, links: Sequence[LinkPlace], table: HtmlTable) -> None:
        self._text = text
        self._links = links  # in order
        self._starts = [link.start for link in links]
        self._table = table
        self._ends = tuple(lead.rstrip(":") for lead in table.lead_ins)

    def linked(self, span: Span) -> tuple[int, bool]:
        """Return how many letters of a span are in links, and whether all stay on the site."""
        letters, own = 0, True
        at = bisect_left(self._starts, span.start)
        while at < len(self._links) and self._links[at].start < span.end:
            letters += min(self._links[at].end, span.end) - self._links[at].start
            own = own and self._links[at].own
            at += 1
        return letters, own

    def why(self, span: Span, *, at_edge: bool) -> str:
        """Return the rule by which a line is page, or "".

        ``at_edge``: before the first or after the last paragraph, where a short line with a
        link to the own site is more likely page than in between.
        """
        size = span.end - span.start
        if size > _LONGEST_LINE:
            return ""
        linked, own = self.linked(span)
        start = _OPENING.match(self._text, span.start, span.end)
        words = self._text[start.end() if start else span.start : span.end].casefold()
        if words.startswith(self._table.lead_ins) and (2 * linked > size or self._is_bare(words)):
            return "html-related"
        if size <= _LONGEST_CLOSING and words.startswith(self._table.closings):
            return "html-meta"
        if not linked:
            called = size <= _LONGEST_CLOSING and words.startswith(self._table.calls)
            return "html-follow" if called and words[-1] not in _STOPS else ""
        if size <= _LONGEST_CALL and any(phrase in words for phrase in self._table.calls):
            return "html-follow"
        if not own or _LISTED.match(self._text, span.start, span.end) is not None:
            return ""
        letters = sum(map(str.isalnum, words))  # commas between tags are no words
        return "html-links" if at_edge or linked >= _ALL_LINKS * letters else ""

    def tail(self, span: Span) -> int:
        """Return where a paragraph's end is page: "Read also:" and a link to the own site.

        Returns the end of the paragraph where there is none.
        """
        at = bisect_left(self._starts, span.end) - 1
        if at < 0 or not self._links[at].own or self._links[at].start < span.start:
            return span.end
        link = self._links[at]
        if self._text[link.end : span.end].strip(_JOINTS):
            return span.end
        start = max(span.start, link.start - _LONGEST_LEAD_IN)
        before = self._text[start : link.start]
        words = before.rstrip(_JOINTS)
        led = self._without_lead(words)
        parted = len(words) < len(before.rstrip()) or not led or led[-1] in _STOPS
        return start + len(led) if parted and led != words else span.end

    def _without_lead(self, words: str) -> str:
        """Return what stands before a lead-in at the end of some words."""
        folded = words.casefold()
        lead = next((lead for lead in self._ends if folded.endswith(lead)), "")
        at = len(words) - len(lead)
        while words[at:].casefold() != lead:  # folding makes some letters two
            at += 1
        return words[:at].rstrip()

    def _is_bare(self, words: str) -> bool:
        """Tell whether case-folded words are a lead-in and nothing else."""
        return words.rstrip(_JOINTS) in self._table.lead_ins
