"""Files of other writers, and of ours: both readers find the same records at the same places."""

from __future__ import annotations

import gzip
import io
import random
import uuid

import pytest
from archive_cases import NOON, PAGE, answer, exchange, opened_file
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sourcecheck.archive.foreign import records_in
from sourcecheck.archive.grouping import exchanges_of
from sourcecheck.archive.reading import (
    FileShelf,
    FolderShelf,
    exchanges_in,
    read_exchange,
    records_from,
    scan,
    shelf_of,
)
from sourcecheck.archive.warc import Archive
from sourcecheck.errors import ArchiveError

ASKED = b"GET /a HTTP/1.1\r\nHost: news.example\r\n\r\n"
NOISE = random.Random(5).randbytes(70_000)
"""No gzip makes it smaller: records of this size fill several buffers of a reader."""


def plain(kind, block=b"hello", newline=b"\r\n", tail=b"\r\n\r\n", **fields):
    """A record as some writer has it, unpacked; names of fields with _ for -."""
    given = {
        "WARC_Type": kind,
        "WARC_Record_ID": f"<urn:uuid:{uuid.uuid4()}>",
        "WARC_Date": "2019-05-01T10:00:00Z",
        "WARC_Target_URI": "http://news.example/a",
        **fields,
        "Content_Length": str(len(block)),
    }
    lines = [
        f"{name.replace('_', '-')}: {value}".encode() for name, value in given.items() if value
    ]
    return newline.join([b"WARC/1.0", *lines]) + newline * 2 + block + tail


def own_bytes(folder):
    with Archive.open(
        folder, scan(FolderShelf(folder)), lambda: NOON, lambda: str(uuid.uuid4())
    ) as kept:
        kept.keep_chain(
            [exchange(response=answer(b"", "301 Moved", Location="/b")), exchange()], PAGE
        )
        kept.keep(exchange(minutes=1), PAGE)
        kept.keep(exchange("https://news.example/big", response=answer(NOISE)), NOISE)
        kept.keep(exchange(response=b"", peer=None, certificate=None))
    return opened_file(folder).read_bytes()


class Warcio(WARCWriter):
    def _create_temp_file(self):  # its own are never closed
        return io.BytesIO()


def warcio_bytes(*, packed=True):
    out = io.BytesIO()
    writer = Warcio(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "another"}))
    for number in range(3):
        url = f"http://news.example/{number}"
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        response = writer.create_warc_record(
            url, "response", payload=io.BytesIO(PAGE * (number + 1)), http_headers=head
        )
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "news.example")], is_http_request=True)
        request = writer.create_warc_record(url, "request", http_headers=asked)
        writer.write_request_response_pair(request, response)
    return out.getvalue()


def fastwarc_bytes():
    from fastwarc.stream_io import GzipWriter
    from fastwarc.warc import WarcRecord, WarcRecordType

    out = io.BytesIO()
    for number in range(3):
        stream = GzipWriter(out)
        record = WarcRecord()
        record.init_headers(record_type=WarcRecordType.response)
        record.headers["WARC-Target-URI"] = f"http://news.example/{number}"
        record.set_bytes_content(answer())
        record.write(stream)
        stream.finish()
    return out.getvalue()


WRITERS = {
    "ours": own_bytes,
    "warcio": lambda _: warcio_bytes(),
    "warcio, plain": lambda _: warcio_bytes(packed=False),
    "fastwarc": lambda _: fastwarc_bytes(),
    "plain, LF": lambda _: (
        plain("response", newline=b"\n") + plain("response", b"x\n\ny", newline=b"\n")
    ),
    "plain, no blank lines": lambda _: plain("response", tail=b"") + plain("response", tail=b""),
    "plain, many blank lines": lambda _: plain("response", tail=b"\r\n" * 9) * 2,
    "folded fields": lambda _: plain("response", X="a\r\n b") + plain("response"),
    "odd letters": lambda _: plain("response", X="a\u2028b\x0bc\x85d é") + plain("response"),
    "names in small letters": lambda _: (
        plain("response").replace(b"WARC-Type", b"warc-type")
        + plain("response").replace(b"Content-Length", b"content-length")
    ),
    "an empty member": lambda _: (
        gzip.compress(plain("response")) + gzip.compress(b"") + gzip.compress(plain("response"))
    ),
    "nothing": lambda _: b"",
}


