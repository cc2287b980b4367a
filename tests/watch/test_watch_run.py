"""A pass over what is due, with both stores and the local engine."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sourcecheck.data.load_watch import load_watch
from sourcecheck.engine.local import LocalEngine
from sourcecheck.errors import StoreError
from sourcecheck.model import Check, LinkState, Observation, Verdict
from sourcecheck.store.base import Look
from sourcecheck.store.memory import MemoryStore
from sourcecheck.store.sqlite import open_store
from sourcecheck.watch.changes import ChangeKind
from sourcecheck.watch.run import BATCH, Watch, run_pass, visit

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    opened = MemoryStore() if request.param == "memory" else open_store(tmp_path / "s.db")
    yield opened
    opened.close()


class World:
    """A web, a clock and a sleep that are plain functions."""

    def __init__(self, store):
        self.store = store
        self.time = NOON
        self.asked, self.slept = [], []
        self.answers = {}  # URL -> (status, state, confirmed) or an exception
        self.now_at = {}
        self.most_at = {}
        self.retry_after = None

    def cite(self, *urls):
        for url in urls:
            self.store.remember_check(*self.answer(url, 200, LinkState.ALIVE, self.time - DAY))

    def answer(self, url, status, state, at, *, confirmed=False):
        seen = Observation(
            url=url, at=at, final_url=url, status=status, retry_after_s=self.retry_after
        )
        verdict = Verdict(url=url, state=state, rule="r", confirmed=confirmed)
        return Check(observation=seen), verdict

    async def look(self, url):
        host = url.split("/")[2]
        self.asked.append(url)
        self.now_at[host] = self.now_at.get(host, 0) + 1
        self.most_at[host] = max(self.most_at.get(host, 0), self.now_at[host])
        await asyncio.sleep(0)
        self.now_at[host] -= 1
        status, state, *rest = self.answers.get(url, (200, LinkState.ALIVE))
        if isinstance(status, Exception):
            raise status
        found, verdict = self.answer(url, status, state, self.time, confirmed=bool(rest))
        return Look(check=found, verdict=verdict)

    async def sleep(self, seconds):
        self.slept.append(seconds)
        await asyncio.sleep(0)

    def watch(self):
        table = load_watch()
        return Watch(
            store=self.store,
            look=self.look,
            now=lambda: self.time,
            sleep=self.sleep,
            table=table,
            pace_s=1.0,
            cap_s=table.schedule.watched_cap_s,
        )

    async def run(self, hosts=100):
        return await run_pass(self.watch(), LocalEngine(), hosts)


@pytest.fixture
def world(store):
    return World(store)


def urls(host, count):
    return [f"https://{host}/{number}" for number in range(count)]


async def test_a_pass_looks_at_every_due_link_once(world):
    wanted = [url for host in ("a.example", "b.example", "c.example") for url in urls(host, 7)]
    world.cite(*wanted)
    done = await world.run()
    assert sorted(wanted) == sorted(world.asked)
    assert done.looked == 21
    assert world.store.info().rows("checks") == 21


async def test_a_second_pass_at_once_finds_nothing_due(world):
    world.cite(*urls("a.example", 3))
    await world.run()
    assert (await world.run()).looked == 0
    assert len(world.asked) == 3


async def test_a_week_later_everything_is_due_again(world):
    world.cite(*urls("a.example", 3))
    await world.run()
    world.time += 8 * DAY
    assert (await world.run()).looked == 3
    assert len(world.store.history("https://a.example/0")) == 3


async def test_one_host_is_asked_one_link_at_a_time_with_a_pause_between(world):
    world.cite(*urls("a.example", 5), *urls("b.example", 5))
    await world.run()
    assert world.most_at == {"a.example": 1, "b.example": 1}
    assert world.slept == [1.0] * 8


async def test_a_host_with_more_links_than_a_visit_holds_is_visited_again(world):
    world.cite(*urls("a.example", 2 * BATCH + 3))
    done = await world.run()
    assert done.looked == 2 * BATCH + 3
    assert len(world.slept) == 2 * BATCH + 2


async def test_a_pass_may_be_limited_to_the_hosts_that_wait_longest(world):
    world.cite(*urls("a.example", 1), *urls("b.example", 1))
    assert (await world.run(hosts=1)).looked == 1
    assert world.asked == ["https://a.example/0"]


async def test_a_link_we_fail_to_look_at_is_put_off_and_the_others_are_looked_at(world):
    world.cite(*urls("a.example", 3))
    world.answers["https://a.example/0"] = (ValueError("our mistake"), None)
    done = await world.run()
    assert done.looked == 2
    assert [trouble.name for trouble in done.troubles] == ["https://a.example/0"]
    assert "our mistake" in done.troubles[0].error
    assert (await world.run()).looked == 0
    assert len(world.store.history("https://a.example/0")) == 1


async def test_too_many_ends_the_visit_and_closes_the_host(world):
    world.cite(*urls("a.example", 3))
    world.retry_after = 7200
    world.answers["https://a.example/0"] = (429, LinkState.RATE_LIMITED)
    assert (await world.run()).looked == 1
    world.time += timedelta(hours=1)
    assert (await world.run()).looked == 0
    world.time += timedelta(hours=1)
    world.retry_after = None
    assert (await world.run()).looked == 2


async def test_a_worker_that_was_overtaken_writes_nothing_and_stops(world):
    world.cite(*urls("a.example", 3))
    watch = world.watch()

    async def slow(url):
        # While this worker hangs, another one visits the same host.
        if len(world.asked) == 0:
            assert not (await visit(replace(watch, look=world.look), "a.example")).overtaken
        return await world.look(url)

    done = await visit(replace(watch, look=slow), "a.example")
    assert done.overtaken
    assert done.seen == ()
    assert [len(world.store.history(url)) for url in urls("a.example", 3)] == [2, 2, 2]
    assert len(world.asked) == 4


async def test_death_is_told_once_and_so_is_the_return(world):
    url = "https://a.example/0"
    world.cite(url)
    told = []
    for answer in [
        (200, LinkState.ALIVE),
        (404, LinkState.NOT_FOUND),
        (404, LinkState.NOT_FOUND, True),
        (404, LinkState.NOT_FOUND, True),
        (403, LinkState.BLOCKED),
        (200, LinkState.ALIVE),
        (200, LinkState.ALIVE),
    ]:
        world.answers[url] = answer
        told.append([change.kind for change in (await world.run()).news.changes])
        world.time += 8 * DAY
    assert told == [[], [], [ChangeKind.DEAD], [], [], [ChangeKind.BACK], []]


async def test_news_that_was_held_is_told_by_the_next_pass(world):
    dead = "https://dead.example/0"
    hosts = [f"https://h{number}.example/0" for number in range(9)]
    world.cite(dead, *hosts)
    await world.run()
    world.time += 8 * DAY
    world.answers = {dead: (404, LinkState.NOT_FOUND, True)}
    world.answers |= dict.fromkeys(hosts[:4], (None, LinkState.TIMEOUT))
    held = await world.run()
    assert held.news.held
    assert held.news.changes == ()
    world.answers = {dead: (404, LinkState.NOT_FOUND, True)}
    world.time += 8 * DAY
    (change,) = (await world.run()).news.changes
    assert change.urls == (dead,)


async def test_a_visit_that_fails_as_a_whole_is_named_and_the_others_go_on(world):
    world.cite(*urls("a.example", 1), *urls("b.example", 1))
    watch, due = world.watch(), world.store.due

    def failing(host, now, limit):
        if host == "a.example":
            raise StoreError("the disk is full")
        return due(host, now, limit)

    world.store.due = failing
    done = await run_pass(watch, LocalEngine(), 10)
    assert (done.looked, done.troubles[0].name) == (1, "a.example")
    assert "the disk is full" in done.troubles[0].error


async def test_visiting_a_host_with_nothing_due_asks_nobody(world):
    done = await visit(world.watch(), "never.example")
    assert (done.seen, done.more, world.asked) == ((), False, [])
