"""Whose turn it is: hosts at their own pace, all of them moving.

Hosts are grouped by registered domain, because that is who pays for the server. A turn is
taken without waiting (``book``), for schedulers that have something else to do meanwhile, or
waited for (``turn``). A request waits for its host first and for a free connection last, so
that a thousand requests to one slow host hold up nobody else.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from sourcecheck.fetch import politeness
from sourcecheck.fetch.politeness import Pace
from sourcecheck.urls.suffix import registrable_domain

Sleep = Callable[[float], Awaitable[None]]
"""Waits for some seconds; replaced in tests."""

NOT_YET = math.inf
"""What ``book`` says when every turn of a host is taken: try again when one is left."""

_MANY_HOSTS = 20_000  # hosts remembered before those at rest are forgotten


@dataclass(kw_only=True, slots=True)
class _Line:
    """The requests to one registered domain."""

    owner: str
    pace: Pace = field(default_factory=Pace)
    busy: int = 0  # turns taken
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)


class Queue:
    """Lets requests through: ``per_host`` at a time, ``pace_s`` apart, ``connections`` in all."""

    def __init__(
        self,
        per_host: int,
        pace_s: float,
        connections: int,
        sleep: Sleep,
        *,
        delay_cap_s: float = 10.0,
    ) -> None:
        self.on_left: list[Callable[[str], None]] = []
        """Told the owner of a line when a turn was left and nobody in ``turn`` waits for it.

        A list, because several runs may book turns with the same hosts at a time.
        """
        self._per_host = per_host
        self._pace_s = pace_s
        self._delay_cap_s = delay_cap_s
        self._free = asyncio.Semaphore(connections)
        self._sleep = sleep
        self._lines: dict[str, _Line] = {}
        self._by_host: dict[str, _Line] = {}
        self._loop: asyncio.AbstractEventLoop | None = None  # asking for it costs a system call

    def owner(self, host: str) -> str:
        """Return the registered domain whose line a host's requests stand in."""
        return self._line(host).owner

    def book(self, host: str) -> float:
        """Take a turn with ``host`` if there is one: 0.0 = taken, and must be left.

        Otherwise the seconds until one may be had, ``NOT_YET`` when others must leave first.
        """
        line = self._line(host)
        if line.waiting:
            return NOT_YET
        return self._book(line)

    def leave(self, host: str) -> None:
        """Give a turn back."""
        self._left(self._line(host))

    def answered(
        self,
        host: str,
        status: int | None,
        retry_after_s: int | None,
        elapsed_s: float | None = None,
    ) -> None:
        """Adapt the host's pace to what it answered, and how long that took."""
        line = self._line(host)
        line.pace = politeness.answered(line.pace, self._now(), status, retry_after_s, elapsed_s)

    def delay(self, host: str, crawl_delay_s: float | None) -> None:
        """Obey the Crawl-delay of a host's robots.txt; None = it has none."""
        line = self._line(host)
        line.pace = politeness.delayed(line.pace, crawl_delay_s, self._delay_cap_s)

    def closed_s(self, host: str) -> float:
        """Return for how many more seconds a host asked to be left alone; 0.0 = it did not."""
        return politeness.closed_s(self._line(host).pace, self._now())

    @contextlib.asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn with ``host``, and hold it."""
        line = self._line(host)
        await self._wait(line)
        try:
            async with self._free:
                yield
        finally:
            self._left(line)

    async def _wait(self, line: _Line) -> None:
        """Take a turn after those who came earlier, and wait until its time has come."""
        if line.waiting or self._is_full(line):
            await self._called(line)
        else:
            line.busy += 1
        wait, line.pace = politeness.book(line.pace, self._now(), self._pace_s)
        if wait > 0:
            try:
                await self._sleep(wait)
            except asyncio.CancelledError:
                self._left(line)
                raise

    async def _called(self, line: _Line) -> None:
        """Wait in the line until somebody who leaves hands the turn over."""
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.waiting.append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called in line.waiting:
                line.waiting.remove(called)
            else:
                self._left(line)
            raise

    def _book(self, line: _Line) -> float:
        if self._is_full(line):
            return NOT_YET
        now = self._now()
        if line.pace.next_at > now:
            return line.pace.next_at - now
        line.pace = politeness.book(line.pace, now, self._pace_s)[1]
        line.busy += 1
        return 0.0

    def _is_full(self, line: _Line) -> bool:
        return line.busy >= self._allowed(line)

    def _allowed(self, line: _Line) -> int:
        return politeness.allowed_in_flight(line.pace, self._per_host)

    def _left(self, line: _Line) -> None:
        """Hand a turn to the next who waits, or give it back."""
        while line.waiting and line.busy <= self._allowed(line):
            called = line.waiting.popleft()
            if not called.done():
                called.set_result(None)
                return
        line.busy -= 1
        for told in tuple(self.on_left):
            told(line.owner)

    def _line(self, host: str) -> _Line:
        found = self._by_host.get(host)
        if found is None:
            self._forget()
            literal = ":" in host or host.rpartition(".")[2].isdigit()
            owner = host if literal else registrable_domain(host, private=False) or host
            found = self._lines.get(owner)
            if found is None:
                found = self._lines[owner] = _Line(owner=owner)
            self._by_host[host] = found
        return found

    def _forget(self) -> None:
        """Keep memory bounded: a host at rest is remembered only while there are few."""
        if len(self._by_host) < _MANY_HOSTS:
            return
        now = self._now()
        self._by_host.clear()
        self._lines = {
            owner: line
            for owner, line in self._lines.items()
            if line.busy or line.waiting or not politeness.at_rest(line.pace, now)
        }

    def _now(self) -> float:
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        return self._loop.time()
