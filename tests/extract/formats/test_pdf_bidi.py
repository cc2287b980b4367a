"""From what a line looks like to what it says."""

import pytest

from sourcecheck.extract.formats.pdf_bidi import reading_order, shown_as_meant, turned


def said(seen, *, rtl=True, meant=False, **more):
    order = reading_order(seen, rtl=rtl, **more)
    return "".join(turned(seen[at]) if back and not meant else seen[at] for at, back in order)


# What is seen, from the left, and what it says.
SEEN = [
    ("םולש", "שלום"),
    ("مالس", "سلام"),
    ("2019 ماع يف", "في عام 2019"),
    ("۱۳۹۸ لاس رد", "در سال ۱۳۹۸"),
    ("%12.5 ةبسنب", "بنسبة 12.5%"),
    ("12.5% לש", "של 12.5%"),
    ("2020-05-12 ךיראתב", "בתאריך 2020-05-12"),
    ("2019-2014 ةدم", "مدة 2014-2019"),
    ("10:30 ةعاسلا", "الساعة 10:30"),
    ("(وتانلا) ةقطنم", "منطقة (الناتو)"),
    ("«رايتلا» لصي", "يصل «التيار»"),
    ("[2] ىرقلا", "القرى [2]"),
    ("(8 ، 7 ، 6) ىرقلا", "القرى (6 ، 7 ، 8)"),
    ("ىرقلا NATO (Brussels) ىلإ", "إلى NATO (Brussels) القرى"),
    ("COVID-19 ءابو", "وباء COVID-19"),
    ("https://a.example/1 رظنا", "انظر https://a.example/1"),
    (".https://a.example/1 رظنا", "انظر https://a.example/1."),
    ("https://a.example/1 [1]", "[1] https://a.example/1"),
    ("https://a.example/1 -1", "1- https://a.example/1"),
    ("https://a.example/1 .12", "12. https://a.example/1"),
    ("https://a.example/1¹", "¹https://a.example/1"),
    ("https://a.example/the- رظنا", "انظر https://a.example/the-"),
    ("https:// רתאב", "באתר https://"),
    ("2026-09-12", "2026-09-12"),
    ("12.5%", "12.5%"),
    ("۱۴۰۵-۰۶-۲۱", "۱۴۰۵-۰۶-۲۱"),
    ("١٢-٠٩-٢٠٢٦", "٢٠٢٦-٠٩-١٢"),
    ("95.³ ةبسنب", "بنسبة 95.³"),
    ("³.95 ةبسنب", "بنسبة 95.³"),
    ("³95 ةبسنب", "بنسبة 95³"),
    ("٩٥.¹² ةبسنب", "بنسبة ٩٥.¹²"),
    ("¹².٩٥ ةبسنب", "بنسبة ٩٥.¹²"),
    ("ةبسن ³1995", "³1995 نسبة"),
    ("ىرقلا ³12.5 ةبسنب", "بنسبة 12.5³ القرى"),
    ("³.ىرقلا", "القرى.³"),
]


@pytest.mark.parametrize(("seen", "expected"), SEEN)
def test_a_right_to_left_line_is_read_from_the_right(seen, expected):
    assert said(seen) == expected


@pytest.mark.parametrize(
    ("seen", "opens", "expected"),
    [
        ("ةنيدملا 2026-09-12", True, "2026-09-12 المدينة"),
        ("ةنيدملا 2026-09-12", False, "12-09-2026 المدينة"),
        ("2026-09-12 ةنيدملا", True, "المدينة 12-09-2026"),
        ("ةنيدملا ٢٠٢٦-٠٩-١٢", True, "١٢-٠٩-٢٠٢٦ المدينة"),
        ("لصف 1-2", True, "1-2 فصل"),
    ],
)
def test_a_number_takes_its_signs_where_a_paragraph_opens_with_it(seen, opens, expected):
    assert said(seen, opens=opens) == expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("The word مالس means peace", "The word سلام means peace"),
        ("two words םולש ךל here", "two words לך שלום here"),
        ("nothing to turn (here) [1]", "nothing to turn (here) [1]"),
    ],
)
def test_right_to_left_words_in_a_left_to_right_line_are_turned(seen, expected):
    assert said(seen, rtl=False) == expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (")وتانلا( ةقطنم", "منطقة (الناتو)"),
        ("]2[ ىرقلا", "القرى [2]"),
        ("NATO (Brussels) ىلإ", "إلى NATO (Brussels)"),
    ],
)
def test_brackets_stored_as_they_are_meant_stay_as_they_are(seen, expected):
    assert said(seen, meant=True) == expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("רתאב ton/market-the", "ton/market-the באתר"),
        (".example/2020/the-", ".example/2020/the-"),
        ("a.example/1 -3", "3- a.example/1"),
    ],
)
def test_an_address_goes_on_at_the_beginning_of_the_next_line(seen, expected):
    assert said(seen, carried=True, full=True) == expected


@pytest.mark.parametrize(
    ("lines", "meant"),
    [
        (["(وتانلا) ةقطنم"], False),
        ([")وتانلا( ةقطنم"], True),
        (["no brackets at all"], False),
    ],
)
def test_the_side_of_the_words_tells_how_brackets_are_stored(lines, meant):
    assert (shown_as_meant(lines) > 0) is meant
