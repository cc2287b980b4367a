"""The fetcher as a whole: courtesy, sharing, being offline, other transports, hostile settings."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import respx

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.errors import ConfigError, NotArchived
from sourcecheck.fetch.client import Fetcher, FetchSettings
from sourcecheck.fetch.transport import NoAnswer, WireTransport
from sourcecheck.model import Certificate, Exchange, Failure, Peer
from sourcecheck.testing.behaviours import named

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TABLE = load_addresses()


def over(answers, **settings):
    """A fetcher whose web is a plain function."""
    return Fetcher(
        FetchSettings(**settings), TABLE, transport=httpx.MockTransport(answers), clock=lambda: NOON
    )


@pytest.mark.parametrize(
    ("url", "failure"),
    [
        ("mailto:desk@news.example", Failure.UNSUPPORTED_SCHEME),
        ("ftp://files.example/a", Failure.UNSUPPORTED_SCHEME),
        ("javascript:alert(1)", Failure.UNSUPPORTED_SCHEME),
        ("file:///etc/hostname", Failure.UNSUPPORTED_SCHEME),
        ("http://", Failure.INVALID_URL),
        ("news.example/a", Failure.INVALID_URL),
        ("", Failure.INVALID_URL),
        ("http://a b/", Failure.INVALID_URL),
        ("http://127.0.0.1/", Failure.REFUSED_ADDRESS),
        ("http://2130706433/", Failure.REFUSED_ADDRESS),
        ("http://[::ffff:127.0.0.1]/", Failure.REFUSED_ADDRESS),
        ("http://169.254.169.254/latest/meta-data/", Failure.REFUSED_ADDRESS),
        ("http://1.1.1.1:22/", Failure.REFUSED_ADDRESS),
    ],
)
async def test_what_must_not_be_asked_is_not_asked(url, failure):
    async with Fetcher(FetchSettings(), TABLE) as fetcher:
        seen = (await fetcher.fetch(url)).observation
    assert (seen.failure, seen.url, seen.status, seen.peer) == (failure, url, None, None)


async def test_offline_opens_no_socket(monkeypatch):
    def forbidden(*_):
        raise AssertionError("a socket was opened")

    async with Fetcher(FetchSettings(offline=True), TABLE) as fetcher:
        monkeypatch.setattr("socket.socket", forbidden)
        monkeypatch.setattr("socket.getaddrinfo", forbidden)
        fetched = await fetcher.fetch("https://news.example/a")
    assert (fetched.observation.failure, fetched.exchanges) == (Failure.OFFLINE, ())


async def test_equal_urls_are_fetched_once_and_each_asker_keeps_its_own(web):
    url = named("alive").url
    asked = [
        url,
        url.upper().replace("/NEWS/2026/STORY-17", "/news/2026/story-17"),
        f"{url}#a",
        f"{url}#b",
    ]
    async with Fetcher(web.settings(), TABLE) as fetcher:
        fetched = await asyncio.gather(*map(fetcher.fetch, asked))
    assert len(web.served) == 1
    assert [one.observation.url for one in fetched] == asked
    assert [one.observation.final_url for one in fetched] == [url, url, f"{url}#a", f"{url}#b"]


async def test_one_who_gives_up_does_not_stop_the_others(web):
    async with Fetcher(web.settings(), TABLE) as fetcher:
        hasty = asyncio.create_task(fetcher.fetch(named("slow").url))
        patient = asyncio.create_task(fetcher.fetch(named("slow").url))
        await asyncio.sleep(0.1)
        hasty.cancel()
        assert (await patient).observation.status == 200
    assert len(web.served) == 2  # the one who went on had to ask anew


async def test_leaving_stops_what_is_under_way(web):
    async with Fetcher(web.settings(), TABLE) as fetcher:
        waiting = asyncio.create_task(fetcher.fetch(named("hang").url))
        await asyncio.sleep(0.1)
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_host_is_asked_at_its_pace_and_others_are_not_held_up(web):
    waits = []

    async def sleep(seconds):
        waits.append(round(seconds, 1))

    pages = [f"http://alive.example/n/{number}" for number in range(4)] + [named("gone").url]
    async with Fetcher(web.settings(pace_s=5.0), TABLE, sleep=sleep) as fetcher:
        await asyncio.gather(*map(fetcher.fetch, pages))
    assert sorted(waits) == [5.0, 10.0, 15.0]


async def test_no_more_than_the_allowed_number_is_under_way_with_one_host():
    now = most = 0

    async def answers(request):
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1
        return httpx.Response(200)

    transport = httpx.MockTransport(answers)
    fetcher = Fetcher(FetchSettings(connections=3), TABLE, transport=transport)
    async with fetcher:
        await asyncio.gather(*(fetcher.fetch(f"http://a.example/{n}") for n in range(12)))
    assert most == 3


async def test_a_plain_function_can_be_the_web():
    def answers(request):
        if request.url.path == "/old":
            return httpx.Response(301, headers={"Location": "/new"})
        return httpx.Response(200, html="<p>سلام</p>")

    async with over(answers) as fetcher:
        fetched = await fetcher.fetch("http://news.example/old")
    seen = fetched.observation
    assert (seen.status, seen.final_url, seen.at) == (200, "http://news.example/new", NOON)
    assert fetched.body == "<p>سلام</p>".encode()
    assert fetched.exchanges[0].response.startswith(b"HTTP/1.1 301 Moved Permanently\r\n")
    assert fetched.exchanges[0].request.startswith(b"GET /old HTTP/1.1\r\nHost: news.example\r\n")


async def test_respx_can_be_the_web():
    async with respx.mock(using="httpx") as router:
        router.get("https://news.example/a").respond(410)
        transport = httpx.MockTransport(router.async_handler)
        async with Fetcher(FetchSettings(), TABLE, transport=transport) as fetcher:
            assert (await fetcher.fetch("https://news.example/a")).observation.status == 410


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (httpx.ConnectTimeout("x"), Failure.CONNECT_TIMEOUT),
        (httpx.ReadTimeout("x"), Failure.READ_TIMEOUT),
        (httpx.ConnectError("x"), Failure.UNREACHABLE),
        (httpx.ReadError("x"), Failure.RESET),
        (httpx.RemoteProtocolError("x"), Failure.PROTOCOL_ERROR),
        (httpx.UnsupportedProtocol("x"), Failure.UNSUPPORTED_SCHEME),
        (NotArchived("x"), Failure.NOT_ARCHIVED),
        (ConnectionRefusedError(), Failure.CONNECT_REFUSED),
    ],
)
async def test_what_a_transport_raises_becomes_a_fact(error, failure):
    def answers(request):
        raise error

    async with over(answers) as fetcher:
        assert (await fetcher.fetch("http://a.example/")).observation.failure is failure


async def test_the_cause_of_an_error_says_more_than_its_type():
    def answers(request):
        raise httpx.ConnectError("x") from ConnectionRefusedError()

    async with over(answers) as fetcher:
        seen = (await fetcher.fetch("http://a.example/")).observation
    assert seen.failure is Failure.CONNECT_REFUSED


async def test_a_transport_that_hangs_ends_at_the_deadline():
    async def answers(request):
        await asyncio.sleep(60)

    async with over(answers, timeout_s=0.1) as fetcher:
        seen = (await fetcher.fetch("http://a.example/")).observation
    assert seen.failure is Failure.READ_TIMEOUT


async def test_a_recorded_exchange_gives_the_same_observation_again(web):
    names = (
        "moved",
        "gzipped",
        "tls_expired",
        "short_body",
        "reset",
        "loop",
        "rate_limited",
        "bomb",
    )
    async with Fetcher(web.settings(), TABLE) as fetcher:
        first = {name: await fetcher.fetch(named(name).url) for name in names}
    kept = {one.url: one for fetched in first.values() for one in fetched.exchanges}

    def replay(request):
        return httpx.Response(599, extensions={"exchange": kept[str(request.url)]})

    async with Fetcher(FetchSettings(), TABLE, transport=httpx.MockTransport(replay)) as fetcher:
        again = {name: await fetcher.fetch(named(name).url) for name in names}
    assert again == first


async def test_a_recorded_doubt_about_a_certificate_is_told_although_the_chain_went_on():
    shown = Certificate(sha256="0" * 64, version="TLSv1.3", cipher="x", verified=False)
    kept = {
        "/a": Exchange(
            url="https://a.example/a",
            request=b"",
            started_at=NOON,
            elapsed_ms=5,
            response=b"HTTP/1.1 301 X\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
            failure=Failure.TLS_EXPIRED,
            certificate=shown,
        ),
        "/b": Exchange(
            url="https://a.example/b",
            request=b"",
            started_at=NOON + timedelta(seconds=1),
            elapsed_ms=7,
            response=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
            peer=Peer(address="192.0.2.1", port=443),
        ),
    }

    def replay(request):
        return httpx.Response(599, extensions={"exchange": kept[request.url.path]})

    async with over(replay) as fetcher:
        seen = (await fetcher.fetch("https://a.example/a")).observation
    assert (seen.status, seen.failure, seen.certificate, seen.elapsed_ms) == (
        200,
        Failure.TLS_EXPIRED,
        shown,
        12,
    )


async def test_the_time_of_a_chain_is_shared_by_its_hops(web):
    def answers(request):
        number = int(request.url.path.strip("/"))
        exchange = Exchange(
            url=str(request.url),
            request=b"",
            started_at=NOON,
            elapsed_ms=400,
            response=b"HTTP/1.1 302 X\r\nLocation: /%d\r\nContent-Length: 0\r\n\r\n" % (number + 1),
        )
        seconds.append(number)
        return httpx.Response(302, extensions={"exchange": exchange})

    seconds = []
    async with over(answers, timeout_s=1.0) as fetcher:
        seen = (await fetcher.fetch("http://a.example/1")).observation
    assert (seen.failure, len(seconds)) == (Failure.READ_TIMEOUT, 3)


async def test_our_wire_serves_httpx_clients(web):
    async with httpx.AsyncClient(transport=WireTransport(web.settings(), TABLE)) as client:
        answer = await client.get(named("gzipped").url)
        assert answer.text.endswith("</html>\n")
        assert answer.extensions["exchange"].response.startswith(b"HTTP/1.1 200 OK\r\n")
        with pytest.raises(NoAnswer) as told:
            await client.get(named("reset").url)
        assert told.value.exchange.failure is Failure.RESET
        with pytest.raises(httpx.UnsupportedProtocol):
            await client.get("gopher://a.example/")


async def test_a_posted_body_reaches_the_server(web):
    async with httpx.AsyncClient(transport=WireTransport(web.settings(), TABLE)) as client:
        await client.post("http://alive.example/", content=b"a=1")
    assert b"Content-Length: 3\r\n" in web.served[0].request


async def test_proxies_of_the_environment_are_ignored(web, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with Fetcher(web.settings(), TABLE) as fetcher:
        assert (await fetcher.fetch(named("alive_tls").url)).observation.status == 200


async def test_credentials_in_an_address_are_neither_sent_nor_shown(web):
    url = named("alive").url.replace("http://", "http://editor:secret@")
    async with Fetcher(web.settings(), TABLE) as fetcher:
        fetched = await fetcher.fetch(url)
    assert b"secret" not in web.served[0].request
    assert "secret" not in fetched.observation.final_url
    assert "secret" not in fetched.exchanges[0].url


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_agent": "a\r\nX-Evil: 1"},
        {"connect_to": ("nonsense",)},
        {"allow_networks": ("everything",)},
        {"timeout_s": 0},
        {"timeout_s": float("nan")},
        {"per_host": 0},
        {"connections": 0},
        {"pace_s": -1.0},
        {"cacert": "no/such/file.pem"},
        {"cacert": __file__},
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_at_once(wrong):
    with pytest.raises(ConfigError, match=r"^fetch: "):
        Fetcher(FetchSettings(**wrong), TABLE)
