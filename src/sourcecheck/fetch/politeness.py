"""When to ask a host: pace, what its answers say about it, and second looks. Pure.

Hosts are grouped by registered domain, because that is who pays for the server. A host is asked
at a steady pace; answers that complain (429, 503) double the time between two requests, good
ones halve it again. A short Retry-After is obeyed; a long one is written down, never slept on:
one page must not hold up a run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sourcecheck.model import Failure, Observation

MAX_WAIT_S = 10.0
"""The longest Retry-After that is obeyed within a run (guess)."""

MAX_SLOWDOWN = 8.0
"""The pace never falls below an eighth of the one that was asked for (guess)."""

_COMPLAINTS = frozenset({429, 503})
_WORTH_IT = frozenset({404, 408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 530})
_PASSING = frozenset(
    {
        Failure.DNS_TROUBLE,
        Failure.CONNECT_TIMEOUT,
        Failure.CONNECT_REFUSED,
        Failure.UNREACHABLE,
        Failure.RESET,
        Failure.NO_RESPONSE,
        Failure.READ_TIMEOUT,
        Failure.TRUNCATED,
        Failure.PROTOCOL_ERROR,
        Failure.TLS_ERROR,
    }
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    r"""(?:[a-z]+,?\s+)?                                 # Sun, (the day's name proves nothing)
    (?P<day>\d{1,2})[ -](?P<month>[a-z]{3})[ -](?P<year>\d{4})
    \s+(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)  # in GMT, always (RFC 9110, 5.6.7)
    .*""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How one host is being asked. Times are seconds on the caller's clock."""

    next_at: float = 0.0  # no request starts earlier
    slowdown: float = 1.0  # how many times slower than asked for


def book(pace: Pace, now: float, pace_s: float) -> tuple[float, Pace]:
    """Book the next request to a host: the seconds to wait first, and the pace after it."""
    start = max(now, pace.next_at)
    return start - now, replace(pace, next_at=start + pace_s * pace.slowdown)


def answered(pace: Pace, now: float, status: int | None, retry_after_s: int | None) -> Pace:
    """Adapt a host's pace to an answer; ``status`` is None when none came."""
    if status not in _COMPLAINTS:
        return replace(pace, slowdown=max(1.0, pace.slowdown / 2)) if status else pace
    wait = retry_after_s or 0
    next_at = max(pace.next_at, now + wait) if wait <= MAX_WAIT_S else pace.next_at
    return Pace(next_at=next_at, slowdown=min(MAX_SLOWDOWN, pace.slowdown * 2))


def retry_after(field: str, now: datetime) -> int | None:
    """Read a Retry-After field (RFC 9110, 10.2.3) as whole seconds from ``now``; None = absent.

    A date that has passed is 0; a field that is neither a number nor a date is absent.
    """
    printed = field.strip()
    if re.fullmatch(r"[0-9]{1,9}", printed):
        return int(printed)
    found = _DATE.fullmatch(printed)
    if not found or found["month"].lower() not in _MONTHS:
        return None
    month = _MONTHS.index(found["month"].lower()) + 1
    year, day, hour, minute, second = map(
        int, found.group("year", "day", "hour", "minute", "second")
    )
    try:
        when = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return max(0, round((when - now).total_seconds()))


def worth_a_second_look(observation: Observation) -> bool:
    """Tell whether asking again, at the end of a run, may show something else.

    Passing troubles (timeouts, resets, 5xx) and 404s, which some servers give once and then
    take back. Not what a server says on purpose (403, 410, 451), nor a long Retry-After.
    """
    if observation.failure is not None:
        return observation.failure in _PASSING
    if observation.status == 429:
        return (observation.retry_after_s or 0) <= MAX_WAIT_S
    return observation.status in _WORTH_IT
