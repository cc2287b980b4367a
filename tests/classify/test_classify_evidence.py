from __future__ import annotations

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
