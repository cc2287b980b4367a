"""Rows of lists become a draft of the gazetteer: names, keys, aliases, claims, each checked.

The lists that ship are read strictly: a row that contradicts another is refused with its line.
A user's lists are read leniently where they meet others: what ships keeps its keys, an outlet
nobody knows is a new one, and ``sourcecheck outlets check`` tells of what does not fit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sourcecheck.data.files import Row
from sourcecheck.errors import DataError
from sourcecheck.model import Claim, Outlet
from sourcecheck.model.tables.outlets import Alias, Key, ListSource, Settled

LONG = ("outlet", "record", "type", "value", "detail", "source")
PROPERTIES = frozenset({
    "country_base", "country_control", "country_focus", "country_origin", "kind", "ownership",
    "editorial_control", "legal_owner", "language", "parent", "status",
})  # fmt: skip
RATINGS = "reliability:"  # and the rater's name: a property as well
_KEYS = frozenset({"host", "host_path", "account", "mirror", "platform", "issn", "qid"})
_SPELLINGS = frozenset({"official", "exonym", "acronym", "historic", "typo_seen"})
_DETAILS = frozenset({"common", "lang", "confidence", "from", "to", "rank"})
_NO_DETAILS: Mapping[str, str] = {}
_CURATED = 0.8  # the confidence of a claim that gives none


@dataclass(slots=True)
class Draft:
    """What has been read so far; becomes an ``OutletTables``.

    A draft of the user's lists stands on what ships: ``under`` and ``under_keys``, which it
    adds to and never changes.
    """

    under: Mapping[str, Outlet] = field(default_factory=dict)
    under_keys: Mapping[str, Key] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    aliases: list[Alias] = field(default_factory=list)
    claims: dict[str, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    sources: dict[str, ListSource] = field(default_factory=dict)
    settled: dict[str, Settled] = field(default_factory=dict)

    def knows(self, id_: str) -> bool:
        """Tell whether an outlet has that id."""
        return id_ in self.names or id_ in self.under

    def key(self, key: str) -> Key | None:
        """Return whose key it is, if anybody's."""
        return self.keys.get(key) or self.under_keys.get(key)

    def touched(self) -> list[str]:
        """Return the ids of the outlets of which this draft says anything, each once."""
        owners = (known.outlet for known in self.keys.values())
        named = (alias.outlet for alias in self.aliases)
        told = (id_ for id_, claims in self.claims.items() if claims)
        return list(dict.fromkeys((*self.names, *owners, *named, *told)))

    def outlets(self) -> dict[str, Outlet]:
        """Return the outlets of which this draft says anything, with what was known before."""
        keys, spelled = defaultdict(list), defaultdict(list)
        for key, known in self.keys.items():
            keys[known.outlet].append(key)
        for alias in self.aliases:
            spelled[alias.outlet].append(alias)
        return {id_: self._outlet(id_, keys[id_], spelled[id_]) for id_ in self.touched()}

    def _outlet(self, id_: str, keys: list[str], spelled: list[Alias]) -> Outlet:
        before = self.under.get(id_) or Outlet(id=id_, name=id_)
        return Outlet(
            id=id_,
            name=self.names.get(id_, before.name),
            keys=(*before.keys, *keys),
            names=(*before.names, *(alias.text for alias in spelled)),
            common_names=(*before.common_names, *(a.text for a in spelled if a.common)),
            claims=(*before.claims, *self.claims[id_]),
        )


def read_row(draft: Draft, row: Row) -> None:
    """Add one row of a list that ships; raises ``DataError`` with file and line."""
    if row["source"] not in draft.sources:
        raise DataError(
            f"{row.where}: no source is called {row['source']!r}",
            hint="give it a row in data/sources.csv",
        )
    _READERS.get(row.cells["record"], _unknown)(draft, row)


