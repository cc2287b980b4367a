"""A run on a simulated clock: hosts of every temper side by side, and what each of them feels."""

import heapq
import itertools
from dataclasses import dataclass, field

import pytest

from sourcecheck.fetch.politeness import Pace, allowed_in_flight, answered, book, closed_s

PER_HOST, PACE_S, CONNECTIONS = 4, 0.5, 12


@dataclass
class Host:
    """A server and what it saw; ``answer(host, now)`` gives (status, Retry-After, seconds)."""

    answer: object
    links: int = 40
    pace: Pace = field(default_factory=Pace)
    busy: int = 0
    most: int = 0
    wakes_at: float = -1.0
    started: list = field(default_factory=list)
    took: list = field(default_factory=list)
    told: list = field(default_factory=list)  # (when, status, Retry-After)

    @property
    def done_at(self):
        return self.told[-1][0]

    @property
    def statuses(self):
        return [status for _, status, _ in self.told]


def run(*hosts, until=10_000.0):
    """Ask all hosts as a scheduler would: by turns, whoever may be asked, no one waiting."""
    now, order = 0.0, itertools.count()
    events, ring = [], list(hosts)
    while now < until:
        for host in list(ring):
            if sum(each.busy for each in hosts) >= CONNECTIONS:
                break
            if not host.links or closed_s(host.pace, now):
                continue
            if host.busy >= allowed_in_flight(host.pace, PER_HOST):
                continue
            wait, pace = book(host.pace, now, PACE_S)
            if wait > 0:
                if host.wakes_at < now + wait:
                    host.wakes_at = now + wait
                    heapq.heappush(events, (host.wakes_at, next(order), None, None))
                continue
            ring.append(ring.pop(ring.index(host)))
            host.pace, host.links, host.busy = pace, host.links - 1, host.busy + 1
            host.most = max(host.most, host.busy)
            host.started.append(now)
            said = host.answer(host, now)
            host.took.append(said[2])
            heapq.heappush(events, (now + said[2], next(order), host, said))
            heapq.heappush(events, (now, next(order), None, None))  # and look round once more
        if not events:
            return
        now, _, host, said = heapq.heappop(events)
        if host is not None:
            status, wait, elapsed = said
            host.busy -= 1
            host.told.append((now, status, wait))
            host.pace = answered(host.pace, now, status, wait, elapsed)


def quick(host, now):
    return 200, None, 0.1


def limited(host, now):
    """Stand one request in two seconds, and complain with a short Retry-After."""
    recent = [at for at in host.started[:-1] if now - at < 2]
    return (429, 3, 0.1) if recent else (200, None, 0.1)


def straining(host, now):
    """Take longer the more was asked lately."""
    lately = [at for at in host.started if now - at < 4]
    return 200, None, 0.2 * len(lately) ** 2


def closing(host, now):
    return 429, 3600, 0.1


def silent(host, now):
    return None, None, 20.0


def test_a_host_alone_is_asked_at_its_pace():
    host = Host(quick)
    run(host)
    assert host.done_at == pytest.approx(39 * PACE_S + 0.1)


@pytest.mark.parametrize(
    "others", [(limited,), (straining,), (closing,), (silent,), (limited, straining, silent)]
)
def test_nobody_starves_beside_slow_and_complaining_hosts(others):
    host, beside = Host(quick), [Host(answer) for answer in others]
    run(host, *beside)
    assert host.done_at <= 39 * PACE_S * 1.1
    assert all(each.told for each in beside)


def test_limits_hold_at_every_moment():
    hosts = [Host(answer) for answer in (quick, limited, straining, silent)]
    run(*hosts)
    assert all(host.most <= PER_HOST for host in hosts)
    for host in hosts:
        gaps = [later - earlier for earlier, later in itertools.pairwise(host.started)]
        assert min(gaps) >= PACE_S - 1e-9


def test_a_short_retry_after_is_obeyed_to_the_second():
    host = Host(limited)
    run(host)
    for at, status, wait in host.told:
        if status == 429:
            assert not [start for start in host.started if at <= start < at + wait]


def test_a_host_that_limits_us_is_soon_asked_as_often_as_it_bears():
    host = Host(limited, links=200)
    run(host)
    assert host.statuses.count(429) <= len(host.told) / 4
    assert not host.links


def test_a_host_under_strain_is_spared_and_not_given_up():
    host = Host(straining, links=200)
    run(host)
    assert not host.links
    slow = [seconds for seconds in host.took if seconds > 2]
    assert len(slow) <= len(host.took) / 20  # two in three where its times are not heeded


def test_a_host_that_closes_itself_is_left_alone_and_nobody_sleeps():
    host, other = Host(closing), Host(quick)
    run(host, other, until=3000.0)
    assert len(host.told) <= 4  # two refusals, and what was under way meanwhile
    assert host.links >= 36
    assert closed_s(host.pace, other.done_at) > 3000


def test_a_host_that_recovers_is_asked_at_its_pace_again():
    host = Host(lambda host, now: (503, None, 0.1) if now < 20 else (200, None, 0.1), links=200)
    run(host)
    late = host.started[-20:]
    assert max(b - a for a, b in itertools.pairwise(late)) == pytest.approx(PACE_S)
