"""Our own trouble or theirs: whether a run says anything about links at all. Pure.

A machine without a network, a resolver that fails for everything, a captive portal that
answers in everybody's place, a network that goes away halfway: none of these is a fact about
a link, so none may be remembered as one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sourcecheck.model.network import NetworkTrouble
from sourcecheck.model.web import Check, Failure
from sourcecheck.urls.parts import parts
from sourcecheck.verify.looks import (
    NAMELESS,
    ends,
    lands_elsewhere,
    was_asked,
    went_unanswered,
)

# Told by our own machine or resolver, without a packet from the other side.
_OURS_ALONE = frozenset({Failure.OFFLINE, Failure.DNS_TROUBLE, Failure.UNREACHABLE})
# Could be theirs for one host; for all hosts at once it is ours.
_OURS_TOGETHER = frozenset({Failure.DNS_NO_NAME, Failure.CONNECT_TIMEOUT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a run, or a part of it, says nothing about links."""

    kind: NetworkTrouble
    detail: str = ""  # for the reader: who, how many, when
    whole: bool = False  # no look of the run stands
    spans: tuple[tuple[datetime, datetime | None], ...] = ()  # when; None = to the end

    @property
    def words(self) -> str:
        """What is wrong, in a sentence's words."""
        return f"{self.kind.value}: {self.detail}" if self.detail else self.kind.value

    def voids(self, check: Check) -> bool:
        """Tell whether a look is no evidence: it must not be remembered nor judged.

        What answered stands, unless nothing in the run does. Of what did not, only what ended
        while the trouble lasted is void; where no time is known, all of it.
        """
        seen = check.observation
        if self.whole:
            return was_asked(seen)
        if self.kind is NetworkTrouble.RESOLVER:
            return went_unanswered(seen) and seen.failure in NAMELESS
        if not went_unanswered(seen) and not lands_elsewhere(seen):
            return False
        end = ends(seen)
        return not self.spans or any(
            start < end and (last is None or seen.at < last) for start, last in self.spans
        )


def network_is_down(checks: Iterable[Check]) -> bool:
    """Tell whether a run's failures are those of a machine without a network.

    True when something was asked, not a byte of answer came from anywhere, and every failure
    is of a kind that our own side makes. A single host that does not resolve or answer is
    that host's trouble; two or more, and nothing else, are ours.
    """
    asked = [c.observation for c in checks if was_asked(c.observation)]
    failures = {seen.failure for seen in asked}
    if not asked or not all(went_unanswered(seen) for seen in asked):
        return False
    hosts = {split.host for seen in asked if (split := parts(seen.url))}
    return are_ours(failures, len(hosts))


def are_ours(failures: Iterable[Failure | None], hosts: int) -> bool:
    """Tell whether failures of so many hosts, with no answer beside them, are our own side's."""
    kinds = frozenset(failures)
    if not kinds or not kinds <= _OURS_ALONE | _OURS_TOGETHER:
        return False
    return kinds <= _OURS_ALONE or hosts > 1
