"""Load ``data/watch.toml``: when to look again, and what is news."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any, TypeVar

from sourcecheck.data.files import PACKAGED, toml
from sourcecheck.errors import DataError
from sourcecheck.model.tables.watch import NewsTable, ScheduleTable, WatchTable
from sourcecheck.model.verdict import LinkState

_FILE = "watch.toml"
_STATES = {"failing", "at_once", "network"}

T = TypeVar("T", ScheduleTable, NewsTable)


@cache
def load_watch() -> WatchTable:
    """Read the table; raises ``DataError`` naming section and key."""
    return read_watch(toml(PACKAGED, _FILE))


def read_watch(data: dict[str, Any]) -> WatchTable:
    """Turn the file's data into the table; unknown and missing keys are refused."""
    return WatchTable(
        schedule=_section(data, "schedule", ScheduleTable),
        news=_section(data, "news", NewsTable),
    )


def _section(data: dict[str, Any], name: str, kind: type[T]) -> T:
    found = data.get(name, {})
    wanted = {field.name for field in dataclasses.fields(kind)}
    if wrong := sorted(wanted ^ set(found)):
        raise DataError(f"{_FILE}: [{name}] has unknown or missing keys: {', '.join(wrong)}")
    return kind(**{key: _value(name, key, part) for key, part in found.items()})


def _value(section: str, key: str, value: Any) -> Any:
    where = f"{_FILE}: [{section}] {key}"
    if key in _STATES:
        try:
            return frozenset(LinkState(state) for state in value)
        except ValueError as error:
            raise DataError(f"{where}: {error}") from error
    numbers = tuple(value) if isinstance(value, list) else (value,)
    if not numbers or any(not isinstance(n, int | float) or n <= 0 for n in numbers):
        raise DataError(f"{where}: a number above zero is wanted, not {value!r}")
    return numbers if isinstance(value, list) else value
