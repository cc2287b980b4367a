"""Runs: many looks that showed the same are one row that knows when they were. Pure.

The problem: 50 million links looked at twelve times a year are 600 million rows that say
"still there". The naive way keeps them all; a counter instead loses *when*, which confirming
a death needs (three failures over six days are not three in an hour). So a run keeps its
first look and its latest looks by time, and the whole of the first and the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sourcecheck.model import Check, Group, LinkState, Verdict
from sourcecheck.store.times import moment, stamp

KEPT_LOOKS = 16
"""Times a run keeps: the first, the last, and others spread evenly between. A guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What must be equal for two looks to be in one run."""

    vantage: str
    status: int | None
    failure: str  # "" = none
    final_url: str
    state: LinkState


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Looks in a row that showed the same."""

    facts: Facts
    first_at: str
    last_at: str
    times: int
    looks: tuple[str, ...]  # stamps, oldest first, at most KEPT_LOOKS

    @property
    def speaks(self) -> bool:
        """Whether it says anything about the link: being offline or unasked does not."""
        return self.facts.state.group is not Group.UNCHECKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """What a look does to the runs of its URL."""

    run: Run
    replaces: int | None = None  # place of the run it lengthens; None = a new run


def look_of(check: Check, verdict: Verdict) -> Run:
    """Return the run of one look."""
    seen = check.observation
    at = stamp(seen.at)
    facts = Facts(
        vantage=seen.vantage,
        status=seen.status,
        failure=seen.failure.value if seen.failure else "",
        final_url=seen.final_url,
        state=verdict.state,
    )
    return Run(facts=facts, first_at=at, last_at=at, times=1, looks=(at,))


def fold(runs: Sequence[Run], look: Run) -> Fold | None:
    """Put a look among the runs of its URL; None when it is there already.

    It lengthens the latest run of its vantage when it came after it and shows the same. One
    that arrives late is counted in a run it falls into, if that showed the same, or else
    stands as a run of its own: what was seen in between is not rewritten.
    """
    alike = [place for place, run in enumerate(runs) if run.facts == look.facts]
    around = [p for p in alike if runs[p].first_at <= look.first_at <= runs[p].last_at]
    for place in around:
        if look.first_at in runs[place].looks:
            return None
    if around:
        return Fold(run=_joined(runs[around[0]], look), replaces=around[0])
    same_vantage = [p for p, run in enumerate(runs) if run.facts.vantage == look.facts.vantage]
    latest = max(same_vantage, key=lambda place: (runs[place].last_at, place), default=-1)
    if latest in alike and runs[latest].last_at < look.first_at:
        return Fold(run=_joined(runs[latest], look), replaces=latest)
    return Fold(run=look)


def _joined(run: Run, look: Run) -> Run:
    looks = _thinned(tuple(sorted((*run.looks, look.first_at))))
    return replace(run, last_at=max(run.last_at, look.last_at), times=run.times + 1, looks=looks)


def _thinned(looks: tuple[str, ...]) -> tuple[str, ...]:
    """Drop the look whose neighbours lie closest together, never the first or the last.

    Days count where a death is confirmed, not looks: an hour's look may go, a day's may not.
    """
    while len(looks) > KEPT_LOOKS:
        times = [moment(each) for each in looks]
        place = min(range(1, len(looks) - 1), key=lambda at: times[at + 1] - times[at - 1])
        looks = (*looks[:place], *looks[place + 1 :])
    return looks


def current(runs: Sequence[Run]) -> int | None:
    """Return the place of the run that says how the link is now; None without runs.

    A look that says nothing about the link (offline) does not hide what was known of it.
    """
    places = [place for place, run in enumerate(runs) if run.speaks] or list(range(len(runs)))
    return max(places, key=lambda place: (runs[place].last_at, place), default=None)


def told_again(run: Run, first: Check, last: Check) -> tuple[Check, ...]:
    """Return the looks of a run as checks, oldest first.

    The first and the last are whole; a look between them is the first one at its own time.
    """
    if len(run.looks) == 1:
        return (last,)
    between = tuple(
        replace(first, observation=replace(first.observation, at=moment(at)))
        for at in run.looks[1:-1]
    )
    return (first, *between, last)
