"""What differs between two states of the lists: per outlet and property, who says what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.errors import UsageError
from sourcecheck.model import Outlet
from sourcecheck.model.tables.outlets import OutletTables

SHIPPED = "shipped"
"""What is said instead of a folder: the lists that ship with sourcecheck alone."""

_ADDRESS, _NAME = "key", "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A value and who says it."""

    value: str
    source: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One property of one outlet on both sides; () = nothing is said there."""

    outlet: str
    property: str  # of claims, or "key", "name", "outlet"
    before: tuple[Voice, ...]
    after: tuple[Voice, ...]


def contradicts(found: Difference) -> bool:
    """Tell whether both sides say something, and no value is the same."""
    old, new = {each.value for each in found.before}, {each.value for each in found.after}
    return bool(old and new and not old & new)


def tables_at(place: str) -> OutletTables:
    """Return the lists of a folder on top of those that ship, or ``shipped``; ``UsageError``."""
    if place == SHIPPED:
        return load_outlets(None)
    if not Path(place).is_dir():
        raise UsageError(f"{place}: no such folder", hint="a folder of lists, or: shipped")
    return load_outlets(Path(place))


def differences(before: OutletTables, after: OutletTables) -> Iterator[Difference]:
    """Yield what differs, by outlet; whole outlets that came or went are one difference."""
    for id_ in sorted(before.outlets.keys() | after.outlets.keys()):
        old, new = before.outlets.get(id_), after.outlets.get(id_)
        if old == new:
            continue
        if old is None or new is None:
            whole = new or old
            assert whole is not None
            voice = (Voice(value=whole.name, source=_whose(whole), confidence=1.0),)
            yield Difference(
                outlet=id_,
                property="outlet",
                before=() if old is None else voice,
                after=() if new is None else voice,
            )
            continue
        yield from _within(id_, old, new)


def _within(id_: str, old: Outlet, new: Outlet) -> Iterator[Difference]:
    mine, theirs = _voices(old), _voices(new)
    for property_ in sorted(mine.keys() | theirs.keys()):
        before, after = mine.get(property_, ()), theirs.get(property_, ())
        if set(before) != set(after):
            yield Difference(outlet=id_, property=property_, before=before, after=after)
    for property_, one, other in (
        (_ADDRESS, old.keys, new.keys),
        (_NAME, (old.name, *old.names), (new.name, *new.names)),
    ):
        gone, come = sorted(set(one) - set(other)), sorted(set(other) - set(one))
        if gone or come:
            yield Difference(
                outlet=id_, property=property_, before=_plain(gone), after=_plain(come)
            )


def _voices(outlet: Outlet) -> dict[str, tuple[Voice, ...]]:
    found: dict[str, list[Voice]] = defaultdict(list)
    for claim in outlet.claims:
        found[claim.property].append(
            Voice(value=claim.value, source=claim.source, confidence=claim.confidence)
        )
    return {property_: tuple(dict.fromkeys(voices)) for property_, voices in found.items()}


def _plain(values: list[str]) -> tuple[Voice, ...]:
    return tuple(Voice(value=value, source="", confidence=1.0) for value in values)


def _whose(outlet: Outlet) -> str:
    sources = dict.fromkeys(claim.source for claim in outlet.claims)
    return ", ".join(sources)
