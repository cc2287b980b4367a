"""The index of the names of a gazetteer: compiled ahead, or built once per set of tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sourcecheck.model.tables.outlets import Alias, NameIndex, OutletTables
from sourcecheck.text.nameindex import build_index

_GRAM = 3
_EDGE = "\x02"


def index_of(tables: OutletTables) -> NameIndex:
    """Return the index that came with ``tables``, else one built for the tables last used."""
    return tables.index or _built(tables)


@lru_cache(maxsize=4)
def _built(tables: OutletTables) -> NameIndex:
    return build_index(tables.aliases, tables.countries, tables.words)


def aliases_at(places: Iterable[int], index: NameIndex) -> tuple[Alias, ...]:
    """Return the names behind the numbers of an index."""
    return tuple(index.aliases[place] for place in places)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grams:
    """Which keys hold which three letters in a row, so that few must be compared."""

    keys: Sequence[str]
    holders: Mapping[str, Sequence[int]]


@lru_cache(maxsize=4)
def grams_of(index: NameIndex) -> Grams:
    """Return the three letters in a row of every whole name and core; built when first needed."""
    keys = list(dict.fromkeys((*index.exact, *index.cores)))
    holders: dict[str, list[int]] = {}
    for number, key in enumerate(keys):
        for gram in grams(key):
            if gram in holders:
                holders[gram].append(number)
            else:
                holders[gram] = [number]
    return Grams(keys=keys, holders=holders)


def grams(key: str) -> set[str]:
    """Return the three letters in a row of a key, its beginning and end marked."""
    whole = f"{_EDGE}{key}{_EDGE}"
    return {whole[n : n + _GRAM] for n in range(len(whole) - _GRAM + 1)}


def like(key: str, ratio: float, known: Grams) -> list[str]:
    """Return the keys that may be as similar to ``key`` as ``ratio`` (0-100) asks, and others.

    A similarity of r between keys of n and m letters leaves (1 - r)(n + m) insertions and
    deletions; m is at most n r / (2 - r) apart. Each spoils at most three of the grams, so one
    of the rarest grams, taken one more than can be spoiled, must be in any key as similar
    (prefix filtering: Chaudhuri, Ganti, Kaushik 2006).
    """
    share = ratio / 100
    length = len(key)
    spoiled = int((1 - share) * (length + length * (2 - share) / share))
    ranked = sorted(grams(key), key=lambda gram: len(known.holders.get(gram, ())))
    found: set[int] = set()
    for gram in ranked[: spoiled * _GRAM + 1]:
        found.update(known.holders.get(gram, ()))
    low, high = length * share / (2 - share), length * (2 - share) / share
    return [each for number in found if low <= len(each := known.keys[number]) <= high]
