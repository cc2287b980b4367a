"""Whether a page's title or heading is a known phrase, in any of the table's languages.

A table of several hundred phrases is not held against every title one by one: each phrase is
filed under its longest word, so that a title costs one look-up for each of its own words.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sourcecheck.model.tables.pages import PageTables, Phrase, PhraseKind
from sourcecheck.model.web import PageFacts
from sourcecheck.text.fold import fold_words, folded
from sourcecheck.verify.addresses import words_of

_SEPARATOR = re.compile(r"\s[-|:/>~]+\s|[|•·»]|\s{2,}|[!?.…]+(?:\s|$)")
_CLAUSE = re.compile(r"[!?.…,;:،؛。，！？|•·»¶–—]+|\s-\s")
_NO_WORD = re.compile(r"[^\w']+")
_ASCII_BLANKS = {  # the same for text in ASCII, ten times as fast
    code: " " for code in range(128) if _NO_WORD.match(chr(code))
}
SHOWN = 80
"""Code points of a title that a verdict repeats."""

_TITLE = 500  # code points of a title that are looked at
_TEXT = 2000  # code points of the visible text that are looked at
_STRANGERS = 2  # other words in a sentence about a missing page: a name, an adverb (guess)
_STATUS = 3  # digits of an HTTP status
_NAME = 4  # letters: shorter words of an address say nothing (guess)
_TELLING = 3  # words from which on a phrase is told apart from ordinary prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A phrase that was found, and where."""

    phrase: Phrase
    where: str  # "title", "heading", "text"
    printed: str  # as the page has it: the title, the heading, or the words in the text
    others: int  # words of the same part of the title beside it, but for "oops" and the like
    alone: bool  # it is all that the title says, or nearly, beside the site's name

    @property
    def whole(self) -> bool:
        """Whether it is all that this part of the title says."""
        return self.alone and not self.others

    @property
    def telling(self) -> bool:
        """Whether it is long enough to be told apart from the words of an ordinary headline."""
        return self.phrase.own or _is_telling(self.phrase)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A phrase made ready to be looked for."""

    place: int  # in the table: earlier rows win
    phrase: Phrase
    padded: str  # " page not found ", as a text of plain words holds it
    anchor: str  # its longest word: a text without it does not hold the phrase
    telling: bool


@dataclass(frozen=True, slots=True)
class _Index:
    """All phrases of a table: by kind, and by the word that each is filed under."""

    of_kind: Mapping[PhraseKind, tuple[_Ready, ...]]
    by_anchor: Mapping[str, tuple[tuple[PhraseKind, _Ready], ...]]
    anchors: Mapping[PhraseKind, tuple[str, ...]]  # of telling phrases
    plain_anchors: Mapping[PhraseKind, tuple[str, ...]]  # those a text in ASCII may hold
    fillers: frozenset[str]  # words that say nothing beside a phrase: "oops", "sorry"
    connectors: frozenset[str]  # and those of sentences about missing pages


_NOTHING: Mapping[PhraseKind, Sequence[_Ready]] = {}


def says(page: PageFacts, kind: PhraseKind, pages: PageTables, site: str = "") -> Said | None:
    """Return the phrase of a kind that a page has as its title or heading, or None.

    ``site`` is the site's host name, which is left out of the count of other words.

    A phrase that is a whole part of the title ("404 - Page not found | The Daily") stands
    alone. One of three words or more may have few others beside it; a shorter one may not,
    because "not found" ends many a headline.
    """
    index = _index(pages)
    held: Sequence[_Ready] = _heard(page.title, page.h1, pages).get(kind, ())
    if site and site in f"{page.title} {page.h1}".lower():  # without it, words meet that did not
        held = index.of_kind.get(kind, ())
    return _said(page, held, pages, site) if held else None


def hears(page: PageFacts, kinds: Collection[PhraseKind], pages: PageTables) -> bool:
    """Tell whether any phrase of some kinds stands anywhere in a page's title or heading."""
    heard = _heard(page.title, page.h1, pages)
    return any(kind in heard for kind in kinds)


def hears_only(title: str, h1: str, kinds: frozenset[PhraseKind], pages: PageTables) -> bool:
    """Tell whether no phrase stands in a title or heading but of some kinds."""
    heard = _heard(title, h1, pages)
    return not heard or heard.keys() <= kinds


def _said(page: PageFacts, held: Sequence[_Ready], pages: PageTables, site: str) -> Said | None:
    """Return the plainest of the phrases that stand in a title or heading."""
    found = [
        _as_said(ready, others, where, text, pages)
        for where, text in (("title", page.title), ("heading", page.h1))
        for segment in _segments(text, site)
        for ready in held
        if (others := _others(segment, ready, pages)) is not None
    ]
    told = [said for said in found if said.alone or _is_telling(said.phrase)]
    return max(told, key=lambda said: (said.alone, said.telling, -said.others), default=None)


