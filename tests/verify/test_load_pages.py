from __future__ import annotations

import re

import pytest

from sourcecheck.data import load_pages
from sourcecheck.data.files import Row
from sourcecheck.errors import DataError
from sourcecheck.model.tables.pages import PhraseKind, PlaceKind

GOOD = {
    "name": "x",
    "part": "title",
    "key": "",
    "pattern": "^x",
    "hints": "x| y ",
    "needs": "",
    "statuses": "403|503",
    "words": "10",
    "state": "blocked",
    "source": "own",
}


def wall(**cells):
    return load_pages._wall(Row(where="walls.csv:7", cells={**GOOD, **cells}))


def test_a_row_of_the_table_of_walls_is_read():
    found = wall()
    assert (found.statuses, found.words, found.told_by) == ({403, 503}, 10, "walls.csv:7")
    assert found.hints == ("x", " y ")
    assert wall(needs="noindex").noindex


@pytest.mark.parametrize(
    "wrong",
    [
        {"part": "body"},
        {"state": "dead"},
        {"pattern": "("},
        {"words": "few"},
        {"hints": "Access"},
        {"needs": "index"},
    ],
)
def test_a_wrong_row_is_refused_with_its_line(wrong):
    with pytest.raises(DataError, match=re.escape("walls.csv:7")):
        wall(**wrong)


def test_limits_hold_every_key_and_no_other():
    with pytest.raises(DataError):
        load_pages._exactly("limits.toml", {"times": 1}, ("times", "days"))
    with pytest.raises(DataError):
        load_pages._exactly("limits.toml", {"times": "1"}, ("times",))


def test_every_kind_of_phrase_and_place_has_rows():
    pages = load_pages.load_pages()
    assert set(pages.phrases) == set(PhraseKind)
    assert {place.kind for place in pages.places} == set(PlaceKind)


@pytest.mark.parametrize(
    "language", ["ar", "fa", "ru", "tr", "en", "fr", "de", "es", "uk", "az", "he", "ur"]
)
def test_missing_pages_are_known_in_each_language_we_promise(language):
    rows = load_pages.load_pages().phrases[PhraseKind.NOT_FOUND]
    assert sum(row.language == language for row in rows) >= 9


def test_no_row_of_the_table_of_walls_bears_the_name_of_another():
    names = [row.name for row in load_pages.load_pages().walls]
    assert len(names) == len(set(names))


def test_keys_of_small_answers_are_in_small_letters_and_in_one_list_only():
    keys = load_pages.load_pages().answers
    assert all((keys.status, keys.message, keys.success, keys.failure))
    assert not keys.status & keys.message
    assert not (keys.status | keys.message) & keys.beside


def test_no_phrase_of_a_kind_is_listed_twice_in_one_language():
    for kind, rows in load_pages.load_pages().phrases.items():
        told = [(row.language, row.words) for row in rows]
        twice = {one for one in told if told.count(one) > 1}
        assert twice <= FOLDED_ALIKE, kind


FOLDED_ALIKE = {
    ("ar", "الصفحه غير موجوده"),
    ("ar", "كازينو اون لاين"),
    ("fa", "خطاي 404"),
    ("ru", "домен продается"),
}
"""Phrases that are written in two ways and folded into one."""
