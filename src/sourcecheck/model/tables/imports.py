"""How lists of others are read: what their columns, codes and words mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFormat:
    """One kind of list that can be taken in."""

    name: str  # "gdelt"
    title: str
    licence: str
    family: str  # "" = a family of its own
    date: str  # when its facts were taken, ISO, may be partial; "" = the day of the import
    countries: str  # "codes", "fips" or "typos": how its countries are written
    typed: str  # "table", "rated" or "statements"
    confidence: Mapping[str, float]  # by property; "*" = of the others
    columns: Mapping[str, tuple[str, ...]]  # role -> names of columns, folded; "#2" = by place
    rank: str = "normal"
    rater: str = ""  # whose rating it holds
    headless: int = 0  # columns of a list without a header; 0 = it has one
    delimiter: str = ""  # "" = found out
    only: tuple[str, ...] = ()  # properties that are taken; () = all
    fixed: Mapping[str, str] = field(default_factory=dict)  # claims made of every row


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One property of Wikidata."""

    role: str  # "host", "twitter", "alias", or a property of claims
    confidence: float
    through: str  # by which further property its value is read: "P297"; "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTables:
    """The tables of ``data/imports/``."""

    formats: Mapping[str, ImportFormat]
    statements: Mapping[str, Statement]  # by property: "P856"
    terms: Mapping[tuple[str, str, str], str]  # (format or "*", property, folded text) -> value
    countries: frozenset[str]  # ISO 3166-1 alpha-2, and XK
    alpha3: Mapping[str, str]
    fips: Mapping[str, str]
    names: Mapping[str, str]  # of countries, as lists in English write them
    most_bytes: int
    most_cell: int
    most_row_lines: int
    most_told: int
    stale_days: int
    hosts_at_a_time: int
    pause_s: float
    tries: int
    endpoint: str


def column_name(text: str) -> str:
    """Return a column's name as names are compared: "Pub_Country" is "pub country"."""
    return " ".join("".join(char if char.isalnum() else " " for char in text.casefold()).split())
