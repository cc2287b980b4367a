"""What was read while it came is what its recorded bytes give; on asyncio's loop and uvloop."""

import asyncio

import pytest

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.client import Fetcher
from sourcecheck.fetch.loops import factory
from sourcecheck.fetch.observe import Chain, observe, reading
from sourcecheck.fetch.target import target
from sourcecheck.fetch.wire import caps
from sourcecheck.model import Failure
from sourcecheck.testing import BEHAVIOURS, ScriptedWeb

TABLE = load_addresses()
OF_CHAINS = {Failure.REDIRECT_LOOP, Failure.INVALID_URL, Failure.UNSUPPORTED_SCHEME}
QUICK = [one for one in BEHAVIOURS if one.seconds < 1 and one.name != "tls_silent"]


async def looked(settings):
    """Look at all quick behaviours, many at a time; twice, for a second look is a brief one."""
    async with Fetcher(settings, TABLE) as fetcher:
        gate = asyncio.Semaphore(20)

        async def look(url):
            async with gate:
                host = target(url).host if target(url) else ""
                return await fetcher.fetch(url, booked=fetcher.queue.book(host) == 0.0)

        once = await asyncio.gather(*(look(one.url) for one in QUICK))
        return once + await asyncio.gather(*(look(one.url) for one in QUICK))


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def seen(request):
    made = factory() if request.param == "uvloop" else asyncio.new_event_loop
    if made is None:
        pytest.skip("uvloop is not installed here")
    with ScriptedWeb() as web, asyncio.Runner(loop_factory=made) as runner:
        settings = web.settings(per_host=20)
        return settings, runner.run(looked(settings))


def test_reading_the_recorded_bytes_again_gives_the_same_observation(seen):
    settings, found = seen
    limits = caps(settings)
    for one in found:
        if not one.exchanges:
            continue
        live = one.observation
        chain = Chain(
            url=live.url,
            final_url=live.final_url,
            readings=tuple(reading(each, limits) for each in one.exchanges),
            hops=live.hops,
            failure=live.failure if live.failure in OF_CHAINS else None,
            reason=live.reason,
        )
        again, body = observe(chain, limits)
        assert (again, body) == (live, one.body), live.url


@pytest.fixture(scope="module")
def on_asyncio():
    with ScriptedWeb() as web, asyncio.Runner() as runner:
        return runner.run(looked(web.settings(per_host=20)))


def test_every_loop_sees_the_same(seen, on_asyncio):
    def told(fetched):
        one = fetched.observation
        return (one.url, one.status, one.failure, one.truncated, one.final_url, one.body_sha256)

    assert [*map(told, seen[1])] == [*map(told, on_asyncio)]
