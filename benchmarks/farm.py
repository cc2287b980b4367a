"""A farm of many hosts on loopback, in processes of its own, for benchmarks and kill tests.

Every host is an address of its own (127.0.64.1, 127.0.64.2 ...) on one port; nothing is looked
up and nothing leaves this machine. Pages differ by path, some addresses are gone (404) and some
have moved (301), so that not all verdicts are alike. How long an answer takes follows from the
seed, the host and the path alone, so that the least time a run can take is known beforehand.

nginx serves where latency is zero and it is installed; else a server of ours on raw protocols,
on uvloop where that can be imported. It counts what it is asked, and ends when its parent does.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import math
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self

FIRST = 64  # hosts are 127.0.64.1 and on
EACH_NET = 250  # hosts of one 127.0.x.0/24
GONE_EVERY, MOVED_EVERY = 20, 20  # one address in so many is gone, one has moved
LONGEST_S = 3600.0  # a server left alone ends by then
PAGE = 2_000
BIG_PAGE = 16_000
_NORMAL = statistics.NormalDist()
_SENTENCES = (
    "The bridge over the lower canal was opened to carts in the morning.",
    "Two bakers of the market street have agreed on one oven for the winter.",
    "The council counted the lamps again and found one more than last year.",
    "Children of the hill school painted the gate in the colours of the tram.",
    "A gardener keeps a list of every frost, and reads it out each spring.",
    "The ferry waits for the last train unless the wind comes from the east.",
    "Nobody remembers who planted the row of walnut trees behind the mill.",
    "The library lends umbrellas, and nearly all of them come back.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One address of the farm."""

    host: int  # number of the host, from 0
    path: str

    def url(self, port: int) -> str:
        return f"http://{address(self.host)}:{port}{self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a farm is like. ``low_s`` = 0 answers at once."""

    hosts: int = 200
    links: int = 20_000
    zipf: float = 0.0  # 0 = all hosts alike; 1 = the k-th has 1/k of the first one's links
    low_s: float = 0.0  # means of hosts: log-normal, nearly all between these two
    high_s: float = 0.0
    page: int = PAGE  # bytes
    seed: int = 4

    def sizes(self) -> list[int]:
        """Return how many links each host has; at least one each, the largest first."""
        weights = [1 / (place + 1) ** self.zipf for place in range(self.hosts)]
        spare, total = self.links - self.hosts, sum(weights)
        found = [1 + int(spare * weight / total) for weight in weights]
        for place in range(self.links - sum(found)):
            found[place % self.hosts] += 1
        return found

    def all_links(self) -> list[Link]:
        """Return every link, hosts mixed as in a list that somebody collected."""
        found = [
            Link(host=host, path=path_of(number))
            for host, size in enumerate(self.sizes())
            for number in range(size)
        ]
        random.Random(self.seed).shuffle(found)
        return found

    def mean_s(self, host: int) -> float:
        """Return the mean latency of a host in seconds: nearly all from ``low_s`` to ``high_s``."""
        if not self.high_s:
            return 0.0
        middle = (math.log(self.low_s) + math.log(self.high_s)) / 2
        spread = (math.log(self.high_s) - math.log(self.low_s)) / 4
        deviate = random.Random(self.seed * 1_000_003 + host).gauss(0, 1)
        return math.exp(middle + spread * max(-2.0, min(2.0, deviate)))

    def latency_s(self, host: int, path: str, mean_s: float | None = None) -> float:
        """Return how long one answer takes: the host's mean with a jitter of some 20 %."""
        mean = self.mean_s(host) if mean_s is None else mean_s
        if not mean:
            return 0.0
        draw = zlib.crc32(f"{self.seed} {host} {path}".encode()) / 2**32
        return mean * math.exp(0.2 * _NORMAL.inv_cdf(min(max(draw, 1e-6), 1 - 1e-6)))

    def bound_s(self, *, per_host: int, pace_s: float, connections: int) -> float:
        """Return the least time in which the links can be asked under this politeness.

        The greatest of: the busiest host's answers, ``per_host`` side by side and ``pace_s``
        apart; the slowest single link; all answers over ``connections``.
        """
        spent: Counter[int] = Counter()
        asked: Counter[int] = Counter()
        longest = 0.0
        means = [self.mean_s(host) for host in range(self.hosts)]
        for link in self.all_links():
            steps = [self.latency_s(link.host, path, means[link.host]) for path in chain(link.path)]
            spent[link.host] += sum(steps)  # type: ignore[assignment]
            asked[link.host] += len(steps)
            longest = max(longest, sum(steps))
        hosts = [max(spent[h] / per_host, pace_s * (asked[h] - 1)) for h in asked]
        return max(longest, sum(spent.values()) / connections, *hosts)


def address(host: int) -> str:
    """Return the literal address of a host."""
    return f"127.0.{FIRST + host // EACH_NET}.{host % EACH_NET + 1}"


