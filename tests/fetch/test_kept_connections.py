"""Connections that serve several requests: what is reused, what never is, and what it proves."""

import asyncio
import contextlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.client import Fetcher, FetchSettings
from sourcecheck.fetch.loops import factory
from sourcecheck.fetch.target import target
from sourcecheck.fetch.wire import Wire
from sourcecheck.model import Failure
from sourcecheck.testing.certificates import make_contexts

TABLE = load_addresses()
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PAGE = OK + b"Content-Length: 5\r\n\r\nhello"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
AT = datetime(2026, 1, 1, tzinfo=UTC)
CLOSE = object()
HANG = object()


class Booking(Fetcher):
    """Books a turn before it asks, as bulk checking does; ordinary looks are brief then."""

    async def fetch(self, url, **how):
        booked = self.queue.book(target(url).host) == 0.0
        return await super().fetch(url, **{"booked": booked, **how})


@pytest.fixture(autouse=True, params=[Fetcher, Booking])
def made(request, monkeypatch):
    monkeypatch.setattr(Server, "made", request.param)
    return request.param


class Server:
    """Answers request after request on every connection, as its script says."""

    made = Fetcher

    def __init__(self, script, context=None):
        self.context = context
        self.script = script  # (connection, request on it, path) -> steps
        self.asked = []  # (connection, path)
        self.requests = []
        self.connections = 0
        self.tasks = set()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0, ssl=self.context)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await asyncio.sleep(0.01)

    async def serve(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        try:
            await self.talk(reader, writer)
        except asyncio.CancelledError:
            pass
        finally:
            writer.transport.abort()

    async def talk(self, reader, writer):
        number, count = self.connections, 0
        self.connections += 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                path = request.split(b" ")[1].decode()
                self.asked.append((number, path))
                self.requests.append(request)
                for step in self.script(number, count, path):
                    if step is CLOSE:
                        writer.close()
                        return await writer.wait_closed()
                    if step is HANG:
                        await asyncio.sleep(5)
                    elif isinstance(step, float):
                        await asyncio.sleep(step)
                    else:
                        writer.write(step)
                        await writer.drain()
                count += 1
        return None

    def settings(self, **changes):
        changes = {"pace_s": 0.0, "allow_networks": ("127.0.0.0/8",), **changes}
        return FetchSettings(connect_to=(f"::127.0.0.1:{self.port}",), **changes)

    def fetcher(self, **changes):
        return self.made(self.settings(**changes), TABLE)


def always(answer):
    return lambda connection, count, path: [answer]


async def one_by_one(server, paths, **settings):
    async with server.fetcher(**settings) as fetcher:
        return [await fetcher.fetch(f"http://news.example/{path}") for path in paths]


@pytest.mark.parametrize(
    ("answer", "connections"),
    [
        (PAGE, 1),
        (CHUNKED, 1),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 1),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 1),
        (OK + b"Connection: Keep-Alive\r\nContent-Length: 0\r\n\r\n", 1),
        (OK + b"Connection: close\r\nContent-Length: 5\r\n\r\nhello", 4),
        (OK + b"Connection: foo, Close\r\nContent-Length: 5\r\n\r\nhello", 4),
        (PAGE.replace(b"1.1", b"1.0"), 4),
        (PAGE + b"surplus", 4),
        (PAGE + b"HTTP/1.1 404 Forged\r\nContent-Length: 0\r\n\r\n", 4),
    ],
    ids=range(10),
)
async def test_a_connection_is_reused_only_when_its_answer_ended_beyond_doubt(answer, connections):
    async with Server(always(answer)) as server:
        found = await one_by_one(server, "abcd")
        assert server.connections == connections
    assert {one.observation.failure for one in found} == {None}
    assert len({one.observation.status for one in found}) == 1


async def test_nothing_is_kept_when_keeping_is_off():
    async with Server(always(PAGE)) as server:
        await one_by_one(server, "abc", keep_alive=False)
        assert server.connections == 3
        assert all(b"\r\nConnection: close\r\n" in request for request in server.requests)


async def test_what_is_recorded_does_not_tell_whether_a_connection_was_reused():
    async with Server(always(PAGE)) as server:
        first, second = await one_by_one(server, "aa")
        assert server.connections == 1
    for one, other in zip(first.exchanges, second.exchanges, strict=True):
        assert (one.request, one.response) == (other.request, other.response)
        assert (one.peer, one.addresses) == (other.peer, other.addresses)


