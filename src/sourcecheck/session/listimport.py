"""Take in a list of others: its claims go into a file of their own, and nowhere else.

What ships and what the user wrote is never touched. A list that is taken in again replaces its
own file, after its changes were shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sourcecheck.classify.importers.places import countries_of
from sourcecheck.classify.importers.placing import Placing
from sourcecheck.classify.importers.rows import LONG, Facts, ListRow, Refused
from sourcecheck.classify.importers.statements import facts_of
from sourcecheck.classify.importers.tables import Reader
from sourcecheck.data.load_imports import load_imports
from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.errors import DataError, UsageError
from sourcecheck.model.tables.imports import ImportFormat
from sourcecheck.model.tables.outlets import ListSource, OutletTables
from sourcecheck.session import listfolder
from sourcecheck.session.listreading import bindings, records
from sourcecheck.session.near import nearest

if TYPE_CHECKING:
    from sourcecheck.model.tables.imports import ImportTables

_TAG = re.compile(r"[a-z0-9][a-z0-9._-]{0,60}")
_SOURCE_HEAD = ("source", "title", "licence", "date", "family")
_ROLES = frozenset({
    "host", "url", "name", "alias", "country_base", "country_control", "country_focus",
    "country_origin", "kind", "ownership", "legal_owner", "editorial_control", "language",
    "status", "twitter", "facebook", "instagram", "youtube", "tiktok", "telegram", "issn", "qid",
    "valid_from", "valid_to", "rated", "rated_country", "reliability",
})  # fmt: skip
_SHORT = {
    "domain": "host", "country": "country_base", "base": "country_base",
    "control": "country_control", "focus": "country_focus", "origin": "country_origin",
    "owner": "legal_owner", "aliases": "alias", "from": "valid_from", "to": "valid_to",
}  # fmt: skip
"""Shorter words for roles, as people write them behind ``--map``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be taken in, and under which name."""

    format: str
    file: Path
    tag: str = ""
    licence: str = ""
    family: str = ""
    date: str = ""
    mapped: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a list differs from what it was."""

    added: tuple[ListRow, ...]
    gone: tuple[ListRow, ...]
    was_there: bool

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.added or self.gone or not self.was_there)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a list holds for us, before anything is written."""

    source: ListSource
    path: Path
    rows: tuple[ListRow, ...]
    refused: tuple[Refused, ...]
    change: Change

    @property
    def outlets(self) -> int:
        """How many outlets its rows are about."""
        return len({row.outlet for row in self.rows})

    @property
    def claims(self) -> Counter[str]:
        """How many claims of each property it makes."""
        return Counter(row.type for row in self.rows if row.record == "claim")


def mapping(texts: Iterable[str]) -> dict[str, str]:
    """Read ``--map``: "Website=host,Land=country" -> roles by column; raises ``UsageError``."""
    found: dict[str, str] = {}
    for pair in ",".join(texts).split(","):
        column, equals, told = pair.partition("=")
        role = _SHORT.get(told.strip(), told.strip())
        known = role in _ROLES or re.fullmatch(r"alias:[a-z]{2,3}", role)
        if not equals or not column.strip() or not known:
            near = nearest(told.strip(), (*_ROLES, *_SHORT))
            meant = f"did you mean {near}?" if near else f"fields: {', '.join(sorted(_ROLES))}"
            raise UsageError(f"--map: {pair!r} maps no column to a field", hint=meant)
        found[column.strip()] = role
    return found


def import_list(asked: Asked, folder: Path, now: datetime) -> Imported:
    """Read a list and say what it would add; nothing is written. Raises ``UsageError``."""
    tables = load_imports()
    form = _format(asked.format, tables)
    source = _source(asked, form, now)
    path = folder / listfolder.IMPORTED / f"{source.tag}.csv"
    outlets = load_outlets(None)
    reader = Reader(
        format=form,
        imports=tables,
        outlets=outlets,
        countries=countries_of(tables, outlets),
        year=source.date[:4],
    )
    if not asked.file.is_file():
        raise UsageError(f"{asked.file}: no such file")
    if form.typed == "statements":
        found: Iterable[Facts | Refused] = facts_of(bindings(asked.file, tables), reader)
    else:
        found = _facts(asked, form, reader)
    return made(found, source, path, outlets)


def _facts(asked: Asked, form: ImportFormat, reader: Reader) -> Iterator[Facts | Refused]:
    for record in records(asked.file, form, reader.imports, asked.mapped):
        if isinstance(record, Refused):
            yield record
        else:
            yield from reader.facts(record)


def made(
    found: Iterable[Facts | Refused], source: ListSource, path: Path, outlets: OutletTables
) -> Imported:
    """Place facts, and compare with what the file held."""
    placing = Placing(tables=outlets, source=source.tag)
    rows: dict[ListRow, None] = {}
    refused: list[Refused] = []
    for each in found:
        for one in placing.rows(each) if isinstance(each, Facts) else (each,):
            if isinstance(one, Refused):
                refused.append(one)
            else:
                rows[one] = None
    ordered = tuple(sorted(_one_name_each(rows), key=place_of))
    return Imported(
        source=source,
        path=path,
        rows=ordered,
        refused=tuple(refused),
        change=_change(ordered, path),
    )


def _one_name_each(rows: Iterable[ListRow]) -> Iterator[ListRow]:
    named: set[str] = set()
    for row in rows:
        if row.record == "name":
            if row.outlet in named:
                continue
            named.add(row.outlet)
        yield row


def place_of(row: ListRow) -> tuple[str, int, str, str, str]:
    """Return by what the rows of a list are sorted."""
    order = ("name", "key", "alias", "claim").index(row.record)
    return row.outlet, order, row.type, row.value, row.detail


def write(found: Imported, folder: Path) -> None:
    """Write the list and its line in ``sources.csv``; raises ``DataError``."""
    listfolder.replace(found.path, LONG, (row.cells() for row in found.rows))
    sources = folder / listfolder.IMPORTED / listfolder.SOURCES
    told = found.source
    line = [told.tag, told.title, told.licence, told.date, told.family]
    kept = [cells for _, cells in listfolder.read_cells(sources)[1:] if cells[0] != told.tag]
    listfolder.replace(sources, _SOURCE_HEAD, sorted([*kept, line]))


def take(found: Imported, folder: Path) -> None:
    """Write a list and read all lists anew, so that the next start finds them compiled.

    Raises ``DataError``; a list that could not be read again is not left behind, because no verb
    would start with it.
    """
    sources = folder / listfolder.IMPORTED / listfolder.SOURCES
    before = {path: path.read_bytes() if path.exists() else None for path in (found.path, sources)}
    load_outlets.cache_clear()
    try:
        write(found, folder)
        load_outlets(folder)
    except DataError:
        for path, held in before.items():
            if held is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(held)
        raise


def rows_in(path: Path) -> list[ListRow]:
    """Return the rows of a long list; what is no such row is left to ``outlets check``."""
    width = len(LONG)
    return [
        ListRow(
            outlet=cells[0],
            record=cells[1],
            type=cells[2],
            value=cells[3],
            detail=cells[4],
            source=cells[5],
        )
        for _, cells in listfolder.read_cells(path)[1:]
        if len(cells) == width
    ]


def _change(rows: tuple[ListRow, ...], path: Path) -> Change:
    old, new = set(rows_in(path)), set(rows)
    return Change(
        added=tuple(sorted(new - old, key=place_of)),
        gone=tuple(sorted(old - new)),
        was_there=path.exists(),
    )


def _format(name: str, tables: ImportTables) -> ImportFormat:
    if name not in tables.formats:
        near = nearest(name, tables.formats)
        meant = f"did you mean {near}?" if near else f"formats: {', '.join(sorted(tables.formats))}"
        raise UsageError(f"no list is taken in as {name!r}", hint=meant)
    return tables.formats[name]


def _source(asked: Asked, form: ImportFormat, now: datetime) -> ListSource:
    """Say whose list it is; raises ``UsageError`` for a tag that cannot be one."""
    source = ListSource(
        tag=asked.tag or (form.name if form.name != "csv" else _tag_of(asked.file)),
        title=form.title,
        licence=asked.licence or form.licence,
        date=asked.date or form.date or now.date().isoformat(),
        family=asked.family or form.family,
        told_by=asked.file.name,
    )
    return checked_source(source)


def checked_source(source: ListSource) -> ListSource:
    """Return a source whose tag may be written; raises ``UsageError``."""
    if not _TAG.fullmatch(source.tag) or source.tag == Path(listfolder.SOURCES).stem:
        raise UsageError(
            f"--tag: {source.tag!r} is no tag", hint="small letters, digits, - and _: our-desk-2026"
        )
    if source.tag in load_outlets(None).sources:
        raise UsageError(
            f"--tag: {source.tag} is the tag of a list that ships with sourcecheck",
            hint="choose another: what ships is never overwritten",
        )
    return source if source.family else replace(source, family=source.tag)


def _tag_of(file: Path) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", file.name.partition(".")[0].lower()).strip("-")
    return plain[:40] or "own"
