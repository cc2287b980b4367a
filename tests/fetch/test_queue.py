"""Turns with hosts: who shares one, and that hosts at rest are forgotten."""

import asyncio
import contextlib

from sourcecheck.fetch.queue import NOT_YET, Queue


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
    await take(line, *(f"host-{number}.example" for number in range(30_000)))
    assert len(line._lines) <= 20_001
    assert len(line._by_host) <= 20_001


async def test_a_host_under_way_is_not_forgotten():
    line = queue(per_host=1, pace_s=0.0)
    async with line.turn("busy.example"):
        await take(line, *(f"host-{number}.example" for number in range(22_000)))
        second = asyncio.create_task(take(line, "busy.example"))
        await asyncio.sleep(0.01)
        assert not second.done()
    await second


async def test_a_turn_can_be_booked_without_waiting():
    line = queue(per_host=1, pace_s=5.0)
    assert line.book("a.example") == 0.0
    assert line.book("a.example") == NOT_YET
    line.leave("a.example")
    assert 4.0 < line.book("a.example") <= 5.0


async def test_who_waits_for_a_turn_comes_before_who_would_book_one():
    line = queue(per_host=1, pace_s=0.0)
    assert line.book("a.example") == 0.0
    waiter = asyncio.create_task(take(line, "a.example"))
    await asyncio.sleep(0)
    line.leave("a.example")
    assert line.book("a.example") in {NOT_YET, 0.0}
    await waiter


async def test_whoever_schedules_is_told_that_a_turn_was_left():
    line = queue(per_host=1, pace_s=0.0)
    told = []
    line.on_left.append(told.append)
    line.book("www.news.co.uk")
    line.leave("www.news.co.uk")
    assert told == ["news.co.uk"]


async def test_giving_up_a_place_in_the_line_holds_up_nobody():
    line = queue(per_host=1, pace_s=0.0)
    line.book("a.example")
    waiters = [asyncio.create_task(take(line, "a.example")) for _ in range(3)]
    await asyncio.sleep(0)
    waiters[0].cancel()
    waiters[1].cancel()
    line.leave("a.example")
    async with asyncio.timeout(1):
        await asyncio.gather(*waiters, return_exceptions=True)
    assert waiters[2].done()
    assert not waiters[2].cancelled()
    assert line.book("a.example") == 0.0
