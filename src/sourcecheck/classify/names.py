"""An outlet's name in any script becomes the outlet, or says why it does not.

The steps go from sure to weak and stop at the first that answers: the whole name; a body of a
state; the name without what it is and whose ("the Saudi newspaper ..."); a misspelling; the
consonants of another script; the longest known name inside. Running text must never come
here: even exact names would fire on countries and ordinary words. Notes, datelines and
attributions do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from rapidfuzz import fuzz, process

from sourcecheck.classify.evidence import ambiguous, candidate, conclude, unknown
from sourcecheck.classify.index import aliases_at, index_of
from sourcecheck.classify.states import countries_in, state_voice
from sourcecheck.model import Classification, MatchStatus, Outlet
from sourcecheck.model.tables.outlets import Alias, NameIndex, OutletTables
from sourcecheck.text.nameindex import country_at
from sourcecheck.text.naming import (
    core_words,
    forms,
    key_of,
    plain_key,
    skeleton,
    undeclined,
    without_suffixes,
    words_of,
)
from sourcecheck.text.scripts import main_script

_PIECES = re.compile(r"[()\[\]|/،,;؛:«»“”\"]|\s[-–—]\s")

FUZZY_WORDS = "is spelled almost like"
"""How a misspelling is told; ``findings`` recognises it by this."""


@lru_cache(maxsize=4096)
def by_name(name: str, tables: OutletTables) -> Classification:
    """Classify a name as printed in a note, a dateline or an attribution.

    Kept for the names last asked for: one article gives the same voice many times.
    """
    index = index_of(tables)
    split = words_of(name)
    if len(split) > tables.limits.name_words:
        return unknown((f"{len(split)} words are no name",))
    if _nobody(split, index):
        return unknown((f"“{name.strip()}” names no outlet",))
    found = _whole(name, split, index, tables)
    if found is None:
        found = _pieces(name, index, tables)
    if found is None:
        found = _weaker(name, split, index, tables)
    return found or unknown((f"“{name.strip()}” is no name in the tables",))


def _nobody(split: list[str], index: NameIndex) -> bool:
    empty = index.words.get("nobody", frozenset())
    return all(not empty.isdisjoint(forms(word, index.words)) for word in split)


def _whole(
    name: str, split: list[str], index: NameIndex, tables: OutletTables
) -> Classification | None:
    hits = _exact(split, index)
    if hits and split:
        return _decide(name, hits, tables, MatchStatus.MATCH, "is a name of")
    return state_voice(name.strip(), split, index, tables)


def _pieces(name: str, index: NameIndex, tables: OutletTables) -> Classification | None:
    """Try what stands in brackets, between quotes or on either side of a bar or comma."""
    pieces = [piece for piece in _PIECES.split(name) if piece.strip()]
    if len(pieces) < 2:
        return None
    found = [_whole(piece, words_of(piece), index, tables) for piece in pieces]
    sure = [each for each in found if each and each.id and each.status is MatchStatus.MATCH]
    return sure[0] if len({each.id for each in sure}) == 1 else None


def _weaker(
    name: str, split: list[str], index: NameIndex, tables: OutletTables
) -> Classification | None:
    steps: tuple[_Step, ...] = (_by_case, _by_core, _by_spelling, _by_sound, _by_part)
    for step in steps:
        if found := step(name, split, index, tables):
            return found
    return None


_Step = Callable[[str, list[str], NameIndex, OutletTables], Classification | None]


def _exact(split: list[str], index: NameIndex) -> tuple[Alias, ...]:
    return aliases_at(index.exact.get(plain_key(split, index.words), ()), index)


def _by_case(
    name: str, split: list[str], index: NameIndex, tables: OutletTables
) -> Classification | None:
    """Read a name in another case: "Hürriyet'in", «Российской газеты».

    A name that is also a plain word is no name so: «власти» are the authorities, not a magazine.
    """
    hits: tuple[Alias, ...] = ()
    bare = without_suffixes(split, index.words)
    if bare != split:
        hits = _exact(bare, index)
    elif main_script(name) == "Cyrl" and name.lstrip(' «„“"')[:1].isupper():
        stem = key_of(undeclined(split, index.words))
        known = index.declined.get(stem, ()) if len(stem) >= tables.limits.fuzzy_letters else ()
        hits = tuple(hit for hit in aliases_at(known, index) if not hit.common)
    if not hits or len(countries_in(split, index)) == len(split):
        return None
    return _decide(name, hits, tables, MatchStatus.MATCH, "is a name of")


def _by_core(
    name: str, split: list[str], index: NameIndex, tables: OutletTables
) -> Classification | None:
    """Drop what the outlet is and whose; what was dropped may decide between namesakes."""
    kept = core_words(split, index.words)
    core, countries = _core(kept, index)
    only_countries = len(countries_in(kept, index)) == len(kept)
    hits = () if only_countries else _known(kept, index)
    if not hits and countries:
        hits = tuple(h for h in _known(core, index) if _country(h, tables) in countries)
    if not hits:
        return None
    # A channel is no newspaper of that name: a common word stays one.
    headed = bool(countries) or not any(_is(word, index, "channel") for word in split)
    return _decide(name, hits, tables, MatchStatus.PROBABLE, "without its kind is", headed=headed)


def _is(word: str, index: NameIndex, kind: str) -> bool:
    return not index.words.get(kind, frozenset()).isdisjoint(forms(word, index.words))


def _known(core: list[str], index: NameIndex) -> tuple[Alias, ...]:
    """Return whose whole name the words are; failing that, whose name without its kind.

    What is left of a name when its kind is gone must be long enough to be one.
    """
    key = key_of(core)
    places = index.exact.get(key, ()) or (index.cores.get(key, ()) if len(key) > 3 else ())
    return aliases_at(places, index)


def _core(kept: list[str], index: NameIndex) -> tuple[list[str], set[str]]:
    """Return the words that make the name, and the countries its other words name."""
    core: list[str] = []
    countries: set[str] = set()
    place = 0
    while place < len(kept):
        hit = country_at(kept, place, index)
        if hit and hit[0].type != "capital":
            countries.add(hit[0].country)
        else:
            core.extend(kept[place : place + (hit[1] if hit else 1)])
        place += hit[1] if hit else 1
    return core, countries


def _country(alias: Alias, tables: OutletTables) -> str:
    return candidate(tables.outlets[alias.outlet], tables).country


def _by_spelling(
    name: str, split: list[str], index: NameIndex, tables: OutletTables
) -> Classification | None:
    """Accept a misspelling when no other outlet's name is nearly as close."""
    kept = core_words(split, index.words)
    if len(countries_in(kept, index)) == len(kept):
        return None
    core, countries = _core(kept, index)
    hits = _near(key_of(kept), index, tables)
    if not hits and countries:
        near = _near(key_of(core), index, tables)
        hits = [hit for hit in near if _country(hit, tables) in countries]
    if len(_families(hits, tables)) != 1:
        return None
    return _decide(name, hits, tables, MatchStatus.PROBABLE, FUZZY_WORDS)


