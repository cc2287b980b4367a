"""Lay the user's lists over those that ship, without copying these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar, overload

from sourcecheck.data.compiled import Compiled
from sourcecheck.model.tables.outlets import NameIndex

_T = TypeVar("_T")


def overlaid(under: Compiled, own: Compiled) -> Compiled:
    """Return both as one; what ``own`` says of an outlet or a key goes before."""
    return Compiled(
        outlets=Over(under.outlets, own.outlets),
        keys=Over(under.keys, own.keys),
        parents={**under.parents, **own.parents},
        index=_index(under.index, own.index),
        countries=under.countries,
        words=under.words,
        sources=Over(under.sources, own.sources),
        settled=own.settled,
    )


def _index(under: NameIndex, own: NameIndex) -> NameIndex:
    """Return both indexes as one; the user's aliases stand behind the others."""
    shift = len(under.aliases)

    def both(name: str) -> Mapping[str, Sequence[int]]:
        return Both(getattr(under, name), getattr(own, name), shift)

    return NameIndex(
        aliases=Joined(under.aliases, own.aliases),
        exact=both("exact"),
        cores=both("cores"),
        skeletons=both("skeletons"),
        declined=both("declined"),
        countries=under.countries,
        stems=under.stems,
        words=under.words,
    )


class Over(Mapping[str, _T]):
    """Two mappings as one; a key of the upper hides the lower's."""

    __slots__ = ("_own", "_under")

    def __init__(self, under: Mapping[str, _T], own: Mapping[str, _T]) -> None:
        self._under = under
        self._own = own

    def __getitem__(self, key: str) -> _T:
        return self._own[key] if key in self._own else self._under[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of ``key``, or ``default``; no exception is made for a miss."""
        return self._own[key] if key in self._own else self._under.get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self._own or key in self._under

    def __iter__(self) -> Iterator[str]:
        return chain(self._under, (key for key in self._own if key not in self._under))

    def __len__(self) -> int:
        return len(self._under) + sum(key not in self._under for key in self._own)


class Both(Over[Sequence[int]]):
    """Two tables of places as one: a key of both has the places of both, the upper's shifted."""

    __slots__ = ("_shift",)

    def __init__(
        self, under: Mapping[str, Sequence[int]], own: Mapping[str, Sequence[int]], shift: int
    ) -> None:
        super().__init__(under, own)
        self._shift = shift

    def __getitem__(self, key: str) -> Sequence[int]:
        if key not in self._own:
            return self._under[key]
        return (*self._under.get(key, ()), *(self._shift + place for place in self._own[key]))

    def get(self, key: str, default: Any = None) -> Any:
        """Return the places of ``key``, or ``default``; no exception is made for a miss."""
        return self[key] if key in self._own else self._under.get(key, default)


class Joined(Sequence[_T]):
    """Two sequences as one, the second behind the first."""

    __slots__ = ("_first", "_second")

    def __init__(self, first: Sequence[_T], second: Sequence[_T]) -> None:
        self._first = first
        self._second = second

    @overload
    def __getitem__(self, place: int) -> _T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[_T]: ...
    def __getitem__(self, place: int | slice) -> _T | Sequence[_T]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        whole = len(self._first)
        place = place + len(self) if place < 0 else place
        return self._first[place] if place < whole else self._second[place - whole]

    def __len__(self) -> int:
        return len(self._first) + len(self._second)
