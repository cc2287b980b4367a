"""Rows S1 to S8: no address that a stranger writes leads into the network we stand in.

Addresses outside this machine are judged by the pure predicate and never connected.
"""

from __future__ import annotations

import importlib.util
import socket

import pytest

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.client import Fetcher
from sourcecheck.fetch.connect import Unreached, place, rule
from sourcecheck.fetch.safety import refusal
from sourcecheck.fetch.settings import FetchSettings
from sourcecheck.fetch.target import target
from sourcecheck.fetch.wire import Asking, Wire
from sourcecheck.model import Failure, Group, LinkState
from sourcecheck.testing.behaviours import named

TABLE = load_addresses()
CLOSED = FetchSettings()  # nothing is opened by name


def resolver(*answers):
    """Answer look-ups one after the other, and then with the last one."""
    asked = []

    async def resolve(host, port):
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    resolve.asked = asked
    return resolve


async def failure_at(url, *answers):
    """Say why an address would not be connected; None = it would be."""
    found = target(url)
    if found is None:
        return Failure.INVALID_URL
    try:
        await place(found, CLOSED, TABLE, resolver(*(answers or (("127.0.0.1",),))))
    except Unreached as told:
        return told.failure
    return None


def rows(number, *inputs):
    return [pytest.param(each, id=f"{number}-{each}") for each in inputs]


S1 = (
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1",
    "017700000001", "0", "0.0.0.0", "127。0。0。1", "localhost", "LOCALHOST.",
    "any-name-answering-loopback.example",
)  # fmt: skip
S2 = (
    "::1", "::", "::ffff:127.0.0.1", "::ffff:7f00:1", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "fc00::1", "fe80::1",
    "fe80::1%25eth0", "fec0::1", "ff02::1",
)  # fmt: skip
S3 = (
    "169.254.169.254", "::ffff:169.254.169.254", "fd00:ec2::254", "100.100.100.200", "192.0.0.192",
    "168.63.129.16",
)  # fmt: skip
S3B = (
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "198.18.0.1", "192.0.2.1", "192.88.99.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255",
)  # fmt: skip
S3C = ("1.1.1.1", "93.184.216.34", "2606:4700:4700::1111")
WRAPPED = tuple(  # every wrapper of IPv4 in IPv6, around every kind of refused address
    wrapper.format(hexed=f"{int(high):x}:{int(low):x}")
    for wrapper in (
        "::ffff:{hexed}", "::{hexed}", "64:ff9b::{hexed}", "64:ff9b:1::{hexed}", "2002:{hexed}::",
        "2001:0:{hexed}::",
    )
    for high, low in ((0x7F00, 1), (0x0A00, 1), (0xA9FE, 0xA9FE), (0xA83F, 0x8110), (0xC0A8, 0x101))
)  # fmt: skip


def in_url(address):
    return f"http://[{address}]/" if ":" in address else f"http://{address}/"


@pytest.mark.parametrize("host", rows("S1", *S1))
async def test_every_way_to_write_this_machine_is_refused(host):
    assert await failure_at(f"http://{host}/") is Failure.REFUSED_ADDRESS


@pytest.mark.parametrize("host", rows("S1", "①②⑦.⓪.⓪.①"))
async def test_digits_in_circles_are_invalid_or_refused(host):
    assert await failure_at(f"http://{host}/") in {Failure.INVALID_URL, Failure.REFUSED_ADDRESS}


@pytest.mark.parametrize(
    "address",
    [*rows("S2", *S2), *rows("S3", *S3), *rows("S3b", *S3B), *rows("S2-wrapped", *WRAPPED)],
)
async def test_a_special_address_is_refused_alone_in_a_url_and_as_the_answer_of_a_name(address):
    literal = address.replace("%25", "%")
    assert refusal(literal, TABLE)
    assert await failure_at(in_url(address)) is Failure.REFUSED_ADDRESS
    assert await failure_at("http://a.example/", (literal,)) is Failure.REFUSED_ADDRESS


@pytest.mark.parametrize("address", rows("S3c", *S3C))
async def test_the_public_web_is_not_refused(address):
    assert refusal(address, TABLE) == ""
    assert await failure_at(in_url(address)) is None
    assert await failure_at("http://a.example/", (address,)) is None


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(("93.184.216.34", "10.0.0.1"), id="S4-private last"),
        pytest.param(("10.0.0.1", "93.184.216.34"), id="S4-private first"),
        pytest.param(("2606:4700::1", "1.1.1.1", "fd00::1"), id="S4-one of three"),
        pytest.param(("1.1.1.1",) * 9 + ("127.0.0.1",), id="S4-behind those we would try"),
    ],
)
async def test_all_answers_of_a_name_must_pass(answers):
    assert await failure_at("http://a.example/", answers) is Failure.REFUSED_ADDRESS


