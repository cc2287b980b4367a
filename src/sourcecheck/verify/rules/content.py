"""Evidence of the page itself: doors in front of it, shells, replacements, fragments."""

from __future__ import annotations

import functools

from sourcecheck.model.tables.pages import PhraseKind, PlaceKind
from sourcecheck.model.verdict import LinkState
from sourcecheck.model.web import Check, Failure, PageFacts
from sourcecheck.verify.addresses import is_deep, joined_address, place_of, same_address, unescaped
from sourcecheck.verify.doors import FEW_LINKS, may_be_a_shell
from sourcecheck.verify.page import MAX_IDS
from sourcecheck.verify.phrases import count_said, says, text_says
from sourcecheck.verify.prose import spoken
from sourcecheck.verify.rules.base import (
    Context,
    Ruling,
    is_answer,
    is_cut,
    page_of,
    reached,
    ruled,
)
from sourcecheck.verify.wording import containment

WELL = ("answered 200",)
"""All there is to say of most links."""


def consent_wall(check: Check, context: Context) -> Ruling | None:
    """Recognise a page that asks for consent before anything else."""
    page = page_of(check)
    if page is None or page.words > context.pages.limits.wall_words:
        return None
    said = says(page, PhraseKind.CONSENT, context.pages)
    if said is None or not said.alone:
        return None
    return ruled(LinkState.CONSENT_WALL, f"the {said.where} says: {said.printed}")


def login_wall(check: Check, context: Context) -> Ruling | None:
    """Recognise a page that is a login form and nothing else.

    The form has a password field, or sends what it asks for to a login address.
    """
    page = page_of(check)
    if page is None or page.words > context.pages.limits.wall_words or page.published:
        return None
    said = says(page, PhraseKind.LOGIN, context.pages)
    if said and said.alone and page.password_fields:
        return ruled(
            LinkState.LOGIN_WALL,
            f"a password field, and the {said.where} says: {said.printed}",
        )
    if said and said.whole and _asks_to_log_in(check, page, context):
        return ruled(
            LinkState.LOGIN_WALL,
            f"a form that leads to a login, and the {said.where} says: {said.printed}",
            confidence=0.8,
        )
    if page.password_fields and page.words <= context.pages.limits.shell_words:
        return ruled(LinkState.LOGIN_WALL, "a password field and hardly a word", confidence=0.8)
    return None


def _asks_to_log_in(check: Check, page: PageFacts, context: Context) -> bool:
    here = check.observation.final_url
    targets = (joined_address(here, address) for address in page.assets)
    return any(place_of(target, PlaceKind.LOGIN, context.pages) for target in targets)


def paywall(check: Check, context: Context) -> Ruling | None:
    """Recognise a page that declares that it is not free, or offers a subscription instead."""
    page = page_of(check)
    if page is None:
        return None
    if page.paywalled:
        return ruled(LinkState.PAYWALL, "the page declares that it is not free to read")
    if page.words > context.pages.limits.wall_words:
        return None
    said = says(page, PhraseKind.PAYWALL, context.pages)
    if said is None and page.words <= context.pages.limits.text_words:
        said = text_says(page, PhraseKind.PAYWALL, context.pages)
    if said is None:
        return None
    return ruled(LinkState.PAYWALL, f"the {said.where} says: {said.printed}", confidence=0.8)


def leads_on(check: Check, context: Context) -> Ruling | None:
    """Recognise a wordless page that leads on by a script or meta refresh not followed."""
    page = page_of(check)
    if page is None or page.words > context.pages.limits.shell_words:
        return None
    for target, how in ((page.script_redirect, "a script"), (page.refresh, "a meta refresh")):
        if target and target != check.observation.final_url:
            return ruled(LinkState.JS_REDIRECT, f"{how} leads on to {target}")
    return None


def empty(check: Check, _context: Context) -> Ruling | None:
    """Recognise an answer without a body, or a page with neither words, pictures nor scripts."""
    seen, page = check.observation, check.page
    if not is_answer(check) or seen.status == 304 or seen.failure or seen.truncated:
        return None
    if seen.body_size == 0:
        return ruled(LinkState.EMPTY, f"answered {seen.status} without a body")
    if page is None or "html" not in seen.media_type:
        return None
    if page.words or page.pictures or page.scripts or page.title:
        return None
    return ruled(LinkState.EMPTY, "the page has neither words, pictures nor scripts")


