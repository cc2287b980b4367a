"""A check that is killed goes on where it was: nothing lost, nothing kept or asked twice.

The whole form, a hundred kills, is ``python benchmarks/kills.py``; this is its short form.
"""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.acceptance

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
KILLS = 8


@pytest.fixture(scope="module")
def kills():
    """The benchmark as a module: it imports its neighbour ``farm``."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        spec = importlib.util.spec_from_file_location("kills", BENCHMARKS / "kills.py")
        made = importlib.util.module_from_spec(spec)
        sys.modules["kills"] = made
        spec.loader.exec_module(made)
        yield made
    finally:
        sys.path.remove(str(BENCHMARKS))
        sys.modules.pop("kills", None)


def test_a_check_killed_at_random_moments_loses_nothing_and_asks_nothing_again(kills):
    told = kills.killed(KILLS, 1_600, random.Random(7))
    assert told.troubles == []
    assert told.kills == KILLS
    assert told.rounds >= 1
