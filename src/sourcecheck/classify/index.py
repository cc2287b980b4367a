"""The index of the names of a gazetteer: compiled ahead, or built once per set of tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from sourcecheck.model.tables.outlets import Alias, NameIndex, OutletTables
from sourcecheck.text.nameindex import build_index

_LEAST = 3  # letters of a key that is compared
_SHORT = 9  # below, one slip is looked for
_LONG = 24  # below, two


def index_of(tables: OutletTables) -> NameIndex:
    """Return the index that came with ``tables``, else one built for the tables last used."""
    return _at_hand(tables.index) if tables.index else _built(tables)


@lru_cache(maxsize=4)
def _at_hand(index: NameIndex) -> NameIndex:
    """Return a compiled index with the few words that every name asks for read at once."""
    return replace(index, words=dict(index.words), stems=dict(index.stems))


@lru_cache(maxsize=4)
def _built(tables: OutletTables) -> NameIndex:
    return build_index(tables.aliases, tables.countries, tables.words)


def aliases_at(places: Iterable[int], index: NameIndex) -> tuple[Alias, ...]:
    """Return the names behind the numbers of an index."""
    return tuple(index.aliases[place] for place in places)


Pieces = Mapping[tuple[int, str], Sequence[str]]
"""Keys of one length, by the number of a piece and the piece."""


@lru_cache(maxsize=4)
def _by_length(index: NameIndex) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key in dict.fromkeys((*index.exact, *index.cores)):
        found[len(key)].append(key)
    return found


@lru_cache(maxsize=512)
def _pieces(index: NameIndex, length: int) -> Pieces:
    """Return whole names and cores of one length by their pieces; made when first needed."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    cuts = _cuts(length)
    for key in _by_length(index).get(length, ()):
        for number, (start, end) in enumerate(cuts):
            found[number, key[start:end]].append(key)
    return found


@lru_cache(maxsize=256)
def _cuts(length: int) -> tuple[tuple[int, int], ...]:
    """Return where a key of some length is cut: one piece more than slips are looked for."""
    number = _slips(length) + 1
    at = [length * n // number for n in range(number + 1)]
    return tuple(pairwise(at))


def _slips(length: int) -> int:
    return 1 if length < _SHORT else 2 if length < _LONG else 3


def alike(key: str, index: NameIndex) -> set[str]:
    """Return the keys that share a piece with ``key`` at nearly the same place.

    With at most n slips one of n + 1 pieces is whole (Li, Deng, Wang, Feng: Pass-Join, 2011).
    """
    found: set[str] = set()
    length = len(key)
    slips = _slips(length)
    for other in range(max(_LEAST + 1, length - slips), length + slips + 1):
        pieces = _pieces(index, other)
        for number, (start, end) in enumerate(_cuts(other)):
            apart = min(slips, max(number, abs(other - length)))
            for at in range(max(0, start - apart), min(length - (end - start), start + apart) + 1):
                found.update(pieces.get((number, key[at : at + end - start]), ()))
    return found
