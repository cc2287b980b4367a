import pytest

from sourcecheck.text.fold import fold_signs, fold_words, folded, superscript

WORDS = [
    ("أحمد إلى آخر ٱسم", "احمد الي اخر اسم"),
    ("يُزعَمُ", "يزعم"),
    ("مـــوقع", "موقع"),
    ("کتاب‌ها", "كتابها"),
    ("١٢٣ ۴۵۶ 789", "123 456 789"),
    ("İstanbul IŞIK ışık", "istanbul işik işik"),
    ("Ёлка", "елка"),
    ("«quote» “quote”", '"quote" "quote"'),
    ("ﷲ ﻻ", "الله لا"),
    ("\u200fpage\u200e", "page"),
    ("ＡＢ（１）", "ab(1)"),
]
SIGNS = [
    ("［١］", "[1]"),
    ("(۶ ، ۷)", "(6 , 7)"),
    ("1ـ", "1ـ"),
    ("⁴", "⁴"),
    ("\u2067[2]\u2069", "[2]"),
    ("№ Ab", "№ Ab"),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words_fold_to_one_form(text, expected):
    assert expected == folded(text)


@pytest.mark.parametrize(("text", "expected"), SIGNS)
def test_signs_fold_while_letters_stay(text, expected):
    assert expected == fold_signs(text).text


def test_every_folded_character_knows_where_it_came_from():
    text = "قال\u200f الوزيرُ ﷲ إنّ"
    shadow = fold_words(text)
    at = shadow.text.index("الله")
    assert shadow.span(at, at + 4).of(text) == "ﷲ"
    at = shadow.text.index("ان")
    assert shadow.span(at, at + 2).of(text) == "إن"
    assert len(shadow.index) == len(shadow.text) + 1


def test_a_piece_of_an_article_keeps_the_article_s_offsets():
    article = "x" * 7 + "وأُشير"
    shadow = fold_words(article[7:], base=7)
    assert shadow.span(0, len(shadow.text)).of(article) == "وأُشير"


def test_superscripts_are_told_apart_from_plain_digits():
    assert [superscript(char) for char in "⁴⁽1a"] == ["4", "(", "", ""]
