"""What is due, and the fence that lets only one worker record a look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sourcecheck.model import LinkState
from sourcecheck.store.base import Appointment, DueLink, Look
from sourcecheck.store.connection import Connection
from sourcecheck.store.queries import queries
from sourcecheck.store.sql.checks import remember_check
from sourcecheck.store.times import moment, stamp


def due_hosts(db: Connection, now: datetime, limit: int) -> Iterator[str]:
    """Name the hosts with links due, the longest waiting first."""
    found = db.query(queries()["due_hosts"], {"now": stamp(now), "limit": limit})
    return (str(row["host"]) for row in found)


def due(db: Connection, host: str, now: datetime, limit: int) -> tuple[DueLink, ...]:
    """Read the due links of a host."""
    asked = {"host": host, "now": stamp(now), "limit": limit}
    return tuple(_link(row) for row in db.query(queries()["due"], asked))


def _link(row: Mapping[str, Any]) -> DueLink:
    said = {name: LinkState(row[name]) if row[name] else None for name in ("state", "told")}
    return DueLink(
        **{
            **row,
            **said,
            "next_at": moment(row["next_at"]),
            "final_url": row["final_url"] or "",
        }
    )


def record(db: Connection, link: DueLink, look: Look, then: Appointment) -> bool:
    """Write a look and the next appointment, unless another worker did.

    Only this moves ``next_at``, for a due link always from the past to the future, so the
    value that was read never comes back: whoever finds it changed has been overtaken.
    """
    with db.atomic():
        if not postpone(db, link, then):
            return False
        remember_check(db, look.check, look.verdict, look.record_id)
        return True


def postpone(db: Connection, link: DueLink, then: Appointment) -> bool:
    """Move an appointment, unless another worker did."""
    fence = {
        "url": link.url,
        "next_at": stamp(link.next_at),
        "then": stamp(then.next_at),
        "interval_s": then.interval_s,
        "fails": then.fails,
    }
    return bool(db.query(queries()["fence"], fence))


def remember_told(db: Connection, url: str, state: LinkState) -> None:
    """Write what was told as news of a link."""
    db.execute(queries()["tell"], {"url": url, "state": state.value})


def close_host(db: Connection, host: str, until: datetime, because: str) -> None:
    """Write until when a host is left alone; a later time stays."""
    row = {"host": host, "until": stamp(until), "because": because}
    db.execute(queries()["close_host"], row)
