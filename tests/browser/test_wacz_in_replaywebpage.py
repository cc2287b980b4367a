"""ReplayWeb.page plays what is exported: another program, which knows only the specification."""

from __future__ import annotations

from datetime import timedelta

import pytest
from archive_cases import NOON, answer, exchange
from oracles import PLAYER, wanted
from wacz_cases import (
    AGAIN,
    ARABIC,
    ARABIC_TEXT,
    ARABIC_TITLE,
    GONE,
    OLD,
    PERSIAN_TEXT,
    PERSIAN_TITLE,
    REPEATED,
    kept_archive,
    looks,
    means,
)
from wacz_player import playing

from sourcecheck.archive.index import same_page
from sourcecheck.archive.wacz.choosing import Choice
from sourcecheck.archive.wacz.exporting import export
from sourcecheck.archive.wacz.signing import Signer

pytestmark = pytest.mark.browser

ENCODED = same_page(ARABIC)


def more_looks():
    """Enough for several blocks of the index, with addresses that sort in awkward ways."""
    yield from looks()
    for n in range(800):
        for end in ("/", "", "-x", ".html"):
            page = f"<title>{n}{end}</title><p>page".encode()
            url = f"http://many.example/{n:04d}{end}"
            yield [exchange(url, 100 + n / 60, response=answer(page))], page


@pytest.fixture(scope="module")
def player(tmp_path_factory, browser):
    wanted(PLAYER / "sw.js")
    folder = tmp_path_factory.mktemp("wacz")
    shelf, index = kept_archive(folder / "archive", more_looks)
    signer = Signer.open(folder / "key.pem", "sourcecheck 1.2.3")
    created = NOON + timedelta(days=1)
    export(folder / "all.wacz", shelf, index, Choice(), means(sign=signer, created=created))
    with playing(folder / "all.wacz", browser) as opened:
        yield opened


def test_an_arabic_page_plays_with_its_letters_its_style_and_its_picture(player):
    frame = player.open(ENCODED, "20250704120100")
    assert frame.title() == ARABIC_TITLE
    assert frame.inner_text("#text") == ARABIC_TEXT
    assert frame.evaluate("getComputedStyle(document.getElementById('head')).color") == (
        "rgb(1, 2, 3)"
    )
    assert frame.evaluate("document.getElementById('dot').naturalWidth") == 8
    assert frame.evaluate("document.documentElement.dir") == "rtl"
    assert player.site.ranges > 3


def test_a_redirect_is_followed_to_the_page_it_led_to(player):
    assert player.open(OLD, "20250704120500", end=ENCODED).title() == ARABIC_TITLE


@pytest.mark.parametrize(
    ("url", "ts", "title", "words"),
    [
        (REPEATED, "20250704130000", ARABIC_TITLE, ARABIC_TEXT),
        (AGAIN, "20250704130100", PERSIAN_TITLE, PERSIAN_TEXT),  # chunked and gzipped
        (GONE, "20250704120600", "الصفحة غير موجودة", "404"),
        ("http://many.example/0256/", "20250704134416", "256/", "page"),
        ("http://many.example/0256", "20250704134416", "256", "page"),
        ("http://many.example/0511.html", "20250704134831", "511.html", "page"),
        ("http://many.example/0799/", "20250704135319", "799/", "page"),
    ],
)
def test_revisits_error_pages_and_the_far_ends_of_the_index_play(player, url, ts, title, words):
    frame = player.open(url, ts)
    assert frame.title() == title
    assert words in frame.inner_text("body")


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("الرصيف", [ARABIC_TITLE] * 3),  # in the text of a page, of its redirect, of its copy
        ("بندر", [PERSIAN_TITLE] * 2),
    ],
)
def test_pages_are_found_by_words_of_their_text(player, words, titles):
    assert player.finds(words) == titles


def test_the_player_finds_the_signature_right(player):
    player.open(ENCODED, "20250704120100")
    said = player.checked()
    assert said["software"] == "sourcecheck 1.2.3"
    assert said["numValid"] == 1  # the signature; of digests it checks none unless told to
