"""The narrow seam between our SQL and a database: a few calls and two words.

PostgreSQL will share the SQL of this stage through a second class of this shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = Mapping[str, Any]
"""One row: column name to value."""


class Connection(Protocol):
    """A database our SQL runs on. Placeholders are ``:name``; every call may raise ``StoreError``.

    A connection belongs to one thread, and nothing is awaited inside a transaction.
    """

    location: str
    words: dict[str, str]
    """What ``{id}`` and ``{json}`` of the schema mean here."""

    def query(self, sql: str, params: Row | None = None) -> list[Row]:
        """Run a statement that returns rows, and return them all."""
        ...

    def stream(self, sql: str, params: Row | None = None) -> Iterator[Row]:
        """Run a statement that only reads, and yield its rows as they are asked for."""
        ...

    def execute(self, sql: str, params: Row | None = None) -> None:
        """Run a statement for its effect."""
        ...

    def executemany(self, sql: str, params: Iterable[Row]) -> None:
        """Run a statement once for each set of parameters."""
        ...

    def atomic(self) -> AbstractContextManager[object]:
        """Open a transaction that may write; nested ones join it."""
        ...

    def tables(self) -> frozenset[str]:
        """Name the tables of the database."""
        ...

    def size(self) -> int:
        """Return the bytes the database takes on disk."""
        ...

    def vacuum(self) -> None:
        """Give back the space of deleted rows."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
