"""Groups of countries: the regions of M49, our own, and unions of states."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One group of countries, as it was on a date."""

    name: str  # "south-caucasus"
    countries: frozenset[str]  # ISO 3166-1 alpha-2
    source: str  # "un-m49", "nato-members", ...
    date: str  # ISO, may be partial: the latest of the rows
    told_by: str  # the first row