def path_of(number: int) -> str:
    """Return the path of a host's n-th link: a page, or an address that is gone or has moved."""
    if number % GONE_EVERY == GONE_EVERY - 1:
        return f"/gone/{number}.html"
    if number % MOVED_EVERY == MOVED_EVERY // 2:
        return f"/old/{number}.html"
    return f"/news/{number}.html"


def chain(path: str) -> tuple[str, ...]:
    """Return the paths that are asked for one link."""
    return (path, moved_to(path)) if path.startswith("/old/") else (path,)


def moved_to(path: str) -> str:
    return path.replace("/old/", "/new/")


def page(path: str, size: int) -> bytes:
    """Write the page of a path: its own title, its own order of sentences, about ``size`` bytes."""
    turn = zlib.crc32(path.encode())
    title = f"Town notes, sheet {turn % 100_000}"
    head = f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head>"
    start = turn % len(_SENTENCES)
    ordered = [*_SENTENCES[start:], *_SENTENCES[:start]]
    paragraph = "<p>" + " ".join(ordered) + "</p>\n"
    count = max(1, size // len(paragraph))
    return f"{head}<body><h1>{title}</h1>\n{paragraph * count}</body></html>\n".encode()


class Farm:
    """Serves a plan until the block is left. A context manager.

    ``python`` runs our server; one that has uvloop is faster.
    """

    def __init__(self, plan: Plan, *, nginx: bool = True, python: str = sys.executable) -> None:
        self.plan = plan
        self.kind = "nginx" if nginx and not plan.high_s and shutil.which("nginx") else "own"
        self.port = 0
        self._python = python
        self._kept = contextlib.ExitStack()
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        """Open all hosts; raises ``RuntimeError`` when they do not open."""
        self.port = _free_port([address(host) for host in range(self.plan.hosts)])
        try:
            if self.kind == "nginx":
                self._start_nginx()
            else:
                self._start_own()
        except BaseException:
            self._kept.close()
            raise
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._kept.close()

    def urls(self, links: Sequence[Link] | None = None) -> list[str]:
        """Return the addresses of links, of all by default."""
        return [link.url(self.port) for link in (self.plan.all_links() if links is None else links)]

    def counts(self) -> Counter[str]:
        """Return how often each URL was asked; only our own server counts."""
        return Counter(self._told("counts"))

    def times(self) -> dict[str, float]:
        """Return when each URL was last asked, by the machine's monotonic clock."""
        return self._told("times")

    def forget(self) -> None:
        """Count from zero again, where requests are counted."""
        if self.kind != "nginx":
            self._told("forget")

    def _told(self, word: str) -> dict[str, Any]:
        if self._process is None or self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("nobody counts here")
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return dict(json.loads(self._process.stdout.readline()))

    def _start_own(self) -> None:
        self._process = subprocess.Popen(
            [self._python, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._kept.callback(_ended, self._process)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"plan": asdict(self.plan), "port": self.port}) + "\n")
        self._process.stdin.flush()
        told = self._process.stdout.readline()
        if not told.startswith("ready"):
            raise RuntimeError("the farm could not be opened")
        self.kind = told.strip().removeprefix("ready ")

    def _start_nginx(self) -> None:
        folder = Path(self._kept.enter_context(tempfile.TemporaryDirectory(prefix="farm-")))
        folder.chmod(0o755)  # its workers are nobody's
        _write_pages(folder, self.plan)
        (folder / "nginx.conf").write_text(_nginx_conf(folder, self.plan.hosts, self.port))
        process = subprocess.Popen(
            ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors.log")],
            stderr=subprocess.DEVNULL,
        )
        self._kept.callback(_ended, process)
        if not _opens(address(self.plan.hosts - 1), self.port):
            raise RuntimeError("nginx does not open: " + (folder / "errors.log").read_text()[-500:])


def _ended(process: subprocess.Popen[Any]) -> None:
    if process.stdin:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


def _free_port(addresses: Sequence[str]) -> int:
    """Find a port, below those given to clients, that is free at every address."""
    for _ in range(100):
        port = random.SystemRandom().randrange(12_000, 30_000)
        with contextlib.suppress(OSError), contextlib.ExitStack() as held:
            for each in addresses:
                held.enter_context(socket.create_server((each, port)))
            return port
    raise RuntimeError("no port is free at all addresses")


