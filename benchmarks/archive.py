"""What the archive costs and what it gives, beside other tools; interleaved in one run.

``python benchmarks/archive.py [--only writing] [--exchanges N] [--repeats N]``. Read the ratios:
seconds are the machine's. Every repeat asks all contestants in turn, and the median of the
repeats' ratios is told. Ends by itself; returns 1 when a figure misses its target.

========  =======================================================================================
writing   the same exchanges as three records each, a gzip member a record, synced at the end of
          every batch: ours with its index, warcio, FastWARC; processor seconds. Pages of 2, 16
          and 100 KB, one in four packed by its server, and each size by itself
reading   the file that ours wrote, indexed: ours, ours through FastWARC, warcio, FastWARC alone
capture   ``check`` with archive and database against the same without archive, on a farm that
          answers after 100 ms, two requests at a time to a host; wall time of whole processes
replay    an audit made again from its archive against its first run on that farm, asked as
          politely as by default; wall time of whole processes, and, since a machine that has
          other work makes the replay wait and not the first run, the replay's processor seconds
========  =======================================================================================
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from farm import Farm, Plan, page
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecord, WarcRecordType
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sourcecheck.archive.foreign import records_in
from sourcecheck.archive.ids import random_id
from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.reading import FolderShelf, scan
from sourcecheck.archive.warc import Archive
from sourcecheck.model import Exchange, Peer

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BATCH = 50  # exchanges that are synced together
SIZES = (2_000, 16_000, 100_000)  # of pages, in bytes
LATENCY_S = 0.1
LONGEST_S = 300.0  # of one process
TARGETS = {
    "writing, ours / warcio, records a second": (1.8, None),
    "capture, with archive / without, wall": (None, 1.3),
    "replay, first run / replay, wall": (20.0, None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One exchange, in the shape each writer wants it."""

    exchange: Exchange
    body: bytes
    status: StatusAndHeaders
    request: StatusAndHeaders


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for and print the ratios; 1 when one misses its target."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=list(PARTS))
    parser.add_argument("--exchanges", type=int, default=1500)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args(arguments)
    missed = False
    for name, part in PARTS.items():
        if options.only in (None, name):
            for what, ratio in part(options.exchanges, options.repeats).items():
                missed |= _told(what, ratio)
    return 1 if missed else 0


def _told(what: str, ratio: float) -> bool:
    least, most = TARGETS.get(what, (None, None))
    bad = (least is not None and ratio < least) or (most is not None and ratio > most)
    wanted = f"  (at least {least})" if least else f"  (at most {most})" if most else ""
    print(f"{'MISSED ' if bad else ''}{what}: {ratio:.2f}{wanted}", flush=True)
    return bad


def interleaved(
    contestants: dict[str, Callable[[], float]], repeats: int
) -> dict[str, list[float]]:
    """Run all in turn, as often as asked, in a new order each time; return what each took."""
    took: dict[str, list[float]] = {name: [] for name in contestants}
    draw = random.Random(3)
    for _ in range(repeats):
        for name in draw.sample(sorted(contestants), len(contestants)):
            took[name].append(contestants[name]())
    return took


def ratio(took: dict[str, list[float]], slow: str, fast: str) -> float:
    """Return the median of how many times as long the first took as the second, pair by pair."""
    return statistics.median(a / b for a, b in zip(took[slow], took[fast], strict=True))


def pages(count: int, sizes: Sequence[int] = SIZES) -> list[Page]:
    """Make exchanges: pages of these sizes, one in four packed by its server."""
    draw, made = random.Random(9), []
    for number in range(count):
        url = f"https://h{number % 97}.example/news/{number}.html"
        body = page(f"/news/{number}.html", draw.choice(sizes))
        coded = number % 4 == 0
        sent = zlib.compress(body, wbits=31) if coded else body
        fields = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(sent))),
            *([("Content-Encoding", "gzip")] if coded else []),
        ]
        head = "".join(f"{name}: {value}\r\n" for name, value in fields)
        asked = [("Host", f"h{number % 97}.example"), ("Accept-Encoding", "gzip")]
        lines = "".join(f"{name}: {value}\r\n" for name, value in asked)
        exchange = Exchange(
            url=url,
            request=f"GET /news/{number}.html HTTP/1.1\r\n{lines}\r\n".encode(),
            response=f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + sent,
            started_at=NOON + timedelta(milliseconds=number),
            elapsed_ms=90,
            peer=Peer(address="192.0.2.7", port=443),
        )
        made.append(
            Page(
                exchange=exchange,
                body=body,
                status=StatusAndHeaders("200 OK", fields, protocol="HTTP/1.1"),
                request=StatusAndHeaders(
                    f"GET /news/{number}.html HTTP/1.1", asked, is_http_request=True
                ),
            )
        )
    return made


