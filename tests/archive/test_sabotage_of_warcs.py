"""A good WARC, broken in one way at a time: every way is found, and the whole one is accepted."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re

import pytest
from archive_cases import foreign_record
from sabotage_cases import (
    block_of,
    good_warc,
    packed,
    position,
    raw_members,
    records_of,
    with_block,
)

from sourcecheck.archive.exchanges import TOLD
from sourcecheck.archive.verifying.faults import Kind
from sourcecheck.archive.verifying.verify import verify

NAME = "sc-202507-00001.warc.gz"


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return good_warc(tmp_path_factory.mktemp("good"))


def verified(data, folder, name=NAME):
    path = folder / name
    path.write_bytes(data)
    return verify(path)


def test_the_unbroken_file_is_accepted(good, tmp_path):
    found = verified(good, tmp_path)
    assert (found.faults, found.fault_count, found.notes) == ((), 0, ())
    assert found.records == len(records_of(good))
    assert found.bytes == len(good)


def test_the_unbroken_file_is_accepted_when_it_is_not_packed(good, tmp_path):
    plain = b"".join(records_of(good))
    found = verified(plain, tmp_path, "plain.warc")
    assert found.faults == ()
    assert found.records == len(records_of(good))


def flipped(at):
    def broken(good):
        place = at(good)
        return good[:place] + bytes([good[place] ^ 0x10]) + good[place + 1 :]

    return broken


def member_end(good, number):
    return len(b"".join(raw_members(good)[:number]))


def edited(*marks, change):
    """Change one record that these marks are in the head of, and pack all anew."""

    def broken(good):
        records = records_of(good)
        at = position(records, *marks)
        made = change(records[at])
        assert made != records[at]
        return packed([*records[:at], made, *records[at + 1 :]])

    return broken


def dropped(*marks):
    def broken(good):
        records = records_of(good)
        del records[position(records, *marks)]
        return packed(records)

    return broken


def field(old, new):
    def change(record):
        head, blank, rest = record.partition(b"\r\n\r\n")
        return re.sub(old, new, head, count=1) + blank + rest

    return change


def without(name):
    return field(rb"\r\n" + name + rb": [^\r]*", b"")


def twice(name):
    return field(rb"(\r\n" + name + rb": [^\r]*)", rb"\1\1")


def metadata(**changes):
    """Change our metadata and set its digest right: only its answer can show it."""

    def change(record):
        held = json.loads(block_of(record).removeprefix(TOLD.encode()))
        for place, value in changes.items():
            *parents, last = place.split("__")
            inner = held
            for parent in parents:
                inner = inner[parent]
            inner[last] = value
        said = f"{TOLD}{json.dumps(held, separators=(',', ':'))}\r\n"
        return with_block(record, said.encode())

    return edited(b"WARC-Type: metadata", b"news.example/a\r\n", change=change)


def body(old, new):
    return edited(
        b"WARC-Type: response", b"news.example/gone", change=lambda r: r.replace(old, new)
    )


def body_with_digests(record):
    """Change a body and set its digests right: the metadata still has the old one's."""
    made = with_block(record, block_of(record).replace(b"no such page", b"NO SUCH PAGE"))
    old, new = (
        hashlib.sha256(each).hexdigest().encode() for each in (b"no such page", b"NO SUCH PAGE")
    )
    return made.replace(old, new)


def swapped(good):
    raw = raw_members(good)
    at = position(records_of(good), b"WARC-Type: response", b"news.example/b")
    raw[at], raw[at + 2] = raw[at + 2], raw[at]
    return b"".join(raw)


def same_id(good):
    records = records_of(good)
    at = position(records, b"WARC-Type: response", b"news.example/gone")
    head = records[0].partition(b"\r\n\r\n")[0]
    first = re.search(rb"WARC-Record-ID: ([^\r]*)", head)[1]
    records[at] = re.sub(rb"WARC-Record-ID: [^\r]*", b"WARC-Record-ID: " + first, records[at])
    return packed(records)


def one_member(good):
    return gzip.compress(b"".join(records_of(good)))


def two_in_one(good):
    records = records_of(good)
    return packed([*records[:3], records[3] + records[4], *records[5:]])


def without_exchange(mark):
    def broken(good):
        kept = [each for each in records_of(good) if mark not in each.partition(b"\r\n\r\n")[0]]
        assert len(kept) < len(records_of(good))
        return packed(kept)

    return broken


