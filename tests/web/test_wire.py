"""The wire against real sockets of this machine: look-ups, several addresses, many at once."""

import asyncio
import socket

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.client import Fetcher
from sourcecheck.fetch.connect import rule
from sourcecheck.fetch.pool import Connection
from sourcecheck.fetch.target import target
from sourcecheck.fetch.trust import trusting
from sourcecheck.fetch.wire import Asking, Wire
from sourcecheck.model import Failure
from sourcecheck.testing.behaviours import named

TABLE = load_addresses()


def resolver(*answers):
    """Answer look-ups one after the other, and then with the last one."""
    asked = []

    async def resolve(host, port):
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    resolve.asked = asked
    return resolve


async def asked_at(web, resolve, url="http://alive.example:{port}/news/2026/story-17", **changes):
    port = rule(web.connect_to()[0]).to_port
    wire = Wire(web.settings(connect_to=(), **changes), TABLE, resolve=resolve)
    return await wire.exchange(Asking(target=target(url.format(port=port))))


async def test_a_name_is_looked_up_once_and_the_vetted_address_is_connected(web):
    resolve = resolver(("127.0.0.1",), ("127.0.0.9",))
    exchange = await asked_at(web, resolve)
    assert exchange.response.startswith(b"HTTP/1.1 200 OK")
    assert (exchange.peer.address, exchange.addresses) == ("127.0.0.1", ("127.0.0.1",))
    assert resolve.asked == ["alive.example"]


async def test_one_dead_address_of_many_is_no_evidence(web):
    exchange = await asked_at(web, resolver(("127.0.0.2", "127.0.0.3", "127.0.0.1")))
    assert exchange.failure is None
    assert exchange.peer.address == "127.0.0.1"
    assert exchange.addresses == ("127.0.0.2", "127.0.0.3", "127.0.0.1")


async def test_when_all_addresses_fail_the_most_telling_failure_is_told(web):
    exchange = await asked_at(web, resolver(("127.0.0.2", "127.0.0.3")))
    assert (exchange.failure, exchange.peer) == (Failure.CONNECT_REFUSED, None)


async def test_a_second_answer_inside_somebodys_network_refuses_both(web):
    exchange = await asked_at(web, resolver(("127.0.0.1", "10.0.0.1")))
    assert exchange.failure is Failure.REFUSED_ADDRESS
    assert exchange.addresses == ("127.0.0.1", "10.0.0.1")
    assert web.served == ()


async def test_a_name_that_does_not_exist_is_told_apart_from_trouble(web):
    async def missing(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "")

    async def trouble(host, port):
        raise socket.gaierror(socket.EAI_AGAIN, "")

    assert (await asked_at(web, missing)).failure is Failure.DNS_NO_NAME
    assert (await asked_at(web, trouble)).failure is Failure.DNS_TROUBLE


async def test_the_systems_resolver_knows_this_machine(web):
    exchange = await asked_at(web, None, "http://localhost:{port}/")
    assert exchange.failure is None
    assert exchange.peer.address == "127.0.0.1"


async def test_the_head_of_a_request_is_what_was_asked_for(web):
    port = rule(web.connect_to()[0]).to_port
    exchange = await asked_at(web, resolver(("127.0.0.1",)))
    assert exchange.request == (
        f"GET /news/2026/story-17 HTTP/1.1\r\nHost: alive.example:{port}\r\n\r\n".encode()
    )


async def test_many_looks_at_once_leave_nothing_open(web):
    urls = [
        f"{named(name).url}?{number}"
        for number in range(20)
        for name in (
            "alive",
            "alive_tls",
            "reset",
            "tls_expired",
            "short_body",
            "silent_close",
            "tls_plain",
        )
    ]
    async with Fetcher(web.settings(per_host=50), TABLE) as fetcher:
        fetched = await asyncio.gather(*map(fetcher.fetch, urls))
    assert len(fetched) == len(urls)
    failures = {one.observation.failure for one in fetched[::7]}
    assert failures == {None}
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == 1


async def handshakes(web, monkeypatch, *names, **settings):
    """Tell which looks over TLS resumed a session; every one has a connection of its own."""
    resumed = []
    made = Connection.connection_made

    def told(self, transport):
        resumed.append(transport.get_extra_info("ssl_object").session_reused)
        made(self, transport)

    monkeypatch.setattr(Connection, "connection_made", told)
    async with Fetcher(web.settings(keep_alive=False, **settings), TABLE) as fetcher:
        seen = [(await fetcher.fetch(f"{named(name).url}?{resumed}")) for name in names]
    return resumed, [one.observation.certificate for one in seen]


async def test_a_second_connection_resumes_the_session_of_the_first(web, monkeypatch):
    trusting.cache_clear()
    resumed, shown = await handshakes(web, monkeypatch, *["alive_tls"] * 3)
    assert resumed == [False, True, True]
    assert shown[0].verified
    assert shown == shown[:1] * 3


async def test_an_old_session_is_not_resumed(web, monkeypatch):
    trusting.cache_clear()
    monkeypatch.setattr("sourcecheck.fetch.trust.SESSION_S", -1.0)
    resumed, _ = await handshakes(web, monkeypatch, *["alive_tls"] * 3)
    assert resumed == [False] * 3


async def test_a_session_that_nobody_vouched_for_is_not_resumed(web, monkeypatch):
    trusting.cache_clear()
    resumed, shown = await handshakes(web, monkeypatch, "tls_expired", "tls_expired")
    assert not any(resumed)
    assert {one.verified for one in shown} == {False}


async def test_a_name_is_looked_up_once_however_many_ask(web):
    resolve = resolver(("127.0.0.1",))
    port = rule(web.connect_to()[0]).to_port
    wire = Wire(web.settings(connect_to=()), TABLE, resolve=resolve)
    asking = [Asking(target=target(f"http://alive.example:{port}/{n}")) for n in range(5)]
    found = await asyncio.gather(*map(wire.exchange, asking))
    found.append(await wire.exchange(asking[0]))
    wire.close()
    assert resolve.asked == ["alive.example"]
    assert {one.addresses for one in found} == {("127.0.0.1",)}


async def test_a_look_up_is_done_again_after_a_while_and_judged_again(web, monkeypatch):
    monkeypatch.setattr("sourcecheck.fetch.places.REMEMBERED_S", -1.0)
    resolve = resolver(("127.0.0.1",), ("10.0.0.1",))
    port = rule(web.connect_to()[0]).to_port
    wire = Wire(web.settings(connect_to=()), TABLE, resolve=resolve)
    asking = Asking(target=target(f"http://alive.example:{port}/"), keep=True)
    first, second = await wire.exchange(asking), await wire.exchange(asking)
    wire.close()
    assert (first.failure, second.failure) == (None, Failure.REFUSED_ADDRESS)


async def test_a_kept_connection_serves_only_addresses_that_are_still_the_hosts(web):
    resolve = resolver(("127.0.0.1",), ("127.0.0.3", "127.0.0.2"))
    port = rule(web.connect_to()[0]).to_port
    wire = Wire(web.settings(connect_to=()), TABLE, resolve=resolve)
    asking = Asking(target=target(f"http://alive.example:{port}/"), keep=True)
    assert (await wire.exchange(asking)).peer.address == "127.0.0.1"
    wire._places._known.clear()
    assert (await wire.exchange(asking)).failure is Failure.CONNECT_REFUSED
    wire.close()
