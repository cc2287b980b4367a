"""Place and agency in front of a news text."""

from __future__ import annotations

import re
from functools import cache

from sourcecheck.model.article import Dateline, Span
from sourcecheck.model.tables.languages import Language


def find_dateline(text: str, first: Span, language: Language) -> Dateline | None:
    """Read the dateline that opens the first paragraph, by the language's patterns."""
    opening = text[first.start : min(first.end, first.start + 160)]
    for pattern in _patterns(language.datelines):
        match = pattern.match(opening)
        if match is None:
            continue
        named = match.groupdict()
        agency = named.get("agency") or ""
        return Dateline(
            span=Span(first.start + match.start(), first.start + len(match.group().rstrip())),
            place=(named.get("place") or "").strip(),
            agency=agency.strip(),
            agency_span=_span(match, first.start) if agency else None,
        )
    return None


def _span(match: re.Match[str], base: int) -> Span:
    return Span(base + match.start("agency"), base + match.end("agency"))


@cache
def _patterns(sources: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(source) for source in sources)