@pytest.fixture(params=WRITERS)
def written(request, tmp_path):
    return WRITERS[request.param](tmp_path / "archive")


def on_shelf(tmp_path, data, name="some.warc.gz"):
    path = tmp_path / name
    path.write_bytes(data)
    return FileShelf(path)


def in_folder(tmp_path, data):
    """A shelf whose files are read as they lie."""
    (tmp_path / "folder").mkdir(exist_ok=True)
    (tmp_path / "folder" / "some.warc.gz").write_bytes(data)
    return FolderShelf(tmp_path / "folder")


def told(records):
    """What a reader tells, and where it stops."""
    found = []
    try:
        for each in records:
            found.append(each)  # noqa: PERF402  # what came before an error counts
    except ArchiveError:
        return found, "damaged"
    return found, "whole"


def both(tmp_path, data):
    shelf = on_shelf(tmp_path, data)
    return told(records_in(shelf, "some.warc.gz")), told(records_from(io.BytesIO(data)))


def test_both_readers_find_the_same(tmp_path, written):
    fast, own = both(tmp_path, written)
    assert fast == own
    assert own[1] == "whole"
    assert len(own[0]) >= 2 or not written


def test_both_readers_find_the_same_in_torn_files(tmp_path, written):
    rng = random.Random(7)
    for cut in sorted({rng.randrange(len(written) + 1) for _ in range(60)}):
        fast, own = both(tmp_path, written[:cut])
        assert fast == own, cut


@pytest.mark.parametrize("writer", ["ours", "warcio", "fastwarc", "an empty member"])
def test_both_readers_find_the_same_in_damaged_files(tmp_path, writer):
    written = WRITERS[writer](tmp_path / "archive")  # packed: gzip's own checksum tells
    rng = random.Random(8)
    for _ in range(60):
        at = rng.randrange(len(written))
        data = written[:at] + bytes([written[at] ^ (1 << rng.randrange(8))]) + written[at + 1 :]
        fast, own = both(tmp_path, data)
        if own[1] == "whole":
            assert fast == own, at
        else:  # damage shows in both; the fast one may have stopped a record earlier or later
            assert fast[1] == "damaged", at


def test_records_that_share_a_member_come_without_a_place(tmp_path):
    own = own_bytes(tmp_path / "archive")
    whole = b"".join(
        gzip.decompress(own[e.offset : e.offset + e.length]) for e in records_from(io.BytesIO(own))
    )
    for data in (gzip.compress(whole), gzip.compress(whole[:900]) + gzip.compress(whole[900:])):
        found = list(records_in(in_folder(tmp_path, data), "some.warc.gz"))
        assert [e.record for e in found] == [e.record for e in records_from(io.BytesIO(own))]
        assert {e.offset for e in found} == {None}


def test_a_member_of_two_records_between_others_has_no_place_and_they_do(tmp_path):
    one, two, three, four = (plain("response", f"block {n}".encode()) for n in range(4))
    data = gzip.compress(one) + gzip.compress(two + three) + gzip.compress(four)
    found = list(records_in(in_folder(tmp_path, data), "some.warc.gz"))
    assert [e.record.block for e in found] == [b"block 0", b"block 1", b"block 2", b"block 3"]
    first = len(gzip.compress(one))
    assert (found[0].offset, found[0].length) == (0, first)
    assert [e.offset for e in found[1:3]] == [None, None]
    assert found[3].offset == first + len(gzip.compress(two + three))


