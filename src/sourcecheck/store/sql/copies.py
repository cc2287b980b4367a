"""Remember what archives of others said about copies."""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.model.codec import dumps, loads
from sourcecheck.model.memento import CopySearch
from sourcecheck.store import rows
from sourcecheck.store.connection import Connection, Row
from sourcecheck.store.queries import queries
from sourcecheck.store.times import stamp


def remember_copies(db: Connection, searches: Sequence[CopySearch]) -> None:
    """Remember searches; one that is known (same page, archive and time) is left as it was."""
    with db.atomic():
        for search in searches:
            db.execute(queries()["add_url"], rows.url_row(search.url, search.asked_at))
            db.execute(queries()["add_copy_search"], _row(search))


def _row(search: CopySearch) -> Row:
    best = search.best
    return {
        "url": search.url,
        "source": search.source,
        "asked_at": stamp(search.asked_at),
        "answer": search.answer.value,
        "cited_at": stamp(search.cited_at) if search.cited_at else None,
        "memento_url": best.memento_url if best else None,
        "captured_at": stamp(best.captured_at) if best else None,
        "verified": int(best is not None and best.verified),
        "record_id": (best.record_id or None) if best else None,
        "value": dumps(search),
    }


def copies_of(db: Connection, url: str) -> tuple[CopySearch, ...]:
    """Return the searches for copies of a page, oldest first."""
    found = db.query(queries()["copy_searches_of"], {"url": url})
    return tuple(loads(CopySearch, row["value"]) for row in found)
