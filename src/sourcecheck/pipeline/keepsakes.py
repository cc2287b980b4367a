"""Around an audit: what is kept so that it can be made again, and what makes it again."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from sourcecheck.archive.audits import audit_own, document_own
from sourcecheck.data.load_confirmation import read_confirmation
from sourcecheck.model import Audit, Document
from sourcecheck.model.record import AuditRecord
from sourcecheck.pipeline.copying import Copying, copying_of
from sourcecheck.pipeline.ledger import Ledger
from sourcecheck.pipeline.looking import chain_of
from sourcecheck.pipeline.tools import Tables, Tools


def prepared(document: Document, tools: Tools) -> tuple[Document, Tools]:
    """Return the tools of one audit: with a ledger, or with the past of one made again.

    An audit that is made again is made with its own clock and manners, so that it comes to the
    same words.
    """
    if not tools.replays:
        ledger = Ledger(rules=tools.rulings)
        return document, replace(tools, ledger=ledger) if tools.archive is not None else tools
    past = tools.past_of(_sha256(document), document.origin)
    if past is None or past.record is None:
        return document, replace(tools, past=past)
    record = past.record
    made = record.audit.provenance
    return replace(document, read_at=record.read_at), replace(
        tools,
        past=past,
        tables=_tables(record, tools.tables),
        clock=lambda: made.audited_at,
        obeys_robots=record.obeyed_robots,
        robots_rules={},
        copying=_copying(record),
        replayed_from=made.replayed_from,
        allowed_networks=made.allowed_networks,
    )


def _tables(record: AuditRecord, tables: Tables) -> Tables:
    """Return the tables with what was chosen for the audit, where nothing else is chosen now."""
    policy, limits = tables.confirmation, tables.limits
    if record.confirmation and not tables.own_confirmation:
        policy = read_confirmation(record.confirmation, "the audit's policy", policy)
    return replace(
        tables,
        language=tables.language or record.language,
        select=tables.select or record.select,
        ignore=tables.ignore or record.ignore,
        confirmation=policy,
        limits=replace(limits, max_bytes=max(limits.max_bytes, record.max_bytes)),
    )


def _copying(record: AuditRecord) -> Copying | None:
    if not record.copies_from:
        return None
    return copying_of(record.copies_from, doubtful=record.copies_of_doubtful)


def keep_record(document: Document, done: Audit, tools: Tools) -> None:
    """Keep the article's bytes and the audit in the archive, where there is a ledger of it.

    Raises ``ArchiveError`` when they cannot be written.
    """
    if tools.ledger is None or tools.archive is None:
        return
    sha256 = _sha256(document)
    tables, ledger = tools.tables, tools.ledger
    for each in ledger.unkept():
        exchanges, entity, _ = chain_of(each)
        ledger.kept(exchanges, tools.archive.keep_chain(exchanges, entity))
    record = AuditRecord(
        audit=done,
        document_sha256=sha256,
        media_type=document.media_type,
        charset=document.charset,
        read_at=document.read_at,
        told=document.told,
        language=tables.language,
        select=tables.select,
        ignore=tables.ignore,
        asked=ledger.looks(),
        earlier=ledger.earlier(),
        obeyed_robots=tools.obeys_robots,
        copies_from=tools.copying.names if tools.copying else (),
        copies_of_doubtful=tools.copying is not None and tools.copying.doubtful,
        finished_at=tools.clock(),
        stopped=tools.stop.is_set(),
        heard=ledger.order(),
        confirmation=tables.own_confirmation,
        max_bytes=tables.limits.max_bytes,
    )
    tools.archive.keep_own([document_own(document, sha256), audit_own(record)])


def _sha256(document: Document) -> str:
    return hashlib.sha256(document.body).hexdigest()
