"""When a verdict of group ``dead`` is confirmed, and when a silent link is called unreachable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sourcecheck.model.verdict import LinkState


@dataclass(frozen=True, slots=True, kw_only=True)
class Strikes:
    """How often, and over how many days, a link must be seen in a state."""

    times: int
    days: float

    @property
    def gap_days(self) -> float:
        """The least days between two looks that both count: the span, evenly divided."""
        return self.days / max(self.times - 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationPolicy:
    """When a verdict of group ``dead`` is confirmed. A state without a row never is."""

    strikes: Mapping[LinkState, Strikes]
    flapping_turns: int  # so many turns between alive and dead ...
    flapping_checks: int  # ... in so many looks that told either: nothing is confirmed
    unreachable: Strikes  # from when on a failing link is told with the day it began
    unreachable_states: frozenset[LinkState]  # failing without an answer; never of group dead
    vantages: int = 1  # places that must have seen it dead; a success from any resets
