"""Loads the table of metrics: ``metrics.toml``."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any

from sourcecheck.data import files
from sourcecheck.errors import DataError
from sourcecheck.model.tables.metrics import Measure, MetricLimits, MetricRow, MetricTable

_FILE = "metrics.toml"
_ROW_TYPES = {
    "row": int,
    "title": str,
    "measure": str,
    "min_n": int,
    "definition": str,
    "limits": str,
}


@functools.cache
def load_metrics() -> MetricTable:
    """Return the table of metrics that ships with sourcecheck.

    Raises ``DataError`` with file and key when a row is wrong.
    """
    return read_metrics(files.PACKAGED)


def read_metrics(folder: Traversable) -> MetricTable:
    """Read ``metrics.toml`` of a folder; raises ``DataError`` with file and key."""
    data = files.toml(folder, _FILE)
    if set(data) != {"limits", "metrics"}:
        raise DataError(f"{_FILE}: must hold exactly limits and metrics")
    rows = {name: _row(name, row) for name, row in data["metrics"].items()}
    return MetricTable(metrics=rows, limits=_limits(data["limits"]))


def _row(name: str, row: Any) -> MetricRow:
    where = f"{_FILE}: {name}"
    _check(where, row, _ROW_TYPES)
    if row["measure"] not in tuple(Measure):
        raise DataError(f"{where}: measure is not count, share or index: {row['measure']!r}")
    return MetricRow(name=name, **{**row, "measure": Measure(row["measure"])})


def _limits(limits: Any) -> MetricLimits:
    kinds = {"float": float, "int": int, "frozenset[str]": list}
    fields = dataclasses.fields(MetricLimits)
    _check(f"{_FILE}: limits", limits, {field.name: kinds[str(field.type)] for field in fields})
    values: dict[str, Any] = {
        name: frozenset(map(str, value)) if isinstance(value, list) else value
        for name, value in limits.items()
    }
    return MetricLimits(**values)


def _check(where: str, row: Any, types: Mapping[str, type]) -> None:
    """Check that a row is a table of exactly these keys with values of these types."""
    if not isinstance(row, dict) or set(row) != set(types):
        raise DataError(f"{where}: must hold exactly {', '.join(sorted(types))}")
    for key, wanted in types.items():
        if not isinstance(row[key], wanted) or isinstance(row[key], bool):
            raise DataError(f"{where}: {key} is not of type {wanted.__name__}")
