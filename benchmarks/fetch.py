"""Which engine fetches: our own wire, the same behind httpx, and others', interleaved in one run.

``python benchmarks/fetch.py [--links 20000] [--hosts 200] [--size 1700] [--rounds 3]
[--peers PYTHON]``: opens a farm on loopback (nginx where there is one, otherwise a small server
of ours), lets every engine ask for all links in a process of its own, and prints the least
processor time of each, per link and as a multiple of the lower bound ("raw": bytes sent and
counted, nothing understood). ``--peers`` names an interpreter that has aiohttp and pyreqwest.
Everything stops by itself. Read the ratios: microseconds are the machine's.
"""

# ruff: noqa: PLC0415 - an engine loads only what it needs itself
from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.util
import json
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict, deque
from pathlib import Path

CONNECTIONS = 512
PER_HOST = 10
WORKERS = 200
FARM_SECONDS = 600
ENGINE_SECONDS = 120


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    if options.serve:
        return _serve(options)
    if options.engine:
        return _measure(options)
    with tempfile.TemporaryDirectory() as folder, _farm(options, Path(folder)) as port:
        listed = Path(folder) / "links.txt"
        hosts = [f"127.0.2.{number % 250 + 1}" for number in range(options.hosts)]
        urls = (f"http://{hosts[n % options.hosts]}:{port}/{n}.html" for n in range(options.links))
        listed.write_text("\n".join(urls))
        found = _rounds(options, listed)
    return _told(found, options.links)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--links", type=int, default=20_000)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--size", type=int, default=1700)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--engine", choices=[*ENGINES])
    parser.add_argument("--loop", default="uvloop")
    parser.add_argument("--list", default="")
    parser.add_argument("--serve", type=int, default=0)
    return parser.parse_args(arguments)


# --- running the engines, each in a process of its own


def _rounds(options: argparse.Namespace, listed: Path) -> dict[str, dict[str, float]]:
    best: dict[str, dict[str, float]] = {}
    for _ in range(options.rounds):
        for name in ENGINES:
            for loop in ("uvloop", "asyncio") if name == "native" else ("uvloop",):
                got = _run(options, name, loop, listed)
                label = f"{name}, {loop}"
                if got and got["cpu"] < best.get(label, {"cpu": float("inf")})["cpu"]:
                    best[label] = got
    return best


