"""Addresses read as browsers read them; row S1 and S7 of the hostile-input table."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.safety import refusal
from sourcecheck.fetch.target import _repaired, join, scheme, target


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://example.com", "http://example.com/"),
        ("HTTP://EXAMPLE.com./a", "http://example.com/a"),
        ("https://example.com:443/a?b=c#d", "https://example.com/a?b=c"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("http://example.com/a b", "http://example.com/a%20b"),
        ("http://example.com/%D9%85?q=%d9", "http://example.com/%D9%85?q=%d9"),
        ("http://example.com/خبر", "http://example.com/%D8%AE%D8%A8%D8%B1"),
        ("http://example.com/a/../b/./c", "http://example.com/b/c"),
        ("http://example.com/a/..", "http://example.com/"),
        ("http://example.com/~u/(a)_[b]!$&'*", "http://example.com/~u/(a)_[b]!$&'*"),
        ('http://example.com/"<>`{}', "http://example.com/%22%3C%3E%60%7B%7D"),
        ("http:\\\\example.com\\a", "http://example.com/a"),
        ("http://exa\nmple.com/\ta\r\n", "http://example.com/a"),
        ("http://президент.рф/", "http://xn--d1abbgf6aiiy.xn--p1ai/"),
        ("http://user:secret@example.com/", "http://example.com/"),
        ("http://example.com/100%", "http://example.com/100%"),
        ("http://[2606:4700:4700::1111]:8080/", "http://[2606:4700:4700::1111]:8080/"),
        ("https:///example.com/a", "https://example.com/a"),
    ],
)
def test_an_address_is_sent_as_browsers_send_it(url, sent):
    assert target(url).url == sent


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http:///",
        "ftp://example.com/",
        "mailto:a@example.com",
        "example.com/a",
        "http://a b/",
        "http://example.com:99999/",
        "http://example.com:x/",
        "http://1.2.3.4.5/",
        "http://256.1.1.1/",
        "http://[::1/",
        "http://a..b/",
        "http://%zz/",
        "",
    ],
)
def test_what_no_request_can_be_sent_to_is_none(url):
    assert target(url) is None


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "127。0。0。1",
        "①②⑦.⓪.⓪.①",
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[fe80::1%25eth0]",
        "1.1.1.1@127.0.0.1",
        "127.0.0.1#@1.1.1.1",
        "127.0.0.1\\@1.1.1.1",
        "a:b@[::1]",
    ],
)
def test_every_way_to_write_this_machine_is_refused(host):
    found = target(f"http://{host}/")
    assert found is None or refusal(found.host, load_addresses())


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://1.1.1.1\\@127.0.0.1/", "1.1.1.1"),
        ("http://127.0.0.1%2f@1.1.1.1/", "1.1.1.1"),
        ("http://user@name@example.com/", "example.com"),
    ],
)
def test_the_host_is_the_one_that_is_connected_and_judged(url, host):
    assert target(url).host == host


BASE = "https://example.com/dir/page?x=1"


@pytest.mark.parametrize(
    ("location", "meant"),
    [
        ("http://other.example/a", "http://other.example/a"),
        ("//other.example/a", "https://other.example/a"),
        ("\\\\other.example\\a", "https://other.example/a"),
        ("/root", "https://example.com/root"),
        ("next", "https://example.com/dir/next"),
        ("../up?y", "https://example.com/up?y"),
        ("?page=2", "https://example.com/dir/page?page=2"),
        ("#part", "https://example.com/dir/page?x=1"),
        (" /a b ", "https://example.com/a%20b"),
        ("a:b", None),
        ("file:///etc/passwd", None),
        ("gopher://example.com/", None),
        ("data:text/html,hi", None),
    ],
)
def test_a_location_is_joined_to_its_page(location, meant):
    found = target(join(target(BASE), location))
    assert (found.url if found else None) == meant


def test_a_fragment_is_kept_apart_from_the_request():
    found = target("http://example.com/a#القسم")
    assert (found.path, found.full_url) == (
        "/a",
        "http://example.com/a#%D8%A7%D9%84%D9%82%D8%B3%D9%85",
    )


@pytest.mark.parametrize(
    ("url", "name"), [("HTTPS://a", "https"), ("mailto:x", "mailto"), ("a/b:c", ""), ("//a", "")]
)
def test_the_scheme_is_told(url, name):
    assert scheme(url) == name


PIECES = (
    *("http://", "https://", "HTTP://", "http:", "//", "/", "\\", "?", "#", "%", ":", "@", "."),
    *("..", "/./", "/../", "%2e", "%2E", "%C3%A9", "a", "Z", "9", "-", "_", "~", "|", "^", "`"),
    *("news.example", "127.1", "0x7f.1", "[::1]", ":80", ":8443", ":99999", "!", "$&'()*+,;="),
    *("<", ">", '"', "{", "}", "[", "]", " ", "\t", "\n", "é", "خبر", "\x7f", "\x00", "//x"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=500, deadline=None)
def test_the_short_way_reads_what_the_long_way_reads(rest):
    for url in (rest, f"http://news.example{rest}", f"https://news.example:8443/a{rest}"):
        assert target(url) == _repaired(url)


def test_every_character_is_read_alike_by_both_ways():
    for char in map(chr, range(0x100)):
        for url in (
            f"http://news.example/a{char}b?c{char}d#e{char}f",
            f"http://news{char}x.example/",
        ):
            assert target(url) == _repaired(url), ascii(char)
