"""Printed dates become ISO 8601; what could be two days is not read."""

import pytest

from sourcecheck.data.load_languages import load_languages
from sourcecheck.text.dates import find_date

LANGUAGES = load_languages()


@pytest.mark.parametrize(
    ("code", "line", "value", "printed"),
    [
        ("ar", "نُشر في: 12 مارس 2025", "2025-03-12", "12 مارس 2025"),
        ("ar", "١٢ آذار/مارس ٢٠٢٥", "2025-03-12", "١٢ آذار/مارس ٢٠٢٥"),
        ("ar", "3 تشرين الثاني 2024", "2024-11-03", "3 تشرين الثاني 2024"),
        ("fa", "۳۰ اسفند ۱۳۹۹", "2021-03-20", "۳۰ اسفند ۱۳۹۹"),
        ("fa", "۱ فروردین ۱۴۰۴", "2025-03-21", "۱ فروردین ۱۴۰۴"),
        ("fa", "1403/12/12", "2025-03-02", "1403/12/12"),
        ("ru", "12 марта 2025 г.", "2025-03-12", "12 марта 2025 г."),
        ("ru", "12.03.2025, 14:20", "2025-03-12", "12.03.2025"),
        ("tr", "5 Ağustos 2024", "2024-08-05", "5 Ağustos 2024"),
        ("en", "June 3, 2025", "2025-06-03", "June 3, 2025"),
        ("en", "3rd June 2025", "2025-06-03", "3rd June 2025"),
        ("en", "2025-06-03", "2025-06-03", "2025-06-03"),
        ("en", "3rd of June 2025", "2025-06-03", "3rd of June 2025"),
        ("en", "03-Jun-2025", "2025-06-03", "03-Jun-2025"),
        ("es", "3 de junio de 2025", "2025-06-03", "3 de junio de 2025"),
        ("ar", "3/5/2025", "2025-05-03", "3/5/2025"),
        ("ar", "12 من مارس 2025", "2025-03-12", "12 من مارس 2025"),
        ("tr", "03-05-2025", "2025-05-03", "03-05-2025"),
        ("tr", "3 Haz 2025", "2025-06-03", "3 Haz 2025"),
        ("ru", "03.05.25", "2025-05-03", "03.05.25"),
        ("fa", "۱۲ اسفندماه ۱۴۰۳", "2025-03-02", "۱۲ اسفندماه ۱۴۰۳"),
        ("fa", "۱۲ اسفند ماه سال ۱۴۰۳", "2025-03-02", "۱۲ اسفند ماه سال ۱۴۰۳"),
    ],
)
def test_a_printed_date_is_read_where_it_stands(code, line, value, printed):
    language = LANGUAGES[code]
    found = find_date(line, language.months, language.solar_months, day_first=language.day_first)
    assert (found.value, found.span.of(line)) == (value, printed)


@pytest.mark.parametrize("line", ["3/5/2025", "31 June 2025", "May 2025", "12 May 1825", "10.5.3"])
def test_what_is_no_certain_day_is_not_read(line):
    assert find_date(line, LANGUAGES["en"].months) is None
