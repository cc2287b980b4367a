"""Folding for search, and hits shown in the text as it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcecheck.text.sought import fold_sought, snippet


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("أحمد", "احمد"),
        ("إيران", "ايران"),
        ("آب", "اب"),
        ("ٱلله", "الله"),
        ("على", "علي"),
        ("علی", "علي"),
        ("مدرسة", "مدرسه"),
        ("مسؤول", "مسوول"),
        ("شئون", "شيون"),
        ("کتاب", "كتاب"),
        ("می\u200cرود", "میرود"),
        ("خانۀ", "خانه"),
        ("١٢٣", "123"),
        ("۱۲۳", "123"),
        ("İstanbul", "istanbul"),
        ("ISI", "ısı"),
        ("Erdoğan", "erdogan"),
        ("Şükrü", "sukru"),
        ("Ёлка", "елка"),
        ("Straße", "STRASSE"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("\ufb01nance", "finance"),
        ("co\u00adoperate", "cooperate"),
        ("a\u00a0b\tc", "a b c"),
        ("a\x00b\x1b", "ab"),
        ("ä\x00b", "ab"),
    ],
)
def test_spellings_of_one_word_are_one(one, other):
    assert fold_sought(one) == fold_sought(other)


@pytest.mark.parametrize(("one", "other"), [("بيت", "بنت"), ("سن", "شن"), ("кот", "кит")])
def test_different_words_stay_different(one, other):
    assert fold_sought(one) != fold_sought(other)


@given(st.text(), st.text())
def test_folding_goes_letter_by_letter(one, other):
    assert fold_sought(one + other) == fold_sought(one) + fold_sought(other)


@given(st.text())
def test_what_is_folded_folds_to_itself(text):
    assert fold_sought(fold_sought(text)) == fold_sought(text)


@pytest.mark.parametrize(
    ("text", "word", "hit"),
    [
        ("قال مُحَمَّـدٌ إن", "محمد", "مُحَمَّـدٌ"),
        ("Bugün İstanbul'da", "istanbul", "İstanbul"),
        ("او می\u200cرود.", "میرود", "می\u200cرود"),
        ("die Straße hier", "strasse", "Straße"),
        ("x", "x", "x"),
    ],
)
def test_a_hit_is_shown_as_it_stands(text, word, hit):
    shown = snippet(text, fold_sought(word))
    assert shown.hit == hit
    assert shown.before + shown.hit + shown.after == text


def test_a_long_text_is_cut_between_words_on_both_sides():
    text = " ".join(["كلمة"] * 100 + ["محمد"] + ["أخرى"] * 100)
    shown = snippet(text, "محمد", width=20)
    assert shown.before == "... كلمة كلمة كلمة "
    assert shown.after == " أخرى أخرى أخرى ..."


@given(st.text(), st.text(min_size=1, max_size=3))
def test_a_hit_folds_to_what_was_sought(text, word):
    shown = snippet(text, fold_sought(word), width=10**6)
    if fold_sought(word) and fold_sought(word) in fold_sought(text):
        assert fold_sought(word) in fold_sought(shown.hit)
        assert shown.before + shown.hit + shown.after == text
    else:
        assert shown is None
