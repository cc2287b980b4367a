"""The index of captures in SQL, in the shape the archive asks of an index."""

from __future__ import annotations

from collections.abc import Iterator

from sourcecheck.model import Capture
from sourcecheck.model.codec import loads
from sourcecheck.store import rows
from sourcecheck.store.connection import Connection
from sourcecheck.store.queries import queries


class SqlCaptures:
    """The captures of a store."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def put(self, capture: Capture) -> None:
        """Remember a capture; one with a known record id is left as it was."""
        self._db.execute(queries()["add_capture"], rows.capture_row(capture))

    def get(self, urlkey: str) -> tuple[Capture, ...]:
        """Return all captures with that key, oldest first."""
        found = self._db.query(queries()["captures_of"], {"urlkey": urlkey})
        return tuple(loads(Capture, row["value"]) for row in found)

    def by_digest(self, sha256: str, framing: str) -> Capture | None:
        """Return the oldest capture with that payload that is no revisit itself, or None."""
        asked = {"sha256": sha256, "framing": framing}
        found = self._db.query(queries()["capture_by_digest"], asked)
        return loads(Capture, found[0]["value"]) if found else None

    def indexed_to(self, file: str) -> int:
        """Return where the last known capture of a file ends; 0 = none known."""
        return int(self._db.query(queries()["indexed_to"], {"file": file})[0]["indexed"])

    def __iter__(self) -> Iterator[Capture]:
        """Yield all captures, ordered by key, time and hop."""
        for row in self._db.query(queries()["captures"]):
            yield loads(Capture, row["value"])