def writing(count: int, repeats: int) -> dict[str, float]:
    """Write the same exchanges with three writers: of all sizes together, then of each."""
    told = {}
    for sizes in (SIZES, *((size,) for size in SIZES)):
        of = f"pages of {sizes[0] // 1000} KB, " if len(sizes) == 1 else ""
        took = _written(pages(count, sizes), repeats)
        for other, name in (("warcio", "warcio"), ("fastwarc", "FastWARC")):
            told[f"writing, {of}ours / {name}, records a second"] = ratio(took, other, "ours")
    return told


def _written(given: Sequence[Page], repeats: int) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return interleaved(
            {
                "ours": lambda: _cpu(lambda: write_ours(folder / str(uuid.uuid4()), given)),
                "warcio": lambda: _cpu(lambda: write_warcio(folder / "w.warc.gz", given)),
                "fastwarc": lambda: _cpu(lambda: write_fastwarc(folder / "f.warc.gz", given)),
            },
            repeats,
        )


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def write_ours(folder: Path, given: Sequence[Page]) -> Path:
    """Keep the exchanges in an archive, with their index; returns the file."""
    with Archive.open(folder, MemoryIndex(), lambda: NOON, random_id) as archive:
        for at in range(0, len(given), BATCH):
            archive.keep_chains([([one.exchange], one.body) for one in given[at : at + BATCH]])
    return next((folder / "warc").glob("*.open"))


class _Warcio(WARCWriter):
    """warcio's writer without files on disk for its digests, which would slow it down."""

    def _create_temp_file(self) -> io.BytesIO:
        return io.BytesIO()


def write_warcio(path: Path, given: Sequence[Page]) -> None:
    """Write response, request and metadata of each exchange with warcio."""
    with path.open("wb") as out:
        writer = _Warcio(out, gzip=True, warc_version="WARC/1.1")
        for at in range(0, len(given), BATCH):
            for one in given[at : at + BATCH]:
                _write_with(writer, one)
            out.flush()
            os.fsync(out.fileno())


def _write_with(writer: WARCWriter, one: Page) -> None:
    url, sent = one.exchange.url, one.exchange.response.partition(b"\r\n\r\n")[2]
    response = writer.create_warc_record(
        url, "response", payload=io.BytesIO(sent), http_headers=one.status
    )
    request = writer.create_warc_record(url, "request", http_headers=one.request)
    writer.write_request_response_pair(request, response)
    told = writer.create_warc_record(
        url, "metadata", payload=io.BytesIO(_METADATA), warc_content_type="application/json"
    )
    writer.write_record(told)


_METADATA = b'{"exchange":{"elapsed_ms":90,"addresses":["192.0.2.7"]},"entity":{"size":9}}' * 4


def write_fastwarc(path: Path, given: Sequence[Page]) -> None:
    """Write the same with FastWARC, a member a record; digests as it makes them."""
    with path.open("wb") as out:
        for at in range(0, len(given), BATCH):
            for one in given[at : at + BATCH]:
                blocks = (
                    (WarcRecordType.response, one.exchange.response),
                    (WarcRecordType.request, one.exchange.request),
                    (WarcRecordType.metadata, _METADATA),
                )
                for kind, block in blocks:
                    _write_fast(out, kind, one.exchange.url, block)
            out.flush()
            os.fsync(out.fileno())


def _write_fast(out: io.BufferedWriter, kind: WarcRecordType, url: str, block: bytes) -> None:
    record = WarcRecord()
    record.init_headers(record_type=kind)
    record.headers["WARC-Target-URI"] = url
    record.set_bytes_content(block)
    stream = GzipWriter(out)
    record.write(stream, checksum_data=True)
    stream.finish()