async def test_hosts_never_share_a_connection_even_at_one_address():
    async with Server(always(PAGE)) as server, server.fetcher() as fetcher:
        for host in ("a.example", "b.example", "a.example", "b.example"):
            await fetcher.fetch(f"http://{host}/")
        assert server.connections == 2


@pytest.mark.parametrize(
    "ending",
    [
        [CLOSE],
        [b"\x00\x01garbage\r\n\r\n", CLOSE],
        [b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"],
        [b"HTTP/1.1 400 Bad\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", CLOSE],
        [b"SSH-2.0-x\r\n", CLOSE],
        [b"HTTP/1.1 200 OK\r\nConte", CLOSE],
    ],
    ids=["closed", "garbage", "idle too long", "error and close", "banner", "half a head"],
)
async def test_a_kept_connection_condemns_no_page(ending):
    def script(connection, count, path):
        return [PAGE] if count == 0 else ending

    async with Server(script) as server:
        found = await one_by_one(server, "ab")
        assert server.asked == [(0, "/a"), (0, "/b"), (1, "/b")]
    assert [(one.observation.status, one.observation.failure) for one in found] == [(200, None)] * 2
    assert found[1].body == b"hello"


async def test_an_error_on_a_kept_connection_is_believed_when_a_new_one_says_it_too():
    missing = b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

    def script(connection, count, path):
        return [PAGE] if path == "/a" else [missing, CLOSE]

    async with Server(script) as server:
        found = await one_by_one(server, "ab")
        assert found[1].observation.status == 404


async def test_a_connection_closed_while_it_waited_is_not_used():
    async with Server(lambda *_: [PAGE, CLOSE]) as server, server.fetcher() as fetcher:
        for path in "abc":
            seen = (await fetcher.fetch(f"http://news.example/{path}")).observation
            assert (seen.status, seen.failure) == (200, None)
            await asyncio.sleep(0.02)
        assert server.asked == [(0, "/a"), (1, "/b"), (2, "/c")]


async def test_surplus_that_comes_late_is_never_taken_for_an_answer():
    forged = b"HTTP/1.1 404 Forged\r\nContent-Length: 0\r\n\r\n"

    def script(connection, count, path):
        return [PAGE, 0.02, forged]

    async with Server(script) as server, server.fetcher() as fetcher:
        for path in "abc":
            seen = (await fetcher.fetch(f"http://news.example/{path}")).observation
            assert seen.status == 200
            await asyncio.sleep(0.06)


async def test_a_connection_that_waited_too_long_is_closed():
    async with Server(always(PAGE)) as server, server.fetcher(idle_s=0.05) as fetcher:
        await fetcher.fetch("http://news.example/a")
        await asyncio.sleep(0.15)
        assert len(fetcher._wire._pool) == 0
        await fetcher.fetch("http://news.example/b")
        assert server.connections == 2


async def test_no_more_connections_wait_than_allowed():
    async with Server(always(PAGE)) as server, server.fetcher(max_idle=3) as fetcher:
        for number in range(8):
            await fetcher.fetch(f"http://host{number}.example/")
        assert len(fetcher._wire._pool) <= 3


@pytest.mark.parametrize(
    ("settings", "late", "told"),
    [
        ({"head_s": 0.15}, [HANG], (None, Failure.READ_TIMEOUT)),
        ({"timeout_s": 0.15}, [HANG], (None, Failure.READ_TIMEOUT)),
        ({"body_s": 0.15}, [PAGE[:-2], HANG], (200, Failure.READ_TIMEOUT)),
    ],
    ids=["head", "all", "body"],
)
async def test_deadlines_hold_on_reused_connections(settings, late, told):
    def script(connection, count, path):
        return [PAGE] if count == 0 else late

    async with Server(script) as server:
        async with asyncio.timeout(3):
            found = await one_by_one(server, "ab", **settings)
        assert server.connections == 1
    assert (found[1].observation.status, found[1].observation.failure) == told


async def test_deadlines_of_many_are_each_kept():
    def script(connection, count, path):
        return [float(path[1:]), PAGE]

    async with Server(script) as server, server.fetcher(head_s=0.4, per_host=20) as fetcher:
        waits = [0.0, 0.9, 0.1, 0.8, 0.0, 0.9, 0.05]
        found = await asyncio.gather(
            *(fetcher.fetch(f"http://h{place}.example/{wait}") for place, wait in enumerate(waits))
        )
    assert [one.observation.status for one in found] == [
        200 if wait < 0.4 else None for wait in waits
    ]


async def test_a_redirect_goes_on_over_the_same_connection():
    def script(connection, count, path):
        there = b"HTTP/1.1 301 Moved\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"
        return [there] if path == "/a" else [PAGE]

    async with Server(script) as server:
        (found,) = await one_by_one(server, "a")
        assert server.asked == [(0, "/a"), (0, "/b")]
    assert len(found.exchanges) == 2


async def test_giving_up_closes_the_connection():
    async with Server(lambda *_: [HANG]) as server, server.fetcher() as fetcher:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await fetcher.fetch("http://news.example/a")
        assert len(fetcher._wire._pool) == 0
        assert not fetcher._flying


async def test_a_large_page_is_read_alike_in_pieces_of_any_size():
    body = b"<p>" + b"x" * 50_000
    whole = OK + b"Content-Length: %d\r\n\r\n" % len(body) + body
    for size in (1000, 10_000, 60_000):
        pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
        async with Server(lambda *_, pieces=pieces: pieces) as server:
            found = await one_by_one(server, "ab")
        assert [one.body for one in found] == [body, body]
        assert found[1].exchanges[0].response == whole


async def test_a_file_that_nobody_keeps_is_not_read_to_its_end():
    pdf = b"%PDF-1.7\n" + b"x" * 300_000
    whole = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: %d\r\n\r\n" % (
        len(pdf)
    )
    async with Server(always(whole + pdf)) as server:
        (found,) = await one_by_one(server, "a", record=False)
        (kept,) = await one_by_one(server, "a")
    seen = found.observation
    assert (seen.status, seen.failure, seen.truncated) == (200, None, "unread")
    assert (len(found.body), found.exchanges) == (64 * 1024, ())
    assert (kept.observation.truncated, kept.body) == ("", pdf)


