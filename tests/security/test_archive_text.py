"""Rows W1 and W2: no URL, header or name opens a record of its own in the archive."""

from __future__ import annotations

import gzip
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sourcecheck.archive.index import MemoryIndex, urlkey
from sourcecheck.archive.records import Record, digest, pack, parse_head, target_uri
from sourcecheck.archive.warc import Archive
from sourcecheck.errors import ArchiveError
from sourcecheck.fetch.target import target
from sourcecheck.fetch.wire import Asking
from sourcecheck.model import Exchange

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
BREAKS = [
    pytest.param("\r", id="W1-CR"),
    pytest.param("\n", id="W1-LF"),
    pytest.param("\r\n", id="W1-CR LF"),
    pytest.param("\0", id="W1-NUL"),
    pytest.param("\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n", id="W1-a record of its own"),
]


def exchange(url="https://news.example/a", **changes):
    made = {
        "url": url,
        "request": b"GET /a HTTP/1.1\r\nHost: news.example\r\n\r\n",
        "response": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "started_at": NOON,
        "elapsed_ms": 1,
    }
    return Exchange(**{**made, **changes})


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path, MemoryIndex(), lambda: NOON, lambda: str(uuid.uuid4())) as opened:
        opened.keep_chain([exchange()])
        yield opened


def sizes(folder: Path):
    return {path.name: path.stat().st_size for path in folder.rglob("*.warc*")}


@pytest.mark.parametrize("bad", BREAKS)
def test_a_line_break_in_a_url_is_refused_and_no_byte_is_written(archive, tmp_path, bad):
    before = sizes(tmp_path)
    with pytest.raises(ArchiveError):
        archive.keep_chain([exchange(f"https://news.example/{bad}X-Injected: yes")])
    assert sizes(tmp_path) == before
    assert archive.keep_chain([exchange("https://news.example/next")])


@pytest.mark.parametrize("bad", BREAKS)
@pytest.mark.parametrize("where", ["name", "value", "last"])
def test_a_line_break_in_a_field_of_a_record_is_refused(bad, where):
    name, value = ("X", f"a{bad}b") if where != "name" else (f"X{bad}Y", "a")
    fields = [("WARC-Type", "resource"), (name, value), ("WARC-Date", "now")]
    made = Record(fields=tuple(fields[: 2 if where == "last" else 3]), block=b"")
    with pytest.raises(ArchiveError):
        pack(made)


@pytest.mark.parametrize("bad", BREAKS[:4])
def test_a_line_break_in_a_field_of_a_request_is_an_error(bad):
    for fields in ((("X", f"a{bad}b"),), ((f"X{bad}", "a"),)):
        with pytest.raises(ValueError, match=r"."):
            bytes(Asking(target=target("http://news.example/"), fields=fields).wire)


@pytest.mark.parametrize("bad", BREAKS)
def test_a_line_break_in_a_printed_url_never_reaches_the_wire(bad):
    found = target(f"https://news.example/a{bad}b")
    assert found is None or not set(found.url) & set("\r\n\0 ")


def test_w1_what_a_server_wrote_about_itself_stays_inside_its_block(archive, tmp_path):
    made = b"HTTP/1.1 200 OK\r\nX: a\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n"
    (capture,) = archive.keep_chain([exchange(response=made)])
    assert archive.read(capture).response == made


@pytest.mark.parametrize("name", ["../../out", "/etc/cron.d/x", "CON", "a%00b", "x" * 300])
def test_w1_no_name_of_a_strangers_names_a_file(archive, tmp_path, name):
    before = sizes(tmp_path)
    archive.keep_chain([exchange(f"https://news.example/{name}")])
    assert sizes(tmp_path).keys() == before.keys()


URLS = {
    "W2-not ASCII": ("https://news.example/خبر", "https://news.example/%D8%AE%D8%A8%D8%B1"),
    "W2-encoded already": (
        "https://news.example/%D8%AE%D8%A8%D8%B1",
        "https://news.example/%D8%AE%D8%A8%D8%B1",
    ),
    "W2-spaces": ("https://news.example/a b  c", "https://news.example/a%20b%20%20c"),
    "W2-percent alone": ("https://news.example/100%", "https://news.example/100%"),
    "W2-8 KB": ("https://news.example/" + "x" * 8192, "https://news.example/" + "x" * 8192),
    "W2-8 KB not ASCII": (
        "https://news.example/" + "خ" * 4096, "https://news.example/" + "%D8%AE" * 4096,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", URLS)
def test_a_url_is_encoded_once_with_a_stable_key(name):
    url, uri = URLS[name]
    assert target_uri(url) == uri
    assert target_uri(uri) == uri
    assert urlkey(url) == urlkey(uri)
    made = Record(fields=(("WARC-Target-URI", target_uri(url)),), block=b"x")
    first, second = gzip.decompress(pack(made)), gzip.decompress(pack(made))
    assert digest(first) == digest(second)
    head = first.partition(b"\r\n\r\n")[0]
    assert dict(parse_head(head)[0])["WARC-Target-URI"] == uri
