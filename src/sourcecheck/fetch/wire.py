"""One exchange at a time, byte for byte, under one deadline, over new and kept connections.

``Wire.ask`` never raises for what the web does: what happened is an ``Exchange``. What is
recorded does not depend on whether the connection was new or kept.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sourcecheck.fetch import connect, trust
from sourcecheck.fetch.asking import Asking
from sourcecheck.fetch.budget import Budget
from sourcecheck.fetch.connect import Place, Resolve, Resolver, Unreached
from sourcecheck.fetch.failures import ISSUER_MISSING, TLS_DOUBTS, failure_of
from sourcecheck.fetch.http1 import Answer, Caps, Flaw
from sourcecheck.fetch.loops import sockets
from sourcecheck.fetch.observe import Heard, Reading
from sourcecheck.fetch.outcome import is_about_us, outcome, shown
from sourcecheck.fetch.places import Places
from sourcecheck.fetch.pool import Connection, Origin, Patience, Pool, Watch
from sourcecheck.fetch.safety import network
from sourcecheck.fetch.servers import Server
from sourcecheck.fetch.settings import FetchSettings
from sourcecheck.fetch.target import Target
from sourcecheck.model import Certificate, Exchange, Failure, Peer
from sourcecheck.model.tables.addresses import AddressTable

_SPARE = 64  # sockets and files that others in this process may need

ENOUGH = 64 * 1024
"""So much of a file that nobody keeps tells that it is there, and of which kind."""


def utc_now() -> datetime:
    """Return the time, the one place where fetching reads the clock by default."""
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class _Look:
    """One exchange while it goes on: what it is, and what came of it so far."""

    asking: Asking
    loop: asyncio.AbstractEventLoop
    answer: Answer
    started: datetime
    began: float  # on the loop's clock, as is the deadline
    deadline: float
    addresses: tuple[str, ...] = ()
    sent: bytes = b""
    failure: Failure | None = None
    reason: str = ""
    truncated: str = ""
    peer: Peer | None = None
    certificate: Certificate | None = None
    issuer_missing: bool = False  # nobody vouches for the certificate, and it came alone
    issuer_named: bool = False  # the certificate says where its issuer's can be had

    def fail(self, failure: Failure, reason: str) -> None:
        """Say what went wrong."""
        self.failure, self.reason = failure, reason


Ready = tuple[Connection, tuple[str, ...]]
"""A kept connection that was taken, and all addresses of its host."""


class Wire:
    """Asks the web. Holds connections that wait for their next request, and look-up threads."""

    def __init__(
        self,
        settings: FetchSettings,
        addresses: AddressTable,
        *,
        clock: Callable[[], datetime] = utc_now,
        resolve: Resolve | None = None,
    ) -> None:
        """Make a wire; raises what ``check`` raises."""
        check(settings)
        self._settings = settings
        self._banners = addresses.banners
        self._clock = clock
        self._resolve = resolve or Resolver()
        self._caps = caps(settings)
        self._places = Places(settings, addresses, self._resolve)
        self.budget = Budget(settings.max_in_flight_bytes)
        self._watch = Watch(self.budget)
        self._patience = Patience(head_s=settings.head_s, body_s=settings.body_s)
        self._pool = Pool(
            per_origin=settings.per_host,
            most_idle=settings.max_idle,
            most=max(1, sockets(settings.connections + settings.max_idle + _SPARE) - _SPARE),
            idle_s=settings.idle_s,
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._busy = 0  # connections with an exchange under way

    def close(self) -> None:
        """Let go of connections, look-ups and their threads."""
        self._places.close()
        self._pool.close()
        self._watch.close()
        if isinstance(self._resolve, Resolver):
            self._resolve.close()

    async def exchange(self, asking: Asking, *, seconds: float | None = None) -> Exchange:
        """Send one request and return what came back, whatever it was.

        ``seconds`` is what is left of a chain's time; by default all of ``timeout_s``.
        """
        return (await self.ask(asking, seconds=seconds)).exchange

    async def ask(self, asking: Asking, *, seconds: float | None = None) -> Reading:
        """Do the same, and return the answer as it was read while it came."""
        loop = self.loop
        began = loop.time()
        look = _Look(
            asking=asking,
            loop=loop,
            answer=self._answer(asking),
            started=self._clock(),
            began=began,
            deadline=began + (self._settings.timeout_s if seconds is None else seconds),
        )
        self._busy += 1
        try:
            if not (asking.keep and await self._again(look)):
                await self._anew(look)
        finally:
            self._busy -= 1
        return self._read(look)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop that this wire is used in; before Python 3.12 asking costs a system call."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        return self._loop

    def ready(self, here: Server) -> Ready | None:
        """Take a kept connection to a server, where there is one; ``brief`` goes on with it."""
        now = self.loop.time()
        found = self._places.remembered(here.start, now)
        kept = self._pool.take(here.key, found, now) if found else None
        return (kept, found.addresses) if kept and found else None

    async def brief(self, ready: Ready, here: Server, path: str) -> Heard | Reading:
        """Send an ordinary request over a kept connection, as ``ask`` would with more ado.

        What does not go as it should is told as ``ask`` tells it.
        """
        kept, addresses = ready
        answer = Answer(self._caps, banners=self._banners)
        request = here.request(path)
        loop = self.loop
        started, began = self._clock(), loop.time()
        deadline = began + self._settings.timeout_s
        fine = False
        self._busy += 1
        try:
            await kept.begin(request, answer, deadline)
            fine = kept.usable and answer.reusable and is_about_us(answer)
        finally:
            self._busy -= 1
            if not fine:
                kept.abort()
        head, now = answer.head, loop.time()
        if not fine or head is None:
            look = _Look(
                asking=Asking(target=here.target(path), fields=here.fields, keep=True),
                loop=loop,
                answer=answer,
                started=started,
                began=began + kept.waited_s,
                deadline=deadline,
                addresses=addresses,
            )
            return await self._amiss(look, kept)
        self._pool.keep(here.key, kept, now)
        spent_ms = round((now - began - kept.waited_s) * 1000)
        return Heard(
            head, answer, request, started, spent_ms, kept.peer, addresses, kept.certificate
        )

    async def _amiss(self, look: _Look, kept: Connection) -> Reading:
        """Go on after what came over a kept connection was no ordinary answer."""
        self._busy += 1
        try:
            look.sent, look.peer, look.certificate = kept.request, kept.peer, kept.certificate
            look.failure, look.reason, look.truncated = outcome(look.answer, kept)
            if not _proves(look, kept):
                await self._anew(look)
        finally:
            self._busy -= 1
        return self._read(look)

    def _read(self, look: _Look) -> Reading:
        answer = look.answer
        exchange = Exchange(
            url=look.asking.target.url,
            method=look.asking.method,
            request=look.sent,
            response=answer.wire if self._settings.record else b"",
            started_at=look.started,
            elapsed_ms=round((look.loop.time() - look.began) * 1000),
            peer=look.peer,
            addresses=look.addresses,
            certificate=look.certificate,
            truncated=look.truncated,
            failure=look.failure,
            reason=look.reason,
        )
        oversized = answer.flaw is Flaw.LARGE_BODY
        return Reading(exchange=exchange, head=answer.head, body=answer.body, oversized=oversized)

    async def _again(self, look: _Look) -> bool:
        """Ask over a connection that was kept; False where there is none, or it proves nothing.

        It may have been closed while the request was on its way, or bytes after the last
        message may have been taken for an answer: a kept connection condemns no page.
        """
        where = look.asking.target
        now = look.loop.time()
        found = self._places.remembered(where, now)
        if found is None:
            return False
        kept = self._pool.take(_origin(where), found, now)
        if kept is None:
            return False
        look.addresses = found.addresses
        await self._converse(look, kept, kept.begin(look.asking.wire, look.answer, look.deadline))
        return _proves(look, kept)

    def _answer(self, asking: Asking) -> Answer:
        return Answer(self._caps, method=asking.method, banners=self._banners)

    async def _anew(self, look: _Look) -> None:
        """Ask over a connection of its own, made now."""
        try:
            found = await self._places.find(look.asking.target)
        except Unreached as trouble:
            look.addresses = trouble.addresses
            look.fail(trouble.failure, trouble.reason)
            return
        look.addresses = found.addresses
        if look.asking.target.scheme == "http":
            await self._talk(look, found, None)
            return
        await self._talk(look, found, trust.trusting(self._settings.cacert))
        if look.failure in TLS_DOUBTS:
            await self._evidence(look, found)

    async def _evidence(self, look: _Look, found: Place) -> None:
        """Ask again without trust, to see whether a page is there; the doubt stays."""
        failure, reason, missing = look.failure, look.reason, look.issuer_missing
        look.failure, look.reason = None, ""
        await self._talk(look, found, trust.doubting())
        if missing and look.issuer_named:
            failure = Failure.TLS_INCOMPLETE_CHAIN
            reason = "the issuer's certificate was not sent along"
        look.failure, look.reason = failure, reason

    async def _talk(self, look: _Look, found: Place, context: ssl.SSLContext | None) -> None:
        """Make a connection and hold the exchange over it."""
        look.answer = self._answer(look.asking)
        self._pool.make_room(self._busy)
        talk = Connection(self._watch, self._patience, look.loop)
        over = talk.begin(look.asking.wire, look.answer, look.deadline)

        async def plain(address: str, port: int) -> None:
            # One step for the loop; an address in figures is not looked up.
            await look.loop.create_connection(lambda: talk, address, port)

        attempt = plain if context is None else connect.connected
        connecting = connect.dial(found, look.deadline, self._settings.connect_s, attempt)
        try:
            made, address = await connecting
        except Unreached as trouble:
            look.peer = None
            look.fail(trouble.failure, trouble.reason)
            return
        # Not asked of the socket: it may have been reset meanwhile, and no longer know.
        talk.peer = look.peer = Peer(address=address, port=found.port)
        if made is not None and context is not None:
            try:
                await self._opened(talk, made, look, context)
            except OSError as error:  # TimeoutError and SSLError are kinds of it
                _not_agreed(look, error)
                return
        look.issuer_named = talk.issuer_named
        trusted = context is None or context.verify_mode is ssl.CERT_REQUIRED
        await self._converse(look, talk, over, trusted=trusted)

    async def _converse(
        self, look: _Look, talk: Connection, over: asyncio.Future[None], *, trusted: bool = True
    ) -> None:
        """Wait for the end of an exchange, and keep or close its connection."""
        look.sent, look.peer, look.certificate = talk.request, talk.peer, talk.certificate
        kept = False
        try:
            await over
            look.began += talk.waited_s  # a wait for memory is not the server's
            kept = look.asking.keep and trusted and talk.usable and look.answer.reusable
        finally:
            if not kept:
                talk.abort()
        if (
            trusted
            and talk.secured is not None
            and look.answer.head is not None
            and not talk.reused
        ):
            trust.trusting(self._settings.cacert).remember(look.asking.target.host, talk.secured)
        if kept:
            self._pool.keep(_origin(look.asking.target), talk, look.loop.time())
        else:
            look.failure, look.reason, look.truncated = outcome(look.answer, talk)

    async def _opened(
        self,
        talk: Connection,
        made: socket.socket,
        look: _Look,
        context: ssl.SSLContext,
    ) -> None:
        """Hand a connected socket to the conversation, over TLS.

        The loop owns the socket from the first step on, and closes it when this fails. Closing
        it here as well could hit a new connection that got the same number meanwhile.
        """
        loop = look.loop
        name = look.asking.target.host
        async with asyncio.timeout_at(min(look.deadline, loop.time() + self._settings.tls_s)):
            transport, _ = await loop.create_connection(
                lambda: talk, sock=made, ssl=context, server_hostname=name
            )
        # Read now: after a fatal alert OpenSSL no longer tells what was agreed on.
        talk.secured = transport.get_extra_info("ssl_object")
        talk.certificate, talk.issuer_named = shown(talk.secured)


def check(settings: FetchSettings) -> None:
    """Refuse settings that cannot be used, before anything is asked.

    Raises ``ValueError`` when a range, a ``connect_to`` rule or a number is none, and
    ``OSError`` when the file of authorities cannot be read.
    """
    for printed in settings.connect_to:
        connect.rule(printed)
    for span in settings.allow_networks:
        network(span)
    if not settings.timeout_s > 0:  # "not a number" is caught as well
        raise ValueError(f"timeout_s must be more than 0, not {settings.timeout_s}")
    if not (settings.per_host > 0 and settings.connections > 0 and settings.pace_s >= 0):
        raise ValueError("per_host and connections must be more than 0, pace_s not less")
    if settings.cacert:
        trust.trusting(settings.cacert)


def caps(settings: FetchSettings) -> Caps:
    """Return how much of an answer these settings take."""
    return Caps(
        head=settings.max_head_bytes,
        page=settings.max_page_bytes,
        file=settings.max_file_bytes,
        unread=0 if settings.record else ENOUGH,
    )


def _proves(look: _Look, kept: Connection) -> bool:
    """Tell whether a kept connection proved something; a look that it did not is as before."""
    if kept.cut or is_about_us(look.answer):
        return True
    look.failure, look.reason, look.truncated, look.sent = None, "", "", b""
    look.peer = look.certificate = None
    return False


def _origin(where: Target) -> Origin:
    return where.scheme, where.host, where.port


def _not_agreed(look: _Look, error: OSError) -> None:
    """Say why no secure connection came about."""
    if isinstance(error, TimeoutError):
        look.fail(Failure.CONNECT_TIMEOUT, "no secure connection was agreed on in time")
        return
    look.fail(*failure_of(error))
    look.issuer_missing = isinstance(error, ssl.SSLCertVerificationError) and (
        error.verify_code in ISSUER_MISSING
    )
