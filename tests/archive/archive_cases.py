from __future__ import annotations

import gzip
import hashlib
import itertools
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta

from sourcecheck.archive.index import urlkey
from sourcecheck.model import Capture, Certificate, Exchange, Peer

NOON = datetime(2025, 7, 4, 12, 0, 0, 123456, tzinfo=UTC)
PAGE = "<title>الخبر</title><p>نصّ الصفحة".encode()


def answer(body: bytes = PAGE, status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if "Transfer_Encoding" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def exchange(url: str = "https://news.example/a", minutes: float = 0, **fields) -> Exchange:
    given = {
        "url": url,
        "request": b"GET /a HTTP/1.1\r\nHost: news.example\r\n\r\n",
        "response": answer(),
        "started_at": NOON + timedelta(minutes=minutes),
        "elapsed_ms": 12,
        "peer": Peer(address="192.0.2.7", port=443),
        "addresses": ("192.0.2.7", "192.0.2.8"),
        "certificate": Certificate(
            sha256="ab" * 32, version="TLSv1.3", cipher="TLS_AES_256_GCM_SHA384", verified=True
        ),
    }
    return Exchange(**{**given, **fields})


def counted():
    """Ids that a test can foresee: the first is ...0001."""
    numbers = itertools.count(1)
    return lambda: str(uuid.UUID(int=next(numbers)))


def opened_file(folder):
    return next((folder / "warc").glob("*.open"))


def foreign_record(kind: str, url: str, block: bytes, **fields: str) -> bytes:
    """A record as some other tool writes it: WARC/1.0, SHA-1, no metadata of ours."""
    digest = hashlib.sha1(PAGE, usedforsecurity=False).hexdigest()
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid4()}>",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2019-05-01T10:00:00Z",
        f"WARC-Payload-Digest: sha1:{digest}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items()),
        f"Content-Length: {len(block)}",
    ]
    return gzip.compress("\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n")


def warcio_check(path) -> tuple[int, str, str]:
    """What a foreign tool says of a file: (0, "", "") when it finds no fault."""
    # warcio 1.8.1 ends at every body in Brotli where brotli 1.2 is installed
    hidden = "import sys; sys.modules['brotli'] = None; from warcio.cli import main; main()"
    command = [sys.executable, "-c", hidden, "check", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def whole_looks(index, urls):
    """Return the captures of the latest look at each URL that is there hop by hop."""
    chains: dict[str, list[Capture]] = {}
    for row in index.since([urlkey(url) for url in urls], NOON):
        chains.setdefault(row.chain, []).append(row)
    looks = [sorted(rows, key=lambda row: row.hop) for rows in chains.values()]
    whole = [rows for rows in looks if [row.hop for row in rows] == list(range(rows[0].hops))]
    latest = {rows[0].url: tuple(rows) for rows in sorted(whole, key=lambda r: r[0].captured_at)}
    return {url: latest[url] for url in urls if url in latest}
