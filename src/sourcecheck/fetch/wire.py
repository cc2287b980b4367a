"""One exchange over one connection, byte for byte, under one deadline.

``Wire.exchange`` never raises for what the web does: what happened is an ``Exchange``. A
connection serves one exchange for now; keeping it open for the next one would start where
``_talk`` makes the connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sourcecheck.fetch import connect
from sourcecheck.fetch.connect import Place, Resolve, Resolver, Unreached
from sourcecheck.fetch.failures import ISSUER_MISSING, TLS_DOUBTS, failure_of
from sourcecheck.fetch.http1 import Answer, Caps, Flaw, request
from sourcecheck.fetch.safety import network
from sourcecheck.fetch.settings import FetchSettings
from sourcecheck.fetch.target import Target
from sourcecheck.model import Certificate, Exchange, Failure, Peer
from sourcecheck.model.tables.addresses import AddressTable

_FLAWS = {
    Flaw.SILENT: (Failure.NO_RESPONSE, "closed without a byte of answer"),
    Flaw.OTHER_PROTOCOL: (Failure.NOT_HTTP, "the server speaks another protocol"),
    Flaw.BAD_HEAD: (Failure.PROTOCOL_ERROR, "the answer's head cannot be read"),
    Flaw.LARGE_HEAD: (Failure.PROTOCOL_ERROR, "the answer's head is too large"),
    Flaw.LARGE_BODY: (Failure.TOO_LARGE, "the body is larger than we take"),
    Flaw.SHORT_BODY: (Failure.TRUNCATED, "closed before the end of the body"),
    Flaw.BAD_BODY: (Failure.PROTOCOL_ERROR, "the body's chunks cannot be read"),
}
_CUT_BY = {
    Flaw.LARGE_HEAD: "length",
    Flaw.LARGE_BODY: "length",
    Flaw.SHORT_BODY: "disconnect",
    Flaw.BAD_BODY: "disconnect",
}


def utc_now() -> datetime:
    """Return the time, the one place where fetching reads the clock by default."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One request: where to, and what is sent besides the Host field."""

    target: Target
    method: str = "GET"
    fields: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @property
    def wire(self) -> bytes:
        """The request as it is sent; raises ``ValueError`` on a line break in a field."""
        fields = (("Host", self.target.authority), *self.fields)
        return request(self.method, self.target.path, fields, self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Talk:
    """What one connection brought, or why there was none."""

    answer: Answer
    sent: bytes = b""
    failure: Failure | None = None
    reason: str = ""
    truncated: str = ""
    peer: Peer | None = None
    certificate: Certificate | None = None
    addresses: tuple[str, ...] = ()
    issuer_missing: bool = False  # nobody vouches for the certificate, and it came alone
    issuer_named: bool = False  # the certificate says where its issuer's can be had


@dataclass(kw_only=True)
class _Conversation(asyncio.Protocol):
    """Sends the request at once and feeds the answer until it is over."""

    request: bytes
    answer: Answer
    headed: asyncio.Event = field(default_factory=asyncio.Event)  # the head is in, or never will
    over: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if self.answer.feed(data):
            self._end()
        elif self.answer.head:
            self.headed.set()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.answer.done and self.answer.head is None:
            self.error = exc
        self.answer.close()
        self._end()

    def _end(self) -> None:
        self.headed.set()
        self.over.set()


class Wire:
    """Asks the web. Holds nothing but its settings and the threads that look names up."""

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
        self._table = addresses
        self._clock = clock
        self._resolve = resolve or Resolver()
        self._caps = caps(settings)

    def close(self) -> None:
        """Let go of the look-up threads."""
        if isinstance(self._resolve, Resolver):
            self._resolve.close()

    async def exchange(self, asking: Asking, *, seconds: float | None = None) -> Exchange:
        """Send one request and return what came back, whatever it was.

        ``seconds`` is what is left of a chain's time; by default all of ``timeout_s``.
        """
        loop = asyncio.get_running_loop()
        started, began = self._clock(), loop.time()
        limit = self._settings.timeout_s if seconds is None else seconds
        talk = await self._look(asking, began + limit)
        return Exchange(
            url=asking.target.url,
            method=asking.method,
            request=talk.sent,
            response=talk.answer.wire,
            started_at=started,
            elapsed_ms=round((loop.time() - began) * 1000),
            peer=talk.peer,
            addresses=talk.addresses,
            certificate=talk.certificate,
            truncated=talk.truncated,
            failure=talk.failure,
            reason=talk.reason,
        )

    async def _look(self, asking: Asking, deadline: float) -> _Talk:
        try:
            found = await connect.place(asking.target, self._settings, self._table, self._resolve)
        except Unreached as trouble:
            return self._unreached(trouble)
        if asking.target.scheme == "http":
            return await self._talk(asking, found, None, deadline)
        trust = connect.trusting(self._settings.cacert)
        talk = await self._talk(asking, found, trust, deadline)
        if talk.failure not in TLS_DOUBTS:
            return talk
        return await self._evidence(asking, found, talk, deadline)

    async def _evidence(self, asking: Asking, found: Place, doubt: _Talk, deadline: float) -> _Talk:
        """Ask again without trust, to see whether a page is there; the doubt stays."""
        seen = await self._talk(asking, found, connect.doubting(), deadline)
        failure, reason = doubt.failure, doubt.reason
        if doubt.issuer_missing and seen.issuer_named:
            failure = Failure.TLS_INCOMPLETE_CHAIN
            reason = "the issuer's certificate was not sent along"
        return replace(seen, failure=failure, reason=reason)

    def _unreached(self, trouble: Unreached) -> _Talk:
        return _Talk(
            answer=Answer(self._caps),
            failure=trouble.failure,
            reason=trouble.reason,
            addresses=trouble.addresses,
        )

    async def _talk(
        self, asking: Asking, found: Place, context: ssl.SSLContext | None, deadline: float
    ) -> _Talk:
        answer = Answer(self._caps, method=asking.method, banners=self._table.banners)
        talk = _Conversation(request=asking.wire, answer=answer)
        try:
            made = await connect.dial(found, deadline, self._settings.connect_s)
        except Unreached as trouble:
            return self._unreached(trouble)
        address, port = made.getpeername()[:2]
        reached = _Talk(
            answer=answer, peer=Peer(address=address, port=port), addresses=found.addresses
        )
        try:
            transport = await self._opened(talk, made, asking.target.host, context, deadline)
        except OSError as error:  # TimeoutError and SSLError are kinds of it
            return _not_agreed(reached, error)
        # Read now: after a fatal alert OpenSSL no longer tells what was agreed on.
        certificate, named = _shown(transport.get_extra_info("ssl_object"))
        try:
            cut = await self._listen(talk, deadline)
        finally:
            transport.abort()
        failure, reason, truncated = _outcome(talk, cut)
        return replace(
            reached,
            sent=talk.request,
            failure=failure,
            reason=reason,
            truncated=truncated,
            certificate=certificate,
            issuer_named=named,
        )

    async def _opened(
        self,
        talk: _Conversation,
        made: socket.socket,
        host: str,
        context: ssl.SSLContext | None,
        deadline: float,
    ) -> asyncio.WriteTransport:
        """Hand a connected socket to the conversation, over TLS where there is a context.

        The loop owns the socket from the first step on, and closes it when this fails. Closing
        it here as well could hit a new connection that got the same number meanwhile.
        """
        loop = asyncio.get_running_loop()
        async with asyncio.timeout_at(min(deadline, loop.time() + self._settings.tls_s)):
            transport, _ = await loop.create_connection(
                lambda: talk, sock=made, ssl=context, server_hostname=host if context else None
            )
        return transport

    async def _listen(self, talk: _Conversation, deadline: float) -> str:
        """Wait for the head, then for the body; return "time" when one did not come in time."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(min(deadline, loop.time() + self._settings.head_s)):
                await talk.headed.wait()
            async with asyncio.timeout_at(min(deadline, loop.time() + self._settings.body_s)):
                await talk.over.wait()
        return "" if talk.over.is_set() else "time"


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
        connect.trusting(settings.cacert)


def caps(settings: FetchSettings) -> Caps:
    """Return how much of an answer these settings take."""
    return Caps(
        head=settings.max_head_bytes, page=settings.max_page_bytes, file=settings.max_file_bytes
    )


def _not_agreed(reached: _Talk, error: OSError) -> _Talk:
    """Say why no secure connection came about."""
    if isinstance(error, TimeoutError):
        reason = "no secure connection was agreed on in time"
        return replace(reached, failure=Failure.CONNECT_TIMEOUT, reason=reason)
    failure, reason = failure_of(error)
    missing = isinstance(error, ssl.SSLCertVerificationError) and (
        error.verify_code in ISSUER_MISSING
    )
    return replace(reached, failure=failure, reason=reason, issuer_missing=missing)


def _outcome(talk: _Conversation, cut: str) -> tuple[Failure | None, str, str]:
    answer = talk.answer
    if cut and answer.head is None:
        return Failure.READ_TIMEOUT, "no answer in time", "" if answer.silent else cut
    if cut:
        return Failure.READ_TIMEOUT, "the body did not come in time", cut
    if talk.error is not None:
        return *failure_of(talk.error), "" if answer.silent else "disconnect"
    failure, reason = _FLAWS.get(answer.flaw, (None, ""))
    return failure, reason, _CUT_BY.get(answer.flaw, "")


def _shown(secured: ssl.SSLObject | None) -> tuple[Certificate | None, bool]:
    """Return the certificate that was shown, and whether it came alone and names its issuer."""
    leaf = secured.getpeercert(binary_form=True) if secured else None
    if secured is None or not leaf:
        return None, False
    cipher = secured.cipher()
    certificate = Certificate(
        sha256=hashlib.sha256(leaf).hexdigest(),
        version=secured.version() or "",
        cipher=cipher[0] if cipher else "",
        verified=secured.context.verify_mode is ssl.CERT_REQUIRED,
    )
    return certificate, connect.names_its_issuer(leaf) and connect.chain_length(secured) == 1
