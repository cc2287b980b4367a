"""Rows D1 to D7: whatever an answer's size or slowness, it stops, is kept, and is not "dead"."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib

import pytest

from sourcecheck.fetch.coding import undo
from sourcecheck.model import Failure, Group, LinkState

MIB = 1024 * 1024
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def packed(size):
    """Pack so many zeros, a piece at a time."""
    packer = zlib.compressobj(9, wbits=31)
    pieces = [packer.compress(bytes(MIB)) for _ in range(size // MIB)]
    return b"".join([*pieces, packer.flush()])


@pytest.fixture(scope="module")
def bomb():
    """260 KB that hold 256 MiB."""
    return packed(256 * MIB)


@pytest.fixture
def memory():
    """Tell how much more memory Python has held at once since the test began."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


def coded(body, coding):
    return (
        HEAD + f"Content-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    )


@pytest.mark.parametrize(
    ("coding", "nest"),
    [
        pytest.param("gzip", lambda bomb: bomb, id="D1-gzip, 256 MiB"),
        pytest.param(
            "deflate", lambda bomb: zlib.compress(bytes(64 * MIB)), id="D1-deflate, 64 MiB"
        ),
        pytest.param("gzip", lambda bomb: bomb * 8, id="D1-many members, 2 GiB"),
        pytest.param("gzip, gzip", gzip.compress, id="D2-nested, 256 MiB"),
        pytest.param("gzip, gzip", lambda bomb: gzip.compress(bomb * 8), id="D2-nested, 2 GiB"),
    ],
)
async def test_a_bomb_stops_at_the_cap_in_bounded_memory(
    hostile, after, bomb, memory, coding, nest
):
    body = nest(bomb)
    held = memory()
    fetched = await hostile.look("/", coded(body, coding))
    assert memory() - held < 48 * MIB
    assert len(fetched.body) <= 2 * MIB
    assert fetched.observation.body_size <= 2 * MIB
    assert body[:1000] in fetched.exchanges[0].response
    assert after.state(fetched) is LinkState.TOO_LARGE


async def test_d2_no_more_than_two_codings_are_undone(hostile, after):
    body = gzip.compress(gzip.compress(gzip.compress(b"<p>words")))
    fetched = await hostile.look("/", coded(body, "gzip, gzip, gzip"))
    assert b"words" not in fetched.body
    assert after.state(fetched).group is not Group.DEAD


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "x-unheard-of"])
async def test_d3_a_coding_nobody_asked_for_is_kept_and_not_undone(hostile, after, memory, coding):
    body = bytes(range(256)) * 1000
    held = memory()
    fetched = await hostile.look("/", coded(body, coding))
    (asked,) = [line for line in hostile.requests[0].split(b"\r\n") if line.lower().startswith(b"accept-encoding")]  # fmt: skip
    assert asked.lower() == b"accept-encoding: gzip"
    assert memory() - held < 16 * MIB
    assert body in fetched.exchanges[0].response
    assert after.state(fetched).group is not Group.DEAD


