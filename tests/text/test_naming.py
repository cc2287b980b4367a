from __future__ import annotations

import pytest

from sourcecheck.text.naming import (
    all_words,
    core_words,
    folded_words,
    forms,
    plain_key,
    settled_key,
    skeleton,
    undeclined,
    without_suffixes,
    words_of,
)

WORDS = folded_words(
    {
        "article": frozenset({"The"}),
        "head": frozenset({"صحيفة", "news"}),
        "filler": frozenset({"of"}),
        "prefix": frozenset({"ال", "و", "لل"}),
        "contraction": frozenset({"لل=ال"}),
        "ending": frozenset({"а", "ая", "ой"}),
        "case": frozenset({"in", "nın"}),
    }
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أنباء", "انباء"),
        ("القاهرة", "القاهره"),
        ("كيهان", "کیهان"),
        ("خبرگزاری‌ها", "خبرگزاريها"),
        ("نــور", "نُور"),
        ("İHLAS", "ihlas"),
        ("Əli", "Eli"),
        ("BBC News", "BBCNews"),
        ("U.S. News", "US News"),
        ("«Новая»", "Новая"),
        ("24 Kanal", "٢٤ kanal"),
    ],
)
def test_spellings_of_one_name_have_one_key(one, other):
    assert settled_key(one) == settled_key(other) != ""


def test_many_names_are_split_as_one_would_be():
    names = ["Hürriyet “Daily” News", "", "وكالة الأنباء", "А.Б. Иванов"]
    assert all_words(names) == [words_of(name) for name in names]


def test_the_article_does_not_count_in_a_whole_name():
    assert plain_key(words_of("The Zare Times"), WORDS) == "zaretimes"


def test_what_a_name_is_goes_with_its_particles():
    assert core_words(words_of("الصحيفة نور"), WORDS) == ["نور"]
    assert core_words(words_of("News of Zare"), WORDS) == ["zare"]


def test_particles_written_into_a_word_are_cut_off():
    assert "اردن" in forms("الاردن", WORDS)
    assert "الاردن" in forms("للاردن", WORDS)
    assert forms("rusya'nin", WORDS) == ("rusya'nin", "rusya")
    assert "afp" in forms("l'afp", WORDS)


def test_endings_of_case_go():
    assert undeclined(["российская", "листа"], WORDS) == ["российск", "лист"]
    assert without_suffixes(["hurriyet'in", "o'brien"], WORDS) == ["hurriyet", "o'brien"]


def test_a_vowel_that_other_cases_lose_is_not_counted():
    assert undeclined(["узел"], WORDS) == undeclined(["узла"], WORDS) == ["узл"]


def test_a_quotation_mark_is_part_of_a_word_in_hebrew_alone():
    assert words_of('"Report"a') == ["report", "a"]
    assert words_of('דו"ח') == ['דו"ח']


@pytest.mark.parametrize(
    ("one", "other"), [("أزرتك", "AZERTAC"), ("Известия", "Izvestiya"), ("کیهان", "Keihan")]
)
def test_one_name_in_two_scripts_has_one_skeleton(one, other):
    assert skeleton(one) == skeleton(other)