class Seen:
    def fields(self):
        return (("If-None-Match", '"x"'),)


async def test_what_is_known_is_asked_for_in_the_first_request_only():
    def script(connection, count, path):
        there = b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"
        return [there] if path == "/a" else [b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n']

    async with Server(script) as server, server.fetcher() as fetcher:
        seen = (await fetcher.fetch("http://news.example/a", known=Seen())).observation
        assert (seen.status, seen.failure, seen.body_size) == (304, None, 0)
        told = [b"If-None-Match" in request for request in server.requests]
        assert told == [True, False]


async def test_a_head_request_has_no_body_and_keeps_its_connection():
    head = OK + b"Content-Length: 5\r\n\r\n"

    def script(connection, count, path):
        return [head] if path == "/a" else [PAGE]

    async with Server(script) as server, server.fetcher() as fetcher:
        seen = (await fetcher.fetch("http://news.example/a", method="HEAD")).observation
        assert (seen.status, seen.failure, seen.body_size) == (200, None, 0)
        assert (await fetcher.fetch("http://news.example/b")).body == b"hello"
        assert [request[:4] for request in server.requests] == [b"HEAD", b"GET "]
        assert server.connections == 1


@pytest.mark.parametrize(("allowed", "browser"), [(False, False), (True, True)])
async def test_only_where_allowed_a_request_looks_like_a_browsers(allowed, browser):
    from sourcecheck.fetch.settings import Manner

    async with Server(always(PAGE)) as server:
        async with server.fetcher(browser_headers=allowed) as fetcher:
            await fetcher.fetch("http://news.example/a", manner=Manner.BROWSER)
        assert (b"sourcecheck/" not in server.requests[0]) is browser


async def test_a_booked_turn_is_left_when_the_first_exchange_is_over():
    def script(connection, count, path):
        there = b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"
        return [there] if path == "/a" else [PAGE]

    async with Server(script) as server, server.fetcher(per_host=1) as fetcher:
        left = []
        fetcher.queue.on_left.append(left.append)
        for _ in range(3):
            assert fetcher.queue.book("news.example") == 0.0
            seen = (await fetcher.fetch("http://news.example/a", booked=True)).observation
            assert seen.status == 200
        assert len(left) == 6  # the booked one and the hop's own, three times


async def test_who_booked_and_finds_the_fetch_under_way_leaves_at_once():
    async with Server(lambda *_: [0.05, PAGE]) as server, server.fetcher(per_host=2) as fetcher:
        assert fetcher.queue.book("news.example") == fetcher.queue.book("news.example") == 0.0
        both = [fetcher.fetch("http://news.example/a", booked=True) for _ in range(2)]
        found = await asyncio.gather(*both)
        assert len(server.asked) == 1
        assert found[0] is found[1]
        assert fetcher.queue.book("news.example") == 0.0


def test_uvloop_does_all_of_this_too():
    made = factory()
    if made is None:
        pytest.skip("uvloop is not installed here")

    async def story():
        async with Server(always(PAGE)) as server:
            found = await one_by_one(server, "abc")
            assert (server.connections, {one.body for one in found}) == (1, {b"hello"})
        async with Server(lambda c, n, p: [PAGE] if n == 0 else [CLOSE]) as server:
            found = await one_by_one(server, "ab")
            assert {one.observation.failure for one in found} == {None}
        async with Server(lambda *_: [HANG]) as server:
            (found,) = await one_by_one(server, "a", head_s=0.1)
            assert found.observation.failure is Failure.READ_TIMEOUT

    with asyncio.Runner(loop_factory=made) as runner:
        runner.run(story())


@pytest.mark.parametrize("made", [asyncio.new_event_loop, factory()], ids=["asyncio", "uvloop"])
def test_connections_over_tls_are_kept_only_where_the_certificate_is_trusted(tmp_path, made):
    if made is None:
        pytest.skip("uvloop is not installed here")
    contexts = make_contexts(tmp_path, ["news.example"])
    cacert = str(tmp_path / "ca.pem")

    async def looked(context):
        async with Server(always(PAGE), context) as server:
            async with server.fetcher(cacert=cacert) as fetcher:
                urls = [f"https://news.example/{number}" for number in range(3)]
                seen = [(await fetcher.fetch(url)).observation for url in urls]
            return server.connections, seen

    async def story():
        connections, seen = await looked(contexts[""])
        assert connections == 1
        assert {(one.status, one.failure) for one in seen} == {(200, None)}
        assert seen[0].certificate.verified
        assert {one.certificate for one in seen} == {seen[0].certificate}
        connections, seen = await looked(contexts["expired"])
        assert connections == 3
        assert {one.failure for one in seen} == {Failure.TLS_EXPIRED}
        assert not any(one.certificate.verified for one in seen)

    with asyncio.Runner(loop_factory=made) as runner:
        runner.run(story())


async def test_only_looks_with_a_booked_turn_and_a_kept_connection_are_brief(made, monkeypatch):
    brief = []
    usual = Wire.brief

    async def counted(self, ready, here, path):
        brief.append(path)
        return await usual(self, ready, here, path)

    monkeypatch.setattr(Wire, "brief", counted)
    async with Server(always(PAGE)) as server:
        found = await one_by_one(server, ["a", "b", "c#d", "e f", "g"])
        assert server.connections == 1
    assert brief == (["/b", "/g"] if made is Booking else [])
    assert {one.observation.status for one in found} == {200}


@pytest.mark.parametrize(
    "answer",
    [
        PAGE,
        CHUNKED,
        OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        OK + b"Content-Encoding: br\r\nContent-Length: 5\r\n\r\nhello",
        OK + b"Content-Length: 0\r\n\r\n",
        OK + b"Location: http://a:b@c.example/\r\nContent-Length: 0\r\n\r\n",
        OK + b"Retry-After: 7\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno.",
        b"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nno.\r\n0\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nLocation: /\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nLocation: ftp://a:b@c.example/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n",
        OK + b"Refresh: 0; url=/\r\nContent-Length: 0\r\n\r\n",
        OK + b"Content-Length: 9\r\n\r\nshort",
        b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    ],
    ids=range(16),
)
@pytest.mark.parametrize("record", [True, False])
async def test_a_brief_look_tells_what_a_long_one_tells(answer, record):
    def script(connection, count, path):
        if path == "/start":
            return [PAGE]
        return [answer, CLOSE] if b"short" in answer or b"/1.0" in answer else [answer]

    async with Server(script) as server, server.fetcher(record=record) as fetcher:
        await fetcher.fetch("http://news.example/start")
        told = [await Fetcher.fetch(fetcher, "http://news.example/x")]
        await fetcher.fetch("http://news.example/start")
        told.append(await fetcher.fetch("http://news.example/x"))
    plain = [
        replace(
            one,
            observation=replace(one.observation, at=AT, elapsed_ms=0),
            exchanges=tuple(replace(each, started_at=AT, elapsed_ms=0) for each in one.exchanges),
        )
        for one in told
    ]
    assert plain[0] == plain[1]
