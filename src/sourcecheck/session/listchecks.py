"""Check all lists of outlets: those that ship, the user's own, and what was taken in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sourcecheck.classify.importers.checking import Problem, Rules, Told, problems
from sourcecheck.classify.importers.places import date_of
from sourcecheck.classify.importers.rows import LONG, ListRow
from sourcecheck.data.files import PACKAGED, names, rows
from sourcecheck.data.gazetteer import PROPERTIES, RATINGS
from sourcecheck.data.load_imports import load_imports
from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.data.own_lists import OVERRIDES, RESOLVED, SOURCES, WIDE
from sourcecheck.errors import DataError, UsageError
from sourcecheck.session import listfolder
from sourcecheck.session.listedits import checked_value
from sourcecheck.text.naming import settled_key

if TYPE_CHECKING:
    from sourcecheck.config import Settings
    from sourcecheck.model.tables.outlets import OutletTables

_WIDTH = len(LONG)
_FORMS = (LONG, WIDE, OVERRIDES, RESOLVED, SOURCES)
_DATES = {4: "-01-01", 7: "-01", 10: ""}  # what an ISO date lacks, by its length


def checked_lists(settings: Settings, now: datetime | None = None) -> list[Problem]:
    """Return all that is wrong with the lists a run with these settings reads; [] = nothing.

    What keeps the lists from being read at all is the first problem.
    """
    folder = listfolder.lists_folder(settings)
    when = now or datetime.now(UTC)
    try:
        tables = load_outlets(folder)
    except DataError as error:
        broken = Problem(where="", why=error.message, hint=error.hint, is_error=True)
        return [broken, *_checked(folder, load_outlets(None), when)]
    return _checked(folder, tables, when)


def _checked(folder: Path | None, tables: OutletTables, now: datetime) -> list[Problem]:
    told = list(_shipped())
    found: list[Problem] = []
    for path, name in _own(folder):
        for each in _rows(path, name, tables, now):
            if isinstance(each, Problem):
                found.append(each)
            else:
                told.append(each)
    plain = (part for name, part in tables.words.items() if name != "shared")  # whole titles
    words = {key for part in plain for word in part if (key := settled_key(word))}
    rules = Rules(
        countries=load_imports().countries,
        properties=PROPERTIES,
        ratings=RATINGS,
        parents=tables.parents,
        ordinary=frozenset(words),
    )
    return [*found, *problems(told, rules)]


def _shipped() -> Iterator[Told]:
    for name in names(PACKAGED.joinpath("outlets"), ".csv"):
        for row in rows(PACKAGED, f"outlets/{name}", LONG):
            yield Told(where=row.where, row=_listed(list(row.cells.values())), ships=True)


def _listed(cells: list[str]) -> ListRow:
    outlet, record, type_, value, detail, source = (cell.strip() for cell in cells)
    return ListRow(
        outlet=outlet, record=record, type=type_, value=value, detail=detail, source=source
    )


def _own(folder: Path | None) -> Iterator[tuple[Path, str]]:
    if folder is None or not folder.is_dir():
        return
    for path in sorted([*folder.glob("*.csv"), *(folder / listfolder.IMPORTED).glob("*.csv")]):
        if not path.name.startswith("."):
            yield path, str(path.relative_to(folder))


def _rows(path: Path, name: str, tables: OutletTables, now: datetime) -> Iterator[Told | Problem]:
    read = listfolder.read_cells(path)
    head = tuple(read[0][1]) if read else ()
    if head not in _FORMS:
        yield Problem(
            where=f"{name}:1",
            why=f"its columns are those of no list: {', '.join(head)[:200]}",
            hint="see docs/howto/outlets.md, or take it in: sourcecheck outlets import csv",
            is_error=True,
        )
        return
    for number, cells in read[1:]:
        where = f"{name}:{number}"
        if len(cells) != len(head):
            why = f"{len(cells)} cells where {len(head)} are expected"
            yield Problem(where=where, why=why, is_error=True)
        elif head == LONG:
            yield Told(where=where, row=_listed(cells))
        elif head in {OVERRIDES, RESOLVED}:
            yield from _unknown(where, cells[0 if head == OVERRIDES else 1].strip(), tables)
            yield from _undated(where, cells[-2])
            if head == OVERRIDES:
                yield from _unfit(where, cells[1].strip(), cells[2].strip(), tables)
        elif head == SOURCES:
            yield from _stale(where, cells, now)


def _unknown(where: str, outlet: str, tables: OutletTables) -> Iterator[Problem]:
    known = outlet in tables.outlets or f"host:{outlet}" in tables.keys
    nameless = known and outlet in tables.outlets and not tables.outlets[outlet].keys
    if outlet and (not known or nameless):
        yield Problem(
            where=where,
            why=f"no outlet is known as {outlet!r}",
            hint="sourcecheck outlets list shows all",
            is_error=True,
        )


def _unfit(where: str, property_: str, value: str, tables: OutletTables) -> Iterator[Problem]:
    """Yield a word of the house that cannot be one: no such property, country or kind."""
    if not value:
        return  # the word is taken back
    try:
        written = checked_value(property_, value, tables)
    except UsageError as error:
        yield Problem(where=where, why=error.message, hint=error.hint, is_error=True)
        return
    if written != value:
        why = f"{property_} {value!r} is written as {written!r}"
        yield Problem(where=where, why=why, hint=f"write {written}", is_error=True)


def _undated(where: str, at: str) -> Iterator[Problem]:
    if not date_of(at.strip()):
        yield Problem(where=where, why=f"not a date: {at!r}", hint="2026-11-21", is_error=True)


def _stale(where: str, cells: list[str], now: datetime) -> Iterator[Problem]:
    """Yield an import that is old: outlets close, and are sold."""
    date, most = date_of(cells[3].strip()), load_imports().stale_days
    if not date:
        yield Problem(where=where, why=f"{cells[0]}: not a date: {cells[3]!r}", is_error=True)
        return
    taken = datetime.fromisoformat(date + _DATES[len(date)]).replace(tzinfo=UTC)
    if now - taken > timedelta(days=most):
        yield Problem(
            where=where,
            why=f"{cells[0]}: its facts are of {date}, more than {most // 365} years old",
            hint="take the list in again",
        )


def shipped_apart(found: list[Problem]) -> tuple[list[Problem], list[Problem]]:
    """Return the problems of the user's lists, and those of the lists that ship."""
    own = [each for each in found if not each.where.startswith("outlets/")]
    return own, [replace(each) for each in found if each.where.startswith("outlets/")]
