"""Pages that are answered with success and are not the cited page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sourcecheck.model.tables.pages import PageTables, PhraseKind, PlaceKind
from sourcecheck.model.verdict import LinkState
from sourcecheck.model.web import Check, PageFacts
from sourcecheck.urls.parts import parts
from sourcecheck.verify import answers
from sourcecheck.verify.addresses import joined_address, place_of
from sourcecheck.verify.doors import door_word, may_be_a_shell, may_be_a_wall
from sourcecheck.verify.page import is_answer_type
from sourcecheck.verify.phrases import (
    Said,
    absence,
    count_said,
    hears,
    is_clause,
    is_named_in,
    is_subject,
    says,
    says_nothing_else,
    shown,
    text_says,
)
from sourcecheck.verify.prose import spoken
from sourcecheck.verify.rules.base import Context, Ruling, is_cut, page_of, ruled
from sourcecheck.verify.rules.walls import AS_BROWSER
from sourcecheck.verify.wording import containment

_FILES = r"\.(?:pdf|docx?|xlsx?|pptx?|zip|epub|csv)"
_FILE = re.compile(rf"/[^/:]+{_FILES}$", re.IGNORECASE)
NAMES_FILE = re.compile(_FILES, re.IGNORECASE)
"""What stands in every address that names a file, and in few others."""

_SENTENCE = 8  # words: less is no page to compare (guess)
_OWN_TITLE = 4  # words: "Apache2 Ubuntu Default Page" is no article's title ...
_BESIDE = 2  # ... with "It works" behind it, and with more it may be
_OPENING = 300  # code points: pages that sell a domain name it at the top
_FEW_PICTURES = 3  # more of them are a gallery, whatever its few words say (guess)
_NEARLY = 0.02  # of the words: a page that shows the address it was asked for (guess)
_MISSED = frozenset({PhraseKind.ABSENT})
_SOLD = frozenset({PhraseKind.TAKEOVER})
_MISSING = frozenset({404, 410})


def default_page(check: Check, context: Context) -> Ruling | None:
    """Recognise a server's or hoster's own page where a site used to be.

    Such pages are short, or have a title of four words and more that no article would take.
    """
    page, limits = page_of(check), context.pages.limits
    if page is None or page.words > limits.said_alone or page.published:
        return None
    said = says(page, PhraseKind.DEFAULT_PAGE, context.pages)
    if said is None or not said.alone or is_subject(said, context.url):
        return None
    long = len(said.phrase.words.split()) >= _OWN_TITLE and said.others <= _BESIDE
    if page.words > limits.parked_words and not long:
        return None
    if page.words > limits.hoster_words and not said.telling:
        return None
    return ruled(
        LinkState.SUSPENDED,
        f"the {said.where} is that of a server without a site: {said.printed}",
        confidence=0.8,
    )


def parked(check: Check, context: Context) -> Ruling | None:
    """Recognise a page that sells the domain, told by its address, its frames or its words.

    A page that sells *this* domain names it. One that only speaks of parking, or of selling
    domains in general, is an article or a shop.
    """
    page, limits = page_of(check), context.pages.limits
    if page is None or page.words > limits.parked_words:
        return None
    if not place_of(context.url, PlaceKind.PARKING, context.pages):
        for address in _addresses(check, page):
            if place_of(address, PlaceKind.PARKING, context.pages):
                fact = f"served by a page that sells domains: {address}"
                return ruled(LinkState.PARKED, fact, confidence=0.95)
    if page.published:
        return None
    opening = f"{page.title} {page.h1} {page.text[:_OPENING]}".lower()
    hosts = map(_host, (context.url, check.observation.final_url))
    host = next((one for one in hosts if one and one in opening), "")
    named = bool(host)
    if not named and page.words > limits.hoster_words:
        return None
    said = says(page, PhraseKind.PARKED, context.pages, host)
    said = said if said and said.alone else text_says(page, PhraseKind.PARKED, context.pages)
    if said is None or is_subject(said, context.url):
        return None
    return ruled(
        LinkState.PARKED,
        f"the {said.where} says: {said.printed}",
        confidence=0.95 if named else 0.8,
    )


def _host(url: str) -> str:
    split = parts(url)
    return split.host.removeprefix("www.") if split else ""


def _addresses(check: Check, page: PageFacts) -> Iterator[str]:
    """Yield the addresses that serve a page: its own, its frames' and scripts', where it leads."""
    here = check.observation.final_url
    yield here
    yield from map(_absolute, page.assets)
    for target in (page.script_redirect, page.refresh):
        if target:
            yield joined_address(here, target)


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
    if not hears(page, _SOLD, context.pages):
        return None
    terms = count_said((page.title, page.h1), PhraseKind.TAKEOVER, context.pages)
    if terms < context.pages.limits.takeover_terms:
        return None
    if is_named_in(page, context.url):  # it is what the address says it is
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
    pages is alive. A page that declares when it was published is an article. The less the
    title is like no other ("404" is a year and a car), the shorter the page must be, unless
    its text says the same in further words.
    """
    page, limits = page_of(check), context.pages.limits
    if page is None or page.published or page.words > limits.said_alone:
        return None
    if is_answer_type(check.observation.media_type):
        return None
    said = says(page, PhraseKind.NOT_FOUND, context.pages)
    if said and is_subject(said, context.url):
        return None
    if said and page.words <= _longest(said, page, context):
        return ruled(
            LinkState.SOFT_404,
            f"answered {check.observation.status}, but the {said.where} says: {said.printed}",
            confidence=0.95 if said.whole and said.telling else 0.8,
        )
    told = _absence(page, context)
    if told is None:
        return None
    fact = f"answered {check.observation.status}; all the page says is: {told}"
    return ruled(LinkState.SOFT_404, fact, confidence=0.7)


