"""Ask one question about many values: ``{list}`` of a query stands for their placeholders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any

from sourcecheck.store.connection import Connection, Row
from sourcecheck.store.queries import queries

MANY = 400
"""Values asked about at once. Every list has this length, so the statement is read once."""

_NAMES = tuple(f"v{number}" for number in range(MANY))
_FEW = 8  # a list shorter than this is asked about as it is, most of all a single value


def query_several(
    db: Connection, name: str, values: Iterable[Any], more: Mapping[str, Any] | None = None
) -> Iterator[Row]:
    """Yield the rows of a named query for every slice of the values."""
    left = iter(values)
    while some := list(islice(left, MANY)):
        size = len(some) if len(some) <= _FEW else MANY
        some += [some[-1]] * (size - len(some))  # asking twice about one value changes nothing
        params = dict(zip(_NAMES, some, strict=False))
        if more:
            params |= more
        yield from db.query(_sql(name, size), params)


@cache
def _sql(name: str, size: int) -> str:
    listed = ", ".join(f":{each}" for each in _NAMES[:size])
    return queries()[name].replace("{list}", listed)
