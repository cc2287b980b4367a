"""Addresses inside addresses, and what archives take for one page."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcecheck.urls.forms import form, gist

ONE = "https://news.example/2025/Dam?b=2&a=1"


@pytest.mark.parametrize(
    "other",
    [
        "http://news.example/2025/dam?b=2&a=1",
        "https://www.news.example/2025/dam?a=1&b=2",
        "https://www2.news.example/2025/dam/?a=1&b=2",
        "http://NEWS.example:80/2025/dam?a=1&b=2#part",
        "news.example:443/2025/dam?a=1&b=2",
        "https://news.example/2025/d%61m?a=1&b=2",
    ],
)
def test_ways_of_writing_an_address_are_one_page(other):
    assert gist(other) == gist(ONE)


@pytest.mark.parametrize(
    "other",
    [
        "https://news.example/2025/dams?a=1&b=2",
        "https://news.example/2025?a=1&b=2",
        "https://news.example/2025/dam?a=1",
        "https://news.example/2025/dam/a/1/b/2",
        "https://other.example/2025/dam?a=1&b=2",
        "https://news.example:8080/2025/dam?a=1&b=2",
        "",
    ],
)
def test_another_page_is_another_page(other):
    assert gist(other) != gist(ONE)


def test_letters_beyond_ascii_are_the_same_however_they_are_written():
    assert gist("https://a.example/السد") == gist("https://a.example/%D8%A7%D9%84%D8%B3%D8%AF")


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), min_size=1))
def test_a_form_is_read_as_it_was_written(pairs):
    kept = [(name, value) for name, value in pairs if name.isprintable() and value.isprintable()]
    assert parse_qsl(form(kept)) == kept
