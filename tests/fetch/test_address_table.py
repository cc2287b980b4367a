"""The address table: wrong rows are refused by file and line."""

import pytest

from sourcecheck.data import load_addresses
from sourcecheck.data.files import Row
from sourcecheck.errors import DataError

GOOD = {
    "block": "10.0.0.0/8",
    "name": "private use",
    "rule": "refuse",
    "embedded": "",
    "source": "RFC 1918",
}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rule": "maybe"}, "rule is not refuse or unwrap"),
        ({"block": "10.0.0.1/8"}, "has host bits set"),
        ({"block": "everything"}, "does not appear to be"),
        ({"embedded": "left"}, "no such place"),
        ({"embedded": "97"}, "no such place"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(wrong, said):
    with pytest.raises(DataError, match=f"^special.csv:7: .*{said}"):
        load_addresses._block(Row(where="special.csv:7", cells={**GOOD, **wrong}))


def test_an_empty_greeting_would_fit_every_answer_and_is_refused():
    row = Row(where="banners.csv:3", cells={"opening": " ", "protocol": "x", "source": "y"})
    with pytest.raises(DataError, match=r"^banners.csv:3: "):
        load_addresses._banner(row)


def test_a_greeting_keeps_the_space_after_its_code():
    openings = [banner.opening for banner in load_addresses.load_addresses().banners]
    assert b"220 " in openings
    assert b"SSH-" in openings
