from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from verify_cases import URL, look

from sourcecheck.data.load_pages import load_pages
from sourcecheck.model import Failure, PageFacts
from sourcecheck.verify.linkstate import Circumstances, decide
from sourcecheck.verify.ordinary import enough_words, is_ordinary
from sourcecheck.verify.rules.base import Context
from sourcecheck.verify.rules.walls import AS_BROWSER

PAGES = load_pages()
ENOUGH = enough_words(PAGES)
TITLES = [
    "Harbour opens", "", "404", "Page not found", "الصفحة غير موجودة", "Access denied", "Just a moment...",
    "Log in", "Subscribe to read", "This domain is for sale", "Account suspended", "hosting",
    "Casino bonus, online slots, free spins", "Site under maintenance", "Welcome to nginx!",
    "The story of the page not found error", "Not available in your country", "We value your privacy",
]  # fmt: skip
TEXTS = [
    *TITLES,
    "Enable JavaScript",
    "the domain is for sale",
    "you have reached your free articles",
]
URLS = [
    URL, f"{URL}#main", f"{URL}#", "https://news.example/a.pdf", "https://news.example/A.PDF?x=1",
    "https://news.example/", "https://news.example/page-not-found", "https://sedoparking.com/x",
]  # fmt: skip
HEADERS = [
    (), (("server", "cloudflare"), ("content-type", "text/html")), (("cf-mitigated", "challenge"),),
    (("x-sucuri-block", "XSS"),), (("x-amzn-waf-action", "challenge"),),
]  # fmt: skip
PAGE = st.builds(
    PageFacts,
    title=st.sampled_from(TITLES), h1=st.sampled_from(TITLES), text=st.sampled_from(TEXTS),
    words=st.sampled_from([0, 10, 59, 149, ENOUGH - 1, ENOUGH, ENOUGH + 40, 500, 3000]),
    links=st.sampled_from([0, 40]), outside_links=st.sampled_from([0, 40]), scripts=st.sampled_from([0, 9]),
    password_fields=st.sampled_from([0, 1]), paywalled=st.booleans(), noindex=st.booleans(),
    refresh=st.sampled_from(["", "/x"]), script_redirect=st.sampled_from(["", "/x"]),
    ids=st.sampled_from([(), ("main",)]), published=st.sampled_from(["", "2024-01-01"]),
    pictures=st.sampled_from([0, 9]), script_text=st.sampled_from(["", "location='/x'", "_cf_chl_opt"]),
    assets=st.sampled_from([(), ("https://sedoparking.com/frame",), ("/login",), ("/cdn-cgi/challenge-platform",)]),
)  # fmt: skip
LOOK = st.builds(
    look,
    st.sampled_from([200, 200, 200, 200, 202, 204, 304, 403, 404, None]),
    PAGE,
    media_type=st.sampled_from(["text/html", "", "text/plain", "application/json"]),
    failure=st.sampled_from([None, None, None, Failure.TOO_LARGE, Failure.TRUNCATED]),
    truncated=st.sampled_from(["", "", "", "length", "time", "unread"]),
    body_size=st.sampled_from([5000, 5000, 0]),
    headers=st.sampled_from(HEADERS),
    vantage=st.sampled_from(["local", "local", AS_BROWSER]),
    to=st.sampled_from([(), (), ((301, "https://news.example/"),)]),
)
AROUND = st.builds(
    Circumstances,
    short_link=st.booleans(),
    resolver_works=st.booleans(),
    shared_landings=st.sampled_from([frozenset(), frozenset({URL})]),
)


@settings(max_examples=1500, deadline=None)
@given(LOOK, st.sampled_from(URLS), AROUND)
def test_of_what_is_called_ordinary_every_rule_but_the_last_is_silent(check, url, around):
    if is_ordinary(url, check, PAGES):
        name, ruling = decide(check, Context(url=url, pages=PAGES, around=around))
        assert (name, ruling.because, ruling.confidence) == ("alive", ("answered 200",), 1.0)


def test_an_ordinary_page_is_called_so():
    assert is_ordinary(URL, look(200, PageFacts(title="Harbour opens", words=ENOUGH)), PAGES)


UNUSUAL = [
    look(404, PageFacts(title="Harbour", words=ENOUGH)),
    look(200, PageFacts(title="Harbour", words=ENOUGH - 1)),
    look(200, PageFacts(title="Page not found", words=ENOUGH)),
    look(200, PageFacts(h1="Log in", words=ENOUGH)),
    look(200, PageFacts(title="Harbour", words=ENOUGH, paywalled=True)),
    look(200, PageFacts(title="Harbour", words=ENOUGH), headers=HEADERS[2]),
    look(200, PageFacts(title="Harbour", words=ENOUGH), failure=Failure.TRUNCATED),
    look(200, PageFacts(title="Harbour", words=ENOUGH), truncated="length"),
    look(200, PageFacts(title="Harbour", words=ENOUGH), to=((301, "https://news.example/"),)),
    look(200, PageFacts(title="Harbour", words=ENOUGH), vantage=AS_BROWSER),
    look(200, PageFacts(title="Harbour", words=ENOUGH), body_size=0),
]


@pytest.mark.parametrize("check", UNUSUAL)
def test_what_a_rule_may_speak_of_is_left_to_the_rules(check):
    assert not is_ordinary(URL, check, PAGES)


@pytest.mark.parametrize("url", ["https://news.example/report.pdf", f"{URL}#conclusions"])
def test_an_address_of_a_file_or_of_a_place_is_left_to_the_rules(url):
    assert not is_ordinary(url, look(200, PageFacts(title="Harbour", words=ENOUGH)), PAGES)