def reading(count: int, repeats: int) -> dict[str, float]:
    """Index the file that ours wrote."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = write_ours(folder, pages(count))
        shelf = FolderShelf(folder)
        took = interleaved(
            {
                "ours": lambda: _cpu(lambda: scan(shelf)),
                "through FastWARC": lambda: _cpu(lambda: scan(shelf, records_in)),
                "warcio": lambda: _cpu(lambda: _read_warcio(path)),
                "fastwarc": lambda: _cpu(lambda: _read_fastwarc(path)),
            },
            repeats,
        )
    return {
        "reading, ours / warcio, records a second": ratio(took, "warcio", "ours"),
        "reading, ours through FastWARC / ours": ratio(took, "ours", "through FastWARC"),
        "reading, FastWARC alone / ours through it": ratio(took, "through FastWARC", "fastwarc"),
    }


def _read_warcio(path: Path) -> int:
    seen = 0
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            record.rec_headers.get_header("WARC-Target-URI")
            seen += len(record.raw_stream.read())
    return seen


def _read_fastwarc(path: Path) -> int:
    with path.open("rb") as file:
        return sum(len(one.reader.read()) for one in FastIterator(file, parse_http=True))


def capture(count: int, repeats: int) -> dict[str, float]:
    """Check the links of a slow farm with and without archive."""
    plan = Plan(hosts=40, links=min(count, 1_000), low_s=LATENCY_S, high_s=LATENCY_S)
    with Farm(plan) as farm, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "links.txt").write_text("".join(f"{url}\n" for url in farm.urls()))

        def check(*more: str) -> Callable[[], float]:
            def run() -> float:
                kept = folder / str(uuid.uuid4())
                kept.mkdir()
                polite = ("--pace", "0", "--per-host", "2")
                return ran(
                    folder, "check", "@links.txt", *polite, "--db", str(kept / "a.db"), *more
                )

            return run

        took = interleaved(
            {"with": check("--archive"), "without": check("--no-archive")}, min(repeats, 3)
        )
    return {"capture, with archive / without, wall": ratio(took, "with", "without")}


def replay(count: int, repeats: int) -> dict[str, float]:
    """Audit articles with links to a slow farm, then make the audits again from their archives."""
    told: dict[str, float] = {}
    for links, often, polite in _ARTICLES:
        plan = Plan(hosts=4, links=min(count, links), low_s=LATENCY_S, high_s=LATENCY_S)
        with Farm(plan) as farm:
            ratios = [_audited_twice(farm.urls(), polite) for _ in range(min(repeats, often))]
        name = f"{plan.links} links{' without pauses' if polite else ''}"
        name = "" if links == _LINKS and not polite else f"{name}, "
        told[f"replay, {name}first run / replay, wall"] = statistics.median(
            wall for wall, _ in ratios
        )
        told[f"replay, {name}first run / processor seconds of the replay"] = statistics.median(
            processor for _, processor in ratios
        )
    return told


_LINKS = 120
_ARTICLES: tuple[tuple[int, int, tuple[str, ...]], ...] = (
    (_LINKS, 2, ()),
    (30, 1, ()),
    (300, 1, ()),
    (_LINKS, 1, ("--pace", "0")),
)
"""Links, repeats, and how a first run asks where that is not the default."""


def _audited_twice(urls: Sequence[str], polite: Sequence[str]) -> tuple[float, float]:
    """Return how many times as long an audit takes as its replay: in wall and processor time."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "article.md").write_text(_article(urls))
        made = ("audit", "article.md", "--format", "json", *polite, "-o")
        first = ran(home, *made, "1.json", "--db", "a.db", "--archive-dir", "archive")
        before = _processor_s()
        again = ran(home, *made, "2.json", "--replay", "archive")
        if (home / "1.json").read_bytes() != (home / "2.json").read_bytes():
            raise RuntimeError("the replay told something else")
        return first / again, first / (_processor_s() - before)


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _article(urls: Sequence[str]) -> str:
    said = "\n\n".join(
        f"The council said on day {number} that the bridge stays open.[^{number}]"
        for number in range(1, len(urls) + 1)
    )
    notes = "\n".join(f"[^{number}]: {url}" for number, url in enumerate(urls, start=1))
    return f"# The bridge\n\n{said}\n\n{notes}\n"


def ran(folder: Path, *arguments: str) -> float:
    """Run our command line in a folder; return the seconds it took."""
    env = {key: os.environ[key] for key in ("PATH", "LANG", "PYTHONPATH") if key in os.environ}
    begun = time.perf_counter()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "sourcecheck", *arguments),
            *("--allow-network", "127.0.0.0/8", "--exit-zero", "--no-config", "--quiet"),
        ],
        cwd=folder, env={**env, "HOME": str(folder)}, timeout=LONGEST_S, check=False,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    took = time.perf_counter() - begun
    if done.returncode not in {0, 3}:
        raise RuntimeError(f"{arguments[0]} ended with {done.returncode}: {done.stderr.decode()}")
    return took


PARTS: dict[str, Callable[[int, int], dict[str, float]]] = {
    "writing": writing,
    "reading": reading,
    "capture": capture,
    "replay": replay,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
