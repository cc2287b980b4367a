"""Jobs in this process: a task group that knows which keys are busy."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from typing import Generic, TypeVar

from sourcecheck.engine.base import Attempt, Job, Outcome, Work
from sourcecheck.errors import SourcecheckError

T = TypeVar("T")


async def attempt(work: Work[T], name: str) -> Attempt[T]:
    """Do some work and say how it ended, without raising its errors.

    A task of its own keeps them: no handler has to catch everything. When the waiter is
    cancelled the work is cancelled too, and waited for, so that it can clean up.
    """
    task = asyncio.create_task(_call(work, name))
    try:
        await asyncio.wait({task})
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
    if task.cancelled():
        return Attempt(error=asyncio.CancelledError("the work cancelled itself"))
    error = task.exception()
    return Attempt(error=error) if error else Attempt(value=task.result())


async def _call(work: Work[T], name: str) -> T:
    # Work that fails before it is awaited fails here, inside the attempt.
    return await work(name)


class LocalEngine:
    """Runs jobs on this event loop.

    ==========  =======  ==========================================================
    Setting     Default  Meaning
    ==========  =======  ==========================================================
    ``width``        50  jobs that run, or have ended and are not read yet
    ``ahead``     1,000  jobs drawn that wait because their key is busy
    ==========  =======  ==========================================================

    So memory is bounded by the settings, however long the list of jobs is, and a slow reader
    slows the jobs down. Fifty visits at once were measured with one database writer.
    """

    def __init__(self, *, width: int = 50, ahead: int = 1000) -> None:
        self._width = width
        self._ahead = ahead

    async def run(self, work: Work[T], jobs: Iterable[Job]) -> AsyncGenerator[Outcome[T], None]:
        """Do the work for every job and yield the outcomes as they end.

        When drawing from ``jobs`` raises one of our errors, it is raised after the jobs already
        begun have ended.
        """
        # The group lives in a task of its own: a generator must not yield inside a task
        # group, whose cancellation would hit whoever happens to read it (PEP 789).
        outcomes: asyncio.Queue[Outcome[T] | None] = asyncio.Queue()
        room = asyncio.Semaphore(self._width)
        round_ = _Round(work, _Lanes(jobs, self._ahead), outcomes, room)
        running = asyncio.create_task(round_.run())
        running.add_done_callback(lambda _: outcomes.put_nowait(None))
        try:
            while (outcome := await outcomes.get()) is not None:
                room.release()
                yield outcome
        finally:
            running.cancel()
            await asyncio.wait({running})
        if not running.cancelled() and (error := running.exception()):
            raise error


class _Lanes:
    """Jobs to come, one lane for each busy key."""

    def __init__(self, jobs: Iterable[Job], ahead: int) -> None:
        self._coming = iter(jobs)
        self._ahead = ahead
        self._busy: set[str] = set()
        self._waiting: dict[str, deque[Job]] = {}
        self._freed: deque[str] = deque()  # keys with a job waiting and none running
        self._held = 0
        self._drawn = False

    @property
    def done(self) -> bool:
        """Whether no job is left to be taken, now or later."""
        return self._drawn and not self._held

    def take(self) -> Job | None:
        """Return a job that may run now; None when all that are known have to wait."""
        if self._freed:
            return self._next_of(self._freed.popleft())
        while not self._drawn and self._held < self._ahead:
            job = next(self._coming, None)
            if job is None:
                self._drawn = True
            elif not job.key:
                return job
            elif job.key not in self._busy:
                self._busy.add(job.key)
                return job
            else:
                self._waiting.setdefault(job.key, deque()).append(job)
                self._held += 1
        return None

    def _next_of(self, key: str) -> Job:
        lane = self._waiting[key]
        self._held -= 1
        job = lane.popleft()
        if not lane:
            del self._waiting[key]
        return job

    def free(self, key: str) -> None:
        """Say that a job of that key has ended. The key stays busy while others wait for it."""
        if key in self._waiting:
            self._freed.append(key)
        else:
            self._busy.discard(key)


class _Round(Generic[T]):
    """One run of an engine: begins jobs while there is room, and hands on how they ended."""

    def __init__(
        self,
        work: Work[T],
        lanes: _Lanes,
        outcomes: asyncio.Queue[Outcome[T] | None],
        room: asyncio.Semaphore,
    ) -> None:
        self._work = work
        self._lanes = lanes
        self._outcomes = outcomes
        self._room = room
        self._ended = asyncio.Event()

    async def run(self) -> None:
        """Begin every job, and return when all have ended."""
        trouble: SourcecheckError | None = None
        async with asyncio.TaskGroup() as group:
            try:
                while job := await self._next():
                    group.create_task(self._do(job))
            except SourcecheckError as error:
                # Raised inside the group it would cancel the jobs already begun.
                trouble = error
        if trouble:
            raise trouble

    async def _next(self) -> Job | None:
        await self._room.acquire()
        while (job := self._lanes.take()) is None and not self._lanes.done:
            self._ended.clear()
            await self._ended.wait()
        return job

    async def _do(self, job: Job) -> None:
        ended = await attempt(self._work, job.name)
        self._lanes.free(job.key)
        self._ended.set()
        self._outcomes.put_nowait(Outcome(job=job, value=ended.value, error=ended.error))
