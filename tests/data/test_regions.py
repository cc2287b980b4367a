"""The groups of countries: members, sources, and what the loader refuses."""

from __future__ import annotations

import pytest

from sourcecheck.data import load_regions as module
from sourcecheck.data.files import Row
from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.data.load_regions import load_regions
from sourcecheck.errors import DataError

CONTINENTS = ("africa", "americas", "antarctica", "asia", "europe", "oceania")
SIZES = {
    "south-caucasus": 3, "central-asia": 5, "gulf": 6, "levant": 5, "arab-world": 22, "eu": 27,
    "nato": 32, "cis": 9, "csto": 6, "eaeu": 5, "brics": 10, "sco": 10, "oic": 57, "g7": 7,
    "western-asia": 18, "southern-asia": 9, "turkic-states": 5,
}  # fmt: skip


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_a_group_has_its_members_a_source_and_a_date(name, size):
    region = load_regions()[name]
    assert len(region.countries) == size
    assert region.source
    assert region.date >= "2024"


def test_every_country_of_the_gazetteer_lies_on_one_continent():
    claims = {
        claim.value
        for outlet in load_outlets().outlets.values()
        for claim in outlet.claims
        if claim.property.startswith("country_")
    }
    on = {
        code: [name for name in CONTINENTS if code in load_regions()[name].countries]
        for code in claims - {"INT", "EU"}
    }
    assert {code: names for code, names in on.items() if len(names) != 1} == {}


WRONG = [
    ({"country": "Turkey"}, "is no country of a region, or stands twice"),
    ({"region": ""}, "is no country of a region, or stands twice"),
    ({"date": "now"}, "a source and a date are needed"),
    ({"source": ""}, "a source and a date are needed"),
]


@pytest.mark.parametrize(("cells", "message"), WRONG)
def test_a_wrong_row_names_its_line(monkeypatch, cells, message):
    plain = {"country": "TR", "region": "nato", "source": "nato-members", "date": "2026-11"}
    row = Row(where="regions.csv:2", cells=plain | cells)
    monkeypatch.setattr(module, "rows", lambda *_: [row])
    with pytest.raises(DataError, match=rf"regions\.csv:2: .*{message}"):
        load_regions.__wrapped__()


def test_a_country_stands_once_in_a_group(monkeypatch):
    cells = {"country": "TR", "region": "nato", "source": "nato-members", "date": "2026-11"}
    twice = [Row(where=f"regions.csv:{line}", cells=cells) for line in (2, 3)]
    monkeypatch.setattr(module, "rows", lambda *_: twice)
    with pytest.raises(DataError, match=r"regions\.csv:3: .* stands twice"):
        load_regions.__wrapped__()