def _run(
    options: argparse.Namespace, name: str, loop: str, listed: Path
) -> dict[str, float] | None:
    python = options.peers if name in THEIRS else sys.executable
    command = [python, __file__, "--engine", name, "--loop", loop, "--list", str(listed)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=ENGINE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        print(f"{name}, {loop}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return json.loads(done.stdout)


def _measure(options: argparse.Namespace) -> int:
    urls = Path(options.list).read_text().split()
    began = time.perf_counter()
    good = _loop_run(ENGINES[options.engine](urls), options.loop)
    spent = resource.getrusage(resource.RUSAGE_SELF)
    assert good == len(urls), f"{good} of {len(urls)} pages came"
    print(
        json.dumps(
            {
                "wall": time.perf_counter() - began,
                "cpu": spent.ru_utime + spent.ru_stime,
                "rss": spent.ru_maxrss / 1024,
            }
        )
    )
    return 0


def _loop_run(main, name: str):
    made = None
    if name == "uvloop" and importlib.util.find_spec("uvloop"):
        import uvloop

        made = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=made) as runner:
        return runner.run(main)


def _told(found: dict[str, dict[str, float]], links: int) -> int:
    bound = found["raw, uvloop"]
    ordered = sorted(found.items(), key=lambda pair: pair[1]["cpu"])
    print(f"{'engine':<22}{'us CPU a link':>14}{'x raw':>8}{'wall s':>9}{'MB':>7}")
    for name, got in ordered:
        each = got["cpu"] / links * 1e6
        ratio = got["cpu"] / bound["cpu"]
        print(f"{name:<22}{each:>14.1f}{ratio:>8.1f}{got['wall']:>9.2f}{got['rss']:>7.0f}")
    print("start-up is included; missing engines are not installed")
    return 0


# --- engines: each takes the URLs and returns how many pages came


async def _workers(urls, ask) -> int:
    """Ask for all URLs, some at a time; ``ask`` returns the status."""
    waiting, good = deque(urls), 0

    async def work() -> None:
        nonlocal good
        while waiting:
            status = await ask(waiting.popleft())
            good += status == 200

    await asyncio.gather(*(work() for _ in range(WORKERS)))
    return good


class _Raw(asyncio.Protocol):
    """Asks for one path after the other and counts bytes: what no client can do without."""

    def __init__(self, host: str, paths: deque[str], done: asyncio.Event) -> None:
        self.host, self.paths, self.done, self.good = host, paths, done, 0

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        self.got, self.need = b"", 0
        if not self.paths:
            self.transport.close()
            self.done.set()
            return
        line = f"GET {self.paths.popleft()} HTTP/1.1\r\nHost: {self.host}\r\n\r\n"
        self.transport.write(line.encode())

    def data_received(self, data: bytes) -> None:
        self.got += data
        end = self.got.find(b"\r\n\r\n")
        if not self.need and end > 0:
            at = self.got.lower().find(b"content-length:") + 15
            self.need = end + 4 + int(self.got[at : self.got.find(b"\r", at)])
        if self.need and len(self.got) >= self.need:
            self.good += self.got[9:12] == b"200"
            self.ask()


async def _raw(urls) -> int:
    hosts = defaultdict(deque)
    for url in urls:
        host, _, path = url[7:].partition("/")
        hosts[host].append("/" + path)
    loop, made, over = asyncio.get_running_loop(), [], []
    for host, paths in hosts.items():
        name, _, port = host.partition(":")
        for _ in range(2):
            over.append(asyncio.Event())
            raw = _Raw(host, paths, over[-1])
            made.append(raw)
            await loop.create_connection(lambda raw=raw: raw, name, int(port))
    await asyncio.gather(*(event.wait() for event in over))
    return sum(raw.good for raw in made)


def _settings():
    from sourcecheck.fetch.settings import FetchSettings

    return FetchSettings(
        allow_networks=("127.0.0.0/8",),
        per_host=PER_HOST,
        pace_s=0.0,
        connections=CONNECTIONS,
        record=False,
    )


async def _native(urls) -> int:
    from sourcecheck.data.load_addresses import load_addresses
    from sourcecheck.fetch.client import Fetcher

    async with Fetcher(_settings(), load_addresses()) as fetcher:

        async def ask(url: str) -> int | None:
            booked = fetcher.queue.book(url[7:].partition(":")[0]) == 0.0
            return (await fetcher.fetch(url, booked=booked)).observation.status

        return await _workers(urls, ask)


async def _behind_httpx(urls) -> int:
    import httpx

    from sourcecheck.data.load_addresses import load_addresses
    from sourcecheck.fetch.transport import WireTransport

    async with httpx.AsyncClient(transport=WireTransport(_settings(), load_addresses())) as client:

        async def ask(url: str) -> int:
            return (await client.get(url)).status_code

        return await _workers(urls, ask)


async def _httpx(urls) -> int:
    """One client per host: with one for all, httpcore's pool scans every connection."""
    import httpx

    context = httpx.create_ssl_context()
    clients = defaultdict(lambda: httpx.AsyncClient(verify=context, trust_env=False))

    async def ask(url: str) -> int:
        return (await clients[url[7:].partition("/")[0]].get(url)).status_code

    good = await _workers(urls, ask)
    await asyncio.gather(*(client.aclose() for client in clients.values()))
    return good


async def _aiohttp(urls) -> int:
    import aiohttp

    connector = aiohttp.TCPConnector(limit=CONNECTIONS, limit_per_host=PER_HOST)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def ask(url: str) -> int:
            async with session.get(url) as answer:
                await answer.read()
                return answer.status

        return await _workers(urls, ask)


async def _pyreqwest(urls) -> int:
    from pyreqwest.client import ClientBuilder

    builder = ClientBuilder().error_for_status(False).max_connections(CONNECTIONS)
    async with builder.build() as client:

        async def ask(url: str) -> int:
            answer = await client.get(url).build().send()
            await answer.bytes()
            return answer.status

        return await _workers(urls, ask)


ENGINES = {
    "raw": _raw,
    "native": _native,
    "wire behind httpx": _behind_httpx,
    "httpx": _httpx,
    "aiohttp": _aiohttp,
    "pyreqwest": _pyreqwest,
}
THEIRS = {"aiohttp", "pyreqwest"}


# --- the farm


@contextlib.contextmanager
def _farm(options: argparse.Namespace, folder: Path):
    """Open a server on 127.0.2.1 and the next addresses, and close it at the end."""
    port = _free_port()
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    serve = ["--serve", str(port), "--hosts", str(options.hosts), "--size", str(options.size)]
    ours = [sys.executable, __file__, *serve]
    command = _nginx(nginx, folder, port, options) if nginx else ours
    # "timeout" ends the farm even when this process is killed.
    server = subprocess.Popen(["timeout", str(FARM_SECONDS), *command])
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _nginx(nginx: str, folder: Path, port: int, options: argparse.Namespace) -> list[str]:
    folder.chmod(0o755)
    (folder / "page.html").write_bytes(b"x" * options.size)
    count = min(options.hosts, 250)
    listen = "".join(f"listen 127.0.2.{n + 1}:{port} backlog=1024;\n" for n in range(count))
    conf = folder / "nginx.conf"
    conf.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/errors;\n"
        "events { worker_connections 8192; }\n"
        "http { access_log off; keepalive_requests 100000; open_file_cache max=100;\n"
        "default_type text/html; charset utf-8;\n"
        f"server {{ {listen} root {folder}; location / {{ try_files /page.html =404; }} }} }}\n"
    )
    return [nginx, "-e", f"{folder}/errors", "-p", str(folder), "-c", str(conf)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.2.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.2.1", port), 1):
            return
        time.sleep(0.05)
    raise SystemExit("the farm did not open")


class _Page(asyncio.Protocol):
    answer = b""

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(self.answer * data.count(b"\r\n\r\n"))


def _serve(options: argparse.Namespace) -> int:
    head = "HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: text/html; charset=utf-8\r\n"
    _Page.answer = f"{head}Content-Length: {options.size}\r\n\r\n".encode() + b"x" * options.size

    async def farm() -> None:
        loop = asyncio.get_running_loop()
        for number in range(min(options.hosts, 250)):
            await loop.create_server(_Page, f"127.0.2.{number + 1}", options.serve, backlog=1024)
        await asyncio.sleep(FARM_SECONDS)

    _loop_run(farm(), "uvloop")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
