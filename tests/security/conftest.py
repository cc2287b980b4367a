"""A hostile server on loopback, and a guard: no test of this folder may go anywhere else."""

from __future__ import annotations

import contextlib
import gzip
import ipaddress
import itertools
import socketserver
import sys
import threading
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.warc import Archive
from sourcecheck.config import Settings
from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.client import Fetched, Fetcher, FetchSettings
from sourcecheck.model import Capture, Check, LinkState
from sourcecheck.pipeline import Tables
from sourcecheck.session.opening import tables_of
from sourcecheck.testing import ScriptedWeb
from sourcecheck.verify.linkstate import judge

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LOOPBACK = "127.0.0.1"
OPENED = ("127.0.0.0/8",)

Steps = Iterable[bytes | float]
"""Bytes are sent, a number is waited (seconds); then the connection is closed."""

_guarded: list[str] | None = None  # every address that was connected, while a test runs


def _watch(event: str, args: tuple[object, ...]) -> None:
    if _guarded is None:
        return
    if event == "socket.connect" and isinstance(args[1], tuple):
        address = str(args[1][0])
        _guarded.append(address)
        if not ipaddress.ip_address(address).is_loopback:
            raise AssertionError(f"a test connects to {address}")
    if event == "socket.getaddrinfo" and args[0] not in {None, "localhost", LOOPBACK, b"127.0.0.1"}:
        raise AssertionError(f"a test looks {args[0]!r} up")


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def connected():
    """All addresses this process has connected since the test began."""
    global _guarded  # noqa: PLW0603 - an audit hook cannot be removed, only told to stop
    _guarded = []
    yield _guarded
    _guarded = None


@dataclass(kw_only=True)
class Hostile:
    """Serves whatever a test wants, byte by byte; remembers every request."""

    port: int = 0
    answers: dict[str, Steps] = field(default_factory=dict)  # by path; "*" for all others
    requests: list[bytes] = field(default_factory=list)
    sent: int = 0  # bytes over all

    def settings(self, **changes: object) -> FetchSettings:
        """Return settings with which every public name is served from here."""
        seen = {
            "allow_networks": OPENED,
            "connect_to": (f"public.example:80:{LOOPBACK}:{self.port}",),
            "pace_s": 0.0,
            "timeout_s": 10.0,
        }
        return FetchSettings(**{**seen, **changes})

    def arguments(self) -> tuple[str, ...]:
        """Return options with which the command line sees only this server, whatever it asks."""
        return (
            *("--connect-to", f"::{LOOPBACK}:{self.port}", "--allow-network", OPENED[0]),
            *("--pace", "0", "--timeout", "5"),
        )

    @staticmethod
    def answer(body: bytes = b"", *fields: str, status: str = "200 OK", kind: str = "text/html"):
        """Write an answer with a length, ended by closing."""
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "Connection: close", *fields, "", ""]).encode() + body

    async def look(self, path: str = "/", *steps: bytes | float, **changes: object) -> Fetched:
        """Answer one path with these steps, and look at it."""
        if steps:
            self.answers[path.partition("#")[0]] = steps
        async with Fetcher(self.settings(**changes), load_addresses()) as fetcher:
            return await fetcher.fetch(f"http://public.example{path}")


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        site: Hostile = self.server.site  # type: ignore[attr-defined]
        self.request.settimeout(20)
        with contextlib.suppress(OSError):  # a visitor who has seen enough
            come = b""
            while b"\r\n\r\n" not in come:
                more = self.request.recv(65536)
                if not more:
                    return
                come += more
            site.requests.append(come)
            path = come.split(b" ")[1].decode("latin-1")
            for step in site.answers.get(path, site.answers.get("*", (NOT_FOUND,))):
                if isinstance(step, bytes):
                    self.request.sendall(step)
                    site.sent += len(step)
                else:
                    time.sleep(step)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    with _Server((LOOPBACK, 0), _Handler) as server:
        site = Hostile(port=server.server_address[1])
        server.site = site  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


NOT_FOUND = Hostile.answer(b"<h1>404 Not Found</h1>", status="404 Not Found")
PAGE = b"<!doctype html><title>The harbour</title><p>" + b"The ferry runs again. " * 60


@pytest.fixture(scope="session")
def scripted():
    with ScriptedWeb() as web:
        yield web


@pytest.fixture(scope="session")
def tables():
    return tables_of(Settings())


@dataclass(frozen=True, kw_only=True)
class After:
    """What is made of a look."""

    tables: Tables
    folder: Path

    def state(self, fetched: Fetched) -> LinkState:
        """Conclude a state from one look alone."""
        check = Check(observation=fetched.observation)
        url = fetched.observation.url
        return judge(url, (check,), self.tables.pages, self.tables.confirmation).state

    def archive(self, fetched: Fetched) -> tuple[tuple[Capture, ...], bytes]:
        """Archive a look; returns the captures, and all records of the file as one."""
        numbers = itertools.count(1)

        def ids() -> str:
            return str(uuid.UUID(int=next(numbers)))

        with Archive.open(self.folder, MemoryIndex(), lambda: NOON, ids) as archive:
            captures = archive.keep_chain(fetched.exchanges, fetched.body or None)
        files = sorted(self.folder.rglob("*.warc.gz*"))
        return captures, b"".join(gzip.decompress(path.read_bytes()) for path in files)


@pytest.fixture
def after(tables, tmp_path):
    return After(tables=tables, folder=tmp_path / "archive")


@pytest.fixture(scope="session")
def page() -> bytes:
    return PAGE