def _absence(page: PageFacts, context: Context) -> str | None:
    """Return the words by which a short page says that something is missing, or None."""
    pages, limits = context.pages, context.pages.limits
    if page.words <= limits.wall_words and hears(page, _MISSED, pages):
        for text in (page.title, page.h1):
            strangers = absence(text, pages)
            longest = limits.said_within if strangers else limits.wall_words
            named = is_named_in(page, context.url)
            if strangers is not None and page.words <= longest and not named:
                return shown(text)
    if page.pictures > _FEW_PICTURES or place_of(context.url, PlaceKind.SEARCH, pages):
        return None
    prose = spoken(page)
    return _missing(prose, pages) if prose.words <= limits.said_among else None


def _missing(page: PageFacts, pages: PageTables) -> str | None:
    """Return the words by which a text says that something is missing, or None."""
    said = text_says(page, PhraseKind.NOT_FOUND, pages)
    if said and is_clause(said, page.text, pages):
        return said.printed
    return None if absence(page.text, pages) is None else shown(page.text)


def _longest(said: Said, page: PageFacts, context: Context) -> int:
    """Return how long a page may be that its title still speaks of, in words."""
    limits = context.pages.limits
    if not said.alone:
        return limits.said_among
    if said.whole and said.telling:
        return limits.said_alone
    alone = limits.said_number if said.phrase.words.isdigit() else limits.said_within
    if page.words <= alone or page.words > limits.said_alone:
        return alone
    long = limits.said_alone if said.whole else limits.wall_words
    if text_says(page, PhraseKind.NOT_FOUND, context.pages, beside_title=True):
        return long
    return alone if absence(page.text, context.pages) is None else limits.wall_words


def not_found_answer(check: Check, context: Context) -> Ruling | None:
    """Recognise a small JSON or plain-text answer that says "not found", sent with success."""
    page, kind = page_of(check), check.observation.media_type
    if page is None or page.words > context.pages.limits.said_among:
        return None
    if kind == "text/plain":
        told = answers.Said(texts=(page.text,))
    elif is_answer_type(kind):
        told = answers.said_by(page.text, context.pages.answers)
    else:
        return None
    if not _says_missing(told, context.pages):
        return None
    fact = f"answered {check.observation.status}, but all it says is: {page.text[:_OPENING]}"
    return ruled(LinkState.SOFT_404, fact, confidence=0.8)


def _says_missing(told: answers.Said, pages: PageTables) -> bool:
    """Tell whether a small answer says "not found" and nothing else.

    One that calls itself a failure may say so in a sentence, or by the number of a status.
    """
    known = [one for one in told.texts if says_nothing_else(one, PhraseKind.NOT_FOUND, pages)]
    if not told.statuses.isdisjoint(_MISSING):
        return told.failed or bool(known)
    if told.failed:
        kinds = {PhraseKind.NOT_FOUND}
        return any(hears(PageFacts(title=one), kinds, pages) for one in told.texts)
    return bool(known) and len(known) == len(told.texts)


