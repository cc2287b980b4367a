from __future__ import annotations

import re
from pathlib import Path

from sourcecheck.data.load_confirmation import load_confirmation, read_confirmation
from sourcecheck.data.load_network import load_network, load_wholesale
from sourcecheck.model import Group, LinkState

PAGE = (Path(__file__).parents[2] / "docs/explanation/link-states.md").read_text(encoding="utf-8")
FLAT = " ".join(PAGE.split())
SECTIONS = {
    Group.ALIVE: ("### Alive", "### Doubtful"),
    Group.DOUBTFUL: ("### Doubtful", "### Dead"),
    Group.DEAD: ("### Dead", "### Unchecked"),
    Group.UNCHECKED: ("### Unchecked", "## How a verdict"),
}


def test_every_state_is_explained_under_its_group():
    for group, (start, end) in SECTIONS.items():
        part = PAGE.split(start)[1].split(end)[0]
        told = {name for line in part.splitlines() for name in _first_cell(line)}
        assert told == {state.value for state in LinkState if state.group is group}


def _first_cell(line: str) -> list[str]:
    return re.findall(r"`(\w+)`", line.split("|")[1]) if line.startswith("|") else []


def test_the_policy_that_is_printed_is_the_one_that_is_shipped():
    part = PAGE.split("<!-- policy")[1].split("* **Days count")[0]
    told = re.findall(r"\| `(\w+)` \| (\d+) \| (\d+) days? \|", part)
    shipped = load_confirmation().strikes
    assert {LinkState(s): (int(t), float(d)) for s, t, d in told} == {
        state: (row.times, row.days) for state, row in shipped.items()
    }


def test_the_policy_of_ones_own_that_is_printed_is_read():
    example = PAGE.split("```toml\n")[1].split("```")[0]
    found = read_confirmation(example, "own.toml", load_confirmation())
    assert found.vantages == 2
    assert LinkState.USURPED not in found.strikes


def test_the_thresholds_that_are_printed_are_those_of_the_data():
    policy, network = load_confirmation(), load_network()
    assert (policy.unreachable.times, policy.unreachable.days) == (5, 30)
    assert "on five looks over thirty days" in FLAT
    assert (policy.flapping_turns, policy.flapping_checks) == (3, 10)
    assert "Three turns between alive and dead within the last ten" in FLAT
    assert (network.unrelated, network.lost_share) == (3, 0.1)
    assert "three unrelated hosts or more, a tenth of all that answered" in FLAT
    assert (network.window_share, network.window_hosts) == (0.3, 5)
    assert "more than 30 % of the hosts" in FLAT
    assert load_wholesale().links == 3
    assert "Three cited links or more of one host" in FLAT
