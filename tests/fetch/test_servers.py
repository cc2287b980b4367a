"""Ordinary addresses read the short way: it must give what the long one gives."""

import pytest

from sourcecheck.fetch.asking import Asking
from sourcecheck.fetch.servers import Servers
from sourcecheck.fetch.target import target

FIELDS = (("User-Agent", "test"), ("Accept-Encoding", "gzip"))


@pytest.mark.parametrize(
    ("url", "ordinary"),
    [
        ("http://a.example/", True),
        ("https://a.example/b/c.html?d=e&f", True),
        ("http://a.example:8080/b", True),
        ("https://a.example:8443/b", True),
        ("http://127.0.0.1:8080/%D8%B5", False),
        ("http://127.0.0.1/a%D8%B5", True),
        ("http://[2001:db8::1]/b", True),
        ("http://a.example", False),
        ("http://a.example?b/c", False),
        ("http://a.example#b/c", False),
        ("http://a.example/b#c", False),
        ("http://a.example/b c", False),
        ("http://a.example/b\r\nX: y", False),
        ("http://a.example/b\n", False),
        ("http://a.example/صفحة", False),
        ("http://خبر.example/a", False),
        ("http://a.example/../b", False),
        ("http://a.example/%2e%2e/b", False),
        ("http://a.example:80/b", False),
        ("https://a.example:443/b", False),
        ("http://a.example:/b", False),
        ("http://a.example:99999/b", False),
        ("HTTP://a.example/b", False),
        ("http://A.example/b", False),
        ("http://a.example./b", False),
        ("http://desk:secret@a.example/b", False),
        ("http:\\\\a.example/b/c", False),
        ("http:///a.example/b", False),
        ("http:a.example/b", False),
        ("http://127.1/b", False),
        ("http://0x7f000001/b", False),
        (" http://a.example/b", False),
        ("ftp://a.example/b", False),
        ("mailto:desk@a.example/b", False),
        ("//a.example/b/c/d/e", False),
        ("", False),
        (f"http://a.example/{'b' * 500}", False),
    ],
)
def test_an_ordinary_address_is_asked_as_any_other(url, ordinary):
    servers = Servers(FIELDS)
    for _ in range(2):  # met, and known
        found = servers.find(url)
        assert bool(found) is ordinary
        if found is None:
            continue
        server, path = found
        there = target(url)
        assert (server.target(path), there.url) == (there, url)
        assert server.key == (there.scheme, there.host, there.port)
        assert server.request(path) == Asking(target=there, fields=FIELDS).wire


def test_a_field_never_brings_a_line_of_its_own():
    with pytest.raises(ValueError, match="line break"):
        Servers((("User-Agent", "a\r\nX: b"),))
