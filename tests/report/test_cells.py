"""Foreign text on a terminal line."""

import pytest

from sourcecheck.report.cells import cells, cut, foreign, is_rtl, padded, shown, wrapped

FSI, PDI = "\u2068", "\u2069"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]8;;http://x.example\x07", r"\x1b]8;;http://x.example\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("a\x00b\x7f", r"a\x00b\x7f"),
        ("two\nlines\tand\r\nmore", "two lines and more"),
        ("https://a.example/\u202egpj.exe", r"https://a.example/\u202egpj.exe"),
        ("\u2069 out of its isolate", r"\u2069 out of its isolate"),
        ("\ufeffstart\u2028", r"\ufeffstart\u2028"),
        ("\udc80", r"\udc80"),
        ("\U000e0041tag", r"\U000e0041tag"),
        ("می‌گوید", "می‌گوید"),
        ("قال\u200f: ", "قال\u200f: "),
    ],
)
def test_what_could_act_on_a_terminal_is_made_visible(text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("abc", 3),
        ("كتابٌ", 4),
        ("مُحَمَّد", 4),
        ("می‌گوید", 6),
        ("日本", 4),
        ("e\u0301", 1),
        (f"{FSI}قال{PDI}", 3),
        ("soft\u00adhyphen", 10),
    ],
)
def test_cells_are_what_a_terminal_shows(text, expected):
    assert cells(text) == expected


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("abcdef", 0, "abcdef"),
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("ab cdef", 4, "ab…"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("مُحَمَّد", 3, "مُحَ…"),
        ("abc", 1, "…"),
    ],
)
def test_a_cut_keeps_within_the_cells_and_marks_with_their_letters(text, width, expected):
    assert cut(text, width) == expected
    assert not width or cells(cut(text, width)) <= width


def test_only_right_to_left_text_is_isolated():
    assert foreign("https://a.example/") == "https://a.example/"
    assert foreign("قال المدير", 5) == f"{FSI}قال…{PDI}"
    assert foreign("Агентство") == "Агентство"


@pytest.mark.parametrize(("text", "expected"), [("a ק", True), ("ه", True), ("Я 12٣", False)])
def test_right_to_left_is_told_by_letters(text, expected):
    assert is_rtl(text) is expected


def test_padding_counts_cells():
    assert padded("日", 4) == "日  "
    assert padded("long", 2) == "long"


def test_every_wrapped_line_closes_its_isolates():
    lines = wrapped(f"No source is named: {FSI}ويرى خبراء أن ذلك سيكون{PDI}.", 24)
    assert len(lines) > 1
    assert all(cells(line) <= 24 for line in lines)
    assert all(line.count(FSI) == line.count(PDI) for line in lines)
    assert lines[-1].startswith(FSI)
    assert "".join(lines).replace(PDI + FSI, "").count(FSI) == 1


def test_a_long_word_has_a_line_of_its_own_and_zero_means_one_line():
    assert wrapped("a https://long.example/path b", 10) == ["a", "https://long.example/path", "b"]
    assert wrapped("a b c", 0) == ["a b c"]
