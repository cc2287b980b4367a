"""The table of archives: read whole, and every mistake named."""

import copy

import pytest

from sourcecheck.data.files import PACKAGED, toml
from sourcecheck.data.load_archives import load_archives, read_archives
from sourcecheck.errors import DataError
from sourcecheck.model import Group

SHIPPED = toml(PACKAGED, "web/archives.toml")


def test_the_shipped_table_makes_sense():
    table = load_archives()
    assert table.services["wayback"].host == "web.archive.org"
    assert all(state.group is Group.ALIVE for state in table.holds)
    assert all(each.trusted for each in table.services.values())
    assert not {each.host for each in table.services.values()} & set(table.untrusted)
    assert len(table.submission_errors) > 30


def test_the_limits_are_those_the_services_ask_for():
    wayback = load_archives().services["wayback"]
    assert wayback.searches_per_minute <= 24
    assert wayback.copies_per_minute <= 8 * 60
    assert wayback.submissions_per_minute <= 3
    assert wayback.keyed_submissions_per_minute <= 7


WRONG = [
    (("candidates",), 0, "candidates: a number above zero"),
    (("candidates",), 2.5, "candidates: a number above zero"),
    (("poll_s",), True, "poll_s: a number above zero"),
    (("longest_wait_s",), float("inf"), "longest_wait_s: a number above zero"),
    (("holds",), "alive", "holds must be a list"),
    (("holds",), ["well"], "holds: 'well' is not a valid LinkState"),
    (("untrusted",), [1], "untrusted must be a list"),
    (("other",), {}, "other must hold exactly"),
    (("services", "Way Back"), {}, "services.Way Back must be a table named in small letters"),
    (("services", "x"), [], "services.x must be a table"),
    (("services", "x"), {"kind": "ftp"}, "services.x.kind must be one of"),
    (("services", "x"), {"kind": "timegate", "name": "X"}, r"services.x: .*\['timegate'\]"),
    (("services", "wayback", "colour"), "red", r"services.wayback: .*\['colour'\]"),
    (("services", "wayback", "search"), "ftp://a/", "services.wayback.search is not usable"),
    (("services", "wayback", "search"), "https://a/?q", "services.wayback.search is not usable"),
    (("services", "wayback", "trusted"), 1, "services.wayback.trusted must be true or false"),
    (("services", "wayback", "copies_per_minute"), "9", "copies_per_minute: a number above zero"),
    (("submission_errors", "celery"), "later", "submission_errors.celery must be"),
    (("submission_errors", "celery"), ["never", "x"], "submission_errors.celery must be"),
    (("submission_errors", "celery"), ["later", 1], "submission_errors.celery must be"),
    (("colour",), "red", "unknown or missing keys: colour"),
]


@pytest.mark.parametrize(("path", "value", "message"), WRONG)
def test_a_mistake_is_named(path, value, message):
    data = copy.deepcopy(SHIPPED)
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(DataError, match=message):
        read_archives(data)


@pytest.mark.parametrize("key", SHIPPED)
def test_a_missing_key_is_named(key):
    data = {name: value for name, value in SHIPPED.items() if name != key}
    with pytest.raises(DataError, match=f"unknown or missing keys: {key}"):
        read_archives(data)
