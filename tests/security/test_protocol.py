"""Rows P1 and P2: answers that break the protocol are read as browsers do, or kept as they came."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.client import Fetcher, FetchSettings
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


async def kept_open(port_of, answers):
    """Serve connections that stay open: each takes the next of ``answers`` for every request."""
    asked = []

    async def talk(reader, writer):
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                asked.append((writer.get_extra_info("peername"), request.split(b" ")[1]))
                writer.write(answers[request.split(b" ")[1]])
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port_of.append(server.sockets[0].getsockname()[1])
    return server, asked


SURPLUS = {
    "P2-an answer nobody asked for": PLAIN + HEAD + b"Content-Length: 8\r\n\r\nsmuggled",
    "P2-a line more": PLAIN + b"\r\n",
    "P2-a body after 204": b"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\n\r\nsmuggled",
    "P2-a body after 304": b"HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 200 OK\r\n\r\nsmuggled",
}


@pytest.mark.parametrize("name", SURPLUS)
async def test_what_follows_an_answer_on_a_kept_connection_answers_nobody_else(name):
    ports = []
    answers = {b"/a": SURPLUS[name], b"/b": PLAIN.replace(b"harbour", b"seaport")}
    server, asked = await kept_open(ports, answers)
    settings = FetchSettings(
        allow_networks=("127.0.0.0/8",),
        connect_to=(f"::127.0.0.1:{ports[0]}",),
        pace_s=0.0,
        timeout_s=3.0,
    )
    async with Fetcher(settings, load_addresses()) as fetcher:
        for host in ("one.example", "two.example"):
            first = await fetcher.fetch(f"http://{host}/a")
            second = await fetcher.fetch(f"http://{host}/b")
            assert b"smuggled" not in first.exchanges[0].response + second.body
            assert second.body == WORDS.replace(b"harbour", b"seaport")
    server.close()
    await server.wait_closed()
    assert [path for _, path in asked] == [b"/a", b"/b"] * 2


async def test_p2_a_connection_to_one_host_is_never_used_for_another():
    ports = []
    server, asked = await kept_open(ports, {b"/a": PLAIN})
    settings = FetchSettings(
        allow_networks=("127.0.0.0/8",), connect_to=(f"::127.0.0.1:{ports[0]}",), pace_s=0.0
    )
    async with Fetcher(settings, load_addresses()) as fetcher:
        for host in ("one.example", "two.example", "one.example", "two.example"):
            await fetcher.fetch(f"http://{host}/a")
    server.close()
    await server.wait_closed()
    doors = [door for door, _ in asked]
    assert not {doors[0], doors[2]} & {doors[1], doors[3]}
