from __future__ import annotations

import pytest

from sourcecheck.data.load_pages import load_pages
from sourcecheck.model.tables.pages import PlaceKind
from sourcecheck.verify.addresses import (
    has_own_host,
    is_deep,
    is_home,
    is_section_of,
    place_of,
    same_address,
    words_of,
)

HOMES = [
    ("https://a.example", True, False),
    ("https://a.example/ar/", True, False),
    ("https://a.example/index.php", True, False),
    ("https://a.example/?utm_source=x1", True, False),
    ("https://a.example/?p=123", False, True),
    ("https://a.example/news", False, False),
    ("https://a.example/news/port", False, True),
    ("https://a.example/port-opens", False, True),
    ("https://a.example/fa/story12", False, True),
    ("nonsense", False, False),
]


@pytest.mark.parametrize(("url", "home", "deep"), HOMES)
def test_front_pages_and_deep_links_are_told_apart(url, home, deep):
    assert (is_home(url, load_pages()), is_deep(url, load_pages())) == (home, deep)


SAME = [
    ("http://a.example/b", "https://www.a.example/b/", True),
    ("https://a.example/B", "https://a.example/b", True),
    ("https://a.example/b#c", "https://a.example/b", True),
    ("https://a.example/b/index.html", "https://a.example/b", True),
    ("https://a.example/ar/b", "https://a.example/b", True),
    ("https://a.example/b?c=1", "https://a.example/b", False),
    ("https://a.example/b", "https://b.example/b", False),
    ("nonsense", "nonsense", True),
    ("nonsense", "https://a.example/", False),
]


@pytest.mark.parametrize(("one", "other", "same"), SAME)
def test_small_differences_are_no_other_place(one, other, same):
    assert same_address(one, other) is same


SECTIONS = [
    ("https://a.example/news", "https://a.example/news/port-opens", True),
    ("https://a.example/story-12", "https://a.example/story-12/amp", False),
    ("https://a.example/news", "https://b.example/news/port-opens", False),
    ("https://a.example/2025", "https://a.example/2025/port-opens", False),
    ("https://a.example/", "https://a.example/news/port-opens", False),
    ("https://a.example/news", "nonsense", False),
]


@pytest.mark.parametrize(("final", "cited", "section"), SECTIONS)
def test_a_section_is_what_the_cited_page_stood_in(final, cited, section):
    assert is_section_of(final, cited) is section


OWN = [
    ("https://arabfund.example/", "https://a.example/arab-fund", True),
    ("https://a.example/", "https://a.example/arab-fund", False),
    ("https://other.example/", "https://a.example/arab-fund", False),
    ("nonsense", "https://a.example/arab-fund", False),
]


@pytest.mark.parametrize(("final", "cited", "own"), OWN)
def test_a_page_that_got_a_host_of_its_own_is_known_by_its_name(final, cited, own):
    assert has_own_host(final, cited) is own


def test_what_is_no_address_is_in_no_table():
    assert place_of("nonsense", PlaceKind.LOGIN, load_pages()) is None


WORDS = [
    ("https://a.example/News/Port-Opens_2", False, " news port opens 2 "),
    ("https://a.example/News/Port-Opens_2/", True, " port opens 2 "),
    ("https://a.example/%D8%AE%D8%A8%D8%B1", False, " خبر "),
    ("nonsense", False, "  "),
]


@pytest.mark.parametrize(("url", "last", "words"), WORDS)
def test_the_words_of_an_address_are_read_as_a_person_reads_them(url, last, words):
    assert words_of(url, last=last) == words