def _near(core: str, index: NameIndex, tables: OutletTables) -> list[Alias]:
    """Return the names spelled most like ``core``, all within the lead a winner needs."""
    limits = tables.limits
    if len(core) < limits.fuzzy_letters:
        return []
    near = process.extract(
        core,
        index.cores.keys(),
        scorer=fuzz.ratio,
        score_cutoff=limits.fuzzy_ratio - limits.fuzzy_lead,
        limit=12,
    )
    ranked = [
        (score, hit)
        for key, score, _ in near
        for hit in aliases_at(index.cores[key], index)
        if not hit.common
    ]
    if not ranked or ranked[0][0] < limits.fuzzy_ratio:
        return []
    return [hit for score, hit in ranked if score > ranked[0][0] - limits.fuzzy_lead]


def _by_sound(
    name: str, split: list[str], index: NameIndex, tables: OutletTables
) -> Classification | None:
    """Compare consonants with names of other scripts: "أزرتك" and "AZERTAC"."""
    core = core_words(split, index.words)
    sounds = skeleton(key_of(core))
    if len(sounds) < tables.limits.skeleton_letters or countries_in(split, index):
        return None
    script = main_script(name)
    hits = [
        hit
        for hit in aliases_at(index.skeletons.get(sounds, ()), index)
        if main_script(hit.text) != script
        and not _common(hit, index)
        and len(core_words(words_of(hit.text), index.words)) == len(core)
    ]
    if len(_families(hits, tables)) != 1:
        return None
    return _decide(name, hits, tables, MatchStatus.PROBABLE, "sounds like")


def _common(hit: Alias, index: NameIndex) -> bool:
    """Tell whether a name, or another of the outlet's names in any script, is a plain word.

    What is common in the outlet's own language is not made special by another script.
    """
    sounds = skeleton(key_of(core_words(words_of(hit.text), index.words)))
    return any(
        other.common and other.outlet == hit.outlet
        for other in aliases_at(index.skeletons.get(sounds, ()), index)
    )


