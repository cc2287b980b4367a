"""A name without what stands around it: what the outlet is, whose, in which language, when.

The longest part that is a name in the tables wins: "Daily Sabah newspaper" is the Daily Sabah,
though "daily" and "newspaper" are both words for what an outlet is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from sourcecheck.classify.brands import (
    countries_of,
    edition,
    families,
    family,
    is_public,
)
from sourcecheck.classify.cases import CASED, as_listed, in_another_case, printed_big
from sourcecheck.classify.choice import CORE, WHOLE, Asked, conclusion, decide
from sourcecheck.classify.evidence import ambiguous
from sourcecheck.classify.index import aliases_at
from sourcecheck.classify.media import MEANT, fits, is_one, media_of
from sourcecheck.model import Classification
from sourcecheck.model.tables.outlets import Alias, NameIndex
from sourcecheck.text.fold import folded
from sourcecheck.text.nameindex import countries_named
from sourcecheck.text.naming import (
    core_words,
    forms,
    key_of,
    pairs,
    settled_key,
    words_of,
)
from sourcecheck.text.scripts import main_script

_SHORTEST = 4  # letters of what is left of a name
_LONGEST = 14  # words of a name whose parts are tried


Span = tuple[int, int, str, str]
"""Where a country is named: first word, word behind the last, country, type of the word."""

_LookUp = Callable[[list[str], Asked], tuple[Alias, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the words around a name tell."""

    called: bool  # whether a word says what the outlet is
    media: frozenset[str]  # "agency", "paper", "screen", "radio", "site"
    told: frozenset[str]  # countries named by adjective or by name
    behind: frozenset[str]  # of these, the ones that follow the name
    seats: frozenset[str]  # countries named by a city
    before: frozenset[str]  # of these, the ones before the name: "Tehran Times"
    languages: frozenset[str]
    big: bool  # whether the name between them is printed as one


def by_trimming(asked: Asked) -> Classification | None:
    """Return the outlet of the longest part of a name from which all else can be dropped."""
    if asked.split and (suffixes := _suffixes(asked)):
        kept = [word for word in asked.split if word not in suffixes]
        asked = replace(asked, split=kept, name=asked.name.replace("-", " "))
    split = asked.split
    if not split or len(split) > _LONGEST:
        return None
    spans = country_spans(split, asked.index)
    parts = list(_parts(split, spans, asked.index))
    found = _longest(asked, parts, spans, as_listed) or _longest(
        asked, parts, spans, in_another_case
    )
    return found and (_initials_of_many(asked, found) or found)


def _initials_of_many(asked: Asked, found: Classification) -> Classification | None:
    """Find the other outlets of the same initials: "APA news agency" is more than one."""
    core = core_words(asked.split, asked.index.words)
    if not found.id or len(key_of(core)) > _SHORTEST:
        return None
    media = media_of(asked.split, asked.index)
    bearers = [hit for hit in as_listed(core, asked) if fits(hit, media, asked)]
    if any(hit.preferred for hit in bearers):
        return None
    if main_script(asked.name) not in CASED:  # nor are there initials
        bearers = [hit for hit in bearers if not hit.common]
    ids = list(dict.fromkeys([found.id, *(hit.outlet for hit in bearers)]))
    if len({family(id_, asked.tables) for id_ in ids}) == 1:
        return None
    reason = f"“{asked.name.strip()}” names several outlets"
    return ambiguous([asked.tables.outlets[id_] for id_ in ids], asked.tables, (reason,))


def _longest(
    asked: Asked, parts: Sequence[tuple[int, int]], spans: Sequence[Span], look_up: _LookUp
) -> Classification | None:
    """Return the outlet of the longest parts that are names; two of one length may differ."""
    for length, several in groupby(parts, key=lambda part: part[1] - part[0]):
        found = [hit for part in several if (hit := _of_part(asked, part, spans, look_up))]
        known = {family(each.id, asked.tables) for each in found if each.id}
        if len(known) > 1:
            if len(own := [each for each in found if _under_its_name(each, asked)]) == 1:
                return own[0]
            outlets = [asked.tables.outlets[each.id] for each in found if each.id]
            reason = f"“{asked.name.strip()}” names several outlets"
            return ambiguous(outlets, asked.tables, (reason,))
        if found and (length or known):
            return found[0]
    return None


def _under_its_name(found: Classification, asked: Asked) -> bool:
    """Tell whether an outlet is asked for by what it calls itself: "Daily Sabah newspaper"."""
    name = settled_key(found.name)
    return len(words_of(found.name)) > 1 and name in settled_key(asked.name)


