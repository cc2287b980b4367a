"""Where a request really goes: connect_to rules, vetting of every answer, one look-up."""

import errno
import socket
import ssl

import pytest

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.connect import Unreached, place, rule, sent_to
from sourcecheck.fetch.failures import failure_of
from sourcecheck.fetch.settings import FetchSettings
from sourcecheck.fetch.target import target
from sourcecheck.model import Failure

TABLE = load_addresses()
NEWS = target("https://news.example/page")


@pytest.mark.parametrize(
    ("printed", "url", "host", "port"),
    [
        ("news.example:443:127.0.0.1:8443", "https://news.example/", "127.0.0.1", 8443),
        ("NEWS.example:443:127.0.0.1:8443", "https://news.example/", "127.0.0.1", 8443),
        ("news.example:80:127.0.0.1:8443", "https://news.example/", "news.example", 443),
        ("other.example:443:127.0.0.1:8443", "https://news.example/", "news.example", 443),
        ("::127.0.0.1:8443", "https://news.example/", "127.0.0.1", 8443),
        (":80:127.0.0.1:", "http://news.example/", "127.0.0.1", 80),
        ("news.example::other.example:", "https://news.example/", "other.example", 443),
        ("news.example:443::8443", "https://news.example/", "news.example", 8443),
        ("news.example:443:[::1]:8443", "https://news.example/", "::1", 8443),
        ("[::1]:443:127.0.0.1:8443", "https://[::1]/", "127.0.0.1", 8443),
    ],
)
def test_connect_to_means_what_it_means_in_curl(printed, url, host, port):
    assert sent_to(target(url), (printed,)) == (host, port)


def test_the_first_rule_that_fits_wins():
    rules = ("a.example:80:127.0.0.1:1", "a.example:80:127.0.0.1:2", "::127.0.0.1:3")
    assert sent_to(target("http://a.example/"), rules) == ("127.0.0.1", 1)
    assert sent_to(target("http://b.example/"), rules) == ("127.0.0.1", 3)


@pytest.mark.parametrize(
    "printed", ["", "a", "a:80", "a:80:b", "a:80:b:c", "a:80:b:99999", "a:80:b:1:2", "[::1:80:b:1"]
)
def test_what_is_no_rule_is_refused(printed):
    with pytest.raises(ValueError, match=r"HOST:PORT:ADDR:PORT|invalid literal"):
        rule(printed)


def resolver(*answers):
    asked = []

    async def resolve(host, port):
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    resolve.asked = asked
    return resolve


async def test_a_public_answer_is_taken_as_it_is_and_asked_for_once():
    resolve = resolver(("93.184.216.34", "2606:4700:4700::1111"), ("127.0.0.1",))
    found = await place(NEWS, FetchSettings(), TABLE, resolve)
    assert (found.addresses, found.port) == (("93.184.216.34", "2606:4700:4700::1111"), 443)
    assert resolve.asked == ["news.example"]


@pytest.mark.parametrize(
    ("answers", "url"),
    [
        (("127.0.0.1",), "http://news.example/"),
        (("93.184.216.34", "10.0.0.1"), "http://news.example/"),
        (("10.0.0.1", "93.184.216.34"), "http://news.example/"),
        (("93.184.216.34", "::ffff:127.0.0.1"), "http://news.example/"),
        (("93.184.216.34", "fe80::1%eth0"), "http://news.example/"),
        (("127.0.0.1",), "http://localhost/"),
        (("127.0.0.1",), "http://LOCALHOST./"),
        (("93.184.216.34",), "http://news.example:22/"),
        (("93.184.216.34",), "http://news.example:6379/"),
        ((), "http://169.254.169.254/latest/meta-data/"),
        ((), "http://2130706433/"),
        ((), "http://[::1]/"),
        ((), "http://[fe80::1%25eth0]/"),
        ((), "http://93.184.216.34:25/"),
    ],
)
async def test_one_refused_answer_refuses_the_name(answers, url):
    with pytest.raises(Unreached) as told:
        await place(target(url), FetchSettings(), TABLE, resolver(answers))
    assert told.value.failure is Failure.REFUSED_ADDRESS


async def test_a_rule_does_not_open_what_it_leads_to():
    settings = FetchSettings(connect_to=("news.example:443:127.0.0.1:8443",))
    with pytest.raises(Unreached) as told:
        await place(NEWS, settings, TABLE, resolver(()))
    assert told.value.failure is Failure.REFUSED_ADDRESS


async def test_a_range_opened_by_name_opens_its_ports_too():
    settings = FetchSettings(
        connect_to=("news.example:443:127.0.0.1:40123",), allow_networks=("127.0.0.0/8",)
    )
    found = await place(NEWS, settings, TABLE, resolver(()))
    assert (found.addresses, found.port) == (("127.0.0.1",), 40123)


async def test_a_look_up_that_hangs_is_trouble_and_no_missing_name():
    async def hang(host, port):
        await __import__("asyncio").sleep(60)

    with pytest.raises(Unreached) as told:
        await place(NEWS, FetchSettings(dns_s=0.05), TABLE, hang)
    assert told.value.failure is Failure.DNS_TROUBLE


def failing(error):
    async def resolve(host, port):
        raise error

    return resolve


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (socket.gaierror(socket.EAI_NONAME, "any words"), Failure.DNS_NO_NAME),
        (socket.gaierror(socket.EAI_AGAIN, "Name or service not known"), Failure.DNS_TROUBLE),
        (socket.gaierror(socket.EAI_NODATA, "NXDOMAIN"), Failure.DNS_TROUBLE),
        (socket.gaierror(socket.EAI_FAIL, ""), Failure.DNS_TROUBLE),
        (UnicodeError("label too long"), Failure.INVALID_URL),
    ],
)
async def test_only_the_resolvers_number_says_that_a_name_is_gone(error, failure):
    with pytest.raises(Unreached) as told:
        await place(NEWS, FetchSettings(), TABLE, failing(error))
    assert told.value.failure is failure


def certificate_error(code):
    error = ssl.SSLCertVerificationError("expired, says the text")
    error.verify_code = code
    return error


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (ConnectionRefusedError(), Failure.CONNECT_REFUSED),
        (ConnectionResetError(), Failure.RESET),
        (BrokenPipeError(), Failure.RESET),
        (OSError(errno.ENETUNREACH, ""), Failure.UNREACHABLE),
        (OSError(errno.EHOSTUNREACH, ""), Failure.UNREACHABLE),
        (OSError(errno.ETIMEDOUT, ""), Failure.CONNECT_TIMEOUT),
        (OSError(errno.EMFILE, ""), Failure.OFFLINE),
        (OSError(), Failure.UNREACHABLE),
        (TimeoutError(), Failure.READ_TIMEOUT),
        (ssl.SSLError(1, "any"), Failure.TLS_ERROR),
        (certificate_error(10), Failure.TLS_EXPIRED),
        (certificate_error(9), Failure.TLS_EXPIRED),
        (certificate_error(18), Failure.TLS_UNTRUSTED),
        (certificate_error(19), Failure.TLS_UNTRUSTED),
        (certificate_error(20), Failure.TLS_UNTRUSTED),
        (certificate_error(62), Failure.TLS_NAME_MISMATCH),
        (certificate_error(64), Failure.TLS_NAME_MISMATCH),
    ],
)
def test_failures_are_told_by_type_and_number(error, failure):
    assert failure_of(error)[0] is failure
