"""Rows P1 and P2: answers that break the protocol are read as browsers do, or kept as they came."""

from __future__ import annotations

import pytest

from sourcecheck.model import Failure, Group

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
WORDS = b"<title>The harbour</title><p>The ferry runs again."
TWO_LENGTHS = b"Content-Length: 10\r\nContent-Length: 20\r\n\r\n"

BROKEN = {
    "P1-NUL in a value": HEAD + b"X: a\0b\r\n\r\n" + WORDS,
    "P1-NUL in a name": HEAD + b"X\0Y: a\r\n\r\n" + WORDS,
    "P1-HTTP 0.9": WORDS,
    "P1-two lengths": HEAD + TWO_LENGTHS + WORDS,
    "P1-two lengths in one field": HEAD + b"Content-Length: 10, 20\r\n\r\n" + WORDS,
}
BEARABLE = {
    "P1-space in a name": HEAD + b"a b: c\r\n\r\n" + WORDS,
    "P1-space before the colon": HEAD + b"X : c\r\n\r\n" + WORDS,
    "P1-short body": HEAD + b"Content-Length: 9000\r\n\r\n" + WORDS,
    "P1-length that is no number": HEAD + b"Content-Length: many\r\n\r\n" + WORDS,
    "P1-negative length": HEAD + b"Content-Length: -5\r\n\r\n" + WORDS,
    "P1-line feeds alone": HEAD.replace(b"\r\n", b"\n") + b"\n" + WORDS,
    "P1-a version from the future": b"HTTP/9.9 200 OK\r\n\r\n" + WORDS,
}


@pytest.mark.parametrize("name", BROKEN)
async def test_what_cannot_be_trusted_is_a_protocol_error_with_its_bytes_kept(hostile, after, name):
    fetched = await hostile.look("/", BROKEN[name])
    assert fetched.observation.failure is Failure.PROTOCOL_ERROR
    _, written = after.archive(fetched)
    assert BROKEN[name] in written
    assert after.state(fetched).group is not Group.DEAD


@pytest.mark.parametrize("name", BEARABLE)
async def test_what_browsers_bear_is_never_dead_and_kept_as_it_came(hostile, after, name):
    fetched = await hostile.look("/", BEARABLE[name])
    _, written = after.archive(fetched)
    assert BEARABLE[name] in written
    assert after.state(fetched).group is not Group.DEAD


CHUNKED = b"%x\r\n%b\r\n0\r\n\r\n" % (len(WORDS), WORDS)
EARLY = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"  # fmt: skip
PLAIN = HEAD + b"Content-Length: %d\r\n\r\n" % len(WORDS) + WORDS
ONCE = {
    "P2-length and chunks": HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED,
    "P2-chunks and length": HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + CHUNKED,
    "P2-bytes after the message": PLAIN + b"HTTP/1.1 200 OK\r\n\r\nsmuggled",
    "P2-interim answers": EARLY + PLAIN,
}  # fmt: skip


@pytest.mark.parametrize("name", ONCE)
async def test_an_answer_is_read_once_and_for_what_it_is(hostile, after, name):
    fetched = await hostile.look("/", ONCE[name])
    assert fetched.body == WORDS
    assert fetched.observation.status == 200
    (exchange,) = fetched.exchanges
    assert exchange.response.startswith(b"HTTP/1.1 200 OK\r\n")  # interim answers are stripped
    assert b"smuggled" not in exchange.response
    assert after.state(fetched).group is Group.ALIVE


async def test_p2_bytes_after_a_message_are_not_taken_for_the_next_answer(hostile):
    hostile.answers["/a"] = (ONCE["P2-bytes after the message"],)
    hostile.answers["/b"] = (PLAIN.replace(b"harbour", b"seaport"),)
    first, second = [await hostile.look(path) for path in ("/a", "/b")]
    assert (first.body, second.body) == (WORDS, WORDS.replace(b"harbour", b"seaport"))
