"""Large answers share the memory there is: who waits, and that waiting costs nobody anything."""

import asyncio
import subprocess
import sys

import pytest

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.budget import LIGHT, Budget
from sourcecheck.fetch.client import Fetcher, FetchSettings
from sourcecheck.fetch.loops import factory

TABLE = load_addresses()
KIB = 1024


class Bearer:
    def __init__(self):
        self.waits = False

    def pause(self):
        self.waits = True

    def resume(self):
        self.waits = False


def waiting(*bearers):
    return [each.waits for each in bearers]


def test_the_first_goes_on_whatever_it_needs_and_others_wait_above_the_limit():
    budget, first, second, third = Budget(100), Bearer(), Bearer(), Bearer()
    budget.hold(first, 60)
    budget.hold(second, 40)
    assert waiting(first, second) == [False, False]
    budget.hold(third, 30)
    budget.hold(first, 500)
    assert waiting(first, second, third) == [False, False, True]
    budget.hold(second, 50)
    assert waiting(first, second, third) == [False, True, True]
    budget.drop(first)
    assert waiting(second, third) == [False, False]
    assert budget.total == 80
    budget.hold(second, 90)
    budget.hold(third, 31)
    assert waiting(second, third) == [False, True]
    budget.drop(second)
    assert waiting(third) == [False]
    budget.drop(third)
    budget.drop(third)
    assert budget.total == 0


def test_even_the_first_waits_while_much_is_not_put_away():
    budget, first = Budget(100), Bearer()
    budget.carry(40)
    budget.hold(first, 90)
    assert not first.waits
    budget.carry(40)
    budget.hold(first, 91)
    assert first.waits
    budget.carry(-20)
    assert first.waits
    budget.carry(-20)
    assert not first.waits
    budget.carry(-40)
    assert budget.total == 91


class Server:
    """Answers each path with a file, piece by piece, at times counted from the request."""

    def __init__(self, pieces):
        self.pieces = pieces  # path -> [(seconds, bytes of the body)]
        self.tasks = set()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await asyncio.sleep(0.01)

    async def serve(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        try:
            path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
            script = self.pieces(path)
            size = sum(count for _, count in script)
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n"
                b"Connection: close\r\nContent-Length: %d\r\n\r\n" % size
            )
            began = asyncio.get_running_loop().time()
            for seconds, count in script:
                now = asyncio.get_running_loop().time()
                await asyncio.sleep(began + seconds - now)
                writer.write(bytes([count % 251]) * count)
                await writer.drain()
        except (asyncio.CancelledError, OSError):
            pass
        finally:
            writer.transport.abort() if writer.transport.is_closing() else writer.close()

    def fetcher(self, **changes):
        settings = FetchSettings(
            pace_s=0.0,
            allow_networks=("127.0.0.0/8",),
            connect_to=(f"::127.0.0.1:{self.port}",),
            **changes,
        )
        return Fetcher(settings, TABLE)


async def many(server, paths, **changes):
    """Fetch all at a time, and return the most that was counted at a time as well."""
    counted = [0]
    hold = Budget.hold

    def watched(self, bearer, size):
        hold(self, bearer, size)
        counted.append(self.total)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Budget, "hold", watched)
        async with server.fetcher(**changes) as fetcher:
            looks = (fetcher.fetch(f"http://{path}.example/{path}") for path in paths)
            found = await asyncio.gather(*looks)
            assert fetcher._wire.budget.total == 0
    return found, max(counted)


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_many_large_answers_stay_within_the_budget_and_all_come(loop):
    made = factory() if loop == "uvloop" else asyncio.new_event_loop
    if made is None:
        pytest.skip("uvloop is not installed here")

    async def run():
        size = 3000 * KIB
        async with Server(lambda path: [(0.1, 750 * KIB)] * 4) as server:
            return await many(
                server, [f"a{i}" for i in range(12)], max_in_flight_bytes=4000 * KIB
            ), size

    with asyncio.Runner(loop_factory=made) as runner:
        (found, most), size = runner.run(run())
    assert {one.observation.failure for one in found} == {None}
    assert {len(one.body) for one in found} == {size}
    # One that goes on alone, and a piece each of those that wait.
    assert 4000 * KIB < most <= (4000 + 3000) * KIB + 12 * 2 * LIGHT


async def test_waiting_for_memory_is_no_delay_of_the_server():
    def pieces(path):
        if path == "/a":  # the first, and over the budget by itself
            return [(0.0, 600 * KIB), (0.6, KIB)]
        return [(0.1, 600 * KIB), (1.1, KIB)]

    async with Server(pieces) as server:
        found, _ = await many(server, "ab", max_in_flight_bytes=500 * KIB, body_s=0.8)
    first, second = (one.observation for one in found)
    assert (first.failure, second.failure) == (None, None)
    assert second.elapsed_ms < 900


async def test_one_who_gives_up_while_others_wait_lets_them_go_on():
    def pieces(path):
        return [(0.0, 600 * KIB), (5.0 if path == "/a" else 0.1, KIB)]

    async with (
        Server(pieces) as server,
        server.fetcher(max_in_flight_bytes=500 * KIB) as fetcher,
    ):
        slow = asyncio.create_task(fetcher.fetch("http://a.example/a"))
        await asyncio.sleep(0.1)
        other = asyncio.create_task(fetcher.fetch("http://b.example/b"))
        await asyncio.sleep(0.3)
        assert not other.done()
        slow.cancel()
        async with asyncio.timeout(2):
            assert (await other).observation.failure is None


_PEAK = """
import asyncio, sys, tracemalloc
sys.path.insert(0, sys.argv[1])
from test_budget import KIB, Server
async def one():
    async with Server(lambda path: [(0, 64 * KIB)] * 128) as server, server.fetcher() as fetcher:
        await fetcher.fetch("http://a.example/warm-up")
        tracemalloc.start()
        await fetcher.fetch("http://a.example/a")
        print(tracemalloc.get_traced_memory()[1])
asyncio.run(one())
"""


def test_of_a_large_answer_no_more_than_two_copies_are_alive(request):
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, str(request.path.parent)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert 2 * 8192 * KIB < int(done.stdout) < 2.4 * 8192 * KIB


async def test_large_answers_wait_while_those_before_are_not_put_away():
    async with (
        Server(lambda path: [(0, 2000 * KIB)]) as server,
        server.fetcher(max_in_flight_bytes=1000 * KIB) as fetcher,
    ):
        fetcher.carry(800 * KIB)
        look = asyncio.create_task(fetcher.fetch("http://a.example/a"))
        await asyncio.sleep(0.3)
        assert not look.done()
        fetcher.carry(-800 * KIB)
        async with asyncio.timeout(2):
            assert (await look).observation.failure is None
