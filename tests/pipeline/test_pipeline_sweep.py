"""A run over many addresses: what is told when, and what is left alone."""

import asyncio
import dataclasses
import itertools
from datetime import timedelta

import pytest
from pipeline_tools import NOON, Answer, Archive, page, tools, web

from sourcecheck.errors import StoreError
from sourcecheck.fetch.queue import Queue
from sourcecheck.fetch.settings import FetchSettings
from sourcecheck.model import Failure, LinkState
from sourcecheck.pipeline.looks import Cited
from sourcecheck.pipeline.sweep import Sweep
from sourcecheck.store.memory import MemoryStore


def cited(*urls, origin=""):
    return [Cited(url=url, address=url, origin=origin) for url in urls]


async def told(sweep, entries):
    return [look async for batch in sweep.looks(entries) for look in batch]


async def states(network, *urls, **more):
    sweep = Sweep(tools(network, **more))
    looks = await told(sweep, cited(*urls))
    return {look.verdict.url: look.verdict.state for look in looks}, sweep


def well(*urls):
    return {url: [Answer(body=page(f"story {url[-12:]}"))] for url in urls}


GOOD = [f"http://host{at}.example/2026/story-{at}" for at in range(5)]


class Slow(type(web(answers={}))):
    """Answers after a while; remembers who was asked at the same time."""

    async def fetch(self, url, **how):
        host = url.split("/")[2]
        if how.get("booked"):
            return await self._timed(host, url, how)
        async with self.queue.turn(host):
            return await self._timed(host, url, how)

    async def _timed(self, host, url, how):
        self.going[host] = self.going.get(host, 0) + 1
        self.most[host] = max(self.most.get(host, 0), self.going[host])
        self.starts.setdefault(host, []).append(asyncio.get_running_loop().time())
        try:
            await asyncio.sleep(self.seconds.get(host, 0.001))
            return await super().fetch(url, **how)
        finally:
            self.going[host] -= 1


def slow(answers, per_host=2, pace_s=0.0, **seconds):
    made = Slow(answers=answers, queue=Queue(per_host, pace_s, 1000, asyncio.sleep))
    made.going, made.most, made.starts = {}, {}, {}
    made.seconds = {f"{name}.example": value for name, value in seconds.items()}
    return made


async def test_ordinary_answers_are_told_while_others_are_still_awaited():
    urls = [*GOOD, "http://late.example/2026/story-late"]
    network = slow(well(*urls), late=0.9)
    batches = Sweep(tools(network)).looks(cited(*urls))
    arrived = [[look.verdict.url for look in batch] async for batch in batches]
    assert set(arrived[0]) == set(GOOD)
    assert arrived[-1] == [urls[-1]]


async def test_every_address_is_told_once_with_all_places_that_cite_it():
    entries = [*cited(*GOOD, origin="one.html"), *cited(GOOD[0], origin="two.html")]
    looks = await told(Sweep(tools(web(answers=well(*GOOD)))), entries)
    assert len(looks) == len(GOOD)
    origins = {look.verdict.url: look.origins for look in looks}
    assert origins[GOOD[0]] == ("one.html", "two.html")
    assert origins[GOOD[1]] == ("one.html",)


async def test_fragments_of_one_page_are_judged_apart_and_asked_for_once():
    body = page("wells").replace(b"<h1>", b"<h1 id='here'>")
    network = web(answers={GOOD[0]: [Answer(body=body)]})
    entries = [
        Cited(url=GOOD[0], address=f"{GOOD[0]}#here", origin="a"),
        Cited(url=GOOD[0], address=f"{GOOD[0]}#there", origin="b"),
    ]
    looks = await told(Sweep(tools(network)), entries)
    assert {look.verdict.url.rpartition("#")[2]: look.verdict.state for look in looks} == {
        "here": LinkState.ALIVE,
        "there": LinkState.FRAGMENT_MISSING,
    }
    assert network.asked.count(GOOD[0]) == 1


async def test_no_host_is_asked_more_at_once_than_allowed_and_all_hosts_move():
    long = [f"http://long.example/2026/story-{at}" for at in range(30)]
    others = [f"http://h{at}.example/2026/story-{at}" for at in range(40)]
    network = slow(well(*long, *others), long=0.02)
    found, _ = await states(network, *long, *others)
    assert len(found) == 70
    assert max(network.most.values()) <= 2
    last_other = max(network.starts[f"h{at}.example"][0] for at in range(40))
    assert last_other < network.starts["long.example"][-1]


