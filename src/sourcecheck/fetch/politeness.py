"""When to ask a host: pace, what its answers say about it, and second looks. Pure.

Hosts are grouped by registered domain, because that is who pays for the server. A host is asked
at a steady pace. Answers that complain (429, 503) double the time between two requests, and
answers that come much slower than the host's own best do the same after a few of them: a server
under strain says so by its times before it says so by a status. Ordinary answers bring the pace
back bit by bit, not at once, or every second request would be one too many again.

A short Retry-After is obeyed; a long one is written down, never slept on: one page must not hold
up a run. Silence (no answer at all) changes nothing: waiting for it is slow enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import Protocol

from sourcecheck.data.load_courtesy import load_courtesy
from sourcecheck.fetch.settings import Manner
from sourcecheck.model import Observation
from sourcecheck.model.tables.courtesy import CourtesyTable, PaceTable

_TOO_MANY = 429
_EVEN = 1.05  # a slowdown below this is none
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    r"""(?:[a-z]+,?\s+)?                                 # Sun, (the day's name proves nothing)
    (?P<day>\d{1,2})[ -](?P<month>[a-z]{3})[ -](?P<year>\d{4})
    \s+(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)  # in GMT, always (RFC 9110, 5.6.7)
    .*""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """What a host's answers have said so far. It rarely changes, so it is a value of its own."""

    table: PaceTable
    slowdown: float = 1.0  # how many times slower than asked for
    best_s: float = 0.0  # of its answers lately, at least slow_s / slow_factor; 0 = none yet
    slow: int = 0  # slow answers in a row
    refusals: int = 0  # answers in a row that asked for more than a run can wait
    crawl_delay_s: float = 0.0  # that robots.txt asks for, capped
    not_before: float = 0.0  # closed until then, on the caller's clock; 0 = open


@cache
def calm(table: PaceTable) -> Temper:
    """Return the temper of a host that was never asked."""
    return Temper(table=table)


