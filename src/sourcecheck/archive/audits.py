"""Articles and audits in the archive: what is needed to make an audit again from it alone.

Both are records of their own, under addresses that no web page has:

=========================================  ==================================================
``urn:sourcecheck:document:<sha256>``      the bytes of an article, a ``resource`` record
``urn:sourcecheck:audit:<sha256>:<time>``  an ``AuditRecord`` in JSON, a ``metadata`` record;
                                           the digest is the article's
=========================================  ==================================================

They are indexed like captures, so they are verified, exported and rebuilt with them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from sourcecheck.archive.index import CaptureIndex, urlkey
from sourcecheck.archive.reading import Shelf, members
from sourcecheck.archive.records import Record, digest, parse, warc_date
from sourcecheck.errors import ArchiveError, NotArchived
from sourcecheck.model import Capture, codec
from sourcecheck.model.article import Document
from sourcecheck.model.record import AuditRecord

OURS = "urn:sourcecheck:"
"""What the addresses of records begin with that are no captures of the web."""

DOCUMENT = f"{OURS}document:"
AUDIT = f"{OURS}audit:"

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A record of ours, before it has an id and a place."""

    kind: str  # "resource" or "metadata"
    url: str
    at: datetime
    media_type: str
    block: bytes


def record_of(own: Own, record_id: str) -> Record:
    """Return a record of ours as it stands in the file; ``record_id`` as it is written there."""
    fields = (
        ("WARC-Type", own.kind),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", warc_date(own.at)),
        ("WARC-Target-URI", own.url),
        ("WARC-Payload-Digest", digest(own.block)),
        ("Content-Type", own.media_type),
    )
    return Record(fields=fields, block=own.block)


def is_own(url: str) -> bool:
    """Tell whether a capture's address is one of ours, and no page's."""
    return url.startswith(OURS)


def document_own(document: Document, sha256: str) -> Own:
    """Return the record of an article's bytes."""
    return Own(
        kind="resource",
        url=f"{DOCUMENT}{sha256}",
        at=document.read_at,
        media_type=_media_type(document.media_type),
        block=document.body,
    )


def _media_type(declared: str) -> str:
    plain = declared.isascii() and declared.isprintable()
    return declared if declared and plain else "application/octet-stream"


def audit_own(record: AuditRecord) -> Own:
    """Return the record of an audit."""
    at = record.audit.provenance.audited_at
    block = {"audit": _VERSION, "record": codec.encode(record)}
    return Own(
        kind="metadata",
        url=audit_url(record.document_sha256, at),
        at=at,
        media_type="application/json",
        block=codec.dumps(block).encode("utf-8", "surrogatepass"),
    )


def audit_url(document_sha256: str, at: datetime) -> str:
    """Return the address that an audit of a document, made at a time, has in the archive."""
    return f"{AUDIT}{document_sha256}:{warc_date(at.astimezone(UTC))}"


def audits_in(captures: Iterable[Capture]) -> tuple[Capture, ...]:
    """Choose the captures that are audits, the newest last."""
    found = (each for each in captures if each.url.startswith(AUDIT))
    return tuple(sorted(found, key=lambda each: each.captured_at))


def audits_of(index: CaptureIndex, document_sha256: str = "") -> tuple[Capture, ...]:
    """Return the captures that are audits of a document, or of any, the newest last."""
    opening = urlkey(f"{AUDIT}{document_sha256}")
    found: list[Capture] = []
    for row in index:  # in the order of their keys, and those of ours are among the first
        if row.urlkey.startswith(opening):
            found.append(row)
        elif row.urlkey > opening:
            break
    return audits_in(found)


def read_document(shelf: Shelf, index: CaptureIndex, sha256: str) -> bytes:
    """Read the bytes of an article back.

    Raises ``NotArchived`` when the index does not know them, ``ArchiveError`` when the file is
    missing or damaged.
    """
    found = index.get(urlkey(f"{DOCUMENT}{sha256}"))
    if not found:
        raise NotArchived(
            f"the article {sha256[:12]} is not in the archive",
            hint="it was audited without one, or in another one",
        )
    *others, last = reversed(found)
    for each in others:  # the same bytes may be in several archives of one index
        with suppress(ArchiveError):
            return _record_at(shelf, each).block
    return _record_at(shelf, last).block


def read_record(shelf: Shelf, capture: Capture) -> AuditRecord:
    """Read an audit back; raises ``ArchiveError`` when it is damaged or from a later version."""
    block = _record_at(shelf, capture).block
    try:
        held = json.loads(block.decode("utf-8", "surrogatepass"))
        if held["audit"] != _VERSION:
            raise ArchiveError(
                f"{capture.url}: an audit written by a later version", hint="upgrade sourcecheck"
            )
        return codec.decode(AuditRecord, held["record"])
    except (KeyError, TypeError, ValueError) as error:
        raise ArchiveError(f"{capture.url}: an audit that cannot be read: {error}") from error


def _record_at(shelf: Shelf, capture: Capture) -> Record:
    with shelf.open(capture.file) as file:
        try:
            member = next(members(file, capture.offset), None)
        except ArchiveError as error:
            raise ArchiveError(
                f"{capture.file}: {error.message}", hint="sourcecheck archive verify tells more"
            ) from error
    record = parse(member.data) if member else None
    if record is None or record.id != capture.record_id:
        raise ArchiveError(
            f"{capture.file}: no record {capture.record_id} at byte {capture.offset}",
            hint="the index and the files disagree: sourcecheck archive rebuild",
        )
    return record