def original_gone(good):
    """All records of the first look at /a are taken out; the revisit of it stays."""
    records = records_of(good)
    first = position(records, b"WARC-Type: response", b"news.example/a\r\n")
    return packed(records[:first] + records[first + 3 :])


def revisit(change):
    return edited(b"WARC-Type: revisit", b"news.example/a\r\n", change=change)


def refers_to(mark):
    """Let a revisit name a record that is here, and holds no body; b"" = itself."""

    def change(record):
        name = re.search(rb"WARC-Record-ID: (<[^>]*>)", record)[1]
        return field(rb"(WARC-Refers-To: )<[^>]*>", rb"\1" + (mark or name))(record)

    return change


def of_a_request(good):
    records = records_of(good)
    asked_by = records[position(records, b"WARC-Type: request", b"news.example/a\r\n")]
    name = re.search(rb"WARC-Record-ID: (<[^>]*>)", asked_by)[1]
    return revisit(refers_to(name))(good)


def in_head(old, new):
    return lambda record: with_block(record, block_of(record).replace(old, new, 1))


def told(json_text):
    said = TOLD.encode() + json_text + b"\r\n"
    return edited(
        b"WARC-Type: metadata", b"news.example/a\r\n", change=lambda r: with_block(r, said)
    )


def bomb(good):
    head = (
        b"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"WARC-Target-URI: https://news.example/x\r\nWARC-Date: 2025-07-04T12:00:00Z\r\n"
        b"Content-Length: %d\r\n\r\n"
    )
    size = 100 * 1024 * 1024
    return good + gzip.compress(head % size + bytes(size) + b"\r\n\r\n", 9, mtime=0)


RESPONSE = (b"WARC-Type: response", b"news.example/gone")
META = (b"WARC-Type: metadata", b"news.example/a\r\n")

