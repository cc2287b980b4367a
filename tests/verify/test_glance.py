from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from verify_cases import URL, look, verdict

from sourcecheck.data.load_pages import load_pages
from sourcecheck.testing import pages as texts
from sourcecheck.verify.glance import glance
from sourcecheck.verify.ordinary import enough_words
from sourcecheck.verify.page import read_page
from sourcecheck.verify.runs import start_of

WORDS = ["harbour", "council", "road", "winter", "market", "bridge", "paper", "window"]
LONG = " ".join(random.Random(1).choices(WORDS, k=320))
ARABIC = " ".join(["أعلنت البلدية خطة لإصلاح شبكة المياه في الأحياء القديمة"] * 40)


def document(body: str = f"<p>{LONG}</p>", title: str = "Harbour opens", head: str = "") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def glanced(html: str | bytes, *, fragment: bool = False):
    body = html if isinstance(html, bytes) else html.encode()
    return glance(body, "text/html", "utf-8", wanted_fragment=fragment, pages=load_pages())


def same_verdict(html: str | bytes) -> bool:
    """Judge a page both ways; a page that is not glanced at is judged in one way only."""
    body = html if isinstance(html, bytes) else html.encode("utf-8", "surrogatepass")
    found = glanced(body)
    if found is None:
        return True
    whole = read_page(body, "text/html", "utf-8", URL)
    assert found.words <= whole.words
    return verdict(look(200, found)) == verdict(look(200, whole))


PLAIN = [
    document(),
    document(title="افتتاح الميناء", body=f"<h1>افتتاح</h1><p>{ARABIC}</p>"),
    document(head="<script>if (a<b) { x='<p>'; }</script><style>p{}</style><!-- <p> -->"),
    document(f'<div class="a" data-x=1>{LONG}</div><svg><path d="M0 0"/></svg>'),
    document(f"<noscript><img src=a></noscript><p>{LONG}</p>"),
    document(f"<p>{LONG}</p><h1>Harbour</h1>"),
    document(f'<h1 class="t">A <em>new</em> <span>pier</span></h1><p>{LONG}</p>'),
    document(head='<script type="application/ld+json">{"isAccessibleForFree": true}</script>'),
    document(f'<a href="/x" title="it\'s">{LONG}</a>'),
    document(head="<style>" + "p { margin: 0 } " * 900 + "</style>"),
    document(f"<ul>{'<li class=x><a href=/s>s</a></li>' * 300}</ul><h1>Harbour</h1><p>{LONG}</p>"),
]


@pytest.mark.parametrize("html", PLAIN)
def test_an_ordinary_long_page_is_told_at_a_glance_and_judged_alike(html):
    assert glanced(html) is not None
    assert same_verdict(html)


LEFT = [
    document("<p>few words</p>"),
    document().replace("</title>", "</title<b>"),
    document().replace("</title>", "</titles>"),
    document().replace("<title>", "<title<b>"),
    document(f"<script></script<b><p>{LONG}</p></script>"),
    document(title="Page not found"),
    document(title="404"),
    document(f"<h1>Page <b>not</b> found</h1><p>{LONG}</p>"),
    document(f"<p>{LONG}</p><h1>Page not found</h1>"),
    document(f"<p>{LONG}</p>" + "<h1>Harbour</h1>" * 9),
    document(f"<h1><div>Harbour</div></h1><p>{LONG}</p>"),
    document(title="Casino bonus, online slots, free spins"),
    document(head='<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'),
    document(head='<meta property="article:content_tier" content="locked">'),
    document(f"<div hidden><p>{LONG}</p></div>"),
    document(f"<div HIDDEN=until-found><p>{LONG}</p></div>"),
    document(f"<template><p>{LONG}</p></template>"),
    document(f"<noscript><p>{LONG}</p></noscript>"),
    document(f"<noscript><div></noscript><p>{LONG}</p>"),
    document(f"<!-- <p>{LONG}</p> -->"),
    document(f"<!-- a --!><script>//--><p>{LONG}</p></script>"),
    document(f"<script>document.write('<p>{LONG}</p>')</script>"),
    document(f"<script><!-- <script> </script><p>{LONG}</p></script>"),
    document(f"<textarea><p>{LONG}</p></textarea>"),
    document(f'<div data-html="<p>{LONG}</p>"></div>'),
    document(f"<div data-html='<p>{LONG}</p>'></div>"),
    document(f'<div data-html="a > {LONG}"></div>'),
    document(f'<div class="a><p>{LONG}</p></div>'),
    document(f'<div x" y="><p>{LONG}</p>">'),
    document("<p>" + "&nbsp; " * 400),
    document("<p>" + "\u00a0 " * 400),
    document("<p>" + "\u2003 " * 400),
    document("<p>" + "a" + " " * 3000 + "b"),
    document(f"<math><annotation>{LONG}</annotation></math>"),
    f"<frameset><frame src=a></frameset><p>{LONG}",
    document().encode("utf-16"),
    b"\xef\xbb\xbf" + document().encode(),
    document(body=f"<p>{ARABIC}</p>").encode("windows-1256"),
]


@pytest.mark.parametrize("html", LEFT)
def test_a_page_that_some_rule_might_speak_of_is_left_to_the_parser(html):
    assert glanced(html) is None