def _of_part(
    asked: Asked, part: tuple[int, int], spans: Sequence[Span], look_up: _LookUp
) -> Classification | None:
    start, end = part
    split = asked.split
    hits = look_up(split[start:end], asked)
    if not hits or _only_countries(start, end, spans):
        return None
    whole = end - start == len(split)
    if not whole and is_hollow(split[start:end], asked):
        return None
    return _agreed(asked, hits, _around(asked, start, end, spans), whole=whole)


def _parts(split: list[str], spans: Sequence[Span], index: NameIndex) -> Iterator[tuple[int, int]]:
    """Yield the parts that leave only words which can be dropped, longest first."""
    covered = {place for start, end, _, _ in spans for place in range(start, end)}
    last = len(split)
    front = next((n for n in range(last) if not _drops(split, n, covered, index, lead=True)), last)
    back = next(
        (n for n in range(last, 0, -1) if not _drops(split, n - 1, covered, index, lead=False)), 0
    )
    cut = [
        (start, end)
        for start in range(front + 1)
        for end in range(max(back, start + 1), last + 1)
        if end > start
    ]
    yield from sorted(cut, key=lambda part: (part[0] - part[1], part[0]))


def _drops(
    split: list[str], place: int, covered: set[int], index: NameIndex, *, lead: bool
) -> bool:
    word = split[place]
    if place in covered or word.isdecimal():
        return True
    words = forms(word, index.words)
    return not _droppable(index, lead=lead).isdisjoint(words)


def _suffixes(asked: Asked) -> set[str]:
    """Return the endings of case printed behind a hyphen or a quotation mark: "APA-nın"."""
    shown = folded(asked.name)
    cases = asked.index.words.get("case", frozenset())
    behind = {found for mark in _MARKS.findall(shown) for found in words_of(mark)}
    return {word for word in asked.split[1:] if word in cases and word in behind}


_MARKS = re.compile(r"(?<=\w[-\"»”])\w+")


_ROUND = ("head", "think", "filler", "adjective")
_IN_FRONT = ("lead", "article")
_BEHIND = ("trail",)


def _droppable(index: NameIndex, *, lead: bool) -> frozenset[str]:
    return _united(index, _IN_FRONT if lead else _BEHIND)


@lru_cache(maxsize=8)
def _united(index: NameIndex, more: tuple[str, ...]) -> frozenset[str]:
    none: frozenset[str] = frozenset()
    listed = [index.words.get(name, none) for name in (*_ROUND, *more)]
    return none.union(*listed, pairs(index.words.get("edition", none)))


def country_spans(split: list[str], index: NameIndex) -> list[Span]:
    """Return where countries are named: start, end, country, type of the word."""
    named = countries_named(split, index)
    return [(start, end, word.country, word.type) for start, end, word in named]


def _only_countries(start: int, end: int, spans: Sequence[Span]) -> bool:
    covered = {place for first, last, _, _ in spans for place in range(first, last)}
    return all(place in covered for place in range(start, end))


def is_hollow(part: list[str], asked: Asked) -> bool:
    """Tell whether a part of a name says only what an outlet is, and is not printed as a name."""
    known = _droppable(asked.index, lead=True)
    if any(known.isdisjoint(forms(word, asked.index.words)) for word in part):
        return False
    return not printed_big(part, asked.name)


def _around(asked: Asked, start: int, end: int, spans: Sequence[Span]) -> Around:
    split, index = asked.split, asked.index
    rest = [word for place, word in enumerate(split) if not start <= place < end]
    outside = [span for span in spans if span[1] <= start or span[0] >= end]
    named = [span for span in outside if span[3] != "capital"]
    tongues = pairs(index.words.get("edition", frozenset()))
    heads = index.words.get("head", frozenset())
    return Around(
        called=any(not heads.isdisjoint(forms(word, index.words)) for word in rest),
        media=media_of(rest, index),
        told=frozenset(span[2] for span in named),
        behind=frozenset(span[2] for span in named if span[0] >= end),
        seats=frozenset(span[2] for span in outside if span[3] == "capital"),
        before=frozenset(span[2] for span in outside if span[3] == "capital" and span[1] <= start),
        languages=frozenset(tongues[word] for word in rest if word in tongues),
        big=_as_name(split[start:end], asked),
    )


