"""Labels of notes and marks become plain ASCII numbers."""

import pytest

from sourcecheck.extract.labels import listed_labels, plain_label


@pytest.mark.parametrize(
    ("printed", "label"),
    [("1", "1"), ("07", "7"), ("0", "0"), ("000", "0"), ("¹²", "12"), ("⁴", "4"), ("100", "100")],
)
def test_a_label_is_told_in_ascii_without_leading_zeros(printed, label):
    assert plain_label(printed) == label


@pytest.mark.parametrize(
    ("inside", "labels"),
    [
        ("6 , 7 , 8", ("6", "7", "8")),
        ("3-5", ("3", "4", "5")),
        ("3 - 5", ("3", "4", "5")),
        ("1,3-4", ("1", "3", "4")),
        ("2;2", ("2",)),
        ("9", ("9",)),
    ],
)
def test_lists_and_ranges_name_every_label_once(inside, labels):
    assert listed_labels(inside) == labels


@pytest.mark.parametrize("inside", ["5-3", "4-4", "1-40", "10-99"])
def test_a_range_backwards_or_of_one_or_too_long_for_notes_is_none(inside):
    assert listed_labels(inside) == ()
