"""Articles written by hand with their answers: no figure may fall below its floor."""

import json
from pathlib import Path

import pytest
from gate import values
from written import WRITTEN, read_answers, written

FLOORS = json.loads(Path(__file__).with_name("floors.json").read_text(encoding="utf-8"))
LANGUAGES = sorted(path.stem for path in WRITTEN.glob("*.txt"))


@pytest.fixture(scope="module")
def reached():
    return values("written", list(written()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_articles_written_by_hand_are_read_as_well_as_ever(reached, language):
    of_it = {what: value for what, value in reached.items() if f": {language}: " in what}
    assert of_it
    assert {what: value for what, value in of_it.items() if value < FLOORS[what]} == {}


def test_an_article_tells_its_answers():
    answers = read_answers(
        "⸢It rained⸣ ⟦1|[1]⟧.\n\n⟬1|[1] ⟪x.example➜https://x.example⟫⟭\n", page=False
    )
    assert answers.text == "It rained [1].\n\n[1] x.example\n"
    assert answers.links == {("Itrained", "1", "1xexample")}
    assert answers.claims == {"1xexample": "It rained"}
    assert answers.addresses == {"https://x.example"}
