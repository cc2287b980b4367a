from __future__ import annotations

from sourcecheck.model.tables.outlets import Alias, CountryWord
from sourcecheck.text.nameindex import build_index, country_at
from sourcecheck.text.naming import words_of


def alias(text, outlet="a.example"):
    return Alias(text=text, outlet=outlet, told_by="a.csv:1")


WORDS = {"head": frozenset({"صحيفة", "листок"}), "ending": frozenset({"ая", "а"})}
ALIASES = (alias("صحيفة النور"), alias("Новая страна"), alias("an-Nur", "b.example"), alias("..."))
COUNTRIES = (
    CountryWord(country="AE", type="name", text="United Arab Emirates", told_by="c.csv:1"),
    CountryWord(country="RU", type="stem", text="росси", told_by="c.csv:2"),
)


def test_an_index_holds_the_places_of_names():
    index = build_index(ALIASES, COUNTRIES, WORDS)
    assert index.exact["صحيفهالنور"] == (0,)
    assert index.cores["النور"] == (0,)
    assert index.declined["новстран"] == (1,)
    assert index.skeletons["nr"] == (2,)
    assert index.skeletons["lnr"] == (0,)


def test_a_name_of_signs_alone_is_in_no_map():
    index = build_index((alias("..."),), (), WORDS)
    assert not [*index.exact, *index.cores, *index.skeletons, *index.declined]


def test_a_flag_is_a_word_for_its_country():
    index = build_index((), COUNTRIES, WORDS)
    assert words_of("ТАСС 🇦🇪🇷🇺") == ["тасс", "🇦🇪", "🇷🇺"]
    assert country_at(["🇦🇪"], 0, index) == (COUNTRIES[0], 1)
    assert country_at(["🇫🇷"], 0, index) is None


def test_an_index_of_nothing_finds_nothing():
    index = build_index((), (), {})
    assert not index.exact
    assert country_at(["x"], 0, index) is None


def test_countries_are_found_by_whole_words_and_by_stems():
    index = build_index((), COUNTRIES, WORDS)
    words = words_of("of the United Arab Emirates")
    assert country_at(words, 2, index) == (COUNTRIES[0], 3)
    assert country_at(["российские"], 0, index) == (COUNTRIES[1], 1)
    assert country_at(["россиеведческие"], 0, index) is None
