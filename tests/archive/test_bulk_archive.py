"""Many looks with one sync: the same records as one look after the other, whatever happens."""

from __future__ import annotations

import asyncio
import os
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from archive_cases import (
    NOON,
    PAGE,
    answer,
    counted,
    exchange,
    foreign_record,
    opened_file,
    warcio_check,
    whole_looks,
)
from warcio.archiveiterator import ArchiveIterator

from sourcecheck.archive.http import sha256
from sourcecheck.archive.ids import random_id
from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.reading import FolderShelf, read_page, scan
from sourcecheck.archive.replay import ReplayTransport
from sourcecheck.archive.warc import Archive
from sourcecheck.errors import ArchiveError
from sourcecheck.model import Failure

URL = "https://news.example/a"


def page(number: int, **fields):
    body = f"<p>{number} {'كلمة ' * 50}".encode()
    return exchange(
        f"https://news.example/{number}", number, **{"response": answer(body), **fields}
    ), body


def looks():
    """Looks of every kind: redirected, repeated, silent, packed, chunked."""
    moved = exchange("https://news.example/old", response=answer(b"", "301 Moved", Location="/1"))
    silent = exchange("https://news.example/silent", response=b"", failure=Failure.NO_RESPONSE)
    chunks = b"5\r\nhello\r\n0\r\n\r\n"
    packed = answer(b"\x1f\x8b not really packed", Content_Encoding="gzip")
    first, body = page(1)
    return [
        ([first], body),
        ([moved, first], body),
        ([silent], None),
        ([], None),
        (
            [
                exchange(
                    "https://news.example/c", response=answer(chunks, Transfer_Encoding="chunked")
                )
            ],
            b"hello",
        ),
        ([exchange("https://news.example/z", response=packed)], b"not really"),
        ([page(2)[0]], page(2)[1]),
    ]


def opened(folder, index=None, ids=None):
    return Archive.open(folder, index or MemoryIndex(), lambda: NOON, ids or counted())


def without_ids(captures):
    places = ("record_id", "revisit_of", "chain", "offset", "length")
    plain = [
        replace(each, **dict.fromkeys(places[:3], ""), offset=0, length=0) for each in captures
    ]
    return [(each, bool(whole.revisit_of)) for each, whole in zip(plain, captures, strict=True)]


def test_a_batch_is_kept_as_its_looks_are_one_by_one(tmp_path):
    with opened(tmp_path / "batch") as batch, opened(tmp_path / "single") as single:
        together = batch.keep_chains(looks())
        apart = [single.keep_chain(exchanges, entity) for exchanges, entity in looks()]
    assert [without_ids(each) for each in together] == [without_ids(each) for each in apart]


def test_every_look_of_a_batch_reads_back_and_passes_a_foreign_check(archive, folder, index):
    kept = archive.keep_chains(looks())
    for (exchanges, _), captures in zip(looks(), kept, strict=True):
        assert [archive.read(capture) for capture in captures] == exchanges
    assert warcio_check(opened_file(folder)) == (0, "", "")
    assert list(scan(FolderShelf(folder))) == list(index)


def test_a_page_that_comes_twice_in_a_batch_is_kept_once(archive, folder):
    first, again = archive.keep_chains(looks())[:2]
    assert again[1].revisit_of == first[0].record_id
    assert archive.keep_chains([looks()[0]])[0][0].revisit_of == first[0].record_id


