from __future__ import annotations

from dataclasses import replace

import pytest

from sourcecheck.classify.evidence import conclude
from sourcecheck.model import Claim, MatchStatus, Outlet


def claim(property_, value, confidence=0.8, rank="normal", valid_to=""):
    return Claim(
        property=property_,
        value=value,
        source="s",
        told_by="t:1",
        confidence=confidence,
        rank=rank,
        valid_to=valid_to,
    )


CASES = [
    ("base alone", [claim("country_base", "GB")], "GB"),
    ("control counts where the state owns", [claim("country_base", "GB"), claim("country_control", "QA"), claim("ownership", "state")], "QA"),
    ("control does not count where it is private", [claim("country_base", "GB"), claim("country_control", "QA"), claim("ownership", "private")], "GB"),
    ("a rater's word is enough for control", [claim("country_base", "GB"), claim("country_control", "QA"), claim("editorial_control", "State Media Monitor 2024: CaPu")], "QA"),
    ("captured private is not control", [claim("country_base", "GB"), claim("country_control", "QA"), claim("editorial_control", "State Media Monitor 2024: CaPr")], "GB"),
    ("a state outlet without a control claim sits where it sits", [claim("country_base", "GB"), claim("ownership", "state")], "GB"),
    ("too unsure", [claim("country_base", "GB", confidence=0.5)], ""),
    ("nothing known", [], ""),
    ("preferred beats normal", [claim("country_base", "GB"), claim("country_base", "FR", rank="preferred")], "FR"),
    ("an ended claim does not count", [claim("country_base", "GB", valid_to="2020"), claim("country_base", "FR")], "FR"),
    ("a weak contradiction is no dispute", [claim("country_base", "GB"), claim("country_base", "FR", confidence=0.4)], "GB"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "claims", "country"), CASES, ids=[case[0] for case in CASES])
def test_the_reported_country_follows_from_the_claims(name, claims, country, tables):
    outlet = Outlet(id="x", name="X", claims=tuple(claims))
    found = conclude(outlet, tables, status=MatchStatus.MATCH, because=(), confidence=0.9)
    assert country == found.country
    assert found.status is MatchStatus.MATCH


def test_a_weak_match_gives_the_outlet_and_no_country(tables):
    outlet = Outlet(id="x", name="X", claims=(claim("country_base", "GB"),))
    found = conclude(outlet, tables, status=MatchStatus.PROBABLE, because=(), confidence=0.5)
    assert (found.id, found.country, found.confidence) == ("x", "", 0.5)


def dated(value, since="", until=""):
    return replace(claim("editorial_control", value, valid_to=until), valid_from=since)


@pytest.mark.parametrize(
    ("at", "control"),
    [("2009-05-01", ""), ("2013", "CaPu"), ("2013-02", "CaPu"), ("2015-12-31", "CaPu"), ("", "SC"), ("2016", "SC")],
)  # fmt: skip
def test_a_claim_holds_in_its_own_time_only(at, control, tables):
    told = (dated("CaPu", "2013", "2015"), dated("SC", "2016"))
    outlet = Outlet(id="x", name="X", claims=told)
    found = conclude(outlet, tables, status=MatchStatus.MATCH, because=(), confidence=0.9, at=at)
    assert found.editorial_control == control
    assert found.claims == told  # a report unfolds all of them


def test_two_families_that_agree_are_surer_and_copies_of_one_are_not(tables):
    def told(*families):
        claims = tuple(replace(claim("country_base", "GB"), family=each) for each in families)
        outlet = Outlet(id="x", name="X", claims=claims)
        return conclude(outlet, tables, status=MatchStatus.MATCH, because=(), confidence=1.0)

    assert told("a", "b").confidence == tables.limits.families
    assert told("a", "a").confidence == 0.8


@pytest.mark.parametrize(
    ("ranks", "status", "country"),
    [
        (("normal", "normal"), "disputed", ""),
        (("normal", "preferred"), "match", "FR"),
        (("preferred", "preferred"), "disputed", ""),
        (("preferred", "house"), "match", "FR"),
        (("normal", "deprecated"), "match", "GB"),
    ],
)
def test_claims_of_one_rank_dispute_and_a_higher_one_wins(ranks, status, country, tables):
    claims = tuple(
        claim("country_base", value, rank=rank)
        for value, rank in zip(("GB", "FR"), ranks, strict=True)
    )
    outlet = Outlet(id="x", name="X", claims=claims)
    found = conclude(outlet, tables, status=MatchStatus.MATCH, because=(), confidence=0.9)
    assert (found.status, found.country) == (status, country)
    assert len(found.conflicts) == (2 if status == "disputed" else 0)
    assert found.country_base == country  # nor is a seat chosen where two are claimed
