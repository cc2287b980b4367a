"""Whole files of other writers are accepted, whatever they leave out."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re

import pytest
from archive_cases import PAGE, foreign_record
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sourcecheck.archive.verifying.faults import Kind
from sourcecheck.archive.verifying.verify import verify

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
SHA1 = "sha1:" + base64.b32encode(hashlib.sha1(PAGE, usedforsecurity=False).digest()).decode()
CHUNKS = b"5\r\nhello\r\n0\r\n\r\n"


class InMemory(WARCWriter):
    """Warcio leaves its temporary files open."""

    def _create_temp_file(self):
        return io.BytesIO()


def by_warcio(version="1.1"):
    out = io.BytesIO()
    writer = InMemory(out, gzip=True, warc_version=version)
    made = [writer.create_warcinfo_record("a.warc.gz", {"software": "warcio"})]
    for at, body in enumerate((PAGE, b"", CHUNKS)):
        fields = [("Content-Type", "text/html")]
        fields += [("Transfer-Encoding", "chunked")] if body is CHUNKS else []
        heads = StatusAndHeaders("200 OK", fields, protocol="HTTP/1.1")
        url = f"http://x.example/{at}"
        answer = writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=heads
        )
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x.example")], is_http_request=True)
        request = writer.create_warc_record(url, "request", http_headers=asked)
        request.rec_headers.add_header(
            "WARC-Concurrent-To", answer.rec_headers.get_header("WARC-Record-ID")
        )
        made += [answer, request]
    first = made[1].rec_headers
    made.append(
        writer.create_revisit_record(
            "http://x.example/0",
            SHA1,
            "http://x.example/0",
            first.get_header("WARC-Date"),
            http_headers=heads,
        )
    )
    made.append(
        writer.create_warc_record(
            "urn:x", "resource", payload=io.BytesIO(b"text"), warc_content_type="text/plain"
        )
    )
    made.append(
        writer.create_warc_record(
            "urn:x",
            "metadata",
            payload=io.BytesIO(b"a: b\r\n"),
            warc_content_type="application/warc-fields",
        )
    )
    made.append(
        writer.create_warc_record(
            "urn:x", "conversion", payload=io.BytesIO(b"text"), warc_content_type="text/plain"
        )
    )
    for each in made:
        writer.write_record(each)
    return out.getvalue()


def by_fastwarc():
    out = io.BytesIO()
    for at in range(3):
        writer = GzipWriter(out)
        record = WarcRecord()
        record.init_headers(record_type=WarcRecordType.response)
        record.headers["WARC-Target-URI"] = f"http://x.example/{at}"
        record.headers["Content-Type"] = "application/http; msgtype=response"
        record.set_bytes_content(ANSWER + PAGE)
        record.parse_http()
        record.write(writer, checksum_data=True)
        writer.finish()
    return out.getvalue()


def by_wget():
    """The request first, then the answer joined to it, then what wget says of itself."""
    request = foreign_record(
        "request",
        "http://x.example/",
        b"GET / HTTP/1.1\r\nHost: x.example\r\n\r\n",
        Content_Type="application/http;msgtype=request",
        WARC_IP_Address="192.0.2.1",
    )
    request = gzip.compress(
        re.sub(rb"WARC-Payload-Digest[^\r]*\r\n", b"", gzip.decompress(request))
    )
    name = re.search(rb"Record-ID: (<[^>]*>)", gzip.decompress(request))[1].decode()
    answer = foreign_record(
        "response",
        "<http://x.example/>",
        ANSWER + PAGE,
        Content_Type="application/http;msgtype=response",
        WARC_Concurrent_To=name,
    )
    log = foreign_record("resource", "metadata://gnu.org/software/wget/warc/wget.log", PAGE)
    return request + answer + log


FILES = {
    "warcio": by_warcio(),
    "warcio, version 1.0": by_warcio("1.0"),
    "fastwarc, a member for each record": by_fastwarc(),
    "wget": by_wget(),
    "no media types": gzip.compress(
        re.sub(rb"Content-Type: application/http[^\r]*\r\n", b"", gzip.decompress(foreign_record(
            "response", "http://x.example/", ANSWER + PAGE, Content_Type="application/http"))),
    ),
    "an empty member at the end": by_wget() + gzip.compress(b""),
    "no packing": gzip.decompress(by_warcio()),
}  # fmt: skip


@pytest.mark.parametrize("writer", FILES)
def test_a_whole_file_of_another_writer_is_accepted(writer, tmp_path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(FILES[writer])
    found = verify(path)
    assert found.faults == ()
    assert found.records


def test_all_records_in_one_member_are_refused_with_the_way_to_mend_it(tmp_path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(gzip.decompress(by_warcio())))
    (fault,) = verify(path).faults
    assert fault.kind is Kind.SEVERAL_RECORDS
    assert "recompress" in fault.hint


def test_zstd_is_refused_plainly(tmp_path):
    path = tmp_path / "a.warc.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd" + bytes(50))
    assert [each.kind for each in verify(path).faults] == [Kind.UNREADABLE]
