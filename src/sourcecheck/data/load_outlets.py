"""Read the gazetteer: the lists that ship with sourcecheck, and those of the user."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from sourcecheck.data.files import PACKAGED, Row, names, rows, toml
from sourcecheck.data.load_urls import load_urls
from sourcecheck.errors import DataError
from sourcecheck.model import Claim, Outlet
from sourcecheck.model.tables.outlets import Alias, CountryWord, Key, Limits, OutletTables

_LONG = ("outlet", "record", "type", "value", "detail", "source")
_WIDE = ("domain", "name", "aliases", "country", "kind", "ownership", "source")
_COUNTRIES = ("country", "type", "texts", "source")
_WORDS = ("language", "class", "words", "source")
_KEYS = frozenset({"host", "host_path", "account", "mirror", "platform", "issn"})
_PROPERTIES = frozenset({
    "country_base", "country_control", "country_focus", "country_origin", "kind", "ownership",
    "editorial_control", "legal_owner", "language", "parent", "status",
})  # fmt: skip
_DETAILS = frozenset({"common", "lang", "confidence", "from", "to", "rank"})
_SPELLINGS = frozenset({"official", "exonym", "acronym", "historic", "typo_seen"})
_NO_DETAILS: Mapping[str, str] = {}
_WORD_TYPES = frozenset({"name", "demonym", "capital", "stem"})


@dataclass(slots=True)
class _Draft:
    """What has been read so far; becomes an ``OutletTables``."""

    names: dict[str, str] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    aliases: list[Alias] = field(default_factory=list)
    claims: dict[str, list[Claim]] = field(default_factory=lambda: defaultdict(list))


@cache
def load_outlets(extra: Path | None = None) -> OutletTables:
    """Return the gazetteer; ``extra`` is a folder of the user's own lists (``*.csv``).

    A list of the user's has the columns ``domain,name,aliases,country,kind,ownership,source``,
    aliases separated by ``|``; its rows are preferred to those that ship with sourcecheck.
    Raises ``DataError`` with file and line.
    """
    draft = _Draft()
    for name in names(PACKAGED.joinpath("outlets"), ".csv"):
        for row in rows(PACKAGED, f"outlets/{name}", _LONG):
            _READERS.get(row.cells["record"], _unknown)(draft, row)
    if extra is not None:
        for row in _own(extra):
            _wide(draft, row)
    _check_parents(draft)
    return _tables(draft)


def _own(extra: Path) -> Iterator[Row]:
    if not extra.is_dir():
        raise DataError(f"{extra}: no such folder", hint="--data takes a folder of CSV files")
    folder: Traversable = extra
    for name in names(folder, ".csv"):
        yield from rows(folder, name, _WIDE)


def _tables(draft: _Draft) -> OutletTables:
    keys = defaultdict(list)
    for key, known in draft.keys.items():
        keys[known.outlet].append(key)
    spelled = defaultdict(list)
    for alias in draft.aliases:
        spelled[alias.outlet].append(alias)
    return OutletTables(
        urls=load_urls(),
        limits=_limits(),
        outlets={
            id_: Outlet(
                id=id_,
                name=name,
                keys=tuple(keys[id_]),
                names=tuple(alias.text for alias in spelled[id_]),
                common_names=tuple(alias.text for alias in spelled[id_] if alias.common),
                claims=tuple(draft.claims[id_]),
            )
            for id_, name in draft.names.items()
        },
        keys=draft.keys,
        parents=_parents(draft),
        aliases=tuple(draft.aliases),
        countries=tuple(
            word for row in rows(PACKAGED, "countries.csv", _COUNTRIES) for word in _country(row)
        ),
        words=_words(),
    )


def _parents(draft: _Draft) -> dict[str, str]:
    return {
        id_: claim.value
        for id_, claims in draft.claims.items()
        for claim in claims
        if claim.property == "parent"
    }


def _check_parents(draft: _Draft) -> None:
    for claims in draft.claims.values():
        for claim in claims:
            if claim.property == "parent" and claim.value not in draft.names:
                raise DataError(f"{claim.told_by}: no outlet {claim.value!r}")


def _name(draft: _Draft, row: Row) -> None:
    if draft.names.setdefault(row["outlet"], row["value"]) != row["value"]:
        raise DataError(f"{row.where}: {row['outlet']} has a name already")


def _key(draft: _Draft, row: Row) -> None:
    known = Key(outlet=_outlet(draft, row), told_by=row.where)
    key = f"{_one_of(row, 'type', _KEYS)}:{row['value']}"
    if key in draft.keys:
        raise DataError(f"{row.where}: {key} is also in {draft.keys[key].told_by}")
    draft.keys[key] = known


def _alias(draft: _Draft, row: Row) -> None:
    details = _details(row)
    draft.aliases.append(
        Alias(
            text=row.cells["value"],
            outlet=_outlet(draft, row),
            common="common" in details,
            told_by=row.where,
            kind=_one_of(row, "type", _SPELLINGS),
            language=details.get("lang", ""),
        )
    )


def _claim(draft: _Draft, row: Row) -> None:
    details = _details(row)
    draft.claims[_outlet(draft, row)].append(
        Claim(
            property=_one_of(row, "type", _PROPERTIES),
            value=row.cells["value"],
            source=row.cells["source"],
            told_by=row.where,
            confidence=_confidence(row, details["confidence"]) if "confidence" in details else 0.8,
            valid_from=details.get("from", ""),
            valid_to=details.get("to", ""),
            rank=details.get("rank", "normal"),
        )
    )


def _unknown(_draft: _Draft, row: Row) -> None:
    raise DataError(f"{row.where}: no record is called {row['record']!r}")


_READERS = {"name": _name, "key": _key, "alias": _alias, "claim": _claim}


def _details(row: Row) -> Mapping[str, str]:
    """Read ``common``, ``confidence=0.6|from=2013`` and the like."""
    if not row.cells["detail"]:
        return _NO_DETAILS
    split = (part.partition("=") for part in row.listed("detail"))
    found = {name: value for name, _, value in split}
    if wrong := found.keys() - _DETAILS:
        raise DataError(f"{row.where}: no detail is called {', '.join(sorted(wrong))}")
    return found


def _confidence(row: Row, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise DataError(f"{row.where}: confidence is not a number: {text!r}") from error


def _outlet(draft: _Draft, row: Row) -> str:
    id_ = row.cells["outlet"]
    if id_ not in draft.names:
        raise DataError(f"{row.where}: no name row above for {id_!r}")
    return id_


def _one_of(row: Row, column: str, allowed: frozenset[str]) -> str:
    if row[column] not in allowed:
        raise DataError(
            f"{row.where}: {column} is {row[column]!r}, not {', '.join(sorted(allowed))}"
        )
    return row[column]


def _wide(draft: _Draft, row: Row) -> None:
    """Add a row of the user's: its address, names and claims go before what ships."""
    domain = row["domain"].lower().removeprefix("www.")
    if not domain or not row["name"]:
        raise DataError(f"{row.where}: domain and name are needed")
    kind = "host_path" if "/" in domain else "host"
    shipped = draft.keys.get(f"{kind}:{domain}")
    id_ = shipped.outlet if shipped else domain
    draft.names[id_] = row["name"]
    draft.keys[f"{kind}:{domain}"] = Key(outlet=id_, told_by=row.where)
    for text in (row["name"], *row.listed("aliases")):
        draft.aliases.append(Alias(text=text, outlet=id_, preferred=True, told_by=row.where))
    for property_, column in _OWN_CLAIMS:
        if row[column]:
            draft.claims[id_].append(_own_claim(row, property_, row[column]))


_OWN_CLAIMS = (("country_base", "country"), ("country_control", "country"), ("kind", "kind"),
               ("ownership", "ownership"))  # fmt: skip


def _own_claim(row: Row, property_: str, value: str) -> Claim:
    return Claim(
        property=property_,
        value=value.upper() if property_.startswith("country") else value,
        source=row["source"] or "own list",
        told_by=row.where,
        confidence=1.0,
        rank="preferred",
    )


def _country(row: Row) -> Iterator[CountryWord]:
    type_ = _one_of(row, "type", _WORD_TYPES)
    for text in row.listed("texts"):
        yield CountryWord(country=row.cells["country"], type=type_, text=text, told_by=row.where)


def _words() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows(PACKAGED, "names/words.csv", _WORDS):
        found[row["class"]].update(row.listed("words"))
    return {name: frozenset(words) for name, words in found.items()}


def _limits() -> Limits:
    read = toml(PACKAGED, "names/limits.toml")
    wanted = {part.name for part in fields(Limits)}
    if read.keys() != wanted:
        wrong = ", ".join(sorted(read.keys() ^ wanted))
        raise DataError(f"names/limits.toml: missing or unknown: {wrong}")
    return Limits(**read)