async def asked_over(web, resolve, name, times=1):
    """Ask the scripted web by name through a resolver of our own, over one wire."""
    made = named(name)
    ports = {each.host: each for each in map(rule, web.connect_to()) if made.url.startswith("https")
             == (each.port == 443)}  # fmt: skip
    url = made.url.replace(".example/", f".example:{ports[made.url.split('/')[2]].to_port}/")
    wire = Wire(web.settings(connect_to=()), TABLE, resolve=resolve)
    try:
        return [await wire.exchange(Asking(target=target(url))) for _ in range(times)]
    finally:
        wire.close()


@pytest.mark.parametrize("name", rows("S5", "alive", "alive_tls"))
async def test_a_name_that_turns_private_after_the_check_is_never_connected(
    scripted, connected, name
):
    resolve = resolver(("127.0.0.1",), ("10.0.0.1",))
    (exchange,) = await asked_over(scripted, resolve, name)
    assert exchange.failure is None
    assert (exchange.peer.address, len(resolve.asked)) == ("127.0.0.1", 1)
    assert set(connected) == {"127.0.0.1"}
    if name == "alive_tls":  # the name, not the address, was sent and vouched for
        assert exchange.certificate.verified


async def test_s5_every_new_answer_of_a_name_is_vetted_anew(scripted, connected):
    resolve = resolver(("127.0.0.1",), ("10.0.0.1",), ("169.254.169.254",))
    exchanges = await asked_over(scripted, resolve, "alive", times=3)
    for each in exchanges:
        refused = each.failure is Failure.REFUSED_ADDRESS and not each.response
        assert refused or each.peer.address == "127.0.0.1"
    assert set(connected) == {"127.0.0.1"}


async def test_s5_a_certificate_for_another_name_is_told_although_the_address_is_vetted(scripted):
    exchanges = await asked_over(scripted, resolver(("127.0.0.1",)), "tls_wrong_name")
    assert exchanges[0].failure is Failure.TLS_NAME_MISMATCH


@pytest.mark.parametrize(
    ("location", "failure"),
    [
        pytest.param("http://10.0.0.1/", Failure.REFUSED_ADDRESS, id="S6-private"),
        pytest.param("http://169.254.169.254/latest/", Failure.REFUSED_ADDRESS, id="S6-metadata"),
        pytest.param("http://[::1]/", Failure.REFUSED_ADDRESS, id="S6-loopback"),
        pytest.param("http://[::ffff:10.0.0.1]/", Failure.REFUSED_ADDRESS, id="S6-wrapped"),
        pytest.param("http://0xa.1/", Failure.REFUSED_ADDRESS, id="S6-written otherwise"),
        pytest.param("//192.168.1.1/admin", Failure.REFUSED_ADDRESS, id="S6-without a scheme"),
        pytest.param("http://1.1.1.1:22/", Failure.REFUSED_ADDRESS, id="S6-port"),
        pytest.param("file:///etc/passwd", Failure.UNSUPPORTED_SCHEME, id="S6-file"),
        pytest.param("gopher://127.0.0.1:70/1", Failure.UNSUPPORTED_SCHEME, id="S6-gopher"),
        pytest.param("ftp://127.0.0.1/a", Failure.UNSUPPORTED_SCHEME, id="S6-ftp"),
        pytest.param("data:text/html,hi", Failure.UNSUPPORTED_SCHEME, id="S6-data"),
        pytest.param("javascript:alert(1)", Failure.UNSUPPORTED_SCHEME, id="S6-javascript"),
    ],
)
@pytest.mark.parametrize("how", ["302 Found", "refresh"])
async def test_a_redirect_goes_no_further_and_what_came_before_is_archived(
    hostile, connected, after, location, failure, how
):  # fmt: skip
    leads = f"Location: {location}" if how != "refresh" else f"Refresh: 0; url={location}"
    status = how if how != "refresh" else "200 OK"
    fetched = await hostile.look("/", hostile.answer(b"<p>Soon</p>", leads, status=status))
    assert fetched.observation.failure is failure
    assert [hop.status for hop in fetched.observation.hops] == [int(status[:3])]
    assert set(connected) == {"127.0.0.1"}
    assert len(hostile.requests) == 1
    captures, written = after.archive(fetched)
    assert captures[0].url == "http://public.example/"
    assert leads.encode() in written
    assert after.state(fetched).group is not Group.DEAD


@pytest.mark.parametrize("port", rows("S7", 22, 25, 6379, 1, 65535))
async def test_a_port_that_is_no_web_port_is_refused(port):
    assert await failure_at(f"http://a.example:{port}/", ("1.1.1.1",)) is Failure.REFUSED_ADDRESS
    assert await failure_at(f"http://1.1.1.1:{port}/") is Failure.REFUSED_ADDRESS


