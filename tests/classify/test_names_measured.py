"""Our own labelled names, four sets of them, with the figures that must hold.

``spellings``: names as notes print them, none verbatim in the lists when the set was written;
``articles``: the same, written by who had not seen the lists; many are in them by now;
``nobody``: people, parties, clubs, books and plain words; ``ambiguous``: titles of several papers.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from sourcecheck.classify import classify_text
from sourcecheck.classify.brands import countries_of, family
from sourcecheck.model import MatchStatus

SETS = Path(__file__).with_name("cases") / "measured"


def rows(name):
    with SETS.joinpath(f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def spellings(shipped):
    return counts("spellings", shipped)


def counts(name, shipped):
    counted, wrong = defaultdict(Counter), []
    for row in rows(name):
        mark = marked(row, shipped)
        counted[row["language"]][mark] += 1
        if mark == "wrong":
            wrong.append(row["text"])
    return counted, wrong


def marked(row, shipped):
    found = classify_text(row["text"], shipped)
    if found.id:
        same = family(found.id, shipped) == family(row["outlet"], shipped)
        return "right" if same else "wrong"
    foreign = found.country and found.country not in countries_of(row["outlet"], shipped)
    return "wrong" if foreign else found.status.value


def test_the_sets_are_as_large_and_as_wide_as_they_were_written():
    assert len(rows("spellings")) >= 2400
    assert len({row["language"] for row in rows("spellings")}) >= 12
    assert len(rows("articles")) >= 1000
    assert len(rows("nobody")) >= 1600
    assert len(rows("ambiguous")) >= 125


def test_spellings_that_no_list_has_are_found_and_hardly_ever_wrong(spellings):
    counted, wrong = spellings
    number = sum(sum(each.values()) for each in counted.values())
    right = sum(each["right"] for each in counted.values())
    assert right >= 0.93 * number, f"{right} of {number}"
    assert len(wrong) <= 0.004 * number, wrong


def test_names_as_articles_print_them_are_found_and_hardly_ever_wrong(shipped):
    counted, wrong = counts("articles", shipped)
    number = sum(sum(each.values()) for each in counted.values())
    right = sum(each["right"] for each in counted.values())
    assert right >= 0.93 * number, f"{right} of {number}"
    assert len(wrong) <= 0.004 * number, wrong


@pytest.mark.parametrize(
    ("language", "least"),
    [("ar", 0.95), ("fa", 0.93), ("ru", 0.9), ("tr", 0.95), ("az", 0.89), ("en", 0.92),
     ("he", 0.92), ("uk", 0.93), ("hy", 0.68), ("ka", 0.7), ("fr", 0.93), ("de", 0.92)],
)  # fmt: skip
def test_each_language_has_its_floor(spellings, language, least):
    counted = spellings[0][language]
    assert counted["right"] >= least * sum(counted.values()), counted


def test_names_of_nobody_become_no_outlet(shipped):
    found = [row["text"] for row in rows("nobody") if classify_text(row["text"], shipped).id]
    assert found == []


def test_names_of_nobody_stand_for_no_country(shipped):
    voices = [row["text"] for row in rows("nobody") if classify_text(row["text"], shipped).country]
    assert voices == []


def test_titles_of_several_papers_are_left_open(shipped):
    found = [(row["text"], classify_text(row["text"], shipped)) for row in rows("ambiguous")]
    decided = [text for text, each in found if each.status is not MatchStatus.AMBIGUOUS]
    assert len(decided) <= 0.05 * len(found), decided
    assert all(each.candidates for _, each in found if each.status is MatchStatus.AMBIGUOUS)