async def test_the_pace_of_a_host_is_kept():
    urls = [f"http://paced.example/2026/story-{at}" for at in range(6)]
    network = slow(well(*urls), pace_s=0.05)
    await states(network, *urls)
    starts = sorted(network.starts["paced.example"])
    gaps = [b - a for a, b in itertools.pairwise(starts)]
    assert min(gaps) > 0.04


async def test_second_looks_stay_within_the_budget_of_the_host():
    urls = [f"http://gone.example/2026/story-{at}" for at in range(20)]
    network = web(answers={})
    found, _ = await states(network, *GOOD, *urls, fetch_settings=FetchSettings(second_looks=3))
    assert {found[url] for url in urls} == {LinkState.NOT_FOUND}
    assert len(network.asked) == 20 + 3 + 2 * len(GOOD)


async def test_a_page_that_was_missing_once_is_alive():
    network = web(answers={GOOD[0]: [Answer(status=404), Answer(body=page("wells"))]})
    found, _ = await states(network, GOOD[0])
    assert found == {GOOD[0]: LinkState.ALIVE}


NO_ROUTE = Answer(status=None, failure=Failure.UNREACHABLE)


async def test_without_a_network_nothing_is_concluded_and_nobody_is_asked_twice():
    network = web(answers={url: [NO_ROUTE] for url in GOOD})
    store = MemoryStore()
    found, sweep = await states(network, *GOOD, store=store)
    assert set(found.values()) == {LinkState.OFFLINE}
    assert sweep.why_offline == "this machine is offline"
    assert len(network.asked) == len(GOOD)
    assert store.info().rows("checks") == 0


async def test_a_portal_that_answers_for_everybody_is_not_the_web():
    portal = Answer(body=page("welcome to our hotel"), location="http://hotel.example/login")
    network = web(answers={url: [portal] for url in GOOD})

    class Portal(type(network)):
        async def fetch(self, url, **how):
            found = await super().fetch(url, **how)
            seen = found.observation
            hops = tuple(dataclasses.replace(hop, status=302) for hop in seen.hops)
            return dataclasses.replace(found, observation=dataclasses.replace(seen, hops=hops))

    store = MemoryStore()
    found, sweep = await states(Portal(answers=network.answers), *GOOD, store=store)
    assert set(found.values()) == {LinkState.OFFLINE}
    assert sweep.why_offline
    assert store.info().rows("checks") == 0


async def test_a_host_that_is_down_is_told_when_others_answer():
    network = web(answers={**well(*GOOD[1:]), GOOD[0]: [NO_ROUTE]})
    found, sweep = await states(network, *GOOD)
    assert found[GOOD[0]] is LinkState.NO_RESPONSE
    assert sweep.why_offline == ""


async def test_links_of_one_host_that_land_on_one_page_are_judged_together():
    urls = [f"http://shop.example/2026/story-{at}" for at in range(4)]
    answer = Answer(body=page("our shop"), location="http://shop.example/welcome-to-all")
    network = web(answers={**well(*GOOD), **{url: [answer] for url in urls}})
    found, _ = await states(network, *GOOD, *urls)
    assert {found[url] for url in urls} == {LinkState.SOFT_404}


async def test_a_name_that_is_gone_is_told_only_beside_one_that_is_there():
    missing = Answer(status=None, failure=Failure.DNS_NO_NAME)
    alone, _ = await states(web(answers={GOOD[0]: [missing]}), GOOD[0])
    beside, _ = await states(web(answers={**well(*GOOD[1:]), GOOD[0]: [missing]}), *GOOD)
    assert alone[GOOD[0]] is LinkState.DNS_TROUBLE
    assert beside[GOOD[0]] is LinkState.DNS_GONE


async def test_what_is_told_is_remembered_and_archived_before():
    store, archive = MemoryStore(), Archive()
    sweep = Sweep(tools(slow(well(*GOOD)), store=store, archive=archive))
    async for batch in sweep.looks(cited(*GOOD)):
        for look in batch:
            assert store.history(look.verdict.url)
            assert look.verdict.url in archive.kept
            assert look.capture is not None


async def test_a_run_that_was_broken_off_goes_on_where_it_ended():
    store, network = MemoryStore(), slow(well(*GOOD))
    run = store.begin_run("inputs", NOON - timedelta(minutes=1), timedelta(hours=24))
    sweep = Sweep(tools(network, store=store), run)
    batches = sweep.looks(cited(*GOOD[:3]))
    first = [look.verdict.url for look in await anext(batches)]
    await batches.aclose()
    again = store.begin_run("inputs", NOON, timedelta(hours=24))
    assert again.resumed
    asked = len(network.asked)
    sweep = Sweep(tools(network, store=store), again)
    looks = await told(sweep, cited(*GOOD))
    assert {look.verdict.url for look in looks} == set(GOOD)
    assert sweep.resumed >= len(first)
    assert not set(first) & set(network.asked[asked:])


