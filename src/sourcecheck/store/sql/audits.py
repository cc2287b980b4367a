"""Remember whole audits, with findings and metrics, as runs of equal conclusions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sourcecheck.model import Audit, Check
from sourcecheck.model.codec import loads
from sourcecheck.store import rows
from sourcecheck.store.base import AuditEntry
from sourcecheck.store.connection import Connection
from sourcecheck.store.queries import queries
from sourcecheck.store.sql.articles import remember_citations
from sourcecheck.store.sql.captures import SqlCaptures
from sourcecheck.store.sql.checks import remember_check
from sourcecheck.store.times import moment


def remember_audit(db: Connection, audit: Audit) -> int:
    """Write an audit and everything it carries, in one transaction; returns its id."""
    with db.atomic():
        at = audit.provenance.audited_at
        article_id = remember_citations(db, audit.article, audit.lines, at)
        _remember_looks(db, audit)
        return _place(db, {"article_id": article_id, **rows.audit_row(audit)}, audit)


def _remember_looks(db: Connection, audit: Audit) -> None:
    captures = SqlCaptures(db)
    for part in (part for line in audit.lines for part in line.sources):
        if part.capture:
            captures.put(part.capture)
        if part.observation and part.verdict:
            record_id = part.capture.record_id if part.capture else ""
            remember_check(db, Check(observation=part.observation), part.verdict, record_id)


def _place(db: Connection, row: dict[str, Any], audit: Audit) -> int:
    sql = queries()
    if known := db.query(sql["audit_at"], row):
        return int(known[0]["id"])
    latest = db.query(sql["latest_audit"], row)
    if latest and latest[0]["digest"] == row["digest"] and latest[0]["last_at"] < row["at"]:
        audit_id = int(latest[0]["id"])
        db.execute(sql["lengthen_audit"], {**row, "id": audit_id})
    else:
        audit_id = int(db.query(sql["add_audit"], row)[0]["id"])
    _remember_findings(db, audit_id, audit)
    return audit_id


def _remember_findings(db: Connection, audit_id: int, audit: Audit) -> None:
    sql, of = queries(), {"audit_id": audit_id}
    db.execute(sql["forget_findings"], of)
    db.executemany(sql["add_finding"], [{**of, **row} for row in rows.finding_rows(audit)])
    db.execute(sql["forget_metrics"], of)
    db.executemany(sql["add_metric"], [{**of, **row} for row in rows.metric_rows(audit)])


def audit(db: Connection, audit_id: int) -> Audit | None:
    """Read an audit whole."""
    found = db.query(queries()["audit"], {"id": audit_id})
    return loads(Audit, found[0]["value"]) if found else None


def audits(db: Connection, sha256: str) -> tuple[AuditEntry, ...]:
    """List the audits of one article, or of all."""
    return tuple(_entry(row) for row in db.query(queries()["audits"], {"sha256": sha256}))


def _entry(row: Mapping[str, Any]) -> AuditEntry:
    times = {name: moment(row[name]) for name in ("first_at", "last_at")}
    return AuditEntry(**{**row, **times, "offline": bool(row["offline"])})
