"""Whether a link that looks dead is confirmed dead: strikes over days, by policy. Pure.

Facts are the looks, which are stored; the policy is configuration. So the same history under
another policy gives another answer, without asking anybody again.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sourcecheck.model.tables.confirmation import ConfirmationPolicy, Strikes
from sourcecheck.model.verdict import Group, LinkState

_DAY = timedelta(days=1)
# Looks of one machine, whatever they asked as or were read from, are from one place.
_HERE = frozenset({"local", "browser", "replay"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One look at a link, as much of it as counts."""

    at: datetime
    state: LinkState
    confirmable: bool = True  # False = on this evidence the state is shown, never confirmed
    vantage: str = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the looks at a link that now seems dead amount to."""

    strikes: int  # looks in a row, far enough apart, that showed it dead
    since: datetime  # the first of the row, counted or not
    confirmed: bool
    flapping: bool  # it comes and goes: nothing is confirmed


def standing(newest_first: Iterable[Sighting], policy: ConfirmationPolicy) -> Standing | None:
    """Count strikes; None when the newest sighting is not of group dead.

    Looks closer together than the policy asks count once, however many they are. A look that
    showed the link alive, from wherever, ends the row; one that was refused, limited, offline
    or without an answer neither adds nor ends. The sightings are read no further than needed.
    """
    row, told = _row(newest_first, policy)
    if not row:
        return None
    strikes, enough = _best(row, policy)
    flapping = _turns(told[: policy.flapping_checks]) >= policy.flapping_turns
    return Standing(
        strikes=strikes,
        since=row[-1].at,
        confirmed=enough and not flapping,
        flapping=flapping,
    )


def unreachable_since(
    newest_first: Iterable[Sighting], policy: ConfirmationPolicy
) -> datetime | None:
    """Return since when a link gives no usable answer, where the policy calls it unreachable.

    Any answer of the host ends the row, a refusal too: who refuses can be reached. Never a
    step towards dead.
    """
    days: list[datetime] = []
    first: datetime | None = None
    last: datetime | None = None
    for sighting in newest_first:
        if sighting.state in policy.unreachable_states:
            first, last = sighting.at, last or sighting.at
            if not days or days[-1] - sighting.at >= _DAY:
                days.append(sighting.at)
        elif (
            sighting.state.group is not Group.UNCHECKED and sighting.state is not LinkState.DNS_GONE
        ):
            break
        elif last is None:
            return None
    if first is None or last is None:
        return None
    long = last - first >= timedelta(days=policy.unreachable.days)
    return first if long and len(days) >= policy.unreachable.times else None


def _row(
    newest_first: Iterable[Sighting], policy: ConfirmationPolicy
) -> tuple[list[Sighting], list[Group]]:
    """Return the dead sightings since the last success, and what was told before, newest first."""
    row: list[Sighting] = []
    told: list[Group] = []
    ended = False
    for place, sighting in enumerate(newest_first):
        group = sighting.state.group
        if place == 0 and group is not Group.DEAD:
            break
        if group is Group.DEAD and not ended:
            row.append(sighting)
        ended = ended or group is Group.ALIVE
        if group in {Group.ALIVE, Group.DEAD}:
            told.append(group)
        if ended and len(told) >= policy.flapping_checks:
            break
    return row, told


def _best(row: Sequence[Sighting], policy: ConfirmationPolicy) -> tuple[int, bool]:
    """Return the most strikes under a rule that the row may be measured by, and if it is met.

    The newest sighting's own rule counts only states that need no more than it asks: a 410
    says what a 404 says, and more. Under the stricter rule of another state in the row that
    one counts too, so a 404, then a 410, then a name that is gone add up, slowly.
    """
    newest = policy.strikes.get(row[0].state)
    if newest is None or not row[0].confirmable:
        return 1, False
    rules = {_joined(newest, rule) for one in row if (rule := policy.strikes.get(one.state))}
    counts = [(_met(row, rule, policy), _strikes(row, rule, policy)) for rule in rules]
    met, strikes = max(counts)
    return strikes, met


def _met(row: Sequence[Sighting], rule: Strikes, policy: ConfirmationPolicy) -> bool:
    counting = _counting(row, rule, policy)
    seen_from = {"local" if one.vantage in _HERE else one.vantage for one in counting}
    enough = _strikes(row, rule, policy) >= rule.times
    return enough and len(seen_from) >= policy.vantages


def _strikes(row: Sequence[Sighting], rule: Strikes, policy: ConfirmationPolicy) -> int:
    gap = timedelta(days=rule.gap_days)
    counted: list[datetime] = []
    for one in _counting(row, rule, policy):
        if not counted or counted[-1] - one.at >= gap:
            counted.append(one.at)
    return len(counted)


def _counting(
    row: Sequence[Sighting], rule: Strikes, policy: ConfirmationPolicy
) -> Iterable[Sighting]:
    for one in row:
        own = policy.strikes.get(one.state)
        if one.confirmable and own and own.times <= rule.times and own.gap_days <= rule.gap_days:
            yield one


def _joined(one: Strikes, other: Strikes) -> Strikes:
    """Return the rule that asks what the stricter of two asks, in times and in spacing."""
    times = max(one.times, other.times)
    gap = max(one.gap_days, other.gap_days)
    return Strikes(times=times, days=gap * max(times - 1, 1))


def _turns(told: Sequence[Group]) -> int:
    return sum(1 for one, other in itertools.pairwise(told) if one is not other)
