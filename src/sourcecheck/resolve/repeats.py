"""Notes that repeat another: "ibid.", "المصدر نفسه", "Там же", and voices that return."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from sourcecheck.model.citation import Citation, CitationKind
from sourcecheck.model.tables.languages import Languages
from sourcecheck.text.fold import folded

IBID_WORDS = 8
"""Most words of a note that only repeats: "ibid., p. 12, emphasis added"; guess."""


_LABEL = re.compile(r"^[\W\d_]+")


def settle_repeats(
    text: str, citations: Sequence[Citation], languages: Languages
) -> tuple[Citation, ...]:
    """Give notes that say "ibid." the sources of the note before them.

    The note before is the one with the next lower place among the notes, as printed; a
    repeated note without one keeps its words and gets a finding later.
    """
    words = _ibid_words(tuple(each.ibid for each in languages.values()))
    noted = [(each.note, each) for each in citations if each.note]
    by_place = [each for _, each in sorted(noted, key=lambda pair: pair[0])]
    settled: dict[str, Citation] = {}
    last: Citation | None = None
    for citation in by_place:
        now = citation
        if is_ibid(text, citation, words):
            now = _repeating(citation, last)
        settled[citation.id] = now
        if now.sources:
            last = now
    return tuple(settled.get(each.id, each) for each in citations)


def _repeating(citation: Citation, last: Citation | None) -> Citation:
    rules = (*citation.rules, "ibid")
    if last is None:
        return replace(citation, rules=(*rules, "ibid-unresolved"))
    return replace(citation, sources=last.sources, repeats=last.repeats or last.id, rules=rules)


def is_ibid(text: str, citation: Citation, words: re.Pattern[str]) -> bool:
    """Tell whether a note only points back to the one before it."""
    if citation.note is None or citation.kind is not CitationKind.NOTE:
        return False
    printed = folded(citation.note.of(text))
    plain = without_label(printed)
    return len(plain.split()) <= IBID_WORDS and words.match(plain) is not None


def without_label(note: str) -> str:
    """Return a note's words without the label printed in front of them."""
    return _LABEL.sub("", note).strip()


@cache
def _ibid_words(listed: tuple[tuple[str, ...], ...]) -> re.Pattern[str]:
    words = {folded(word) for each in listed for word in each}
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?:{either or '(?!)'})(?!\w)")
