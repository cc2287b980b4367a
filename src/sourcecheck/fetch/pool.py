"""Connections: one exchange after the other over each, and those that wait for the next one.

A connection is kept only after an answer whose end is beyond doubt, and belongs to one origin
(scheme, host, port); whoever takes it must have vetted the address it leads to. Bytes that come
while nobody asks belong to no exchange, so the connection is dropped.

Deadlines cost nothing while they are kept: all conversations share one timer, set for the
earliest of them (``Watch``), instead of one timer for each step of each.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from typing import cast

from sourcecheck.fetch.budget import LIGHT, Budget
from sourcecheck.fetch.connect import Place
from sourcecheck.fetch.http1 import Answer
from sourcecheck.model import Certificate, Peer

Origin = tuple[str, str, int]
"""Whom a connection talks to: scheme, host and port as in the address that is asked for."""

_TICK = 0.001
"""Loops count in milliseconds: a timer may come that much early."""


class Outbox:
    """Sends the requests of one turn of the loop in a row, at its end.

    A server that sleeps is woken by each request that comes alone, and that costs more than to
    write it; requests that come in a row find it awake.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[Connection, bytes]] = []

    def put(self, connection: Connection, loop: asyncio.AbstractEventLoop) -> None:
        """Send the request of a connection soon."""
        if not self._waiting:
            loop.call_soon(self._send)
        self._waiting.append((connection, connection.request))

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, []
        for connection, request in waiting:
            connection.write(request)


class Watch:
    """Ends conversations that are overdue, and lets those wait that would need too much memory."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.outbox = Outbox()
        self._waiting: set[Connection] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._next = float("inf")

    def add(self, connection: Connection) -> None:
        """Watch a conversation until it is over; told again when its ``due`` comes sooner."""
        self._waiting.add(connection)
        if connection.due < self._next:
            self._set(connection.due)

    def drop(self, connection: Connection) -> None:
        """Watch a conversation no longer."""
        self._waiting.discard(connection)

    def close(self) -> None:
        """Break off all conversations and let go of the timer."""
        if self._timer is not None:
            self._timer.cancel()
        for connection in tuple(self._waiting):
            connection.abort()

    def _set(self, due: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._next = due
        self._timer = asyncio.get_running_loop().call_at(due + _TICK, self._ring)

    def _ring(self) -> None:
        now = asyncio.get_running_loop().time()
        for connection in [each for each in self._waiting if each.due <= now]:
            connection.late()
        self._next, self._timer = float("inf"), None
        if self._waiting:
            self._set(min(each.due for each in self._waiting))


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the parts of a conversation may take, in seconds."""

    head_s: float  # from the request to the end of the head
    body_s: float  # from the end of the head to the end of the body


