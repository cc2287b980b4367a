"""Addresses as services wrap them, and the page inside; an empty cell = only the service knows."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from sourcecheck.classify import classify_url
from sourcecheck.classify.domains import _ANOTHER
from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.data.load_urls import load_urls
from sourcecheck.urls.canonical import link

CASES = Path(__file__).with_name("cases") / "wrapped.csv"
ROWS = [tuple(row) for row in csv.reader(CASES.read_text("utf-8").splitlines()[1:])]


@pytest.mark.parametrize(("wrapped", "inner"), ROWS, ids=[row[0] for row in ROWS])
def test_the_page_inside_a_wrapper_is_found_or_left_unknown(wrapped, inner):
    if inner:
        assert link(wrapped, load_urls()).canonical == inner
    else:
        found = classify_url(wrapped, load_outlets())
        assert (found.status, found.country) == ("unknown", "")


def test_a_page_in_a_wrapper_is_classified_as_if_it_stood_alone():
    alone = classify_url("https://tass.ru/politika/1", load_outlets())
    for wrapped in (
        "https://web.archive.org/web/2024/https://tass.ru/politika/1",
        "https://tass-ru.translate.goog/politika/1?_x_tr_sl=ru",
        "https://www.google.com/amp/s/tass.ru/politika/1",
    ):
        assert classify_url(wrapped, load_outlets()).id == alone.id == "tass.ru"


def test_a_wrapper_on_any_host_is_never_taken_for_a_plain_page():
    for wrapper in load_urls().hostless:
        seen = re.search(r"url=|https\?(?::|\(\?::\|%3A\))", wrapper.path.text)
        assert seen, "domains._ANOTHER must see what this row sees"
    assert _ANOTHER.search("/login?qurl=x")
    found = classify_url("https://tass.ru/login?url=https://ria.ru/1", load_outlets())
    assert found.id == "ria.ru"


@pytest.mark.parametrize(
    "wrapped",
    [
        "https://reader.example/https://tass.ru/politika/1",
        "https://exit.example/?https://tass.ru/politika/1",
        "https://site.example/share.php?url=https%3A%2F%2Ftass.ru%2Fpolitika%2F1&t=x",
        "https://chat.example/compose?text=see%20https%3A%2F%2Ftass.ru%2Fpolitika%2F1",
        "https://any.example/unsafe/300x200/https://tass.ru/p.jpg",
        "https://any.example/bitrix/rk.php?id=1&goto=https%3A%2F%2Ftass.ru%2Fp",
        "https://any.example/x/redirect.php?to=https://tass.ru/p",
        "https://any.example/?url=https://tass.ru/p",
    ],
)
def test_an_address_inside_a_strange_one_says_whose_it_is_and_never_what_is_fetched(wrapped):
    found = classify_url(wrapped, load_outlets())
    assert (found.id, found.country) == ("tass.ru", "RU")
    assert "from " in found.because[0]
    assert link(wrapped, load_urls()).canonical == wrapped


def test_an_address_inside_a_known_outlets_own_page_is_no_wrapper():
    found = classify_url("https://ria.ru/share?url=https://tass.ru/1", load_outlets())
    assert found.id == "ria.ru"


def test_addresses_inside_one_another_without_end_are_left_unknown():
    deep = "https://b.example/?url=https://a.example/?url=" * 800
    assert (
        classify_url(f"https://c.example/?url={deep}https://tass.ru/1", load_outlets()).country
        == ""
    )
