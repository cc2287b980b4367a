"""Walls: a machine between us and the page refused our check. Looked for before any status."""

from __future__ import annotations

import bisect
import functools
import sys
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta

from sourcecheck.model.tables.pages import PageTables, PhraseKind, PlaceKind, Wall, WallPart
from sourcecheck.model.verdict import LinkState
from sourcecheck.model.web import Check, PageFacts
from sourcecheck.verify.addresses import place_of
from sourcecheck.verify.doors import FEW_LINKS
from sourcecheck.verify.phrases import count_said, is_subject, says, text_says
from sourcecheck.verify.prose import spoken
from sourcecheck.verify.rules.base import Context, Ruling, is_answer, ruled

_PARTS: dict[WallPart, Callable[[PageFacts], Iterable[str]]] = {
    WallPart.TITLE: lambda page: (page.title, page.h1),
    WallPart.TEXT: lambda page: (page.text,),
    WallPart.ID: lambda page: page.ids,
    WallPart.ASSET: lambda page: page.assets,
    WallPart.SCRIPT: lambda page: (page.script_text,),
}
_SAME_DAY = timedelta(hours=24)
_REFUSALS = frozenset({401, 403, 404, 406, 410, 429, 451})

AS_BROWSER = "browser"
"""The vantage of a second look that asked as a browser does, not under our own name."""

_NO_PAGE = sys.maxsize  # words: more than any row of the table takes for a short page


def wall(check: Check, context: Context) -> Ruling | None:
    """Recognise a sign of the table of walls: a header, a title, a script, a status of its own.

    Signs that also stand in ordinary pages count only where the page is short. A page behind
    a wall may be there or not, so it is never dead.
    """
    seen, page = check.observation, check.page
    if seen.status is None:
        return None
    rows = _rows(context.pages, seen.status, page.words if page else _NO_PAGE)
    if not rows:
        return None
    names = {name for name, _ in seen.headers}
    small: dict[WallPart, str] = {}  # each part in small letters, made when first asked for
    found = next((row for row in rows if _shows(row, check, names, small)), None)
    if found is None:
        return None
    return ruled(
        found.state,
        f"the answer ({seen.status}) has the sign of a wall: {found.name}",
        f"listed in {found.told_by}",
    )


def _rows(pages: PageTables, status: int, words: int) -> tuple[Wall, ...]:
    """Return the rows that such an answer can show, in the order of the table."""
    steps = _steps(pages)
    return _rows_for(pages, status, steps[bisect.bisect_left(steps, words)])


@functools.lru_cache(maxsize=4)
def _steps(pages: PageTables) -> tuple[int, ...]:
    """Return the lengths at which rows of the table stop to count, shortest first."""
    lengths = {row.words for row in pages.walls if row.words is not None}
    return (*sorted(lengths), _NO_PAGE)


@functools.lru_cache(maxsize=1024)
def _rows_for(pages: PageTables, status: int, words: int) -> tuple[Wall, ...]:
    return tuple(
        row
        for row in pages.walls
        if (not row.statuses or status in row.statuses)
        and (row.words is None or words <= row.words)
        and (row.part is not WallPart.STATUS or row.pattern.search(str(status)))
    )


def _shows(row: Wall, check: Check, names: Collection[str], small: dict[WallPart, str]) -> bool:
    page, part = check.page, row.part
    if part is WallPart.HEADER:
        if row.key not in names:
            return False
        held = (value for name, value in check.observation.headers if name == row.key)
        return any(row.pattern.search(value) for value in held)
    if part is WallPart.STATUS:
        return True
    if page is None or (row.noindex and not page.noindex):
        return False
    if row.bare and page.links >= FEW_LINKS:
        return False
    if row.hints:
        if part not in small:
            small[part] = "\n".join(_PARTS[part](page)).lower()
        if not any(hint in small[part] for hint in row.hints):
            return False
    return any(row.pattern.search(text) for text in _PARTS[part](page))


