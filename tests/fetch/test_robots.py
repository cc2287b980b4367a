"""robots.txt: what is allowed, by RFC 9309, and that no file of it can hold us up."""

import random
import re
import time
from datetime import UTC, datetime

import pytest

from sourcecheck.fetch import robots
from sourcecheck.fetch.robots import MAX_BYTES, allows, keeps, parsed, read_robots, robots_url
from sourcecheck.model import Failure, Hop, Observation

HOST = "https://news.example"
NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def may(text, path, agent="sourcecheck"):
    body = text if isinstance(text, bytes) else text.encode()
    return allows(parsed(body, agent), HOST + path)


ALL = "User-agent: *\n"

MATCHING = [
    # pattern, path, whether the pattern fits
    ("/", "/", True),
    ("/", "/a", True),
    ("/a", "/a", True),
    ("/a", "/ab", True),
    ("/a", "/b/a", False),
    ("/a", "/A", False),
    ("/a/", "/a", False),
    ("/a$", "/a", True),
    ("/a$", "/ab", False),
    ("/a$", "/a?x", False),
    ("/a?", "/a?x=1", True),
    ("/*", "/a", True),
    ("/*.pdf", "/a/b.pdf?x", True),
    ("/*.pdf$", "/a/b.pdf", True),
    ("/*.pdf$", "/a/b.pdf?x", False),
    ("/*.pdf$", "/a.pdf/b.pdf", True),
    ("/a/*/c", "/a/b/c", True),
    ("/a/*/c", "/a/c", False),
    ("/a*b*c", "/aXbXc", True),
    ("/a*b*c", "/aXcXb", False),
    ("/ab*b$", "/ab", False),
    ("*/b", "/a/b", True),
    ("**b", "/a/b", True),
    ("a", "/a", True),  # no slash: read as if it had one
    ("/a$b", "/a$b", True),  # a dollar inside is a dollar
    ("/خبر", "/%D8%AE%D8%A8%D8%B1", True),
    ("/%d8%ae%d8%a8%d8%b1", "/خبر", True),
    ("/новости", "/новости/1", True),
    ("/%61", "/a", True),
    ("/a", "/%61", True),
    ("/a%2Fb", "/a/b", False),  # an escaped slash is no slash
    ("/a%2fb", "/a%2Fb", True),
    ("/a b", "/a%20b", True),
    ("/a", "/a#b", True),
]


@pytest.mark.parametrize(("pattern", "path", "fits"), MATCHING)
def test_a_pattern_fits_as_the_rfc_has_it(pattern, path, fits):
    assert may(f"{ALL}Disallow: {pattern}\n", path) is not fits


PRECEDENCE = [
    ("Disallow: /a\nAllow: /a/b", "/a/b", True),
    ("Allow: /a/b\nDisallow: /a", "/a/c", False),
    ("Disallow: /a/b\nAllow: /a", "/a/b", False),
    ("Disallow: /a\nAllow: /a", "/a", True),
    ("Allow: /a\nDisallow: /a", "/a", True),
    ("Disallow: /*.html\nAllow: /a", "/a.html", False),
    ("Disallow: /\nAllow: /$", "/", True),
    ("Disallow: /\nAllow: /$", "/a", False),
    ("Disallow:", "/a", True),
    ("Disallow: /a\nDisallow:", "/a", False),
    ("Disallow: /", "/robots.txt", True),
]


@pytest.mark.parametrize(("lines", "path", "allowed"), PRECEDENCE)
def test_the_longest_pattern_decides_and_allow_between_equals(lines, path, allowed):
    assert may(ALL + lines, path) is allowed


