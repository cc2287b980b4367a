"""The store's twin in memory: for tests, and for runs that shall leave nothing behind.

Keeps the same promises as a database, checked by the same tests, in plain dictionaries.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter

from sourcecheck.model import (
    Article,
    Audit,
    Capture,
    Check,
    Line,
    LinkState,
    Outlet,
    Verdict,
)
from sourcecheck.model.codec import encode
from sourcecheck.store import rows
from sourcecheck.store.base import (
    Appointment,
    ArchiveFile,
    ArticleEntry,
    AuditEntry,
    CheckRun,
    DueLink,
    Look,
    StoreInfo,
)
from sourcecheck.store.memory_copies import CopiesInMemory
from sourcecheck.store.memorycaptures import MemoryCaptures
from sourcecheck.store.migrations import newest
from sourcecheck.store.runs import Run, current, fold, look_of, told_again
from sourcecheck.store.times import moment, stamp


@dataclass(slots=True)
class _Runs:
    """The looks at one URL: their runs, and the first and last look of each."""

    runs: list[Run] = field(default_factory=list)
    firsts: list[Check] = field(default_factory=list)
    lasts: list[Check] = field(default_factory=list)
    latest: Look | None = None  # in time; of several at one time, the last recorded

    def add(self, added: Look) -> None:
        check, look = added.check, look_of(added.check, added.verdict)
        put = fold(self.runs, look)
        if put is None:
            return
        if self.latest is None or stamp(self.latest.check.observation.at) <= look.last_at:
            self.latest = added
        if put.replaces is None:
            self.runs.append(put.run)
            self.firsts.append(check)
            self.lasts.append(check)
            return
        self.runs[put.replaces] = put.run
        if put.run.last_at == look.last_at:
            self.lasts[put.replaces] = check

    def told(self) -> list[Check]:
        whole = zip(self.runs, self.firsts, self.lasts, strict=True)
        return [check for run, first, last in whole for check in told_again(run, first, last)]


class MemoryStore(CopiesInMemory):
    """A ``Store`` that ends with the process."""

    def __init__(self) -> None:
        super().__init__()
        self.captures = MemoryCaptures()
        self._articles: dict[str, tuple[ArticleEntry, Article]] = {}
        self._lines: dict[str, tuple[Line, ...]] = {}
        self._outlets: set[str] = set()
        self._outlet_names: set[tuple[str, str]] = set()
        self._claims: set[tuple[str, ...]] = set()
        self._looks: dict[str, _Runs] = {}
        self._due: dict[str, DueLink] = {}
        self._hosts: dict[str, tuple[datetime, str]] = {}
        self._audits: dict[int, tuple[AuditEntry, str, Audit]] = {}
        self._files: dict[str, ArchiveFile] = {}
        self._inputs: dict[int, str] = {}  # of every run
        self._unended: dict[int, CheckRun] = {}

    def close(self) -> None:
        """Do nothing: what is in memory stays until the store is let go."""

    def together(self) -> AbstractContextManager[object]:
        """Do nothing: memory has no transactions to save."""
        return nullcontext()

    def remember_article(self, article: Article, at: datetime) -> None:
        """Remember an article read at that time."""
        first = last = moment(stamp(at))
        if known := self._articles.get(article.sha256):
            first, last = known[0].first_at, max(known[0].last_at, last)
        entry = ArticleEntry(
            sha256=article.sha256,
            origin=article.origin,
            title=rows.title_of(article),
            language=article.language,
            first_at=first,
            last_at=last,
        )
        self._articles[article.sha256] = (entry, article)

    def remember_citations(self, article: Article, lines: Sequence[Line], at: datetime) -> None:
        """Remember an article's citations, in place of what was known of them."""
        told = tuple(lines)
        self.remember_article(article, at)
        self._lines[article.sha256] = told
        self._outlets.update(rows.outlets_of(told))
        for row in rows.url_rows(told, at):
            self._schedule(row["url"], at)

    def _schedule(self, url: str, at: datetime) -> None:
        fresh = DueLink(
            url=url, host=rows.host_of(url), next_at=moment(stamp(at)), interval_s=0, fails=0
        )
        self._due.setdefault(url, fresh)

    def remember_outlets(self, outlets: Iterable[Outlet], at: datetime) -> None:
        """Remember the outlets that were used."""
        stamp(at)  # a time without a zone is refused here too
        for outlet in outlets:
            self._outlets.add(outlet.id)
            self._outlet_names.update((outlet.id, name) for name in outlet.names)
            self._claims.update(
                (outlet.id, claim.property, claim.value, claim.source, claim.valid_from)
                for claim in outlet.claims
            )

    def remember_looks(self, looks: Sequence[Look]) -> None:
        """Remember many looks."""
        for look in looks:
            self.remember_check(look.check, look.verdict, look.record_id)

    def remember_check(self, check: Check, verdict: Verdict, record_id: str = "") -> None:
        """Remember one look at a URL."""
        url = check.observation.url
        self._schedule(url, check.observation.at)
        looks = self._looks.setdefault(url, _Runs())
        looks.add(Look(check=check, verdict=verdict, record_id=record_id))
        place = current(looks.runs)
        if place is not None:
            facts = looks.runs[place].facts
            self._due[url] = dataclasses.replace(
                self._due[url],
                state=facts.state,
                status=facts.status,
                final_url=facts.final_url,
            )

    def remember_audit(self, audit: Audit) -> int:
        """Remember a whole audit; returns its id."""
        self.remember_citations(audit.article, audit.lines, audit.provenance.audited_at)
        for part in (part for line in audit.lines for part in line.sources):
            if part.capture:
                self.captures.put(part.capture)
            if part.observation and part.verdict:
                self.remember_check(Check(observation=part.observation), part.verdict)
        return self._place(audit, rows.conclusions(encode(audit)))

    def _place(self, audit: Audit, digest: str) -> int:
        at = moment(stamp(audit.provenance.audited_at))
        latest: AuditEntry | None = None
        for entry in self.audits(audit.article.sha256):
            latest = latest or entry
            if self._audits[entry.id][1] == digest and entry.first_at <= at <= entry.last_at:
                return entry.id
        if latest and self._audits[latest.id][1] == digest and latest.last_at < at:
            entry = dataclasses.replace(latest, last_at=at, times=latest.times + 1)
        else:
            entry = _audit_entry(len(self._audits) + 1, audit, at)
        self._audits[entry.id] = (entry, digest, audit)
        return entry.id

    def remember_archive_file(self, file: ArchiveFile) -> None:
        """Remember a closed archive file."""
        kept = dataclasses.replace(file, closed_at=moment(stamp(file.closed_at)))
        self._files.setdefault(file.name, kept)

    def remember_rewritten(
        self, file: ArchiveFile, places: Sequence[Capture], removed: Sequence[str]
    ) -> None:
        """Remember that a closed file was rewritten."""
        self.captures.rewritten(places, removed)
        if known := self._files.get(file.name):
            self._files[file.name] = dataclasses.replace(known, size=file.size, sha256=file.sha256)

    def replace_archive_files(self, files: Sequence[ArchiveFile]) -> None:
        """Put closed files in the place of all that are known."""
        self._files.clear()
        for file in files:
            self.remember_archive_file(file)

    def article(self, sha256: str) -> Article | None:
        """Return an article by the digest of its document."""
        known = self._articles.get(sha256)
        return known[1] if known else None

    def articles(self) -> tuple[ArticleEntry, ...]:
        """List the articles, the last read first."""
        newest_first = [entry for entry, _ in self._articles.values()][::-1]
        return tuple(sorted(newest_first, key=attrgetter("last_at"), reverse=True))

    def history(self, url: str) -> tuple[Check, ...]:
        """Return the looks at a URL, oldest first."""
        told = self._looks.get(url, _Runs()).told()
        return tuple(sorted(told, key=lambda check: check.observation.at))

    def histories(self, urls: Sequence[str]) -> dict[str, tuple[Check, ...]]:
        """Return the looks at each URL that was ever looked at."""
        return {url: self.history(url) for url in urls if url in self._looks}

    def begin_run(self, inputs: str, at: datetime, max_age: timedelta, tool: str = "") -> CheckRun:
        """Begin a run over these inputs, or take up the one that was interrupted."""
        since = moment(stamp(at - max_age))
        for run in sorted(self._unended.values(), key=attrgetter("started_at", "id"), reverse=True):
            if self._inputs[run.id] == inputs and run.started_at >= since:
                looks = len(self.seen_in_run(run, tuple(self._looks)))
                return dataclasses.replace(run, resumed=True, looks=looks)
        run = CheckRun(id=len(self._inputs) + 1, started_at=moment(stamp(at)))
        self._inputs[run.id], self._unended[run.id] = inputs, run
        return run

    def end_run(self, run: CheckRun, at: datetime) -> None:
        """Write down that a run reached its end."""
        self._unended.pop(run.id, None)

    def seen_in_run(self, run: CheckRun, urls: Sequence[str]) -> dict[str, Look]:
        """Return the latest look at each URL that was recorded since a run began."""
        found = {url: self._looks[url].latest for url in urls if url in self._looks}
        return {
            url: look
            for url, look in found.items()
            if look and look.check.observation.at >= run.started_at
        }

    def audit(self, audit_id: int) -> Audit | None:
        """Return an audit whole."""
        known = self._audits.get(audit_id)
        return known[2] if known else None

    def audits(self, sha256: str = "") -> tuple[AuditEntry, ...]:
        """List the audits, the latest first."""
        found = [
            dataclasses.replace(entry, origin=article.origin, title=article.title)
            for entry, _, _ in self._audits.values()
            for article, _ in (self._articles[entry.sha256],)
            if sha256 in ("", entry.sha256)
        ]
        return tuple(sorted(found, key=attrgetter("last_at", "id"), reverse=True))

    def archive_files(self) -> tuple[ArchiveFile, ...]:
        """List the closed archive files in order."""
        return tuple(sorted(self._files.values(), key=attrgetter("closed_at", "name")))

    def info(self) -> StoreInfo:
        """Tell what the store holds, under the names a database has for it."""
        lines = [line for told in self._lines.values() for line in told]
        counted = {
            "archive_files": len(self._files),
            "articles": len(self._articles),
            "audits": len(self._audits),
            "captures": len(self.captures),
            "check_runs": len(self._inputs),
            "checks": sum(len(looks.runs) for looks in self._looks.values()),
            "citations": len(lines),
            "copy_searches": len(self._copies),
            "claims": len(self._claims),
            "findings": sum(len(audit.findings) for _, _, audit in self._audits.values()),
            "hosts": len(self._hosts),
            "metrics": sum(len(audit.metrics) for _, _, audit in self._audits.values()),
            "next_checks": len(self._due),
            "outlet_names": len(self._outlet_names),
            "outlets": len(self._outlets),
            "sources": sum(len(line.sources) for line in lines),
            "urls": len({*self._due, *(url for url, _, _ in self._copies)}),
        }
        tables = tuple(sorted(counted.items()))
        return StoreInfo(location="memory", schema_version=newest(), size=0, tables=tables)

    def due_hosts(self, now: datetime, limit: int) -> Iterator[str]:
        """Name the hosts with links due, the longest waiting first."""
        waiting: dict[str, datetime] = {}
        for link in self._due.values():
            closed = self._hosts.get(link.host)
            if link.next_at <= now and (closed is None or closed[0] <= now):
                waiting[link.host] = min(link.next_at, waiting.get(link.host, link.next_at))
        ordered = sorted(waiting, key=lambda host: (waiting[host], host))
        return iter(ordered[:limit])

    def due(self, host: str, now: datetime, limit: int) -> tuple[DueLink, ...]:
        """Return the due links of a host."""
        found = [link for link in self._due.values() if link.host == host and link.next_at <= now]
        return tuple(sorted(found, key=attrgetter("next_at"))[:limit])

    def record(self, link: DueLink, look: Look, then: Appointment) -> bool:
        """Remember a look at a due link, unless another worker did."""
        if not self.postpone(link, then):
            return False
        self.remember_check(look.check, look.verdict, look.record_id)
        return True

    def postpone(self, link: DueLink, then: Appointment) -> bool:
        """Move a due link without a look, unless another worker did."""
        known = self._due.get(link.url)
        if known is None or known.next_at != link.next_at:
            return False
        self._due[link.url] = dataclasses.replace(
            known,
            next_at=moment(stamp(then.next_at)),
            interval_s=then.interval_s,
            fails=then.fails,
        )
        return True

    def remember_told(self, url: str, state: LinkState) -> None:
        """Remember that a link's state was told as news."""
        if known := self._due.get(url):
            self._due[url] = dataclasses.replace(known, told=state)

    def close_host(self, host: str, until: datetime, because: str) -> None:
        """Leave a host alone until then; a later time already known stays."""
        end = moment(stamp(until))
        known = self._hosts.get(host)
        if known is None or known[0] < end:
            self._hosts[host] = (end, because)


def _audit_entry(audit_id: int, audit: Audit, at: datetime) -> AuditEntry:
    return AuditEntry(
        id=audit_id,
        sha256=audit.article.sha256,
        origin=audit.article.origin,
        title=rows.title_of(audit.article),
        first_at=at,
        last_at=at,
        times=1,
        tool=audit.provenance.tool,
        offline=audit.provenance.offline,
        findings=len(audit.findings),
    )