SABOTAGE = {
    # bytes
    "a flipped bit in a packed body": (flipped(lambda g: member_end(g, 1) + 200), Kind.DAMAGED),
    "a flipped bit in a gzip magic": (flipped(lambda g: member_end(g, 1)), Kind.GARBAGE),
    "a flipped bit in a gzip checksum": (flipped(lambda g: member_end(g, 2) - 8), Kind.DAMAGED),
    "a flipped bit in a gzip length": (flipped(lambda g: member_end(g, 2) - 4), Kind.DAMAGED),
    "a flipped bit in the last byte": (flipped(lambda g: len(g) - 1), Kind.DAMAGED),
    "gzip flags that mean nothing": (
        lambda g: g[: member_end(g, 1) + 3] + b"\x80" + g[member_end(g, 1) + 4 :],
        Kind.DAMAGED,
    ),
    "cut in the last member": (lambda g: g[:-20], Kind.TORN),
    "cut in the first member": (lambda g: g[:60], Kind.TORN),
    "cut inside a gzip trailer": (lambda g: g[:-1], Kind.TORN),
    "empty but for zeros": (lambda g: bytes(100), Kind.UNREADABLE),
    "bytes behind the last member": (lambda g: g + b"\0\0\0\0", Kind.GARBAGE),
    "text behind the last member": (lambda g: g + b"\r\n", Kind.GARBAGE),
    "bytes between two members": (
        lambda g: g[: member_end(g, 4)] + b"hidden" + g[member_end(g, 4) :],
        Kind.GARBAGE,
    ),
    "bytes before the first member": (lambda g: b"\x1f\x8b" + g, Kind.GARBAGE),
    "a member that is no record": (lambda g: g + gzip.compress(b"hello\r\n\r\n"), Kind.FIELD_SYNTAX),
    "an empty member": (lambda g: g + gzip.compress(b""), Kind.GARBAGE),
    "all records in one member": (one_member, Kind.SEVERAL_RECORDS),
    "two records in one member": (two_in_one, Kind.SEVERAL_RECORDS),
    "a bomb": (bomb, Kind.TOO_LARGE),
    # records as wholes
    "a record twice": (
        lambda g: packed([*records_of(g), records_of(g)[-1]]), Kind.ID_REPEATED,
    ),
    "an id twice": (same_id, Kind.ID_REPEATED),
    "two records swapped": (swapped, Kind.INCOMPLETE_EXCHANGE),
    "an answer gone": (dropped(*RESPONSE), Kind.CONCURRENT_MISSING),
    "a request gone": (
        dropped(b"WARC-Type: request", b"news.example/gone"), Kind.INCOMPLETE_EXCHANGE,
    ),
    "metadata gone": (dropped(*META), Kind.INCOMPLETE_EXCHANGE),
    "the warcinfo gone": (lambda g: packed(records_of(g)[1:]), Kind.INCOMPLETE_EXCHANGE),
    "an original gone": (original_gone, Kind.REVISIT_TARGET),
    "somebody's record appended": (
        lambda g: g + foreign_record("response", "https://x.example/", b"HTTP/1.1 200 OK\r\n\r\nx"),
        Kind.INCOMPLETE_EXCHANGE,
    ),
    # fields
    "no WARC-Type": (edited(*RESPONSE, change=without(b"WARC-Type")), Kind.FIELD_MISSING),
    "a type that does not exist": (
        edited(*RESPONSE, change=field(b"Type: response", b"Type: respons")), Kind.FIELD_VALUE,
    ),
    "no WARC-Record-ID": (edited(*RESPONSE, change=without(b"WARC-Record-ID")), Kind.FIELD_MISSING),
    "an id without brackets": (
        edited(*RESPONSE, change=field(b"ID: <([^>]*)>", rb"ID: \1")), Kind.FIELD_VALUE,
    ),
    "no WARC-Date": (edited(*RESPONSE, change=without(b"WARC-Date")), Kind.FIELD_MISSING),
    "a date that does not exist": (
        edited(*RESPONSE, change=field(rb"Date: 2025-07", b"Date: 2025-17")), Kind.FIELD_VALUE,
    ),
    "another date": (
        edited(*RESPONSE, change=field(rb"Date: 2025", b"Date: 2024")), Kind.METADATA,
    ),
    "no Content-Length": (edited(*RESPONSE, change=without(b"Content-Length")), Kind.FIELD_SYNTAX),
    "a Content-Length too small": (
        edited(*RESPONSE, change=field(rb"Content-Length: \d", b"Content-Length: ")),
        Kind.SEVERAL_RECORDS,
    ),
    "a Content-Length too large": (
        edited(*RESPONSE, change=field(rb"Content-Length: ", b"Content-Length: 1")),
        Kind.RECORD_LENGTH,
    ),
    "two Content-Lengths": (
        edited(*RESPONSE, change=twice(b"Content-Length")), Kind.FIELD_REPEATED,
    ),
    "no WARC-Target-URI": (
        edited(*RESPONSE, change=without(b"WARC-Target-URI")), Kind.FIELD_MISSING,
    ),
    "another WARC-Target-URI": (
        edited(*RESPONSE, change=field(b"example/gone", b"example/here")), Kind.METADATA,
    ),
    "another WARC-IP-Address": (
        edited(*RESPONSE, change=field(rb"192\.0\.2\.7", b"192.0.2.9")), Kind.METADATA,
    ),
    "an address that is none": (
        edited(*RESPONSE, change=field(rb"192\.0\.2\.7", b"192.0.2.700")), Kind.FIELD_VALUE,
    ),
    "an answer that is said to be cut": (
        edited(*RESPONSE, change=field(b"(WARC-IP-)", rb"WARC-Truncated: time\r\n\1")), Kind.METADATA,
    ),
    "an answer that is no longer said to be cut": (
        edited(b"WARC-Truncated", change=without(b"WARC-Truncated")), Kind.METADATA,
    ),
    "an answer that is said to be something else": (
        edited(*RESPONSE, change=field(b"application/http;[^\r]*", b"text/plain")), Kind.HTTP_HEAD,
    ),
    "a media type that is none": (
        edited(*RESPONSE, change=field(b"application/http;[^\r]*", b"web page")), Kind.HTTP_HEAD,
    ),
    "another file's name in the warcinfo": (
        edited(b"WARC-Type: warcinfo", change=field(b"Filename: sc-", b"Filename: sd-")), Kind.FILE_NAME,
    ),
    "a field without a colon": (
        edited(*RESPONSE, change=field(b"WARC-Date: ", b"WARC-Date ")), Kind.FIELD_SYNTAX,
    ),
    "a control character in a field": (
        edited(*RESPONSE, change=field(b"WARC-Date: ", b"WARC-Date: \x01")), Kind.FIELD_SYNTAX,
    ),
    "another version": (
        edited(*RESPONSE, change=field(rb"WARC/1\.1", b"WARC/9.1")), Kind.FIELD_SYNTAX,
    ),
    "fields that end with LF alone": (
        edited(*RESPONSE, change=field(b"\r\nWARC-Date", b"\nWARC-Date")), Kind.FIELD_SYNTAX,
    ),
    "a request joined to nobody": (
        edited(b"WARC-Type: request", b"news.example/gone", change=field(
            b"Concurrent-To: <urn:uuid:.", b"Concurrent-To: <urn:uuid:x")),
        Kind.CONCURRENT_MISSING,
    ),
    # digests and contents
    "a changed body": (body(b"no such page", b"No such page"), Kind.BLOCK_DIGEST),
    "a changed status": (body(b"HTTP/1.1 404 Not", b"HTTP/1.1 200 Not"), Kind.BLOCK_DIGEST),
    "a changed block digest": (
        edited(*RESPONSE, change=field(rb"Block-Digest: sha256:[0-9a-f]{4}", b"Block-Digest: sha256:0000")),
        Kind.BLOCK_DIGEST,
    ),
    "a block digest cut short": (
        edited(*RESPONSE, change=field(rb"Block-Digest: sha256:[0-9a-f]{4}", b"Block-Digest: sha256:")),
        Kind.DIGEST_UNKNOWN,
    ),
    "a block digest of an unknown kind": (
        edited(*RESPONSE, change=field(b"Block-Digest: sha256", b"Block-Digest: sha257")),
        Kind.DIGEST_UNKNOWN,
    ),
    "no block digest": (
        edited(*RESPONSE, change=without(b"WARC-Block-Digest")), Kind.FIELD_MISSING,
    ),
    "a changed payload digest": (
        edited(*RESPONSE, change=field(rb"Payload-Digest: sha256:[0-9a-f]{4}", b"Payload-Digest: sha256:0000")),
        Kind.PAYLOAD_DIGEST,
    ),
    "another page, its digests set right": (edited(*RESPONSE, change=body_with_digests), Kind.METADATA),
    "a block that is no HTTP": (
        edited(*RESPONSE, change=lambda r: with_block(r, b"hello")), Kind.HTTP_HEAD,
    ),
    "an answer whose head does not end": (
        edited(*RESPONSE, change=lambda r: with_block(r, b"HTTP/1.1 404 Not Found\r\nA: b")),
        Kind.HTTP_HEAD,
    ),
    "a request that is none": (
        edited(b"WARC-Type: request", b"news.example/gone", change=lambda r: with_block(r, b"hello")),
        Kind.HTTP_HEAD,
    ),
    # our metadata, its digest set right
    "another time in the metadata": (metadata(exchange__started_at="2024-07-04T12:00:00+00:00"), Kind.METADATA),
    "another address in the metadata": (metadata(exchange__url="https://news.example/z"), Kind.METADATA),
    "another machine in the metadata": (metadata(exchange__peer={"address": "192.0.2.1", "port": 1}), Kind.METADATA),
    "another digest in the metadata": (metadata(entity__sha256="0" * 64), Kind.METADATA),
    "another size in the metadata": (metadata(entity__size=5), Kind.METADATA),
    "another framing in the metadata": (metadata(framing="chunked//0"), Kind.METADATA),
    "a place that is not in the chain": (metadata(hop=7), Kind.METADATA),
    "metadata that cannot be read": (metadata(exchange=None), Kind.METADATA),
    # revisits
    "a revisit of nobody": (
        revisit(field(b"Refers-To: <urn:uuid:.", b"Refers-To: <urn:uuid:x")), Kind.REVISIT_TARGET,
    ),
    "a revisit of another address": (
        revisit(field(b"(Refers-To-Target-URI: [^\r]*)", rb"\1x")), Kind.REVISIT_TARGET,
    ),
    "a revisit of another time": (
        revisit(field(b"Refers-To-Date: 2025", b"Refers-To-Date: 2024")), Kind.REVISIT_TARGET,
    ),
    "a revisit of another payload": (
        revisit(field(rb"Payload-Digest: sha256:[0-9a-f]{4}", b"Payload-Digest: sha256:0000")),
        Kind.REVISIT_TARGET,
    ),
    "a revisit of itself": (revisit(refers_to(b"")), Kind.REVISIT_TARGET),
    "a revisit of a request": (of_a_request, Kind.REVISIT_TARGET),
    "a revisit that names no original": (
        revisit(without(b"WARC-Refers-To")), Kind.REVISIT_TARGET,
    ),
    "a revisit of a profile that nobody knows": (
        revisit(field(b"identical-payload-digest", b"more-or-less-equal")), Kind.FIELD_VALUE,
    ),
    "a revisit whose head says chunked": (
        revisit(in_head(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n")),
        Kind.REVISIT_TARGET,
    ),
    "a revisit whose head says gzip": (
        revisit(in_head(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")), Kind.REVISIT_TARGET,
    ),
    "a revisit by a page that is not there": (
        revisit(in_head(b"200 OK", b"404 Not Found")), Kind.REVISIT_TARGET,
    ),
    "a revisit without a head": (revisit(lambda r: with_block(r, b"")), Kind.REVISIT_TARGET),
    # metadata
    "metadata that is a list": (told(b"[]"), Kind.METADATA),
    "metadata that is empty": (told(b"{}"), Kind.METADATA),
    "metadata that is too deep": (told(b"[" * 100_000), Kind.METADATA),
    "an empty block digest": (
        edited(
            b"WARC-Type: response", b"news.example/gone",
            change=field(b"(WARC-Block-Digest: )[^\r]*", rb"\1"),
        ),
        Kind.FIELD_VALUE,
    ),
    "a revisit without a profile": (revisit(without(b"WARC-Profile")), Kind.FIELD_MISSING),
}  # fmt: skip


@pytest.mark.parametrize("name", SABOTAGE)
def test_what_was_done_to_a_warc_is_told(name, good, tmp_path):
    broken, kind = SABOTAGE[name]
    made = broken(good)
    assert made != good
    found = verified(made, tmp_path)
    assert not found.sound
    assert kind in {fault.kind for fault in found.faults}, found.faults
    assert all(fault.message and fault.hint for fault in found.faults)


def test_a_fault_says_where_it_is(good, tmp_path):
    broken, _ = SABOTAGE["a flipped bit in a gzip checksum"]
    found = verified(broken(good), tmp_path)
    assert [(each.file, each.offset) for each in found.faults if each.kind is Kind.DAMAGED] == [
        (NAME, member_end(good, 1))
    ]


def test_a_damaged_record_hides_no_other_one(good, tmp_path):
    one, _ = SABOTAGE["a flipped bit in a packed body"]
    two, _ = SABOTAGE["a flipped bit in the last byte"]
    found = verified(two(one(good)), tmp_path)
    places = [each.offset for each in found.faults if each.kind is Kind.DAMAGED]
    assert places == [member_end(good, 1), member_end(good, len(raw_members(good)) - 1)]


def test_many_faults_are_counted_and_some_told(good, tmp_path, monkeypatch):
    monkeypatch.setattr("sourcecheck.archive.verifying.faults.MOST_TOLD", 3)
    records = records_of(good)
    found = verified(packed(records * 2), tmp_path)
    assert found.fault_count >= len(records)


def chunked(*, as_sent):
    sent = b"5\r\nhello\r\n0\r\n\r\n"
    payload = sent if as_sent else b"hello"
    sha1 = base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()
    block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + sent
    record = foreign_record(
        "response", "http://x.example/", block, Content_Type="application/http; msgtype=response"
    )
    return gzip.compress(
        re.sub(
            rb"Payload-Digest: [^\r]*",
            f"Payload-Digest: sha1:{sha1}".encode(),
            gzip.decompress(record),
        )
    )


@pytest.mark.parametrize("as_sent", [True, False])
def test_both_readings_of_a_chunked_payload_are_accepted_and_told_apart(as_sent, tmp_path):
    found = verified(chunked(as_sent=as_sent), tmp_path, "other.warc.gz")
    assert found.faults == ()
    assert [each.kind for each in found.notes] == ([Kind.PAYLOAD_AS_SENT] if as_sent else [])


def test_a_revisit_of_another_file_is_noted_when_the_file_is_not_ours(tmp_path):
    record = foreign_record(
        "revisit", "http://x.example/", b"HTTP/1.1 200 OK\r\n\r\n",
        Content_Type="application/http; msgtype=response",
        WARC_Profile="http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
    )  # fmt: skip
    found = verified(record, tmp_path, "other.warc.gz")
    assert found.faults == ()
    assert [each.kind for each in found.notes] == [Kind.REVISIT_TARGET]
