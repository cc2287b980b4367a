"""The local engine: many jobs, one at a time for each key, nothing lost and nothing leaked."""

from __future__ import annotations

import asyncio
import itertools
import signal
import subprocess
import sys
import textwrap

import pytest

from sourcecheck.engine.base import Engine, Job
from sourcecheck.engine.local import LocalEngine, attempt
from sourcecheck.errors import StoreError


async def echo(name):
    await asyncio.sleep(0)
    return name


async def collect(engine, work, jobs):
    return [outcome async for outcome in engine.run(work, jobs)]


def jobs(*names, key=""):
    return [Job(name=name, key=key) for name in names]


def test_the_local_engine_keeps_the_protocol():
    engine: Engine = LocalEngine()
    assert engine


async def test_every_job_has_one_outcome():
    names = [str(number) for number in range(500)]
    found = await collect(LocalEngine(width=7), echo, jobs(*names))
    assert sorted(names) == sorted(outcome.value for outcome in found)
    assert all(outcome.error is None for outcome in found)


async def test_no_jobs_are_no_outcomes():
    assert await collect(LocalEngine(), echo, []) == []


async def test_outcomes_come_in_the_order_in_which_jobs_end():
    gates = {name: asyncio.Event() for name in "abc"}

    async def work(name):
        await gates[name].wait()
        return name

    found = []
    gates["b"].set()
    async for outcome in LocalEngine().run(work, jobs("a", "b", "c")):
        found.append(outcome.value)
        gates["c" if len(found) == 1 else "a"].set()
    assert found == ["b", "c", "a"]


async def test_a_failing_job_is_an_outcome_and_stops_no_other():
    async def work(name):
        await asyncio.sleep(0)
        if name == "bad":
            raise ValueError(name)
        return name

    found = await collect(LocalEngine(width=2), work, jobs("a", "bad", "b", "c"))
    assert {outcome.job.name: type(outcome.error) for outcome in found} == {
        "a": type(None),
        "bad": ValueError,
        "b": type(None),
        "c": type(None),
    }


async def test_work_that_fails_before_it_is_awaited_is_an_outcome_too():
    def work(name):
        raise ValueError(name)

    (outcome,) = await collect(LocalEngine(), work, jobs("a"))
    assert isinstance(outcome.error, ValueError)


async def test_a_job_that_cancels_itself_stops_no_other():
    async def work(name):
        if name == "a":
            raise asyncio.CancelledError
        return await echo(name)

    found = await collect(LocalEngine(), work, jobs("a", "b"))
    assert {outcome.job.name for outcome in found if outcome.error} == {"a"}
    assert {outcome.value for outcome in found} == {None, "b"}


class Meter:
    """Counts how many jobs of a key, and of all keys, run at once."""

    def __init__(self):
        self.now, self.most, self.order = {}, {}, []

    async def work(self, name):
        key = name.partition("/")[0]
        self.order.append(name)
        for part in (key, "all"):
            self.now[part] = self.now.get(part, 0) + 1
            self.most[part] = max(self.most.get(part, 0), self.now[part])
        for _ in range(3):
            await asyncio.sleep(0)
        for part in (key, "all"):
            self.now[part] -= 1


def by_host(hosts, each):
    return (Job(name=f"{host}/{n}", key=host) for n in range(each) for host in hosts)


async def test_jobs_of_one_key_never_run_at_once_and_keep_their_order():
    meter = Meter()
    hosts = ["a", "b", "c"]
    found = await collect(LocalEngine(width=10), meter.work, by_host(hosts, 20))
    assert len(found) == 60
    assert {host: meter.most[host] for host in hosts} == {"a": 1, "b": 1, "c": 1}
    assert meter.most["all"] == 3
    for host in hosts:
        seen = [name for name in meter.order if name.startswith(f"{host}/")]
        assert seen == [f"{host}/{n}" for n in range(20)]


async def test_no_more_jobs_run_than_the_engine_is_wide():
    meter = Meter()
    await collect(LocalEngine(width=4), meter.work, by_host([str(n) for n in range(50)], 1))
    assert meter.most["all"] == 4


