"""What strangers' tools archived is read as its readers saw it, and is not refused for nothing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import random

import httpx
import pytest
from archive_cases import NOON, PAGE, answer

from sourcecheck.archive.http import content_of, final_answer, read_answer, reframed
from sourcecheck.archive.index import urlkey
from sourcecheck.archive.reading import exchanges_in, read_exchange, scan, shelf_of
from sourcecheck.archive.replay import ReplayTransport
from sourcecheck.archive.sharing import shares_members
from sourcecheck.archive.surviving import surviving
from sourcecheck.archive.verifying.faults import Kind
from sourcecheck.archive.verifying.sets import same_key, without_method
from sourcecheck.archive.verifying.verify import verify
from sourcecheck.errors import ArchiveError, DocumentError
from sourcecheck.session.captured import capture_of
from sourcecheck.session.inputs import Reading
from sourcecheck.session.members import entries

URL = "http://news.example/a"
CHUNKED = b"5\r\nhello\r\n0\r\n\r\n"
COUNT = iter(range(10**6))


def new_id():
    return f"<urn:uuid:00000000-0000-4000-8000-{next(COUNT):012}>"


def record(kind, block=b"", url=URL, **fields):
    """A record as some writer has it, unpacked; names of fields with _ for -."""
    given = {
        "WARC_Type": kind,
        "WARC_Record_ID": new_id(),
        "WARC_Date": "2019-05-01T10:00:00Z",
        "WARC_Target_URI": url,
        "Content_Type": f"application/http; msgtype={kind}" if kind != "resource" else "text/plain",
        **fields,
        "Content_Length": str(len(block)),
    }
    pairs = [(name, each) for name, one in given.items() for each in _each(one)]
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in pairs]
    return "\r\n".join(["WARC/1.0", *lines]).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def _each(value):
    return value if isinstance(value, tuple) else (value,) if value else ()


def packed(*records):
    return b"".join(map(gzip.compress, records))


def written(tmp_path, data, name="theirs.warc.gz"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


async def replayed(path, url=URL):
    async with httpx.AsyncClient(transport=ReplayTransport.open(path)) as client:
        return await client.get(url)


def faults(path):
    return {each.kind for each in verify(path).faults}


# --- bodies whose writer undid what the head still announces


def test_the_field_of_chunks_that_are_gone_goes_too():
    head = answer(PAGE, Transfer_Encoding="chunked")
    assert reframed(head) == head.replace(b"Transfer-Encoding: chunked\r\n", b"")


def test_a_length_that_would_cut_an_unpacked_page_goes():
    whole = answer(PAGE).replace(b"Content-Length: %d" % len(PAGE), b"Content-Length: 7")
    assert reframed(whole) == whole.replace(b"Content-Length: 7\r\n", b"")


@pytest.mark.parametrize(
    "whole",
    [
        answer(PAGE),
        answer(PAGE)[:-5],  # cut off: the length says so
        answer(CHUNKED, Transfer_Encoding="chunked"),
        answer(CHUNKED[:8], Transfer_Encoding="chunked"),  # cut off inside a chunk
        answer(b"", "304 Not Modified"),
        b"HTTP/1.1 200 OK\r\n\r\n" + PAGE,
        b"no answer at all",
        b"",
    ],
)
def test_an_answer_as_it_was_sent_stays_as_it_was(whole):
    assert reframed(whole) == whole


def test_content_is_unchunked_where_there_are_chunks_and_only_there():
    head = read_answer(answer(b"", Transfer_Encoding="chunked"))
    assert content_of(head, CHUNKED) == b"hello"
    assert content_of(head, b"<p>hello") == b"<p>hello"
    assert content_of(head, CHUNKED[:8]) is None


async def test_a_page_that_its_writer_unchunked_is_replayed_whole(tmp_path):
    path = written(tmp_path, packed(record("response", answer(PAGE, Transfer_Encoding="chunked"))))
    found = await replayed(path)
    assert found.content == PAGE
    assert b"chunked" not in found.extensions["exchange"].response


INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n"
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "final"),
    [
        (INTERIM + answer(), answer()),
        (INTERIM + EARLY + answer(), answer()),
        (INTERIM, INTERIM),  # nothing came behind it
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + answer(), None),
        (answer(), answer()),
    ],
)
def test_interim_answers_are_taken_off_where_another_follows(sent, final):
    assert final_answer(sent) == (sent if final is None else final)


def test_an_answer_behind_an_interim_one_has_its_own_status():
    (found,) = exchanges_in(io.BytesIO(packed(record("response", INTERIM + answer()))))
    assert (found.capture.status, found.exchange.response) == (200, answer())


# --- revisits whose payload was left out


def revisit(original_id="", **fields):
    head = answer().partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    profile = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
    return record(
        "revisit", head, f"{URL}?b", WARC_Profile=profile, WARC_Refers_To=original_id, **fields
    )


def with_revisit(**fields):
    name = new_id()
    return packed(record("response", answer(), WARC_Record_ID=name), revisit(name, **fields))


async def test_a_revisit_is_not_cut_because_its_payload_lies_elsewhere(tmp_path):
    path = written(tmp_path, with_revisit(WARC_Truncated="length"))
    assert verify(path).sound
    found = await replayed(path, f"{URL}?b")
    assert (found.content, found.extensions["exchange"].truncated) == (PAGE, "")


def test_wgets_digest_of_a_revisit_before_its_payload_was_left_out_is_noted(tmp_path):
    wrong = "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
    cut = written(tmp_path, with_revisit(WARC_Truncated="length", WARC_Block_Digest=wrong))
    assert faults(cut) == set()
    assert [each.kind for each in verify(cut).notes] == [Kind.BLOCK_DIGEST]
    whole = written(tmp_path, with_revisit(WARC_Block_Digest=wrong))
    assert faults(whole) == {Kind.BLOCK_DIGEST}


def test_a_revisit_by_address_and_time_means_the_answer_and_not_what_is_told_of_it(tmp_path):
    sha1 = _payload_digest(PAGE)
    response = record("response", answer(), WARC_Payload_Digest=sha1)
    told = record("metadata", b"via: b\r\n", Content_Type="application/warc-fields")
    picture = record("resource", b"text")
    again = revisit(
        WARC_Payload_Digest=sha1,
        WARC_Refers_To_Target_URI=URL,
        WARC_Refers_To_Date="2019-05-01T10:00:00Z",
    )
    assert faults(written(tmp_path, packed(response, told, picture, again))) == set()


def _payload_digest(body):
    made = hashlib.sha1(body, usedforsecurity=False).digest()
    return f"sha1:{base64.b32encode(made).decode()}"


# --- what was not asked with GET, and parts of pages


def exchanged(method, response, date):
    name = new_id()
    asked = f"{method} /a HTTP/1.1\r\nHost: news.example\r\n\r\n".encode()
    return [
        record("response", response, WARC_Record_ID=name, WARC_Date=date),
        record("request", asked, WARC_Concurrent_To=name, WARC_Date=date),
    ]


LATER = "2019-05-01T10:00:09Z"


@pytest.mark.parametrize(
    ("method", "response"),
    [
        ("POST", answer(b'{"ok": 1}')),
        ("HEAD", answer()[: -len(PAGE)]),
        ("OPTIONS", answer(b"", "204 No Content")),
        ("GET", answer(PAGE[:9], "206 Partial Content", Content_Range="bytes 0-8/99")),
        ("GET", answer(b"", "304 Not Modified")),
    ],
)
async def test_a_reader_gets_the_page_and_not_what_else_came_from_its_address(
    tmp_path, method, response
):
    page = exchanged("GET", answer(), "2019-05-01T10:00:00Z")
    path = written(tmp_path, packed(*page, *exchanged(method, response, LATER)))
    assert verify(path).sound
    found = await replayed(path)
    assert (found.status_code, found.content) == (200, PAGE)


async def test_a_part_of_a_page_is_replayed_where_nothing_else_is_there(tmp_path):
    part = answer(PAGE[:9], "206 Partial Content")
    path = written(tmp_path, packed(*exchanged("GET", part, LATER)))
    assert (await replayed(path)).status_code == 206


def test_what_was_posted_is_filed_as_other_indexes_do(tmp_path):
    path = written(tmp_path, packed(*exchanged("POST", answer(), LATER)))
    shelf = shelf_of(path)
    index = scan(shelf)
    (row,) = index
    assert row.urlkey == f"{urlkey(URL)}?__wb_method=post"
    assert read_exchange(shelf, index, row).method == "POST"


def test_what_was_only_posted_is_found_by_its_address(tmp_path):
    index = scan(shelf_of(written(tmp_path, packed(*exchanged("POST", answer(), LATER)))))
    assert capture_of(index, URL).url == URL


@pytest.mark.parametrize(
    ("url", "printed", "same"),
    [
        ("http://a.example/api", "example,a)/api?__wb_method=post&q=1&x=2", True),
        ("http://a.example/api?b=1", "example,a)/api?__wb_method=post&b=1&q=1", True),
        ("http://a.example/api?b=1", "example,a)/api?__wb_method=post&q=1", False),
        ("http://a.example/api", "example,a)/api?q=1", False),
        ("http://a.example/api", "example,a)/other?__wb_method=post&q=1", False),
    ],
)
def test_a_key_may_hold_what_was_posted_behind_its_method(url, printed, same):
    assert same_key(url, printed) is same


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("http://a.example/?__wb_method=POST&q=1", "http://a.example/"),
        ("http://a.example/?b=1&__wb_method=POST", "http://a.example/?b=1"),
        ("http://a.example/?b=__wb", "http://a.example/?b=__wb"),
    ],
)
def test_the_address_of_a_line_is_read_without_its_method(url, bare):
    assert without_method(url) == bare


# --- heads by the letter of the standard, and what it leaves open


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"WARC_Protocol": ("h2", "tls/1.3")}, None),  # fields of others may be repeated
        ({"WARC_Truncated": ("length", "time")}, Kind.FIELD_REPEATED),
        ({"WARC_Date": "2019"}, None),
        ({"WARC_Date": "2019-05"}, None),
        ({"WARC_Date": "2019-05-01"}, None),
        ({"WARC_Date": "2019-05-01T10:00Z"}, None),
        ({"WARC_Date": "2019-05-01T10:00:00.123456789Z"}, None),
        ({"WARC_Date": "2019-05-01T10Z"}, Kind.FIELD_VALUE),
        ({"WARC_Date": "2019-13-01"}, Kind.FIELD_VALUE),
        ({"WARC_Date": "yesterday"}, Kind.FIELD_VALUE),
    ],
)
def test_heads_are_held_to_what_the_standard_says(tmp_path, fields, kind):
    path = written(tmp_path, packed(record("response", answer(), **fields)))
    found = faults(path)
    assert kind in found if kind else found == set()


def test_what_was_asked_may_lie_in_the_file_before_that_of_the_answer(tmp_path):
    path = written(tmp_path, packed(record("response", answer(), WARC_Concurrent_To=new_id())))
    found = verify(path)
    assert found.sound
    assert [each.kind for each in found.notes] == [Kind.CONCURRENT_MISSING]


# --- files whose records share gzip members

NOISE = random.Random(3).randbytes(200_000)


def several():
    rest = [record("response", answer(PAGE), f"{URL}?{at}") for at in range(3)]
    return b"".join([record("warcinfo", b"a: b\r\n", ""), *rest, record("response", answer(NOISE))])


SHARED = {
    "one member": gzip.compress,
    "members that end anywhere": lambda data: packed(data[:300], data[300:4000], data[4000:]),
    "two records first": lambda data: packed(data[:900], data[900:]),
}


@pytest.mark.parametrize("how", SHARED)
async def test_a_file_packed_as_a_whole_is_replayed(tmp_path, how):
    path = written(tmp_path, SHARED[how](several()))
    assert (await replayed(path, f"{URL}?2")).content == PAGE
    assert (await replayed(path)).content == NOISE


@pytest.mark.parametrize("how", SHARED)
def test_the_articles_of_a_file_packed_as_a_whole_are_read(tmp_path, how):
    path = written(tmp_path, SHARED[how](several()))
    found = [each.origin for each in entries(str(path), Reading(now=NOON))]
    assert found[:3] == [f"{URL}?0", f"{URL}?1", f"{URL}?2"]


def test_a_copy_that_was_unpacked_goes_with_its_shelf(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    shelf = shelf_of(written(tmp_path, gzip.compress(several())))
    assert len(scan(shelf)._rows) == 4
    assert len(list(tmp_path.glob("sourcecheck-*"))) == 1
    del shelf
    assert not list(tmp_path.glob("sourcecheck-*"))


@pytest.mark.parametrize(
    "data",
    [
        packed(record("response", answer()), record("response", answer())),
        packed(record("response", answer(NOISE))),
        packed(b"", record("response", answer())),
        several(),  # not packed
        gzip.compress(b"<html>"),
        gzip.compress(several())[:40],
        b"\x1f\x8b",
        b"",
    ],
)
def test_files_that_can_be_read_by_place_are_not_unpacked(data):
    assert not shares_members(io.BytesIO(data))


def test_a_damaged_file_that_is_replayed_names_the_way_to_what_is_whole(tmp_path):
    page = packed(record("response", answer()))
    path = written(tmp_path, page + b"garbage" + page)
    with pytest.raises(ArchiveError, match=r"theirs\.warc\.gz") as raised:
        scan(shelf_of(path))
    assert "--anyway" in raised.value.hint


PAGES = [record("response", answer(), f"{URL}?{at}") for at in range(4)]
FLIPPED = bytearray(packed(PAGES[1]))
FLIPPED[len(FLIPPED) // 2] ^= 16
DAMAGED = {
    # the file, and which pages are whole in it
    "garbage between members": (
        packed(PAGES[0]) + b"garbage" * 9 + packed(*PAGES[1:]),
        [0, 1, 2, 3],
    ),
    "a flipped bit": (packed(PAGES[0]) + FLIPPED + packed(*PAGES[2:]), [0, 2, 3]),
    "plain behind packed": (packed(*PAGES[:2]) + PAGES[2], [0, 1, 2]),
    "packed behind plain": (PAGES[0] + b"x" + packed(*PAGES[1:3]), [0, 1, 2]),
    "garbage between records": (PAGES[0] + PAGES[1] + b"garbage" * 9 + PAGES[2], [0, 1, 2]),
    "what looks like a member": (
        packed(PAGES[0]) + b"\x1f\x8b\x08WARC/1.1 x" + packed(PAGES[1]),
        [0, 1],
    ),
    "another file inside": (packed(PAGES[0]) + b"?" + packed(b"<p>") + packed(PAGES[1]), [0, 1]),
    "two damaged places": (
        packed(PAGES[0]) + b"?" + packed(PAGES[1]) + b"?" + packed(PAGES[2]),
        [0, 1, 2],
    ),
    "nothing behind": (packed(PAGES[0]) + b"?" * 99, [0]),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_place_hides_no_page_behind_it(tmp_path, what):
    data, whole = DAMAGED[what]
    path = written(tmp_path, data)
    found = list(entries(str(path), Reading(now=NOON)))
    assert [each.origin for each in found if not isinstance(each, DocumentError)] == [
        f"{URL}?{at}" for at in whole
    ]
    errors = [each for each in found if isinstance(each, DocumentError)]
    assert len(errors) == (2 if what == "two damaged places" else 1)


def test_a_place_is_found_across_the_steps_of_reading(tmp_path, monkeypatch):
    monkeypatch.setattr("sourcecheck.archive.surviving._STEP", 7)
    data = packed(PAGES[0]) + b"?" * 40 + packed(PAGES[1])
    found = list(surviving(io.BytesIO(data)))
    assert [isinstance(each, ArchiveError) for each in found] == [False, True, False]


# --- pages that do not say what they are


def test_a_page_without_a_content_type_is_an_article_when_it_looks_like_one(tmp_path):
    page = b"HTTP/1.1 200 OK\r\n\r\n<!doctype html><title>a</title><p>text"
    data = b"HTTP/1.1 200 OK\r\n\r\n{}"
    path = written(tmp_path, packed(record("response", page), record("response", data, f"{URL}?j")))
    (found,) = entries(str(path), Reading(now=NOON))
    assert (found.origin, found.media_type) == (URL, "text/html")
