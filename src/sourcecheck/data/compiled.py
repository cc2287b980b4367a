"""The gazetteer as it was read and checked, kept in one file that is quick to open.

The first line holds a digest of all files it was made from, and it is used only where they are
still the same; it is nobody's source. Then come, as JSON, the tables that addresses need and
those that names need, and the outlets and aliases, end to end. What nobody asks for is not read:
an address needs no names, and most outlets are met in no article.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import accumulate, pairwise
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
from sourcecheck.text.nameindex import INDEX_VERSION

_VERSION = 5
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
    """A mapping that is read when it is first asked, and makes its values one by one."""

    __slots__ = ("_made", "_make", "_raw", "_read")

    def __init__(self, read: Callable[[], Mapping[str, Any]], make: Callable[[Any], _T]) -> None:
        self._read = read
        self._make = make
        self._raw: Mapping[str, Any] | None = None
        self._made: dict[str, _T] = {}

    def _rows(self) -> Mapping[str, Any]:
        if self._raw is None:
            self._raw = self._read()
        return self._raw

    def __getitem__(self, key: str) -> _T:
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._make(self._rows()[key])
        return found

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of ``key``, or ``default``; no exception is made for a miss."""
        return self[key] if key in self._rows() else default

    def __contains__(self, key: object) -> bool:
        return key in self._rows()

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows())

    def __len__(self) -> int:
        return len(self._rows())


class LazyRow(Sequence[_T]):
    """A sequence that is read when it is first asked, and makes its values each time."""

    __slots__ = ("_make", "_raw", "_read")

    def __init__(self, read: Callable[[], Sequence[Any]], make: Callable[[Any], _T]) -> None:
        self._read = read
        self._make = make
        self._raw: Sequence[Any] | None = None

    def _rows(self) -> Sequence[Any]:
        if self._raw is None:
            self._raw = self._read()
        return self._raw

    @overload
    def __getitem__(self, place: int) -> _T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[_T]: ...
    def __getitem__(self, place: int | slice) -> _T | Sequence[_T]:
        if isinstance(place, slice):
            return [self._make(each) for each in self._rows()[place]]
        return self._make(self._rows()[place])

    def __len__(self) -> int:
        return len(self._rows())


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
    digest, *sizes = head.decode("ascii", "replace").split() or [""]
    if digest != made_from(own) or len(sizes) != len(_PARTS):
        return None
    addresses, names_, _, texts = accumulate([len(head), *map(int, sizes), 0])
    return _opened(
        orjson.loads(kept[addresses:names_]),
        cache(lambda: orjson.loads(kept[names_:texts])),
        kept[texts:],
    )


_PARTS = ("addresses", "names")


def write_compiled(path: Path | None, found: Compiled, own: Sequence[Path]) -> None:
    """Keep ``found`` at ``path`` for the next start; a folder nobody may write to is let be."""
    if path is None:
        return
    outlets, aliases = _texts(found.outlets.values()), _texts(found.index.aliases)
    parts = [orjson.dumps(part) for part in (
        _addresses(found) | {"ids": list(found.outlets), "sizes": [len(text) for text in outlets]},
        _names(found) | {"aliases": [len(text) for text in aliases]},
    )]  # fmt: skip
    head = " ".join((made_from(own), *(str(len(part)) for part in parts)))
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(b"".join((f"{head}\n".encode(), *parts, *outlets, *aliases)))
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)


def made_from(own: Sequence[Path]) -> str:
    """Return one digest over the names and bytes of all lists of outlets."""
    total = _shipped().copy()
    for path in own:
        total.update(str(path.name).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


@cache
def _shipped() -> hashlib.blake2b:
    total = hashlib.blake2b(f"{_VERSION} {INDEX_VERSION}".encode(), digest_size=16)
    listed = [f"outlets/{name}" for name in names(PACKAGED.joinpath("outlets"), ".csv")]
    for name in (*_MADE_FROM, *listed):
        total.update(name.encode() + b"\0" + PACKAGED.joinpath(name).read_bytes() + b"\0")
    return total


def _addresses(found: Compiled) -> dict[str, Any]:
    """Return the tables that addresses need."""
    return {
        "keys": {key: f"{known.outlet}\t{known.told_by}" for key, known in found.keys.items()},
        "parents": dict(found.parents),
        "sources": {tag: _text(each) for tag, each in found.sources.items()},
    }


def _names(found: Compiled) -> dict[str, Any]:
    """Return the tables that names need; a single place stands without its list."""
    index = found.index
    return {
        **{
            name: {key: _one(places) for key, places in getattr(index, name).items()}
            for name in _NUMBERED
        },
        "country_words": {key: _text(each) for key, each in index.countries.items()},
        "stems": {key: _text(each) for key, each in index.stems.items()},
        "folded": {name: sorted(words) for name, words in index.words.items()},
        "countries": [_text(each) for each in found.countries],
        "words": {name: sorted(words) for name, words in found.words.items()},
        "settled": {name: _text(each) for name, each in found.settled.items()},
    }


_NUMBERED = ("exact", "cores", "skeletons", "declined")


def _one(places: Sequence[int]) -> int | list[int]:
    return places[0] if len(places) == 1 else list(places)


def _places(kept: int | list[int]) -> Sequence[int]:
    return (kept,) if isinstance(kept, int) else tuple(kept)


def _opened(
    kept: Mapping[str, Any], named: Callable[[], Mapping[str, Any]], texts: bytes
) -> Compiled:
    slices = _slices(kept["sizes"])
    start = slices[-1][1] if slices else 0
    aliases = LazyRow(
        lambda: _slices(named()["aliases"], start),
        lambda at: Alias(**_cells(Alias, texts[at[0] : at[1]])),
    )

    def of(name: str, make: Callable[[Any], _T]) -> Lazy[_T]:
        return Lazy(lambda: named()[name], make)

    outlets = dict(zip(kept["ids"], slices, strict=True))
    return Compiled(
        outlets=Lazy(lambda: outlets, lambda at: _outlet(texts[at[0] : at[1]])),
        keys=Lazy(lambda: kept["keys"], _key),
        parents=kept["parents"],
        index=NameIndex(
            aliases=aliases,
            **{name: of(name, _places) for name in _NUMBERED},
            countries=of("country_words", _country),
            stems=of("stems", _country),
            words=of("folded", frozenset),
        ),
        countries=LazyRow(lambda: named()["countries"], _country),
        words=of("words", frozenset),
        sources=Lazy(lambda: kept["sources"], lambda text: ListSource(**_cells(ListSource, text))),
        settled=of("settled", lambda text: Settled(**_cells(Settled, text))),
    )


def _slices(sizes: Sequence[int], start: int = 0) -> list[tuple[int, int]]:
    """Return where texts that stand end to end begin and end."""
    ends = list(accumulate(sizes, initial=start))
    return list(pairwise(ends))


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
    return dict(zip(_names_of(kind), orjson.loads(text), strict=True))


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(part.name for part in fields(kind))


def _country(text: str) -> CountryWord:
    return CountryWord(**_cells(CountryWord, text))


def _key(text: str) -> Key:
    outlet, _, told_by = text.partition("\t")
    return Key(outlet=outlet, told_by=told_by)


def _outlet(text: bytes) -> Outlet:
    cells = _cells(Outlet, text)
    told = _names_of(Claim)
    claims = tuple(Claim(**dict(zip(told, each, strict=True))) for each in cells["claims"])
    lists = {name: tuple(cells[name]) for name in ("keys", "names", "common_names")}
    return Outlet(id=cells["id"], name=cells["name"], claims=claims, **lists)
