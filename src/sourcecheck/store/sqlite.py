"""SQLite through sqlite-utils: the default store, and the only module that knows either.

sqlite-utils' ``atomic`` opens a deferred transaction: two processes that read and then write
find each other locked at once, whatever the timeout. ``BEGIN IMMEDIATE`` waits its turn.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from sourcecheck.errors import StoreError
from sourcecheck.store.connection import Row
from sourcecheck.store.migrations import migrate, newest, version
from sourcecheck.store.sql.store import SqlStore
from sourcecheck.store.times import stamp

OLDEST_SQLITE = (3, 35, 0)
"""``returning`` came with 3.35."""

LOCK_TIMEOUT_S = 30.0
"""How long a writer waits for another; measured writes hold the lock for less than a second."""

_HINTS = {
    "SQLITE_NOTADB": "choose another file with --db, or move this one away",
    "SQLITE_CORRUPT": "restore a copy, or save what can be read with: sqlite3 FILE .recover",
    "SQLITE_BUSY": "another program is writing to it; try again when it has ended",
    "SQLITE_LOCKED": "another program is writing to it; try again when it has ended",
    "SQLITE_CANTOPEN": "check that the folder exists and that you may write to it",
    "SQLITE_READONLY": "check that you may write to the file and to its folder",
    "SQLITE_PERM": "check that you may write to the file and to its folder",
    "SQLITE_FULL": "free some space on the disk",
}
"""What to do about SQLite's primary error codes."""


def open_store(path: Path | str, now: Callable[[], datetime] | None = None) -> SqlStore:
    """Open the store in that file, made if it is missing, brought to the newest schema.

    ``":memory:"`` is a store that ends with the process. ``now`` is the clock that dates a
    migration. Raises ``StoreError`` when the file is no database of ours or cannot be used,
    ``SchemaTooNew`` when a later program wrote it.
    """
    clock = now or (lambda: datetime.now(UTC))
    db = SqliteConnection(str(path))
    try:
        _check_ours(db)
        _check_writable(db)
        migrate(db, stamp(clock()))
    except StoreError:
        db.close()
        raise
    return SqlStore(db)


def _check_ours(db: SqliteConnection) -> None:
    tables = db.tables()
    if tables and "schema_version" not in tables:
        raise StoreError(
            f"{db.location} is a database of another program (it has {min(tables)})",
            hint="choose another file with --db",
        )


def _check_writable(db: SqliteConnection) -> None:
    if db.read_only and (found := version(db)) < newest():
        raise StoreError(
            f"{db.location} has schema {found}, and cannot be brought to {newest()} where it lies",
            hint="copy it, and the archive beside it, to where you may write",
        )


_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _storable(row: Row) -> dict[str, Any]:
    """Write lone surrogates, which hostile text may hold and UTF-8 cannot, as JSON escapes.

    Inside JSON that is the same text; in a plain column it is at least visible.
    """
    return {
        name: _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", value)
        if isinstance(value, str)
        else value
        for name, value in row.items()
    }


def _primary(error: sqlite3.Error) -> str:
    """Return SQLite's primary code of an error: SQLITE_READONLY of SQLITE_READONLY_DIRECTORY."""
    name = getattr(error, "sqlite_errorname", None) or ""
    return "_".join(name.split("_")[:2])


_UNWRITABLE = frozenset({"SQLITE_READONLY", "SQLITE_CANTOPEN"})
"""What opening a database in write-ahead mode ends with where nothing can be written beside it."""


def _is_whole(path: Path) -> bool:
    """Tell whether a database file is all there is to read: no log lies beside it."""
    log = Path(f"{path}-wal")
    return path.is_file() and not (log.exists() and log.stat().st_size)


PAGE_SIZE = 8192
"""Bytes. A look with its page's text is 9 KB: 23 us a row at 4,096, 17 us at 8,192 (measured)."""

LOG_PAGES = 4000
"""The log is folded into the file at 32 MB: at SQLite's 4 MB a bulk run waits for the disk twice
as long (measured)."""


FOLDED_CHANGES = 4000
"""Rows changed until a thread folds the log: a thousand links of a bulk run, 12 MB."""

_STREAMED = 500  # rows of a stream that are held at a time

CACHE_KB = 16_000
"""What a transaction of 500 looks changes fits in it; what does not is written and read twice."""


def _prepared(conn: sqlite3.Connection) -> sqlite3.Connection:
    try:
        conn.execute("pragma foreign_keys = on")
        conn.execute(f"pragma page_size = {PAGE_SIZE}")  # of a new file; others keep theirs
        conn.execute("pragma journal_mode = wal").fetchall()
        conn.execute(f"pragma cache_size = -{CACHE_KB}")
        conn.execute(f"pragma wal_autocheckpoint = {LOG_PAGES}").fetchall()
        conn.execute("pragma synchronous = normal")
    except sqlite3.Error:
        conn.close()
        raise
    return conn


def _read_only(path: Path) -> sqlite3.Connection:
    """Open a file for reading alone; ``immutable`` spares the files a reader puts beside it."""
    conn = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)
    try:
        conn.execute("select count(*) from sqlite_master").fetchall()
    except sqlite3.Error:
        conn.close()
        raise
    return conn


