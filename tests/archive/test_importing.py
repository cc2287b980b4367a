"""Captures of others taken into the archive: whole, told apart, once, or not at all."""

from __future__ import annotations

import errno
import gzip
import os
import subprocess
import sys
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from archive_cases import NOON, PAGE, exchange
from sabotage_cases import (
    good_box,
    good_warc,
    packed,
    position,
    raw_members,
    records_of,
)
from test_verify_of_foreign_files import by_fastwarc, by_warcio, by_wget

from sourcecheck.archive import importing
from sourcecheck.archive.files import sole_writer
from sourcecheck.archive.importing import Into
from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.reading import FolderShelf, read_exchange, scan
from sourcecheck.archive.replay import ReplayTransport
from sourcecheck.archive.verifying.verify import verify
from sourcecheck.archive.warc import Archive
from sourcecheck.errors import ArchiveError, StoreError


def import_file(path, into, **how):
    return importing.import_file(path, lambda: into, **how)


def ids():
    return str(uuid.uuid4())


@pytest.fixture
def into(folder, index):
    with Archive.open(folder, index, lambda: NOON, ids) as archive:
        archive.keep_chains([([exchange("https://own.example/")], PAGE)])
    return Into(folder=folder, index=index, clock=lambda: NOON, ids=ids)


@pytest.fixture
def theirs(tmp_path):
    """A WARC of every kind of exchange, of another archive of ours."""
    path = tmp_path / "theirs.warc.gz"
    path.write_bytes(good_warc(tmp_path / "other"))
    return path


def listing(folder):
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def test_what_is_imported_is_read_back_and_told_apart(into, theirs, folder, index):
    done = import_file(theirs, into)
    assert (done.refused, done.left_out, done.already) == (False, (), 0)
    rows = [row for row in index if row.archive != "local"]
    assert {row.archive for row in rows} == {"theirs.warc.gz"}
    assert len(rows) == done.captures > 10
    shelf = FolderShelf(folder)
    there = MemoryIndex(scan(FolderShelf(theirs.parent / "other")))
    for row in rows:
        (original,) = [each for each in there if each.record_id == row.record_id]
        assert read_exchange(shelf, index, row) == read_exchange(
            FolderShelf(theirs.parent / "other"), there, original
        )


def test_the_archive_is_sound_afterwards_and_its_index_can_be_made_anew(
    into, theirs, folder, index
):
    import_file(theirs, into)
    found = verify(folder, index=index)
    assert (found.faults, found.notes) == ((), ())
    assert list(scan(FolderShelf(folder))) == list(index)


def test_members_are_copied_byte_for_byte(into, theirs, folder):
    done = import_file(theirs, into)
    (name,) = done.files
    copied = set(raw_members((folder / name).read_bytes()))
    assert set(raw_members(theirs.read_bytes())) <= copied


def test_the_file_goes_into_the_chain_behind_the_one_that_was_open(into, theirs, folder):
    import_file(theirs, into)
    names = sorted(path.name for path in (folder / "warc").iterdir() if path.name != ".lock")
    assert names == [
        "sc-202507-00001.warc.gz", "sc-202507-00001.warc.gz.sha256",
        "sc-202507-00002.warc.gz", "sc-202507-00002.warc.gz.sha256",
    ]  # fmt: skip
    first = (folder / "warc" / names[1]).read_text().partition(" ")[0]
    assert f"previous {first}\n" in (folder / "warc" / names[3]).read_text()


def test_closed_files_are_told(into, theirs):
    told = []
    import_file(theirs, replace(into, on_sealed=told.append))
    assert [each.name for each in told] == [
        "warc/sc-202507-00001.warc.gz", "warc/sc-202507-00002.warc.gz",
    ]  # fmt: skip


def test_importing_twice_adds_nothing(into, theirs, folder):
    first = import_file(theirs, into)
    before = listing(folder)
    again = import_file(theirs, into)
    assert (again.captures, again.records, again.files) == (0, 0, ())
    assert again.already == first.captures
    assert listing(folder) == before


def test_what_is_new_in_a_longer_file_is_added(into, theirs, folder, index):
    records = records_of(theirs.read_bytes())
    short = theirs.with_name("short.warc.gz")
    short.write_bytes(packed(records[:4]))
    import_file(short, into)
    done = import_file(theirs, into)
    assert done.already == 1
    assert done.captures > 10
    assert verify(folder, index=index).faults == ()


