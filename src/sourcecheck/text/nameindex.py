"""The names of a gazetteer, made ready to be looked up.

An index can be built when it is needed or compiled ahead: its maps hold nothing but strings
and numbers, the places of names in the list it was built from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from sourcecheck.model.tables.outlets import Alias, CountryWord, NameIndex
from sourcecheck.text.naming import (
    Words,
    all_words,
    consonants,
    core_words,
    flag,
    folded_words,
    forms,
    key_of,
    latin,
    plain_key,
    settled_key,
    undeclined,
)
from sourcecheck.text.scripts import main_script

DECLINING = frozenset({"Cyrl", "Armn", "Geor"})
"""Scripts whose languages write cases as endings, without a mark before them."""

INDEX_VERSION = 7
"""Raised when the same names would be indexed otherwise: what was compiled is then made anew."""

_MAX_WORDS = 5  # of a country's name


def build_index(
    aliases: Sequence[Alias], countries: Sequence[CountryWord], words: Words
) -> NameIndex:
    """Return the look-up tables over ``aliases``; ``words`` are classes of words as printed.

    A later list of the user's own goes behind the others in ``aliases``: it is preferred by
    what its aliases say, not by its place.
    """
    known = folded_words(words)
    split = all_words(alias.text for alias in aliases) if aliases else []
    cores = _grouped(key_of(core_words(each, known)) for each in split)
    return NameIndex(
        aliases=aliases,
        exact=_grouped(plain_key(each, known) for each in split),
        cores=cores,
        skeletons=_skeletons(cores),
        declined=_declined(aliases, split, known),
        countries=_countries(countries),
        stems={settled_key(each.text): each for each in countries if each.type == "stem"},
        words=known,
    )


def _grouped(keys: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return the places of each key; what has no key is left out."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        if key:
            found[key].append(place)
    return {key: tuple(places) for key, places in found.items()}


def _skeletons(cores: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, ...]]:
    """Return the names by the consonants of their cores."""
    found: dict[str, list[int]] = defaultdict(list)
    skeletons = consonants("\n".join(map(latin, cores))).split("\n")  # as one text
    for sounds, places in zip(skeletons, cores.values(), strict=bool(cores)):
        found[sounds].extend(places)
    return {key: tuple(places) for key, places in found.items() if key}


def _declined(
    aliases: Sequence[Alias], split: Sequence[list[str]], words: Words
) -> dict[str, tuple[int, ...]]:
    """Return the names in scripts that decline, by their words without endings of case."""
    return _grouped(
        key_of(undeclined(each, words)) if main_script(alias.text) in DECLINING else ""
        for alias, each in zip(aliases, split, strict=True)
    )


def _countries(countries: Sequence[CountryWord]) -> dict[str, CountryWord]:
    names = [word for word in countries if word.type != "stem"]
    split = all_words(word.text for word in names)
    flags = {flag(word.country): word for word in reversed(names) if word.type == "name"}
    return flags | {" ".join(each): word for word, each in zip(names, split, strict=bool(names))}


PLACES = frozenset({"name", "shared", "case", "demonym", "capital", "stem"})
"""Types of words that name a country, in an outlet's name as elsewhere."""

_NOWHERE = frozenset({"other", "territory"})  # "Latin America": words that name no country
_VOICES = frozenset({"office", "union"})  # "the Kremlin", "the UN"


def country_at(
    split: Sequence[str], place: int, index: NameIndex, types: frozenset[str] = PLACES
) -> tuple[CountryWord, int] | None:
    """Return the country named at ``place`` and how many words name it, longest first."""
    several = not _openings(index).isdisjoint(forms(split[place], index.words))
    longest = min(_MAX_WORDS, len(split) - place) if several else 1
    for length in range(longest, 0, -1):
        for words in _readings(split[place : place + length], index):
            found = index.countries.get(words)
            if found and found.type in types:
                return found, length
    stem = _stem(split[place], index)
    return (stem, 1) if stem else None


@lru_cache(maxsize=4)
def _openings(index: NameIndex) -> frozenset[str]:
    """Return the words that open a country's name of several words: most words open none."""
    return frozenset(name.partition(" ")[0] for name in index.countries if " " in name)


def _readings(part: Sequence[str], index: NameIndex) -> Iterator[str]:
    """Yield some words as written, without what is written into the first, or ends the last."""
    if len(part) == 1:
        yield from forms(part[0], index.words)
        return
    first, middle, last = part[0], part[1:-1], part[-1]
    for opening in forms(first, index.words):
        yield " ".join((opening, *middle, last))
        if "'" in last:  # "South Korea's"
            yield " ".join((opening, *middle, last.partition("'")[0]))


def _stem(word: str, index: NameIndex) -> CountryWord | None:
    """Return the country whose stem opens ``word``; an ending has at most six letters."""
    for length in range(len(word), max(2, len(word) - 7), -1):
        if found := index.stems.get(word[:length]):
            return found
    return None


Named = tuple[int, int, CountryWord]
"""Where a country is named: the first word, the one behind the last, and what is known of it."""


def countries_named(split: Sequence[str], index: NameIndex) -> tuple[Named, ...]:
    """Return the countries named among words, in order, each by as many words as can be."""
    found = _named(tuple(split), index, PLACES | _NOWHERE)
    return tuple(named for named in found if named[2].type in PLACES)


def voices_named(split: Sequence[str], index: NameIndex) -> tuple[Named, ...]:
    """Return the countries, offices and unions of states named among words, in order.

    What is no country of its own ("Latin America", a disputed territory) is among them, with
    no country.
    """
    return _named(tuple(split), index, PLACES | _NOWHERE | _VOICES)


@lru_cache(maxsize=512)
def _named(split: tuple[str, ...], index: NameIndex, types: frozenset[str]) -> tuple[Named, ...]:
    found = []
    place = 0
    while place < len(split):
        hit = country_at(split, place, index, types)
        if hit:
            found.append((place, place + hit[1], hit[0]))
        place += hit[1] if hit else 1
    return tuple(found)
