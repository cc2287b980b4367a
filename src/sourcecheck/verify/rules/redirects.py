"""Evidence of where redirects lead."""

from __future__ import annotations

from sourcecheck.model.tables.pages import PlaceKind
from sourcecheck.model.verdict import LinkState
from sourcecheck.model.web import Check, Hop
from sourcecheck.verify.addresses import (
    has_own_host,
    is_deep,
    is_elsewhere,
    is_home,
    is_section_of,
    place_of,
    same_address,
)
from sourcecheck.verify.doors import FEW_LINKS, door_word
from sourcecheck.verify.phrases import shown
from sourcecheck.verify.prose import spoken
from sourcecheck.verify.rules.base import Context, Ruling, is_answer, ruled

_ANY = ".*"  # a place that is told by its path alone
_PERMANENT = frozenset({301, 308})
_LANDINGS = (
    (PlaceKind.LOGIN, LinkState.LOGIN_WALL, "a login page"),
    (PlaceKind.CONSENT, LinkState.CONSENT_WALL, "a consent page"),
    (PlaceKind.PARKING, LinkState.PARKED, "a page that sells domains"),
    (PlaceKind.ERROR, LinkState.SOFT_404, "an error page"),
    (PlaceKind.ERROR_WORD, LinkState.SOFT_404, "an error page"),
    (PlaceKind.SEARCH, LinkState.SOFT_404, "a search page"),
)


def landing(check: Check, context: Context) -> Ruling | None:
    """Recognise a redirect to a login, consent, for-sale or error page, told by its address.

    A cited address that looks like one itself (an article at ``/login``) is left alone. Error
    and search pages count where they are shown with success and a page was cited: not after a
    short link, which may well stand for a search.
    """
    seen = check.observation
    if not seen.hops:
        return None
    for kind, state, what in _LANDINGS:
        place = place_of(seen.final_url, kind, context.pages)
        if place is None or place_of(context.url, kind, context.pages):
            continue
        if state is LinkState.SOFT_404 and not _for_a_page(check, context, kind):
            continue
        if state is LinkState.PARKED and place.host.pattern == _ANY and _is_long(check, context):
            continue  # "/for-sale" is a section of many a shop
        return ruled(
            state,
            f"leads to {what}: {seen.final_url}",
            f"listed in {place.told_by}",
            confidence=0.9,
        )
    return None


def _for_a_page(check: Check, context: Context, kind: PlaceKind) -> bool:
    if not is_answer(check):
        return False
    if kind is PlaceKind.ERROR_WORD:
        page = check.page
        limit = context.pages.limits.said_within
        return page is None or (page.words <= limit and not page.published)
    if kind is not PlaceKind.SEARCH:
        return True
    listing = place_of(context.url, PlaceKind.LISTING, context.pages)
    return not listing and not context.around.short_link and is_deep(context.url, context.pages)


def _is_long(check: Check, context: Context) -> bool:
    return check.page is not None and check.page.words > context.pages.limits.parked_words


def to_door(check: Check, context: Context) -> Ruling | None:
    """Recognise a cited page that leads to another site's page that speaks as walls do.

    Providers and filters send their readers to a notice, which is often a front page.
    """
    seen, page = check.observation, check.page
    if not seen.hops or page is None or not is_answer(check) or context.around.short_link:
        return None
    prose = spoken(page)
    if prose.words > context.pages.limits.hoster_words or page.links >= FEW_LINKS:
        return None
    if not is_elsewhere(seen.final_url, context.url):
        return None
    word = door_word(f"{page.title} {prose.text}", context.pages)
    if not word:
        return None
    said = f"a short page that may be a door: it says {shown(word)}"
    return ruled(LinkState.BLOCKED, f"leads to {seen.final_url}", said, confidence=0.5)


def to_home(check: Check, context: Context) -> Ruling | None:
    """Recognise a cited page that leads to a front page, as many sites do instead of 404.

    Not of short links, which may well stand for a front page, nor where the page got a host
    of its own that bears its name (``/arab-fund`` to ``arabfund.example``).
    """
    seen = check.observation
    if not seen.hops or context.around.short_link or not is_deep(context.url, context.pages):
        return None
    if not is_home(seen.final_url, context.pages) or has_own_host(seen.final_url, context.url):
        return None
    return ruled(
        LinkState.SOFT_404, f"the page leads to a front page: {seen.final_url}", confidence=0.9
    )


def to_section(check: Check, context: Context) -> Ruling | None:
    """Recognise a cited page that leads to the section it stood in."""
    seen = check.observation
    if not (seen.hops and is_section_of(seen.final_url, context.url)):
        return None
    return ruled(
        LinkState.SOFT_404, f"the page leads to its section: {seen.final_url}", confidence=0.8
    )


def to_common_page(check: Check, context: Context) -> Ruling | None:
    """Recognise that several cited pages of one host lead to one and the same page."""
    seen = check.observation
    landed = seen.final_url.partition("#")[0]
    if not seen.hops or landed not in context.around.shared_landings:
        return None
    return ruled(
        LinkState.SOFT_404,
        f"several cited pages lead to this one page: {seen.final_url}",
        confidence=0.8,
    )


def moved(check: Check, context: Context) -> Ruling | None:
    """Recognise a permanent redirect, as far as the permanent part of the way goes.

    Temporary redirects keep the cited address; so does the permanent redirect of a short
    link, which is its job, and one that only adds ``https`` or ``www.``.
    """
    seen = check.observation
    if context.around.short_link:
        return None
    target = _permanent_target(seen.hops, seen.final_url)
    if not target or same_address(target, context.url):
        return None
    return ruled(LinkState.MOVED, f"permanently redirected to {target}")


def _permanent_target(hops: tuple[Hop, ...], final_url: str) -> str:
    """Return where the permanent redirects at the start of a chain lead, or ""."""
    urls = [*(hop.url for hop in hops), final_url]
    target = ""
    for place, hop in enumerate(hops):
        if hop.status not in _PERMANENT:
            break
        target = urls[place + 1]
    return target
