"""Pages that are answered with success and are not the cited page."""

from __future__ import annotations

import re

from sourcecheck.model.tables.pages import PhraseKind, PlaceKind
from sourcecheck.model.verdict import LinkState
from sourcecheck.model.web import Check
from sourcecheck.urls.parts import parts
from sourcecheck.verify.addresses import place_of
from sourcecheck.verify.phrases import count_said, says, text_says
from sourcecheck.verify.rules.base import Context, Ruling, page_of, ruled
from sourcecheck.verify.wording import containment

_FILE = re.compile(r"/[^/:]+\.(?:pdf|docx?|xlsx?|pptx?|zip|epub|csv)$", re.IGNORECASE)
_SENTENCE = 8  # words: less is no page to compare (guess)
_SHORT = 40  # words: a page that says one sentence and nothing else (guess)


def default_page(check: Check, context: Context) -> Ruling | None:
    """Recognise a server's or hoster's own page where a site used to be."""
    page, limits = page_of(check), context.pages.limits
    if page is None or page.words > limits.said_alone or page.published:
        return None
    said = says(page, PhraseKind.DEFAULT_PAGE, context.pages)
    if said is None or not said.alone:
        return None
    if said.phrase.exact and page.words > limits.parked_words:
        return None
    return ruled(
        LinkState.SUSPENDED,
        f"the {said.where} is that of a server without a site: {said.printed}",
        confidence=0.8,
    )


def parked(check: Check, context: Context) -> Ruling | None:
    """Recognise a page that sells the domain, told by its address, its frames or its words."""
    page = page_of(check)
    if page is None:
        return None
    for address in (check.observation.final_url, *map(_absolute, page.assets)):
        place = place_of(address, PlaceKind.PARKING, context.pages)
        if place and not place_of(context.url, PlaceKind.PARKING, context.pages):
            if page.words <= context.pages.limits.parked_words:
                return ruled(LinkState.PARKED, f"served by a page that sells domains: {address}")
            break
    if page.words > context.pages.limits.parked_words or page.published:
        return None
    split = parts(check.observation.final_url)
    host = split.host.removeprefix("www.") if split else ""
    said = says(page, PhraseKind.PARKED, context.pages, host)
    said = said if said and said.alone else text_says(page, PhraseKind.PARKED, context.pages)
    return ruled(LinkState.PARKED, f"the {said.where} says: {said.printed}") if said else None


def _absolute(address: str) -> str:
    return f"https:{address}" if address.startswith("//") else address


def taken_over(check: Check, context: Context) -> Ruling | None:
    """Recognise a lapsed domain bought for its links: gambling and the like where an article was.

    Told from words alone, so it is shown and never confirmed; against our own capture the
    rule of replaced pages confirms it.
    """
    page = page_of(check)
    if page is None or page.published:
        return None
    terms = count_said((page.title, page.h1), PhraseKind.TAKEOVER, context.pages)
    in_address = count_said((context.url,), PhraseKind.TAKEOVER, context.pages)
    if in_address or terms < context.pages.limits.takeover_terms:
        return None
    return Ruling(
        state=LinkState.USURPED,
        because=(f"title and heading name {terms} things sold on domains that were taken over",),
        confidence=0.6,
        confirmable=False,
    )


def not_found_page(check: Check, context: Context) -> Ruling | None:
    """Recognise a page whose title or heading says "not found", answered with success.

    The phrase must be all the title says, or the page be short: an article *about* missing
    pages is alive. A page that declares when it was published is an article.
    """
    page, limits = page_of(check), context.pages.limits
    if page is None or page.published:
        return None
    said = says(page, PhraseKind.NOT_FOUND, context.pages)
    if said and page.words <= (limits.said_alone if said.alone else limits.said_within):
        return ruled(
            LinkState.SOFT_404,
            f"answered {check.observation.status}, but the {said.where} says: {said.printed}",
            confidence=0.95 if said.alone else 0.8,
        )
    if page.words <= _SHORT and (said := text_says(page, PhraseKind.NOT_FOUND, context.pages)):
        return ruled(
            LinkState.SOFT_404,
            f"answered {check.observation.status}; all the page says is: {said.printed}",
            confidence=0.8,
        )
    return None


def same_as_sibling(check: Check, context: Context) -> Ruling | None:
    """Recognise a site that shows one page for any address, by one nobody can have published.

    Only where the run asked such an address of the same directory, and it was answered with
    success. Titles of templates may carry the address, so the wording is compared.
    """
    page, sibling = page_of(check), context.around.sibling
    seen = check.observation
    if page is None or sibling is None or seen.failure or seen.truncated:
        return None
    if min(page.words, sibling.words) < _SENTENCE:
        return None
    limit = context.pages.limits.same_page
    if min(containment(page.text, sibling.text), containment(sibling.text, page.text)) < limit:
        return None
    return ruled(
        LinkState.SOFT_404, "an invented address of the same directory shows the same page"
    )


def other_type(check: Check, context: Context) -> Ruling | None:
    """Recognise a page that came where a file was cited: gone if it says so, else doubtful."""
    page, split = page_of(check), parts(context.url)
    if page is None or split is None or not _FILE.search(split.path):
        return None
    if "html" not in check.observation.media_type:
        return None
    facts = f"a file was cited, and a page came ({check.observation.media_type})"
    said = says(page, PhraseKind.NOT_FOUND, context.pages)
    said = said or text_says(page, PhraseKind.NOT_FOUND, context.pages)
    if said and page.words <= context.pages.limits.said_alone:
        return ruled(LinkState.SOFT_404, facts, f"the {said.where} says: {said.printed}")
    return ruled(LinkState.CONTENT_CHANGED, facts, confidence=0.7)
