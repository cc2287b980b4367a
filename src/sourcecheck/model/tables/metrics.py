"""The table of metrics: what is measured, and from where on a pattern is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sourcecheck.errors import DataError
from sourcecheck.model.audit import Metric


class Measure(StrEnum):
    """How a metric's value comes from ``k`` and ``n``."""

    COUNT = "count"  # the value is k
    SHARE = "share"  # the value is k/n
    INDEX = "index"  # the value is a formula of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricRow:
    """One metric: a name as in the JSON report, or a family of names ending in ``.*``."""

    name: str  # "links_alive", "country.*"
    row: int  # the row of the project's list of metrics
    title: str
    measure: Measure
    min_n: int  # below it there is no value
    definition: str
    limits: str  # what it does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricLimits:
    """From where on a pattern of sourcing is told, and which labels count as what."""

    single_source_share: float
    single_source_min: int
    only_vague_share: float
    concentration_share: float
    concentration_min: int
    voices_min: int
    secondhand_min: int
    secondhand_share: float
    uncited_run_min: int
    state_owners: frozenset[str]
    state_control: frozenset[str]  # State Media Monitor codes
    captured_control: frozenset[str]
    funded_control: frozenset[str]
    public_control: frozenset[str]
    public_owners: frozenset[str]
    quiet_owners: frozenset[str]
    official_kinds: frozenset[str]
    agency_kinds: frozenset[str]
    unspaced_languages: frozenset[str]
    wall_states: frozenset[str]
    url_flags: frozenset[str]  # of a printed link


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricTable:
    """All metrics, in the order of reports, and the limits of the patterns."""

    metrics: Mapping[str, MetricRow]
    limits: MetricLimits

    def row(self, name: str) -> MetricRow:
        """Return the row of a metric or of its family; raises ``DataError`` for others."""
        family = f"{name.partition('.')[0]}.*"
        if name in self.metrics:
            return self.metrics[name]
        if family in self.metrics:
            return self.metrics[family]
        raise DataError(f"metrics.toml: no metric is named {name}")

    def measured(
        self, name: str, k: int, n: int, *, unknown: int = 0, index: float | None = None
    ) -> Metric:
        """Make a metric; its value is None below the smallest n, and for 0 of 0.

        ``index`` is the value of a metric that is a formula of its own.
        """
        row = self.row(name)
        if row.measure is Measure.COUNT:
            value: float | None = float(k)
        elif n < max(1, row.min_n):
            value = None
        else:
            value = k / n if row.measure is Measure.SHARE else index
        return Metric(k=k, n=n, unknown=unknown, value=None if value is None else round(value, 6))
