"""The gazetteer as it was read and checked, kept in one file that is quick to open.

The first line holds a digest of all files it was made from, and it is used only where they are
still the same; it is nobody's source. Then come the tables that every look-up needs, as JSON;
then the outlets and their names, end to end, each read only when somebody asks for it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar, overload

import orjson

from sourcecheck.data.files import PACKAGED, names
from sourcecheck.model import Claim, Outlet
from sourcecheck.model.tables.outlets import (
    Alias,
    CountryWord,
    Key,
    ListSource,
    NameIndex,
    Settled,
)

_VERSION = 2
_NAME = "gazetteer.compiled"
_OWN_NAME = ".compiled"
_MADE_FROM = ("sources.csv", "countries.csv", "names/words.csv")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """Everything read from the lists of outlets, as ``OutletTables`` takes it."""

    outlets: Mapping[str, Outlet]
    keys: Mapping[str, Key]
    parents: Mapping[str, str]
    index: NameIndex
    countries: Sequence[CountryWord]
    words: Mapping[str, frozenset[str]]
    sources: Mapping[str, ListSource]
    settled: Mapping[str, Settled]


class Lazy(Mapping[str, _T]):
    """A mapping whose values are made when they are first asked for."""

    __slots__ = ("_made", "_make", "_raw")

    def __init__(self, raw: Mapping[str, Any], make: Callable[[Any], _T]) -> None:
        self._raw = raw
        self._make = make
        self._made: dict[str, _T] = {}

    def __getitem__(self, key: str) -> _T:
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._make(self._raw[key])
        return found

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of ``key``, or ``default``; no exception is made for a miss."""
        return self[key] if key in self._raw else default

    def __contains__(self, key: object) -> bool:
        return key in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


class LazyRow(Sequence[_T]):
    """A sequence whose values are made each time they are asked for."""

    __slots__ = ("_make", "_raw")

    def __init__(self, raw: Sequence[Any], make: Callable[[Any], _T]) -> None:
        self._raw = raw
        self._make = make

    @overload
    def __getitem__(self, place: int) -> _T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[_T]: ...
    def __getitem__(self, place: int | slice) -> _T | Sequence[_T]:
        if isinstance(place, slice):
            return [self._make(each) for each in self._raw[place]]
        return self._make(self._raw[place])

    def __len__(self) -> int:
        return len(self._raw)


def compiled_path(extra: Path | None) -> Path | None:
    """Return where the compiled form is kept: beside the lists it was made from."""
    if extra is not None:
        return extra / _OWN_NAME
    folder = PACKAGED.joinpath(_NAME)
    return folder if isinstance(folder, Path) else None


def read_compiled(path: Path | None, own: Sequence[Path]) -> Compiled | None:
    """Return what is kept at ``path``, or ``None`` where it is not of these very files."""
    if path is None:
        return None
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    head = kept[: kept.find(b"\n") + 1]
    digest, _, size = head.decode("ascii", "replace").partition(" ")
    if digest != made_from(own) or not size.strip().isdigit():
        return None
    start = len(head) + int(size)
    return _opened(orjson.loads(kept[len(head) : start]), kept[start:])


def write_compiled(path: Path | None, found: Compiled, own: Sequence[Path]) -> None:
    """Keep ``found`` at ``path`` for the next start; a folder nobody may write to is let be."""
    if path is None:
        return
    outlets, aliases = _texts(found.outlets.values()), _texts(found.index.aliases)
    tables = orjson.dumps(_closed(found) | {
        "outlets": {"ids": list(found.outlets), "sizes": [len(text) for text in outlets]},
        "aliases": [len(text) for text in aliases],
    })  # fmt: skip
    head = f"{made_from(own)} {len(tables)}\n".encode()
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(b"".join((head, tables, *outlets, *aliases)))
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)


