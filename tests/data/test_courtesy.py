"""The figures of courtesy: read whole, and every mistake named."""

import copy

import pytest

from sourcecheck.data.files import PACKAGED, toml
from sourcecheck.data.load_courtesy import load_courtesy, read_courtesy
from sourcecheck.errors import DataError

SHIPPED = toml(PACKAGED, "web/courtesy.toml")


def test_the_shipped_figures_make_sense_together():
    pace = load_courtesy().pace
    assert pace.most >= pace.step > 1 > pace.ease > 0
    assert 1 / pace.step < pace.ease, "a host must not come back faster than it was slowed down"
    assert load_courtesy().looks.browser.isdisjoint(pace.complaints)


WRONG = [
    ("pace", "step", 0.5, r"\[pace\] step: must be at least 1"),
    ("pace", "step", 0, r"\[pace\] step: a number above zero"),
    ("pace", "step", True, r"\[pace\] step: a number above zero"),
    ("pace", "step", "2", r"\[pace\] step: a number above zero"),
    ("pace", "step", float("inf"), r"\[pace\] step: a number above zero"),
    ("pace", "closing", 1.5, r"\[pace\] closing: a number above zero"),
    ("pace", "ease", 1.0, r"\[pace\] ease: must be below 1"),
    ("pace", "complaints", [], r"\[pace\] complaints: a list of int"),
    ("pace", "complaints", [42], r"\[pace\] complaints: a status has three digits"),
    ("looks", "browser", ["403"], r"\[looks\] browser: a list of int"),
    ("looks", "failures", ["sulking"], r"\[looks\] failures: 'sulking' is not a valid Failure"),
    ("again", "page_types", "text/", r"\[again\] page_types: a list of str"),
    ("browser_fields", "Sec-Fetch-User", 1, r"\[browser_fields\] Sec-Fetch-User: a line of ASCII"),
    ("browser_fields", "Accept", "a\r\nb", r"\[browser_fields\] Accept: a line of ASCII"),
    ("browser_fields", "X Y", "a", r"\[browser_fields\] X Y: a line of ASCII"),
    ("pace", "new", 1, r"\[pace\] has unknown or missing keys: new"),
]


@pytest.mark.parametrize(("section", "key", "value", "message"), WRONG)
def test_a_wrong_figure_is_named(section, key, value, message):
    data = copy.deepcopy(SHIPPED)
    data[section][key] = value
    with pytest.raises(DataError, match=message):
        read_courtesy(data)


@pytest.mark.parametrize("section", SHIPPED)
def test_a_missing_table_is_named(section):
    data = {name: table for name, table in SHIPPED.items() if name != section}
    with pytest.raises(DataError, match="must hold exactly the tables"):
        read_courtesy(data)


@pytest.mark.parametrize("section", ["pace", "looks", "again"])
def test_a_table_that_is_none_misses_its_keys(section):
    with pytest.raises(DataError, match="unknown or missing keys"):
        read_courtesy({**SHIPPED, section: 1})


def test_a_browser_without_a_name_is_none():
    with pytest.raises(DataError, match="with a User-Agent"):
        read_courtesy({**SHIPPED, "browser_fields": {"Accept": "*/*"}})
