from __future__ import annotations

from datetime import UTC, datetime

import pytest
from verify_cases import URL, look, page, state

from sourcecheck.data.load_pages import load_pages
from sourcecheck.verify.addresses import joined_address
from sourcecheck.verify.following import followed, leads_to, sibling_of

JOINED = [
    ("https://a.example/b/c?d", "/x", "https://a.example/x"),
    ("https://a.example/b/c?d", "x", "https://a.example/b/x"),
    ("https://a.example/b/c?d", "../x", "https://a.example/x"),
    ("https://a.example/b/c?d", "?y=1", "https://a.example/b/c?y=1"),
    ("https://a.example/b/c", "//b.example/", "https://b.example/"),
    ("http://a.example:8080/b", "c", "http://a.example:8080/c"),
    ("https://a.example/", "https://b.example/خبر", "https://b.example/%D8%AE%D8%A8%D8%B1"),
    ("https://a.example/", "javascript:alert(1)", ""),
    ("nonsense", "/x", ""),
]


@pytest.mark.parametrize(("base", "target", "address"), JOINED)
def test_an_address_is_resolved_against_its_page(base, target, address):
    assert joined_address(base, target) == address


def wordless(**fields):
    return look(200, page("Moved", 1, text="here", **fields))


def test_a_wordless_page_leads_on_and_is_judged_by_where_it_leads():
    first = wordless(refresh="/2025/07/new-place")
    target = leads_to(first, load_pages())
    assert target == "https://news.example/2025/07/new-place"
    whole = followed(first, look(url=target))
    assert (whole.observation.url, whole.observation.hops[0].how) == (URL, "meta")
    assert whole.observation.at == first.observation.at
    assert state(whole) == "alive"


NOT_LED = [
    look(200, page(refresh="/other")),
    wordless(refresh="/2025/07/port-opens"),
    wordless(),
    look(404, page("Moved", 1, refresh="/other")),
]


@pytest.mark.parametrize("seen", NOT_LED)
def test_other_pages_lead_nowhere(seen):
    assert leads_to(seen, load_pages()) == ""


def test_a_page_that_leads_home_by_refresh_is_not_found():
    first = wordless(refresh="/")
    whole = followed(first, look(url="https://news.example/"))
    assert state(whole) == "soft_404"


SIBLINGS = [
    ("https://a.example/2025/07/port-opens", "https://a.example/2025/07/qzx"),
    ("https://a.example/news/port.html", "https://a.example/news/qzx.html"),
    ("https://a.example/port-opens/", "https://a.example/qzx"),
    ("https://a.example/news/", ""),
    ("https://a.example/", ""),
    ("https://a.example/?p=123", ""),
    ("nonsense", ""),
]


@pytest.mark.parametrize(("url", "sibling"), SIBLINGS)
def test_a_sibling_stands_in_the_same_directory(url, sibling):
    assert sibling_of(url, "qzx", load_pages()) == sibling


def test_a_password_in_a_refresh_is_told_nobody():
    from sourcecheck.model import Check, Observation, PageFacts
    from sourcecheck.verify.following import followed

    at = datetime(2026, 11, 21, tzinfo=UTC)
    first = Check(
        observation=Observation(url="http://a.example/", at=at, final_url="http://a.example/"),
        page=PageFacts(refresh="http://desk:secret@b.example/"),
    )
    there = Observation(url="http://b.example/", at=at, final_url="http://b.example/", status=200)
    hops = followed(first, Check(observation=there)).observation.hops
    assert [hop.location for hop in hops] == ["http://b.example/"]
