"""Stage 3's way in: look at a URL, hop by hop, and never raise for what the web does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Self

from sourcecheck.errors import ConfigError
from sourcecheck.fetch.failures import TLS_DOUBTS
from sourcecheck.fetch.hops import Cookie, Onward, cookie_field, cookies, onward
from sourcecheck.fetch.http1 import request
from sourcecheck.fetch.observe import Chain, Reading, observe, reading
from sourcecheck.fetch.politeness import retry_after
from sourcecheck.fetch.queue import Queue, Sleep
from sourcecheck.fetch.settings import FetchSettings
from sourcecheck.fetch.target import Target, join, scheme, target
from sourcecheck.fetch.wire import Asking, Wire, caps, check, utc_now
from sourcecheck.model import Exchange, Failure, Hop, Observation
from sourcecheck.model.tables.addresses import AddressTable

if TYPE_CHECKING:
    import httpx

__all__ = ["FetchSettings", "Fetched", "Fetcher"]

ACCEPT = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,"
    "application/pdf;q=0.9,image/webp;q=0.8,*/*;q=0.8"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One look at a URL: what it showed, what went over the wire, and the page itself."""

    observation: Observation
    exchanges: tuple[Exchange, ...] = ()  # one per hop, first to last; none when nothing was asked
    body: bytes = b""  # of the last answer, decoded and capped


@dataclass(kw_only=True, slots=True)
class _Walk:
    """A redirect chain while it is being followed."""

    url: str
    at: Target
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


