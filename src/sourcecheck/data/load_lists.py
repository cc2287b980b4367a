"""Load ``data/documents/columns.csv`` and ``lists.toml``: how lists of articles are read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from sourcecheck.data.files import PACKAGED, rows, toml
from sourcecheck.errors import DataError
from sourcecheck.model.tables.lists import ListTable, Role, folded

_COLUMNS = ("role", "language", "names")
_NAMES, _LIMITS = "documents/columns.csv", "documents/lists.toml"
_NUMBERS = (
    "content_words",
    "summary_words",
    "most_entries",
    "most_addresses",
    "longest_name",
    "most_told",
)

_ENDINGS = ("cut_endings", "list_endings")


@cache
def load_lists() -> ListTable:
    """Read names and limits; raises ``DataError`` naming file and line."""
    limits = toml(PACKAGED, _LIMITS)
    unknown = set(limits) - {*_NUMBERS, *_ENDINGS}
    if unknown:
        raise DataError(f"{_LIMITS}: unknown keys {sorted(unknown)}")
    return ListTable(
        roles=MappingProxyType(_roles()),
        cut_endings=_texts(limits, "cut_endings"),
        list_endings=_texts(limits, "list_endings"),
        **{name: _number(limits.get(name), name) for name in _NUMBERS},
    )


def _roles() -> dict[str, Role]:
    found: dict[str, Role] = {}
    for row in rows(PACKAGED, _NAMES, _COLUMNS):
        if row["role"] not in set(Role):
            raise DataError(f"{row.where}: no role is called {row['role']!r}")
        for name in row.listed("names"):
            role = found.setdefault(folded(name), Role(row["role"]))
            if role != row["role"]:
                raise DataError(f"{row.where}: {name!r} is {role.value} already")
    return found


def _number(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise DataError(f"{_LIMITS}: {name} must be a whole number of at least 1, not {value!r}")
    return value


def _texts(limits: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = limits.get(name)
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise DataError(f"{_LIMITS}: {name} must be a list of texts, not {value!r}")
    return tuple(value)
