"""How good the classification is: right, wrong and unknown over hand-made cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sourcecheck.classify.stage import classify_text
from sourcecheck.model import MatchStatus
from sourcecheck.model.tables.outlets import OutletTables


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One address or name and what it should become; empty = should stay unknown."""

    text: str
    id: str = ""  # the outlet; "" = none is expected
    country: str = ""
    status: str = ""  # "" = any


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Right, wrong and unknown, for countries and for outlets."""

    cases: int
    country_right: int  # as expected, an expected blank included
    country_wrong: int  # another country: the one failure that counts
    country_unknown: int  # blank where a country was expected
    outlet_right: int
    outlet_wrong: int
    failures: tuple[str, ...]  # one line per case that is not as expected


def evaluate(cases: Iterable[Case], tables: OutletTables) -> Score:
    """Classify every case and count."""
    known = list(cases)
    countries: list[str] = []
    outlets: list[str] = []
    failures: list[str] = []
    for case in known:
        found = classify_text(case.text, tables)
        countries.append(_mark(found.country, case.country))
        outlet = "" if found.status is MatchStatus.AMBIGUOUS else found.id
        outlets.append(_mark(outlet, case.id) if case.id else "right")
        if case.status not in ("", found.status) or {countries[-1], outlets[-1]} != {"right"}:
            got = f"{found.status} {found.id or '-'} {found.country or '-'}"
            failures.append(f"{case.text}: {got}, expected {case.id or '-'} {case.country or '-'}")
    return Score(
        cases=len(known),
        country_right=countries.count("right"),
        country_wrong=countries.count("wrong"),
        country_unknown=countries.count("unknown"),
        outlet_right=outlets.count("right"),
        outlet_wrong=outlets.count("wrong"),
        failures=tuple(failures),
    )


def _mark(found: str, expected: str) -> str:
    if found == expected:
        return "right"
    return "wrong" if found else "unknown"