@pytest.mark.parametrize("writer", [by_warcio, by_fastwarc, by_wget])
@pytest.mark.parametrize("packing", ["members", "one member", "none"])
def test_files_of_others_are_imported_however_they_are_packed(
    writer, packing, into, tmp_path, folder, index
):
    data = writer()
    forms = {"members": data, "none": gzip.decompress(data)}
    forms["one member"] = gzip.compress(forms["none"])
    path = tmp_path / "foreign.warc"
    path.write_bytes(forms[packing])
    done = import_file(path, into)
    assert not done.refused
    assert done.captures
    assert verify(folder, index=index).faults == ()
    assert {row.archive for row in index} == {"local", "foreign.warc"}
    assert list(scan(FolderShelf(folder))) == list(index)


def test_a_wacz_is_imported(into, tmp_path, folder, index):
    path = good_box(tmp_path / "other").write(tmp_path / "theirs.wacz")
    done = import_file(path, into)
    assert done.captures > 10
    assert verify(folder, index=index).faults == ()


async def test_what_is_imported_is_replayed(into, theirs, folder, index):
    import httpx

    import_file(theirs, into)
    transport = ReplayTransport(FolderShelf(folder), index)
    response = await transport.handle_async_request(
        httpx.Request("GET", "https://news.example/gone")
    )
    assert (response.status_code, await response.aread()) == (404, b"no such page")


def test_large_imports_are_spread_over_files(into, theirs, folder, index):
    done = import_file(theirs, replace(into, max_file=4000))
    assert len(done.files) > 2
    assert verify(folder, index=index).faults == ()


# --- refused


def broken(theirs):
    records = records_of(theirs.read_bytes())
    at = position(records, b"WARC-Type: response", b"news.example/gone")
    records[at] = records[at].replace(b"no such page", b"No such page")
    theirs.write_bytes(packed(records))


def test_a_file_with_a_fault_is_refused_and_nothing_is_written(into, theirs, folder, index):
    broken(theirs)
    before, rows = listing(folder), list(index)
    done = import_file(theirs, into)
    assert done.refused
    assert done.verified.fault_count
    assert (listing(folder), list(index)) == (before, rows)


def test_anyway_takes_what_verifies(into, theirs, folder, index):
    broken(theirs)
    done = import_file(theirs, into, anyway=True)
    assert done.left_out_count == 1
    assert done.captures > 10
    assert not any(row.url.endswith("/gone") for row in index)
    assert verify(folder, index=index).faults == ()


def test_anyway_takes_no_revisit_of_what_was_left_out(into, theirs, folder, index):
    records = records_of(theirs.read_bytes())
    at = position(records, b"WARC-Type: response", b"news.example/a\r\n")
    records[at] = records[at].replace(b"HTTP/1.1 200", b"HTTP/1.1 201")
    theirs.write_bytes(packed(records))
    done = import_file(theirs, into, anyway=True)
    assert done.left_out_count == 2
    assert verify(folder, index=index).faults == ()


def test_a_revisit_of_what_is_nowhere_is_left_out(into, tmp_path, theirs, folder, index):
    records = records_of(theirs.read_bytes())
    at = position(records, b"WARC-Type: response", b"news.example/a\r\n")
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(packed(records[1:at] + records[at + 3 :]))
    done = import_file(cut, into)
    assert [why for _, why in done.left_out] == ["what it repeats is neither in the file nor here"]
    assert verify(folder, index=index).faults == ()


def test_an_id_that_is_taken_is_not_taken_again(into, tmp_path, index, folder):
    mine = next(iter(index))
    path = tmp_path / "a.warc.gz"
    members = [gzip.decompress(each) for each in raw_members(by_fastwarc())]
    first = members[0].partition(b"WARC-Record-ID: ")[2].partition(b"\r\n")[0]
    path.write_bytes(gzip.compress(members[0].replace(first, mine.record_id.encode())))
    done = import_file(path, into)
    assert [why for _, why in done.left_out] == ["another record here has its id"]
    assert verify(folder, index=index).faults == ()


def test_what_is_no_web_archive_is_refused(into, tmp_path, folder):
    before = listing(folder)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"hello")
    assert import_file(path, into, anyway=True).refused
    with pytest.raises(ArchiveError, match="cannot be read"):
        import_file(tmp_path / "missing", into)
    assert listing(folder) == before


def test_a_second_writer_is_refused(into, theirs, folder, index):
    with (
        Archive.open(folder, index, lambda: NOON, ids),
        pytest.raises(ArchiveError, match="another run"),
    ):
        import_file(theirs, into)


# --- stopped in the middle


