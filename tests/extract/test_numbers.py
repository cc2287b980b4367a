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


@pytest.mark.parametrize(
    ("code", "text", "figures"),
    [
        ("en", "Some 40,000 people left, and 1,250 Syrian refugees came.", ["40,000 people", "1,250 Syrian refugees"]),
        ("en", "In 2019 people left; 12 people stayed in 300 rooms.", []),
        ("en", "In May 2019 300 soldiers came.", ["300 soldiers"]),
        ("ar", "نزح 1500 شخص وقتل ٢٣٠ جنديا.", ["1500 شخص", "٢٣٠ جنديا"]),
        ("ar", "في عام 2019 شخص واحد بقي.", []),
        ("fa", "۲۵۰ نفر رفتند و ۱۲۰۰ خانوار ماندند.", ["۲۵۰ نفر", "۱۲۰۰ خانوار"]),
        ("fa", "در سال ۱۳۹۵ نفر اول شد.", []),
        ("ru", "Ушли 40 000 человек и 350 солдат.", ["40 000 человек", "350 солдат"]),
        ("ru", "Вечером пришли 12 человек.", []),
        ("tr", "Köyden 40.000 kişi ayrıldı, 250 aile kaldı.", ["40.000 kişi", "250 aile"]),
        ("tr", "Salonda 12 kişi vardı.", []),
    ],
)  # fmt: skip
def test_people_and_homes_are_a_figure_where_they_are_many(code, text, figures):
    found = find_numbers(text, [Span(0, len(text))], load_languages()[code])
    assert [number.text for number in found] == figures


@pytest.mark.parametrize(
    ("code", "text", "figures"),
    [
        ("en", "A ticket is $5, a year $120, the boat $5.40 or $5 million.", ["$120", "$5.40", "$5 million"]),
        ("en", "She is 100 percent sure, and 10 percent richer.", ["10 percent"]),
        ("ru", "Он уверен на 100%.", []),
        ("tr", "Yüzde 100 eminim, ama yüzde 10 eksik.", ["yüzde 10"]),
        ("fa", "۱۰۰ درصد مطمئنم.", []),
        ("ar", "ارتفعت الأسعار بنسبة 100% هذا العام.", ["بنسبة 100%"]),
    ],
)  # fmt: skip
def test_small_change_and_all_of_something_are_no_figures(code, text, figures):
    found = find_numbers(text, [Span(0, len(text))], load_languages()[code])
    assert [number.text for number in found] == figures
