"""Whose voice a name is: governments, unions, and what is neither, in eighteen languages."""

from __future__ import annotations

import csv
import json
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from sourcecheck.classify import classify_text
from sourcecheck.data.load_imports import load_imports
from sourcecheck.text.naming import settled_key

VOICES = Path(__file__).with_name("cases") / "voices"
UNIONS = ("INT", "EU")

# First measured with what was there before: states 70.5 % right, 0.2 % wrong.
RIGHT = 0.97
WRONG = 0.01


def labelled(name):
    with (VOICES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_whose_voice_is_told_right_in_eighteen_languages(shipped):
    rows = labelled("states.csv")
    answers = [(row, classify_text(row["text"], shipped).country) for row in rows]
    wrong = [(row["text"], got) for row, got in answers if got not in ("", row["country"])]
    right = sum(got == row["country"] for row, got in answers)
    assert len(rows) >= 400
    assert len({row["language"] for row in rows}) >= 12
    assert len(wrong) <= WRONG * len(rows), wrong
    assert right >= RIGHT * len(rows)


def test_a_set_written_afterwards_is_told_right_too(shipped):
    """Written when the words were in; first measured 88 % of the states' right, 0 % wrong."""
    rows = labelled("later.csv")
    answers = [(row, classify_text(row["text"], shipped).country) for row in rows]
    wrong = [(row["text"], got) for row, got in answers if got not in ("", row["country"])]
    right = sum(got == row["country"] for row, got in answers)
    assert wrong == []
    assert right >= 0.95 * len(rows)


def test_no_language_is_left_behind(shipped):
    asked, right = Counter(), Counter()
    for row in labelled("states.csv"):
        asked[row["language"]] += 1
        right[row["language"]] += classify_text(row["text"], shipped).country == row["country"]
    assert {code: right[code] / n for code, n in asked.items() if right[code] < 0.9 * n} == {}


# A name that is like an outlet's is the business of the tests of names: here, no government.
def test_what_is_no_states_voice_is_no_government(shipped):
    rows = labelled("others.csv")
    found = {row["text"]: classify_text(row["text"], shipped) for row in rows if not row["country"]}
    voices = [name for name, each in found.items() if each.kind == "government" and not each.id]
    wrong = [name for name, each in found.items() if each.country]
    assert len(rows) >= 150
    assert voices == []
    assert len(wrong) <= 0.03 * len(rows), wrong


AMBIGUOUS = [
    ("Georgia", ""), ("Jordan", ""), ("Chad", ""), ("هند", ""), ("عمان", ""), ("Sofia", ""),
    ("the Prime Minister of Georgia", "GE"), ("Georgia Secretary of State", ""),
    ("Georgia governor", ""), ("Jordan's foreign minister", "JO"), ("President Jordan Bardella", ""),
    ("وزارت خارجه هند", "IN"), ("وزير الخارجية العماني", "OM"), ("МИД Нигера", "NE"),
    ("МИД Нигерии", "NG"), ("the government of Niger", "NE"), ("Guinea-Bissau's government", "GW"),
    ("Papua New Guinea's government", "PG"), ("Republic of the Congo government", "CG"),
    ("Northern Ireland", "GB"), ("New Mexico governor", ""), ("Latin American officials", ""),
    ("رئيسة الوزراء جورجيا ميلوني", ""), ("رئيس الوزراء محمد شياع السوداني", ""),
    ("المستشار تركي آل الشيخ", ""),
    # Whose ambassador speaks, not where he lives.
    ("US ambassador to Georgia", "US"), ("посол Ирана в России", "IR"), ("سفیر روسیه در تهران", "RU"),
    ("ambassador to Georgia", ""), ("посол в Грузии", ""), ("Russian embassy in Baku", "RU"),
    # The country that is told wins over the one an office is known for.
    ("French Foreign Office", "FR"), ("the Foreign Office", "GB"),
    # Beside a state, not of it.
    ("the wife of the Russian president", ""), ("زوجة الرئيس السوري", ""), ("Real Madrid president", ""),
    ("president of Georgia Southern University", ""), ("retired Iranian diplomat", ""),
    ("Pentagon Papers", ""), ("Kremlin Cup", ""), ("Kremlin-linked businessman", ""),
    ("Israeli and Iranian officials", ""), ("مصر", "EG"), ("MS", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "country"), AMBIGUOUS, ids=[row[0] for row in AMBIGUOUS])
def test_a_word_of_several_meanings_tells_a_country_only_where_it_is_sure(shipped, name, country):
    assert classify_text(name, shipped).country == country


@pytest.mark.parametrize(
    "name",
    ["Karabakh", "the government of South Ossetia", "правительство Нагорного Карабаха",
     "Kuzey Kıbrıs Türk Cumhuriyeti Cumhurbaşkanı", "وزير خارجية أرض الصومال", "Somaliland's foreign ministry"],
)  # fmt: skip
def test_a_disputed_territory_is_given_to_nobody(shipped, name):
    found = classify_text(name, shipped)
    assert found.country == ""
    assert "is disputed: no country is told" in found.because[0]


DATELINES = [
    ("بغداد - رويترز", "reuters.com", "GB"), ("باكو، أذرتاج", "azertag.az", "AZ"),
    ("MOSCOW (Reuters)", "reuters.com", "GB"), ("تهران - ایرنا", "irna.ir", "IR"),
    ("Киев, УНИАН", "unian.net", "UA"), ("بيروت (أ ف ب)", "afp.com", "FR"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "agency", "country"), DATELINES)
def test_in_a_dateline_the_agency_decides_and_not_the_place(shipped, printed, agency, country):
    found = classify_text(printed, shipped)
    assert (found.id, found.country) == (agency, country)


def test_a_union_has_a_code_of_its_own_and_no_owner(shipped):
    found = classify_text("EU foreign ministers", shipped)
    assert (found.country, found.kind, found.ownership, found.country_control) == (
        "EU", "intergovernmental", "", "",
    )  # fmt: skip


def test_the_voice_of_a_body_that_is_known_is_that_bodys(shipped):
    found = classify_text("a NATO spokesman", shipped)
    assert (found.id, found.country, found.status) == ("nato.int", "INT", "probable")


def test_every_code_of_the_gazetteer_is_named_in_five_languages_and_has_a_flag(shipped):
    folder = resources.files("sourcecheck.data").joinpath("report")
    names = json.loads(folder.joinpath("countries.json").read_text("utf-8"))
    flags = json.loads(folder.joinpath("flags.json").read_text("utf-8"))["flags"]
    claimed = {
        claim.value
        for outlet in shipped.outlets.values()
        for claim in outlet.claims
        if claim.property.startswith("country_")
    }
    codes = claimed | {word.country for word in shipped.countries if word.country}
    assert {
        code for code in codes if set(names.get(code, ())) < {"ar", "en", "fa", "ru", "tr"}
    } == set()
    assert codes - flags.keys() == {"INT"}  # of no country; reports draw none
    assert claimed - {word.country for word in shipped.countries} == set()


def test_no_adjective_of_another_language_takes_a_countrys_english_name(shipped):
    """Spanish "armenia" is an adjective as well: it must not hide the name."""
    named, adjectives = (
        {(w.country, settled_key(w.text)) for w in shipped.countries if w.type in types}
        for types in ({"name", "shared"}, {"demonym", "case"})
    )
    english = {(code, settled_key(name)) for name, code in load_imports().names.items()}
    assert english & adjectives - named == set()
    assert classify_text("India", shipped).country == "IN"
