"""httpx on both sides: our wire as a transport for it, and any transport of its as our wire.

The one module that knows both httpx and our values. ``WireTransport`` gives services' clients
our address policy, deadlines and recording. ``exchange_over`` lets a fetcher ask through any
transport: a plain function in tests, an archive when replaying.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

import httpx

from sourcecheck.errors import NotArchived
from sourcecheck.fetch.asking import Asking
from sourcecheck.fetch.failures import failure_of
from sourcecheck.fetch.http1 import Caps
from sourcecheck.fetch.observe import Reading, decoded
from sourcecheck.fetch.settings import FetchSettings
from sourcecheck.fetch.target import target
from sourcecheck.fetch.wire import Wire, caps, utc_now
from sourcecheck.model import Exchange, Failure
from sourcecheck.model.tables.addresses import AddressTable

_FRAMING = frozenset({"transfer-encoding", "content-length", "content-encoding", "connection"})
_OURS = frozenset({"host", "connection", "content-length", "transfer-encoding"})

_TYPED: tuple[tuple[type[Exception], Failure, str], ...] = (
    (httpx.ConnectTimeout, Failure.CONNECT_TIMEOUT, "the connection timed out"),
    (httpx.PoolTimeout, Failure.CONNECT_TIMEOUT, "no connection was free in time"),
    (httpx.TimeoutException, Failure.READ_TIMEOUT, "no answer in time"),
    (httpx.ConnectError, Failure.UNREACHABLE, "the host could not be reached"),
    (httpx.NetworkError, Failure.RESET, "the connection was reset"),
    (httpx.UnsupportedProtocol, Failure.UNSUPPORTED_SCHEME, "an address of another kind"),
    (httpx.ProtocolError, Failure.PROTOCOL_ERROR, "the answer cannot be read"),
    (httpx.HTTPError, Failure.PROTOCOL_ERROR, "the answer cannot be read"),
    (NotArchived, Failure.NOT_ARCHIVED, "the archive has no copy"),
)
"""Most specific first; the first that fits wins."""


class NoAnswer(httpx.TransportError):
    """There was no answer to hand out; ``exchange`` says what happened."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(exchange.reason)
        self.exchange = exchange


class WireTransport(httpx.AsyncBaseTransport):
    """Our wire for an ``httpx.AsyncClient``; each response carries ``extensions["exchange"]``.

    The body is handed out decoded and capped, so the client never inflates anything itself.
    Raises ``NoAnswer`` when no head of an answer came.
    """

    def __init__(
        self,
        settings: FetchSettings,
        addresses: AddressTable,
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._limits = caps(settings)
        self._keeps = settings.keep_alive
        self._wire = Wire(settings, addresses, clock=clock)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; only what may be sent twice shares its connection with others."""
        where = target(str(request.url))
        if where is None:
            raise httpx.UnsupportedProtocol("not an http or https address", request=request)
        body = await request.aread()
        fields = [pair for pair in request.headers.items() if pair[0] not in _OURS]
        fields += [("Content-Length", str(len(body)))] if body else []
        keep = self._keeps and request.method in {"GET", "HEAD"} and not body
        asking = Asking(
            target=where,
            method=request.method,
            fields=tuple(fields if keep else [*fields, ("Connection", "close")]),
            body=body,
            keep=keep,
        )
        return _response(await self._wire.ask(asking), self._limits)

    async def aclose(self) -> None:
        """Let go of connections and look-up threads."""
        self._wire.close()
        await asyncio.sleep(0)  # what was broken off ends in the loop's next round


def _response(found: Reading, limits: Caps) -> httpx.Response:
    if found.head is None:
        raise NoAnswer(found.exchange)
    return httpx.Response(
        found.head.status,
        headers=[pair for pair in found.head.fields if pair[0] not in _FRAMING],
        content=decoded(found, limits).body,
        extensions={"exchange": found.exchange},
    )


async def exchange_over(
    transport: httpx.AsyncBaseTransport,
    asking: Asking,
    limits: Caps,
    *,
    seconds: float,
    clock: Callable[[], datetime] = utc_now,
) -> Exchange:
    """Ask through any httpx transport; never raises for what it brings.

    A response that carries an exchange is that exchange; of any other one an exchange is made,
    with the head and body as the transport tells them.
    """
    loop = asyncio.get_running_loop()
    started, began = clock(), loop.time()
    failure, reason, response = None, "", b""
    try:
        async with asyncio.timeout(seconds):
            answer = await transport.handle_async_request(_request(asking))
            recorded = answer.extensions.get("exchange")
            if isinstance(recorded, Exchange):
                return recorded
            response = await _bytes_of(answer, limits)
    except NoAnswer as silence:
        return silence.exchange
    except (httpx.HTTPError, httpx.InvalidURL, NotArchived, OSError) as error:
        failure, reason = _failure_of(error)
    return Exchange(
        url=asking.target.url,
        method=asking.method,
        request=asking.wire if failure is not Failure.NOT_ARCHIVED else b"",
        response=response,
        started_at=started,
        elapsed_ms=round((loop.time() - began) * 1000),
        failure=failure,
        reason=reason,
    )


def _request(asking: Asking) -> httpx.Request:
    return httpx.Request(
        asking.method,
        asking.target.url,
        headers=[("Host", asking.target.authority), *asking.fields],
        content=asking.body or None,
    )


async def _bytes_of(answer: httpx.Response, limits: Caps) -> bytes:
    """Write an answer down as it might have come; the body is taken up to the cap."""
    pieces: list[bytes] = []
    size, cap = 0, max(limits.page, limits.file)
    try:
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        async for piece in answer.stream:
            pieces.append(piece)
            size += len(piece)
            if size > cap:
                break
    finally:
        await answer.aclose()
    body = b"".join(pieces)
    phrase = HTTPStatus(answer.status_code).phrase if answer.status_code in _KNOWN else ""
    fields = [pair for pair in answer.headers.raw if pair[0].lower() not in _REFRAMED]
    lines = [
        f"HTTP/1.1 {answer.status_code} {phrase}".rstrip().encode(),
        *(name + b": " + value for name, value in fields),
        b"Content-Length: %d" % len(body),
    ]
    return b"\r\n".join([*lines, b"", body])


_KNOWN = frozenset(map(int, HTTPStatus))
_REFRAMED = frozenset({b"transfer-encoding", b"content-length"})


def _failure_of(error: Exception) -> tuple[Failure, str]:
    """Read an error by the network error that caused it, otherwise by its own type."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and not isinstance(cause, TimeoutError):
            return failure_of(cause)
        cause = cause.__cause__ or cause.__context__
    for kind, failure, reason in _TYPED:
        if isinstance(error, kind):
            return failure, reason
    return failure_of(error)
