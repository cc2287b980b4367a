"""The servers behind the scripted web: they do what the scripts say, byte by byte."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from sourcecheck.testing.framing import end_of_head, is_whole
from sourcecheck.testing.script import HANG_S, Act, Script, Step, Visit, answer

LOOPBACK = "127.0.0.1"
IDLE_S = 5.0
"""How long a kept connection waits for its next request."""

Place = tuple[str, int]
"""A literal address and a port."""

ALIAS = ".samples"
"""A second ending of all names: some programs never ask for the one that is kept for examples.

It is as long, so that a server that is asked by it says it in its answers as well.
"""

ENDING = ".example"  # RFC 2606, section 2
_VISITORS_DOING = (OSError, EOFError, asyncio.LimitOverrunError, TimeoutError)

_Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

_STRAY = answer("404 Not Found", "<h1>404 Not Found</h1><p>No such host here.</p>")
_HANDSHAKE = b"\x16"  # how a visitor opens who expects TLS (RFC 8446, 5.1)
_PLAIN_HERE = answer("400 Bad Request", "<h1>A plain request was expected here</h1>")
# A fatal alert in a record of TLS 1.0: "protocol version" (RFC 5246, 7.2).
_OLD_PROTOCOL = bytes.fromhex("15030100020246")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One exchange as the server saw it."""

    host: str
    path: str
    request: bytes
    response: bytes  # as far as it was sent
    reused: int = 0  # earlier requests over the same connection


@dataclass(kw_only=True)
class Talk:
    """One exchange while it goes on."""

    visit: Visit
    request: bytes
    sent: bytearray = field(default_factory=bytearray)

    def served(self) -> Served:
        """Return what has been said so far."""
        return Served(
            host=self.visit.host,
            path=self.visit.path,
            request=self.request,
            response=bytes(self.sent),
            reused=self.visit.reused,
        )