def _agreed(
    asked: Asked, hits: tuple[Alias, ...], around: Around, *, whole: bool
) -> Classification | None:
    """Choose among ``hits`` by what stands around the name; ``None`` = it contradicts all."""
    tables = asked.tables
    if whole:
        return decide(asked, hits, WHOLE, exact=True)
    fitting = [
        hit
        for hit in hits
        if fits(hit, around.media, asked) and around.before <= countries_of(hit.outlet, tables)
    ]
    if not fitting or (around.languages and not around.told and not around.big):
        return None
    if around.seats and all(hit.common for hit in fitting):
        fitting = [h for h in fitting if around.seats & countries_of(h.outlet, tables)]
    if around.told:
        at_home = [h for h in fitting if around.told & countries_of(h.outlet, tables)]
        if not at_home:
            return _edition_of(asked, fitting, around)
        fitting = at_home
    elif around.languages and (found := _edition_of(asked, fitting, around)):
        return found
    fitting = _narrowed(fitting, around, asked)
    headed = _headed(fitting, around, asked)
    if all(hit.common for hit in fitting) and not around.big:
        return None
    if not headed and all(hit.common for hit in fitting):
        return decide(asked, fitting, CORE) if around.called else None
    return decide(asked, fitting, CORE, headed=headed)


def _narrowed(hits: list[Alias], around: Around, asked: Asked) -> list[Alias]:
    """Of namesakes, prefer those that sit where the name says, and are what it says."""
    if len(families(hits, asked.tables)) == 1:
        return hits
    seated = [hit for hit in hits if around.seats & countries_of(hit.outlet, asked.tables)]
    hits = seated or hits
    if "paper" in around.media:
        return hits
    return [hit for hit in hits if is_one(hit, around.media, asked)] or hits


def _headed(hits: Sequence[Alias], around: Around, asked: Asked) -> bool:
    """Tell whether a plain word is made an outlet's name by what stands around it."""
    tables = asked.tables
    if around.told or any(around.seats & countries_of(h.outlet, tables) for h in hits):
        return True
    sorts = around.media & MEANT.keys()
    if sorts and not around.media - sorts:
        return any(is_one(hit, sorts, asked) for hit in hits)
    return bool(around.media)


def _as_name(part: list[str], asked: Asked) -> bool:
    """Tell whether a part of what is asked is printed as a name, where its script has capitals.

    "le monde arabe" is the Arab world, not the Arabic edition of a newspaper; nor is "Turkish
    foreign policy" an edition of a magazine.
    """
    articles = [asked.index.words.get(name, ()) for name in ("article", "definite")]
    named = [word for word in part if not any(word in known for known in articles)]
    return printed_big(named, asked.name) or asked.name.upper() == asked.name


def _edition_of(asked: Asked, hits: Sequence[Alias], around: Around) -> Classification | None:
    """Take a language or a country that is not the outlet's own as the name of an edition.

    Where there is no such edition: the language services of a brand are the brand; so are the
    foreign services of a state. A country behind a private brand may be a licence: unknown.
    """
    tables = asked.tables
    brands = families([hit for hit in hits if not hit.common], tables)
    if len(brands) != 1:
        return None
    brand = brands.pop()
    told_by = hits[0].told_by
    found = edition(brand, set(around.languages), set(around.told), asked.index, tables)
    if found:
        return conclusion(asked, found, CORE, told_by)
    if not around.big:
        return None
    if any(family(hit.outlet, tables) != hit.outlet for hit in hits):
        return None if around.told else decide(asked, hits, CORE)
    if around.languages or (around.told == around.behind and is_public(brand, tables)):
        return conclusion(asked, tables.outlets[brand], CORE, told_by)
    return None


def by_core(asked: Asked) -> Classification | None:
    """Compare what is left of a name without its kind with what is left of known names.

    One word alone may be any word: both must then say the same sort of medium.
    """
    index = asked.index
    core = core_words(asked.split, index.words)
    spans = country_spans(core, index)
    covered = {place for start, end, _, _ in spans for place in range(start, end)}
    told = {country for _, _, country, kind in spans if kind != "capital"}
    left = [word for place, word in enumerate(core) if place not in covered]
    if told and len(left) == len(core):
        return None
    media = media_of(asked.split, index)
    hits = [h for h in _stripped(core, asked) or _stripped(left, asked) if _same(h, media, asked)]
    if told:
        hits = [hit for hit in hits if told & countries_of(hit.outlet, asked.tables)]
    if len(families(hits, asked.tables)) != 1:
        return None
    return decide(asked, hits, CORE)


def _stripped(core: list[str], asked: Asked) -> tuple[Alias, ...]:
    key = key_of(core)
    return aliases_at(asked.index.cores.get(key, ()), asked.index) if len(key) >= _SHORTEST else ()


def _same(hit: Alias, media: frozenset[str], asked: Asked) -> bool:
    if hit.common or not fits(hit, media, asked):
        return False
    words = words_of(hit.text)
    own = media_of(words, asked.index)
    core = core_words(words, asked.index.words)
    if own & media:
        return True
    if len(words) > len(core) >= len(asked.split):
        return False  # a patron, a region, a party: nothing says that its outlet is meant
    if len(core) > 1:
        return True
    big = any(letter.isupper() for letter in asked.name)
    return big and not media and not own and len(key_of(core)) > _SHORTEST
