"""Stage 3's way in: look at a URL, hop by hop, and never raise for what the web does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Self

from sourcecheck.errors import ConfigError
from sourcecheck.fetch.asking import Asking
from sourcecheck.fetch.errands import Errand
from sourcecheck.fetch.heads import request
from sourcecheck.fetch.manners import introduced
from sourcecheck.fetch.observe import Chain, Heard, Reading, briefly, observe, patience, reading
from sourcecheck.fetch.queue import Queue, Sleep
from sourcecheck.fetch.servers import Server, Servers
from sourcecheck.fetch.settings import FetchSettings, Manner
from sourcecheck.fetch.target import Target, scheme, target
from sourcecheck.fetch.walks import TOO_SLOW, Fetched, Flight, Plan, Walk, flown, leads
from sourcecheck.fetch.wire import Ready, Wire, caps, check, utc_now
from sourcecheck.model import Failure, Observation
from sourcecheck.model.tables.addresses import AddressTable

if TYPE_CHECKING:
    import httpx

    from sourcecheck.fetch.known import Known

__all__ = ["FetchSettings", "Fetched", "Fetcher"]


_HONEST = Manner.HONEST  # before Python 3.12, each look at a member of an enumeration is a call


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
        self._fields = {manner: _fields(settings, manner) for manner in Manner}
        _check(settings, self._fields)
        self._settings = settings
        self._keeps = settings.keep_alive
        self._limits = caps(settings)
        self._transport = transport
        self._clock = clock
        self._vantage = vantage
        self._wire = Wire(settings, addresses, clock=clock)
        brief = transport is None and settings.keep_alive and not settings.offline
        self._servers = Servers(self._fields[_HONEST]) if brief else None
        pace_s, per_host = (settings.pace_s, settings.per_host) if transport is None else (0, 1000)
        self.queue = Queue(
            per_host,
            pace_s,
            settings.connections,
            sleep,
            delay_cap_s=settings.crawl_delay_cap_s,
        )
        self._flying: dict[str | Plan, Flight] = {}

    async def __aenter__(self) -> Self:
        """Return the fetcher; nothing is opened before the first URL."""
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        """Stop what is under way and let go of everything."""
        flights = tuple(self._flying.values())
        for flight in flights:
            flight.stop()
        if flights:
            await asyncio.wait([flight.pilot for flight in flights])
        self._wire.close()
        await asyncio.sleep(0)  # what was broken off ends in the loop's next round
        if self._transport is not None:
            await self._transport.aclose()

    async def fetch(
        self,
        url: str,
        *,
        booked: bool = False,
        known: Known | Errand | None = None,
        method: str = "GET",
        manner: Manner = _HONEST,
    ) -> Fetched:
        """Look at ``url``; what the web does, however odd, is told in the observation.

        ``booked``: the caller has booked a turn of ``queue`` with the host of
        ``target(url)``; it is left when the first exchange is over. ``known``: what an earlier
        look showed; the first request asks for what is new only (status 304 = nothing is). Or
        an ``Errand``: what else the first request says.
        ``manner`` counts only where ``browser_headers`` is set.
        """
        if booked and known is None and manner is _HONEST and method == "GET":
            briefly = self._ready(url)
            if briefly is not None:
                return await self._brief(url, *briefly)
        found = target(url)
        if found is None or self._settings.offline:
            if booked and found is not None:
                self.queue.leave(found.host)
            return self._unasked(url)
        plan = Plan(
            start=found if not found.fragment else replace(found, fragment=""),
            method=method,
            manner=manner,
            known=known.fields() if known else (),
            body=known.body if isinstance(known, Errand) else b"",
        )
        fetched = await self._shared(plan, booked=booked)
        if fetched.observation.url == url:
            return fetched
        return asked_as(url, found, fetched)

    def carry(self, size: int) -> None:
        """Count bytes of answers that are still needed; less than 0 = so many are put away.

        They share ``max_in_flight_bytes`` with large answers under way, which wait meanwhile.
        """
        self._wire.budget.carry(size)

    def _ready(self, url: str) -> tuple[Server, str, Ready] | None:
        """Take a kept connection for an ordinary look, where there is one."""
        found = self._servers.find(url) if self._servers else None
        if found is None or url in self._flying:
            return None
        ready = self._wire.ready(found[0])
        return (*found, ready) if ready else None

    async def _brief(self, url: str, here: Server, path: str, ready: Ready) -> Fetched:
        """Make an ordinary look in a turn that is booked; ``fetch`` with less ado."""
        flight = self._flying[url] = Flight(self._wire.loop)
        try:
            try:
                found = await self._wire.brief(ready, here, path)
                self._answered(here.host, found)
            finally:
                self.queue.leave(here.host)
            fetched = self._told(url, found) if isinstance(found, Heard) else None
            if fetched is None:
                start = here.target(path)
                if isinstance(found, Heard):
                    found = found.reading(url, record=self._settings.record)
                plan = Plan(start=start, method="GET", manner=_HONEST, known=())
                fetched = await self._onwards(plan, found)
            flight.fetched = fetched
            return fetched
        finally:
            del self._flying[url]
            flight.land()

    def _told(self, url: str, heard: Heard) -> Fetched | None:
        """Tell an ordinary answer; ``None`` where it leads on, or has a fault."""
        told = briefly(url, heard, self._limits, self._vantage)
        if told is None:
            return None
        if not self._settings.record:
            return Fetched(observation=told[0], body=told[1])
        exchange = heard.reading(url, record=True).exchange
        return Fetched(observation=told[0], exchanges=(exchange,), body=told[1])

    async def _shared(self, plan: Plan, *, booked: bool) -> Fetched:
        """Fetch, or wait for the same fetch that is under way already.

        When the one who fetches gives up, the next who waits begins anew.
        """
        key = flown(plan)
        while (flight := self._flying.get(key)) is not None:
            if booked:
                self.queue.leave(plan.start.host)
                booked = False
            fetched = await flight.landing()
            if fetched is not None:
                return fetched
        flight = self._flying[key] = Flight(self._wire.loop)
        try:
            flight.fetched = await self._walked(plan, booked=booked)
            return flight.fetched
        finally:
            del self._flying[key]
            flight.land()

    def _unasked(self, url: str) -> Fetched:
        failure, reason = _why_unasked(url, self._settings)
        observation = Observation(
            url=url,
            at=self._clock(),
            final_url=url,
            failure=failure,
            reason=reason,
            vantage=self._vantage,
        )
        return Fetched(observation=observation)

    async def _walked(self, plan: Plan, *, booked: bool) -> Fetched:
        fields = (*self._fields[plan.manner], *plan.known)
        keep = self._keeps and not plan.body
        asking = Asking(
            target=plan.start, method=plan.method, fields=fields, body=plan.body, keep=keep
        )
        if booked:
            first = await self._first(asking)
        else:
            first = await self._ask(asking, self._settings.timeout_s)
        return await self._onwards(plan, first)

    async def _onwards(self, plan: Plan, first: Reading) -> Fetched:
        """Follow where the first answer leads, to the end."""
        start = plan.start
        if leads(first) is None:
            url = start.url
            return self._summed(
                Chain(url=url, final_url=url, readings=(first,), vantage=self._vantage)
            )
        walk = Walk(url=start.url, at=start, plan=plan, max_hops=self._settings.max_hops)
        going = walk.met(first)
        while going:
            going = await self._step(walk)
        return self._summed(walk.chain(self._vantage))

    def _summed(self, chain: Chain) -> Fetched:
        observation, body = observe(chain, self._limits)
        if not self._settings.record:
            return Fetched(observation=observation, body=body)
        exchanges = tuple([each.exchange for each in chain.readings])
        return Fetched(observation=observation, exchanges=exchanges, body=body)

    async def _step(self, walk: Walk) -> bool:
        """Make one more exchange; True when its answer leads on."""
        cookie = walk.going_on()
        left = self._settings.timeout_s - walk.spent_s
        if left <= 0:
            walk.end(*TOO_SLOW)
            return False
        usual = self._fields[walk.plan.manner]
        fields = (*usual, ("Cookie", cookie)) if cookie else usual
        method = "GET" if walk.plan.body else walk.plan.method  # RFC 9110, 15.4.3
        asking = Asking(target=walk.at, method=method, fields=fields, keep=self._keeps)
        return walk.met(await self._ask(asking, left))

    async def _first(self, asking: Asking) -> Reading:
        """Make an exchange in a turn that is booked, and leave it."""
        host = asking.target.host
        try:
            return await self._read(asking, self._settings.timeout_s)
        finally:
            self.queue.leave(host)

    async def _ask(self, asking: Asking, seconds: float) -> Reading:
        """Make an exchange in a turn that is waited for."""
        async with self.queue.turn(asking.target.host):
            return await self._read(asking, seconds)

    async def _read(self, asking: Asking, seconds: float) -> Reading:
        if self._transport is not None:
            return await self._replayed(self._transport, asking, seconds)
        found = await self._wire.ask(asking, seconds=seconds)
        self._answered(asking.target.host, found)
        return found

    def _answered(self, host: str, found: Reading | Heard) -> None:
        """Let the pace of a host follow its answer."""
        head = found.head
        elapsed_s = found.elapsed_ms / 1000
        if head is None:
            self.queue.answered(host, None, None, elapsed_s)
            return
        wait = patience(head, found.started_at) if "retry-after" in head.joined else None
        self.queue.answered(host, head.status, wait, elapsed_s)

    async def _replayed(
        self, transport: httpx.AsyncBaseTransport, asking: Asking, seconds: float
    ) -> Reading:
        """Ask somebody who is no server: what an archive remembers must slow nobody down."""
        # Imported late: bulk checking over our own wire needs no httpx at all.
        from sourcecheck.fetch.transport import exchange_over  # noqa: PLC0415

        exchange = await exchange_over(
            transport, asking, self._limits, seconds=seconds, clock=self._clock
        )
        return reading(exchange, self._limits)


def _why_unasked(url: str, settings: FetchSettings) -> tuple[Failure, str]:
    if settings.offline:
        return Failure.OFFLINE, "asked to stay offline"
    if scheme(url) not in {"http", "https", ""}:
        return Failure.UNSUPPORTED_SCHEME, "not an http or https address"
    return Failure.INVALID_URL, "no request can be sent to this"


def _fields(settings: FetchSettings, manner: Manner) -> tuple[tuple[str, str], ...]:
    """Return what every request sends besides Host."""
    fields = (*introduced(settings, manner), ("Accept-Encoding", "gzip"))
    return fields if settings.keep_alive else (*fields, ("Connection", "close"))


def _check(settings: FetchSettings, fields: Mapping[Manner, tuple[tuple[str, str], ...]]) -> None:
    """Raise ``ConfigError`` when a setting cannot be used."""
    try:
        for each in fields.values():
            request("GET", "/", each)
        check(settings)
    except ValueError as error:
        hint = "written so: --allow-network 10.0.0.0/8 --connect-to HOST:80:127.0.0.1:8080"
        raise ConfigError(f"fetch: {error}", hint=hint) from error
    except OSError as error:
        hint = "give a readable file of certificates in PEM form"
        raise ConfigError(f"fetch: cacert {settings.cacert!r} cannot be read", hint=hint) from error


def asked_as(url: str, found: Target, fetched: Fetched) -> Fetched:
    """Give a shared answer the address and fragment that this one asked with."""
    seen = fetched.observation
    final = seen.final_url
    if found.fragment and "#" not in final:
        final = f"{final}#{found.fragment}"
    return replace(fetched, observation=replace(seen, url=url, final_url=final))
