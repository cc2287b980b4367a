"""The index of captures in SQL, in the shape the archive asks of an index."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from sourcecheck.errors import StoreError
from sourcecheck.model import Capture, IndexChange
from sourcecheck.model.codec import loads
from sourcecheck.store import rows
from sourcecheck.store.connection import Connection, Row
from sourcecheck.store.queries import queries
from sourcecheck.store.sql.several import query_several

_STAGED_TOGETHER = 500
_DAMAGED = (AttributeError, KeyError, OverflowError, TypeError, ValueError)
"""What decoding raises where a row does not hold what was written there."""

_PLACE = ("record_id", "file_offset", "file_length", "value")


class SqlCaptures:
    """The captures of a store."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def put(self, capture: Capture) -> None:
        """Remember a capture; one with a known record id is left as it was."""
        self._db.execute(queries()["add_capture"], rows.capture_row(capture))

    def put_all(self, captures: Sequence[Capture]) -> None:
        """Remember captures in one transaction."""
        self._db.executemany(queries()["add_capture"], map(rows.capture_row, captures))

    def get(self, urlkey: str) -> tuple[Capture, ...]:
        """Return all captures with that key, oldest first."""
        found = self._db.query(queries()["captures_of"], {"urlkey": urlkey})
        return tuple(_capture(row) for row in found)

    def since(self, urlkeys: Sequence[str], at: datetime) -> tuple[Capture, ...]:
        """Return the looks that began with one of those keys at that time or later."""
        asked = {"since": rows.micros(at)}
        keys = dict.fromkeys(urlkeys)
        opening = query_several(self._db, "looks_captured_since", keys, asked)
        firsts = [_capture(row) for row in opening]
        return tuple(capture for first in firsts for capture in self._chain(first))

    def _chain(self, first: Capture) -> tuple[Capture, ...]:
        """Read the exchanges of a look, which lie one behind the other in its file."""
        if first.hops <= 1:
            return (first,)
        asked = {"file": first.file, "place": first.offset, "limit": first.hops}
        found = self._db.query(queries()["captures_from"], asked)
        captures = (_capture(row) for row in found)
        return tuple(capture for capture in captures if capture.chain == first.chain)

    def of_record(self, record_id: str) -> Capture | None:
        """Return the capture of a record; None = there is none."""
        found = self._db.query(queries()["capture_of_record"], {"record_id": record_id})
        return _capture(found[0]) if found else None

    def from_place(self, file: str, place: int, limit: int) -> tuple[Capture, ...]:
        """Return the captures that lie in a file from an offset on, in order, so many."""
        asked = {"file": file, "place": place, "limit": limit}
        found = self._db.query(queries()["captures_from"], asked)
        return tuple(_capture(row) for row in found)

    def look_of(self, capture: Capture) -> tuple[Capture, ...]:
        """Return all exchanges of the look a capture belongs to, first to last.

        They lie one behind the other in their file.
        """
        if not capture.chain or capture.hops <= 1:
            return (capture,)
        asked = {"file": capture.file, "place": capture.offset, "limit": capture.hops}
        before = self._db.query(queries()["captures_before"], asked)
        earlier = [_capture(row) for row in reversed(before)]
        later = self.from_place(capture.file, capture.offset, capture.hops)
        return tuple(row for row in (*earlier, *later) if row.chain == capture.chain)

    def rewritten(self, places: Sequence[Capture], removed: Sequence[str]) -> None:
        """Learn where the captures of a file lie now, and which are gone.

        In one transaction, or as part of the one that is open. Of those that are known only the
        place is taken; ``removed`` are record ids.
        """
        known = {each.record_id: self.of_record(each.record_id) for each in places}
        moved = [
            replace(known[new.record_id] or new, offset=new.offset, length=new.length)
            for new in places
        ]
        with self._db.atomic():
            self._db.executemany(
                queries()["forget_capture"], [{"record_id": each} for each in removed]
            )
            self.put_all(moved)
            self._db.executemany(
                queries()["move_capture"],
                [{name: row[name] for name in _PLACE} for row in map(rows.capture_row, moved)],
            )

    def by_digests(self, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Capture]:
        """Return a capture that is no revisit for every payload that is known."""
        found = query_several(self._db, "captures_by_digests", {sha256 for sha256, _ in wanted})
        captures = (_capture(row) for row in found)
        known = {(capture.sha256, capture.framing): capture for capture in captures}
        return {key: known[key] for key in wanted if key in known}

    def by_digest(self, sha256: str, framing: str) -> Capture | None:
        """Return the oldest capture with that payload that is no revisit itself, or None."""
        asked = {"sha256": sha256, "framing": framing}
        found = self._db.query(queries()["capture_by_digest"], asked)
        return _capture(found[0]) if found else None

    def indexed_to(self, file: str) -> int:
        """Return where the last known capture of a file ends; 0 = none known."""
        found = self._db.query(queries()["indexed_to"], {"file": file})
        return int(found[0]["indexed"]) if found else 0

    def __iter__(self) -> Iterator[Capture]:
        """Yield all captures, ordered by key, time and hop; they are not all held at once."""
        for row in self._db.stream(queries()["captures"]):
            yield _capture(row)

    def checked(self) -> Iterator[tuple[Capture | None, str]]:
        """Yield every row, None = it cannot be read, and what of it contradicts itself.

        A row holds the capture whole, and again in columns, by which it is looked for.
        """
        for row in self._db.stream(queries()["capture_rows"]):
            try:
                capture = loads(Capture, row["value"])
                columns = rows.capture_row(capture)
            except _DAMAGED:
                yield None, f"the row of {str(row['record_id'])[:80]!r} cannot be read"
                continue
            wrong = [name for name in columns if name != "value" and row[name] != columns[name]]
            yield capture, ", ".join(wrong)

    def replace_all(self, captures: Iterable[Capture]) -> IndexChange:
        """Put captures in the place of all that are known; tell how they differ.

        They are collected beside the index first: where reading them fails, nothing changes.
        """
        self._db.execute(queries()["stage_captures"])
        try:
            self._db.execute(queries()["stage_captures_once"])
            self._stage(captures)
            with self._db.atomic():
                change = self._difference()
                if change:
                    self._db.execute(queries()["forget_captures"])
                    self._db.execute(queries()["take_staged_captures"])
            return change
        finally:
            self._db.execute(queries()["unstage_captures"])

    def _stage(self, captures: Iterable[Capture]) -> None:
        numbered = enumerate(captures, start=1)
        while some := list(islice(numbered, _STAGED_TOGETHER)):
            staged = ({**rows.capture_row(each), "id": number} for number, each in some)
            self._db.executemany(queries()["stage_capture"], staged)

    def _difference(self) -> IndexChange:
        counted = {
            row["what"]: int(row["n"]) for row in self._db.query(queries()["staged_difference"])
        }
        examples = self._db.query(queries()["staged_examples"])
        return IndexChange(**counted, examples=tuple(row["record_id"] for row in examples))


def _capture(row: Row) -> Capture:
    """Read a row; raises ``StoreError`` when it does not hold what was written there."""
    try:
        return loads(Capture, row["value"])
    except _DAMAGED as error:
        raise StoreError(
            "a row of the index of captures is damaged",
            hint="sourcecheck archive verify names it; sourcecheck archive rebuild mends it",
        ) from error
