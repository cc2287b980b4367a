"""The index of the names of a gazetteer: compiled ahead, or built once per set of tables."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sourcecheck.model.tables.outlets import Alias, NameIndex, OutletTables
from sourcecheck.text.nameindex import build_index


def index_of(tables: OutletTables) -> NameIndex:
    """Return the index that came with ``tables``, else one built for the tables last used."""
    return tables.index or _built(tables)


@lru_cache(maxsize=4)
def _built(tables: OutletTables) -> NameIndex:
    return build_index(tables.aliases, tables.countries, tables.words)


def aliases_at(places: Iterable[int], index: NameIndex) -> tuple[Alias, ...]:
    """Return the names behind the numbers of an index."""
    return tuple(index.aliases[place] for place in places)
