"""Ask a SPARQL endpoint that holds Wikidata about outlets, politely, and keep what it answered.

Answers are kept as they came, one file for each question, named by what was asked about: a run
without network reads them again. Nothing here writes a list: ``listimport.write`` does, when a
person has seen what would change.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcecheck.classify.importers.places import host_of, qid_of
from sourcecheck.classify.importers.questions import about, with_hosts
from sourcecheck.classify.importers.rows import Facts, Refused
from sourcecheck.classify.importers.statements import facts_of
from sourcecheck.data.load_imports import load_imports
from sourcecheck.errors import UsageError
from sourcecheck.fetch.errands import Errand
from sourcecheck.model.tables.outlets import ListSource, OutletTables
from sourcecheck.session import listfolder
from sourcecheck.session.listedits import reader_of
from sourcecheck.session.listimport import Imported, checked_source, made, place_of, rows_in
from sourcecheck.session.listreading import bindings_in
from sourcecheck.session.opening import clock_of, fetch_settings
from sourcecheck.urls.forms import form

if TYPE_CHECKING:
    from sourcecheck.config import Settings
    from sourcecheck.fetch.client import Fetched, Fetcher
    from sourcecheck.model.tables.imports import ImportTables

TAG = "wikidata"
_QID = "qid:"
_FRESH = timedelta(days=1)  # an answer is not asked for again before
_LONGEST_WAIT_S = 60.0
_OK = 200
_LATER = frozenset({429, 500, 502, 503, 504})
_FIELDS = (
    ("Accept", "application/sparql-results+json"),
    ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked about: numbers of Wikidata, and hosts whose number is not known."""

    qids: tuple[str, ...]
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What came of the questions."""

    rows: tuple[tuple[str, dict[str, Any]], ...] = ()  # (where, binding)
    troubles: tuple[Refused, ...] = ()  # questions without an answer
    asked: int = 0  # of the endpoint; the others were remembered
    qids: frozenset[str] = frozenset()  # about which there is an answer


@dataclass(slots=True, kw_only=True, eq=False)
class Endpoint:
    """Asks questions one after the other, each once a day at most."""

    url: str
    folder: Path  # of the answers that are kept
    now: datetime
    fetcher: Fetcher | None  # None = stay offline
    tables: ImportTables
    refresh: bool = False
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    progress: Callable[[str], None] = lambda told: None
    asked: int = field(default=0, init=False)

    async def ask(self, kind: str, of: Sequence[str], question: str) -> str | Refused:
        """Return an answer as text, or why there is none."""
        path = self.folder / f"{kind}-{_digest(of)}.json"
        kept = _kept(path)
        if kept and not self.refresh and (self.fetcher is None or self._is_fresh(kept)):
            return str(kept["answer"])
        if self.fetcher is None:
            why = "not asked: offline, and no answer is kept"
            return Refused(where=_named(of), why=why)
        if self.asked:
            await self.sleep(self.tables.pause_s)
        answer = await self._asked(question, of)
        if isinstance(answer, str):
            told = {"asked_at": self.now.isoformat(), "endpoint": self.url, "of": list(of)}
            listfolder.write_text(path, json.dumps({**told, "answer": answer}, ensure_ascii=False))
        return answer

    def _is_fresh(self, kept: dict[str, Any]) -> bool:
        try:
            at = datetime.fromisoformat(str(kept.get("asked_at")))
        except ValueError:
            return False
        return kept.get("endpoint") == self.url and timedelta(0) <= self.now - at < _FRESH

    async def _asked(self, question: str, of: Sequence[str]) -> str | Refused:
        assert self.fetcher is not None
        errand = Errand(said=_FIELDS, body=form([("query", question)]).encode())
        why = ""
        for attempt in range(self.tables.tries):
            self.asked += 1
            fetched = await self.fetcher.fetch(self.url, known=errand, method="POST")
            seen = fetched.observation
            if seen.status == _OK:
                return _checked(fetched, of)
            why = seen.reason or (
                f"HTTP status {seen.status}" if seen.status else str(seen.failure)
            )
            if seen.status is not None and seen.status not in _LATER:
                break
            wait = seen.retry_after_s or self.tables.pause_s * 2**attempt
            if attempt + 1 == self.tables.tries or wait > _LONGEST_WAIT_S:
                break
            await self.sleep(wait)
        return Refused(where=_named(of), why=f"{self.url} gave no answer: {why}")


def _checked(fetched: Fetched, of: Sequence[str]) -> str | Refused:
    """Return the body where it is results in JSON: what is kept can be read again."""
    text = fetched.body.decode("utf-8", errors="replace")
    try:
        bindings_in(text, "answer")
    except UsageError as error:
        return Refused(where=_named(of), why=f"its answer cannot be read: {error.message}")
    return text


def asking_fetcher(settings: Settings) -> Fetcher:
    """Return a guarded fetcher for questions to one service; nothing of it is archived."""
    from sourcecheck.data.load_addresses import load_addresses  # noqa: PLC0415 - heavy
    from sourcecheck.fetch.client import Fetcher  # noqa: PLC0415 - heavy

    asking = fetch_settings(replace(settings, archive=False))
    return Fetcher(asking, load_addresses(), clock=clock_of(settings))


def wanted_of(lines: Iterable[str] | None, tables: OutletTables) -> Wanted:
    """Return what to ask about: QIDs and hosts of a list, or all outlets that are known."""
    if lines is None:
        return _all_known(tables)
    qids: dict[str, None] = {}
    hosts: dict[str, None] = {}
    for line in lines:
        text = line.partition("#")[0].strip()
        if qid := qid_of(text):
            qids[qid] = None
        elif host := host_of(text)[0]:
            hosts[host] = None
        elif text:
            raise UsageError(f"--qids: neither a QID nor a host: {text[:80]!r}")
    return Wanted(qids=tuple(qids), hosts=tuple(hosts))


def _all_known(tables: OutletTables) -> Wanted:
    qids: list[str] = []
    hosts: list[str] = []
    for id_ in sorted(tables.outlets):
        keys = tables.outlets[id_].keys
        numbers = [qid_of(key[len(_QID) :]) for key in keys if key.startswith(_QID)]
        if any(numbers):
            qids += filter(None, numbers)
        elif f"host:{id_}" in tables.keys and host_of(id_) == (id_, ""):  # a list may hold anything
            hosts.append(id_)
    return Wanted(qids=tuple(qids), hosts=tuple(hosts))


async def answers(wanted: Wanted, endpoint: Endpoint) -> Answers:
    """Ask about everything that is wanted, some dozens at a time."""
    size = endpoint.tables.hosts_at_a_time
    troubles: list[Refused] = []
    qids = dict.fromkeys(wanted.qids)
    for hosts in _batches(wanted.hosts, size):
        endpoint.progress(f"looking for the numbers of {_named(hosts)}")
        found = await endpoint.ask("hosts", hosts, with_hosts(hosts))
        if isinstance(found, Refused):
            troubles.append(found)
            continue
        numbers, doubted = _numbers(bindings_in(found, "answer"))
        qids |= dict.fromkeys(numbers)
        troubles += doubted
    rows: list[tuple[str, dict[str, Any]]] = []
    answered: set[str] = set()
    ordered = sorted(qids, key=lambda qid: int(qid[1:]))
    for at, things in enumerate(_batches(ordered, size)):
        endpoint.progress(f"asking about {_named(things)} ({at * size:,} of {len(ordered):,})")
        found = await endpoint.ask("items", things, about(things, endpoint.tables.statements))
        if isinstance(found, Refused):
            troubles.append(found)
        else:
            rows += bindings_in(found, "answer")
            answered.update(things)
    return Answers(
        rows=tuple(rows),
        troubles=tuple(troubles),
        asked=endpoint.asked,
        qids=frozenset(answered),
    )


def _batches(each: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(each), size):
        yield each[start : start + size]


def _numbers(rows: Iterable[tuple[str, dict[str, Any]]]) -> tuple[list[str], list[Refused]]:
    """Return the numbers of things that have a host to themselves."""
    by_host: dict[str, dict[str, None]] = defaultdict(dict)
    for _, row in rows:
        host = host_of(_cell(row, "value"))[0]
        if host and (qid := qid_of(_cell(row, "item"))):
            by_host[host][qid] = None
    alone = [next(iter(qids)) for qids in by_host.values() if len(qids) == 1]
    several = [
        Refused(where=host, why=f"several things have this address: {', '.join(qids)}")
        for host, qids in by_host.items()
        if len(qids) > 1
    ]
    return alone, several


def synced(found: Answers, folder: Path, now: datetime, tables: OutletTables) -> Imported:
    """Return what the answers say, as a list that could be written."""
    form_ = load_imports().formats[TAG]
    source = ListSource(
        tag=TAG,
        title=form_.title,
        licence=form_.licence,
        date=now.date().isoformat(),
        family=form_.family,
        told_by="sync",
    )
    told: Iterator[Facts | Refused] = facts_of(found.rows, reader_of(tables, TAG))
    path = folder / listfolder.IMPORTED / f"{TAG}.csv"
    return _of_answered(made(told, checked_source(source), path, tables), found.qids)


def _of_answered(told: Imported, qids: frozenset[str]) -> Imported:
    """Call gone only what was asked about: of other outlets nothing is known now."""
    numbered = {row.outlet for row in rows_in(told.path) if row.type == "qid" and row.value in qids}
    heard = numbered | {row.outlet for row in told.rows}
    gone = tuple(row for row in told.change.gone if row.outlet in heard)
    return replace(told, change=replace(told.change, gone=gone))


def keeping(found: Imported, *, drop_gone: bool) -> Imported:
    """Return the list that is written: what merely vanished stays, unless a person drops it.

    What has another value now is a change, and the old value goes.
    """
    changed = {(row.outlet, row.type) for row in found.change.added if row.record == "claim"}
    dropped = {
        row
        for row in found.change.gone
        if drop_gone or (row.record == "claim" and (row.outlet, row.type) in changed)
    }
    stays = [row for row in rows_in(found.path) if row not in dropped]
    return replace(found, rows=tuple(sorted({*found.rows, *stays}, key=place_of)))


def _kept(path: Path) -> dict[str, Any] | None:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) and isinstance(read.get("answer"), str) else None


def _digest(of: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted(of)).encode()).hexdigest()[:16]


def _named(of: Sequence[str]) -> str:
    return of[0] if len(of) == 1 else f"{of[0]} ... {of[-1]}"


def _cell(row: dict[str, Any], name: str) -> str:
    cell = row.get(name)
    return str(cell.get("value", "")) if isinstance(cell, dict) else ""