def _as_said(ready: _Ready, others: int, where: str, text: str, pages: PageTables) -> Said:
    return Said(
        phrase=ready.phrase,
        where=where,
        printed=shown(text),
        others=others,
        alone=others <= (pages.limits.other_words if ready.telling else 0),
    )


def text_says(
    page: PageFacts, kind: PhraseKind, pages: PageTables, *, beside_title: bool = False
) -> Said | None:
    """Return the first phrase of three words or more in the visible text, or None.

    With ``beside_title`` the title and the heading, which stand in the text as well, are left
    out: the page must say it in further words.
    """
    index, text = _index(pages), page.text[:_TEXT]
    if beside_title:
        for part in sorted({page.title, page.h1} - {""}, key=len, reverse=True):
            text = text.replace(part, " ¶ ")
    anchors = index.plain_anchors if text.isascii() else index.anchors
    shadow = _folded(text)
    for anchor in anchors.get(kind, ()):  # a loop: any() costs twice as much for each
        if anchor in shadow:
            break
    else:
        return None
    plain = f" {_plain(text)} "
    for ready in index.of_kind[kind]:
        if ready.telling and ready.padded in plain:
            printed = _printed(text, ready.phrase)
            return Said(phrase=ready.phrase, where="text", printed=printed, others=0, alone=False)
    return None


def is_clause(said: Said, text: str, pages: PageTables) -> bool:
    """Tell whether a phrase is nearly all that one clause of a text says.

    "Page not found" is; "the page not found in the ship's log is still looked for" is a story.
    """
    index, padded = _index(pages), f" {_plain(said.phrase.words)} "
    for clause in _CLAUSE.split(folded(text[:_TEXT])):
        before, found, after = f" {_plain(clause)} ".partition(padded)
        words = (*before.split(), *after.split())
        if found and sum(1 for word in words if word not in index.connectors) <= _STRANGERS:
            return True
    return False


def absence(text: str, pages: PageTables) -> int | None:
    """Return how many strange words stand where a text says that a page is missing, or None.

    However it is worded: a noun for a page, a predicate for its absence, and between them words
    of such sentences ("the page you are looking for might have been removed"). With more than
    two others a sentence is about something else.
    """
    found = [_absence(segment, pages) for segment in _segments(text, "")]
    return min((one for one in found if one is not None), default=None)


def _absence(segment: str, pages: PageTables) -> int | None:
    index, padded = _index(pages), f" {segment} "
    absent = [one.padded for one in index.of_kind[PhraseKind.ABSENT] if one.padded in padded]
    if not absent:
        return None
    nouns = [one.padded for one in index.of_kind[PhraseKind.PAGE_NOUN] if one.padded in padded]
    if not nouns:
        return None
    rest = padded.replace(max(absent, key=len), "  ", 1).replace(max(nouns, key=len), "  ", 1)
    strangers = sum(1 for word in rest.split() if word not in index.connectors)
    return strangers if strangers <= _STRANGERS else None


def is_subject(said: Said, url: str) -> bool:
    """Tell whether an address names what its page says: then that is the page's subject.

    ``/2024/page-not-found-an-exhibition`` is no missing page, and ``/errors/404`` explains one.
    """
    named = f" {_plain(words_of(url))} "
    words = said.phrase.words.split()
    numbers = [word for word in words if word.isdigit() and len(word) == _STATUS]
    return f" {_plain(said.phrase.words)} " in named or any(f" {one} " in named for one in numbers)


def is_named_in(page: PageFacts, url: str) -> bool:
    """Tell whether a word of a page's name in its address stands in its title or heading."""
    shown = f"{_plain(page.title)} {_plain(page.h1)}".split()
    return any(
        len(word) >= _NAME and word in shown for word in _plain(words_of(url, last=True)).split()
    )


def says_nothing_else(text: str, kind: PhraseKind, pages: PageTables) -> Said | None:
    """Return the phrase of a kind that a text without title or markup consists of, or None."""
    facts = PageFacts(title=text)
    said = says(facts, kind, pages)
    return said if said and said.alone else None


def count_said(texts: tuple[str, ...], kind: PhraseKind, pages: PageTables) -> int:
    """Count the different phrases of a kind in some texts, overlapping ones once."""
    plain = f" {' '.join(map(_plain, texts))} "
    heard = [ready for of, ready in _candidates(plain, _index(pages)) if of is kind]
    found: set[str] = set()
    for ready in sorted(heard, key=lambda one: (-len(one.phrase.words), one.place)):
        if ready.padded in plain:
            found.add(ready.padded)
            plain = plain.replace(ready.padded, "  ")
    return len(found)


