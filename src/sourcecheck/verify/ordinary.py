"""Telling that no rule can speak of a long page answered with success, without asking each.

Nearly all links of a run are such pages. What rules speak of is a short page, words in the
title or the first heading, a sign in the head, a redirect, a failure: where there is none of
these the page is there. ``judge`` asks this first, and the rules of everything else.
"""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass

from sourcecheck.model.tables.pages import PageTables, PhraseKind, WallPart
from sourcecheck.model.web import Check
from sourcecheck.verify.phrases import hears_only
from sourcecheck.verify.rules.walls import AS_BROWSER
from sourcecheck.verify.soft404 import NAMES_FILE

_OK = 200
_HARMLESS = frozenset({PhraseKind.HOSTER})  # says nothing without another phrase


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What a table of pages leaves unsaid."""

    words: int  # no rule speaks of a page with so many, but by title, heading or head
    headers: frozenset[str]  # names that a sign of a wall may stand in, with status 200


def enough_words(pages: PageTables) -> int:
    """Return how many words a page must have that no rule speaks of but by title or heading."""
    return _bounds(pages).words


def is_silent(title: str, h1: str, pages: PageTables) -> bool:
    """Tell whether neither title nor heading holds a phrase that a rule listens for."""
    return hears_only(title, h1, _HARMLESS, pages)


def is_ordinary(url: str, check: Check, pages: PageTables) -> bool:
    """Tell whether every rule but ``alive`` is silent about a first look at an address.

    ``url`` is the address as cited. False says nothing: the rules have to be asked. What the
    run knows beside the look must be no more than where redirects led.
    """
    seen, page = check.observation, check.page
    if page is None or seen.status != _OK or seen.failure is not None or seen.hops:
        return False
    if seen.truncated or not seen.body_size or seen.vantage == AS_BROWSER:
        return False
    bounds = _bounds(pages)
    if page.words < bounds.words or page.paywalled or "#" in url or NAMES_FILE.search(url):
        return False
    for name, _ in seen.headers:
        if name in bounds.headers:
            return False
    return is_silent(page.title, page.h1, pages)


@functools.lru_cache(maxsize=4)
def _bounds(pages: PageTables) -> _Bounds:
    limits = pages.limits
    rows = [row for row in pages.walls if not row.statuses or _OK in row.statuses]
    shown = [row for row in rows if row.part not in {WallPart.HEADER, WallPart.STATUS}]
    signed = any(row.part is WallPart.STATUS and row.pattern.search(str(_OK)) for row in rows)
    words = sys.maxsize
    if not signed and all(row.words is not None for row in shown):
        short = (limits.text_words, limits.parked_words, limits.shell_words, limits.said_among)
        words = 1 + max(*short, *(row.words for row in shown if row.words is not None))
    headers = frozenset(row.key for row in rows if row.part is WallPart.HEADER)
    return _Bounds(words=words, headers=headers)