PLAINEST = [
    *PLAIN[:2],
    PLAIN[4].replace("<noscript><img src=a></noscript>", ""),
    PLAIN[7],
    PLAIN[8],
    PLAIN[9],
]


@pytest.mark.parametrize("html", PLAINEST)
def test_a_page_in_plain_markup_is_read_in_runs(html):
    assert start_of(html.encode(), enough_words(load_pages())) is not None


@pytest.mark.parametrize("html", LEFT)
def test_what_is_left_to_the_parser_is_not_told_from_runs(html):
    body = html if isinstance(html, bytes) else html.encode()
    assert glanced(body) is None


RUNS = [
    "<p>" + "one two three " * 80,
    "<p>" + "one\n two\t three\r\n" * 80,
    "<p>" + "one &nbsp; " * 240,
    "<p>" + "one \u00a0 " * 240,
    "<script>" + "one two three " * 80 + "</script><p>" + "a b " * 150,
    "<p>one two three four <b>five</b> six seven eight nine</p>" * 60,
]


@pytest.mark.parametrize("html", RUNS)
def test_words_of_a_run_are_counted_low(html):
    body = f"<title>a</title>{html}".encode()
    found = start_of(body, 100)
    assert 100 <= found.words <= read_page(body, "text/html", "utf-8", URL).words


def test_words_of_scripts_and_comments_are_no_words_of_a_run():
    hidden = "one two three " * 80
    body = (
        f"<title>a</title><script>{hidden}</script><!-- {hidden} --><style>{hidden}</style><p>a b"
    )
    assert start_of(body.encode(), 20) is None


def test_a_link_to_a_place_in_the_page_wants_the_whole_page():
    assert glanced(document(), fragment=True) is None


@pytest.mark.parametrize("media_type", ["application/pdf", "text/plain", "", "application/json"])
def test_only_what_is_declared_a_page_is_glanced_at(media_type):
    body = document().encode()
    found = glance(body, media_type, wanted_fragment=False, pages=load_pages())
    assert found is None


SCRIPTED = [
    *(texts.story(language) for language in texts.STORIES),
    *(texts.gone(language) for language in texts.GONE),
    *(texts.home(language) for language in texts.STORIES),
    texts.about_missing_pages(), texts.paywall(), texts.login(), texts.consent(), texts.shell(),
    texts.challenge(), texts.proof_of_work(), texts.captcha(), texts.suspended(), texts.default(),
    texts.parked("news.example"),
]  # fmt: skip


@pytest.mark.parametrize("html", SCRIPTED)
def test_the_pages_of_the_scripted_web_are_judged_alike(html):
    assert same_verdict(html)
    assert same_verdict(html.replace("</body>", f"<p>{LONG}</p></body>"))


PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<div>", "</div>", '<div class="a b">', "<div hidden>", "<!--", "-->", "<script>",
        "</script>", "<noscript>", "</noscript>", "<svg>", "</svg>", "<template>", "</template>", "<style>",
        "</style>", "<h1>", "</h1>", "<h1 class='x'>", "<title>", "</title>", "<textarea>", "</textarea>",
        "<b>", "</b>", "<a href='/x'>", "</a>", "<br>", "<br/>", "Page not found", "This page is unavailable", "404", "for sale",
        "casino bonus online slots free spins", "account suspended", "&nbsp; " * 40, "\u00a0 " * 40,
        '"', "'", "<", ">", "=", "hidden", "<p hidden=x>", "<H1>", "</H1>", "<body>", "</body>", "<img alt='a>b'>",
        '<i x="', "--!>", "<select><option>", "</select>", LONG, LONG[:900], "سلام دنیا " * 30, " ",
        "<table><tr><td>", "</table>", "<iframe>", "</iframe>", "<meta name=robots content=noindex>",
        '<script type="application/ld+json">{"isAccessibleForFree":false}</script>', "<!doctype html>",
        "<p hidden>", "<p class='a' hidden>", "<i aria-hidden=true>", "<i data-x='hidden'>", "<p>" + "a &nbsp; b " * 60,
        "<a title='x > y'>", "<title >", "<script async src='/a.js'></script>", "<style>p{}</style>", "<!-- note -->",
        "<script>if (a<b) {}</script>", "<!---->", "<!-->", "<!--->", "<plaintext>", "<xmp>", "<object>", "<math>", "\n\t  ",
        "<p>" + "word  \n" * 250, "<html lang=en>", "<head>", "</head>", "<body class=x>", "<link rel=icon href=/a/>", "<p/>",
        "<input type=password>", "<form action=/login>", "<h2>", "</h2>", "<li>", "<SCRIPT>", "</SCRIPT>",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, min_size=1, max_size=25))
def test_whatever_a_page_is_made_of_it_is_judged_alike(pieces):
    assert same_verdict("".join(pieces))
    assert same_verdict(document("".join(pieces) + f"<p>{LONG}</p>"))
    assert same_verdict(document(f"<p>{LONG}</p>" + "".join(pieces)))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(PLAIN), st.lists(st.tuples(st.floats(0, 1), PIECES), max_size=4), st.booleans()
)
def test_a_page_with_a_few_marks_changed_is_judged_alike(html, changes, dropped):
    for place, piece in changes:
        at = int(place * len(html))
        html = html[:at] + piece + html[at + (len(piece) if dropped else 0) :]
    assert same_verdict(html)
