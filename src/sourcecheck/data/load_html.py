"""Load ``data/html/furniture.csv``: what the parts of web pages are called."""

from __future__ import annotations

from functools import cache

from sourcecheck.data.files import PACKAGED, rows
from sourcecheck.errors import DataError
from sourcecheck.model.tables.html import HtmlTable

_NAME = "html/furniture.csv"
_COLUMNS = ("match", "key", "why", "source")
_NAMING = ("tag", "role", "name", "part", "hint")
_LISTING_NAMES = (
    "hidden byline lead_in call closing comments share pair_attribute note_attribute side_note"
)
_LISTING = tuple(_LISTING_NAMES.split())


@cache
def load_html() -> HtmlTable:
    """Read the table; raises ``DataError`` naming file and line."""
    named: dict[str, dict[str, str]] = {match: {} for match in _NAMING}
    listed: dict[str, list[str]] = {match: [] for match in _LISTING}
    for row in rows(PACKAGED, _NAME, _COLUMNS):
        match, key, why = row["match"], row["key"], row["why"]
        known = named.get(match, listed.get(match))
        if known is None:
            raise DataError(f"{row.where}: match is {match!r}", hint=f"one of {_NAMING + _LISTING}")
        if not key or key in known:
            raise DataError(f"{row.where}: {key!r} is empty or stands twice")
        if (match in named) != bool(why):
            raise DataError(
                f"{row.where}: why is {why!r}", hint="tag, role, name, part and hint need one"
            )
        if match in named:
            named[match][key] = why
        else:
            listed[match].append(key)
    return HtmlTable(
        tags=named["tag"],
        roles=named["role"],
        names=named["name"],
        parts=named["part"],
        hints=named["hint"],
        hidden=frozenset(listed["hidden"]),
        bylines=frozenset(listed["byline"]),
        lead_ins=tuple(key.casefold() for key in listed["lead_in"]),
        calls=tuple(key.casefold() for key in listed["call"]),
        closings=tuple(key.casefold() for key in listed["closing"]),
        comments=frozenset(key.casefold() for key in listed["comments"]),
        shares=tuple(listed["share"]),
        pair_attributes=tuple(listed["pair_attribute"]),
        note_attributes=tuple(listed["note_attribute"]),
        side_notes=frozenset(listed["side_note"]),
    )
