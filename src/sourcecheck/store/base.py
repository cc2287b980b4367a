"""The seam of the store: what it can be asked, and the values it answers with.

Every stage's output is remembered when it is made, under a natural key: an article by the
digest of its document, a look by URL and time, a capture by its record id. Remembering the
same thing again adds nothing, so each step may be repeated after a crash.

Imports only ``model``: whoever schedules may speak these values without loading a database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from sourcecheck.model.web import ArchiveFile as ArchiveFile  # noqa: PLC0414 - asked for here too

if TYPE_CHECKING:  # who keeps looks reads no articles
    from sourcecheck.model import (
        Article,
        Audit,
        Capture,
        Check,
        Group,
        IndexChange,
        Line,
        LinkState,
        Outlet,
        Verdict,
    )
    from sourcecheck.model.memento import CopySearch


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleEntry:
    """An article in a list of articles."""

    sha256: str
    origin: str
    title: str  # the origin where no title was found
    language: str
    first_at: datetime  # when it was first read
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """A run of audits of one article that came to the same conclusions."""

    id: int
    sha256: str  # of the article's document
    origin: str
    title: str
    first_at: datetime
    last_at: datetime
    times: int  # audits in the run
    tool: str
    offline: bool
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """When to look at a link again, and what led to that time."""

    next_at: datetime
    interval_s: int  # the interval without its jitter, in seconds
    fails: int  # failures in a row: the step on the ladder, not a count of strikes


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLink:
    """A link whose time has come. ``next_at`` is the fence: ``record`` wants it unchanged."""

    url: str
    host: str
    next_at: datetime
    interval_s: int
    fails: int
    state: LinkState | None = None  # of the current run; None = never looked at
    status: int | None = None
    final_url: str = ""
    told: LinkState | None = None  # the state last told as news

    @property
    def group(self) -> Group | None:
        """The group of the current run; None = never looked at."""
        return self.state.group if self.state else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at a link: what was seen, what was concluded, which record holds it."""

    check: Check
    verdict: Verdict
    record_id: str = ""  # of the WARC record; "" = not archived


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun:
    """A run over many links, which may be interrupted and taken up again."""

    id: int
    started_at: datetime  # to the second
    resumed: bool = False  # it was begun before, and not ended
    looks: int = 0  # links that were looked at since it began, when it was taken up


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreInfo:
    """What a store holds."""

    location: str  # path, or "memory"
    schema_version: int
    size: int  # bytes on disk; 0 = not on disk
    tables: tuple[tuple[str, int], ...]  # name and number of rows, by name

    def rows(self, table: str) -> int:
        """Return the number of rows of one table; raises ``KeyError`` for an unknown one."""
        return dict(self.tables)[table]


class Captures(Protocol):
    """The index of captures, with the methods the archive asks of an index.

    At most one row per ``record_id``: putting a capture again changes nothing.
    """

    def put(self, capture: Capture) -> None:
        """Remember a capture, durably, before returning."""
        ...

    def put_all(self, captures: Sequence[Capture]) -> None:
        """Remember captures in one transaction, durably, before returning."""
        ...

    def since(self, urlkeys: Sequence[str], at: datetime) -> tuple[Capture, ...]:
        """Return the looks that began with one of those keys at that time or later.

        All exchanges of each, those that were redirected elsewhere too; in no certain order.
        """
        ...

    def checked(self) -> Iterator[tuple[Capture | None, str]]:
        """Yield every row, None = it cannot be read, and what of it contradicts itself; "" = no."""
        ...

    def by_digests(self, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Capture]:
        """Return a capture that is no revisit for every pair of sha256 and framing it knows."""
        ...

    def get(self, urlkey: str) -> tuple[Capture, ...]:
        """Return all captures with that ``urlkey``, oldest first, by time and then by hop."""
        ...

    def of_record(self, record_id: str) -> Capture | None:
        """Return the capture whose main record has that id, or None."""
        ...

    def by_digest(self, sha256: str, framing: str) -> Capture | None:
        """Return the oldest capture with that payload that is no revisit itself, or None."""
        ...

    def indexed_to(self, file: str) -> int:
        """Return the largest ``offset + length`` of that file's captures; 0 = none known."""
        ...

    def __iter__(self) -> Iterator[Capture]:
        """Yield all captures, ordered by ``urlkey``, time and hop; not all are held at once."""
        ...

    def replace_all(self, captures: Iterable[Capture]) -> IndexChange:
        """Put captures in the place of all that are known; tell how they differ.

        In one transaction, once all of them were read: when that raises, nothing changes.
        """
        ...