def accepted_only(check: Check, _context: Context) -> Ruling | None:
    """Recognise 202 without a page, which firewalls answer before their puzzle."""
    if check.observation.status != 202:
        return None
    if check.page and check.page.words >= 20:
        return None
    return ruled(LinkState.BLOCKED, "answered 202 (accepted) without a page", confidence=0.8)


def hidden_from_us(check: Check, context: Context) -> Ruling | None:
    """Recognise a page refused here that was there for somebody else on the same day."""
    seen = check.observation
    if seen.status not in _REFUSALS:
        return None
    for other in reversed(context.earlier):
        near = abs(seen.at - other.observation.at) <= _SAME_DAY
        if near and other.observation.vantage != seen.vantage and is_answer(other):
            return ruled(
                LinkState.BLOCKED,
                f"answered {seen.status} to {seen.vantage}",
                f"answered {other.observation.status} to {other.observation.vantage}",
            )
    return None


def shown_to_browsers(check: Check, context: Context) -> Ruling | None:
    """Recognise a page that is there for what calls itself a browser, and refused to programs.

    The look that asked as a browser bears the vantage ``browser``. What its page says of itself
    was asked before: a page that only says "not found" to both is not found.
    """
    seen = check.observation
    if seen.vantage != AS_BROWSER or not is_answer(check):
        return None
    for other in reversed(context.earlier):
        before = other.observation
        near = abs(seen.at - before.at) <= _SAME_DAY
        if near and before.vantage != AS_BROWSER and before.status in _REFUSALS:
            return ruled(
                LinkState.BLOCKED,
                f"answered {before.status} to a program that says what it is",
                f"answered {seen.status} to the same asked as a browser",
                confidence=0.9,
            )
    return None


def geo_block(check: Check, context: Context) -> Ruling | None:
    """Recognise a page that says that it is not shown in our country.

    Shown with success it must say so in a title of its own, or be a sentence long: there are
    articles on what is not shown where.
    """
    page, status, limits = check.page, check.observation.status, context.pages.limits
    if page is None or status in {None, 451} or page.published:
        return None
    if page.words > limits.wall_words:
        return None
    shown = is_answer(check) and page.words > limits.hoster_words
    said, prose = says(page, PhraseKind.GEO_BLOCK, context.pages), spoken(page)
    if said and shown and not said.whole:
        return None
    longest = limits.said_among if shown else limits.text_words
    if said is None and prose.words <= longest:
        said = text_says(prose, PhraseKind.GEO_BLOCK, context.pages)
    if said is None or is_subject(said, context.url):
        return None
    return ruled(LinkState.GEO_BLOCKED, f"the {said.where} says: {said.printed}", confidence=0.9)


def suspended(check: Check, context: Context) -> Ruling | None:
    """Recognise a host's page saying that the site is switched off, with whatever status.

    Such pages say that and nothing else, and speak of hosting, accounts or bills; a headline
    about a suspended site has a story below, and a site that a regulator shut is not gone.
    """
    seen, page, limits = check.observation, check.page, context.pages.limits
    if seen.status is None or seen.status in {401, 429, 451}:
        return None
    led = seen.hops and not place_of(context.url, PlaceKind.SUSPENDED, context.pages)
    if (
        led
        and (page is None or page.words <= limits.parked_words)
        and (place := place_of(seen.final_url, PlaceKind.SUSPENDED, context.pages))
    ):
        return ruled(
            LinkState.SUSPENDED, f"leads to {seen.final_url}", f"listed in {place.told_by}"
        )
    if page is None or page.words > limits.parked_words or page.published:
        return None
    said = says(page, PhraseKind.SUSPENDED, context.pages)
    if said is None or not said.whole or is_subject(said, context.url):
        return None
    hoster = count_said((page.title, page.h1, page.text), PhraseKind.HOSTER, context.pages)
    if not hoster and page.words > limits.said_number:
        return None  # who shut the site is not said: it may as well be a regulator, or news of one
    if page.words > limits.hoster_words and not said.telling:
        return None
    fact = f"the {said.where} says: {said.printed}"
    return ruled(LinkState.SUSPENDED, fact, confidence=0.9 if hoster else 0.7)