def shown(text: str) -> str:
    """Return a title in quotation marks, cut where it is long."""
    plain = " ".join(text.split())
    return f"“{plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + '…'}”"


def _printed(text: str, phrase: Phrase) -> str:
    """Return a phrase as the text writes it; folded letters are for comparing, not for people."""
    shadow = fold_words(text)
    at = shadow.text.find(phrase.words)
    if at < 0:
        return shown(phrase.words)
    return shown(shadow.span(at, at + len(phrase.words)).of(text))


@functools.lru_cache(maxsize=4)
def _index(pages: PageTables) -> _Index:
    of_kind = {kind: tuple(map(_ready, range(len(of)), of)) for kind, of in pages.phrases.items()}
    by_anchor: dict[str, list[tuple[PhraseKind, _Ready]]] = defaultdict(list)
    for kind, readies in of_kind.items():
        for ready in readies if kind not in _SILENT else ():
            by_anchor[ready.anchor].append((kind, ready))
    anchors = {
        kind: tuple(dict.fromkeys(ready.anchor for ready in readies if ready.telling))
        for kind, readies in of_kind.items()
    }
    fillers = _bare(of_kind, PhraseKind.FILLER)
    return _Index(
        of_kind=of_kind,
        by_anchor={anchor: tuple(filed) for anchor, filed in by_anchor.items()},
        anchors=anchors,
        plain_anchors={kind: tuple(filter(str.isascii, of)) for kind, of in anchors.items()},
        fillers=fillers,
        connectors=fillers | _bare(of_kind, PhraseKind.CONNECTOR),
    )


def _bare(of_kind: Mapping[PhraseKind, tuple[_Ready, ...]], kind: PhraseKind) -> frozenset[str]:
    return frozenset(ready.padded.strip() for ready in of_kind.get(kind, ()))


def _ready(place: int, phrase: Phrase) -> _Ready:
    words = phrase.words  # folded already: of most there is nothing to make plain
    plain = words if words.replace(" ", "").isalnum() else _plain(words)
    return _Ready(place, phrase, f" {plain} ", max(plain.split(), key=len), _is_telling(phrase))


@functools.lru_cache(maxsize=256)
def _heard(title: str, h1: str, pages: PageTables) -> Mapping[PhraseKind, Sequence[_Ready]]:
    """Return the phrases that stand anywhere in a title or heading, by kind, in table order."""
    plain = f" {_plain(title[:_TITLE])} {_plain(h1[:_TITLE])} "
    found: dict[PhraseKind, list[_Ready]] = {}
    for kind, ready in _candidates(plain, _index(pages)):
        if ready.padded in plain:
            found.setdefault(kind, []).append(ready)
    for held in found.values():
        held.sort(key=lambda one: one.place)
    return found or _NOTHING


_SILENT = frozenset({PhraseKind.PAGE_NOUN, PhraseKind.CONNECTOR, PhraseKind.FILLER})
"""Kinds that say nothing by themselves."""


def _candidates(plain: str, index: _Index) -> list[tuple[PhraseKind, _Ready]]:
    by_anchor = index.by_anchor
    words = set(plain.split())
    return [filed for word in words if word in by_anchor for filed in by_anchor[word]]


def _segments(text: str, site: str) -> list[str]:
    """Return the parts of a title: what separators set apart, in plain folded words."""
    whole = folded(text[:_TITLE])
    if site:
        whole = whole.replace(site.lower(), " ").replace("  ", " ").strip()
    parts = [_plain(part) for part in _SEPARATOR.split(whole)]
    return [part for part in dict.fromkeys([*parts, _plain(whole)]) if part]


def _others(segment: str, ready: _Ready, pages: PageTables) -> int | None:
    """Return how many telling words stand beside a phrase in a text; None = it is not there."""
    padded = f" {segment} "
    if ready.padded not in padded:
        return None
    before, _, after = padded.partition(ready.padded)
    fillers = _index(pages).fillers
    return sum(1 for word in (*before.split(), *after.split()) if word not in fillers)


@functools.lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII_BLANKS).split())
    return " ".join(_NO_WORD.sub(" ", folded(text)).split())


@functools.lru_cache(maxsize=8)
def _folded(text: str) -> str:
    return folded(text)


def _is_telling(phrase: Phrase) -> bool:
    return not phrase.exact and len(phrase.words.split()) >= _TELLING
