"""Marks over letters: which letter each belongs to, by the order they are drawn in."""

import pytest

from sourcecheck.extract.formats.pdf_glyphs import Glyph
from sourcecheck.extract.formats.pdf_marks import is_mark, settled


def drawn(*texts, step=6.0, y=100.0, raised=0.0):
    """Draw letters one after another from the left, marks without width where the pen is."""
    x, found = 100.0, []
    for text in texts:
        width = 0.0 if is_mark(text) else abs(step)
        left = x if step > 0 else x - width
        found.append(Glyph(text, left, left + width, y + raised * is_mark(text), 10.0, 0, False))
        x += width if step > 0 else -width
    return found


@pytest.mark.parametrize(
    ("texts", "step", "expected"),
    [
        (("ح", "ت", "\u064f", "ت", "ف"), 6.0, ["ح", "ت", "ت\u064f", "ف"]),
        (("ف", "ت", "\u064f", "ت", "ح"), -6.0, ["ف", "ت\u064f", "ت", "ح"]),
        (("ر", "\u064e", "\u0651", "ب"), 6.0, ["ر", "ب\u0651\u064e"]),
        (("ب", "\u0651", "\u064e", "ر"), -6.0, ["ب\u0651\u064e", "ر"]),
        (("م", "\u05b8", "ש"), 6.0, ["م", "ש\u05b8"]),
        (("e", "\u0301", "a"), 6.0, ["e\u0301", "a"]),
        (("\u0301", "a"), 6.0, ["a\u0301"]),
        (("ت", "\u064f"), 6.0, ["ت\u064f"]),
        (("ﺗ", "\ufe78", "ف"), -6.0, ["ﺗ\ufe78", "ف"]),
    ],
    ids=["as seen", "as read", "two as seen", "two as read", "hebrew", "latin", "first",
         "last", "presentation forms"],
)  # fmt: skip
def test_a_mark_goes_to_the_letter_it_is_drawn_beside(texts, step, expected):
    assert [glyph.text for glyph in settled(drawn(*texts, step=step))] == expected


def test_a_mark_with_a_baseline_of_its_own_makes_no_line():
    found = settled(drawn("ا", "\u064b", "ح", raised=4.0))

    assert [(glyph.text, glyph.y) for glyph in found] == [("ا", 100.0), ("ح\u064b", 100.0)]


def test_a_mark_drawn_far_from_any_letter_stays_where_it_is():
    far = Glyph("\u064f", 300.0, 300.0, 100.0, 10.0, 0, False)

    assert settled([*drawn("ب"), far]) == [*drawn("ب"), far]


@pytest.mark.parametrize("text", ["ب", "لا", " ", "1", "²", "é"])
def test_letters_are_no_marks(text):
    assert not is_mark(text)
