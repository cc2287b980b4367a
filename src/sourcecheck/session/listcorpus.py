"""The names of a whole corpus that nobody could place, most frequent first, to be settled once."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcecheck.classify import classify_text
from sourcecheck.errors import SourcecheckError, UsageError
from sourcecheck.model import Candidate, MatchStatus, NamedSource, WorkSource
from sourcecheck.model.tables.imports import column_name
from sourcecheck.model.tables.outlets import OutletTables
from sourcecheck.session import listfolder
from sourcecheck.session.listedits import Said, meant_outlet, settle
from sourcecheck.text.naming import settled_key

if TYPE_CHECKING:
    from sourcecheck.store.base import Store

_OPEN = frozenset({MatchStatus.AMBIGUOUS, MatchStatus.UNKNOWN})
_NAMED = frozenset({"named", "work"})
_MORE = re.compile(r"\S")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenName:
    """A name that means no outlet yet, or several."""

    name: str  # as most articles print it
    times: int
    articles: int
    status: MatchStatus
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledRow:
    """What became of one row of a list of decisions."""

    where: str
    name: str
    outlet: str = ""  # "" = no outlet's
    trouble: str = ""  # why it was left out
    is_open: bool = False  # nobody decided yet: the cell is empty


@dataclass(slots=True)
class _Seen:
    spellings: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    articles: set[str] = field(default_factory=set)


def open_names(named: Iterable[tuple[str, str]], tables: OutletTables) -> list[OpenName]:
    """Return the names that are still open by today's lists; ``named``: (name, article)."""
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for name, article in named:
        if key := settled_key(name):
            seen[key].spellings[name.strip()] += 1
            seen[key].articles.add(article)
    return sorted(_still_open(seen, tables), key=lambda each: (-each.times, each.name))


def _still_open(seen: dict[str, _Seen], tables: OutletTables) -> Iterator[OpenName]:
    for key, each in seen.items():
        name = max(each.spellings, key=lambda text: (each.spellings[text], text))
        found = classify_text(name, tables)
        if found.status in _OPEN and key not in tables.settled:
            yield OpenName(
                name=name,
                times=sum(each.spellings.values()),
                articles=len(each.articles),
                status=found.status,
                candidates=found.candidates,
            )


def names_in_reports(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield (name, article) of reports in JSON or JSON lines; raises ``UsageError``."""
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise UsageError(f"{path}: cannot be read: {why}") from error
        for report in _reports(text, path):
            yield from _names(report, path.name)


def _reports(text: str, path: Path) -> Iterator[Any]:
    """Yield the reports of a file: one, a list, JSON lines, or one printed after the other."""
    decoder, place, text = json.JSONDecoder(), 0, text.strip()
    try:
        while place < len(text):
            read, place = decoder.raw_decode(text, place)
            yield from read if isinstance(read, list) else [read]
            following = _MORE.search(text, place)
            place = following.start() if following else len(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UsageError(
            f"{path}: no report of an audit", hint="make it with sourcecheck audit --format json"
        ) from error


def _names(report: Any, name: str) -> Iterator[tuple[str, str]]:
    if not isinstance(report, dict) or not isinstance(report.get("citations"), list):
        raise UsageError(
            f"{name}: no report of an audit", hint="make it with sourcecheck audit --format json"
        )
    article = report.get("article")
    origin = str(article.get("origin", name)) if isinstance(article, dict) else name
    for citation in report["citations"]:
        for source in citation.get("sources") or () if isinstance(citation, dict) else ():
            named = isinstance(source, dict) and source.get("type") in _NAMED
            if named and isinstance(source.get("name"), str) and source["name"].strip():
                yield source["name"], origin


def names_in_store(store: Store) -> Iterator[tuple[str, str]]:
    """Yield (name, article) of the newest audit of each article in the database."""
    seen: set[str] = set()
    for entry in store.audits():
        if entry.sha256 in seen:
            continue
        seen.add(entry.sha256)
        audit = store.audit(entry.id)
        for line in audit.lines if audit else ():
            for part in line.sources:
                if isinstance(part.source, NamedSource | WorkSource) and part.source.name:
                    yield part.source.name, entry.origin


def settle_all(
    path: Path, said: Said, tables: OutletTables, folder: Path, *, dry_run: bool = False
) -> Iterator[SettledRow]:
    """Settle the names of a CSV with the columns name, outlet, why; what fails is told.

    Names whose outlet is empty stay open: a list can be worked through bit by bit.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such file")
    (_, head), *rows = listfolder.read_cells(path) or [(1, [])]
    columns = [column_name(name) for name in head]
    if not {"name", "outlet"} <= set(columns):
        raise UsageError(f"{path}: columns are {head}", hint="name,outlet,why are expected")
    for number, cells in rows:
        told = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        where = f"{path.name}:{number}"
        name, outlet = told.get("name", ""), told.get("outlet", "")
        if not settled_key(name) or not outlet:
            trouble = "" if settled_key(name) else "no name"
            yield SettledRow(where=where, name=name, trouble=trouble, is_open=not outlet)
            continue
        try:
            id_ = meant_outlet(outlet, name, tables)
        except SourcecheckError as error:
            yield SettledRow(where=where, name=name, trouble=error.message)
            continue
        if not dry_run:
            why = told.get("why", "") or said.why
            settle(name, id_, Said(by=said.by, at=said.at, why=why), folder)
        yield SettledRow(where=where, name=name, outlet=id_)
