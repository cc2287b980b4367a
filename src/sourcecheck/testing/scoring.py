"""How well a link checker did on the scripted web: what it got wrong, and a table by section."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sourcecheck.model import Group, LinkState
from sourcecheck.testing.behaviours import BEHAVIOURS
from sourcecheck.testing.script import Behaviour, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """What a checker called broken that is not, and what is and was not called so; by name.

    A checker that knows only "fine" and "broken" is measured by these alone.
    """

    alive: tuple[str, ...]  # readable pages called broken
    blocked: tuple[str, ...]  # pages behind a door called broken
    unknowable: tuple[str, ...]  # what nobody can know, called broken
    missed: tuple[str, ...]  # dead pages not called broken


def broken(called: Collection[str], over: Sequence[Behaviour] = BEHAVIOURS) -> Broken:
    """Score a checker by the addresses that it called broken."""

    def names(truth: Truth, *, hit: bool) -> tuple[str, ...]:
        return tuple(b.name for b in over if b.truth is truth and (b.url in called) is hit)

    return Broken(
        alive=names(Truth.ALIVE, hit=True),
        blocked=names(Truth.BLOCKED, hit=True),
        unknowable=names(Truth.UNKNOWABLE, hit=True),
        missed=names(Truth.DEAD, hit=False),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well a checker did that tells states as we do; a missing answer is a wrong one."""

    broken: Broken
    wrong: tuple[str, ...]  # names of behaviours whose state is not right

    @property
    def false_dead(self) -> tuple[str, ...]:
        """What was called dead and is not, whatever it is instead."""
        return (*self.broken.alive, *self.broken.blocked, *self.broken.unknowable)


def scored(found: Mapping[str, LinkState], over: Sequence[Behaviour] = BEHAVIOURS) -> Score:
    """Score the states found, by address."""
    dead = {url for url, state in found.items() if state.group is Group.DEAD}
    wrong = tuple(b.name for b in over if b.url not in found or not b.is_right(found[b.url]))
    return Score(broken=broken(dead, over), wrong=wrong)


def table(found: Mapping[str, LinkState], over: Sequence[Behaviour] = BEHAVIOURS) -> str:
    """Return a line for each section: behaviours, right ones, false deads, missed deads."""
    score = scored(found, over)
    false, missed, wrong = set(score.false_dead), set(score.broken.missed), set(score.wrong)
    rows: list[tuple[str, ...]] = [("section", "behaviours", "right", "false dead", "dead missed")]
    sections = dict.fromkeys(one.section for one in over)
    for section in (*sections, "all"):
        names = {one.name for one in over if section in {one.section, "all"}}
        counts = (len(names), len(names - wrong), len(names & false), len(names & missed))
        rows.append((section, *map(str, counts)))
    return "\n".join(f"{row[0]:<12}" + "".join(f"{cell:>12}" for cell in row[1:]) for row in rows)
