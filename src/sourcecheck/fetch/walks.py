"""Looks: what is fetched, who waits for it, where its redirects have led, and what came."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sourcecheck.fetch.failures import TLS_DOUBTS
from sourcecheck.fetch.hops import Cookie, Onward, cookie_field, cookies, onward
from sourcecheck.fetch.observe import Chain, Reading
from sourcecheck.fetch.settings import Manner
from sourcecheck.fetch.target import Target, join, scheme, target
from sourcecheck.model import Exchange, Failure, Hop, Observation

TOO_SLOW = (Failure.READ_TIMEOUT, "the redirects took all the time there was")
"""How a walk ends whose time is up."""


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
    max_hops: int
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

    def going_on(self) -> str:
        """Note that the next address is asked; return the cookies that are sent there."""
        cookie = cookie_field(self.jar, self.at)
        self.seen.add((self.at.url, cookie))
        return cookie

    def met(self, found: Reading) -> bool:
        """Take the answer of the address it is at, and move on; False where it ends."""
        if not self.readings:
            self.seen.add((self.at.url, ""))
        self.readings.append(found)
        led = leads(found)
        if led is None or found.head is None:
            return False
        self.jar = cookies(found.head, self.at, self.jar)
        return self._follow(led, found.head.status)

    def _follow(self, led: Onward, status: int) -> bool:
        """Move to where an answer leads; False where it ends instead."""
        address = join(self.at, led.address)
        there = target(address)
        if led.how != "http" and there is not None and there.url == self.at.url:
            return False  # a page that loads itself again now and then
        hop = Hop(url=self.at.url, status=status, location=led.location, how=led.how)
        self.hops.append(hop)
        if there is None:
            known = scheme(address) in {"http", "https"}
            self.final_url = address
            failure = Failure.INVALID_URL if known else Failure.UNSUPPORTED_SCHEME
            self.end(failure, "the redirect leads to an address that no request can be sent to")
            return False
        if (there.url, cookie_field(self.jar, there)) in self.seen:
            self.end(Failure.REDIRECT_LOOP, "the redirects go round in a circle")
            return False
        if len(self.hops) > self.max_hops:
            self.end(Failure.REDIRECT_LOOP, f"more than {self.max_hops} redirects")
            return False
        fragment = there.fragment or self.at.fragment  # RFC 9110, 10.2.2
        self.at = replace(there, fragment=fragment)
        return True

    def chain(self, vantage: str) -> Chain:
        """Return all that the look did, once it is over."""
        return Chain(
            url=self.url,
            final_url=self.final_url or self.at.full_url,
            readings=tuple(self.readings),
            hops=tuple(self.hops),
            failure=self.failure,
            reason=self.reason,
            vantage=vantage,
        )

    def end(self, failure: Failure, reason: str) -> None:
        """Stop following, and say why."""
        self.failure, self.reason = failure, reason


def leads(found: Reading) -> Onward | None:
    """Say where an answer leads, if it does and may be followed."""
    return onward(found.head) if found.head and _usable(found.exchange) else None


def _usable(exchange: Exchange) -> bool:
    """Tell whether an answer may be followed although something was wrong.

    The head of a redirect says all; a body that is short, late or too large takes nothing away.
    """
    whole = exchange.failure is None
    return whole or exchange.failure in TLS_DOUBTS or bool(exchange.truncated)
