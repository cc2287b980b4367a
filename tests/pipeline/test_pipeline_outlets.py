"""Who published what an article cites: asked again once the pages were seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pipeline_tools import NOON, PAGE, Answer, tools, web

from sourcecheck.model import Document, MatchStatus
from sourcecheck.pipeline import audit

SHORT, MIRROR, KNOWN = "https://bit.ly/x", "https://mirror.example/n", "https://www.reuters.com/n"
ARTICLE = """The town mends its pipes

The work went on in the first street. [1]

Sources:
[1] {}
"""


def page(head: str) -> bytes:
    return PAGE.format("wells").replace("</title>", f"</title>{head}").encode()


async def outlet_of(url: str, answer: Answer, **more):
    text = ARTICLE.format(url)
    document = Document(origin="a.txt", body=text.encode(), read_at=NOON)
    done = await audit(document, tools(web(answers={url: [answer]}), **more))
    (source,) = next(line for line in done.lines if line.citation.note).sources
    return source.outlet, [each.code for each in done.findings]


NAMED = '<meta property="og:site_name" content="Reuters">'


@pytest.mark.parametrize("glances", [False, True])
async def test_a_page_in_no_table_is_known_by_what_it_calls_itself(glances):
    found, codes = await outlet_of(MIRROR, Answer(body=page(NAMED)), glances=glances)
    assert (found.id, found.country, found.status) == ("reuters.com", "GB", MatchStatus.PROBABLE)
    assert "SC803" in codes
    assert "SC801" not in codes


async def test_what_is_only_probable_is_told_by_the_address_that_was_cited():
    text = ARTICLE.format(MIRROR)
    document = Document(origin="a.txt", body=text.encode(), read_at=NOON)
    done = await audit(document, tools(web(answers={MIRROR: [Answer(body=page(NAMED))]})))
    (told,) = [each for each in done.findings if each.code == "SC803"]
    assert told.args[:2] == ("mirror.example", "Reuters")
    assert told.args[2].startswith("the page calls itself “Reuters”")


async def test_a_short_link_is_of_the_outlet_it_leads_to():
    found, _ = await outlet_of(SHORT, Answer(body=page(""), location=KNOWN))
    assert (found.id, found.because[0]) == ("reuters.com", "bit.ly led to reuters.com")


async def test_a_short_link_to_a_page_that_turns_us_away_is_of_that_outlet_too():
    found, _ = await outlet_of(SHORT, Answer(status=403, location=KNOWN))
    assert found.id == "reuters.com"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=404, body=page(NAMED)),
        Answer(status=403, body=page(NAMED)),
        Answer(status=200, body=b"<title>Domain for sale</title>" + NAMED.encode() + b"<p>Buy this domain"),
    ],
)  # fmt: skip
async def test_a_page_that_is_gone_or_refused_says_nothing_of_its_publisher(answer):
    found, _ = await outlet_of(MIRROR, answer)
    assert (found.id, found.country) == ("mirror.example", "")


async def test_what_was_published_first_elsewhere_is_told():
    head = '<link rel="canonical" href="https://www.lemonde.fr/n">'
    found, codes = await outlet_of(KNOWN, Answer(body=page(head)))
    assert (found.id, found.original.id) == ("reuters.com", "lemonde.fr")
    assert "SC806" in codes


async def test_a_label_holds_on_the_article_s_day_only():
    made = tools(web(answers={}))
    outlets = made.tables.outlets
    rated = next(
        outlet
        for outlet in outlets.outlets.values()
        if any(c.property == "editorial_control" and c.valid_from for c in outlet.claims)
        and any(key.startswith("host:") for key in outlet.keys)
    )
    host = next(key.removeprefix("host:") for key in rated.keys if key.startswith("host:"))
    html = (
        "<html><head><title>Pipes</title><meta property='article:published_time'"
        " content='{}-05-01T00:00:00Z'></head><body><article><h1>Pipes</h1><p>The work went on in"
        " the first street, said the <a href='https://{}/n'>report on it</a>, and slower in the"
        " second one, as everybody could see who walked there.</p></article></body></html>"
    )
    for year, told in (("2009", True), ("2026", False)):
        document = Document(
            origin="a.html",
            body=html.format(year, host).encode(),
            read_at=NOON,
            media_type="text/html",
        )
        done = await audit(document, replace(made, fetcher=web(answers={})))
        found = next(part.outlet for line in done.lines for part in line.sources if part.outlet.id)
        assert bool(found.editorial_control) is not told
        assert ("SC804" in [each.code for each in done.findings]) is told


PUBLISHERS = [
    ("https://www.lemonde.fr/a", "", "lemonde.fr", "FR"),
    ("https://wells-weekly.com.tr/a", "", "wells-weekly.com.tr", "TR"),
    ("https://wells.example/a", "", "", ""),
    ("https://wells.example/a", "Reuters", "reuters.com", "GB"),
    ("file.html", "Reuters", "reuters.com", "GB"),
    ("file.html", "Home", "", ""),
    ("file.html", "", "", ""),
]


@pytest.mark.parametrize(("origin", "name", "id_", "country"), PUBLISHERS)
async def test_the_article_s_own_publisher_is_known_by_its_address_or_its_page(
    origin, name, id_, country
):
    html = (
        f"<html><head><title>Pipes</title><meta property='og:site_name' content='{name}'></head>"
        "<body><article><h1>Pipes</h1><p>The work went on in the first street, said the"
        " <a href='https://www.lemonde.fr/n'>report on it</a>, and slower in the second one, as"
        " everybody could see who walked there.</p></article></body></html>"
    )
    document = Document(origin=origin, body=html.encode(), read_at=NOON, media_type="text/html")
    done = await audit(document, tools(web(answers={})))
    found = done.publisher
    assert (found.id if found else "", found.country if found else "") == (id_, country)
    share = done.metrics["domestic_works"]
    assert (share.k, share.n) == ((int(country == "FR"), 1) if country else (0, 0))
