"""Risky documents are read in a child; whatever becomes of it, the next document is read."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import sys
import time
from datetime import UTC, datetime

import pytest

from sourcecheck.config import Settings
from sourcecheck.errors import (
    DocumentError,
    EncryptedDocument,
    NoTextInDocument,
    OversizedDocument,
    UnreadableDocument,
)
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.model import Document, Told
from sourcecheck.pipeline.tools import extracted
from sourcecheck.session import worker
from sourcecheck.session.frames import receive, send
from sourcecheck.session.isolation import Bounds, Isolation, is_risky
from sourcecheck.session.opening import tables_of
from sourcecheck.session.tables import extract_tables

TABLES = tables_of(Settings())
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TEXT = "The ferry runs again, the harbour office said on Monday. [1]\n\n[1] https://x.example/\n"
ASIDE = Bounds(aside_bytes=0)  # everything is read in the child


def document(body=TEXT, **more):
    raw = body if isinstance(body, bytes) else body.encode()
    return Document(origin="letter.txt", body=raw, read_at=NOON, **more)


def aside(isolation, each):
    return asyncio.run(isolation.extract_aside(each, TABLES))


def children(isolation):
    return [child._process for child in isolation._all]


@pytest.mark.parametrize(
    ("body", "risky"),
    [
        (b"%PDF-1.7\n", True),
        (b"PK\x03\x04....word/document.xml", True),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", False),
        (b"\x89PNG\r\n", False),
        (TEXT.encode(), False),
        (b"<html><body><p>Words</p></body></html>", False),
    ],
)
def test_only_formats_with_large_parsers_are_read_apart(body, risky):
    assert is_risky(document(body), TABLES) is risky


def test_plain_text_begins_no_process():
    with Isolation() as isolation:
        assert isolation.extract(document(), TABLES) == extracted(document(), TABLES)
        assert aside(isolation, document()).text == TEXT
        assert children(isolation) == []


def test_what_a_child_reads_is_what_would_be_read_here():
    told = Told(found_in="feed", title="فتح الميناء", language="ar")
    each = document("أعلنت الوزارة فتح الميناء. [1]\n\n[1] https://x.example/خبر\n", told=told)
    with Isolation(ASIDE) as isolation:
        assert aside(isolation, each) == extracted(each, TABLES)


def test_one_child_reads_one_document_after_the_other():
    with Isolation(ASIDE) as isolation:
        for number in range(3):
            assert aside(isolation, document(f"{TEXT}{number}")).text.endswith(str(number))
        assert len(children(isolation)) == 1


def test_documents_side_by_side_have_a_child_each():
    async def both(isolation):
        reads = (isolation.extract_aside(document(), TABLES) for _ in range(2))
        return await asyncio.gather(*reads)

    with Isolation(ASIDE) as isolation:
        assert [article.text for article in asyncio.run(both(isolation))] == [TEXT, TEXT]
        assert 1 <= len(children(isolation)) <= 2


def test_errors_keep_their_kind_message_and_hint():
    empty = document(b" \n ")
    with Isolation(ASIDE) as isolation, pytest.raises(NoTextInDocument) as told:
        aside(isolation, empty)
    with pytest.raises(NoTextInDocument) as here:
        extracted(empty, TABLES)
    assert (told.value.message, told.value.hint) == (here.value.message, here.value.hint)


def test_a_child_that_crashed_is_one_error_and_the_next_document_is_read():
    with Isolation(ASIDE) as isolation:
        aside(isolation, document())
        (before,) = children(isolation)
        before.kill()
        before.wait()
        with pytest.raises(UnreadableDocument, match=r"letter\.txt: reading it broke off") as told:
            aside(isolation, document())
        assert told.value.hint
        assert aside(isolation, document()).text == TEXT
        (after,) = children(isolation)
        assert after.pid != before.pid


def test_a_document_that_takes_too_long_is_given_up():
    with Isolation(Bounds(aside_bytes=0, wall_s=0.05)) as isolation:
        begun = time.perf_counter()
        with pytest.raises(OversizedDocument, match=r"took longer than 0\.05 s"):
            aside(isolation, document(TEXT * 2000))
        assert time.perf_counter() - begun < 5


linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds memory and time")


@linux
def test_a_document_that_needs_too_much_memory_is_refused_and_the_next_is_read():
    large = document(b"word " * 6_000_000)
    with Isolation(Bounds(aside_bytes=0, memory_mib=160)) as isolation:
        with pytest.raises(DocumentError) as told:
            aside(isolation, large)
        assert told.value.message.startswith("letter.txt: ")
        assert told.value.hint
        assert aside(isolation, document()).text == TEXT


@linux
def test_a_document_that_needs_too_much_of_the_processor_is_refused():
    with Isolation(Bounds(aside_bytes=0, cpu_s=1)) as isolation:
        with pytest.raises(OversizedDocument, match="more than 1 s of the processor"):
            aside(isolation, document((TEXT + "\n") * 40_000))
        assert aside(isolation, document()).text == TEXT


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_a_child_does_not_end_by_ctrl_c_and_ends_with_its_owner():
    with Isolation(ASIDE) as isolation:
        aside(isolation, document())
        (process,) = children(isolation)
        os.kill(process.pid, signal.SIGINT)
        assert aside(isolation, document()).text == TEXT
    assert process.poll() is not None


def test_a_file_in_the_folder_is_no_module_of_the_child(tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    with Isolation(ASIDE) as isolation:
        assert aside(isolation, document()).text == TEXT


def test_the_worker_answers_a_request_and_stops_at_the_end(monkeypatch):
    asked = {
        "document": {"origin": "a.txt", "body": "", "read_at": NOON.isoformat()},
        "limits": {}, "language": "", "cpu_s": 60,
    }  # fmt: skip
    answer, more = worker.answered(asked, TEXT.encode(), extract_tables())
    assert (answer["article"]["text"], more) == (TEXT, True)
    refused, more = worker.answered(asked, b"%PDF-1.7 /Encrypt", extract_tables())
    assert (refused["error"] in {EncryptedDocument.__name__, "UnreadableDocument"}, more) == (
        True,
        True,
    )
    small = asked | {"limits": {"max_bytes": 3}}
    assert (
        worker.answered(small, TEXT.encode(), extract_tables())[0]["error"] == "OversizedDocument"
    )
    assert ReadLimits(max_bytes=3).max_bytes == 3


BROKEN = [
    b"",
    b"\0" * 15,
    (5).to_bytes(8, "big") + (0).to_bytes(8, "big") + b"{}",
    (2).to_bytes(8, "big") + (0).to_bytes(8, "big") + b"{,",
    (2**60).to_bytes(8, "big") * 2,
]


@pytest.mark.parametrize("wire", BROKEN, ids=range(len(BROKEN)))
def test_a_message_that_is_none_is_the_end(wire):
    assert receive(io.BytesIO(wire)) is None


def test_a_message_comes_back_as_it_was_sent():
    wire = io.BytesIO()
    send(wire, {"text": "خبر\ud800"}, b"\0\xff")
    wire.seek(0)
    assert receive(wire) == ({"text": "خبر\ud800"}, b"\0\xff")