class Connection(asyncio.Protocol):
    """One connection: sends a request and feeds its answer until it is over, again and again.

    ``begin`` before it is made or between two exchanges, then wait for what it returns.
    Afterwards the answer that was handed in says what came, ``cut`` whether time ran out, and
    ``error`` what broke it off.
    """

    __slots__ = (
        "_deadline",
        "_headed",
        "_heavy",
        "_loop",
        "_patience",
        "_paused_at",
        "_transport",
        "_watch",
        "answer",
        "certificate",
        "cut",
        "due",
        "error",
        "issuer_named",
        "kept_at",
        "lost",
        "over",
        "peer",
        "request",
        "reused",
        "secured",
        "waited_s",
    )

    def __init__(self, watch: Watch, patience: Patience, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop  # kept: before Python 3.12, asking for it costs a system call each time
        self._watch = watch
        self._patience = patience
        self._transport: asyncio.WriteTransport | None = None
        self.request = b""
        self._headed = False
        self._heavy = False  # its answer is large, and counts
        self._paused_at = 0.0  # 0 = it is not paused
        self._deadline = 0.0
        self.waited_s = 0.0  # pauses of the exchange that goes on, or was the last one
        self.answer: Answer | None = None  # None = nobody asks
        self.over: asyncio.Future[None]
        self.due = 0.0  # when the part that goes on must be over, on the loop's clock
        self.cut = False
        self.error: Exception | None = None
        self.lost = False
        self.reused = False
        self.kept_at = 0.0
        self.peer: Peer | None = None
        self.certificate: Certificate | None = None
        self.issuer_named = False
        self.secured: ssl.SSLObject | None = None

    def begin(self, request: bytes, answer: Answer, deadline: float) -> asyncio.Future[None]:
        """Start an exchange: at once, or as soon as the connection is made."""
        self.request, self.answer, self._deadline = request, answer, deadline
        self._headed = self.cut = False
        self.waited_s = 0.0
        self.error = None
        self.over = self._loop.create_future()
        if self._transport is not None:
            self.reused = True
            self._send()
        return self.over

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send what there is to send; called by the loop, once."""
        # uvloop's transports are no subclasses of asyncio's, so the type cannot be asked for.
        writing = cast("asyncio.WriteTransport", transport)
        self._transport = writing
        self._send()

    def write(self, request: bytes) -> None:
        """Send a request, if it can still be sent."""
        if self._transport is not None and self.usable:
            self._transport.write(request)

    def _send(self) -> None:
        self.due = min(self._deadline, self._loop.time() + self._patience.head_s)
        self._watch.add(self)
        self._watch.outbox.put(self, self._loop)

    def data_received(self, data: bytes) -> None:
        """Feed the answer; called by the loop."""
        answer = self.answer
        if answer is None:
            self.abort()  # nobody asked: whose bytes these are cannot be told
        elif answer.feed(data):
            self._end()
        elif answer.head is not None:
            self._go_on(answer)

    def _go_on(self, answer: Answer) -> None:
        """Wait for the rest of a body."""
        if not self._headed:
            self._headed = True
            self.due = min(self._deadline, self._loop.time() + self._patience.body_s)
            self._watch.add(self)
        if answer.size > LIGHT:
            self._heavy = True
            self._watch.budget.hold(self, answer.size)

    def pause(self) -> None:
        """Take no more bytes for now; the time until ``resume`` does not count."""
        if self._paused_at or not self.usable:
            return
        self._paused_at = self._loop.time()
        self._watch.drop(self)
        cast("asyncio.ReadTransport", self._transport).pause_reading()

    def resume(self) -> None:
        """Take bytes again, if there was a pause."""
        if not self._paused_at:
            return
        waited = self._loop.time() - self._paused_at
        self._paused_at = 0.0
        self.waited_s += waited
        self._deadline += waited
        self.due += waited
        if self.usable:
            self._watch.add(self)
            cast("asyncio.ReadTransport", self._transport).resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """End what goes on; called by the loop."""
        self.lost = True
        answer = self.answer
        if answer is None:
            return
        if not answer.done and answer.head is None:
            self.error = exc
        answer.close()
        self._end()

    def late(self) -> None:
        """End what goes on, for it took too long."""
        self.cut = True
        self._end()

    def abort(self) -> None:
        """Break the connection off, whatever goes on."""
        self.lost = True
        self._watch.drop(self)
        self._lighten()
        if self._transport is not None:
            self._transport.abort()

    @property
    def usable(self) -> bool:
        """Whether another request may be sent."""
        return not (self.lost or self._transport is None or self._transport.is_closing())

    def _end(self) -> None:
        self.answer = None
        self._lighten()
        self._watch.drop(self)
        if not self.over.done():
            self.over.set_result(None)

    def _lighten(self) -> None:
        """Count for nothing any more."""
        if self._heavy:
            self._heavy = False
            self.resume()
            self._watch.budget.drop(self)


class Pool:
    """Keeps connections that may carry another exchange: the last one kept goes first.

    All connections together, busy or not, stay within ``most``: when one more is made, the one
    that has waited longest is closed.
    """

    def __init__(self, *, per_origin: int, most_idle: int, most: int, idle_s: float) -> None:
        self._per_origin = per_origin
        self._most_idle = most_idle
        self._most = most
        self._idle_s = idle_s
        self._by_origin: dict[Origin, list[Connection]] = {}
        self._oldest: dict[Connection, Origin] = {}  # in the order in which they were kept
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """Return how many connections wait."""
        return len(self._oldest)

    def take(self, origin: Origin, found: Place, now: float) -> Connection | None:
        """Take a kept connection that leads to where a host is now."""
        waiting = self._by_origin.get(origin)
        while waiting:
            connection = waiting.pop()
            del self._oldest[connection]
            peer = connection.peer
            fits = peer is not None and peer.address in found.addresses and peer.port == found.port
            if fits and connection.usable and now - connection.kept_at <= self._idle_s:
                return connection
            connection.abort()
        return None

    def keep(self, origin: Origin, connection: Connection, now: float) -> None:
        """Keep a connection for the next exchange, or close it where enough are kept."""
        waiting = self._by_origin.setdefault(origin, [])
        if len(waiting) >= self._per_origin or len(self._oldest) >= self._most_idle:
            connection.abort()
            return
        connection.kept_at = now
        waiting.append(connection)
        self._oldest[connection] = origin
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._idle_s, self._sweep)

    def make_room(self, busy: int) -> None:
        """Close connections that wait until there is room for all that are busy."""
        while self._oldest and busy + len(self._oldest) > self._most:
            self._close(next(iter(self._oldest)))

    def close(self) -> None:
        """Close all of them."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for connection in tuple(self._oldest):
            self._close(connection)
        self._by_origin.clear()

    def _close(self, connection: Connection) -> None:
        origin = self._oldest.pop(connection)
        waiting = self._by_origin[origin]
        waiting.remove(connection)
        if not waiting:
            del self._by_origin[origin]
        connection.abort()

    def _sweep(self) -> None:
        """Close those that waited too long or were closed by the other side."""
        loop = asyncio.get_running_loop()
        until = loop.time() - self._idle_s
        for connection in tuple(self._oldest):
            if connection.kept_at <= until or not connection.usable:
                self._close(connection)
        for origin in [each for each, waiting in self._by_origin.items() if not waiting]:
            del self._by_origin[origin]
        self._timer = loop.call_later(self._idle_s, self._sweep) if self._oldest else None
