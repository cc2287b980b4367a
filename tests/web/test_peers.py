"""How other checkers' answers are read for the comparison; running them is the script's part."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from sourcecheck.model import LinkState
from sourcecheck.testing import BEHAVIOURS
from sourcecheck.testing.behaviours import named
from sourcecheck.testing.scoring import broken, scored, table
from sourcecheck.testing.web import aliased

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "peers.py"


@pytest.fixture(scope="module")
def peers():
    if not SCRIPT.exists():
        pytest.skip("the benchmarks are not in this copy")
    spec = importlib.util.spec_from_file_location("peers", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["peers"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["peers"]


GONE = "http://gone.samples/news/2026/story-17"
GOOD = "http://alive.samples/news/2026/story-17"

LYCHEE = json.dumps(
    {
        "success_map": {"links.html": [{"url": GOOD}]},
        "error_map": {"links.html": [{"url": GONE, "status": {"code": 410}}]},
        "timeout_map": {},
    }
)
LINKCHECKER = f"""# created by hand
# a comment
urlname;parentname;valid;result
{GOOD};file:///links.html;True;200 OK
{GONE};file:///links.html;False;410 Gone
"""
LINKINATOR = "crawled 3 pages\n" + json.dumps(
    {"links": [{"url": GOOD, "state": "OK"}, {"url": GONE, "state": "BROKEN"}]}
)
MARKDOWN = f"FILE: one.md\n  [✓] {GOOD}\n  \x1b[31m[✖]\x1b[0m {GONE} → Status: 410\n"


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("read_lychee", LYCHEE),
        ("read_linkchecker", LINKCHECKER),
        ("read_linkinator", LINKINATOR),
        ("read_markdown_link_check", MARKDOWN),
    ],
)
def test_what_a_checker_calls_broken_is_read_out_of_its_answer(peers, reader, said):
    assert peers.known(getattr(peers, reader)(said)) == {named("gone").url}


def test_an_address_of_a_helper_or_a_stranger_is_nobodys(peers):
    assert peers.known({"http://stranger.example/", "mailto:x@gone.samples", "http://"}) == set()


def test_another_name_is_as_long_so_that_answers_can_carry_it():
    assert aliased(named("gone").url) == GONE
    assert len(GONE) == len(named("gone").url)


def test_a_checker_that_calls_all_broken_misses_none_and_one_that_calls_none_is_never_wrong():
    everything = broken({one.url for one in BEHAVIOURS})
    nothing = broken(set())
    assert everything.missed == ()
    assert (nothing.alive, nothing.blocked, nothing.unknowable) == ((), (), ())
    assert len(everything.alive) + len(everything.blocked) + len(everything.unknowable) + len(
        nothing.missed
    ) == len(BEHAVIOURS)


def test_a_state_that_is_missing_or_wrong_costs_a_point():
    right = {one.url: one.state for one in BEHAVIOURS}
    assert scored(right).wrong == ()
    assert scored(right).false_dead == ()
    less = {url: state for url, state in right.items() if url != named("alive").url}
    wrong = {**less, named("forbidden").url: LinkState.NOT_FOUND}
    assert scored(wrong).wrong == ("alive", "forbidden")
    assert scored(wrong).false_dead == ("forbidden",)
    assert table(wrong).splitlines()[-1].split()[1:] == [
        str(len(BEHAVIOURS)), str(len(BEHAVIOURS) - 2), "1", "0",
    ]  # fmt: skip