GROUPS = [
    ("", True),
    ("Disallow: /", True),  # of no group
    ("User-agent: *\nDisallow: /", False),
    ("User-agent: other\nDisallow: /", True),
    ("User-agent: sourcecheck\nDisallow: /", False),
    ("User-agent: SourceCheck\nDisallow: /", False),
    ("User-agent: sourcecheck/0.1\nDisallow: /", False),
    ("User-agent: sourcecheckbot\nDisallow: /", True),
    ("User-agent: source\nDisallow: /", True),
    ("User-agent: *\nDisallow: /\nUser-agent: sourcecheck\nAllow: /x", True),
    ("User-agent: sourcecheck\nUser-agent: other\nDisallow: /", False),
    ("User-agent: other\nUser-agent: sourcecheck\nDisallow: /", False),
    ("User-agent: other\n\n\nUser-agent: sourcecheck\nDisallow: /", False),
    ("User-agent: sourcecheck\nAllow: /x\nUser-agent: other\nDisallow: /", True),
    ("User-agent: sourcecheck\nAllow: /x\nUser-agent: sourcecheck\nDisallow: /", False),
    ("User-agent: sourcecheck\nUser-agent: *\nDisallow: /", False),
    ("User-agent: other\nDisallow: /x\nSitemap: /s.xml\nDisallow: /", True),
    ("User-agent: sourcecheck\nSitemap: /s.xml\nUser-agent: other\nDisallow: /", False),
    ("User-agent: sourcecheck\nCrawl-delay: 5\nUser-agent: other\nDisallow: /", False),
    ("User-agent:\nDisallow: /", True),
    ("user-AGENT : * # all\n DISALLOW\t: / # everything", False),
    ("User-agent: *\nDisallow /", True),
    ("User-agent: *\nNoindex: /\nDisallow: /y", True),
    ("<html><title>Not here</title><p>User-agent: *</p><p>Disallow: /</p>", True),
]


@pytest.mark.parametrize(("text", "allowed"), GROUPS)
def test_the_group_that_names_us_counts_and_else_the_one_for_all(text, allowed):
    assert may(text, "/page") is allowed


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(end, mark):
    text = end.join(["User-agent: *", "Disallow: /a", "Allow: /a/b"])
    assert not may(mark + text.encode(), "/a")
    assert may(mark + text.encode(), "/a/b")


@pytest.mark.parametrize("separator", ["\x0b", "\x85", "\u2028"])
def test_only_line_ends_end_a_line(separator):
    assert may(f"{ALL}Allow: /x{separator}Disallow: /", "/page")


def test_bytes_that_are_no_text_spoil_their_own_line_only():
    assert not may(b"\xff\xfe\nUser-agent: *\nDisallow: /\xff\nDisallow: /a", "/a")


def test_five_hundred_kibibytes_are_read_and_no_more():
    filler = "#" * (MAX_BYTES - 40) + "\n"
    assert not may(f"{ALL}{filler}Disallow: /a\n", "/a")
    assert may(f"{ALL}{filler}{filler}Disallow: /a\n", "/a")


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        (f"{ALL}Crawl-delay: 5", 5),
        (f"{ALL}Crawl-delay: 0.5\nDisallow: /a", 0.5),
        (f"{ALL}Crawl-delay: 2\nUser-agent: sourcecheck\nCrawl-delay: 7", 7),
        (f"{ALL}Crawl-delay: 2\n{ALL}Crawl-delay: 3", 3),
        ("User-agent: other\nCrawl-delay: 5", None),
        (ALL, None),
        (f"{ALL}Crawl-delay: soon", None),
        (f"{ALL}Crawl-delay: -1", None),
        (f"{ALL}Crawl-delay: 0", None),
        (f"{ALL}Crawl-delay: nan", None),
        (f"{ALL}Crawl-delay: inf", None),
        (f"{ALL}Crawl-delay: 1e999", None),
    ],
)
def test_a_crawl_delay_is_a_number_of_seconds(text, delay):
    assert parsed(text.encode()).crawl_delay_s == delay


DENY = b"User-agent: *\nDisallow: /private\n"
AWAY = (Hop(url=f"{HOST}/robots.txt", status=301),)

ANSWERS = [
    # what the look showed, /private may be asked for, pages may be kept
    ({"status": 200}, False, True),
    ({"status": 200, "hops": AWAY}, False, True),
    ({"status": 200, "failure": Failure.TLS_EXPIRED}, False, True),
    ({"status": 200, "failure": Failure.TOO_LARGE}, False, True),
    ({"status": 200, "failure": Failure.TRUNCATED}, False, True),
    ({"status": 301}, True, True),
    ({"status": 304}, True, True),
    ({"status": 401}, True, True),
    ({"status": 403}, True, True),
    ({"status": 404}, True, True),
    ({"status": 410}, True, True),
    ({"status": 429}, True, True),
    ({"status": 500}, True, False),
    ({"status": 503}, True, False),
    ({"status": 999}, True, False),
    ({"failure": Failure.READ_TIMEOUT}, True, False),
    ({"failure": Failure.NO_RESPONSE}, True, False),
    ({"failure": Failure.NOT_HTTP}, True, False),
    ({"failure": Failure.DNS_NO_NAME}, True, False),
    ({"failure": Failure.DNS_NO_NAME, "hops": AWAY}, True, False),
    ({"failure": Failure.REDIRECT_LOOP, "status": 301, "hops": AWAY}, True, True),
    ({"failure": Failure.UNSUPPORTED_SCHEME, "status": 301, "hops": AWAY}, True, True),
    ({"failure": Failure.NOT_ARCHIVED}, True, True),
]


