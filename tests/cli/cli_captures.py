"""A small archive of made-up pages, as runs leave it: files, database, one chain of redirects."""

from __future__ import annotations

import gzip
import itertools
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sourcecheck.archive.warc import Archive
from sourcecheck.model import Exchange, Failure
from sourcecheck.model.web import Certificate, Peer
from sourcecheck.store.sqlite import open_store

FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)
ARABIC = "https://news.example/%D8%AE%D8%A8%D8%B1"
IDN = "https://xn--mgbh0fb.example/"
PICTURE = "https://news.example/picture.png"
LEGACY = "https://old.example/1256"
MOVED = "http://moved.example/old"
DEAD = "https://dead.example/gone"
NO_NAME = "https://nowhere.example/"


def page(title, text, more=""):
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p>"
        f"<script>var hidden = 'unseen words';</script>{more}</body></html>"
    )


def exchange(url, body=b"", *, at=FIRST, status="200 OK", kind="text/html", headers=(), **more):
    raw = body if isinstance(body, bytes) else body.encode()
    fields = [("Content-Type", kind), ("Content-Length", str(len(raw))), *headers]
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    response = b"" if more.get("failure") else f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + raw
    return Exchange(
        url=url,
        request=f"GET /{url.partition('//')[2].partition('/')[2]} HTTP/1.1\r\n\r\n".encode(),
        response=response,
        started_at=at,
        elapsed_ms=12,
        **{"peer": Peer(address="192.0.2.7", port=443), **more},
    )


def chains():
    """Looks of a quarter of a year, each with the decoded body of its last exchange."""
    day = timedelta(days=1)
    story = page("خبر الميناء", "قال مُحَمَّـد إن الناتو سيفتح الميناء في الربيع.")
    packed = [("Content-Encoding", "gzip")]
    legacy = page("صفحة قديمة", "هذه كلمات عربية في صفحة من زمن مضى وفيها خبر عن القناة والميناء")
    yield [exchange(ARABIC, story)], story.encode()
    yield [exchange(ARABIC, story, at=FIRST + 30 * day)], story.encode()
    late = page("خبر الميناء", "فُتِح الميناء أخيرا، كما قالت الهيئة.")
    secured = Certificate(sha256="ab" * 32, version="TLSv1.3", cipher="TLS_AES", verified=True)
    yield (
        [
            exchange(
                ARABIC,
                gzip.compress(late.encode(), mtime=0),
                at=FIRST + 60 * day,
                headers=packed,
                certificate=secured,
                addresses=("192.0.2.7", "192.0.2.8"),
            )
        ],
        late.encode(),
    )
    idn = page("Kanal", "İstanbul'da Erdoğan ve ısı. Ёлка, می‌رود، کتاب.")
    yield [exchange(IDN, idn, at=FIRST + day)], idn.encode()
    png = b"\x89PNG\r\n\x1a\n\x00\x01\x02\x1b[31m"
    yield [exchange(PICTURE, png, at=FIRST + 2 * day, kind="image/png")], png
    old = legacy.encode("cp1256")
    yield [exchange(LEGACY, old, at=FIRST + 3 * day)], old
    moved = exchange(
        MOVED, at=FIRST + 4 * day, status="301 Moved", headers=[("Location", "/new\x1b[31m")]
    )
    new = page("New harbour", "The ferry runs again. &lt;script&gt; is only a word here.")
    yield [moved, exchange("http://moved.example/new", new, at=FIRST + 4 * day)], new.encode()
    gone = page("Not found", "There is nothing here any more.")
    yield [exchange(DEAD, gone, at=FIRST + 5 * day, status="404 Not Found")], gone.encode()
    failed = {"failure": Failure.DNS_NO_NAME, "reason": "no such name", "peer": None}
    yield [exchange(NO_NAME, at=FIRST + 6 * day, **failed)], None


def made_archive(folder: Path, looks=None, *, sealed_after=()):
    """Keep looks in ``folder/archive`` with ``folder/x.db``; returns their captures, by look."""
    count = itertools.count(1)
    kept = []
    now = [FIRST]
    with (
        open_store(folder / "x.db") as store,
        Archive.open(
            folder / "archive",
            store.captures,
            lambda: now[0],
            lambda: str(uuid.UUID(int=next(count))),
        ) as archive,
    ):
        for number, (exchanges, entity) in enumerate(looks or chains()):
            now[0] = exchanges[0].started_at
            kept.append(archive.keep_chain(exchanges, entity))
            if number in sealed_after:
                archive.seal()
    return kept
