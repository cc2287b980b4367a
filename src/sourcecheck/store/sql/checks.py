"""Remember looks at links as runs, and tell them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sourcecheck.model import Check, LinkState, Verdict
from sourcecheck.model.codec import dumps, loads
from sourcecheck.store import rows
from sourcecheck.store.connection import Connection
from sourcecheck.store.queries import queries
from sourcecheck.store.runs import Facts, Fold, Run, current, fold, look_of, told_again
from sourcecheck.store.sql.articles import remember_urls

RECENT_RUNS = 200
"""Runs of one URL that are read: a link that flaps daily has half a year of them."""


def remember_check(db: Connection, check: Check, verdict: Verdict, record_id: str) -> None:
    """Put a look among the runs of its URL, and point the schedule at the current run."""
    seen = check.observation
    look = look_of(check, verdict)
    with db.atomic():
        url_id = _url_id(db, seen.url, look.first_at)
        known = db.query(queries()["recent_runs"], {"url_id": url_id, "limit": RECENT_RUNS})
        runs = [_run(row) for row in known]
        put = fold(runs, look)
        if put is None:
            return
        ids = [int(row["id"]) for row in known]
        if put.replaces is None:
            ids.append(_add(db, url_id, put.run, _said(check, verdict, record_id)))
            runs.append(put.run)
        else:
            _lengthen(db, ids[put.replaces], put, look, _said(check, verdict, record_id))
            runs[put.replaces] = put.run
        place = current(runs)
        if place is not None:
            _point(db, url_id, ids[place])


def _url_id(db: Connection, url: str, at: str) -> int:
    found = db.query(queries()["url_id"], {"url": url})
    if not found:
        remember_urls(db, [{"url": url, "host": rows.host_of(url), "at": at}])
        found = db.query(queries()["url_id"], {"url": url})
    return int(found[0]["id"])


def _said(check: Check, verdict: Verdict, record_id: str) -> dict[str, Any]:
    return {
        "rule": verdict.rule,
        "confirmed": int(verdict.confirmed),
        "record_id": record_id or None,
        "look": dumps(check),
    }


def _add(db: Connection, url_id: int, run: Run, said: dict[str, Any]) -> int:
    facts = run.facts
    row = {
        "url_id": url_id,
        "vantage": facts.vantage,
        "first_at": run.first_at,
        "last_at": run.last_at,
        "times": run.times,
        "looks": " ".join(run.looks),
        "status": facts.status,
        "failure": facts.failure or None,
        "final_url": facts.final_url,
        "state": facts.state.value,
        "link_group": facts.state.group.value,
        **said,
    }
    return int(db.query(queries()["add_run"], row)[0]["id"])


def _lengthen(db: Connection, run_id: int, put: Fold, look: Run, said: dict[str, Any]) -> None:
    run = put.run
    row = {"id": run_id, "times": run.times, "looks": " ".join(run.looks)}
    if run.last_at == look.last_at:
        db.execute(queries()["lengthen_run"], {**row, "last_at": run.last_at, **said})
    else:
        db.execute(queries()["count_late_look"], row)


def _point(db: Connection, url_id: int, run_id: int) -> None:
    db.execute(queries()["point_at_run"], {"url_id": url_id, "check_id": run_id})


def _run(row: Mapping[str, Any]) -> Run:
    facts = Facts(
        vantage=row["vantage"],
        status=row["status"],
        failure=row["failure"] or "",
        final_url=row["final_url"],
        state=LinkState(row["state"]),
    )
    return Run(
        facts=facts,
        first_at=row["first_at"],
        last_at=row["last_at"],
        times=row["times"],
        looks=tuple(row["looks"].split()),
    )


def history(db: Connection, url: str) -> tuple[Check, ...]:
    """Read the looks at a URL, oldest first."""
    found = db.query(queries()["runs"], {"url": url, "limit": RECENT_RUNS})
    looks = [
        check
        for row in found
        for check in told_again(
            _run(row), loads(Check, row["first_look"]), loads(Check, row["last_look"])
        )
    ]
    return tuple(sorted(looks, key=lambda check: check.observation.at))