def _opens(host: str, port: int, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection((host, port), 1):
            return True
        time.sleep(0.05)
    return False


def _write_pages(folder: Path, plan: Plan) -> None:
    """Write the pages once for all hosts, which serve the same ones."""
    for name in ("news", "new"):
        (folder / name).mkdir(mode=0o755)
    for number in range(max(plan.sizes())):
        path = chain(path_of(number))[-1]
        if not path.startswith("/gone/"):
            (folder / path[1:]).write_bytes(page(path, plan.page))


def _nginx_conf(folder: Path, hosts: int, port: int) -> str:
    listens = "\n".join(f"listen {address(host)}:{port} backlog=4096;" for host in range(hosts))
    return f"""
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/errors.log;
events {{ worker_connections 8192; }}
http {{
  access_log off; keepalive_requests 1000000; keepalive_timeout 60s; sendfile on; tcp_nopush on;
  open_file_cache max=20000; types {{ text/html html; }} charset utf-8; absolute_redirect off;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    {listens}
    root {folder};
    location /old/ {{ rewrite ^/old/(.*)$ /new/$1 permanent; }}
  }}
}}
"""


# What follows runs in the server's own process.


@dataclass(kw_only=True)
class _Site:
    """What the server knows: pages are made when first asked for, requests are counted."""

    plan: Plan
    port: int
    pages: dict[str, bytes] = field(default_factory=dict)
    asked: Counter[tuple[int, str]] = field(default_factory=Counter)
    times: dict[tuple[int, str], float] = field(default_factory=dict)
    means: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def answer(self, host: int, path: str) -> bytes:
        made = self.pages.get(path)
        if made is None:
            made = self._made(path)
            if len(self.pages) < 50_000:
                self.pages[path] = made
        if not made or not self._is_there(host, path):
            return _NOT_FOUND
        return made

    def _made(self, path: str) -> bytes:
        if path.startswith("/old/"):
            to = f"Location: {moved_to(path)}\r\n"
            return f"HTTP/1.1 301 Moved Permanently\r\n{to}Content-Length: 0\r\n\r\n".encode()
        if path.startswith(("/news/", "/new/")):
            return _whole("200 OK", page(path, self.plan.page))
        return b""

    def _is_there(self, host: int, path: str) -> bool:
        number = path.rpartition("/")[2].removesuffix(".html")
        return number.isdecimal() and int(number) < self.sizes[host]


def _whole(status: str, body: bytes) -> bytes:
    kind = "Content-Type: text/html; charset=utf-8"
    return f"HTTP/1.1 {status}\r\n{kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


_NOT_FOUND = _whole(
    "404 Not Found",
    b"<!doctype html><html lang=en><title>404 Not Found</title><h1>Not found</h1>\n",
)


class _Talk(asyncio.Protocol):
    """One connection, kept open; one request at a time."""

    def __init__(self, site: _Site, host: int) -> None:
        self._site, self._host = site, host
        self._mean = site.means[host]
        self._come = b""
        self._closes = False
        self._transport: Any = None  # uvloop's are no asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._come += data
        while b"\r\n\r\n" in self._come:
            request, _, self._come = self._come.partition(b"\r\n\r\n")
            method, _, rest = request.partition(b" ")
            path = rest.partition(b" ")[0].decode("latin-1")
            answer = self._site.answer(self._host, path)
            self._site.asked[self._host, path] += 1
            self._site.times[self._host, path] = time.monotonic()
            if method == b"HEAD":
                answer = answer[: answer.index(b"\r\n\r\n") + 4]
            self._closes = b"connection: close" in request.lower()
            self._later(answer, path)

    def _later(self, answer: bytes, path: str) -> None:
        wait = self._site.plan.latency_s(self._host, path, self._mean)
        if wait:
            asyncio.get_running_loop().call_later(wait, self._send, answer)
        else:
            self._send(answer)

    def _send(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)
            if self._closes:
                self._transport.close()


async def _serve(plan: Plan, port: int, loop_name: str) -> None:
    loop = asyncio.get_running_loop()
    means = [plan.mean_s(host) for host in range(plan.hosts)]
    site = _Site(plan=plan, port=port, means=means, sizes=plan.sizes())
    for host in range(plan.hosts):
        await loop.create_server(partial(_Talk, site, host), address(host), port, backlog=4096)
    print(f"ready {loop_name}", flush=True)
    async with asyncio.timeout(LONGEST_S):
        await asyncio.to_thread(_obey, site)


def _obey(site: _Site) -> None:
    """Answer the parent's words until it closes the line."""
    for word in _words():
        told: dict[tuple[int, str], Any] = {}
        if word == "forget":
            site.asked.clear()
            site.times.clear()
        elif word in {"counts", "times"}:
            told = dict(site.asked if word == "counts" else site.times)
        named = {Link(host=h, path=p).url(site.port): value for (h, p), value in told.items()}
        print(json.dumps(named), flush=True)


def _words() -> Iterator[str]:
    while line := sys.stdin.readline():
        yield line.strip()


def main() -> int:
    """Serve the plan that comes as one line of JSON until standard input is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked = json.loads(sys.stdin.readline())
    work = _serve(Plan(**asked["plan"]), asked["port"], _loop_name())
    with contextlib.suppress(TimeoutError):
        if _loop_name() == "uvloop":
            import uvloop  # noqa: PLC0415 - where it is installed

            uvloop.run(work)
        else:
            asyncio.run(work)
    os._exit(0)  # a thread may still be reading


def _loop_name() -> str:
    return "uvloop" if importlib.util.find_spec("uvloop") else "asyncio"


if __name__ == "__main__":
    sys.exit(main())
