"""Read the tables about pages: walls, phrases, places and limits."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from functools import cache
from typing import Any, TypeVar

from sourcecheck.data.files import PACKAGED, Row, rows, toml
from sourcecheck.errors import DataError
from sourcecheck.model.tables.pages import (
    AnswerKeys,
    PageLimits,
    PageTables,
    Phrase,
    PhraseKind,
    Place,
    PlaceKind,
    Wall,
    WallPart,
)
from sourcecheck.model.verdict import LinkState
from sourcecheck.text.fold import folded

_Kind = TypeVar("_Kind", WallPart, PhraseKind, PlaceKind, LinkState)

_WALLS = (
    "name",
    "part",
    "key",
    "pattern",
    "hints",
    "statuses",
    "needs",
    "words",
    "state",
    "source",
)
_NEEDS = frozenset({"", "noindex", "bare"})
_PHRASES = ("kind", "language", "phrase", "source")
_DOORS = ("language", "words", "source")
_PLACES = ("kind", "host", "path", "source")


@cache
def load_pages() -> PageTables:
    """Return the tables of ``data/web/`` about pages; raises ``DataError`` with file and line."""
    return PageTables(
        walls=tuple(map(_wall, rows(PACKAGED, "web/walls.csv", _WALLS))),
        phrases=_phrases(),
        places=tuple(map(_place, rows(PACKAGED, "web/places.csv", _PLACES))),
        limits=_limits(),
        answers=_answers(),
        mounts=_mounts(),
        doors=_doors(),
    )


def _limits() -> PageLimits:
    name = "web/limits.toml"
    fields = tuple(field.name for field in dataclasses.fields(PageLimits))
    return PageLimits(**_exactly(name, toml(PACKAGED, name), fields))


def _answers() -> AnswerKeys:
    name = "web/answers.toml"
    data = toml(PACKAGED, name)
    wanted = {field.name for field in dataclasses.fields(AnswerKeys)}
    if set(data) != wanted:
        raise DataError(f"{name}: must hold exactly {', '.join(sorted(wanted))}")
    return AnswerKeys(**{key: frozenset(map(str.lower, held)) for key, held in data.items()})


def _doors() -> tuple[str, ...]:
    found = (folded(row["words"]) for row in rows(PACKAGED, "web/doors.csv", _DOORS))
    return tuple(dict.fromkeys(found))


def _mounts() -> frozenset[str]:
    name = "web/shells.toml"
    held = toml(PACKAGED, name).get("ids")
    if not isinstance(held, list) or not all(isinstance(each, str) and each for each in held):
        raise DataError(f"{name}: ids must be a list of names")
    return frozenset(map(str.lower, held))


def _exactly(where: str, row: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    """Check that a row is a table of exactly these keys, each a number."""
    if not isinstance(row, dict) or set(row) != set(keys):
        raise DataError(f"{where}: must hold exactly {', '.join(keys)}")
    for key, value in row.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise DataError(f"{where}: {key} is not a number")
    return row


def _wall(row: Row) -> Wall:
    return Wall(
        name=row["name"],
        part=_one_of(row, "part", WallPart),
        key=row["key"].lower(),
        pattern=_pattern(row, "pattern"),
        hints=_hints(row),
        statuses=frozenset(int(status) for status in row.listed("statuses")),
        noindex=_needs(row) == "noindex",
        bare=_needs(row) == "bare",
        words=int(row.number("words")) if row["words"] else None,
        state=_one_of(row, "state", LinkState),
        told_by=row.where,
    )


def _hints(row: Row) -> tuple[str, ...]:
    """Return the hints with the spaces at their ends, which belong to them."""
    hints = tuple(filter(None, row.cells["hints"].split("|")))
    if any(hint != hint.lower() for hint in hints):
        raise DataError(f"{row.where}: hints are written in small letters")
    return hints


def _needs(row: Row) -> str:
    if row["needs"] not in _NEEDS:
        raise DataError(f"{row.where}: needs is {row['needs']!r}, not one of {sorted(_NEEDS)}")
    return row["needs"]


def _place(row: Row) -> Place:
    return Place(
        kind=_one_of(row, "kind", PlaceKind),
        host=_pattern(row, "host"),
        path=_pattern(row, "path"),
        told_by=row.where,
    )


def _phrases() -> dict[PhraseKind, tuple[Phrase, ...]]:
    found: dict[PhraseKind, list[Phrase]] = defaultdict(list)
    for row in rows(PACKAGED, "web/phrases.csv", _PHRASES):
        printed = row["phrase"]
        words = " ".join(folded(printed.lstrip("=+")).split())
        if not words:
            raise DataError(f"{row.where}: an empty phrase")
        phrase = Phrase(
            words=words,
            language=row["language"],
            exact=printed.startswith("="),
            own=printed.startswith("+"),
            told_by=row.where,
        )
        found[_one_of(row, "kind", PhraseKind)].append(phrase)
    return {kind: tuple(phrases) for kind, phrases in found.items()}


def _one_of(row: Row, column: str, kind: type[_Kind]) -> _Kind:
    try:
        return kind(row[column])
    except ValueError as error:
        known = ", ".join(kind)
        raise DataError(f"{row.where}: {column} is {row[column]!r}, not one of {known}") from error


def _pattern(row: Row, column: str) -> re.Pattern[str]:
    try:
        return re.compile(row[column], re.IGNORECASE)
    except re.error as error:
        raise DataError(f"{row.where}: {column}: {error}") from error
