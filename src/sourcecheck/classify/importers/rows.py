"""What importers take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LONG = ("outlet", "record", "type", "value", "detail", "source")
"""The columns of a list that holds one fact a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of somebody's list: its cells by role, trimmed, none empty."""

    where: str  # "list.csv:12"
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A record, or a cell of one, that is left out."""

    where: str
    why: str
    whole: bool = True  # False = the rest of the record is taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One claim as a list makes it."""

    property: str
    value: str
    confidence: float
    valid_from: str = ""
    valid_to: str = ""
    rank: str = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """One name as a list gives it."""

    text: str
    language: str = ""  # ISO 639; "" = not told
    kind: str = "official"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one record says of one outlet, before anybody knows which outlet that is."""

    where: str
    keys: tuple[str, ...]  # "host:...", "account:...", "qid:...": the first is its own
    name: str = ""
    names: tuple[Called, ...] = ()
    claims: tuple[Stated, ...] = ()
    ended: tuple[tuple[str, str], ...] = ()  # (key, ISO date on which it ended)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ListRow:
    """One row of a long list."""

    outlet: str
    record: str  # "name", "key", "alias", "claim"
    type: str
    value: str
    detail: str = ""
    source: str = ""

    def cells(self) -> tuple[str, ...]:
        """Return the row as it is written."""
        return self.outlet, self.record, self.type, self.value, self.detail, self.source


def detail_of(stated: Stated) -> str:
    """Return what a claim's row holds besides its value: ``confidence=0.6|from=2013``."""
    parts = (
        f"confidence={stated.confidence:g}",
        f"from={stated.valid_from}" if stated.valid_from else "",
        f"to={stated.valid_to}" if stated.valid_to else "",
        f"rank={stated.rank}" if stated.rank != "normal" else "",
    )
    return "|".join(filter(None, parts))