def _calm() -> Temper:
    return calm(load_courtesy().pace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How one host is being asked. Times are seconds on the caller's clock."""

    next_at: float = 0.0  # no request starts earlier
    temper: Temper = field(default_factory=_calm)

    @property
    def slowdown(self) -> float:
        """How many times slower than asked for."""
        return self.temper.slowdown


class SecondLooks(Protocol):
    """What is set about second looks; ``FetchSettings`` has it."""

    @property
    def browser_headers(self) -> bool:
        """Whether a second look may send header fields as browsers do."""
        ...

    @property
    def second_looks(self) -> int:
        """How many second looks one host is asked for in a run."""
        ...


def book(pace: Pace, now: float, pace_s: float) -> tuple[float, Pace]:
    """Book the next request to a host: the seconds to wait first, and the pace after it."""
    start = pace.next_at
    temper = pace.temper
    if temper.slowdown == 1.0 and not temper.crawl_delay_s:
        gap = pace_s
        if not gap and start <= now:
            return 0.0, pace  # in no hurry to be kept: nothing is to be remembered
    else:
        gap = _gap(temper, pace_s)
    if start <= now:
        return 0.0, Pace(next_at=now + gap, temper=temper)
    return start - now, Pace(next_at=start + gap, temper=temper)


def _gap(temper: Temper, pace_s: float) -> float:
    gap = max(pace_s, temper.crawl_delay_s)
    if temper.slowdown > 1:
        gap = max(gap, temper.table.least_gap_s) * temper.slowdown
    return gap


def allowed_in_flight(pace: Pace, per_host: int) -> int:
    """Return how many requests a host may have under way: at least one, at most ``per_host``."""
    temper = pace.temper
    if temper.slowdown == 1.0 and not temper.crawl_delay_s:
        return per_host
    return 1 if temper.crawl_delay_s else max(1, int(per_host / temper.slowdown))


def answered(
    pace: Pace,
    now: float,
    status: int | None,
    retry_after_s: int | None,
    elapsed_s: float | None = None,
) -> Pace:
    """Adapt a host's pace to an answer; the same object where nothing changes.

    ``status`` is None when no answer came. ``elapsed_s`` is the time the answer took,
    waits for a turn left out; None = not known.
    """
    temper = pace.temper
    table = temper.table
    if status is None:
        return pace
    if status in table.complaints:
        return _complained(pace, now, status, retry_after_s or 0)
    elapsed = elapsed_s or 0.0
    if elapsed <= table.slow_s and temper.slowdown == 1.0 and not temper.slow | temper.refusals:
        # The ordinary case by far. A first answer, and a better best, are still written down.
        quick = max(elapsed, table.slow_s / table.slow_factor)
        if not elapsed or 0 < temper.best_s <= quick:
            return pace
    return Pace(next_at=pace.next_at, temper=_settled(temper, elapsed))


def _complained(pace: Pace, now: float, status: int, wait_s: int) -> Pace:
    temper = pace.temper
    table = temper.table
    slowdown = min(table.most, temper.slowdown * table.step)
    if wait_s <= table.obeyed_s:
        next_at = max(pace.next_at, now + wait_s)
        return Pace(next_at=next_at, temper=replace(temper, slowdown=slowdown, slow=0))
    # Overload (503) with a long wait is often one page under repair; 429 is about us.
    refusals = temper.refusals + (status == _TOO_MANY)
    closed = now + wait_s if refusals >= table.closing else 0.0
    not_before = max(temper.not_before, closed)
    changed = replace(temper, slowdown=slowdown, slow=0, refusals=refusals, not_before=not_before)
    return Pace(next_at=pace.next_at, temper=changed)


def _settled(temper: Temper, elapsed_s: float) -> Temper:
    """Take an ordinary answer into account: it came slowly, or all is well again.

    Between slow and well lies a stretch where nothing changes, or a server at its limit would
    be pushed over it again and again.
    """
    table = temper.table
    floor = table.slow_s / table.slow_factor
    limit = max(temper.best_s or elapsed_s, floor) * table.slow_factor
    if elapsed_s > limit:
        slow = temper.slow + 1
        tired = slow >= table.slow_answers
        slower = min(temper.slowdown * table.step, table.most_for_slow)
        return replace(
            temper,
            slowdown=max(temper.slowdown, slower) if tired else temper.slowdown,
            slow=0 if tired else slow,
            best_s=temper.best_s * table.forget,
            refusals=0,
        )
    if elapsed_s > limit / table.step:
        return replace(temper, slow=0, refusals=0, best_s=temper.best_s or elapsed_s)
    slowdown = temper.slowdown * table.ease
    quick = max(floor, elapsed_s)
    return replace(
        temper,
        slowdown=1.0 if slowdown < _EVEN else slowdown,
        slow=0,
        best_s=min(temper.best_s or quick, quick) if elapsed_s else temper.best_s,
        refusals=0,
    )


def closed_s(pace: Pace, now: float) -> float:
    """Return for how many more seconds a host asked to be left alone; 0.0 = it may be asked.

    Such a host's other links are not asked in this run, and say until when; nothing sleeps.
    """
    return max(0.0, pace.temper.not_before - now)


def at_rest(pace: Pace, now: float) -> bool:
    """Tell whether a host may be forgotten: asked anew, it would be asked no differently."""
    temper = pace.temper
    bound = temper.crawl_delay_s or temper.refusals or temper.not_before > now
    return pace.next_at <= now and temper.slowdown == 1.0 and not bound


def delayed(pace: Pace, crawl_delay_s: float | None, cap_s: float) -> Pace:
    """Obey the Crawl-delay of a host's robots.txt (None = it has none), up to ``cap_s``."""
    delay = min(crawl_delay_s or 0.0, cap_s)
    if delay == pace.temper.crawl_delay_s:
        return pace
    return Pace(next_at=pace.next_at, temper=replace(pace.temper, crawl_delay_s=delay))


def retry_after(field: str, now: datetime) -> int | None:
    """Read a Retry-After field (RFC 9110, 10.2.3) as whole seconds from ``now``; None = absent.

    A date that has passed is 0; a field that is neither a number nor a date is absent.
    """
    printed = field.strip()
    if not printed:
        return None
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


def worth_a_second_look(observation: Observation, courtesy: CourtesyTable | None = None) -> bool:
    """Tell whether asking again, at the end of a run, may show something else.

    Passing troubles (timeouts, resets, 5xx) and 404s, which some servers give once and then
    take back. Not what a server says on purpose (403, 410, 451), nor a long Retry-After.
    ``courtesy`` is the table that ships with sourcecheck unless another is given.
    """
    failure, status = observation.failure, observation.status
    if failure is None and status == 200:
        return False
    table = courtesy or load_courtesy()
    if failure is not None:
        return failure in table.looks.failures
    if status == _TOO_MANY:
        return (observation.retry_after_s or 0) <= table.pace.obeyed_s
    return status in table.looks.statuses


def second_manner(
    observation: Observation, settings: SecondLooks, courtesy: CourtesyTable | None = None
) -> Manner | None:
    """Say how a second look asks; None where none is worth it. It asks by GET, always.

    As a browser only where the settings allow it, and only after a refusal that may be meant
    for programs: some servers say 403, 404 or 406 to whatever is no browser. A limit (429) is
    no such refusal, and is never evaded.
    """
    table = courtesy or load_courtesy()
    status = observation.status if observation.failure is None else None
    if status in table.looks.browser and settings.browser_headers:
        return Manner.BROWSER
    if not worth_a_second_look(observation, table):
        return None
    return Manner.HONEST


def may_look_again(done_for_host: int, links_of_host: int, settings: SecondLooks) -> bool:
    """Tell whether a host's budget leaves a second look.

    ``done_for_host`` second looks were made at the registered domain in this run, of
    ``links_of_host`` links: no link gets more than one, and no host more than the budget.
    """
    return done_for_host < min(settings.second_looks, links_of_host)