@pytest.mark.parametrize("seed", range(4))
def test_d3_whatever_is_packed_the_cap_holds(seed):
    data = packed(4 * MIB)
    mangled = bytearray(data)
    mangled[20 + seed * 100] ^= 0xFF
    for each in (data, bytes(mangled), data[: len(data) // 2], data * 3):
        assert len(undo(each, ("gzip",), 1000).body) <= 1000


async def test_d4_an_endless_chunked_body_stops_at_the_cap(hostile, after, memory):
    chunk = b"%x\r\n" % MIB + b"x" * MIB + b"\r\n"
    fetched = await hostile.look("/", HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 64)
    assert memory() < 32 * MIB
    assert hostile.sent < 24 * MIB  # what is in the pipes when we hang up
    assert fetched.observation.truncated == "length"
    assert after.state(fetched) is LinkState.TOO_LARGE
    _, written = after.archive(fetched)
    assert b"\r\nWARC-Truncated: length\r\n" in written


DRIPS = {
    "D5-body": ((HEAD + b"Content-Length: 1000\r\n\r\n<p>", *(0.2, b".") * 100), "time"),
    "D5-endless body": ((HEAD + b"\r\n<p>", *(0.2, b".") * 100), "time"),
    "D5-chunks": (
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *(0.2, b"1\r\n.\r\n") * 100), "time",
    ),
    "D5-headers": ((b"HTTP/1.1 200 OK\r\n", *(0.2, b"X: 1\r\n") * 100), "time"),
    "D5-status line": ((*(0.2, b"H"), *(0.2, b"T") * 100), "time"),
    "D5-interim answers": ((0.2, b"HTTP/1.1 103 Early Hints\r\n\r\n") * 100, ""),
    "D5-silence": ((20.0,), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", DRIPS)
async def test_a_drip_ends_at_the_total_deadline(hostile, after, name):
    steps, cut = DRIPS[name]
    began = time.monotonic()
    fetched = await hostile.look("/", *steps, timeout_s=1.0)
    assert time.monotonic() - began < 2.0
    seen = fetched.observation
    assert seen.failure is Failure.READ_TIMEOUT
    state = after.state(fetched)
    assert state.group is not Group.DEAD
    if cut:
        assert seen.truncated == cut
        _, written = after.archive(fetched)
        assert b"\r\nWARC-Truncated: time\r\n" in written


async def test_d5_redirects_share_one_deadline(hostile, after):
    for number in range(30):
        to = f"Location: /{number + 1}"
        hostile.answers[f"/{number}"] = (0.3, hostile.answer(b"", to, status="302 Found"))
    began = time.monotonic()
    fetched = await hostile.look("/0", timeout_s=1.0)
    assert time.monotonic() - began < 2.0
    assert fetched.observation.failure is Failure.READ_TIMEOUT
    assert after.state(fetched).group is not Group.DEAD


@pytest.mark.parametrize(
    "flood",
    [
        pytest.param(b"X-Flood: " + b"x" * 2 * MIB, id="D6-one field of 2 MB"),
        pytest.param(b"X-Flood: y\r\n" * 180_000, id="D6-many fields, 2 MB"),
        pytest.param(b"x" * 2 * MIB, id="D6-no field at all"),
    ],
)
async def test_a_flood_of_headers_is_a_protocol_error_and_kept(hostile, after, memory, flood):
    fetched = await hostile.look("/", HEAD + flood + b"\r\n\r\n<p>x")
    assert memory() < 32 * MIB
    assert fetched.observation.failure is Failure.PROTOCOL_ERROR
    assert 100_000 < len(fetched.exchanges[0].response) <= 1 * MIB
    assert after.state(fetched) is LinkState.PROTOCOL_ERROR
    _, written = after.archive(fetched)
    assert flood[:50_000] in written


async def test_d6_a_flood_of_interim_answers_ends(hostile, after, memory):
    fetched = await hostile.look("/", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 100_000)
    assert memory() < 32 * MIB
    assert after.state(fetched).group is not Group.DEAD


@pytest.mark.parametrize(
    ("places", "hops"),
    [
        pytest.param({"/": "/a", "/a": "/"}, 2, id="D7-two that point to each other"),
        pytest.param({"/": "/"}, 1, id="D7-to itself"),
        pytest.param(
            {"/": "/1", **{f"/{n}": f"/{n + 1}" for n in range(1, 40)}}, 21, id="D7-21 hops"
        ),
    ],
)
async def test_a_loop_of_redirects_ends_with_all_its_hops_archived(hostile, after, places, hops):
    for path, to in places.items():
        hostile.answers[path] = (hostile.answer(b"", f"Location: {to}", status="302 Found"),)
    fetched = await hostile.look("/")
    assert len(fetched.observation.hops) == hops
    assert after.state(fetched) is LinkState.REDIRECT_LOOP
    captures, _ = after.archive(fetched)
    assert [each.hop for each in captures] == list(range(hops))
    assert len(hostile.requests) == hops