async def test_one_busy_key_does_not_keep_the_others_waiting():
    gate = asyncio.Event()

    async def work(name):
        if name == "slow/0":
            await gate.wait()
        return name

    listed = [*jobs("slow/0", "slow/1", key="slow"), *jobs("quick/0", "quick/1", key="quick")]
    found = []
    async for outcome in LocalEngine().run(work, listed):
        found.append(outcome.value)
        if len(found) == 2:
            gate.set()
    assert found == ["quick/0", "quick/1", "slow/0", "slow/1"]


async def test_an_endless_list_is_drawn_from_only_as_far_as_needed():
    drawn = itertools.count()
    endless = (Job(name=str(next(drawn))) for _ in itertools.count())
    engine = LocalEngine(width=5).run(echo, endless)
    for _ in range(20):
        await anext(engine)
    await engine.aclose()
    assert next(drawn) <= 30


async def test_jobs_that_wait_for_a_busy_key_are_bounded_too():
    drawn = itertools.count()
    gate = asyncio.Event()

    async def work(_):
        await gate.wait()

    same = (Job(name=str(next(drawn)), key="host") for _ in range(10_000))
    engine = LocalEngine(width=5, ahead=20).run(work, same)
    first = asyncio.ensure_future(anext(engine))
    for _ in range(20):
        await asyncio.sleep(0)
    assert next(drawn) <= 25
    gate.set()
    await first
    await engine.aclose()


async def test_a_slow_reader_slows_the_jobs_down():
    begun = []

    async def work(name):
        begun.append(name)
        return name

    engine = LocalEngine(width=3).run(work, jobs(*map(str, range(100))))
    await anext(engine)
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(begun) <= 5
    await engine.aclose()


class Cleaning:
    """Work that never ends by itself and says when it was cleaned up."""

    def __init__(self, count):
        self.count = count
        self.begun, self.cleaned = [], []
        self.all_begun = asyncio.Event()

    async def work(self, name):
        self.begun.append(name)
        if len(self.begun) == self.count:
            self.all_begun.set()
        try:
            await asyncio.sleep(3600)
        finally:
            await asyncio.sleep(0)
            self.cleaned.append(name)


async def test_cancelling_the_reader_cancels_the_jobs_and_waits_for_them():
    cleaning = Cleaning(2)
    reader = asyncio.create_task(collect(LocalEngine(), cleaning.work, jobs("a", "b")))
    await cleaning.all_begun.wait()
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    assert sorted(cleaning.cleaned) == ["a", "b"]


async def test_leaving_the_loop_early_leaves_no_job_running():
    cleaning = Cleaning(1)

    async def work(name):
        if name == "quick":
            await cleaning.all_begun.wait()
            return name
        return await cleaning.work(name)

    engine = LocalEngine().run(work, jobs("slow", "quick"))
    async for outcome in engine:
        assert outcome.value == "quick"
        break
    await engine.aclose()
    assert cleaning.cleaned == ["slow"]
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_trouble_in_the_list_of_jobs_is_raised_after_the_outcomes():
    def listed():
        yield Job(name="a")
        raise StoreError("the database went away")

    engine = LocalEngine().run(echo, listed())
    assert (await anext(engine)).value == "a"
    with pytest.raises(StoreError, match="went away"):
        await anext(engine)


async def test_an_attempt_says_how_work_ended():
    assert (await attempt(echo, "a")).value == "a"

    async def fail(name):
        raise ValueError(name)

    assert isinstance((await attempt(fail, "no")).error, ValueError)


def test_an_interrupt_cleans_up_and_ends_the_process():
    script = textwrap.dedent(
        """
        import asyncio
        from sourcecheck.engine.base import Job
        from sourcecheck.engine.local import LocalEngine

        async def work(name):
            print("begun", flush=True)
            try:
                await asyncio.sleep(60)
            finally:
                print("cleaned", flush=True)

        async def main():
            async for _ in LocalEngine().run(work, [Job(name="a")]):
                pass

        try:
            asyncio.run(main())
        except KeyboardInterrupt:
            print("interrupted", flush=True)
        """
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=30)
    assert said.split() == ["cleaned", "interrupted"]
