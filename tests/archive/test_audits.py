"""Articles and audits in the archive: written as records of ours, and read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sourcecheck.archive.audits import (
    Own,
    audit_own,
    audit_url,
    audits_of,
    document_own,
    is_own,
    read_document,
    read_record,
)
from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.reading import FolderShelf, scan
from sourcecheck.archive.warc import Archive
from sourcecheck.errors import ArchiveError, NotArchived
from sourcecheck.model import Article, Audit, Check, Document, Observation, Provenance
from sourcecheck.model.record import Asked, AuditRecord, Earlier, Purpose

NOON = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)
SHA = "ab" * 32


def ids():
    made = iter(range(1, 1000))
    return lambda: f"00000000-0000-7000-8000-{next(made):012d}"


def record(at=NOON, sha256=SHA):
    seen = Observation(url="http://a.example/", at=at, final_url="http://a.example/", status=200)
    article = Article(
        sha256=sha256, origin="a.txt", media_type="text/plain", text="قال الوزير \ud800 ثم مضى",
        language="ar",
    )  # fmt: skip
    made = Provenance(tool="sourcecheck 0", data="0", audited_at=at, offline=False)
    return AuditRecord(
        audit=Audit(article=article, lines=(), findings=(), metrics={}, provenance=made),
        document_sha256=sha256,
        read_at=at,
        asked=(
            Asked(purpose=Purpose.LOOK, url="http://a.example/", chain="c1"),
            Asked(purpose=Purpose.AGAIN, url="http://a.example/", chain="c1"),
            Asked(
                purpose=Purpose.ROBOTS,
                url="http://b.example/robots.txt",
                check=Check(observation=seen),
            ),
        ),
        earlier=(Earlier(url="http://a.example/", checks=(Check(observation=seen),)),),
        finished_at=at,
    )


@pytest.fixture
def kept(tmp_path):
    index = MemoryIndex()
    with Archive.open(tmp_path, index, lambda: NOON, ids()) as archive:
        yield archive, index, tmp_path


def test_an_audit_comes_back_as_it_was(kept):
    archive, _, folder = kept
    (capture,) = archive.keep_own([audit_own(record())])
    assert read_record(FolderShelf(folder), capture) == record()
    assert capture.url == audit_url(SHA, NOON)
    assert record().chains == ("c1",)


def test_an_article_comes_back_byte_for_byte(kept):
    archive, index, folder = kept
    body = "خبر".encode("cp1256") + bytes(range(256))
    document = Document(origin="a.txt", body=body, media_type="text/plain", read_at=NOON)
    archive.keep_own([document_own(document, SHA)])
    assert archive.keep_own([document_own(document, SHA)]) == ()  # once is enough
    assert read_document(FolderShelf(folder), index, SHA) == body


def test_a_rebuilt_index_knows_the_same_of_them(kept):
    archive, index, folder = kept
    document = Document(origin="a", body=b"x", media_type="text/html; charset=x", read_at=NOON)
    archive.keep_own([document_own(document, SHA), audit_own(record())])
    assert list(scan(FolderShelf(folder))) == list(index)


def test_the_audits_of_one_article_are_found_in_their_order(kept):
    archive, index, _ = kept
    later, other = record(NOON + timedelta(days=1)), record(sha256="cd" * 32)
    archive.keep_own([audit_own(each) for each in (later, record(), other)])
    found = audits_of(index, SHA)
    assert [each.captured_at for each in found] == [NOON, NOON + timedelta(days=1)]
    assert len(audits_of(index)) == 3
    assert audits_of(index, "ef" * 32) == ()


def test_an_article_that_is_not_there_is_told(kept):
    _, index, folder = kept
    with pytest.raises(NotArchived, match="abababababab"):
        read_document(FolderShelf(folder), index, SHA)


BROKEN = [
    (b'{"audit":2,"record":{}}', "a later version"),
    (b'{"audit":1,"record":{}}', "cannot be read"),
    (b'{"audit":1', "cannot be read"),
    (b"[]", "cannot be read"),
]


@pytest.mark.parametrize(("block", "words"), BROKEN)
def test_an_audit_that_cannot_be_read_is_told(kept, block, words):
    archive, _, folder = kept
    own = replace(audit_own(record()), block=block)
    (capture,) = archive.keep_own([own])
    with pytest.raises(ArchiveError, match=words):
        read_record(FolderShelf(folder), capture)


def test_a_place_that_holds_another_record_is_told(kept):
    archive, _, folder = kept
    one, other = archive.keep_own([audit_own(record()), audit_own(record(sha256="cd" * 32))])
    with pytest.raises(ArchiveError, match="no record"):
        read_record(FolderShelf(folder), replace(one, offset=other.offset))


@pytest.mark.parametrize(
    ("url", "ours"),
    [(audit_url(SHA, NOON), True), ("http://sourcecheck.example/", False), ("urn:isbn:1", False)],
)
def test_our_own_addresses_are_told_from_pages(url, ours):
    assert is_own(url) is ours


def test_a_media_type_that_cannot_stand_in_a_field_is_left_out():
    document = Document(origin="a", body=b"", media_type="text/\r\nX: y", read_at=NOON)
    assert document_own(document, SHA).media_type == "application/octet-stream"
    assert isinstance(document_own(document, SHA), Own)
