"""What one look shows, from the bytes of its answers alone."""

import gzip
import zlib
from datetime import UTC, datetime

import pytest

from sourcecheck.fetch.heads import parse_head
from sourcecheck.fetch.http1 import Caps
from sourcecheck.fetch.observe import Chain, observe, patience, reading
from sourcecheck.model import Exchange

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
CAPS = Caps(head=4096, page=100_000, file=100_000)
PAGE = "<p>صفحة تجربة</p>".encode() * 20


def chunked(body):
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def seen(fields, body):
    response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + fields + b"\r\n" + body
    exchange = Exchange(
        url="http://a.example/", request=b"", response=response, started_at=NOON, elapsed_ms=1
    )
    url = exchange.url
    return observe(Chain(url=url, final_url=url, readings=(reading(exchange, CAPS),)), CAPS)


PACKED = gzip.compress(PAGE)


@pytest.mark.parametrize(
    ("fields", "sent", "body", "truncated"),
    [
        (b"Transfer-Encoding: chunked\r\n", chunked(PAGE), PAGE, ""),
        (b"Transfer-Encoding: gzip, chunked\r\n", chunked(PACKED), PAGE, ""),
        (b"Transfer-Encoding: GZIP\r\nTransfer-Encoding: Chunked\r\n", chunked(PACKED), PAGE, ""),
        (b"Transfer-Encoding: deflate, chunked\r\n", chunked(zlib.compress(PAGE)), PAGE, ""),
        (b"Transfer-Encoding: gzip\r\n", PACKED, PAGE, ""),
        (b"Transfer-Encoding: identity\r\n", PAGE, PAGE, ""),
        (
            b"Content-Encoding: deflate\r\nTransfer-Encoding: gzip, chunked\r\n",
            chunked(gzip.compress(zlib.compress(PAGE), mtime=0)),
            PAGE,
            "",
        ),
        (b"Transfer-Encoding: br, chunked\r\n", chunked(b"\x0b\x02"), b"", "unread"),
        (
            b"Transfer-Encoding: gzip, chunked\r\n",
            chunked(gzip.compress(bytes(200_000), mtime=0)),
            bytes(100_000),
            "length",
        ),
        (
            b"Content-Encoding: gzip\r\nTransfer-Encoding: gzip, gzip, chunked\r\n",
            chunked(PACKED),
            b"",
            "",
        ),
    ],
    ids=range(10),
)
def test_what_was_packed_for_the_transfer_is_unpacked_within_the_same_cap(
    fields, sent, body, truncated
):
    observation, found = seen(fields, sent)
    assert found == body
    assert observation.truncated == truncated


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ("Retry-After: 7", 7),
        ("Retry-After: Sun, 01 Mar 2026 12:00:30 GMT", 30),
        ("Retry-After: Sun, 01 Mar 2026 11:59:00 GMT", 0),
        ("Date: Sun, 01 Mar 2026 09:00:00 GMT\nRetry-After: Sun, 01 Mar 2026 09:00:30 GMT", 30),
        ("Date: Sun, 01 Mar 2026 15:00:00 GMT\nRetry-After: Sun, 01 Mar 2026 15:00:02 GMT", 2),
        (
            (
                "Date: Sun, 01 Mar 2026 11:00:00 GMT\nAge: 3500\n"
                "Retry-After: Sun, 01 Mar 2026 12:00:00 GMT"
            ),
            100,
        ),
        ("Date: Sun, 01 Mar 2026 09:00:00 GMT\nRetry-After: 7", 7),
        ("Date: 1234\nRetry-After: Sun, 01 Mar 2026 12:00:30 GMT", 30),
        ("Date: yesterday\nRetry-After: Sun, 01 Mar 2026 12:00:30 GMT", 30),
        ("Date: Sun, 01 Mar 2026 09:00:00 GMT\nRetry-After: soon", None),
        ("Date: Sun, 01 Mar 2026 09:00:00 GMT", None),
    ],
)
def test_a_wait_until_a_date_is_counted_on_the_servers_own_clock(fields, seconds):
    head = parse_head(f"HTTP/1.1 503 X\n{fields}".encode())
    assert patience(head, NOON) == seconds
