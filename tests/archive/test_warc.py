from __future__ import annotations

import hashlib
import io
import uuid
from datetime import timedelta

import pytest
from archive_cases import NOON, PAGE, answer, counted, exchange, opened_file, warcio_check
from warcio.archiveiterator import ArchiveIterator

from sourcecheck.archive import files
from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.reading import (
    FolderShelf,
    exchanges_in,
    members,
    read_exchange,
    records_from,
    scan,
)
from sourcecheck.archive.records import Record
from sourcecheck.archive.restoring import from_records
from sourcecheck.archive.warc import Archive
from sourcecheck.errors import ArchiveError
from sourcecheck.model import Failure

CHUNKED = b"5\r\nhello\r\n0\r\n\r\n"
KINDS = {
    "page": exchange(),
    "chunked": exchange(response=answer(CHUNKED, Transfer_Encoding="chunked")),
    "redirect": exchange(response=answer(b"", "301 Moved", Location="/b")),
    "cut": exchange(response=answer()[:-3], truncated="disconnect", failure=Failure.TRUNCATED),
    "head only": exchange(response=b"HTTP/1.1 200 OK\r\nA: b", truncated="time"),
    "LF only": exchange(response=b"HTTP/1.1 200 OK\nA: b\n\nbody"),
    "no answer": exchange(response=b"", failure=Failure.NO_RESPONSE),
    "no name": exchange(
        request=b"", response=b"", peer=None, certificate=None, failure=Failure.DNS_NO_NAME
    ),
    "not HTTP": exchange(response=b"SSH-2.0-OpenSSH_9\r\n", failure=Failure.NOT_HTTP),
    "odd URL": exchange("https://news.example/خبر عاجل"),
    "odd headers": exchange(response=b"HTTP/1.1 200\r\n:x\r\nA b: \xff\r\n\r\nbody"),
}


def types(path) -> list[str]:
    with path.open("rb") as file:
        return [record.rec_type for record in ArchiveIterator(file, check_digests="raise")]


@pytest.mark.parametrize("kind", KINDS)
def test_an_exchange_reads_back_byte_for_byte(archive, kind):
    capture = archive.keep(KINDS[kind], b"hello")
    assert archive.read(capture) == KINDS[kind]


def test_all_kinds_of_exchanges_pass_a_foreign_check(archive, folder):
    for kept in KINDS.values():
        archive.keep(kept)
    assert warcio_check(opened_file(folder)) == (0, "", "")


def test_a_changed_byte_is_noticed_by_the_foreign_check(archive, folder, monkeypatch):
    monkeypatch.setattr("sourcecheck.archive.records.digest", lambda _: "sha256:" + "0" * 64)
    archive.keep(exchange())
    assert warcio_check(opened_file(folder))[0] == 1


def test_records_of_an_exchange_stand_in_order_and_are_joined(archive, folder):
    archive.keep(exchange())
    with opened_file(folder).open("rb") as file:
        records = [(r.rec_type, r.rec_headers) for r in ArchiveIterator(file)]
    assert [kind for kind, _ in records] == ["warcinfo", "response", "request", "metadata"]
    main = records[1][1].get_header("WARC-Record-ID")
    assert [h.get_header("WARC-Concurrent-To") for _, h in records[2:]] == [main, main]
    assert records[1][1].get_header("WARC-IP-Address") == "192.0.2.7"
    assert records[2][1].get_header("WARC-IP-Address") == "192.0.2.7"


def test_an_exchange_without_an_answer_is_one_metadata_record(archive, folder):
    capture = archive.keep(KINDS["no answer"])
    assert types(opened_file(folder)) == ["warcinfo", "metadata"]
    assert (capture.status, capture.failure) == (None, "no_response")


def headers_of_first_answer(folder):
    with opened_file(folder).open("rb") as file:
        records = ArchiveIterator(file)
        next(records)
        return next(records).rec_headers


