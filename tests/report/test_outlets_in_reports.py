"""What is claimed of outlets, as each format unfolds it."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from report_audits import article, audit, checked, line, outlet, place, web
from test_schema import validate

from sourcecheck.data.load_messages import load_messages
from sourcecheck.data.load_report import load_report
from sourcecheck.data.load_rules import load_rules
from sourcecheck.model import Candidate, Claim, Field, MatchStatus
from sourcecheck.report import RenderContext, render
from sourcecheck.report.outlets import claimed, countries, owner_of, rating, unfolded

RULES = load_rules()
TEXT = "The town mends its pipes.[1] It was slow.[2] It waits.[3]"


def claim(property_, value, **more):
    given = {"source": "state-media-monitor-2024", "told_by": "ir.csv:7", "date": "2024-02"}
    return Claim(**{**given, **more}, property=property_, value=value)


STATE = outlet(
    "Zarenews",
    "RU",
    country_base="RU",
    country_control="RU",
    country_focus="AZ",
    ownership="state",
    editorial_control="State Media Monitor 2024: SC",
    claims=(
        claim("country_control", "RU", valid_from="2013"),
        claim("editorial_control", "State Media Monitor 2024: SC", valid_from="2024"),
        claim("legal_owner", "مؤسسة <b>زاره</b>", confidence=0.7),
    ),
)
EXILE = outlet(
    "Sabahtan", "LV", country_base="LV", country_origin="RU", country_focus="RU",
    original=Candidate(id="y.example", name="Ypsilon", country="GB"),
)  # fmt: skip
SPLIT = outlet(
    "Split", "", status=MatchStatus.DISPUTED, country_base="DE",
    conflicts=("country base: DE, says a (x:1)", "country base: AT, says b (y:2)"),
    claims=(claim("country_base", "DE", source="a"), claim("country_base", "AT", source="b")),
)  # fmt: skip


def whole(language="en"):
    text = article(TEXT, language=language, published=Field(value="2026-01-01"))
    lines = [
        line(
            f"c{number}",
            "note",
            checked(web(f"https://{known.id}.example/{number}"), outlet=known),
            label=str(number),
            marks=(place(TEXT, f"[{min(number, 3)}]"),),
        )
        for number, known in enumerate((STATE, EXILE, SPLIT, STATE), start=1)
    ]
    return audit(text, lines)


def context(**more):
    return RenderContext(rules=RULES, assets=load_report(), catalogs=load_messages(), **more)


def test_json_tells_claims_once_for_each_outlet():
    found = json.loads(render([whole()], "json", context()))
    validate(found)
    assert list(found["outlets"]) == ["zarenews", "split"]
    assert found["outlets"]["zarenews"]["claims"][0] == {
        "property": "country_control",
        "value": "RU",
        "source": "state-media-monitor-2024",
        "date": "2024-02",
        "confidence": 0.8,
        "valid_from": "2013",
        "valid_to": None,
        "rank": "normal",
        "told_by": "ir.csv:7",
    }
    sources = [citation["sources"][0]["outlet"] for citation in found["citations"]]
    assert sources[1]["country_origin"] == "RU"
    assert sources[1]["original"] == {"id": "y.example", "name": "Ypsilon", "country": "GB"}
    assert len(sources[2]["conflicts"]) == 2
    assert sources[0]["original"] is None


def test_csv_has_the_four_countries_and_the_conflicts_apart():
    rows = list(csv.DictReader(io.StringIO(render([whole()], "csv", context()))))
    wanted = ("country", "country_base", "country_control", "country_focus", "country_origin")
    assert [[row[name] for name in wanted] for row in rows[:3]] == [
        ["RU", "RU", "RU", "AZ", ""],
        ["LV", "LV", "", "RU", "RU"],
        ["", "DE", "", "", ""],
    ]
    assert rows[1]["published_first_by"] == "Ypsilon"
    assert rows[2]["outlet_conflicts"] == (
        "country base: DE, says a (x:1); country base: AT, says b (y:2)"
    )
    assert rows[0]["outlet_confidence"] == "0.9"


@pytest.mark.parametrize("form", ["text", "md"])
def test_the_plain_formats_quote_the_rater_and_tell_countries_apart(form):
    said = " ".join(render([whole()], form, context(width=0)).split())
    assert "RU-controlled, for readers in AZ" in said
    assert "state-controlled (State Media Monitor 2024)" in said
    assert "from RU" in said
    assert "published first by Ypsilon" in said
    assert said.count("country base: AT") == 1
    assert "disputed 1" in said


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_no_seat_is_chosen_where_the_claims_disagree_on_it(form):
    said = render([whole()], form, context(width=0, language="en"))
    assert "seat in DE" not in said
    assert "seat in Germany" not in said


def test_a_seat_is_told_where_the_dispute_is_about_something_else():
    control = (claim("country_base", "CY"), claim("country_control", "RU"))
    split = outlet("Torn", "", status=MatchStatus.DISPUTED, country_base="CY", claims=control)
    assert countries(split) == "seat in CY"


def test_reasons_are_english_and_run_left_to_right_though_they_begin_with_an_arabic_name():
    named = outlet("Zarenews", "RU", because=("“صحيفة زاره” is a name of Zarenews",))
    mark = place(TEXT, "[1]")
    text = article(TEXT, language="ar", published=Field(value="2026-01-01"))
    cited = line(
        "c1", "note", checked(web("https://z.example/1"), outlet=named), label="1", marks=(mark,)
    )
    page = render([audit(text, [cited])], "html", context(language="ar"))
    assert '<bdi dir="ltr">“صحيفة زاره” is a name' in page


def test_a_disputed_country_has_its_own_sign_in_a_narrow_column():
    lines = render([whole()], "text", context(width=0)).splitlines()
    row = next(line for line in lines if "https://split.example" in line)
    assert " !  " in row
    assert "! under from: the lists disagree on the country, none is chosen" in lines


@pytest.mark.parametrize("language", sorted(load_messages()))
def test_the_page_unfolds_claims_once_in_every_language(language):
    said = load_messages()[language]
    page = render([whole(language)], "html", context(language=language))
    shown = page.split('<details class="why who">')[1:]
    assert len(shown) == 2  # of the state outlet and the disputed one; the fourth row leads back
    assert page.count(said.texts["claims.see"]) >= 1
    assert said.texts["property.legal_owner"] in shown[0]
    assert said.texts["rating.SC"] in page
    assert "State Media Monitor 2024" in page
    assert said.texts["disputed"] in page
    assert "&lt;b&gt;زاره" in shown[0]
    assert "<b>زاره" not in page


def test_every_claim_s_source_and_place_stand_from_left_to_right():
    page = render([whole("ar")], "html", context(language="ar"))
    (one, *_) = page.split('<details class="why who">')[1:]
    claims = re.findall("<li>.*?</li>", one.partition("</details>")[0])
    assert len(claims) == 3
    for each in claims:
        assert '<bdi dir="ltr" class="mono">state-media-monitor-2024, 2024-02</bdi>' in each
        assert '<bdi dir="ltr" class="mono">ir.csv:7</bdi>' in each
    assert "<bdi>مؤسسة" in claims[2]


def test_the_catalogs_know_every_code_of_the_raters():
    for catalog in load_messages().values():
        assert {f"rating.{code}" for code in RULES.ratings} <= set(catalog.texts)
    english = load_messages()["en"].texts
    assert {code: english[f"rating.{code}"] for code in RULES.ratings} == dict(RULES.ratings)


def test_what_is_claimed_counts_by_rank_then_by_how_sure_it_is_and_in_its_time():
    found = outlet(
        "A",
        claims=(
            claim("legal_owner", "Old", valid_to="2018"),
            claim("legal_owner", "Weak", confidence=0.4),
            claim("legal_owner", "Strong"),
            claim("legal_owner", "Theirs", rank="preferred", valid_from="2025"),
        ),
    )
    days = ("2017-01-01", "2019-01-01", "2026-01-01", "")
    told = [claimed(found, "legal_owner", day) for day in days]
    assert told[1:] == ["Strong", "Theirs", "Theirs"]
    assert told[0] in {"Old", "Strong"}


def test_an_outlet_without_more_to_say_says_nothing():
    assert list(unfolded(outlet("A", "GB", country_base="GB"), RULES.ratings)) == []
    assert countries(outlet("A", "GB", country_base="GB", country_focus="GB")) == ""


def test_a_public_broadcaster_is_not_called_controlled():
    found = outlet("A", "GB", country_control="GB", ownership="public", country_focus="IR")
    assert countries(found) == "public, of GB, for readers in IR"


def test_a_rating_no_table_knows_is_printed_as_it_is():
    assert rating("Monitor 2030: XY", RULES.ratings) == "XY (Monitor 2030)"
    assert rating("SC", RULES.ratings) == "state-controlled"


def test_the_owner_of_nobody_is_unknown():
    assert owner_of(None) == owner_of(outlet("A", id="")) == ""