@dataclass(kw_only=True)
class Servers:
    """One server per door; ``contexts`` are by host, with those of special doors by door."""

    scripts: Mapping[str, Script]
    contexts: Mapping[str, ssl.SSLContext]
    talks: list[Talk] = field(default_factory=list)
    visits: Counter[tuple[str, str]] = field(default_factory=Counter)
    _open: list[asyncio.Server] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _idle: list[socket.socket] = field(default_factory=list)

    async def open(self, *, public: bool = False) -> dict[str, Place]:
        """Open all doors and return where they are.

        With ``public`` they are where browsers look for them: at the ports 80 and 443, those
        that behave oddly at loopback addresses of their own.
        """
        tls = self.contexts[""]
        tls.sni_callback = self._choose
        doors: dict[str, tuple[_Serve, ssl.SSLContext | None]] = {
            "plain": (self._talk, None),
            "tls": (self._talk, tls),
            "unsecured": (self._talk, None),
            "client-wanted": (self._want_certificate, None),
            "silent": (self._silence, None),
            "old": (self._refuse_protocol, None),
            "hang-up": (self._hang_up, None),
            "tls-reset": (self._reset_handshake, None),
            "half": (self._half_a_handshake, None),
        }
        opened = {}
        for number, (name, (serve, context)) in enumerate(doors.items()):
            place = _public_place(name, number) if public else (LOOPBACK, 0)
            opened[name] = await self._door(serve, context, place)
        opened["refused"] = _public_place("refused", 99) if public else self._closed_door()
        return opened

    async def close(self) -> None:
        """Close all doors and break off what is under way."""
        for server in self._open:
            server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for idle in self._idle:
            idle.close()

    async def _door(self, serve: _Serve, context: ssl.SSLContext | None, place: Place) -> Place:
        async def kept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            try:
                # What a visitor does to a broken server is no news here.
                with contextlib.suppress(*_VISITORS_DOING):
                    await serve(reader, writer)
            except asyncio.CancelledError:
                writer.transport.abort()
            finally:
                self._tasks.discard(task)
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()

        server = await asyncio.start_server(kept, *place, ssl=context, backlog=512)
        self._open.append(server)
        return place[0], int(server.sockets[0].getsockname()[1])

    def _closed_door(self) -> Place:
        """Hold a port on which nobody listens, so that nobody else can."""
        idle = socket.socket()
        idle.bind((LOOPBACK, 0))
        self._idle.append(idle)
        return LOOPBACK, int(idle.getsockname()[1])

    def _choose(self, shown: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        """Show the certificate of the host that is asked for (SNI)."""
        known = (name or "").replace(ALIAS, ENDING)
        shown.context = self.contexts.get(known, self.contexts[""])

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request after the other, as long as the answers allow it."""
        first = await reader.readexactly(1)
        if first == _HANDSHAKE:
            writer.write(_PLAIN_HERE)
            return
        reused = 0
        while first:
            request = first + await reader.readuntil(b"\r\n\r\n")
            visit = self._visit(request, reused)
            length = visit.fields.get("content-length", "")
            if length.isdigit():
                body = await reader.readexactly(int(length))
                visit, request = replace(visit, body=body), request + body
            talk = Talk(visit=visit, request=request)
            self.talks.append(talk)
            if not await self._act(talk, writer):
                return
            reused += 1
            async with asyncio.timeout(IDLE_S):
                first = await reader.read(1)

    def _steps(self, visit: Visit) -> Iterable[Step]:
        script = self.scripts.get(visit.host)
        return script(visit) if script else (_STRAY,)

    def _visit(self, request: bytes, reused: int) -> Visit:
        asked = request.decode("latin-1").replace(ALIAS, ENDING)
        first, *lines = asked.split("\r\n")
        pairs = (line.partition(":") for line in lines if ":" in line)
        fields = {name.lower(): value.strip() for name, _, value in pairs}
        method, _, rest = first.partition(" ")
        path = rest.partition(" ")[0]
        host = fields.get("host", "").partition(":")[0].lower()
        count = self.visits[host, path]
        self.visits[host, path] += 1
        return Visit(host=host, path=path, fields=fields, count=count, method=method, reused=reused)

    async def _act(self, talk: Talk, writer: asyncio.StreamWriter) -> bool:
        """Do what the script says; tell whether the connection waits for another request."""
        visit, sent, last = talk.visit, talk.sent, None
        for step in self._steps(visit):
            last = step
            if isinstance(step, bytes):
                data = _said_as_asked(step, talk.request)
                over = await self._send(data, visit.method, writer, sent)
                if over:
                    break
            elif step is Act.RESET:
                _reset(writer)
            elif not isinstance(step, Act):
                await asyncio.sleep(step)
        if isinstance(last, Act) or visit.fields.get("connection", "").lower() == "close":
            return last is Act.KEEP
        return is_whole(bytes(sent), visit.method)

    @staticmethod
    async def _send(
        data: bytes, method: str, writer: asyncio.StreamWriter, sent: bytearray
    ) -> bool:
        """Send some bytes, to HEAD only those of the head; tell whether that was all."""
        before, over = len(sent), False
        sent += data
        if method == "HEAD" and (end := end_of_head(bytes(sent))):
            del sent[end:]
            over = True
        writer.write(sent[before:])
        await writer.drain()
        return over

    @staticmethod
    async def _silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HANG_S):
                await reader.read()

    async def _want_certificate(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Shake hands by hand: asyncio would close without sending the alert that says why."""
        come, gone = ssl.MemoryBIO(), ssl.MemoryBIO()
        secured = self.contexts["client-wanted"].wrap_bio(come, gone, server_side=True)
        shaking = True
        while shaking:
            try:
                secured.do_handshake()
                shaking = False
            except ssl.SSLWantReadError:
                writer.write(gone.read())
                come.write(await reader.read(65536) or b"\0")
            except ssl.SSLError:
                shaking = False
        writer.write(gone.read())
        await writer.drain()
        await asyncio.sleep(0.05)

    @staticmethod
    async def _refuse_protocol(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(_OLD_PROTOCOL)
        await writer.drain()
        await asyncio.sleep(0.05)

    @staticmethod
    async def _hang_up(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(1)

    @staticmethod
    async def _reset_handshake(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        _reset(writer)

    async def _half_a_handshake(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Say hello and close in the middle of the next sentence."""
        come, gone = ssl.MemoryBIO(), ssl.MemoryBIO()
        secured = self.contexts[""].wrap_bio(come, gone, server_side=True)
        come.write(await reader.read(65536))
        with contextlib.suppress(ssl.SSLError):
            secured.do_handshake()
        said = gone.read()
        writer.write(said[: len(said) // 2])
        await writer.drain()


def _said_as_asked(data: bytes, request: bytes) -> bytes:
    if ALIAS.encode() not in request:
        return data
    return data.replace(ENDING.encode(), ALIAS.encode())


def _public_place(name: str, number: int) -> Place:
    if name in {"plain", "tls"}:
        return LOOPBACK, {"plain": 80, "tls": 443}[name]
    return f"127.0.0.{number + 10}", 443


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close so that the visitor gets a reset: lingering for no time at all does that."""
    made = writer.get_extra_info("socket")
    made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