def test_the_torn_end_of_a_shared_member_is_left_out(tmp_path):
    whole = plain("response") + plain("response", NOISE)
    data = gzip.compress(whole)[:-9000]
    found = list(records_in(in_folder(tmp_path, data), "some.warc.gz"))
    assert [e.record.block for e in found] == [b"hello"]


def test_a_file_whose_records_share_a_member_is_refused_with_the_way_out(tmp_path):
    shelf = in_folder(tmp_path, gzip.compress(plain("response") + plain("response")))
    for reader in ({}, {"records": records_in}):
        with pytest.raises(ArchiveError) as raised:
            scan(shelf, **reader)
        assert "archive import" in raised.value.hint


@pytest.mark.parametrize("opening", [b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18"])
def test_zstd_is_refused_and_says_what_to_do(tmp_path, opening):
    path = tmp_path / "a.warc.zst"
    path.write_bytes(opening + bytes(50))
    for reading in (lambda: shelf_of(path), lambda: list(records_in(FileShelf(path), path.name))):
        with pytest.raises(ArchiveError, match="zstd") as raised:
            reading()
        assert "unpack" in raised.value.hint


@pytest.mark.parametrize("data", [b"<html>", b"PK\x03\x04", b"\x00" * 40])
def test_what_is_no_warc_is_one_clear_error(tmp_path, data):
    with pytest.raises(ArchiveError, match="neither"):
        list(records_in(on_shelf(tmp_path, data), "some.warc.gz"))


def asked_and_answered(*, join_request, join_response, first="request"):
    ids = {kind: f"<urn:uuid:{uuid.uuid4()}>" for kind in ("request", "response")}
    request = plain(
        "request", ASKED, WARC_Record_ID=ids["request"],
        WARC_Concurrent_To=ids["response"] if join_request else "",
    )  # fmt: skip
    response = plain(
        "response", answer(), WARC_Record_ID=ids["response"],
        WARC_Concurrent_To=ids["request"] if join_response else "",
    )  # fmt: skip
    return request + response if first == "request" else response + request


@pytest.mark.parametrize(
    ("join_request", "join_response"), [(True, False), (False, True), (True, True)]
)
@pytest.mark.parametrize("first", ["request", "response"])
def test_request_and_answer_are_joined_in_any_order(join_request, join_response, first):
    data = asked_and_answered(join_request=join_request, join_response=join_response, first=first)
    (found,) = exchanges_in(io.BytesIO(data))
    assert (found.exchange.request, found.exchange.response) == (ASKED, answer())
    assert found.exchange.url == "http://news.example/a"


def test_an_answer_behind_its_request_is_found_at_its_own_place(tmp_path):
    shelf = on_shelf(tmp_path, asked_and_answered(join_request=False, join_response=True) * 2)
    index = scan(shelf)
    for row in index:
        assert read_exchange(shelf, index, row).response == answer()


def test_exchanges_that_are_not_joined_are_not_mixed_up():
    data = plain("request", ASKED) + plain("response", answer())
    (found,) = exchanges_in(io.BytesIO(data))
    assert found.exchange.request == b""


NO_CAPTURES = {
    "a name look-up": plain(
        "response", b"news.example. A 192.0.2.1", WARC_Target_URI="dns:news.example"
    ),
    "a log": plain(
        "resource", b"log", WARC_Target_URI="metadata://gnu.org/software/wget/warc/wget.log"
    ),
    "a picture of the page": plain(
        "resource", b"PNG", WARC_Target_URI="urn:view:http://news.example/a"
    ),
    "outlinks": plain("metadata", b"outlink: http://b.example/ L a/@href"),
    "text of a page": plain("conversion", b"text"),
    "a rest of a record": plain("continuation", b"rest"),
    "a request alone": plain("request", ASKED),
    "a kind nobody knows": plain("weather", b"rain"),
}


@pytest.mark.parametrize("what", NO_CAPTURES)
def test_what_is_no_capture_of_the_web_is_passed_over(what):
    data = NO_CAPTURES[what] + plain("response", answer())
    assert [found.exchange.response for found in exchanges_in(io.BytesIO(data))] == [answer()]


OWN_RECORDS = [
    plain(
        "resource", b"<p>", WARC_Target_URI="urn:sourcecheck:document:ab", Content_Type="text/html"
    ),
    plain("metadata", b"{}", WARC_Target_URI="urn:sourcecheck:audit:ab:cd"),
]


@pytest.mark.parametrize("record", OWN_RECORDS)
def test_records_of_ours_that_are_no_exchanges_are_indexed(record):
    (found,) = exchanges_in(io.BytesIO(record))
    assert found.capture.url.startswith("urn:sourcecheck:")
    assert found.capture.status is None


def test_a_resource_has_the_media_type_of_its_record():
    (found,) = exchanges_in(
        io.BytesIO(plain("resource", PAGE, Content_Type="Text/HTML; charset=utf-8"))
    )
    assert (found.capture.media_type, found.capture.status) == ("text/html", None)


@pytest.mark.parametrize(
    ("digest", "sha256"),
    [
        ("sha256:" + "AB" * 32, "ab" * 32),
        ("sha1:GRAS7TNLMDXQXEMH4BZZ2XVEPHKTJNTH", "sha1:GRAS7TNLMDXQXEMH4BZZ2XVEPHKTJNTH"),
        ("", ""),
    ],
)
def test_a_payload_digest_stands_for_the_entity_ours_in_hex(digest, sha256):
    (found,) = exchanges_in(io.BytesIO(plain("response", answer(), WARC_Payload_Digest=digest)))
    assert found.capture.sha256 == sha256


def test_brackets_around_an_address_are_taken_off():
    (found,) = exchanges_in(
        io.BytesIO(plain("response", answer(), WARC_Target_URI="<http://a.example/>"))
    )
    assert found.exchange.url == "http://a.example/"


def test_a_record_in_parts_is_said_to_be_cut():
    (found,) = exchanges_in(io.BytesIO(plain("response", answer(), WARC_Segment_Number="1")))
    assert found.capture.truncated == "length"


def test_a_revisit_without_a_head_of_its_own_comes_back_as_the_original(tmp_path):
    first = plain("response", answer(), WARC_Payload_Digest="sha1:ABC", WARC_Record_ID="<urn:a>")
    again = plain(
        "revisit", b"", WARC_Payload_Digest="sha1:ABC", WARC_Refers_To="<urn:a>",
        WARC_Date="2019-06-01T10:00:00Z",
    )  # fmt: skip
    shelf = on_shelf(tmp_path, first + again)
    index = scan(shelf, records_in)
    older, newer = index.get("example,news)/a")
    assert newer.revisit_of == "<urn:a>"
    assert (
        read_exchange(shelf, index, newer).response == read_exchange(shelf, index, older).response
    )


def test_a_good_record_before_a_damaged_one_is_still_read_by_place(tmp_path):
    first, second = (gzip.compress(plain("response", answer())) for _ in range(2))
    shelf = on_shelf(tmp_path, first + second[:60] + b"\0\0\0\0" + second[64:])
    (row,) = (found.capture for found in exchanges_of(records_from(io.BytesIO(first))))
    index = scan(on_shelf(tmp_path, first, "one.warc.gz"))
    assert (
        read_exchange(
            shelf,
            index,
            type(row)(**{**{n: getattr(row, n) for n in row.__slots__}, "file": "some.warc.gz"}),
        ).response
        == answer()
    )


def test_captures_behind_a_note_of_import_are_of_that_archive(tmp_path):
    from sourcecheck.archive.records import pack
    from sourcecheck.archive.segments import warcinfo

    note = pack(warcinfo("x", NOON, lambda: str(uuid.uuid4()), "the library\r\nof others"))
    shelf = on_shelf(
        tmp_path,
        gzip.compress(plain("response", answer()))
        + note
        + gzip.compress(plain("response", answer())),
    )
    assert sorted(row.archive for row in scan(shelf)) == ["local", "the library of others"]
