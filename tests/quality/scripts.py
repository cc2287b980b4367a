"""Figures of marks and notes in further languages and scripts, one row per language.

Every other perturbation is tried once in each; the figures are those of ``generated``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from measure import Figures

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "extract"))

from generate import Plan
from generated import figures
from more_words import SENTENCES
from perturb import PERTURBATIONS, SIGNS


def scripts() -> Iterator[tuple[str, Figures]]:
    """Yield the figures of every further language."""
    for at, language in enumerate(SENTENCES):
        yield language, figures(_plans(language, at % 2))


def _plans(language: str, first: int) -> Iterator[Plan]:
    for name, change in islice(PERTURBATIONS.items(), first, None, 2):
        chance = random.Random(f"{name}/{language}")
        mark, note = chance.choice(SIGNS)
        plan = Plan(seed=chance.randrange(1 << 30), language=language, mark=mark, note=note)
        yield change(plan, chance)
