"""Articles written by hand with their answers: no figure may fall below its floor."""

import json

import pytest
from written import WRITTEN, read_answers, written

FLOORS = json.loads((WRITTEN / "floors.json").read_text(encoding="utf-8"))
"""By language, the share that must be found of what its articles say of themselves."""


@pytest.fixture(scope="module")
def measured():
    return dict(written())


@pytest.mark.parametrize("language", FLOORS)
def test_articles_written_by_hand_are_read_as_well_as_ever(measured, language):
    reached = {what: share.value for what, share in measured[language].items()}
    assert {what: value for what, value in reached.items() if value < FLOORS[language][what]} == {}


def test_every_language_with_articles_has_floors():
    assert FLOORS.keys() == {path.stem for path in WRITTEN.glob("*.txt")}


def test_an_article_tells_its_answers():
    answers = read_answers(
        "⸢It rained⸣ ⟦1|[1]⟧.\n\n⟬1|[1] ⟪x.example➜https://x.example⟫⟭\n", page=False
    )
    assert answers.text == "It rained [1].\n\n[1] x.example\n"
    assert answers.links == {("Itrained", "1", "1xexample")}
    assert answers.claims == {"1xexample": "It rained"}
    assert answers.addresses == {"https://x.example"}
