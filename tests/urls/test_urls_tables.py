from __future__ import annotations

import re

import pytest

from sourcecheck.data import load_urls as module
from sourcecheck.data.files import Row
from sourcecheck.data.load_urls import load_urls
from sourcecheck.errors import DataError
from sourcecheck.model import LinkFlag
from sourcecheck.model.tables.urls import HostGlob, Pattern, Platform, UrlTables, Wrapper

TABLES = load_urls()


def test_no_short_host_has_two_rows():
    assert not TABLES.short_hosts.keys() & TABLES.owner_short.keys()


def test_generic_endings_have_no_vote_and_measured_ones_keep_theirs():
    generic = "tv io ai fm ly cc ws to gg sh ac im nu tk ml ga cf gq pw vc gs ms vg cx tl pn st eu"
    assert {TABLES.tlds[tld].weight for tld in generic.split()} == {0}
    assert {TABLES.tlds[tld].weight for tld in ["co", "me", "la", "is", "gl"]} == {0.3}
    assert (TABLES.tlds["uk"].country, TABLES.tlds["su"].country) == ("GB", "RU")
    assert TABLES.tlds["xn--p1ai"].country == "RU"


def test_every_country_of_an_ending_is_a_code():
    assert all(re.fullmatch("[A-Z]{2}|INT", row.country) for row in TABLES.tlds.values())


def test_every_wrapper_row_names_its_line_and_its_step():
    assert all(re.fullmatch(r"urls/wrappers\.csv:\d+", row.told_by) for row in TABLES.wrappers)
    assert all(row.step for row in TABLES.wrappers)


@pytest.mark.parametrize(
    ("glob", "host", "fits"),
    [
        ("*.a.example", "x.a.example", True),
        ("*.a.example", "a.example", True),
        ("*.a.example", "ba.example", False),
        ("google.*", "www.google.com.tr", True),
        ("google.*", "notgoogle.com", False),
        ("*.ezproxy.*", "x.ezproxy.uni.example", True),
        ("protect-*.a.example", "protect-us.a.example", True),
        ("a.example", "b.a.example", False),
    ],
)
def test_host_globs_mean_what_the_table_says(glob, host, fits):
    assert HostGlob(glob).fits(host) is fits
    row = Wrapper(
        host=HostGlob(glob),
        path=Pattern("/"),
        how="opaque",
        flag=LinkFlag.REDIRECTOR,
        step="s",
        told_by="t:1",
    )
    assert module._any_host((row,)).fits(host) is fits


def test_a_broken_pattern_or_flag_names_its_line():
    row = Row(where="urls/x.csv:7", cells={"flag": "nonsense"})
    with pytest.raises(DataError, match=r"urls/x\.csv:7: no flag is called 'nonsense'"):
        module._flag(row)
    broken = Platform(name="x", path=Pattern("("), subdomain=False, told_by="urls/x.csv:7")
    with pytest.raises(DataError, match=r"urls/x\.csv:7: '\(' is no pattern"):
        module.check_patterns(UrlTables(platforms={"x.example": (broken,)}))


def test_every_pattern_that_ships_is_one():
    module.check_patterns(TABLES)
