"""Whether a page's title or heading is a known phrase, in any of the table's languages."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from sourcecheck.model.tables.pages import PageTables, Phrase, PhraseKind
from sourcecheck.model.web import PageFacts
from sourcecheck.text.fold import fold_words, folded

_SEPARATOR = re.compile(r"\s[-|:/>~]+\s|[|•·»]|\s{2,}|[!?.…]+(?:\s|$)")
_NO_WORD = re.compile(r"[^\w']+")
SHOWN = 80
"""Code points of a title that a verdict repeats."""

_TELLING = 3  # words from which on a phrase is told apart from ordinary prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A phrase that was found, and where."""

    phrase: Phrase
    where: str  # "title", "heading", "text"
    printed: str  # as the page has it: the title, the heading, or the words in the text
    alone: bool  # it is all that the title says, beside the site's name


def says(page: PageFacts, kind: PhraseKind, pages: PageTables, site: str = "") -> Said | None:
    """Return the phrase of a kind that a page has as its title or heading, or None.

    ``site`` is the site's host name, which is left out of the count of other words.

    A phrase that is a whole part of the title ("404 - Page not found | The Daily") stands
    alone. One of three words or more may have few others beside it; a shorter one may not,
    because "not found" ends many a headline.
    """
    within: Said | None = None
    for where, text in (("title", page.title), ("heading", page.h1)):
        for segment in _segments(text, site):
            for phrase in pages.phrases.get(kind, ()):
                others = _others(segment, phrase.words)
                if others is None:
                    continue
                telling = _is_telling(phrase)
                if others <= (pages.limits.other_words if telling else 0):
                    return Said(phrase=phrase, where=where, printed=_short(text), alone=True)
                if telling and within is None:
                    within = Said(phrase=phrase, where=where, printed=_short(text), alone=False)
    return within


def text_says(page: PageFacts, kind: PhraseKind, pages: PageTables) -> Said | None:
    """Return the first phrase of three words or more in the visible text, or None."""
    text = _plain(page.text[:2000])
    for phrase in pages.phrases.get(kind, ()):
        if _is_telling(phrase) and _others(text, phrase.words) is not None:
            return Said(
                phrase=phrase, where="text", printed=_printed(page.text, phrase), alone=False
            )
    return None


def _short(text: str) -> str:
    """Return a title in quotation marks, cut where it is long."""
    plain = " ".join(text.split())
    return f"“{plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + '…'}”"


def _printed(text: str, phrase: Phrase) -> str:
    """Return a phrase as the text writes it; folded letters are for comparing, not for people."""
    shadow = fold_words(text[:2000])
    at = shadow.text.find(phrase.words)
    if at < 0:
        return _short(phrase.words)
    return _short(shadow.span(at, at + len(phrase.words)).of(text))


def count_said(texts: tuple[str, ...], kind: PhraseKind, pages: PageTables) -> int:
    """Count the different phrases of a kind in some texts, overlapping ones once."""
    plain = f" {' '.join(map(_plain, texts))} "
    found: list[str] = []
    for phrase in sorted(pages.phrases.get(kind, ()), key=lambda one: -len(one.words)):
        words = _plain(phrase.words)
        if f" {words} " in plain:
            found.append(words)
            plain = plain.replace(f" {words} ", "  ")
    return len(set(found))


def _segments(text: str, site: str) -> list[str]:
    """Return the parts of a title: what separators set apart, in plain folded words."""
    whole = folded(text[:500])
    if site:
        whole = whole.replace(site.lower(), " ").replace("  ", " ").strip()
    parts = [_plain(part) for part in _SEPARATOR.split(whole)]
    return [part for part in dict.fromkeys([*parts, _plain(whole)]) if part]


def _others(text: str, words: str) -> int | None:
    """Return how many words stand beside a phrase in a text; None = it is not there."""
    plain = _plain(words)
    if f" {plain} " not in f" {text} ":
        return None
    return len(text.split()) - len(plain.split())


@functools.lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return " ".join(_NO_WORD.sub(" ", folded(text)).split())


def _is_telling(phrase: Phrase) -> bool:
    return not phrase.exact and len(phrase.words.split()) >= _TELLING
