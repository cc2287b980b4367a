"""Load ``data/web/courtesy.toml``: how a host's answers change the way it is asked."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

from sourcecheck.data.files import PACKAGED, toml
from sourcecheck.errors import DataError
from sourcecheck.model.tables.courtesy import AgainTable, CourtesyTable, LooksTable, PaceTable
from sourcecheck.model.web import Failure

_FILE = "web/courtesy.toml"
_STATUSES = {"complaints", "statuses", "browser"}
_FIELD = re.compile(r"[A-Za-z-]+")
_TABLES = {"pace", "looks", "again", "browser_fields"}
_WHOLE = {"closing", "slow_answers", "head_bytes", "in_a_row"}
_FROM_ONE = {"step", "most", "most_for_slow", "slow_factor", "forget"}

T = TypeVar("T", PaceTable, LooksTable, AgainTable)


@cache
def load_courtesy() -> CourtesyTable:
    """Return the figures that ship with sourcecheck; raises ``DataError`` naming the key."""
    return read_courtesy(toml(PACKAGED, _FILE))


def read_courtesy(data: dict[str, Any]) -> CourtesyTable:
    """Turn the file's data into the table; unknown and missing keys are refused."""
    if set(data) != _TABLES:
        raise DataError(f"{_FILE}: must hold exactly the tables {', '.join(sorted(_TABLES))}")
    return CourtesyTable(
        pace=_section(data, "pace", PaceTable),
        looks=_section(data, "looks", LooksTable),
        again=_section(data, "again", AgainTable),
        browser_fields=tuple(_fields(data["browser_fields"])),
    )


def _fields(found: Any) -> Iterator[tuple[str, str]]:
    """Check that header fields are names with one line of ASCII each."""
    where = f"{_FILE}: [browser_fields]"
    if not isinstance(found, dict) or "User-Agent" not in found:
        raise DataError(f"{where} must be a table with a User-Agent")
    for name, value in found.items():
        plain = isinstance(value, str) and value.isascii() and value.isprintable()
        if not plain or not _FIELD.fullmatch(name):
            raise DataError(f"{where} {name}: a line of ASCII is wanted, not {value!r}")
        yield name, value


def _section(data: dict[str, Any], name: str, kind: type[T]) -> T:
    found = data[name] if isinstance(data[name], dict) else {}
    wanted = {field.name for field in dataclasses.fields(kind)}
    if wrong := sorted(wanted ^ set(found)):
        raise DataError(f"{_FILE}: [{name}] has unknown or missing keys: {', '.join(wrong)}")
    return kind(**{key: _value(f"{_FILE}: [{name}] {key}", key, found[key]) for key in found})


def _value(where: str, key: str, value: Any) -> Any:
    if key == "page_types":
        return tuple(_listed(where, value, str))
    if key == "failures":
        try:
            return frozenset(Failure(each) for each in _listed(where, value, str))
        except ValueError as error:
            raise DataError(f"{where}: {error}") from error
    if key in _STATUSES:
        found = _listed(where, value, int)
        if any(not 100 <= each <= 999 for each in found):
            raise DataError(f"{where}: a status has three digits")
        return frozenset(found)
    return _number(where, key, value)


def _listed(where: str, value: Any, kind: type) -> list[Any]:
    if not isinstance(value, list) or not value or any(type(each) is not kind for each in value):
        raise DataError(f"{where}: a list of {kind.__name__} is wanted, not {value!r}")
    return value


def _number(where: str, key: str, value: Any) -> int | float:
    kinds = (int,) if key in _WHOLE else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not 0 < value < float("inf"):
        raise DataError(f"{where}: a number above zero is wanted, not {value!r}")
    if key in _FROM_ONE and value < 1:
        raise DataError(f"{where}: must be at least 1, not {value!r}")
    if key == "ease" and value >= 1:
        raise DataError(f"{where}: must be below 1, or no host ever recovers")
    return value
