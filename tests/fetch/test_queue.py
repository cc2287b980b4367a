"""Turns with hosts: who shares one, and that hosts at rest are forgotten."""

import asyncio
import contextlib

from sourcecheck.fetch.queue import Queue


def queue(**changes):
    waits = []

    async def sleep(seconds):
        waits.append(round(seconds, 1))

    made = Queue(**{"per_host": 2, "pace_s": 4.0, "connections": 10, "sleep": sleep, **changes})
    made.waits = waits
    return made


async def take(line, *hosts):
    for host in hosts:
        async with line.turn(host):
            pass


async def test_hosts_of_one_registered_domain_share_its_pace():
    line = queue()
    await take(line, "www.news.co.uk", "live.news.co.uk", "other.co.uk", "news.com")
    assert line.waits == [4.0]


async def test_customers_of_one_platform_share_its_servers():
    line = queue()
    await take(line, "one.blogspot.com", "two.blogspot.com")
    assert line.waits == [4.0]


async def test_a_complaint_slows_the_next_request_to_that_host_only():
    line = queue(pace_s=1.0)
    await take(line, "news.example")
    line.answered("news.example", 429, 7)
    await take(line, "news.example", "other.example")
    assert line.waits == [7.0]


async def test_a_turn_that_fails_is_given_back():
    line = queue(per_host=1, pace_s=0.0)
    for _ in range(3):
        with contextlib.suppress(ZeroDivisionError):
            async with line.turn("a.example"):
                1 / 0  # noqa: B018 - any fault will do
    async with asyncio.timeout(1), line.turn("a.example"):
        pass


async def test_memory_stays_bounded_over_many_hosts():
    line = queue(pace_s=0.0)
    await take(line, *(f"host-{number}.example" for number in range(6000)))
    assert len(line._lines) <= 2001
    assert len(line._owners) <= 2001


async def test_a_host_under_way_is_not_forgotten():
    line = queue(per_host=1, pace_s=0.0)
    async with line.turn("busy.example"):
        await take(line, *(f"host-{number}.example" for number in range(2500)))
        second = asyncio.create_task(take(line, "busy.example"))
        await asyncio.sleep(0.01)
        assert not second.done()
    await second
