"""Ask one question about many values: ``{list}`` of a query stands for their placeholders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sourcecheck.store.connection import Connection, Row
from sourcecheck.store.queries import queries

MANY = 400
"""Values asked about at once. Every list has this length, so the statement is read once."""

_NAMES = tuple(f"v{number}" for number in range(MANY))
_LIST = ", ".join(f":{name}" for name in _NAMES)
_FEW = 8  # a list shorter than this is asked about as it is, most of all a single value


def query_several(
    db: Connection, name: str, values: Iterable[Any], more: Mapping[str, Any] | None = None
) -> Iterator[Row]:
    """Yield the rows of a named query for every slice of the values."""
    left = iter(values)
    sql = queries()[name]
    while some := list(islice(left, MANY)):
        size = _FEW if len(some) <= _FEW else MANY
        some += [some[-1]] * (size - len(some))  # asking twice about one value changes nothing
        names = _NAMES[:size]
        listed = _LIST if size == MANY else ", ".join(f":{name}" for name in names)
        yield from db.query(
            sql.replace("{list}", listed), {**dict(zip(names, some, strict=True)), **(more or {})}
        )
