"""Whose turn it is: hosts at their own pace, all of them moving.

A request waits for its host first and for a free connection last, so that a thousand requests
to one slow host hold up nobody else.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from sourcecheck.fetch.politeness import Pace, answered, book
from sourcecheck.urls.suffix import registrable_domain

Sleep = Callable[[float], Awaitable[None]]
"""Waits for some seconds; replaced in tests."""

_MANY_HOSTS = 2000  # hosts remembered before those at rest are forgotten


@dataclass(kw_only=True, slots=True)
class _Line:
    """The requests to one host."""

    free: asyncio.Semaphore
    pace: Pace = field(default_factory=Pace)
    waiting: int = 0  # requests in the line or under way


class Queue:
    """Lets requests through: ``per_host`` at a time, ``pace_s`` apart, ``connections`` in all."""

    def __init__(self, per_host: int, pace_s: float, connections: int, sleep: Sleep) -> None:
        self._per_host = per_host
        self._pace_s = pace_s
        self._free = asyncio.Semaphore(connections)
        self._sleep = sleep
        self._lines: dict[str, _Line] = {}
        self._owners: dict[str, str] = {}

    @contextlib.asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn with ``host``, and hold it."""
        line = self._line(host)
        line.waiting += 1
        try:
            async with line.free:
                wait, line.pace = book(line.pace, self._now(), self._pace_s)
                if wait > 0:
                    await self._sleep(wait)
                async with self._free:
                    yield
        finally:
            line.waiting -= 1

    def answered(self, host: str, status: int | None, retry_after_s: int | None) -> None:
        """Adapt the host's pace to what it answered."""
        line = self._line(host)
        line.pace = answered(line.pace, self._now(), status, retry_after_s)

    def _line(self, host: str) -> _Line:
        owner = self._owners.get(host)
        if owner is None:
            self._forget()
            owner = self._owners[host] = registrable_domain(host, private=False) or host
        if owner not in self._lines:
            self._lines[owner] = _Line(free=asyncio.Semaphore(self._per_host))
        return self._lines[owner]

    def _forget(self) -> None:
        """Keep memory bounded: a host at rest is remembered only while there are few."""
        if len(self._owners) < _MANY_HOSTS:
            return
        now = self._now()
        self._owners.clear()
        self._lines = {
            owner: line
            for owner, line in self._lines.items()
            if line.waiting or line.pace.next_at > now or line.pace.slowdown > 1
        }

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