def test_digests_are_sha256_in_hex(archive, folder):
    archive.keep(exchange())
    headers = headers_of_first_answer(folder)
    assert headers.get_header("WARC-Payload-Digest") == f"sha256:{hashlib.sha256(PAGE).hexdigest()}"
    whole = hashlib.sha256(answer()).hexdigest()
    assert headers.get_header("WARC-Block-Digest") == f"sha256:{whole}"


def test_a_chunked_answer_has_no_payload_digest(archive, folder):
    archive.keep(KINDS["chunked"], b"hello")
    assert headers_of_first_answer(folder).get_header("WARC-Payload-Digest") is None


def test_a_cut_answer_says_why(archive, folder):
    archive.keep(KINDS["cut"])
    assert headers_of_first_answer(folder).get_header("WARC-Truncated") == "disconnect"


@pytest.mark.parametrize("bad", ["\r\nX: y", "\n", "\r", "\x00"])
def test_a_url_with_a_line_break_changes_no_byte_of_the_file(archive, folder, bad):
    archive.keep(exchange())
    before = opened_file(folder).read_bytes()
    with pytest.raises(ArchiveError):
        archive.keep_chain([exchange(), exchange("https://news.example/" + bad)])
    assert opened_file(folder).read_bytes() == before


def test_the_same_page_again_is_a_revisit_and_reads_back_whole(archive, folder):
    first = archive.keep(exchange(), PAGE)
    again = exchange(minutes=5, response=answer(Date="Sat, 05 Jul 2025 12:00:00 GMT"))
    second = archive.keep(again, PAGE)
    assert second.revisit_of == first.record_id
    assert archive.read(second) == again
    assert types(opened_file(folder)).count("revisit") == 1
    assert warcio_check(opened_file(folder)) == (0, "", "")


def test_a_chunked_page_again_is_a_revisit_too(archive, folder):
    archive.keep(KINDS["chunked"], b"hello")
    second = archive.keep(KINDS["chunked"], b"hello")
    assert second.revisit_of
    assert archive.read(second) == KINDS["chunked"]
    assert warcio_check(opened_file(folder)) == (0, "", "")


DIFFERENT = [
    (exchange(response=answer(PAGE, "404 Not Found")), PAGE),
    (exchange(response=answer(b"")), b""),
    (exchange(response=answer(b"5\r\nhello\r\n0\r\n\r\n", Transfer_Encoding="chunked")), PAGE),
    (exchange(truncated="time"), PAGE),
    (exchange(), None),
    (exchange(), b"another entity"),
]


@pytest.mark.parametrize(("other", "entity"), DIFFERENT)
def test_other_answers_are_never_revisits(archive, other, entity):
    archive.keep(exchange(), PAGE)
    assert archive.keep(other, entity).revisit_of == ""


def test_a_page_known_only_to_another_archive_is_kept_whole(folder, index, tmp_path):
    with Archive.open(tmp_path / "other", index, lambda: NOON, counted()) as other:
        other.keep(exchange(), PAGE)
    with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        (folder / "warc").mkdir(exist_ok=True)
        assert archive.keep(exchange(), PAGE).revisit_of == ""


def test_a_chain_is_kept_with_its_hops(archive, index):
    hops = archive.keep_chain([KINDS["redirect"], exchange("https://news.example/b")], PAGE)
    assert [capture.hop for capture in hops] == [0, 1]
    assert len({capture.chain for capture in hops}) == 1
    assert [capture.sha256 for capture in hops] == ["", hashlib.sha256(PAGE).hexdigest()]
    assert set(index) == set(hops)


def test_the_index_can_be_rebuilt_from_the_files(archive, folder, index):
    for kept in KINDS.values():
        archive.keep(kept, b"hello")
    archive.keep_chain([KINDS["redirect"], exchange()], PAGE)
    archive.keep(exchange(minutes=1), PAGE)
    assert list(scan(FolderShelf(folder))) == list(index)


