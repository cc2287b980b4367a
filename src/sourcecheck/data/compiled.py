"""The gazetteer as it was read and checked, kept in one file that is quick to open.

The file is JSON. What most runs never look at (the claims of thousands of outlets, the words
for countries) stays text in it until somebody asks. It holds a digest of all files it was made
from and is used only where they are still the same; it is nobody's source.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
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

_VERSION = 1
_NAME = "gazetteer.json"
_OWN_NAME = ".compiled.json"
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
        kept = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    if not isinstance(kept, dict) or kept.get("made_from") != made_from(own):
        return None
    return _opened(kept)


def write_compiled(path: Path | None, found: Compiled, own: Sequence[Path]) -> None:
    """Keep ``found`` at ``path`` for the next start; a folder nobody may write to is let be."""
    if path is None:
        return
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(orjson.dumps(_closed(found) | {"made_from": made_from(own)}))
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
    """Return the JSON form: what is seldom wanted as text inside the text."""
    index = found.index
    return {
        "outlets": {id_: _text(each) for id_, each in found.outlets.items()},
        "keys": {key: f"{known.outlet}\t{known.told_by}" for key, known in found.keys.items()},
        "parents": dict(found.parents),
        "aliases": [_text(each) for each in index.aliases],
        "maps": {name: dict(getattr(index, name)) for name in _NUMBERED},
        "country_words": {key: _text(each) for key, each in index.countries.items()},
        "stems": {key: _text(each) for key, each in index.stems.items()},
        "folded": {name: sorted(words) for name, words in index.words.items()},
        "countries": [_text(each) for each in found.countries],
        "words": {name: sorted(words) for name, words in found.words.items()},
        "sources": {tag: _text(each) for tag, each in found.sources.items()},
        "settled": {name: _text(each) for name, each in found.settled.items()},
    }


_NUMBERED = ("exact", "cores", "skeletons", "declined")


def _opened(kept: Mapping[str, Any]) -> Compiled:
    aliases = LazyRow(kept["aliases"], lambda text: Alias(**_cells(Alias, text)))
    return Compiled(
        outlets=Lazy(kept["outlets"], _outlet),
        keys=Lazy(kept["keys"], _key),
        parents=kept["parents"],
        index=NameIndex(
            aliases=aliases,
            **kept["maps"],
            countries=Lazy(kept["country_words"], _country),
            stems=Lazy(kept["stems"], _country),
            words={name: frozenset(words) for name, words in kept["folded"].items()},
        ),
        countries=LazyRow(kept["countries"], _country),
        words={name: frozenset(words) for name, words in kept["words"].items()},
        sources=Lazy(kept["sources"], lambda text: ListSource(**_cells(ListSource, text))),
        settled=Lazy(kept["settled"], lambda text: Settled(**_cells(Settled, text))),
    )


def _text(value: Any) -> str:
    """Return a value's fields in their order, as JSON."""
    return orjson.dumps([_plain(getattr(value, part.name)) for part in fields(value)]).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and value and isinstance(value[0], Claim):
        return [[getattr(each, part.name) for part in fields(each)] for each in value]
    return value


def _cells(kind: type, text: str) -> dict[str, Any]:
    return dict(zip((part.name for part in fields(kind)), orjson.loads(text), strict=True))


def _country(text: str) -> CountryWord:
    return CountryWord(**_cells(CountryWord, text))


def _key(text: str) -> Key:
    outlet, _, told_by = text.partition("\t")
    return Key(outlet=outlet, told_by=told_by)


def _outlet(text: str) -> Outlet:
    cells = _cells(Outlet, text)
    told = [part.name for part in fields(Claim)]
    claims = tuple(Claim(**dict(zip(told, each, strict=True))) for each in cells["claims"])
    lists = {name: tuple(cells[name]) for name in ("keys", "names", "common_names")}
    return Outlet(id=cells["id"], name=cells["name"], claims=claims, **lists)
