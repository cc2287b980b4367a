from __future__ import annotations

from dataclasses import replace

import pytest

from sourcecheck.classify import classify, classify_url
from sourcecheck.model import Link, MatchStatus, NamedSource, VagueSource, WebSource, WorkSource
from sourcecheck.model.tables.urls import Pattern, Platform

HOSTS = [
    ("https://www.nordpress.example/a", "match", "nordpress.example", "GB"),
    ("https://en.nordpress.example/a", "match", "nordpress.example", "GB"),
    ("https://m.nordpress.example", "match", "nordpress.example", "GB"),
    ("https://zarenews.example/fa/1", "match", "zarenews.example/fa", "CZ"),
    ("https://zarenews.example/fable", "match", "zarenews.example", "US"),
    ("https://img.zare-cdn.example/1", "match", "zarenews.example", "US"),
    ("https://t.me/s/ZareNews/12", "match", "zarenews.example", "US"),
    ("https://web.archive.org/web/2020/https://nordpress.example/", "match", "nordpress.example", "GB"),
    ("https://tn.ai/1", "match", "sabahtan.example", "TR"),
    ("https://split.example/", "disputed", "split.example", ""),
    ("https://gov.example/x", "match", "gov.example", "GB"),
    ("https://city.gov.example/x", "unknown", "city.gov.example", ""),
    ("https://reut.rs/x", "unknown", "reuters.com", ""),
    ("https://bit.ly/x", "unknown", "", ""),
    ("https://archive.ph/AbCd1", "unknown", "", ""),
    ("https://t.me/somebody_else/1", "unknown", "telegram:somebody_else", ""),
    ("https://t.me/joinchat/abc", "unknown", "", ""),
    ("https://foo.blogspot.com/x", "unknown", "blogspot:foo", ""),
    ("https://blogspot.com/", "unknown", "", ""),
    ("https://www.youtube.com/watch?v=abc", "unknown", "", ""),
    ("https://mfa.gov.tr/x", "probable", "mfa.gov.tr", "TR"),
    ("https://cs.uni.ac.uk/x", "probable", "uni.ac.uk", "GB"),
    ("https://x.mil/", "probable", "x.mil", "US"),
    ("https://some.edu/", "unknown", "some.edu", ""),
    ("https://gazete.com.tr/x", "probable", "gazete.com.tr", "TR"),
    ("https://paper.co/x", "unknown", "paper.co", ""),
    ("https://paper.tv/x", "unknown", "paper.tv", ""),
    ("https://paper.com/x", "unknown", "paper.com", ""),
    ("https://пример.рф/x", "probable", "xn--e1afmkfd.xn--p1ai", "RU"),
    ("http://127.0.0.1/", "unknown", "127.0.0.1", ""),
    ("http://[::1]/", "unknown", "::1", ""),
    ("nonsense://x", "unknown", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("url", "status", "id_", "country"), HOSTS, ids=[row[0] for row in HOSTS])
def test_an_address_becomes_its_outlet_and_never_its_wrapper(url, status, id_, country, tables):
    found = classify_url(url, tables)
    assert (status, id_, country) == (found.status, found.id, found.country)
    assert found.because


def test_the_reasons_name_the_row_that_told(tables):
    found = classify_url("https://nordpress.example/", tables)
    assert found.because == (
        "nordpress.example is Nordpress (k.csv:1)",
        "country base: GB, says test (t.csv:1)",
        "ownership: private, says test (t.csv:1)",
    )


def test_the_controlling_country_is_reported_for_public_and_state_outlets(tables):
    found = classify_url("https://zarenews.example/", tables)
    assert (found.country, found.country_base, found.country_control) == ("US", "CZ", "US")
    assert found.country_focus == "IR"


def test_a_dispute_shows_both_claims_and_chooses_none(tables):
    found = classify_url("https://split.example/", tables)
    assert found.country == ""
    assert len(found.conflicts) == 2


def test_each_of_the_four_kinds_of_source_is_classified(tables):
    link = Link(
        printed="x", url="https://nordpress.example/", canonical="https://nordpress.example/"
    )
    sources = [
        WebSource(printed="x", link=link),
        NamedSource(printed="Nordpress", name="Nordpress"),
        WorkSource(printed="Nordpress report", name="Nordpress report"),
    ]
    assert [classify(each, tables).id for each in sources] == ["nordpress.example"] * 3
    vague = classify(VagueSource(printed="خبراء"), tables)
    assert vague.status is MatchStatus.UNKNOWN


def test_the_articles_language_orders_candidates_and_decides_nothing(tables):
    source = NamedSource(printed="الفجر", name="الفجر")
    plain = classify(source, tables)
    french = classify(source, tables, article_language="fr")
    assert [each.id for each in plain.candidates] == ["alfajrtoday.example", "fajrtn.example"]
    assert [each.id for each in french.candidates] == ["fajrtn.example", "alfajrtoday.example"]
    assert french.status is MatchStatus.AMBIGUOUS
    assert french.country == ""


@pytest.mark.parametrize(
    "url",
    [
        "https://archive.ph/wip/AbCd1",
        "https://archive.ph",
        "https://wsrv.nl/?w=300",
        "https://clck.ru",
        "https://somebody.trib.al/abc",
        "https://0-www.paper.example.library.uni.edu.tr/a",
    ],
)
def test_the_ending_of_who_shows_pages_of_others_never_votes(url, tables):
    assert classify_url(url, tables).country == ""


def test_a_reader_on_a_known_outlets_host_is_not_the_outlet(tables):
    blogs = Platform(
        name="nord-blogs", path=Pattern(""), subdomain=True, told_by="urls/platforms.csv:1"
    )
    forum = Platform(
        name="nord", path=Pattern(r"/users/(\w+)"), subdomain=False, told_by="urls/platforms.csv:2"
    )
    platforms = {"blog.nordpress.example": (blogs,), "nordpress.example": (forum,)}
    urls = replace(tables.urls, platforms={**tables.urls.platforms, **platforms})
    tables = replace(tables, urls=urls)
    expected = {
        "https://somebody.blog.nordpress.example/1": ("nord-blogs:somebody", ""),
        "https://blog.nordpress.example/": ("", ""),
        "https://nordpress.example/users/somebody": ("nord:somebody", ""),
        "https://nordpress.example/a": ("nordpress.example", "GB"),
    }
    found = {url: classify_url(url, tables) for url in expected}
    assert {url: (each.id, each.country) for url, each in found.items()} == expected
