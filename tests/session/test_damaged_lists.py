"""Lists that were damaged anywhere end in our errors and in nothing else."""

from __future__ import annotations

import gzip
import random
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from cli_archives import page, wacz, warc, zipped

from sourcecheck.errors import DocumentError
from sourcecheck.extract import extract
from sourcecheck.model import Document
from sourcecheck.session.inputs import Reading
from sourcecheck.session.members import entries
from sourcecheck.session.tables import extract_tables

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TABLES = extract_tables()
PAGES = warc(
    ("https://a.example/1", page("One")),
    ("https://a.example/2", zipped(b"<p>Two</p>"), {"headers": [("Content-Encoding", "gzip")]}),
)
WHOLE = {
    "f.rss": b"<rss><channel><title>P</title><item><link>https://a.example/1</link>"
    b"<description>Few words.</description></item></channel></rss>",
    "f.atom": b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://a.example/1"/>'
    b'<content type="xhtml"><div>words</div></content></entry></feed>',
    "f.csv": b'url,text,date\nhttps://a.example/1,"a, ""b""\nc",2025\nhttps://a.example/2,,\n',
    "f.jsonl": b'{"url": "https://a.example", "text": "x"}\n{"text": "y"}\n',
    "f.json": b'[{"text": "x", "date": [1, {"a": 1}]}, {"url": "https://a.example/"}]',
    "s.xml": b"<urlset><url><loc>https://a.example/1</loc></url></urlset>",
    "w.warc.gz": PAGES,
    "w.wacz": wacz(PAGES, ["https://a.example/1"]),
    "packed.wacz": wacz(PAGES, ["https://a.example/1"], stored=False),
    "t.csv.gz": gzip.compress(b"url,text\nhttps://a.example/,x\n"),
}
SPLINTERS = (
    b'"',
    b"\n",
    b"\0",
    b"<",
    b"&",
    b"\xff\xfe",
    b"{",
    b"[",
    b"<!ENTITY",
    b"9" * 25,
    b"\x1f\x8b",
)


def damaged(whole, rng):
    body = bytearray(whole)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        at = rng.randrange(len(body) + 1)
        kind = rng.randrange(4)
        if kind == 0 and at < len(body):
            body[at] = rng.randrange(256)
        elif kind == 1:
            del body[at : at + rng.randrange(1, 30)]
        elif kind == 2:
            body[at:at] = body[rng.randrange(len(body) + 1) :][: rng.randrange(1, 60)]
        else:
            body[at:at] = rng.choice(SPLINTERS)
    return bytes(body)


@pytest.mark.parametrize("name", WHOLE)
def test_damage_is_told_or_read_over(here, name):
    rng = random.Random(name)
    for _ in range(60):
        (here / name).write_bytes(damaged(WHOLE[name], rng))
        with suppress(DocumentError):
            for entry in entries(name, Reading(now=NOON)):
                if isinstance(entry, Document):
                    with suppress(DocumentError):
                        extract(entry, TABLES)
