"""A good archive folder, broken in one way at a time: chain, files, index."""

from __future__ import annotations

import gzip
import os
import re
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sabotage_cases import good_archive, good_box, packed, raw_members, records_of

from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.verifying.faults import Kind
from sourcecheck.archive.verifying.verify import verify


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("good") / "archive"
    return folder, list(good_archive(folder))


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made[0], tmp_path / "archive")
    return tmp_path / "archive"


@pytest.fixture
def rows(made):
    return list(made[1])


def file(folder, number, ending=""):
    return next(
        path
        for path in (folder / "warc").iterdir()
        if path.name.endswith((f"{number:05d}.warc.gz{ending}", f"{number:05d}.warc.gz.open"))
    )


def test_the_unbroken_archive_is_accepted(folder, rows):
    found = verify(folder, index=MemoryIndex(rows))
    assert (found.faults, found.fault_count, found.notes) == ((), 0, ())
    assert len(found.files) == 4
    assert found.bytes == sum(
        path.stat().st_size for path in folder.rglob("sc-*.warc.gz*") if "sha" not in path.name
    )


def test_an_archive_is_accepted_without_its_index(folder):
    assert verify(folder).faults == ()


def rewritten(number, change):
    def broken(folder, rows):
        path = file(folder, number)
        data = path.read_bytes()
        made = change(data)
        assert made != data
        path.write_bytes(made)

    return broken


def sealed(number, old, new):
    def broken(folder, rows):
        path = file(folder, number, ".sha256")
        text = path.read_text()
        made = re.sub(old, new, text, count=1)
        assert made != text
        path.write_text(made)

    return broken


def removed(*numbers, also_sha=True):
    def broken(folder, rows):
        for number in numbers:
            file(folder, number).unlink()
            if also_sha:
                file(folder, number, ".sha256").unlink()

    return broken


def without_sha(folder, rows):
    file(folder, 2, ".sha256").unlink()


def piped(folder, rows):
    os.mkfifo(folder / "warc" / "sc-202507-00009.warc.gz")


def swapped(folder, rows):
    one, two = file(folder, 2), file(folder, 3)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def renamed(folder, rows):
    for ending in ("", ".sha256"):
        path = file(folder, 2, ending)
        path.rename(path.with_name(path.name.replace("00002", "00009")))


def added(folder, rows):
    path = file(folder, 3)
    shutil.copy(path, path.with_name(path.name.replace("00003", "00004")))
    opened = file(folder, 4, ".open")
    opened.rename(opened.with_name(opened.name.replace("00004", "00005")))


def foreign_added(folder, rows):
    (folder / "warc" / "other.warc.gz").write_bytes(file(folder, 3).read_bytes())


def recompressed(folder, rows):
    path = file(folder, 2)
    path.write_bytes(b"".join(gzip.compress(each) for each in records_of(path.read_bytes())))


def opened_edited(folder, rows):
    path = file(folder, 4)
    path.write_bytes(path.read_bytes()[:-30] + b"\0" * 30)


def opened_cut(folder, rows):
    path = file(folder, 4)
    path.write_bytes(path.read_bytes()[:-1])


def changed_row(**changes):
    def broken(folder, rows):
        at = next(n for n, row in enumerate(rows) if row.url.endswith("/gone"))
        rows[at] = replace(rows[at], **changes)

    return broken


def moved_row(by, name="offset"):
    def broken(folder, rows):
        at = next(n for n, row in enumerate(rows) if row.url.endswith("/gone"))
        rows[at] = replace(rows[at], **{name: getattr(rows[at], name) + by})

    return broken


def row_gone(folder, rows):
    rows.remove(next(row for row in rows if row.url.endswith("/gone")))


def row_of_nothing(folder, rows):
    rows.append(replace(rows[0], record_id="<urn:uuid:0>"))


def row_of_no_file(folder, rows):
    rows.append(replace(rows[0], record_id="<urn:uuid:0>", file="warc/sc-209901-00001.warc.gz"))


