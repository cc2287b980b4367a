"""The fast answer agrees with the long way, whenever it says that there is nothing to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcecheck.data.load_urls import load_urls
from sourcecheck.urls.canonical import link
from sourcecheck.urls.plain import plain_under

TABLES = load_urls()
is_plain = plain_under(TABLES)


@pytest.mark.parametrize("query", ["?&", "?a=1&", "?a=1&&b=2", "?"])
def test_an_empty_parameter_is_not_plain(query):
    assert not is_plain(f"http://news.example/{query}")


def has_nothing_to_change(url):
    found = link(url, TABLES)
    return found.url == found.canonical == url and not (found.flags or found.steps or found.owner)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.1.1:8080/s0.html",
        "https://news.example/",
        "https://www.news.example/2024/05/17/a-long-name/",
        "https://news.example/story?id=3&page=2",
        "http://xn--mgbh0fb.example/%D8%A3/%D0%91?q=%D8%A3",
        "https://a_b.news.example/a..b/c.d~e",
        "https://en.news.example/wiki/Page_(town)",
    ],
)
def test_what_is_written_in_its_normal_form_is_plain(url):
    assert is_plain(url)
    assert has_nothing_to_change(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example/a",
        "HTTP://news.example/a",
        "https://News.example/a",
        "https://news.example",
        "https://news.example:443/a",
        "http://news.example:80/",
        "http://news.example:080/",
        "http://news.example:70000/",
        "http://user@news.example/a",
        "http://news.example/a#part",
        "http://news.example/a/../b",
        "http://news.example/./a",
        "http://news.example/a/.",
        "http://news.example/%41",
        "http://news.example/%d8%a3",
        "http://news.example/a?b=1&amp;c=2",
        "http://news(.)example/a",
        "http://news.example/a(.)b",
        "http://news.example/a?",
        "http://news.example/a b",
        "http://news.example/a\n",
        "http://2130706433/",
        "http://127.1/",
        "http://192.0.2.300/",
        "http://192.0.02.3/",
        "http://[::1]/",
        f"http://{'a.' * 5}{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example/",
        "http://-news.example/",
        "http://news..example/",
        "https://news.example/a?utm_source=x",
        "https://news.example/a?b=1&fbclid=x",
        "https://web.archive.org/web/2020/http://news.example/",
        "https://bit.ly/abc",
        "https://tn.ai/3347314",
        "https://proxy.example/login?url=https://news.example/",
        "ftp://news.example/a",
        "http://news.example/\u0623",
    ],
)
def test_what_is_changed_or_remarkable_is_not_plain(url):
    assert not is_plain(url)


HOSTS = st.sampled_from(
    ["news.example", "www.news.example", "192.0.2.7", "bit.ly", "web.archive.org", "a.b.c.d.example",
     "t.co", "google.com", "news.example:8080", "x.translate.goog", "1.2.3.4.5", "a-.example"]
)  # fmt: skip
PIECES = st.text(alphabet="aZ09/.-_~%D8A(?&=#;:@!$*',+ é&amp;utm_source", max_size=30)


@given(scheme=st.sampled_from(["http", "https", "HTTP", "ftp"]), host=HOSTS, rest=PIECES)
def test_a_plain_address_has_nothing_to_change(scheme, host, rest):
    url = f"{scheme}://{host}/{rest}"
    if is_plain(url):
        assert has_nothing_to_change(url)


@given(url=st.text(alphabet="htps:/.abcA1%-?=&@_[]() ", max_size=40))
def test_no_text_is_plain_by_mistake(url):
    if is_plain(url):
        assert has_nothing_to_change(url)


def test_the_answer_does_not_change_when_many_hosts_were_asked():
    ask = plain_under(TABLES)
    assert ask("https://news.example/?id=1")
    for number in range(20_001):
        ask(f"https://h{number}.example/?id=1")
    assert ask("https://news.example/?id=1")
    assert not ask("https://news.example/?utm_source=1")


def test_a_long_address_that_fails_at_its_end_is_answered_at_once():
    assert not is_plain("https://news.example/" + "a" * 1_000_000 + " ")
    assert not is_plain("https://" + "a." * 100_000 + "/")
