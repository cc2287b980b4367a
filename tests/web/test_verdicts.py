"""Our own answers to the whole scripted web: counted by section, and held to the figures."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from known_gaps import GAPS, behaviours

from sourcecheck.model import LinkState
from sourcecheck.testing import BEHAVIOURS, ScriptedWeb
from sourcecheck.testing.behaviours import SECTIONS
from sourcecheck.testing.scoring import scored, table
from sourcecheck.testing.script import Truth


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What ``check`` says of every address, over a web and with a store of its own."""
    folder = tmp_path_factory.mktemp("verdicts")
    (folder / "links.txt").write_text("".join(f"{one.url}\n" for one in BEHAVIOURS))
    options = ("--no-archive", "--db", "s.db", "--pace", "0", "--timeout", "5", "-f", "jsonl")
    with ScriptedWeb() as web:
        command = [sys.executable, "-m", "sourcecheck", "check", "@links.txt"]
        run = subprocess.run(
            [*command, *options, *web.arguments()],
            cwd=folder, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
    assert (run.returncode, run.stderr) == (1, "")
    rows = map(json.loads, run.stdout.splitlines())
    return {row["url"]: LinkState(row["state"]) for row in rows}


@pytest.mark.parametrize("behaviour", behaviours())
def test_every_behaviour_gets_a_right_state(found, behaviour):
    right = (behaviour.state, *behaviour.also)
    assert found[behaviour.url] in right


def test_what_is_not_dead_is_never_called_dead(found):
    sys.stdout.write(f"\n{table(found)}\n")  # shown with -rP
    assert set(scored(found).false_dead) <= set(GAPS)


def test_no_blocked_page_is_called_dead(found):
    assert set(scored(found).broken.blocked) <= set(GAPS)


def test_at_most_one_dead_page_in_twenty_is_missed(found):
    dead = sum(one.truth is Truth.DEAD for one in BEHAVIOURS)
    assert len(scored(found).broken.missed) <= dead / 20


def test_of_the_other_states_nineteen_in_twenty_are_right(found):
    others = [one for one in BEHAVIOURS if one.truth is not Truth.DEAD]
    wrong = set(scored(found).wrong) & {one.name for one in others}
    assert len(wrong) <= len(others) / 20


def test_asked_as_a_browser_where_configured_no_closed_door_is_called_dead(tmp_path):
    crawled = [one for one in SECTIONS["agents"] if one.name.endswith("_to_crawlers")]
    options = ("--browser-headers", "--no-archive", "--db", "s.db", "--pace", "0", "-f", "jsonl")
    with ScriptedWeb() as web:
        command = [sys.executable, "-m", "sourcecheck", "check", *(one.url for one in crawled)]
        run = subprocess.run(
            [*command, *options, *web.arguments()],
            cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert {row["state"] for row in rows} == {"blocked"}
    assert len(rows) == len(crawled) == 2