SABOTAGE = {
    "a flipped bit": (rewritten(2, lambda d: d[:99] + bytes([d[99] ^ 1]) + d[100:]), Kind.HASH_WRONG),
    "a file cut": (rewritten(2, lambda d: d[:-1]), Kind.HASH_WRONG),
    "bytes appended": (rewritten(2, lambda d: d + b"x"), Kind.HASH_WRONG),
    "a member appended": (rewritten(2, lambda d: d + gzip.compress(b"")), Kind.HASH_WRONG),
    "a file packed anew": (recompressed, Kind.HASH_WRONG),
    "another digest beside a file": (sealed(2, "^.{4}", "0000"), Kind.HASH_WRONG),
    "another size beside a file": (sealed(2, r"size \d", "size 9"), Kind.HASH_WRONG),
    "another file before it": (sealed(2, "previous .{4}", "previous 0000"), Kind.CHAIN_BROKEN),
    "a first file that follows another": (
        sealed(1, "previous none", "previous " + "0" * 64), Kind.CHAIN_BROKEN,
    ),
    "a later file that follows none": (sealed(2, "previous .*", "previous none"), Kind.CHAIN_BROKEN),
    "another name beside a file": (sealed(2, "sc-", "sd-"), Kind.HASH_SYNTAX),
    "a line beside a file that nobody writes": (sealed(2, "closed", "clothed"), Kind.HASH_SYNTAX),
    "a pruning that nobody made": (
        sealed(2, "closed", f"was {'0' * 64} 2025-07-04T12:00:00Z 3 pruned\nclosed"), Kind.CHAIN_BROKEN,
    ),
    "a line beside a file twice": (sealed(2, r"(size .*\n)", r"\1\1"), Kind.HASH_SYNTAX),
    "a pruning at no time": (
        sealed(2, "closed", f"was {'0' * 64} yesterday 3 pruned\nclosed"), Kind.HASH_SYNTAX,
    ),
    "a pipe that is called as a file": (piped, Kind.UNREADABLE),
    "an empty .sha256": (sealed(2, r"(?s).*", ""), Kind.HASH_SYNTAX),
    "a .sha256 removed": (without_sha, Kind.HASH_MISSING),
    "a file removed": (removed(2, also_sha=False), Kind.FILE_MISSING),
    "the middle file removed": (removed(2), Kind.CHAIN_BROKEN),
    "the first file removed": (removed(1), Kind.CHAIN_BROKEN),
    "the last closed file removed": (removed(3), Kind.CHAIN_BROKEN),
    "two files swapped": (swapped, Kind.HASH_WRONG),
    "a file renamed": (renamed, Kind.CHAIN_BROKEN),
    "a file added": (added, Kind.HASH_MISSING),
    "somebody's file added": (foreign_added, Kind.HASH_MISSING),
    "the open file edited": (opened_edited, Kind.INCOMPLETE_EXCHANGE),
    "the open file cut in what was indexed": (opened_cut, Kind.INCOMPLETE_EXCHANGE),
    # index
    "a row shifted by one": (moved_row(1), Kind.INDEX_ROW),
    "a row that is longer": (moved_row(1, "length"), Kind.INDEX_ROW),
    "a row with another address": (changed_row(url="https://news.example/x"), Kind.INDEX_ROW),
    "a row with another status": (changed_row(status=200), Kind.INDEX_ROW),
    "a row with another digest": (changed_row(sha256="0" * 64), Kind.INDEX_ROW),
    "a row with another key": (changed_row(urlkey="example,other)/"), Kind.INDEX_ROW),
    "a row in another file": (changed_row(file="warc/sc-202507-00002.warc.gz"), Kind.INDEX_ROW),
    "a row with another time": (
        lambda folder, rows: rows.__setitem__(0, replace(rows[0], captured_at=rows[0].captured_at + timedelta(microseconds=1))),
        Kind.INDEX_ROW,
    ),
    "a row from elsewhere": (changed_row(archive="other"), Kind.INDEX_ROW),
    "a row gone": (row_gone, Kind.NOT_INDEXED),
    "a row of nothing": (row_of_nothing, Kind.INDEX_ROW),
    "a row of no file": (row_of_no_file, Kind.FILE_MISSING),
}  # fmt: skip


@pytest.mark.parametrize("name", SABOTAGE)
def test_what_was_done_to_an_archive_is_told(name, folder, rows):
    broken, kind = SABOTAGE[name]
    broken(folder, rows)
    found = verify(folder, index=MemoryIndex(rows))
    assert not found.sound
    assert kind in {fault.kind for fault in found.faults}, found.faults
    assert all(fault.message and fault.hint for fault in found.faults)


@pytest.mark.parametrize("cut", [1, 20, 450, 700])
def test_a_torn_end_of_the_open_file_is_noted_and_no_fault(folder, rows, cut):
    """A run that was killed left it; the next run cuts it off."""
    path = file(folder, 4)
    exchange = b"".join(raw_members(file(folder, 1).read_bytes())[1:4])
    assert cut < len(exchange)
    path.write_bytes(packed_again(exchange)[:cut].join([path.read_bytes(), b""]))
    found = verify(folder, index=MemoryIndex(rows))
    assert found.faults == ()
    assert {each.kind for each in found.notes} <= {Kind.UNFINISHED, Kind.NOT_INDEXED}
    assert Kind.UNFINISHED in {each.kind for each in found.notes}


def packed_again(exchange):
    """The records of an exchange under other ids."""
    return packed([re.sub(rb"<urn:uuid:.", b"<urn:uuid:z", each) for each in records_of(exchange)])


def test_an_empty_folder_is_told(tmp_path):
    assert [each.kind for each in verify(tmp_path).faults] == [Kind.EMPTY]


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        verify(tmp_path / "missing.warc.gz")


# --- any bit at all

QUIET = settings(
    max_examples=int(os.environ.get("FLIPS", "150")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("flips") / "archive"
    good_archive(folder)
    return file(folder, 1)


@QUIET
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_flipped_bit_of_a_closed_file_is_found(closed, tmp_path, place, bit):
    data = bytearray(closed.read_bytes())
    data[int(place * len(data))] ^= 1 << bit
    path = tmp_path / closed.name
    path.write_bytes(data)
    beside = closed.with_name(f"{closed.name}.sha256")
    path.with_name(beside.name).write_bytes(beside.read_bytes())
    assert not verify(path).sound


@pytest.fixture(scope="module")
def wacz(tmp_path_factory):
    folder = tmp_path_factory.mktemp("flips")
    return good_box(folder / "archive").write(folder / "x.wacz").read_bytes()


@QUIET
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_flipped_bit_of_a_wacz_is_found(wacz, tmp_path, place, bit):
    data = bytearray(wacz)
    data[int(place * len(data))] ^= 1 << bit
    path = tmp_path / "x.wacz"
    path.write_bytes(data)
    assert not verify(path).sound


def test_an_archive_that_holds_nothing_yet_is_sound_where_its_index_says_so(tmp_path):
    assert verify(tmp_path, index=MemoryIndex()).faults == ()
    assert [each.kind for each in verify(tmp_path).faults] == [Kind.EMPTY]


def test_an_empty_folder_is_not_sound_where_the_index_knows_captures(tmp_path, rows):
    kinds = {each.kind for each in verify(tmp_path, index=MemoryIndex(rows)).faults}
    assert {Kind.EMPTY, Kind.FILE_MISSING} <= kinds
