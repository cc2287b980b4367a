"""Walls: a machine between us and the page refused our check. Looked for before any status."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from sourcecheck.model.tables.pages import PhraseKind, PlaceKind, Wall, WallPart
from sourcecheck.model.verdict import LinkState
from sourcecheck.model.web import Check, PageFacts
from sourcecheck.verify.addresses import place_of
from sourcecheck.verify.phrases import says, text_says
from sourcecheck.verify.rules.base import Context, Ruling, is_answer, ruled

_PARTS: dict[WallPart, Callable[[PageFacts], Iterable[str]]] = {
    WallPart.TITLE: lambda page: (page.title, page.h1),
    WallPart.TEXT: lambda page: (page.text,),
    WallPart.ID: lambda page: page.ids,
    WallPart.ASSET: lambda page: page.assets,
    WallPart.SCRIPT: lambda page: (page.script_text,),
}
_SAME_DAY = timedelta(hours=24)


def wall(check: Check, context: Context) -> Ruling | None:
    """Recognise a sign of the table of walls: a header, a title, a script, a status of its own.

    Signs that also stand in ordinary pages count only where the page is short. A page behind
    a wall may be there or not, so it is never dead.
    """
    found = next((row for row in context.pages.walls if _shows(row, check)), None)
    if found is None:
        return None
    status = check.observation.status
    return ruled(
        found.state, f"the answer ({status}) has the sign of a wall: {found.name}", found.told_by
    )


def _shows(row: Wall, check: Check) -> bool:
    seen, page = check.observation, check.page
    if seen.status is None or (row.statuses and seen.status not in row.statuses):
        return False
    if row.part is WallPart.STATUS:
        return row.pattern.search(str(seen.status)) is not None
    if row.part is WallPart.HEADER:
        held = (value for name, value in seen.headers if name == row.key)
        return any(row.pattern.search(value) for value in held)
    if page is None or (row.words is not None and page.words > row.words):
        return False
    return any(row.pattern.search(text) for text in _PARTS[row.part](page))


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
    if seen.status not in {401, 403, 404, 406, 410, 429, 451}:
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


def geo_block(check: Check, context: Context) -> Ruling | None:
    """Recognise a page that says that it is not shown in our country."""
    page, status = check.page, check.observation.status
    if page is None or status in {None, 451} or page.words > context.pages.limits.wall_words:
        return None
    said = says(page, PhraseKind.GEO_BLOCK, context.pages)
    said = said or text_says(page, PhraseKind.GEO_BLOCK, context.pages)
    if said is None:
        return None
    return ruled(LinkState.GEO_BLOCKED, f"the {said.where} says: {said.printed}")


def suspended(check: Check, context: Context) -> Ruling | None:
    """Recognise a host's page saying that the site is switched off, with whatever status."""
    seen, page, limits = check.observation, check.page, context.pages.limits
    if seen.status is None or seen.status in {401, 429, 451}:
        return None
    if place := place_of(seen.final_url, PlaceKind.SUSPENDED, context.pages):
        return ruled(LinkState.SUSPENDED, f"leads to {seen.final_url}", place.told_by)
    if page is None or page.words > limits.parked_words or page.published:
        return None
    said = says(page, PhraseKind.SUSPENDED, context.pages)
    if said is None or not said.alone:
        return None
    return ruled(LinkState.SUSPENDED, f"the {said.where} says: {said.printed}")
