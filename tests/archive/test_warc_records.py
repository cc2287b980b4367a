from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from sourcecheck.archive.records import (
    Record,
    check_digest,
    digest,
    pack,
    parse,
    read_date,
    target_uri,
    warc_date,
)
from sourcecheck.errors import ArchiveError, DigestMismatch


def record(**fields) -> Record:
    return Record(fields=(("WARC-Type", "resource"), *fields.items()), block=b"\r\n\r\nblock")


def test_a_packed_record_reads_back_as_it_was():
    kept = record(Target="https://a.example/خبر")
    read = parse(gzip.decompress(pack(kept)))
    assert read.block == kept.block
    assert read.fields == (*kept.fields, ("WARC-Block-Digest", digest(kept.block)))


@pytest.mark.parametrize("bad", ["a\r\nInjected: yes", "a\nb", "a\rb", "a\x00b"])
def test_a_line_break_in_a_field_raises(bad):
    with pytest.raises(ArchiveError):
        pack(record(Target=bad))


URIS = [
    ("https://a.example/b", "https://a.example/b"),
    ("https://a.example/خ", "https://a.example/%D8%AE"),
    ("https://a.example/%D8%AE", "https://a.example/%D8%AE"),
    ("https://a.example/a b", "https://a.example/a%20b"),
    ("https://a.example/" + "x" * 8192, "https://a.example/" + "x" * 8192),
]


@pytest.mark.parametrize(("url", "uri"), URIS)
def test_a_url_is_percent_encoded_once(url, uri):
    assert target_uri(url) == uri


@pytest.mark.parametrize("bad", ["https://a.example/\r\nX: y", "https://a\n", "a\rb", "a\x00b"])
def test_a_url_with_a_line_break_or_nul_is_refused(bad):
    with pytest.raises(ArchiveError):
        target_uri(bad)


DATES = [
    ("2025-07-04T12:00:00Z", datetime(2025, 7, 4, 12, tzinfo=UTC)),
    ("2025-07-04T12:00:00.5Z", datetime(2025, 7, 4, 12, 0, 0, 500000, tzinfo=UTC)),
    ("2025-07-04T12:00:00.123456789Z", datetime(2025, 7, 4, 12, 0, 0, 123456, tzinfo=UTC)),
    ("2025-07-04", datetime(2025, 7, 4, tzinfo=UTC)),
]


@pytest.mark.parametrize(("text", "moment"), DATES)
def test_dates_of_any_precision_are_read(text, moment):
    assert read_date(text) == moment


def test_a_date_keeps_its_microseconds():
    moment = datetime(2025, 7, 4, 12, 0, 0, 7, tzinfo=UTC)
    assert read_date(warc_date(moment)) == moment


def test_a_date_that_is_none_raises():
    with pytest.raises(ArchiveError):
        read_date("yesterday")


BROKEN = [
    b"HTTP/1.1 200 OK\r\n\r\n",
    b"WARC/1.1\r\nWARC-Type: response\r\n\r\n",
    b"WARC/1.1\r\nContent-Length: 9\r\n\r\nshort",
    b"",
]


@pytest.mark.parametrize("data", BROKEN)
def test_what_is_no_record_raises(data):
    with pytest.raises(ArchiveError):
        parse(data)


def test_two_records_in_one_member_raise_with_a_way_out():
    both = gzip.decompress(pack(record())) * 2
    with pytest.raises(ArchiveError) as raised:
        parse(both)
    assert "archive import" in raised.value.hint


def test_a_folded_field_is_read_as_one_line():
    data = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n"
    assert parse(data).field("x") == "a b"


def test_a_block_that_was_changed_is_noticed():
    whole = Record(fields=(("WARC-Block-Digest", digest(b"as it was")),), block=b"as it was")
    check_digest(whole)
    with pytest.raises(DigestMismatch):
        check_digest(Record(fields=whole.fields, block=b"as it is"))
