"""Looks: what is fetched, who waits for it, where its redirects have led, and what came."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import NamedTuple

from sourcecheck.fetch.hops import Cookie
from sourcecheck.fetch.observe import Reading
from sourcecheck.fetch.settings import Manner
from sourcecheck.fetch.target import Target
from sourcecheck.model import Exchange, Failure, Hop, Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One look at a URL: what it showed, what went over the wire, and the page itself."""

    observation: Observation
    exchanges: tuple[Exchange, ...] = ()  # one per hop, first to last; none when nothing was asked
    body: bytes = b""  # of the last answer, decoded and capped


class Plan(NamedTuple):
    """What is fetched, and how; equal plans in flight are one."""

    start: Target  # without its fragment
    method: str
    manner: Manner
    known: tuple[tuple[str, str], ...]  # more fields of the first request
    body: bytes = b""  # of the first request


def flown(plan: Plan) -> str | Plan:
    """Name a fetch under way; an ordinary one by its address, which is the shorter way."""
    if plan.method == "GET" and plan.manner is Manner.HONEST and not (plan.known or plan.body):
        return plan.start.url
    return plan


class Flight:
    """A fetch under way, and who else waits for it."""

    __slots__ = ("_waiting", "fetched", "pilot")

    def __init__(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        self.fetched: Fetched | None = None
        # Handed in: before Python 3.12, asking for the loop costs a system call each time.
        pilot = asyncio.current_task(loop)
        assert pilot is not None  # whoever awaits runs in a task
        self.pilot = pilot
        self._waiting: list[asyncio.Future[Fetched | None]] = []

    async def landing(self) -> Fetched | None:
        """Wait for the end; None = the one who fetched gave up."""
        waiting: asyncio.Future[Fetched | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        return await waiting

    def land(self) -> None:
        """Tell all who wait."""
        for each in self._waiting:
            if not each.done():
                each.set_result(self.fetched)

    def stop(self) -> None:
        """Make all give up."""
        for each in self._waiting:
            each.cancel()
        self.pilot.cancel()


@dataclass(kw_only=True, slots=True)
class Walk:
    """A redirect chain while it is being followed."""

    url: str
    at: Target
    plan: Plan
    readings: list[Reading] = field(default_factory=list)
    hops: list[Hop] = field(default_factory=list)
    jar: tuple[Cookie, ...] = ()
    seen: set[tuple[str, str]] = field(default_factory=set)  # (address, cookies sent)
    final_url: str = ""
    failure: Failure | None = None
    reason: str = ""

    @property
    def spent_s(self) -> float:
        """The seconds that the chain has taken so far, waits for courtesy left out."""
        return sum(each.exchange.elapsed_ms for each in self.readings) / 1000

    def end(self, failure: Failure, reason: str) -> None:
        """Stop following, and say why."""
        self.failure, self.reason = failure, reason