def script_shell(check: Check, context: Context) -> Ruling | None:
    """Recognise a page that is nothing without running its scripts, which we do not do."""
    page = page_of(check)
    if page is None or not page.scripts:
        return None
    if page.words > context.pages.limits.shell_words:
        return None
    said, prose = text_says(page, PhraseKind.NEEDS_SCRIPT, context.pages), spoken(page)
    framed = page.links >= FEW_LINKS and not may_be_a_shell(page, prose, context.pages)
    if said is None and framed:
        return None  # a sentence in the frame of a site
    fact = f"the text says: {said.printed}" if said else f"{page.words} words"
    return ruled(LinkState.JS_ONLY, f"{fact}, {page.scripts} scripts", confidence=0.8)


def replaced(check: Check, context: Context) -> Ruling | None:
    """Recognise a page that shares next to nothing with what it was when first seen.

    Compared by runs of three words of the folded text. Front pages and sections change by
    nature and are not compared.
    """
    page, first = page_of(check), _first_seen(context)
    if page is None or first is None or not is_deep(context.url, context.pages):
        return None
    limits = context.pages.limits
    if not page.text or not first.text:  # told at a glance: there is nothing to compare
        return None
    if page.words < limits.compared_words or first.words < limits.compared_words:
        return None
    kept = containment(first.text, page.text)
    if kept >= limits.replaced:
        return None
    facts = (f"shares {kept:.0%} of its wording with the page as first seen",)
    terms = count_said((page.title, page.h1), PhraseKind.TAKEOVER, context.pages)
    if terms and not count_said((first.title, first.h1), PhraseKind.TAKEOVER, context.pages):
        return ruled(LinkState.USURPED, *facts, "title or heading sell what was not there before")
    return ruled(LinkState.CONTENT_CHANGED, *facts, confidence=0.8)


def _first_seen(context: Context) -> PageFacts | None:
    return next((page for check in context.earlier if (page := page_of(check))), None)


def too_large(check: Check, _context: Context) -> Ruling | None:
    """Recognise an answer that is larger than we read."""
    seen = check.observation
    if not is_answer(check):
        return None
    if seen.failure is Failure.TOO_LARGE or seen.truncated == "length":
        return ruled(LinkState.TOO_LARGE, f"answered {seen.status}; read {seen.body_size} bytes")
    return None


def cut_off(check: Check, _context: Context) -> Ruling | None:
    """Recognise a good head, and a body that broke off or came too slowly."""
    seen = check.observation
    if not is_answer(check) or not (is_cut(seen) or seen.failure):
        return None
    why = seen.truncated or str(seen.failure)
    return ruled(
        LinkState.TRUNCATED_ANSWER,
        f"answered {seen.status}; {seen.body_size} bytes came before it ended ({why})",
    )


def fragment(check: Check, context: Context) -> Ruling | None:
    """Recognise a page without the place in it that the link names."""
    page = page_of(check)
    wanted = context.url.partition("#")[2]
    if page is None or not page.words or not wanted or wanted.startswith((":~:", "!", "/")):
        return None
    if "=" in wanted or wanted.lower() == "top" or "html" not in check.observation.media_type:
        return None
    if len(page.ids) >= MAX_IDS:
        return None
    names = {wanted, unescaped(wanted)}
    if names & set(page.ids) or any(f"user-content-{name}" in page.ids for name in names):
        return None
    return ruled(LinkState.FRAGMENT_MISSING, f"the page has no place named {unescaped(wanted)}")


def alive(check: Check, context: Context) -> Ruling | None:
    """Recognise an answer with success, when nothing speaks against it."""
    seen = check.observation
    if not is_answer(check):
        return None
    if not seen.hops or same_address(seen.final_url, context.url):
        return _answered(seen.status)
    return ruled(LinkState.ALIVE, f"answered {seen.status}", reached(seen))


@functools.cache
def _answered(status: int | None) -> Ruling:
    """Return the ruling that most looks get: made once, and never changed."""
    if status == _UNCHANGED:
        return ruled(LinkState.ALIVE, "answered 304: unchanged since it was last sent")
    return ruled(LinkState.ALIVE, f"answered {status}")


_UNCHANGED = 304