def test_a_full_disk_leaves_the_archive_as_it_was(into, theirs, folder, index, monkeypatch):
    before, rows = listing(folder), list(index)

    def full(descriptor, sync=os.fsync):
        if ".import" in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            raise OSError(28, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr(importing.os, "fsync", full)
    with pytest.raises(ArchiveError, match="No space left"):
        import_file(theirs, into)
    assert (listing(folder), list(index)) == (before, rows)


@pytest.mark.parametrize("step", ["write_seal", "captures_of", "sync_folder"])
def test_a_failure_while_it_is_committed_takes_the_file_back(
    step, into, theirs, folder, index, monkeypatch
):
    rows = list(index)

    def fail(*_):
        raise StoreError("the database is locked")

    monkeypatch.setattr(importing, step, fail)
    with pytest.raises(StoreError):
        import_file(theirs, into)
    assert list(index) == rows
    assert not [
        path.name
        for path in (folder / "warc").iterdir()
        if "00002" in path.name or "import" in path.name
    ]
    monkeypatch.undo()
    assert verify(folder, index=index).faults == ()
    assert import_file(theirs, into).captures > 10


class FullDisk:
    """A file that takes nothing, and says so again when it is closed."""

    def __getattr__(self, name):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_and_leaves_nothing(into, theirs, folder, index, monkeypatch):
    real = Path.open

    def opening(path, mode="r", *args, **given):
        if path.name.startswith(".import-") and mode == "wb":
            real(path, mode).close()
            return FullDisk()
        return real(path, mode, *args, **given)

    monkeypatch.setattr(Path, "open", opening)
    with pytest.raises(ArchiveError, match="No space left on device"):
        import_file(theirs, into)
    monkeypatch.undo()
    assert not list((folder / "warc").glob(".import-*"))
    assert verify(folder, index=index).faults == ()


def test_what_a_killed_import_had_unpacked_is_removed(into, theirs, folder, tmp_path):
    left, alive = folder / ".import-dead", folder / ".import-alive"
    with sole_writer(left):
        (left / "unpacked").touch()
    together = tmp_path / "together.warc.gz"
    together.write_bytes(gzip.compress(gzip.decompress(theirs.read_bytes())))
    with sole_writer(alive):
        import_file(together, into, beside=folder)
        assert [path.name for path in folder.glob(".import-*")] == [alive.name]


KILLED = """
import os, sys, uuid
from datetime import UTC, datetime
from pathlib import Path
from sourcecheck.archive import importing
from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.reading import FolderShelf, scan

folder, theirs, step = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
inner = getattr(importing, step)
def die(*args, **given):
    if len(sys.argv) > 4:
        inner(*args, **given)
    os._exit(9)
setattr(importing, step, die)
into = importing.Into(
    folder=folder, index=MemoryIndex(scan(FolderShelf(folder))),
    clock=lambda: datetime(2025, 7, 4, tzinfo=UTC), ids=lambda: str(uuid.uuid4()),
)
importing.import_file(theirs, lambda: into)
"""


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", ["_commit", "_settle", "write_seal", "captures_of"])
def test_a_killed_import_is_finished_or_undone_by_the_next(
    step, after, into, theirs, folder, index
):
    command = [sys.executable, "-c", KILLED, str(folder), str(theirs), step, *(["after"] * after)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode == 9, done.stderr
    if after and step in {"_commit", "_settle"}:  # its index was on disk, as a database is
        index.put_all(list(scan(FolderShelf(folder))))
    import_file(theirs, into)
    assert verify(folder, index=index).faults == ()
    assert sum(row.archive == "theirs.warc.gz" for row in index) == len(
        [
            row
            for row in MemoryIndex(scan(FolderShelf(theirs.parent / "other")))
            if row.file.endswith("00001.warc.gz")
        ]
    )
    assert not [path.name for path in (folder / "warc").iterdir() if "import" in path.name]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", ["_commit", "_settle", "write_seal", "captures_of", "sync_folder"])
def test_a_run_that_archives_after_a_killed_import_leaves_no_gap(
    step, after, into, theirs, folder, index
):
    command = [sys.executable, "-c", KILLED, str(folder), str(theirs), step, *(["after"] * after)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode == 9, done.stderr
    with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        archive.keep(exchange("https://news.example/next"))
        archive.seal()
    assert verify(folder, index=index).faults == ()
    import_file(theirs, into)
    assert verify(folder, index=index).faults == ()
    assert not [path.name for path in (folder / "warc").iterdir() if "import" in path.name]