def test_another_writer_is_refused_and_told_what_to_do(archive, folder):
    with pytest.raises(ArchiveError) as raised:
        Archive.open(folder, MemoryIndex(), lambda: NOON, counted())
    assert "another run" in raised.value.message
    assert raised.value.hint


def test_a_closed_archive_can_be_opened_again_and_goes_on(folder, index):
    for minutes in (0, 1):
        with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
            archive.keep(exchange(minutes=minutes))
    assert len(list(index)) == 2
    assert [path.name for path in (folder / "warc").glob("*.warc*")] == [
        "sc-202507-00001.warc.gz.open"
    ]


def test_a_new_month_begins_a_new_file_and_seals_the_old_one(folder, index):
    times = [NOON]
    with Archive.open(folder, index, lambda: times[0], counted()) as archive:
        archive.keep(exchange())
        times[0] = NOON + timedelta(days=30)
        archive.keep(exchange(minutes=50000))
        assert all(archive.read(row) for row in index)
    assert {path.name for path in (folder / "warc").iterdir()} == {
        ".lock",
        "sc-202507-00001.warc.gz",
        "sc-202507-00001.warc.gz.sha256",
        "sc-202508-00002.warc.gz.open",
    }


def test_a_full_file_is_sealed_and_names_the_hash_of_the_one_before(folder, index):
    archive = Archive(folder, index, lambda: NOON, counted(), max_file=1)
    archive.start()
    with archive:
        for _ in range(3):
            archive.keep(exchange())
    first, second = sorted((folder / "warc").glob("*.sha256"))
    assert first.read_text().splitlines()[1] == "previous none"
    whole = hashlib.sha256((folder / "warc/sc-202507-00001.warc.gz").read_bytes()).hexdigest()
    assert first.read_text().startswith(whole)
    assert second.read_text().splitlines()[1] == f"previous {whole}"


def test_a_file_cut_at_any_byte_is_mended_and_goes_on(folder, tmp_path):
    with Archive.open(folder, MemoryIndex(), lambda: NOON, counted()) as archive:
        archive.keep(exchange())
        archive.keep(exchange("https://news.example/b", minutes=1))
    whole = opened_file(folder).read_bytes()
    records = list(records_from(io.BytesIO(whole)))
    last = [each for each in records if each.record.type in {"warcinfo", "metadata"}]
    ends = [0, *(each.offset + each.length for each in last)]
    for cut in range(len(whole) + 1):
        path = tmp_path / "cut" / f"{cut}.warc.gz"
        path.parent.mkdir(exist_ok=True)
        opened = path.with_name(path.name + ".open")
        opened.write_bytes(whole[:cut])
        kept = files.recover(path)
        assert kept.kept == max(end for end in ends if end <= cut)
        assert opened.stat().st_size == kept.kept


