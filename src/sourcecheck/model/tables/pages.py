"""What pages that are not the cited page look like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sourcecheck.model.verdict import LinkState


class WallPart(StrEnum):
    """Where a wall shows itself."""

    HEADER = "header"
    TITLE = "title"  # the title or the first heading
    TEXT = "text"  # the visible text
    ID = "id"  # an element's id
    ASSET = "asset"  # the address of a script, frame or form target
    SCRIPT = "script"  # a script inside the page
    STATUS = "status"  # a status no server of pages sends


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """One sign that a machine between us and the page refused our check."""

    name: str  # "cloudflare-challenge"
    part: WallPart
    key: str  # the header's name in lower case; "" for other parts
    pattern: re.Pattern[str]
    hints: tuple[str, ...] = ()  # in small letters; what the pattern fits holds one; () = any may
    statuses: frozenset[int]  # only with one of these; empty = with any
    noindex: bool = False  # only on pages that ask not to be indexed
    bare: bool = False  # only on pages with hardly a link
    words: int | None  # only on pages with at most so many words; None = any
    state: LinkState
    told_by: str


class PhraseKind(StrEnum):
    """What a phrase says of the page that has it as its title or heading."""

    NOT_FOUND = "not_found"
    PARKED = "parked"
    DEFAULT_PAGE = "default_page"
    SUSPENDED = "suspended"
    LOGIN = "login"
    CONSENT = "consent"
    PAYWALL = "paywall"
    NEEDS_SCRIPT = "needs_script"
    GEO_BLOCK = "geo_block"
    TAKEOVER = "takeover"  # words of sites that buy lapsed domains for their links
    TROUBLE = "trouble"  # maintenance and server errors, said with success
    PAGE_NOUN = "page_noun"  # what may be missing: "page", "this article"
    ABSENT = "absent"  # what is said of it: "does not exist", "was deleted"
    CONNECTOR = "connector"  # what may stand between them: "you are looking for"
    HOSTER = "hoster"  # words by which a hoster speaks of its customers and their bills
    FILLER = "filler"  # "oops", "sorry": words that say nothing beside one of the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A phrase of one language."""

    words: str  # folded: letters unified, no case, no vowel signs
    language: str
    exact: bool = False  # must be all that a part of the title says
    own: bool = False  # short, but as a whole title it is like no headline
    told_by: str


class PlaceKind(StrEnum):
    """What an address is, by its host or path alone."""

    HOME = "home"  # path segments that still mean the front page: "index.html", "ar"
    ERROR = "error"
    ERROR_WORD = "error_word"  # a word of error pages, which may be a story's name as well
    LOGIN = "login"
    CONSENT = "consent"
    PARKING = "parking"
    SUSPENDED = "suspended"
    SEARCH = "search"
    LISTING = "listing"  # of a tag or topic, which may well have moved to a search page


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An address by its looks: both patterns must match."""

    kind: PlaceKind
    host: re.Pattern[str]  # on the whole host
    path: re.Pattern[str]  # searched in path and query
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLimits:
    """Thresholds of the content rules, in words of visible text unless said otherwise."""

    said_alone: int  # a page whose title is only a "not found" phrase: at most so long
    said_within: int  # a page whose title is a phrase of one or two words, or has few beside it
    said_among: int  # a page whose title holds one among other words, or that says it in its text
    said_number: int  # a page whose title is a bare number, "404"
    other_words: int  # words beside the phrase in a title that still counts as "only"
    wall_words: int  # login, consent and paywall pages, by their title
    text_words: int  # pages whose text is looked at for what their title does not say
    shell_words: int  # pages that are nothing but scripts
    parked_words: int
    hoster_words: int  # pages of hosters and landers that do not name the site they stand for
    replaced: float  # share of the first capture's 3-grams below which a page was replaced
    same_page: float  # share of 3-grams, both ways, from which on two pages are one
    compared_words: int  # pages shorter than this are not compared with their first capture
    takeover_terms: int  # distinct takeover phrases in title and heading
    shared_landing: int  # cited deep links of one host that may land on one page


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerKeys:
    """Keys of small JSON answers that say how a request went; folded to lower case."""

    status: frozenset[str] = frozenset()  # whose number is an HTTP status
    message: frozenset[str] = frozenset()  # whose text says what is wrong
    beside: frozenset[str] = frozenset()  # that stand beside them and say nothing of their own
    success: frozenset[str] = frozenset()  # that are false where the request failed
    failure: frozenset[str] = frozenset()  # that hold anything only where the request failed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PageTables:
    """The tables of ``data/web/`` about pages. Equal only to itself: indexes are kept by it."""

    walls: tuple[Wall, ...] = ()
    phrases: Mapping[PhraseKind, tuple[Phrase, ...]] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    limits: PageLimits
    answers: AnswerKeys = AnswerKeys()
    mounts: frozenset[str] = frozenset()  # ids of the elements that a site's scripts fill
    doors: tuple[str, ...] = ()  # words, folded, by which walls, logins and censors speak