def trouble_page(check: Check, context: Context) -> Ruling | None:
    """Recognise a page of a server in trouble or under maintenance, sent with success."""
    page, limits = page_of(check), context.pages.limits
    if page is None or page.published or page.words > limits.parked_words:
        return None
    said = says(page, PhraseKind.TROUBLE, context.pages)
    if said is None or not said.alone or is_subject(said, context.url):
        return None
    if page.words > limits.hoster_words and not said.whole:
        return None
    return ruled(
        LinkState.SERVER_ERROR,
        f"answered {check.observation.status}, but the {said.where} says: {said.printed}",
        confidence=0.8,
    )


def same_as_sibling(check: Check, context: Context) -> Ruling | None:
    """Recognise a site that shows one page for any address, by one nobody can have published.

    Only where the run asked such an address of the same directory, and it was answered with
    success. Titles of templates may carry the address, so the wording is compared. A short page
    that says nothing for itself, or has a place for scripts to fill, may be one shell for all
    pages of a site; one with hardly a link, that has something to press or to run or is not to
    be indexed, may be a wall in words nobody listed, and so may one that speaks as doors do.
    None of them, where it says "not found".
    """
    page, sibling = page_of(check), context.around.sibling
    seen = check.observation
    if page is None or sibling is None or seen.failure or is_cut(seen):
        return None
    if min(page.words, sibling.words) < _SENTENCE or not (page.text and sibling.text):
        return None
    if not _may_be_one(page, sibling):
        return None
    limit = context.pages.limits.same_page
    if min(containment(page.text, sibling.text), containment(sibling.text, page.text)) < limit:
        return None
    fact = "an invented address of the same directory shows the same page"
    return _for_any_address(check, page, fact, context)


def _for_any_address(check: Check, page: PageFacts, fact: str, context: Context) -> Ruling | None:
    """Rule on a page that is shown for every address: missing, or a door, a shell, a wall."""
    prose, limits = spoken(page), context.pages.limits
    if prose.words <= limits.text_words and (missing := _missing(prose, context.pages)):
        return ruled(LinkState.SOFT_404, fact, f"and it says: {missing}", confidence=0.95)
    if check.observation.vantage == AS_BROWSER:
        return None  # refused to us, shown to browsers: nothing is known of the page itself
    if page.password_fields and prose.words <= limits.text_words:
        return ruled(LinkState.LOGIN_WALL, fact, "it has a password field", confidence=0.7)
    word = door_word(f"{page.title} {prose.text}", context.pages)
    if word and prose.words <= limits.hoster_words:
        because = f"a short page that may be a door: it says {shown(word)}"
        return ruled(LinkState.BLOCKED, fact, because, confidence=0.5)
    asks = page.controls > 0 and prose.words <= limits.hoster_words
    if asks or (page.words <= limits.parked_words and may_be_a_wall(page)):
        because = "it is short, and has something to press or to run: perhaps a wall"
        return ruled(LinkState.BLOCKED, fact, because, confidence=0.5)
    if page.words <= limits.text_words and may_be_a_shell(page, prose, context.pages):
        return ruled(LinkState.JS_ONLY, fact, f"{page.scripts} scripts may fill it", confidence=0.6)
    return ruled(LinkState.SOFT_404, fact, confidence=0.95)


def _may_be_one(page: PageFacts, sibling: PageFacts) -> bool:
    """Tell whether two pages may be one where no more than the start of their text was kept.

    Menus of large sites are longer than what is kept, and are the same on every page: there
    the headings and the length decide as well.
    """
    if all(one.words <= one.text.count(" ") + 1 for one in (page, sibling)):
        return True
    near = abs(page.words - sibling.words) <= _NEARLY * page.words
    return near and (page.title, page.h1) == (sibling.title, sibling.h1)


def other_type(check: Check, context: Context) -> Ruling | None:
    """Recognise a page that came where a file was cited: gone if it says so, else doubtful."""
    page = page_of(check)
    if page is None or "html" not in check.observation.media_type:
        return None
    if not NAMES_FILE.search(context.url):  # most addresses need not be taken apart
        return None
    split = parts(context.url)
    if split is None or not _FILE.search(split.path):
        return None
    facts = f"a file was cited, and a page came ({check.observation.media_type})"
    limits = context.pages.limits
    said, prose = says(page, PhraseKind.NOT_FOUND, context.pages), spoken(page)
    if said and page.words <= limits.said_alone and not page.published:
        return ruled(LinkState.SOFT_404, facts, f"the {said.where} says: {said.printed}")
    missing = _missing(prose, context.pages) if prose.words <= limits.text_words else None
    if missing and not page.published:
        return ruled(LinkState.SOFT_404, facts, f"the text says: {missing}")
    return ruled(LinkState.CONTENT_CHANGED, facts, confidence=0.7)