@pytest.mark.parametrize("back", [1, 7, 300, 900])
def test_after_a_torn_write_what_was_kept_is_indexed_and_readable(folder, index, back):
    with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        archive.keep(exchange())
        archive.keep(exchange("https://news.example/b", minutes=1))
    path = opened_file(folder)
    path.write_bytes(path.read_bytes()[:-back])
    fresh = MemoryIndex()
    with Archive.open(folder, fresh, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        archive.keep(exchange("https://news.example/c", minutes=2))
        assert {row.url[-1] for row in fresh} >= {"a", "c"}
        assert all(archive.read(row).response for row in fresh if row.status)
    assert warcio_check(path) == (0, "", "")
    assert list(scan(FolderShelf(folder))) == list(fresh)


def test_garbage_behind_the_indexed_part_is_cut_off(folder, index):
    with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        archive.keep(exchange())
    path = opened_file(folder)
    path.write_bytes(path.read_bytes() + bytes(5000))
    with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        archive.keep(exchange("https://news.example/b"))
    assert warcio_check(path) == (0, "", "")


def test_damage_in_a_file_nobody_indexed_is_reported_and_left_alone(folder):
    with Archive.open(folder, MemoryIndex(), lambda: NOON, counted()) as archive:
        archive.keep(exchange())
    path = opened_file(folder)
    damaged = path.read_bytes()[:200] + bytes(50) + path.read_bytes()[250:]
    path.write_bytes(damaged)
    with pytest.raises(ArchiveError):
        Archive.open(folder, MemoryIndex(), lambda: NOON, counted())
    assert path.read_bytes() == damaged


def test_a_full_disk_leaves_the_file_as_it_was(archive, folder, index, monkeypatch):
    archive.keep(exchange())
    before = opened_file(folder).read_bytes()

    def refuse(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(ArchiveError, match="No space left"):
        archive.keep(exchange("https://news.example/b"))
    monkeypatch.undo()
    assert opened_file(folder).read_bytes() == before
    archive.keep(exchange("https://news.example/c"))
    assert warcio_check(opened_file(folder)) == (0, "", "")
    assert len(list(index)) == 2


def test_records_are_synced_before_the_index_hears_of_them(archive, index, monkeypatch):
    archive.keep(exchange())  # the file is there
    steps = []
    put = index.put_all
    monkeypatch.setattr("os.fsync", lambda _: steps.append("synced"))
    monkeypatch.setattr(index, "put_all", lambda rows: (steps.append("indexed"), put(rows)))
    archive.keep_chain([exchange("https://news.example/b"), exchange("https://news.example/c")])
    assert steps == ["synced", "indexed"]


def test_an_index_that_disagrees_with_the_files_says_so(archive, folder, index):
    capture = archive.keep(exchange())
    second = archive.keep(exchange("https://news.example/b"))
    wrong = type(capture)(
        **{
            **{name: getattr(second, name) for name in capture.__slots__},
            "offset": capture.offset,
        }
    )
    with pytest.raises(ArchiveError, match="no record"):
        read_exchange(FolderShelf(folder), index, wrong)


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveError, match="cannot write there"):
        Archive.open(tmp_path / "file", MemoryIndex(), lambda: NOON, counted())


def test_a_plain_file_is_read_like_a_packed_one(archive, folder, tmp_path):
    archive.keep(exchange(), PAGE)
    archive.keep(exchange("https://news.example/b", minutes=1))
    with opened_file(folder).open("rb") as file:
        plain = b"".join(member.data for member in members(file))
    found = [one.exchange for one in exchanges_in(io.BytesIO(plain))]
    assert found == [exchange(), exchange("https://news.example/b", minutes=1)]


def test_two_files_left_open_are_mended_and_one_is_sealed(folder, index):
    for day in (0, 40):
        moment = NOON + timedelta(days=day)
        with Archive.open(folder, index, lambda: moment, lambda: str(uuid.uuid4())) as archive:  # noqa: B023
            archive.keep(exchange(minutes=day * 1440))
        for path in (folder / "warc").glob("sc-202507*.sha256"):
            path.unlink()
            closed = path.with_name(path.name.removesuffix(".sha256"))
            closed.rename(closed.with_name(closed.name + ".open"))
    assert len(list((folder / "warc").glob("*.open"))) == 2
    with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        assert len(list((folder / "warc").glob("*.open"))) == 1
        assert all(archive.read(row) for row in index)


def test_an_archive_can_be_sealed_at_will(archive, folder):
    archive.keep(exchange())
    archive.seal()
    assert list((folder / "warc").glob("*.open")) == []
    assert len(list((folder / "warc").glob("*.sha256"))) == 1


def test_metadata_that_cannot_be_read_is_one_clear_error():
    head = Record(
        fields=(("WARC-Type", "metadata"), ("WARC-Record-ID", "<urn:uuid:1>")),
        block=b'{"sourcecheck":1}',
    )
    with pytest.raises(ArchiveError, match="cannot be read"):
        from_records([head])


def test_a_look_that_asked_nothing_writes_nothing(archive, folder):
    assert archive.keep_chain([]) == ()
    assert list((folder / "warc").glob("*.open")) == []