@pytest.mark.parametrize("port", rows("S7-open", 80, 443, 8080, 8443))
async def test_the_webs_own_ports_are_open(port):
    assert await failure_at(f"http://a.example:{port}/", ("1.1.1.1",)) is None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        pytest.param("http://user@a.example/", "a.example", id="S7-user@host"),
        pytest.param("http://1.1.1.1@127.0.0.1/", "127.0.0.1", id="S7-1.1.1.1@127.0.0.1"),
        pytest.param("http://1.1.1.1\\@127.0.0.1/", "1.1.1.1", id="S7-backslash, as browsers"),
        pytest.param("http://127.0.0.1%2f@1.1.1.1/", "1.1.1.1", id="S7-127.0.0.1%2f@1.1.1.1"),
        pytest.param("http://127.0.0.1#@1.1.1.1/", "127.0.0.1", id="S7-127.0.0.1#@1.1.1.1"),
    ],
)
async def test_the_host_that_is_judged_is_the_host_that_is_asked(url, host):
    found = target(url)
    assert found.host == host
    assert "@" not in found.authority
    expected = Failure.REFUSED_ADDRESS if host == "127.0.0.1" else None
    assert await failure_at(url, ("1.1.1.1",)) is expected


SECRET = "tellnobody"


def test_s7_user_names_and_passwords_reach_neither_server_nor_report_nor_store_nor_archive(
    run, here, hostile, page
):  # fmt: skip
    hostile.answers["/a"] = (hostile.answer(page),)
    done = run(
        "check", f"http://desk:{SECRET}@public.example/a", "--format", "jsonl", "--db", "kept.db",
        "--archive-dir", "archive", "--no-config", *hostile.arguments(),
    )  # fmt: skip
    assert '"alive"' in done.out
    assert not [each for each in hostile.requests if SECRET.encode() in each or b"Authoriz" in each]
    assert SECRET not in done.out + done.err
    assert not [path.name for path in here.rglob("*") if path.is_file() and SECRET in kept(path)]


def test_s7_a_password_that_a_redirect_names_is_neither_sent_nor_told(run, here, hostile, page):
    where = f"Location: http://desk:{SECRET}@public.example/b"
    hostile.answers["/a"] = (hostile.answer(b"", where, status="301 Moved Permanently"),)
    hostile.answers["/b"] = (hostile.answer(page),)
    for form in ("jsonl", "text"):
        done = run(
            "check", "http://public.example/a", "--format", form, "--db", ":memory:",
            "--no-config", *hostile.arguments(),
        )  # fmt: skip
        assert len(done.out.splitlines()) >= 1
        assert SECRET not in done.out + done.err
    asked = b"".join(hostile.requests)
    assert asked.count(b"GET /b ") >= 1
    assert SECRET.encode() not in asked
    assert b"authorization" not in asked.lower()


def kept(path):
    import gzip

    raw = path.read_bytes()
    return (gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw).decode("latin-1")


@pytest.mark.parametrize(
    "proxy", rows("S8", "http://127.0.0.1:{port}", "socks5://127.0.0.1:{port}", "unix:/tmp/s.sock")
)
async def test_proxies_of_the_environment_are_ignored(hostile, page, monkeypatch, proxy):
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.setblocking(False)
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.format(port=trap.getsockname()[1]))
        monkeypatch.setenv("no_proxy", "")
        fetched = await hostile.look("/", hostile.answer(page))
        with pytest.raises(BlockingIOError):
            trap.accept()
    assert fetched.observation.status == 200


@pytest.mark.parametrize("url", rows("S8", "http+unix://%2Ftmp%2Fs.sock/", "unix:/tmp/s.sock"))
async def test_a_unix_socket_is_no_address(url, after):
    async with Fetcher(FetchSettings(), TABLE) as fetcher:
        fetched = await fetcher.fetch(url)
    assert fetched.observation.failure is Failure.UNSUPPORTED_SCHEME
    assert after.state(fetched) is LinkState.UNSUPPORTED_SCHEME


async def test_cookies_of_one_chain_are_not_sent_in_another(hostile, page):
    hostile.answers["/a"] = (
        hostile.answer(b"", "Set-Cookie: who=me; Path=/", "Location: /b", status="302 Found"),
    )
    hostile.answers["/b"] = hostile.answers["/c"] = (hostile.answer(page),)
    async with Fetcher(hostile.settings(), TABLE) as fetcher:
        for path in ("/a", "/c"):
            assert (await fetcher.fetch(f"http://public.example{path}")).observation.status == 200
    first, second, third = hostile.requests
    assert (b"who=me" in first, b"who=me" in second, b"who=me" in third) == (False, True, False)


@pytest.mark.skipif(
    importlib.util.find_spec("ssrfguard") is None, reason="ssrfguard is not installed"
)
@pytest.mark.parametrize("address", rows("oracle", *S2, *S3, *S3B, *S3C, *WRAPPED))
def test_a_foreign_policy_comes_to_the_same_answer(address):
    from ssrfguard import Policy

    literal = address.replace("%25", "%")
    if literal == "168.63.129.16" or "a83f:8110" in literal:
        pytest.skip("in a public range, where only our table knows of a metadata service")
    assert bool(refusal(literal, TABLE)) is not Policy().permits_address(literal)