@pytest.mark.parametrize(("seen", "private", "kept"), ANSWERS)
def test_what_the_file_answered_says_what_may_be_asked_for_and_kept(seen, private, kept):
    rules = read_robots(shown(**seen), DENY)
    assert allows(rules, f"{HOST}/page")
    assert allows(rules, f"{HOST}/private/a") is private
    assert keeps(rules, shown(status=200)) is kept
    assert kept or rules.because


@pytest.mark.parametrize(
    "seen", [{"status": 404}, {"status": 503}, {"status": 301}, {"failure": Failure.RESET}]
)
def test_what_is_no_page_stays_as_evidence_whatever_the_rules(seen):
    assert keeps(read_robots(shown(status=503), b""), shown(**seen))


def shown(**seen):
    return Observation(url=f"{HOST}/", at=NOON, final_url=f"{HOST}/", **seen)


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("https://news.example/a/b?c#d", "https://news.example/robots.txt"),
        ("http://News.Example:8080", "http://news.example:8080/robots.txt"),
        ("https://desk:secret@news.example:443/a", "https://news.example/robots.txt"),
        ("http://[2606:4700::1]/a", "http://[2606:4700::1]/robots.txt"),
        ("ftp://news.example/a", ""),
        ("not an address", ""),
    ],
)
def test_every_scheme_host_and_port_has_a_file_of_its_own(url, where):
    assert robots_url(url) == where


USUAL = [
    "https://news.example/", "http://live.news.example/a/b?c=d&e=(f);g", "https://news.example/a#b",
    "https://xn--mgb.example/a", "https://news.example/a?b#c?d", "http://a-b.c1.example/~x/*$!'",
]  # fmt: skip


@pytest.mark.parametrize("url", USUAL)
def test_usual_addresses_are_read_quickly_and_no_otherwise(url, monkeypatch):
    rules = parsed(b"User-agent: *\nDisallow: /a\nDisallow: /~\n")
    quick = robots_url(url), allows(rules, url)
    assert robots._USUAL.fullmatch(url)
    monkeypatch.setattr(robots, "_USUAL", re.compile("nothing"))
    assert (robots_url(url), allows(rules, url)) == quick


HOSTILE = {
    "agents times rules": "".join(f"User-agent: b{n}\n" for n in range(3000)) + "Disallow: /a\n" * 20_000,
    "us times rules": "User-agent: sourcecheck\n" * 3000 + "Disallow: /a\n" * 20_000,
    "stars": f"{ALL}Disallow: /{'*a' * 240_000}b",
    "many stars": ALL + "".join(f"Disallow: /*a*{n}$\n" for n in range(20_000)),
    "groups": "User-agent: sourcecheck\nDisallow: /a\n" * 12_000,
    "blanks": f"{ALL}Disallow:{' ' * 480_000}/a",
    "colons": ":" * 500_000,
    "line ends": "\r" * 500_000,
    "escapes": f"{ALL}Disallow: /{'%61' * 160_000}",
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_file_holds_us_up(text):
    began = time.process_time()
    may(text, "/" + "a" * 4000)
    assert time.process_time() - began < 2  # readers that copy rules take 80 s for the first


def test_noise_raises_nothing():
    draw = random.Random(7)
    pieces = [
        "User-agent",
        "Disallow",
        "Allow",
        ":",
        "*",
        "$",
        "/",
        "\n",
        "\r",
        "#",
        "%",
        "a",
        "خ",
        "\x00",
    ]
    for _ in range(3000):
        text = "".join(draw.choice(pieces) for _ in range(draw.randint(0, 60)))
        assert may(text, "/a/b") in {True, False}