class _Log:
    """The log beside a database, folded into the file by a thread while a bulk run goes on.

    Whoever writes would otherwise do it, and wait for the disk. SQLite still folds it by itself
    when the thread does not keep up, so it cannot grow without end.
    """

    def __init__(self, location: str) -> None:
        self._location = location
        self._folded = 0
        self._thread: threading.Thread | None = None

    def written(self, changes: int) -> None:
        """Be told how many rows were ever changed; fold when many were since the last time."""
        busy = self._thread is not None and self._thread.is_alive()
        if changes - self._folded < FOLDED_CHANGES or busy or self._location == ":memory:":
            return
        self._folded = changes
        self._thread = threading.Thread(target=self._fold, name="fold the log", daemon=True)
        self._thread.start()

    def _fold(self) -> None:
        # What goes wrong here goes wrong for the writer too, who says so.
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._location)) as conn:
            conn.execute("pragma wal_checkpoint(passive)").fetchall()

    def wait(self) -> None:
        """Wait until nothing is being folded."""
        if self._thread:
            self._thread.join()


class SqliteConnection:
    """A SQLite file as a ``Connection``: write-ahead log, foreign keys, immediate transactions.

    With the log, ``synchronous=normal`` loses nothing when the process dies; at a power cut
    the last moments may be missing, never half there, and the archive's files have them.
    """

    words = {"id": "integer primary key", "json": "text"}  # noqa: RUF012  # a protocol's constant

    def __init__(self, location: str) -> None:
        self.location = location
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            raise StoreError(
                f"SQLite {sqlite3.sqlite_version} is too old, 3.35 or later is needed",
                hint="use a newer Python",
            )
        self.read_only = False
        with self._translated():
            try:
                self._conn = _prepared(sqlite3.connect(location, timeout=LOCK_TIMEOUT_S))
            except sqlite3.Error as error:
                if not (_primary(error) in _UNWRITABLE and _is_whole(Path(location))):
                    raise
                self._conn = _read_only(Path(location))
                self.read_only = True
        self._db = Database(self._conn, execute_plugins=False)
        self._log = _Log(location)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn SQLite's errors into ours by their code, never by their text."""
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(
                f"the database {self.location} cannot be used: {error}",
                hint=_HINTS.get(_primary(error), ""),
            ) from error

    def query(self, sql: str, params: Row | None = None) -> list[Row]:
        """Run a statement that returns rows, and return them all.

        One that writes ("returning") is committed here: SQLite opens a transaction for it that
        sqlite-utils leaves open, and everything written later would be lost with it.
        """
        with self._translated():
            joined = self._conn.in_transaction
            cursor = self._run(sql, params)
            names = [column[0] for column in cursor.description]
            found: list[Row] = [dict(zip(names, row, strict=True)) for row in cursor]
            if self._conn.in_transaction and not joined:
                self._db.commit()
            return found

    def stream(self, sql: str, params: Row | None = None) -> Iterator[Row]:
        """Run a statement that only reads, and yield its rows as they are asked for.

        Each stream has a cursor of its own, so the database may be used meanwhile.
        """
        with self._translated():
            cursor = self._run(sql, params)
        names = [column[0] for column in cursor.description]
        with closing(cursor):
            while rows := self._fetched(cursor):
                yield from (dict(zip(names, row, strict=True)) for row in rows)

    def _fetched(self, cursor: sqlite3.Cursor) -> list[Any]:
        with self._translated():
            return cursor.fetchmany(_STREAMED)

    def execute(self, sql: str, params: Row | None = None) -> None:
        """Run a statement for its effect."""
        with self._translated():
            self._run(sql, params)

    def executemany(self, sql: str, params: Iterable[Row]) -> None:
        """Run a statement once for each set of parameters, in one transaction."""
        rows = list(params)
        at = 0

        def left() -> Iterator[Row]:
            nonlocal at
            while at < len(rows):
                at += 1
                yield rows[at - 1]

        with self.atomic(), self._translated():
            while at < len(rows):
                try:
                    self._conn.executemany(sql, left())
                except UnicodeEncodeError:  # of the row that was asked for last, and only that
                    self._conn.execute(sql, _storable(rows[at - 1]))

    def _run(self, sql: str, params: Row | None) -> sqlite3.Cursor:
        try:
            return self._db.execute(sql, dict(params or {}))
        except UnicodeEncodeError:
            return self._db.execute(sql, _storable(params or {}))

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Open a transaction that holds the write lock from its start; nested ones join it."""
        if self._conn.in_transaction:
            yield
            return
        self.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.rollback()
            raise
        with self._translated():
            self._db.commit()
        self._log.written(self._conn.total_changes)

    def tables(self) -> frozenset[str]:
        """Name the tables of the database."""
        with self._translated():
            return frozenset(self._db.table_names())

    def size(self) -> int:
        """Return the bytes of the database and its log on disk."""
        files = (Path(self.location), Path(f"{self.location}-wal"))
        return sum(file.stat().st_size for file in files if file.is_file())

    def vacuum(self) -> None:
        """Give back the space of deleted rows, and fold the log into the file."""
        with self._translated():
            self._db.vacuum()
            self._db.execute("pragma wal_checkpoint(truncate)").fetchall()

    def close(self) -> None:
        """Let go of the database; closing again does nothing."""
        self._log.wait()
        self._db.close()
