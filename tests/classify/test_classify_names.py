from __future__ import annotations

from dataclasses import replace

import pytest

from sourcecheck.classify import classify_text
from sourcecheck.classify.names import by_name
from sourcecheck.model.tables.outlets import Alias
from sourcecheck.text.nameindex import build_index

NAMES = [
    ("Nordpress", "match", "nordpress.example", "GB"),
    ("«НОРДПРЕСС»", "match", "nordpress.example", "GB"),
    ("نُوردبرس", "match", "nordpress.example", "GB"),
    ("نــوردبرس", "match", "nordpress.example", "GB"),
    ("Zare Times", "match", "zarenews.example", "US"),
    ("وكالة نوردبرس", "probable", "nordpress.example", "GB"),
    ("the Nordpress news agency", "probable", "nordpress.example", "GB"),
    ("صحيفة نوردبرس البريطانية", "probable", "nordpress.example", "GB"),
    ("British Nordpress", "probable", "nordpress.example", "GB"),
    ("Nordpres", "probable", "nordpress.example", "GB"),
    ("Нордпресса", "probable", "nordpress.example", "GB"),
    ("زارينيوز", "match", "zarenews.example", "US"),
    ("מערכת נורדפרס", "unknown", "", ""),
    ("Նորդպրես", "probable", "nordpress.example", "GB"),
    ("مراسل نوردبرس أحمد", "probable", "nordpress.example", "GB"),
    ("نوردبرس | Nordpress", "match", "nordpress.example", "GB"),
    ("أحمد علي (نوردبرس)", "match", "nordpress.example", "GB"),
    ("مركز الطراز للدرسات المستقبلية", "probable", "tarazcenter.example", ""),
    ("Split Paper", "disputed", "split.example", ""),
    ("صحيفة الفجر المصرية", "probable", "alfajrtoday.example", "EG"),
    ("وكالات", "unknown", "", ""),
    ("", "unknown", "", ""),
    ("...", "unknown", "", ""),
    ("صحيفة", "unknown", "", ""),
    ("Ahmad Ali", "unknown", "", ""),
    ("Nordpress Russian", "unknown", "", ""),
    ("Nordpress Arabic", "probable", "nordpress.example", "GB"),
    ("Nordpress Life Insurance", "unknown", "", ""),
    ("Nordpress ministry", "unknown", "", ""),
    ("Zarenews and Nordpress agencies newspaper", "ambiguous", "", ""),
    ("Russian expert of Nordpress", "unknown", "", ""),
    ("a very long title about how Sabahtan came to be", "unknown", "", ""),
]


@pytest.mark.parametrize(
    ("name", "status", "id_", "country"), NAMES, ids=[n[0][:30] for n in NAMES]
)
def test_a_name_becomes_its_outlet_or_stays_unknown(name, status, id_, country, tables):
    found = by_name(name, tables)
    assert (status, id_, country) == (found.status, found.id, found.country)
    assert found.because


VOICES = [
    ("Russian foreign ministry", "RU"),
    ("وزارة الخارجية الروسية", "RU"),
    ("Министерство обороны России", "RU"),
    ("Rusya'nın Savunma Bakanlığı", "RU"),
    ("משרד החוץ הרוסי", "RU"),
    ("ministry of finance of the United Arab Emirates", "AE"),
    ("موسكو", "RU"),
    ("روسيا", "RU"),
]


@pytest.mark.parametrize(("name", "country"), VOICES)
def test_a_states_voice_is_its_government(name, country, tables):
    found = by_name(name, tables)
    assert ("probable", "government", country) == (found.status, found.kind, found.country)
    assert "c.csv:1" in found.because[0]


@pytest.mark.parametrize(
    "name",
    [
        "Russian",  # an adjective alone
        "the Russian expert",
        "former Russian minister",
        "Russian-British ministry",
        "the ministry",
        "خبير وزارة روسية",
        "وكالة الوزارة الروسية",
    ],
)
def test_half_a_states_voice_is_nobodys(name, tables):
    assert by_name(name, tables).country == ""


def test_a_name_that_is_an_ordinary_word_lists_its_candidates(tables):
    found = by_name("الفجر", tables)
    assert found.status == "ambiguous"
    assert [(each.id, each.country) for each in found.candidates] == [
        ("alfajrtoday.example", "EG"),
        ("fajrtn.example", "TN"),
    ]
    assert (found.id, found.country) == ("", "")


def test_a_head_word_alone_does_not_choose_between_namesakes(tables):
    assert by_name("صحيفة الفجر", tables).status == "ambiguous"


def test_names_shared_by_unlike_outlets_are_ambiguous(tables):
    twin = replace(
        tables,
        aliases=(*tables.aliases, Alias(text="Nordpress", outlet="split.example", told_by="x")),
    )
    found = by_name("Nordpress", twin)
    assert found.status == "ambiguous"
    assert "several outlets" in found.because[0]


def test_the_users_own_list_settles_an_ambiguous_name(tables):
    own = Alias(text="الفجر", outlet="fajrtn.example", preferred=True, told_by="own.csv:2")
    settled = replace(tables, aliases=(*tables.aliases, own))
    found = by_name("الفجر", settled)
    assert (found.status, found.id) == ("match", "fajrtn.example")


def test_a_misspelling_near_two_outlets_is_neither(tables):
    near = replace(
        tables,
        aliases=(*tables.aliases, Alias(text="Nordpresz", outlet="split.example", told_by="x")),
    )
    assert by_name("Nordpresx", near).status == "unknown"


def test_sounds_of_two_outlets_are_neither(tables):
    twin = replace(
        tables,
        aliases=(
            *tables.aliases,
            Alias(text="Nordbres", outlet="split.example", told_by="x"),
            Alias(text="Nurdibris", outlet="sabahtan.example", told_by="x"),
        ),
    )
    assert by_name("Նուրդբրես", twin).status == "unknown"


class Asked:
    """A list of names that remembers which of them were asked for."""

    def __init__(self, aliases):
        self.aliases = aliases
        self.places = set()

    def __len__(self):
        return len(self.aliases)

    def __getitem__(self, place):
        self.places.add(place)
        return self.aliases[place]


@pytest.mark.parametrize(
    "name", ["نوردبرس", "وكالة نوردبرس", "Nordpres", "Nordpress spokesman", "Nobody Here"]
)
def test_a_compiled_index_is_used_and_only_the_names_found_are_read(name, tables):
    asked = Asked(tables.aliases)
    index = replace(build_index(tables.aliases, tables.countries, tables.words), aliases=asked)
    compiled = replace(tables, aliases=(), countries=(), words={}, index=index)
    assert by_name(name, compiled) == by_name(name, tables)
    assert len(asked.places) < len(tables.aliases) / 2


def test_a_name_that_is_an_address_is_read_as_one(tables):
    assert classify_text("paper.co/x", tables).id == "paper.co"
    assert classify_text("https://nordpress.example/x", tables).status == "match"


def test_prose_is_no_name(tables):
    assert by_name("Nordpress " * 41, tables).because == ("41 words are no name",)
    assert by_name("x" * 200_000, tables).status == "unknown"