def read_own_row(draft: Draft, row: Row, *, rank: str) -> None:
    """Add one row of a user's list or of an import; its claims get ``rank``.

    Raises ``DataError`` with file and line where the row is no row of a list.
    """
    id_ = _meant(draft, row["outlet"])
    if not draft.knows(id_):
        draft.names[id_] = row["value"] if row["record"] == "name" else id_
        _own_key(draft, f"{'host_path' if '/' in id_ else 'host'}:{id_}", id_, row)
    if row["record"] == "name":
        return
    if row["record"] == "key":
        _own_key(draft, f"{_one_of(row, 'type', _KEYS)}:{row['value']}", id_, row)
        return
    _READERS.get(row["record"], _unknown)(draft, replace(row, cells=row.cells | {"outlet": id_}))
    if row["record"] == "claim" and "rank" not in _details(row):
        draft.claims[id_][-1] = replace(draft.claims[id_][-1], rank=rank)
    elif row["record"] == "alias" and rank == "preferred":
        draft.aliases[-1] = replace(draft.aliases[-1], preferred=True)


def _own_key(draft: Draft, key: str, id_: str, row: Row) -> None:
    if draft.key(key) is None:
        draft.keys[key] = Key(outlet=id_, told_by=row.where)


def _meant(draft: Draft, id_: str) -> str:
    """Return the outlet an id or a host stands for; one that nobody knows is a new one."""
    name = id_.lower().removeprefix("www.")
    if draft.knows(name) or draft.knows(id_):
        return name if draft.knows(name) else id_
    known = draft.key(f"{'host_path' if '/' in name else 'host'}:{name}")
    return known.outlet if known else name


def check_parents(draft: Draft) -> None:
    """Raise ``DataError`` where a brand that an outlet is said to belong to is not there."""
    for claims in draft.claims.values():
        for claim in claims:
            if claim.property == "parent" and not draft.knows(claim.value):
                raise DataError(f"{claim.told_by}: no outlet {claim.value!r}")


def read_name(draft: Draft, row: Row) -> None:
    """Add the name by which reports call an outlet."""
    if draft.names.setdefault(row["outlet"], row["value"]) != row["value"]:
        raise DataError(f"{row.where}: {row['outlet']} has a name already")


def read_key(draft: Draft, row: Row) -> None:
    """Add an address by which an outlet is known."""
    known = Key(outlet=_outlet(draft, row), told_by=row.where)
    key = f"{_one_of(row, 'type', _KEYS)}:{row['value']}"
    if key in draft.keys:
        raise DataError(f"{row.where}: {key} is also in {draft.keys[key].told_by}")
    draft.keys[key] = known


def read_alias(draft: Draft, row: Row) -> None:
    """Add one way an outlet's name is written."""
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


def read_claim(draft: Draft, row: Row) -> None:
    """Add one fact about an outlet, with who says so and when it was taken from there."""
    details = _details(row)
    if not row["type"].startswith(RATINGS):
        _one_of(row, "type", PROPERTIES)
    source = draft.sources.get(row.cells["source"])
    draft.claims[_outlet(draft, row)].append(
        Claim(
            property=row["type"],
            value=row.cells["value"],
            source=row.cells["source"],
            told_by=row.where,
            confidence=_confidence(row, details.get("confidence", "")),
            valid_from=details.get("from", ""),
            valid_to=details.get("to", ""),
            rank=details.get("rank", "normal"),
            date=source.date if source else "",
            family=source.family if source else "",
        )
    )


def _unknown(_draft: Draft, row: Row) -> None:
    raise DataError(f"{row.where}: no record is called {row['record']!r}")


_READERS = {"name": read_name, "key": read_key, "alias": read_alias, "claim": read_claim}


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
    if not text:
        return _CURATED
    try:
        return float(text)
    except ValueError as error:
        raise DataError(f"{row.where}: confidence is not a number: {text!r}") from error


def _outlet(draft: Draft, row: Row) -> str:
    id_ = row.cells["outlet"]
    if not draft.knows(id_):
        raise DataError(f"{row.where}: no name row above for {id_!r}")
    return id_


def _one_of(row: Row, column: str, allowed: frozenset[str]) -> str:
    if row[column] not in allowed:
        raise DataError(
            f"{row.where}: {column} is {row[column]!r}, not {', '.join(sorted(allowed))}"
        )
    return row[column]
