"""Each fact finds the outlet it belongs to; what is known there already is not said again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sourcecheck.classify.importers.rows import Facts, ListRow, Refused, detail_of
from sourcecheck.model.tables.outlets import OutletTables
from sourcecheck.text.naming import settled_key

_OWN = ("host:", "host_path:", "account:")  # keys by which a new outlet can be called
_SAYS_WHERE = frozenset({"country_base", "country_control"})


@dataclass(slots=True, eq=False)
class Placing:
    """Turns facts into rows of one list; ``tables`` are those without that list."""

    tables: OutletTables
    source: str
    shares_names: bool = False  # a name that is another outlet's as well is taken
    named: dict[str, str] = field(default_factory=dict)  # name as compared -> outlet

    def __post_init__(self) -> None:
        self.named.update(_named(self.tables))

    def rows(self, facts: Facts) -> Iterator[ListRow | Refused]:
        """Yield the rows that say what is new in these facts."""
        known = self.known(facts)
        if not known and not facts.keys[0].startswith(_OWN):
            yield Refused(where=facts.where, why="no address by which it could be known")
            return
        id_ = known or _id(facts.keys[0])
        parent = "" if known else self._parent(facts.keys[0])
        if parent and not any(claim.property in _SAYS_WHERE for claim in facts.claims):
            why = f"{id_} is part of {parent}, which is known; the list does not say where it is"
            yield Refused(where=facts.where, why=why)
            return
        if not known and facts.name:
            yield self._row(id_, "name", "", facts.name)
        yield from self._keys(facts, id_)
        yield from self._aliases(facts, id_)
        if parent:
            yield self._row(id_, "claim", "parent", parent)
        for claim in facts.claims:
            yield self._row(id_, "claim", claim.property, claim.value, detail_of(claim))

    def known(self, facts: Facts) -> str:
        """Return the outlet that has one of the keys; "" = none."""
        known = (self.tables.keys[key].outlet for key in facts.keys if key in self.tables.keys)
        return next(known, "")

    def _parent(self, key: str) -> str:
        """Return the outlet that a host lies under."""
        kind, _, host = key.partition(":")
        while kind == "host" and host.count(".") > 1:
            host = host.partition(".")[2]
            if (known := self.tables.keys.get(f"host:{host}")) is not None:
                return known.outlet
        return ""

    def _keys(self, facts: Facts, id_: str) -> Iterator[ListRow | Refused]:
        ended = dict(facts.ended)
        for key in facts.keys:
            kind, _, value = key.partition(":")
            owner = self.tables.keys.get(key)
            if owner is not None and owner.outlet != id_:
                why = f"{value} is {owner.outlet}'s ({owner.told_by})"
                yield Refused(where=facts.where, why=why, whole=False)
            elif owner is None and value != id_:
                detail = f"to={ended[key]}" if key in ended else ""
                yield self._row(id_, "key", kind, value, detail)

    def _aliases(self, facts: Facts, id_: str) -> Iterator[ListRow | Refused]:
        for called in facts.names:
            compared = settled_key(called.text)
            owner = self.named.get(compared, "")
            if not compared or owner == id_:
                continue
            if owner and not self.shares_names:
                why = f"the name {called.text[:60]!r} is {owner}'s already"
                yield Refused(where=facts.where, why=why, whole=False)
                continue
            self.named[compared] = id_
            detail = f"lang={called.language}" if called.language else ""
            yield self._row(id_, "alias", called.kind, called.text, detail)

    def _row(self, id_: str, record: str, type_: str, value: str, detail: str = "") -> ListRow:
        return ListRow(
            outlet=id_, record=record, type=type_, value=value, detail=detail, source=self.source
        )


@lru_cache(maxsize=2)
def _named(tables: OutletTables) -> Mapping[str, str]:
    """Return outlets by their names as names are compared."""
    named: dict[str, str] = {}
    for alias in tables.aliases:
        named.setdefault(settled_key(alias.text), alias.outlet)
    return named


def _id(key: str) -> str:
    return key.partition(":")[2]
