"""Load ``data/imports/``: how lists of others are read."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from functools import cache
from typing import Any

from sourcecheck.data.files import PACKAGED, Row, rows, toml
from sourcecheck.errors import DataError
from sourcecheck.model.tables.imports import ImportFormat, ImportTables, Statement, column_name

_FORMATS, _ROLES = "imports/formats.toml", "imports/roles.csv"
_FIELDS = {each.name: each for each in dataclasses.fields(ImportFormat)}
_NUMBERS = {
    "most_bytes": int, "most_cell": int, "most_row_lines": int, "most_told": int,
    "stale_days": int, "hosts_at_a_time": int, "pause_s": float, "tries": int,
}  # fmt: skip
_CHOICES = {
    "countries": frozenset({"codes", "fips", "typos"}),
    "typed": frozenset({"table", "rated", "statements"}),
    "rank": frozenset({"preferred", "normal", "deprecated"}),
}
_CODES = ("country", "alpha3", "fips", "names", "source")
_ANY = "*"


@cache
def load_imports() -> ImportTables:
    """Return the tables; raises ``DataError`` naming file and line or key."""
    read = toml(PACKAGED, _FORMATS)
    wanted = {*_NUMBERS, "endpoint", "formats"}
    if wrong := sorted(wanted ^ read.keys()):
        raise DataError(f"{_FORMATS}: unknown or missing keys: {', '.join(wrong)}")
    columns = _columns(set(read["formats"]))
    codes = list(rows(PACKAGED, "imports/countries.csv", _CODES))
    return ImportTables(
        formats={
            name: _format(name, row, {**columns[_ANY], **columns[name]})
            for name, row in read["formats"].items()
        },
        statements=_statements(),
        terms=_terms(),
        countries=frozenset(row["country"] for row in codes),
        alpha3=_unique(codes, "alpha3"),
        fips=_unique(codes, "fips"),
        names=_unique(codes, "names"),
        endpoint=str(read["endpoint"]),
        **{name: _number(name, read[name], kind) for name, kind in _NUMBERS.items()},
    )


def _number(name: str, value: Any, kind: type) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise DataError(f"{_FORMATS}: {name} must be a number above 0, not {value!r}")
    return kind(value)


def _columns(formats: set[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for row in rows(PACKAGED, _ROLES, ("format", "role", "names", "source")):
        if row["format"] not in formats | {_ANY}:
            raise DataError(f"{row.where}: no format is called {row['format']!r}")
        named = row.listed("names")
        found[row["format"]][row["role"]] = tuple(
            name if name.startswith("#") else column_name(name) for name in named
        )
    return found


def _format(name: str, row: dict[str, Any], columns: dict[str, tuple[str, ...]]) -> ImportFormat:
    known = _FIELDS.keys() - {"name", "columns"}
    if wrong := sorted(row.keys() - known):
        raise DataError(f"{_FORMATS}: {name}: unknown keys: {', '.join(wrong)}")
    for key, allowed in _CHOICES.items():
        if row.get(key, "normal") not in allowed and key in row:
            raise DataError(f"{_FORMATS}: {name}.{key} is {row[key]!r}")
    if _ANY not in row.get("confidence", {}):
        raise DataError(f"{_FORMATS}: {name}.confidence needs a value for {_ANY!r}")
    given = {**row, "only": tuple(row.get("only", ()))}
    try:
        return ImportFormat(name=name, columns=columns, **given)
    except TypeError as error:
        raise DataError(f"{_FORMATS}: {name}: {error}") from error


def _statements() -> dict[str, Statement]:
    columns = ("property", "role", "confidence", "through", "source")
    return {
        row["property"]: Statement(
            role=row["role"], confidence=row.number("confidence"), through=row["through"]
        )
        for row in rows(PACKAGED, "imports/statements.csv", columns)
    }


def _terms() -> dict[tuple[str, str, str], str]:
    """Read what lists call values; "=" stands for the text itself."""
    found: dict[tuple[str, str, str], str] = {}
    columns = ("format", "property", "texts", "value", "source")
    for row in rows(PACKAGED, "imports/terms.csv", columns):
        for text in row.listed("texts"):
            key = (row["format"], row["property"], column_name(text))
            if key in found:
                raise DataError(f"{row.where}: {text!r} is told already")
            found[key] = text if row["value"] == "=" else row["value"]
    return found


def _unique(codes: list[Row], column: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in codes:
        for code in row.listed(column):
            if code in found:
                raise DataError(f"{row.where}: {column} {code} is {found[code]} already")
            found[code] = row["country"]
    return found