async def test_what_cannot_be_remembered_ends_the_run_with_that_error():
    class Full(MemoryStore):
        def remember_looks(self, looks):
            raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="disk is full"):
        await told(Sweep(tools(web(answers=well(*GOOD)), store=Full())), cited(*GOOD))


async def test_a_stopped_run_tells_what_it_has_and_leaves_nothing_running():
    network = slow(well(*GOOD, "http://late.example/a-long-story"), late=60)
    made = tools(network)
    asyncio.get_running_loop().call_later(0.3, made.stop.set)
    async with asyncio.timeout(5):
        looks = await told(Sweep(made), cited(*GOOD, "http://late.example/a-long-story"))
    assert {look.verdict.url for look in looks} == set(GOOD)
    assert len(asyncio.all_tasks()) == 1


async def test_addresses_are_drawn_as_needed_and_may_come_slowly():
    drawn = []

    def drawing():
        for url in GOOD:
            drawn.append(url)
            yield Cited(url=url, address=url)

    looks = await told(Sweep(tools(web(answers=well(*GOOD)))), drawing())
    assert len(looks) == len(drawn) == len(GOOD)


async def test_a_fault_in_drawing_ends_the_run_with_it():
    def drawing():
        yield Cited(url=GOOD[0], address=GOOD[0])
        raise StoreError("the list ended badly")

    with pytest.raises(StoreError, match="ended badly"):
        await told(Sweep(tools(web(answers=well(*GOOD)))), drawing())


ROBOTS = b"User-agent: *\nDisallow: /private/\n"


async def test_where_robots_txt_is_obeyed_it_is_asked_once_and_obeyed():
    private = "http://host0.example/private/2026/story-9"
    robots = {
        f"http://host{at}.example/robots.txt": [Answer(body=ROBOTS, media_type="text/plain")]
        for at in range(5)
    }
    network = web(answers={**well(*GOOD, private), **robots})
    found, _ = await states(network, *GOOD, private, obeys_robots=True)
    assert found[private] is LinkState.ROBOTS_DENIED
    assert found[GOOD[0]] is LinkState.ALIVE
    assert private not in network.asked
    assert network.asked.count("http://host0.example/robots.txt") == 1


async def test_where_it_is_not_obeyed_nobody_asks_for_it():
    network = web(answers=well(*GOOD))
    await states(network, *GOOD)
    assert not [url for url in network.asked if url.endswith("robots.txt")]


async def test_a_page_shown_to_browsers_only_is_blocked_and_not_gone():
    class Choosy(type(web(answers={}))):
        async def fetch(self, url, *, manner=None, **how):
            self.answers = {url: [Answer(body=page("wells"))]} if manner == "browser" else {}
            return await super().fetch(url, **how)

    settings = FetchSettings(browser_headers=True)
    found, _ = await states(Choosy(answers={}), GOOD[0], fetch_settings=settings)
    assert found == {GOOD[0]: LinkState.BLOCKED}


class Counting(MemoryStore):
    """Counts the looks that it is asked to remember."""

    remembered = 0

    def remember_looks(self, looks):
        self.remembered += len(looks)
        super().remember_looks(looks)


async def test_a_resumed_run_tells_all_and_writes_only_what_is_new():
    old = [f"http://old{at}.example/2026/story-{at}" for at in range(700)]
    store = Counting()
    run = store.begin_run("inputs", NOON - timedelta(minutes=1), timedelta(hours=24))
    await told(Sweep(tools(web(answers=well(*old)), store=store), run), cited(*old))
    again = store.begin_run("inputs", NOON, timedelta(hours=24))
    store.remembered = 0
    looks = await told(
        Sweep(tools(web(answers=well(*GOOD)), store=store), again), cited(*old, *GOOD)
    )
    assert len(looks) == len(old) + len(GOOD)
    assert store.remembered == len(GOOD)


async def test_runs_that_share_a_fetcher_wake_each_other():
    urls = [f"http://shared.example/2026/story-{at}" for at in range(8)]
    network = slow(well(*urls), per_host=1, shared=0.01)
    made = [tools(network, fetch_settings=FetchSettings(per_host=1)) for _ in range(3)]
    parts = (urls[:3], urls[3:6], urls[6:])
    async with asyncio.timeout(10):
        found = await asyncio.gather(
            *(told(Sweep(each), cited(*part)) for each, part in zip(made, parts, strict=True))
        )
    assert [len(looks) for looks in found] == [3, 3, 2]
    assert network.most == {"shared.example": 1}
    assert network.queue.on_left == []
