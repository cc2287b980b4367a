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


@pytest.mark.parametrize(
    "wrong", [{"part": "body"}, {"state": "dead"}, {"pattern": "("}, {"words": "few"}]
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
