"""When to look at a link again. Pure: the time and the table are arguments.

What came out decides: a link that stays as it is is looked at ever more rarely, one that
fails climbs a ladder from an hour to a month, one that refuses our check is let alone for a
while and never counted against. How many failures make a death is not decided here but by the
confirmation policy of ``verify``; the ladder only spaces the looks it needs.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sourcecheck.model import Group, LinkState, Observation
from sourcecheck.model.tables.watch import ScheduleTable
from sourcecheck.store.base import Appointment, DueLink, Look

_FOR_THE_HOST = (429, 503)
"""Answers whose ``Retry-After`` speaks for the whole host (RFC 6585 §4, RFC 9110 §15.6.4)."""


def next_look(link: DueLink, look: Look, table: ScheduleTable, cap_s: int) -> Appointment:
    """Return when to look at a link again, after a look.

    ``link`` is as it was before the look; ``cap_s`` is the longest interval in seconds,
    before its jitter.
    """
    at, state = look.check.observation.at, look.verdict.state
    if state is LinkState.OFFLINE:
        # Nothing was learned of the link: it keeps its interval and its place on the ladder.
        return Appointment(
            next_at=_after(at, table.offline_s, link.url, table),
            interval_s=link.interval_s,
            fails=link.fails,
        )
    fails = link.fails + 1 if is_failing(state, table) else 0
    interval = min(_ladder(fails, table) if fails else _calm(link, look, table), cap_s)
    return Appointment(
        next_at=_after(at, interval, link.url, table), interval_s=interval, fails=fails
    )


def after_trouble(link: DueLink, now: datetime, table: ScheduleTable) -> Appointment:
    """Return when to try a link again that we failed to look at: it must not stay first."""
    return Appointment(
        next_at=_after(now, table.trouble_s, link.url, table),
        interval_s=link.interval_s,
        fails=link.fails,
    )


def is_failing(state: LinkState, table: ScheduleTable) -> bool:
    """Tell whether a state climbs the ladder: definite failures, and failing without a strike."""
    return state.group is Group.DEAD or state in table.failing


def closed_until(seen: Observation, table: ScheduleTable) -> datetime | None:
    """Return until when a host asks to be left alone; None when it does not.

    A time asked for is kept up to a cap: nobody closes their host to us for a year.
    """
    if seen.status not in _FOR_THE_HOST:
        return None
    asked = seen.retry_after_s
    if asked is None:
        # "Too many" speaks of us; "unavailable" without a time may be about one page.
        asked = table.closed_s if seen.status == 429 else 0
    return seen.at + timedelta(seconds=min(asked, table.closed_cap_s)) if asked > 0 else None


def _ladder(fails: int, table: ScheduleTable) -> int:
    return table.ladder_s[min(fails, len(table.ladder_s)) - 1]


def _calm(link: DueLink, look: Look, table: ScheduleTable) -> int:
    """Return the interval after an answer that is no failure."""
    seen = look.check.observation
    before = (link.state, link.status, link.final_url)
    unchanged = before == (look.verdict.state, seen.status, seen.final_url)
    if not unchanged or link.fails or not link.interval_s:
        return table.first_s
    return max(table.first_s, int(link.interval_s * table.growth))


def _after(at: datetime, interval_s: int, url: str, table: ScheduleTable) -> datetime:
    # From the URL, not from chance: the same link is always early or always late, so that a
    # pass repeated after a crash makes the same appointments.
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).digest()
    place = int.from_bytes(digest[:4]) / 2**32  # 0 to 1
    return at + timedelta(seconds=round(interval_s * (1 + table.jitter * (2 * place - 1))))