class Store(Protocol):
    """What any store can be asked. All methods may raise ``StoreError``."""

    @property
    def captures(self) -> Captures:
        """The index of captures."""
        ...

    def close(self) -> None:
        """Let go of the database. What was remembered stays remembered."""
        ...

    def together(self) -> AbstractContextManager[object]:
        """Write what is remembered inside the block in one transaction, where there are any.

        A database keeps all of it or, when the block raises, nothing; six times as many looks
        a second were measured. Never await inside.
        """
        ...

    # what the stages make

    def remember_article(self, article: Article, at: datetime) -> None:
        """Remember an article read at that time; its document's digest is its key."""
        ...

    def remember_citations(self, article: Article, lines: Sequence[Line], at: datetime) -> None:
        """Remember an article's citations, sources, outlets; replaces what was known of them.

        What later stages have not said yet is None in the lines: call again when they have.
        Every URL cited is scheduled, due at once, unless it is known.
        """
        ...

    def remember_outlets(self, outlets: Iterable[Outlet], at: datetime) -> None:
        """Remember the outlets that were used, with names and claims and who told them."""
        ...

    def remember_check(self, check: Check, verdict: Verdict, record_id: str = "") -> None:
        """Remember one look at a URL and what was concluded from it.

        An unchanged answer lengthens the run of identical observations; a different status,
        failure, final URL or state opens a run. The schedule stays as it is.
        """
        ...

    def remember_looks(self, looks: Sequence[Look]) -> None:
        """Remember many looks, as ``remember_check`` does each, in one transaction."""
        ...

    def remember_audit(self, audit: Audit) -> int:
        """Remember a whole audit, its findings and metrics; returns its id.

        An audit with the conclusions of the article's latest one lengthens that run and takes
        its place. Looks and captures the audit carries are remembered too.
        """
        ...

    def remember_archive_file(self, file: ArchiveFile) -> None:
        """Remember a closed archive file; one of a known name is left as it was."""
        ...

    def replace_archive_files(self, files: Sequence[ArchiveFile]) -> None:
        """Put closed files in the place of all that are known, in one transaction."""
        ...

    def remember_rewritten(
        self, file: ArchiveFile, places: Sequence[Capture], removed: Sequence[str]
    ) -> None:
        """Remember that a closed file was rewritten, in one transaction.

        ``places`` are its captures now: of known ones only the place is taken. ``removed`` are
        the record ids that went. Doing it again changes nothing.
        """
        ...

    def remember_copies(self, searches: Sequence[CopySearch]) -> None:
        """Remember searches for copies elsewhere; one of the same page, archive and time once."""
        ...

    # what is known

    def article(self, sha256: str) -> Article | None:
        """Return an article by the digest of its document."""
        ...

    def articles(self) -> tuple[ArticleEntry, ...]:
        """List the articles, the last read first."""
        ...

    def history(self, url: str) -> tuple[Check, ...]:
        """Return the looks at a URL, oldest first.

        The first and last look of a run are told in full. A look between them, which showed
        the same, is told with the first look's facts at its own time; of a long run the
        first, the last and some spread between are kept.
        """
        ...

    def histories(self, urls: Sequence[str]) -> dict[str, tuple[Check, ...]]:
        """Return the looks at each URL that was ever looked at, as ``history`` tells them."""
        ...

    def copies_of(self, url: str) -> tuple[CopySearch, ...]:
        """Return the searches for copies of a page, oldest first."""
        ...

    def audit(self, audit_id: int) -> Audit | None:
        """Return an audit whole."""
        ...

    def audits(self, sha256: str = "") -> tuple[AuditEntry, ...]:
        """List the audits, of one article or of all, the latest first."""
        ...

    def archive_files(self) -> tuple[ArchiveFile, ...]:
        """List the closed archive files in the order they were closed."""
        ...

    def info(self) -> StoreInfo:
        """Tell what the store holds."""
        ...

    # runs over many links

    def begin_run(self, inputs: str, at: datetime, max_age: timedelta, tool: str = "") -> CheckRun:
        """Begin a run over these inputs, or take up the one that was interrupted.

        ``inputs`` is a digest of what was asked for. An unfinished run of the same inputs that
        began no longer than ``max_age`` ago is taken up; of several, the latest.
        """
        ...

    def end_run(self, run: CheckRun, at: datetime) -> None:
        """Write down that a run reached its end: it is not taken up again."""
        ...

    def seen_in_run(self, run: CheckRun, urls: Sequence[str]) -> dict[str, Look]:
        """Return the latest look at each URL that was recorded since a run began.

        ``urls`` and the keys are what the looks' observations name. One page can be cited with
        several fragments: its look is told once, with the verdict that was recorded last, whose
        ``url`` says for which address it stands.
        """
        ...

    # looking again

    def due_hosts(self, now: datetime, limit: int) -> Iterator[str]:
        """Name the hosts with links due, the longest waiting first; closed hosts are left out."""
        ...

    def due(self, host: str, now: datetime, limit: int) -> tuple[DueLink, ...]:
        """Return the due links of a host, the longest waiting first."""
        ...

    def record(self, link: DueLink, look: Look, then: Appointment) -> bool:
        """Remember a look at a due link and when to look next.

        Returns False, and remembers nothing, when another worker has done it meanwhile: the
        link's ``next_at`` is no longer the one that was read.
        """
        ...

    def postpone(self, link: DueLink, then: Appointment) -> bool:
        """Move a due link without a look, for one we could not look at; fenced as ``record``."""
        ...

    def remember_told(self, url: str, state: LinkState) -> None:
        """Remember that a link's state was told as news, so that it is told once."""
        ...

    def close_host(self, host: str, until: datetime, because: str) -> None:
        """Leave a host alone until then; a later time already known stays."""
        ...
