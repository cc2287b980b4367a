"""Runs over many links: begun, taken up again, ended, and what was seen in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sourcecheck.model import Check, Verdict
from sourcecheck.model.codec import loads
from sourcecheck.store.base import CheckRun, Look
from sourcecheck.store.connection import Connection
from sourcecheck.store.queries import queries
from sourcecheck.store.sql.checks import is_storable
from sourcecheck.store.sql.several import query_several
from sourcecheck.store.times import moment, stamp


def begin_run(db: Connection, inputs: str, at: datetime, max_age: timedelta, tool: str) -> CheckRun:
    """Find the unfinished run over these inputs, or begin one."""
    sql = queries()
    with db.atomic():
        asked = {"inputs": inputs, "since": stamp(at - max_age)}
        for row in db.query(sql["unfinished_run"], asked):
            started_at = moment(row["started_at"])
            return CheckRun(
                id=int(row["id"]), started_at=started_at, resumed=True, looks=int(row["looks"])
            )
        begun = {"inputs": inputs, "at": stamp(at), "tool": tool}
        number = int(db.query(sql["add_check_run"], begun)[0]["id"])
    return CheckRun(id=number, started_at=moment(stamp(at)))


def end_run(db: Connection, run: CheckRun, at: datetime) -> None:
    """Write down when a run ended; the first time counts."""
    db.execute(queries()["end_check_run"], {"id": run.id, "at": stamp(at)})


def seen_in_run(db: Connection, run: CheckRun, urls: Sequence[str]) -> dict[str, Look]:
    """Read the latest look at each URL since a run began."""
    plain = filter(is_storable, urls)
    found = query_several(db, "looks_since", plain, {"since": stamp(run.started_at)})
    return {
        str(row["url"]): Look(
            check=loads(Check, row["last_look"] or row["first_look"]),
            verdict=loads(Verdict, row["verdict"]),
            record_id=row["record_id"] or "",
        )
        for row in found
    }
