"""Our own labelled addresses, with the figures that must hold offline.

``addresses``: news hosts (``field``), exile newsrooms, editions and mirrors (``hard``), hosts in no
list (``unseen``) and pages of accounts, uploads and readers (``account``), each with the country to
report; empty = the address alone does not tell. ``wrapped``: addresses inside others and what is
inside; empty = only a look would show it.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from sourcecheck.classify import classify_text

SETS = Path(__file__).with_name("cases") / "measured"


def rows(name):
    with SETS.joinpath(f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def addresses(shipped):
    counted, wrong = defaultdict(Counter), defaultdict(list)
    for row in rows("addresses"):
        found = classify_text(row["url"], shipped).country
        mark = "right" if found == row["country"] else "wrong" if found else "unknown"
        counted[row["group"]][mark] += 1
        if mark == "wrong":
            wrong[row["group"]].append((row["url"], found))
    return counted, wrong


@pytest.mark.parametrize(
    ("group", "least", "right", "wrong"),
    [
        ("field", 1600, 0.97, 0.003),
        ("hard", 380, 0.96, 0.008),
        ("unseen", 300, 0.97, 0.003),
        ("account", 600, 0.96, 0.0),
    ],
)
def test_each_group_of_addresses_keeps_its_figures(addresses, group, least, right, wrong):
    counted, mistakes = addresses[0][group], addresses[1][group]
    assert counted.total() >= least
    assert counted["right"] >= right * counted.total(), counted
    assert len(mistakes) <= wrong * counted.total(), mistakes


def test_addresses_inside_others_are_seen(shipped):
    wrapped = [row for row in rows("wrapped") if row["inner"]]
    missed = [
        (row["url"], classify_text(row["url"], shipped).id)
        for row in wrapped
        if classify_text(row["url"], shipped).id != classify_text(row["inner"], shipped).id
    ]
    assert len(wrapped) >= 350
    assert len(missed) <= 0.03 * len(wrapped), missed


def test_what_only_a_look_would_show_has_no_country(shipped):
    opaque = [row["url"] for row in rows("wrapped") if not row["inner"]]
    told = {url: classify_text(url, shipped).country for url in opaque}
    assert len(opaque) >= 100
    assert {url: country for url, country in told.items() if country} == {}
