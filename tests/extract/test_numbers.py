"""Figures a reader would want a source for, as each language writes them."""

import pytest

from sourcecheck.data.load_languages import load_languages
from sourcecheck.extract.numbers import find_numbers
from sourcecheck.model.article import Span


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Geliri yüzde 60 arttı.", ["yüzde 60"]),
        ("Satış %12,5 arttı, stok yüzde 4,5 düştü.", ["%12,5", "yüzde 4,5"]),
        ("Köprü 2020 yılında açıldı.", []),
    ],
)
def test_a_turkish_share_is_found_in_words_and_in_signs(text, figures):
    turkish = load_languages()["tr"]
    found = find_numbers(text, [Span(0, len(text))], turkish)
    assert [number.text for number in found] == figures