def _by_part(
    name: str, split: list[str], index: NameIndex, tables: OutletTables
) -> Classification | None:
    """Find the longest known names among the words of a longer one; two of them are too many."""
    hits: list[Alias] = []
    rest = list(split)
    for length in range(len(split) - 1, 0, -1):
        for start in range(len(split) - length + 1):
            part = rest[start : start + length]
            if found := _contained(part, split, index, tables):
                hits.extend(found)
                rest[start : start + length] = [""] * length
    if not hits or _foreign([word for word in rest if word], hits[0], index, tables):
        return None
    return _decide(name, hits, tables, MatchStatus.PROBABLE, "contains a name of")


def _contained(
    part: list[str], split: list[str], index: NameIndex, tables: OutletTables
) -> list[Alias]:
    """Return the outlets of a part of a name, if it is long and special enough to count."""
    limits = tables.limits
    if "" in part or len(key_of(part)) < limits.contained_letters:
        return []
    hits = [hit for hit in _with_article(part, index) if not hit.common]
    if not hits or len(countries_in(part, index)) == len(part):
        return []
    if len(part) > 1:
        return hits
    rest = [word for word in split if word != part[0]]
    short = len(core_words(split, index.words)) <= limits.contained_words
    return hits if short and _introduced(part[0], rest, index) else []


def _introduced(word: str, rest: list[str], index: NameIndex) -> bool:
    """Tell whether the rest of a name shows that one word of it is an outlet's name.

    "Reuters reporter", "NATO spokesman", "Sputnik Azerbaijan"; not "Guardian Life Insurance".
    """
    if word in index.words.get("adjective", ()):
        return False
    shown = [any(_is(each, index, kind) for kind in _SHOWS) for each in rest]
    if any(shown):
        return True
    left = [each for each in rest if not any(_is(each, index, kind) for kind in _EXPLAINED)]
    return len(countries_in(left, index)) == len(left)


_SHOWS = ("head", "institution", "role")
_EXPLAINED = ("adjective", "body", "filler")


def _foreign(rest: list[str], hit: Alias, index: NameIndex, tables: OutletTables) -> bool:
    """Tell whether the rest of a name gives another country.

    A Russian expert who is an official of the CIS speaks for neither for certain.
    """
    told = {word.country for word in countries_in(rest, index) if word.type in _NATIONAL}
    return bool(told - {_country(hit, tables)})


_NATIONAL = ("demonym", "stem")


def _with_article(part: list[str], index: NameIndex) -> tuple[Alias, ...]:
    for first in forms(part[0], index.words):
        if hits := _exact([first, *part[1:]], index):
            return hits
    return ()


def _families(hits: Iterable[Alias], tables: OutletTables) -> set[str]:
    return {_family(hit.outlet, tables) for hit in hits}


def _family(outlet: str, tables: OutletTables) -> str:
    """Return the brand an outlet belongs to; editions of one broadcaster are no namesakes."""
    for _ in range(4):
        outlet = tables.parents.get(outlet, outlet)
    return outlet


def _decide(
    name: str,
    hits: Iterable[Alias],
    tables: OutletTables,
    status: MatchStatus,
    how: str,
    *,
    headed: bool = False,
) -> Classification:
    """Choose among the outlets a name may mean, or say that it cannot be chosen.

    A name of the user's own list wins; then names that are not also ordinary words, unless a
    word such as "newspaper" made clear that an outlet is meant (``headed``).
    """
    known = list(hits)
    strong = [hit for hit in known if hit.preferred]
    strong = strong or [hit for hit in known if not hit.common] or (known if headed else [])
    families = _families(strong, tables)
    if len(families) != 1:
        meant = list(dict.fromkeys(hit.outlet for hit in strong or known))
        reason = (
            f"“{name.strip()}” {'names several outlets' if strong else 'is also a common word'}"
        )
        return ambiguous([tables.outlets[id_] for id_ in meant], tables, (reason,))
    chosen = _edition(strong, families.pop(), tables)
    reason = f"“{name.strip()}” {how} {chosen.name} ({strong[0].told_by})"
    return conclude(
        chosen, tables, status=status, because=(reason,), confidence=_confidence(how, tables)
    )


def _edition(hits: list[Alias], family: str, tables: OutletTables) -> Outlet:
    """Return the one outlet meant, or the brand where several of its editions are."""
    meant = dict.fromkeys(hit.outlet for hit in hits)
    return tables.outlets[next(iter(meant)) if len(meant) == 1 else family]


def _confidence(how: str, tables: OutletTables) -> float:
    limits = tables.limits
    return {
        "is a name of": limits.exact,
        "without its kind is": limits.core,
        FUZZY_WORDS: limits.fuzzy,
        "sounds like": limits.skeleton,
        "contains a name of": limits.contained,
    }[how]