class Fetcher:
    """Looks at URLs, politely and with every exchange kept. An async context manager.

    >>> async with Fetcher(FetchSettings(), load_addresses()) as fetcher:  # doctest: +SKIP
    ...     fetched = await fetcher.fetch("https://news.example/page")

    ``transport`` replaces the wire: an archive when replaying, a plain function in tests; it is
    asked hop by hop and in no hurry, for it bothers nobody. ``clock`` gives the time that is
    written down, ``sleep`` waits between requests. URLs that are being fetched are not fetched
    a second time meanwhile: all who ask get the one answer.
    """

    def __init__(
        self,
        settings: FetchSettings,
        addresses: AddressTable,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], datetime] = utc_now,
        sleep: Sleep = asyncio.sleep,
        vantage: str = "local",
    ) -> None:
        """Make a fetcher; raises ``ConfigError`` when a setting cannot be used."""
        self._fields = _fields(settings)
        self._settings = settings
        self._limits = caps(settings)
        self._transport = transport
        self._clock = clock
        self._vantage = vantage
        self._wire = Wire(settings, addresses, clock=clock)
        pace_s, per_host = (settings.pace_s, settings.per_host) if transport is None else (0, 1000)
        self._queue = Queue(per_host, pace_s, settings.connections, sleep)
        self._flying: dict[str, asyncio.Task[Fetched]] = {}

    async def __aenter__(self) -> Self:
        """Return the fetcher; nothing is opened before the first URL."""
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        """Stop what is under way and let go of everything."""
        flying = tuple(self._flying.values())
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)
        self._wire.close()
        if self._transport is not None:
            await self._transport.aclose()

    async def fetch(self, url: str) -> Fetched:
        """Look at ``url``; what the web does, however odd, is told in the observation."""
        if self._settings.offline:
            return self._unasked(url, Failure.OFFLINE, "asked to stay offline")
        found = target(url)
        if found is None and scheme(url) not in {"http", "https", ""}:
            return self._unasked(url, Failure.UNSUPPORTED_SCHEME, "not an http or https address")
        if found is None:
            return self._unasked(url, Failure.INVALID_URL, "no request can be sent to this")
        return _asked_as(url, found, await self._shared(found))

    async def _shared(self, found: Target) -> Fetched:
        """Fetch, or wait for the same fetch that is under way already."""
        task = self._flying.get(found.url)
        if task is None:
            task = asyncio.create_task(self._walked(replace(found, fragment="")))
            self._flying[found.url] = task
            task.add_done_callback(lambda _: self._flying.pop(found.url, None))
        # Shielded: one who gives up waiting must not stop the others' fetch.
        return await asyncio.shield(task)

    def _unasked(self, url: str, failure: Failure, reason: str) -> Fetched:
        observation = Observation(
            url=url,
            at=self._clock(),
            final_url=url,
            failure=failure,
            reason=reason,
            vantage=self._vantage,
        )
        return Fetched(observation=observation)

    async def _walked(self, start: Target) -> Fetched:
        walk = _Walk(url=start.url, at=start)
        while await self._step(walk):
            pass
        chain = Chain(
            url=walk.url,
            final_url=walk.final_url or walk.at.full_url,
            readings=tuple(walk.readings),
            hops=tuple(walk.hops),
            failure=walk.failure,
            reason=walk.reason,
            vantage=self._vantage,
        )
        observation, body = observe(chain, self._limits)
        exchanges = tuple(each.exchange for each in walk.readings)
        return Fetched(observation=observation, exchanges=exchanges, body=body)

    async def _step(self, walk: _Walk) -> bool:
        """Make one exchange; True when its answer leads on."""
        cookie = cookie_field(walk.jar, walk.at)
        walk.seen.add((walk.at.url, cookie))
        left = self._settings.timeout_s - walk.spent_s
        if left <= 0:
            walk.end(Failure.READ_TIMEOUT, "the redirects took all the time there was")
            return False
        found = await self._ask(walk.at, cookie, left)
        walk.readings.append(found)
        if found.head is None or not _usable(found.exchange):
            return False
        leads = onward(found.head)
        if leads is None:
            return False
        walk.jar = cookies(found.head, walk.at, walk.jar)
        return self._follow(walk, leads, found.head.status)

    def _follow(self, walk: _Walk, leads: Onward, status: int) -> bool:
        """Move a walk to where an answer leads; False where it ends instead."""
        address = join(walk.at, leads.address)
        there = target(address)
        if leads.how != "http" and there is not None and there.url == walk.at.url:
            return False  # a page that loads itself again now and then
        hop = Hop(url=walk.at.url, status=status, location=leads.location, how=leads.how)
        walk.hops.append(hop)
        if there is None:
            known = scheme(address) in {"http", "https"}
            walk.final_url = address
            failure = Failure.INVALID_URL if known else Failure.UNSUPPORTED_SCHEME
            walk.end(failure, "the redirect leads to an address that no request can be sent to")
            return False
        if (there.url, cookie_field(walk.jar, there)) in walk.seen:
            walk.end(Failure.REDIRECT_LOOP, "the redirects go round in a circle")
            return False
        if len(walk.hops) > self._settings.max_hops:
            walk.end(Failure.REDIRECT_LOOP, f"more than {self._settings.max_hops} redirects")
            return False
        fragment = there.fragment or walk.at.fragment  # RFC 9110, 10.2.2
        walk.at = replace(there, fragment=fragment)
        return True

    async def _ask(self, where: Target, cookie: str, seconds: float) -> Reading:
        fields = (*self._fields, ("Cookie", cookie)) if cookie else self._fields
        asking = Asking(target=where, fields=fields)
        async with self._queue.turn(where.host):
            exchange = await self._exchange(asking, seconds)
        found = reading(exchange, self._limits)
        printed = found.head.field("retry-after") if found.head else ""
        wait = retry_after(printed, exchange.started_at)
        self._queue.answered(where.host, found.status, wait)
        return found

    async def _exchange(self, asking: Asking, seconds: float) -> Exchange:
        if self._transport is None:
            return await self._wire.exchange(asking, seconds=seconds)
        # Imported late: bulk checking over our own wire needs no httpx at all.
        from sourcecheck.fetch.transport import exchange_over  # noqa: PLC0415

        return await exchange_over(
            self._transport, asking, self._limits, seconds=seconds, clock=self._clock
        )


def _usable(exchange: Exchange) -> bool:
    """Tell whether an answer may be followed although something was wrong.

    The head of a redirect says all; a body that is short, late or too large takes nothing away.
    """
    whole = exchange.failure is None
    return whole or exchange.failure in TLS_DOUBTS or bool(exchange.truncated)


def _fields(settings: FetchSettings) -> tuple[tuple[str, str], ...]:
    """Return what every request sends; raises ``ConfigError`` when a setting is wrong."""
    fields = (
        ("User-Agent", settings.user_agent),
        ("Accept", ACCEPT),
        ("Accept-Language", settings.accept_language),
        ("Accept-Encoding", "gzip"),
        ("Connection", "close"),
    )
    try:
        request("GET", "/", fields)
        check(settings)
    except ValueError as error:
        raise ConfigError(f"fetch: {error}") from error
    except OSError as error:
        hint = "give a readable file of certificates in PEM form"
        raise ConfigError(f"fetch: cacert {settings.cacert!r} cannot be read", hint=hint) from error
    return fields


def _asked_as(url: str, found: Target, fetched: Fetched) -> Fetched:
    """Give a shared answer the address and fragment that this one asked with."""
    seen = fetched.observation
    final = seen.final_url
    if found.fragment and "#" not in final:
        final = f"{final}#{found.fragment}"
    return replace(fetched, observation=replace(seen, url=url, final_url=final))
