"""Files of other writers go the whole way: import, list, show, export, verify, rebuild."""

from __future__ import annotations

import gzip
import json

import pytest

WHERE = ("--no-config", "--db", "x.db", "--archive-dir", "archive")
URL = "http://news.example/a"
PAGE = b"<!doctype html><title>Bridge</title><p>The council met on Monday.</p>"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
GENERAL = """\
WARC/1.1
WARC-Type: response
WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000{number}>
WARC-Target-URI: {url}
WARC-Date: {date}
Content-Type: application/http; msgtype=response
Content-Length: {length}

"""


def record(number=0, block=ANSWER, url=URL, date="2021-03-04T05:06:07Z", change=("", "")):
    told = GENERAL.format(number=number, url=url, date=date, length=len(block))
    head = told.replace(*change) if change[0] else told
    return head.replace("\n", "\r\n").encode() + block + b"\r\n\r\n"


def packed(*records):
    return b"".join(map(gzip.compress, records))


WHOLE = {
    "without a Content-Type": packed(
        record(change=("Content-Type: application/http; msgtype=response\n", ""))
    ),
    "an address in letters": packed(record(url="http://news.example/خبر")),
    "a date that ends with the day": packed(record(date="2021-03-04")),
    "a date that ends with the minute": packed(record(date="2021-03-04T05:06Z")),
    "names in small letters": packed(
        *[record(at, change=("Content-Length: ", "content-length:")) for at in range(3)]
    ),
    "an interim answer first": packed(record(block=b"HTTP/1.1 100 Continue\r\n\r\n" + ANSWER)),
    "fields of others that are repeated": packed(
        record(change=("WARC-Date", "WARC-Protocol: h2\nWARC-Protocol: tls/1.3\nWARC-Date"))
    ),
    "chunks that are gone": packed(
        record(block=ANSWER.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n", 1))
    ),
    "one gzip member for all": gzip.compress(b"".join(record(at) for at in range(3))),
    "gzip members that end anywhere": packed(
        record()[:100], record()[100:] + record(1)[:200], record(1)[200:]
    ),
}


@pytest.mark.parametrize("what", WHOLE)
def test_what_was_imported_is_shown_exported_and_indexed_anew(run, here, what):
    (here / "theirs.warc.gz").write_bytes(WHOLE[what])
    assert run("archive", "import", "theirs.warc.gz", *WHERE).status == 0
    (row, *_) = json.loads(run("archive", "list", "-f", "json", *WHERE).out)["captures"]
    assert (row["status"], row["media_type"]) == (200, "text/html")
    assert "The council met" in run("archive", "show", row["url"], "--text", *WHERE).out
    exported = run("archive", "export", "out.wacz", *WHERE)
    assert (exported.status, exported.err) == (0, "")
    assert run("archive", "verify", "out.wacz", "--no-config").status == 0
    assert run("archive", "verify", *WHERE).status == 0
    change = json.loads(run("archive", "rebuild", "-q", "-f", "json", *WHERE).out)["change"]
    assert {change["added"], change["removed"], change["changed"]} == {0}


REFUSED = [
    (
        "old.arc",
        b"filedesc://x.arc 0.0.0.0 20210304050607 text/plain 7\n",
        "ARC file",
        "recompress",
    ),
    ("a.warc.zst", b"\x28\xb5\x2f\xfd" + bytes(40), "zstd", "zstd -d"),
    ("a.warc.gz", b"", "the file is empty", "copy it again"),
    ("a.warc.gz", b"<!doctype html>", "neither a WARC file", "right file"),
]


@pytest.mark.parametrize(("name", "data", "said", "hint"), REFUSED)
def test_a_file_that_is_none_of_ours_is_called_by_its_name(run, here, name, data, said, hint):
    (here / name).write_bytes(data)
    done = run("archive", "import", name, *WHERE)
    assert done.status == 2
    assert said in done.err
    assert hint in done.err
    assert "--anyway" not in done.err
    assert not (here / "archive").exists()


def test_an_arc_file_that_is_packed_is_named_when_it_is_replayed(run, here):
    (here / "old.arc.gz").write_bytes(gzip.compress(REFUSED[0][1]))
    (here / "a.md").write_text("[a](http://news.example/a)")
    done = run("audit", "--replay", "old.arc.gz", "a.md", "--no-config")
    assert done.status == 2
    assert "ARC file" in done.err


def test_a_body_in_a_coding_that_we_do_not_read_is_no_text(run, here):
    coded = ANSWER.replace(b"\r\n\r\n", b"\r\nContent-Encoding: zstd\r\n\r\n", 1)
    (here / "a.warc.gz").write_bytes(
        packed(
            record(block=coded.replace(PAGE, b"\x28\xb5\x2f\xfd\x04Xlatin")),
            record(1, block=coded, url=f"{URL}?plain"),  # its writer undid it
        )
    )
    assert run("archive", "import", "a.warc.gz", *WHERE).status == 0
    assert "latin" not in run("archive", "show", URL, "--text", *WHERE).out
    assert "council" in run("archive", "show", f"{URL}?plain", "--text", *WHERE).out
