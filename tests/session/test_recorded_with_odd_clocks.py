"""An audit is made again from its looks, whatever the clock did while it was made."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.reading import FolderShelf
from sourcecheck.archive.warc import Archive
from sourcecheck.fetch.settings import FetchSettings
from sourcecheck.model import Article, Audit, Exchange, Provenance
from sourcecheck.model.record import Asked, AuditRecord, Purpose
from sourcecheck.session.recorded import Recorded

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "http://a.example/"
BODY = b"<title>The harbour</title><p>opens"


def exchange(at):
    return Exchange(
        url=URL,
        request=b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n",
        response=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
        % (len(BODY), BODY),
        started_at=at,
        elapsed_ms=1,
    )


def record(chain):
    article = Article(
        sha256="ab" * 32, origin="a.txt", media_type="text/plain", text="A text", language="en"
    )
    made = Provenance(tool="sourcecheck 0", data="0", audited_at=NOON, offline=False)
    return AuditRecord(
        audit=Audit(article=article, lines=(), findings=(), metrics={}, provenance=made),
        document_sha256="ab" * 32,
        read_at=NOON,
        asked=(Asked(purpose=Purpose.LOOK, url=URL, chain=chain),),
        finished_at=NOON,
    )


@pytest.mark.parametrize(
    "moved",
    [
        timedelta(seconds=1),
        timedelta(hours=-2),  # summer time, or a clock that was wrong
        timedelta(days=-40),
        timedelta(days=-20_000),  # to 1970 and before
        timedelta(days=40),
    ],
    ids=str,
)
def test_looks_are_found_when_the_clock_was_put_back_or_forward(tmp_path, moved):
    index = MemoryIndex()
    with Archive.open(tmp_path, index, lambda: NOON + moved, lambda: str(uuid.uuid4())) as archive:
        (capture,) = archive.keep_chain([exchange(NOON + moved)], BODY)
    recorded = Recorded(FolderShelf(tmp_path), index)
    past = recorded.past(record(capture.chain), FetchSettings())
    seen = past.seen(Purpose.LOOK, URL)
    assert seen is not None
    assert seen.exchanges == (exchange(NOON + moved),)