def made_from(own: Sequence[Path]) -> str:
    """Return one digest over the names and bytes of all lists of outlets."""
    total = hashlib.blake2b(f"{_VERSION}".encode(), digest_size=16)
    listed = [f"outlets/{name}" for name in names(PACKAGED.joinpath("outlets"), ".csv")]
    for name in (*_MADE_FROM, *listed):
        total.update(name.encode() + b"\0" + PACKAGED.joinpath(name).read_bytes() + b"\0")
    for path in own:
        total.update(str(path.name).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _closed(found: Compiled) -> dict[str, Any]:
    """Return the tables every look-up needs; a single place stands without its list."""
    index = found.index
    return {
        "keys": {key: f"{known.outlet}\t{known.told_by}" for key, known in found.keys.items()},
        "parents": dict(found.parents),
        "maps": {
            name: {key: _one(places) for key, places in getattr(index, name).items()}
            for name in _NUMBERED
        },
        "country_words": {key: _text(each) for key, each in index.countries.items()},
        "stems": {key: _text(each) for key, each in index.stems.items()},
        "folded": {name: sorted(words) for name, words in index.words.items()},
        "countries": [_text(each) for each in found.countries],
        "words": {name: sorted(words) for name, words in found.words.items()},
        "sources": {tag: _text(each) for tag, each in found.sources.items()},
        "settled": {name: _text(each) for name, each in found.settled.items()},
    }


_NUMBERED = ("exact", "cores", "skeletons", "declined")


def _one(places: Sequence[int]) -> int | list[int]:
    return places[0] if len(places) == 1 else list(places)


def _places(kept: int | list[int]) -> Sequence[int]:
    return (kept,) if isinstance(kept, int) else tuple(kept)


def _opened(kept: Mapping[str, Any], texts: bytes) -> Compiled:
    ids, sizes = kept["outlets"]["ids"], kept["outlets"]["sizes"]
    slices = _slices([*sizes, *kept["aliases"]])
    aliases = LazyRow(slices[len(ids) :], lambda at: Alias(**_cells(Alias, texts[at[0] : at[1]])))
    return Compiled(
        outlets=Lazy(
            dict(zip(ids, slices, strict=False)), lambda at: _outlet(texts[at[0] : at[1]])
        ),
        keys=Lazy(kept["keys"], _key),
        parents=kept["parents"],
        index=NameIndex(
            aliases=aliases,
            **{name: Lazy(kept["maps"][name], _places) for name in _NUMBERED},
            countries=Lazy(kept["country_words"], _country),
            stems=Lazy(kept["stems"], _country),
            words={name: frozenset(words) for name, words in kept["folded"].items()},
        ),
        countries=LazyRow(kept["countries"], _country),
        words={name: frozenset(words) for name, words in kept["words"].items()},
        sources=Lazy(kept["sources"], lambda text: ListSource(**_cells(ListSource, text))),
        settled=Lazy(kept["settled"], lambda text: Settled(**_cells(Settled, text))),
    )


def _slices(sizes: Sequence[int]) -> list[tuple[int, int]]:
    ends = list(accumulate(sizes))
    return list(zip([0, *ends], ends, strict=False))


def _texts(values: Iterable[Any]) -> list[bytes]:
    return [_text(each).encode() for each in values]


def _text(value: Any) -> str:
    """Return a value's fields in their order, as JSON."""
    return orjson.dumps([_plain(getattr(value, part.name)) for part in fields(value)]).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and value and isinstance(value[0], Claim):
        return [[getattr(each, part.name) for part in fields(each)] for each in value]
    return value


def _cells(kind: type, text: str | bytes) -> dict[str, Any]:
    return dict(zip((part.name for part in fields(kind)), orjson.loads(text), strict=True))


def _country(text: str) -> CountryWord:
    return CountryWord(**_cells(CountryWord, text))


def _key(text: str) -> Key:
    outlet, _, told_by = text.partition("\t")
    return Key(outlet=outlet, told_by=told_by)


def _outlet(text: bytes) -> Outlet:
    cells = _cells(Outlet, text)
    told = [part.name for part in fields(Claim)]
    claims = tuple(Claim(**dict(zip(told, each, strict=True))) for each in cells["claims"])
    lists = {name: tuple(cells[name]) for name in ("keys", "names", "common_names")}
    return Outlet(id=cells["id"], name=cells["name"], claims=claims, **lists)