class Counting(MemoryIndex):
    """Notes which payloads it is asked for."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def by_digests(self, wanted):
        self.asked += wanted
        return super().by_digests(wanted)


def test_a_page_that_was_met_before_is_looked_up_once(tmp_path):
    index = Counting()
    with opened(tmp_path, index) as archive:
        first = archive.keep_chains([looks()[0]])[0][0]
        again = [archive.keep_chains([looks()[0]])[0][0] for _ in range(3)]
    assert {each.revisit_of for each in again} == {first.record_id}
    assert len(index.asked) == 1
    with opened(tmp_path, index) as later:
        again = [later.keep_chains([looks()[0]])[0][0] for _ in range(3)]
    assert {each.revisit_of for each in again} == {first.record_id}
    assert len(index.asked) == 2


def test_a_page_whose_file_was_taken_away_is_kept_whole_again(tmp_path):
    with opened(tmp_path) as archive:
        first = archive.keep_chains([looks()[0]])[0][0]
        archive.seal()
        (tmp_path / first.file).unlink()
        again = archive.keep_chains([looks()[0]])[0][0]
        assert again.revisit_of == ""
        assert archive.read(again) == looks()[0][0][0]


def test_a_digest_that_is_known_is_taken_and_nothing_else_changes(tmp_path):
    with opened(tmp_path / "told") as told, opened(tmp_path / "found") as found:
        for exchanges, entity in looks():
            known = (exchanges, entity, sha256(entity) if entity else "")
            assert told.keep_chains([known]) == found.keep_chains([(exchanges, entity)])


def test_a_bad_address_anywhere_keeps_nothing_of_the_batch(archive, folder, index):
    archive.keep(exchange())
    before = opened_file(folder).read_bytes()
    with pytest.raises(ArchiveError):
        archive.keep_chains([*looks(), ([exchange("https://news.example/\r\nX: y")], None)])
    assert opened_file(folder).read_bytes() == before
    assert len(list(index)) == 1


async def test_a_batch_written_aside_is_on_disk_and_indexed_when_told(archive, folder, index):
    kept = await archive.write_aside(looks())
    assert list(index) == []
    assert len(list(scan(FolderShelf(folder)))) == 7
    archive.index_written()
    assert {each.record_id for captures in kept for each in captures} == {
        row.record_id for row in index
    }
    archive.index_written()
    assert list(scan(FolderShelf(folder))) == list(index)


async def test_the_event_loop_goes_on_while_a_batch_is_written(archive):
    turns = 0

    async def others():
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    beside = asyncio.create_task(others())
    await archive.write_aside([([page(number)[0]], page(number)[1]) for number in range(300)])
    beside.cancel()
    assert turns > 10


async def test_batches_written_aside_at_once_are_indexed_in_their_order(archive, folder, index):
    batches = [[([page(n)[0]], page(n)[1]) for n in (at, 1)] for at in range(2, 12)]
    writing = [asyncio.create_task(archive.write_aside(batch)) for batch in batches]
    await asyncio.sleep(0)
    archive.keep(exchange("https://news.example/between"))
    kept = await asyncio.gather(*writing)
    archive.index_written()
    assert [row.revisit_of != "" for captures in kept for row in captures[1]] == [False] + [
        True
    ] * 9
    assert sorted(row.offset for row in index) == sorted(
        row.offset for row in scan(FolderShelf(folder))
    )
    assert warcio_check(opened_file(folder)) == (0, "", "")


async def test_what_was_written_and_never_indexed_is_indexed_at_the_next_start(folder):
    with opened(folder, MemoryIndex(), random_id) as archive:
        await archive.write_aside(looks())
    fresh = MemoryIndex()
    with opened(folder, fresh, random_id) as archive:
        assert list(fresh) == list(scan(FolderShelf(folder)))
        assert all(archive.read(row) for row in fresh)


async def test_no_file_is_sealed_while_something_in_it_is_not_indexed(folder, index):
    archive = Archive(folder, index, lambda: NOON, counted(), max_file=1)
    archive.start()
    with archive:
        await archive.write_aside(looks()[:1])
        await archive.write_aside(looks()[1:3])
        assert len(list((folder / "warc").glob("*.sha256"))) == 0
        archive.index_written()
        archive.keep_chains(looks()[4:5])
        assert len(list((folder / "warc").glob("*.sha256"))) == 1
    assert list(scan(FolderShelf(folder))) == list(index)


async def test_an_index_that_fails_is_asked_again_later(folder):
    class Failing(MemoryIndex):
        broken = True

        def put_all(self, captures):
            if self.broken:
                raise OSError("no space")
            super().put_all(captures)

    index = Failing()
    with opened(folder, index) as archive:
        await archive.write_aside(looks())
        with pytest.raises(OSError, match="no space"):
            archive.index_written()
        index.broken = False
        archive.index_written()
    assert list(scan(FolderShelf(folder))) == list(index)


# reading what a killed run had archived


def test_a_look_that_was_cut_off_while_it_was_written_is_not_found(folder):
    with opened(folder) as archive:
        archive.keep_chain([page(1)[0]], page(1)[1])
        end = opened_file(folder).stat().st_size
        whole = archive.keep_chains(looks()[1:2])[0]
    path = opened_file(folder)
    data = path.read_bytes()
    for cut in range(end, len(data), 97):
        path.write_bytes(data[:cut])
        index = MemoryIndex()
        with opened(folder, index, random_id):
            assert whole_looks(index, ["https://news.example/old"]) == {}
            assert whole_looks(index, ["https://news.example/1"])
    assert whole[1].hops == 2


def test_exchanges_of_other_writers_are_never_taken_for_a_look_of_ours(tmp_path):
    path = tmp_path / "other.warc.gz"
    path.write_bytes(foreign_record("response", URL, answer()))
    index = scan(FolderShelf(tmp_path))
    assert len(list(index)) == 1
    assert index.since([row.urlkey for row in index], NOON - timedelta(days=9999)) == ()


# answers that say nothing changed

TAG = '"v1"'
ASKS_AGAIN = b'GET /a HTTP/1.1\r\nHost: news.example\r\nIf-None-Match: "v0", W/"v1"\r\n\r\n'
NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\nDate: Sat, 05 Jul 2025 12:00:00 GMT\r\n\r\n"


def unmodified(minutes=60, request=ASKS_AGAIN, response=NOT_MODIFIED, **fields):
    return exchange(minutes=minutes, request=request, response=response, **fields)


def tagged(tag=TAG, minutes=0, **fields):
    return exchange(minutes=minutes, response=answer(PAGE, ETag=tag, **fields))


def first_of(folder, kind):
    with opened_file(folder).open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            if record.rec_type == kind:
                return record.rec_headers
    return None


def test_a_304_is_a_revisit_of_the_capture_it_was_asked_with(archive, folder, index):
    first = archive.keep(tagged(), PAGE)
    archive.keep(tagged('"v2"', 30), PAGE[:-4])
    again = archive.keep(unmodified())
    assert (again.revisit_of, again.sha256) == (first.record_id, first.sha256)
    assert archive.read(again) == unmodified()
    head = first_of(folder, "revisit")
    assert head.get_header("WARC-Profile").endswith("/warc/1.1/revisit/server-not-modified")
    assert head.get_header("WARC-Refers-To") == first.record_id
    assert head.get_header("WARC-Refers-To-Target-URI") == URL
    assert head.get_header("WARC-Refers-To-Date") == "2025-07-04T12:00:00.123456Z"
    assert warcio_check(opened_file(folder)) == (0, "", "")
    assert list(scan(FolderShelf(folder))) == list(index)


def test_a_304_stands_for_the_older_page(archive, folder, index):
    archive.keep(tagged(), PAGE)
    again = archive.keep(unmodified())
    shown = read_page(FolderShelf(folder), index, again)
    assert shown == unmodified(response=tagged().response)


async def test_a_replay_answers_a_304_with_the_page_that_did_not_change(archive, folder):
    archive.keep(tagged(), PAGE)
    archive.keep(unmodified())
    import httpx

    transport = ReplayTransport.open(folder)
    response = await transport.handle_async_request(httpx.Request("GET", URL))
    assert (response.status_code, await response.aread()) == (200, PAGE)
    assert response.extensions["exchange"].started_at == unmodified().started_at


def test_a_304_after_a_revisit_points_to_where_the_body_lies(archive):
    first = archive.keep(tagged(), PAGE)
    second = archive.keep(tagged(minutes=10), PAGE)
    third = archive.keep(unmodified(20))
    fourth = archive.keep(unmodified(30))
    assert [each.revisit_of for each in (second, third, fourth)] == [first.record_id] * 3


DATED = b"GET /a HTTP/1.1\r\nif-modified-since: Fri, 04 Jul 2025 09:00:00 GMT\r\n\r\n"


def test_a_date_finds_the_older_page_too(archive):
    first = archive.keep(tagged(Last_Modified="Fri, 04 Jul 2025 09:00:00 GMT"), PAGE)
    assert archive.keep(unmodified(request=DATED)).revisit_of == first.record_id


@pytest.mark.parametrize(
    ("older", "later"),
    [
        (tagged('"other"'), unmodified()),
        (tagged(), unmodified(request=b"GET /a HTTP/1.1\r\nHost: news.example\r\n\r\n")),
        (tagged(), unmodified(request=DATED)),
        (tagged(), unmodified(response=NOT_MODIFIED + b"a body nobody expects")),
        (tagged(), replace(unmodified(), url="https://news.example/b")),
        (exchange(response=answer(PAGE, "404 Not Found", ETag=TAG)), unmodified()),
        (replace(tagged(), truncated="time"), unmodified()),
    ],
    ids=["another tag", "nobody asked", "no date", "with a body", "elsewhere", "404", "cut"],
)
def test_a_304_that_refers_to_nothing_here_is_kept_as_it_came(archive, folder, older, later):
    archive.keep(older, PAGE)
    kept = archive.keep(later)
    assert kept.revisit_of == ""
    assert archive.read(kept) == later
    assert warcio_check(opened_file(folder)) == (0, "", "")


def test_ids_are_uuids_in_the_order_they_were_made():
    made = [random_id() for _ in range(500)]
    assert len(set(made)) == 500
    assert [each[:13] for each in made] == sorted(each[:13] for each in made)
    assert [str(uuid.UUID(each)) for each in made] == made
    assert {(each[14], uuid.UUID(each).variant) for each in made} == {("7", uuid.RFC_4122)}


def test_a_process_that_was_forked_makes_ids_of_its_own():
    random_id()
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        os.write(writing, " ".join(random_id() for _ in range(20)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    theirs = os.read(reading, 5_000).decode().split()
    os.close(reading)
    os.close(writing)
    assert len(theirs) == 20
    assert {each[15:] for each in theirs}.isdisjoint(random_id()[15:] for _ in range(20))
