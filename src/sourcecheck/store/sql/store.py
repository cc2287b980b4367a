"""The store over any ``Connection``: each method names the module that does it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from sourcecheck.errors import StoreError
from sourcecheck.model import Article, Audit, Capture, Check, Line, LinkState, Outlet, Verdict
from sourcecheck.model.memento import CopySearch
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
from sourcecheck.store.connection import Connection, Row
from sourcecheck.store.migrations import version
from sourcecheck.store.queries import queries
from sourcecheck.store.sql import articles, audits, check_runs, checks, copies, exports, schedule
from sourcecheck.store.sql.captures import SqlCaptures
from sourcecheck.store.times import moment, stamp


class SqlStore:
    """A ``Store`` in a database. Belongs to one thread."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self.captures = SqlCaptures(db)

    def __enter__(self) -> Self:
        """Return the store; leaving the block closes it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    def together(self) -> AbstractContextManager[object]:
        """Write what is remembered inside the block in one transaction."""
        return self._db.atomic()

    def remember_article(self, article: Article, at: datetime) -> None:
        """Remember an article read at that time."""
        articles.remember_article(self._db, article, at)

    def remember_citations(self, article: Article, lines: Sequence[Line], at: datetime) -> None:
        """Remember an article's citations, in place of what was known of them."""
        articles.remember_citations(self._db, article, lines, at)

    def remember_outlets(self, outlets: Iterable[Outlet], at: datetime) -> None:
        """Remember the outlets that were used."""
        articles.remember_outlets(self._db, outlets, at)

    def remember_check(self, check: Check, verdict: Verdict, record_id: str = "") -> None:
        """Remember one look at a URL and what was concluded from it."""
        checks.remember_check(self._db, check, verdict, record_id)

    def remember_looks(self, looks: Sequence[Look]) -> None:
        """Remember many looks in one transaction."""
        checks.remember_looks(self._db, looks)

    def remember_audit(self, audit: Audit) -> int:
        """Remember a whole audit; returns its id."""
        return audits.remember_audit(self._db, audit)

    def remember_archive_file(self, file: ArchiveFile) -> None:
        """Remember a closed archive file."""
        row = {name: getattr(file, name) for name in ("name", "size", "sha256")}
        row["previous_sha256"] = file.previous_sha256
        sql = queries()["add_archive_file"]
        self._db.execute(sql, {**row, "closed_at": stamp(file.closed_at)})

    def remember_rewritten(
        self, file: ArchiveFile, places: Sequence[Capture], removed: Sequence[str]
    ) -> None:
        """Remember that a closed file was rewritten, in one transaction."""
        with self._db.atomic():
            self.captures.rewritten(places, removed)
            row = {name: getattr(file, name) for name in ("name", "size", "sha256")}
            self._db.execute(queries()["change_archive_file"], row)

    def remember_copies(self, searches: Sequence[CopySearch]) -> None:
        """Remember searches for copies elsewhere."""
        copies.remember_copies(self._db, searches)

    def copies_of(self, url: str) -> tuple[CopySearch, ...]:
        """Return the searches for copies of a page, oldest first."""
        return copies.copies_of(self._db, url)

    def replace_archive_files(self, files: Sequence[ArchiveFile]) -> None:
        """Put closed files in the place of all that are known."""
        with self._db.atomic():
            self._db.execute(queries()["forget_archive_files"])
            for file in files:
                self.remember_archive_file(file)

    def article(self, sha256: str) -> Article | None:
        """Return an article by the digest of its document."""
        return articles.article(self._db, sha256)

    def articles(self) -> tuple[ArticleEntry, ...]:
        """List the articles, the last read first."""
        return articles.articles(self._db)

    def history(self, url: str) -> tuple[Check, ...]:
        """Return the looks at a URL, oldest first."""
        return checks.history(self._db, url)

    def histories(self, urls: Sequence[str]) -> dict[str, tuple[Check, ...]]:
        """Return the looks at each URL that was ever looked at."""
        return checks.histories(self._db, urls)

    def begin_run(self, inputs: str, at: datetime, max_age: timedelta, tool: str = "") -> CheckRun:
        """Begin a run over these inputs, or take up the one that was interrupted."""
        return check_runs.begin_run(self._db, inputs, at, max_age, tool)

    def end_run(self, run: CheckRun, at: datetime) -> None:
        """Write down that a run reached its end."""
        check_runs.end_run(self._db, run, at)

    def seen_in_run(self, run: CheckRun, urls: Sequence[str]) -> dict[str, Look]:
        """Return the latest look at each URL that was recorded since a run began."""
        return check_runs.seen_in_run(self._db, run, urls)

    def audit(self, audit_id: int) -> Audit | None:
        """Return an audit whole."""
        return audits.audit(self._db, audit_id)

    def audits(self, sha256: str = "") -> tuple[AuditEntry, ...]:
        """List the audits, the latest first."""
        return audits.audits(self._db, sha256)

    def archive_files(self) -> tuple[ArchiveFile, ...]:
        """List the closed archive files in order."""
        found = self._db.query(queries()["archive_files"])
        return tuple(map(_archive_file, found))

    def info(self) -> StoreInfo:
        """Tell what the store holds."""
        names = sorted(self._db.tables() - {"schema_version"})
        counted = tuple((name, self._count(name)) for name in names)
        return StoreInfo(
            location=self._db.location,
            schema_version=version(self._db),
            size=self._db.size(),
            tables=counted,
        )

    def _count(self, table: str) -> int:
        # The name comes from the schema, never from outside.
        return int(self._db.query(f"select count(*) as n from {table}")[0]["n"])  # noqa: S608

    def due_hosts(self, now: datetime, limit: int) -> Iterator[str]:
        """Name the hosts with links due, the longest waiting first."""
        return schedule.due_hosts(self._db, now, limit)

    def due(self, host: str, now: datetime, limit: int) -> tuple[DueLink, ...]:
        """Return the due links of a host."""
        return schedule.due(self._db, host, now, limit)

    def record(self, link: DueLink, look: Look, then: Appointment) -> bool:
        """Remember a look at a due link, unless another worker did."""
        return schedule.record(self._db, link, look, then)

    def postpone(self, link: DueLink, then: Appointment) -> bool:
        """Move a due link without a look, unless another worker did."""
        return schedule.postpone(self._db, link, then)

    def remember_told(self, url: str, state: LinkState) -> None:
        """Remember that a link's state was told as news."""
        schedule.remember_told(self._db, url, state)

    def close_host(self, host: str, until: datetime, because: str) -> None:
        """Leave a host alone until then."""
        schedule.close_host(self._db, host, until, because)

    def export(self, folder: Path, kind: str = "jsonl") -> tuple[Path, ...]:
        """Write every table and view into a folder, as ``jsonl`` or ``csv``."""
        return exports.export(self._db, folder, kind)

    def vacuum(self) -> None:
        """Give back the space of deleted rows."""
        self._db.vacuum()


def _archive_file(row: Row) -> ArchiveFile:
    try:
        return ArchiveFile(**{**row, "closed_at": moment(row["closed_at"])})
    except ValueError as error:
        raise StoreError(
            f"the row of the archive file {str(row['name'])[:80]!r} is damaged",
            hint="sourcecheck archive rebuild makes it anew",
        ) from error
