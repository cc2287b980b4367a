"""Where an answer leads, and the cookies of one chain."""

import pytest

from sourcecheck.fetch.heads import parse_head
from sourcecheck.fetch.hops import cookie_field, cookies, fields_told, onward
from sourcecheck.fetch.target import target

HOME = target("https://news.example/section/page?q=1")


def head(status, *lines):
    return parse_head(b"\r\n".join([f"HTTP/1.1 {status} X".encode(), *lines]))


@pytest.mark.parametrize(
    ("status", "line", "expected"),
    [
        (301, b"Location: /a", ("/a", "/a", "http")),
        (302, b"Location: http://o.example/", ("http://o.example/", "http://o.example/", "http")),
        (303, b"location:   /b  ", ("/b", "/b", "http")),
        (307, "Location: /خبر".encode(), ("/خبر", "/%D8%AE%D8%A8%D8%B1", "http")),
        (308, b"Location: /caf\xe9", ("/café", "/caf%E9", "http")),
        (301, b"Location: ", None),
        (301, b"X: y", None),
        (300, b"Location: /a", None),
        (304, b"Location: /a", None),
        (200, b"Location: /a", None),
        (200, b"Refresh: 0; url=/next", ("/next", "/next", "refresh-header")),
        (200, b"Refresh: 0;URL='/q'", ("/q", "/q", "refresh-header")),
        (
            200,
            b"Refresh: 3, http://o.example/x",
            ("http://o.example/x", "http://o.example/x", "refresh-header"),
        ),
        (200, b"Refresh: 600; url=/", None),
        (200, b"Refresh: 30", None),
        (200, b"Refresh: soon", None),
    ],
)
def test_an_answer_tells_where_it_leads(status, line, expected):
    found = onward(head(status, line))
    assert (found and (found.location, found.address, found.how)) == expected


@pytest.mark.parametrize(
    ("line", "url", "sent"),
    [
        (b"Set-Cookie: a=1", "https://news.example/section/x", "a=1"),
        (b"Set-Cookie: a=1", "https://news.example/other", ""),
        (b"Set-Cookie: a=1; Path=/", "https://news.example/other", "a=1"),
        (b"Set-Cookie: a=1; Path=/", "https://www.news.example/", ""),
        (b"Set-Cookie: a=1; Path=/; Domain=.news.example", "https://www.news.example/", "a=1"),
        (b"Set-Cookie: a=1; Path=/; Domain=example", "https://news.example/", ""),
        (b"Set-Cookie: a=1; Path=/; Domain=other.example", "https://other.example/", ""),
        (b"Set-Cookie: a=1; Path=/; Secure", "http://news.example/", ""),
        (b"Set-Cookie: a=1; Path=/; HttpOnly", "http://news.example/", "a=1"),
        (b"Set-Cookie: nonsense", "https://news.example/section/x", ""),
        (b"Set-Cookie: a=\x01; Path=/", "https://news.example/", ""),
    ],
)
def test_a_cookie_goes_only_where_it_belongs(line, url, sent):
    jar = cookies(head(302, line), HOME)
    assert cookie_field(jar, target(url)) == sent


def test_a_later_cookie_replaces_its_namesake():
    jar = cookies(head(302, b"Set-Cookie: a=1; Path=/", b"Set-Cookie: b=2; Path=/"), HOME)
    jar = cookies(head(302, b"Set-Cookie: a=9; Path=/"), HOME, jar)
    assert cookie_field(jar, HOME) == "a=9; b=2"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("http://desk:secret@b.example/x@y", "http://b.example/x@y"),
        ("//desk:secret@b.example/", "//b.example/"),
        ("https:desk:se@cret@b.example", "https:b.example"),
        ("HTTP:\\\\desk:secret@b.example/", "HTTP:\\\\b.example/"),
        ("ht\ttp://desk:sec\tret@b.example/", "http://b.example/"),
        ("ftp://desk:secret@b.example/f", "ftp://b.example/f"),
        ("/users/@desk", "/users/@desk"),
        ("http://b.example/?to=desk@c.example", "http://b.example/?to=desk@c.example"),
        ("mailto:desk@b.example", "mailto:desk@b.example"),
    ],
)
def test_a_user_name_and_password_of_a_redirect_are_not_told(sent, told):
    redirect = parse_head(b"HTTP/1.1 301 Moved\r\nLocation: " + sent.encode())
    refresh = parse_head(b"HTTP/1.1 200 OK\r\nRefresh: 0; url=" + sent.encode())
    for head in (redirect, refresh):
        found = onward(head)
        assert (found.location, found.address) == (told, told)
        assert fields_told(head)[0][1].endswith(told)
        assert "secret" not in str(fields_told(head))
