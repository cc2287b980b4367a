"""Threads and processes side by side: a writer, its index, and whoever reads meanwhile."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import threading
import time
import uuid
from contextlib import suppress
from pathlib import Path

import pytest
from archive_cases import NOON, answer, exchange

from sourcecheck.archive import repeats
from sourcecheck.archive.files import is_written_to, sole_writer
from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.pruning.rewriting import prepare, settle
from sourcecheck.archive.reading import OPEN, FolderShelf, read_exchange, scan
from sourcecheck.archive.repeats import Repeats
from sourcecheck.archive.storage.local import FolderStorage
from sourcecheck.archive.storage.shipping import ship
from sourcecheck.archive.verifying.verify import verify
from sourcecheck.archive.warc import Archive
from sourcecheck.archive.writing import Composed
from sourcecheck.errors import ArchiveError
from sourcecheck.store.sqlite import open_store


def ids():
    return str(uuid.uuid4())


def opened(folder, index, max_file=1):
    archive = Archive(folder, index, lambda: NOON, ids, max_file=max_file)
    archive.start()
    return archive


def look(number):
    body = f"body {number}".encode()
    request = f"GET /{number} HTTP/1.1\r\nHost: news.example\r\n\r\n".encode()
    url = f"https://news.example/{number}"
    return [exchange(url, request=request, response=answer(body))], body


def closed(folder):
    return sorted(path.name for path in (folder / "warc").glob("*.warc.gz"))


# the thread that writes, and the index


async def test_no_file_is_closed_while_the_transaction_of_its_captures_is_open(folder, monkeypatch):
    entered, go, pack = threading.Event(), threading.Event(), Composed.packed

    def packed(composed):
        if len(composed.kept) == 2:
            entered.set()
            assert go.wait(5)
        return pack(composed)

    monkeypatch.setattr(Composed, "packed", packed)
    with open_store(":memory:") as store, opened(folder, store.captures) as archive:
        await archive.write_aside([look(1)])
        second = asyncio.create_task(archive.write_aside([look(2), look(3)]))
        assert await asyncio.to_thread(entered.wait, 5)
        with store.together():
            archive.index_written()
            go.set()  # the thread writes while nobody knows whether the transaction will hold
            time.sleep(0.3)  # noqa: ASYNC251 - nothing is awaited in a transaction
            assert closed(folder) == []
        await second
        archive.index_written()
        await archive.write_aside([look(4)])
        assert len(closed(folder)) == 1


async def test_what_a_failed_transaction_did_not_index_is_indexed_at_the_next_start(folder):
    with open_store(":memory:") as store:
        with opened(folder, store.captures) as archive:
            with suppress(ZeroDivisionError), store.together():
                archive.keep_chains([look(1), look(2)])
                raise ZeroDivisionError
            archive.keep_chains([look(3)])
            assert len(closed(folder)) == 1
            assert len(list(store.captures)) == 1
        with opened(folder, store.captures):
            assert list(store.captures) == list(scan(FolderShelf(folder)))


def test_a_damaged_file_closed_last_keeps_no_run_from_archiving(folder, index):
    with opened(folder, index) as archive:
        archive.keep_chain(*look(1))
        last = archive.seal()
    path = folder / last.name
    path.write_bytes(path.read_bytes()[:-40] + bytes(40))
    fresh = MemoryIndex()
    with opened(folder, fresh) as archive:
        archive.keep_chain(*look(2))
    assert "https://news.example/2" in {row.url for row in fresh}


def test_payloads_are_looked_up_while_the_thread_forgets_them(folder, index, monkeypatch):
    monkeypatch.setattr(repeats, "_MOST_MET", 3)
    with opened(folder, index, max_file=10**9) as archive:
        archive.keep_chains([look(number) for number in range(9)])
    found = Repeats(index, FolderShelf(folder))
    known = [(row.sha256, row.framing) for row in index]
    stop, wrong = time.monotonic() + 0.5, []

    def forget():
        while time.monotonic() < stop:
            for key in known:
                found.originals([key], {})

    others = [threading.Thread(target=forget) for _ in range(2)]
    for each in others:
        each.start()
    while time.monotonic() < stop:
        wrong += [key for key in known if key not in found.originals(known, {})]
    for each in others:
        each.join()
    assert wrong == []


# readers while a file is closed, rewritten or moved


class Busy(MemoryIndex):
    """An index that is asked for its rows when the files are named, and read after that."""

    def __init__(self, rows, meanwhile, *, before=True):
        super().__init__(rows)
        self.meanwhile, self.before, self.times = meanwhile, before, 0

    def __iter__(self):
        self.times += 1
        act = self.meanwhile if self.times == 1 else lambda: None
        if self.before:
            act()
        yield from list(super().__iter__())
        if not self.before:
            act()


@pytest.fixture
def three(folder):
    """Two closed files, one that is written, and the writer."""
    index = MemoryIndex()
    with opened(folder, index, max_file=10**9) as archive:
        for number in range(3):
            archive.keep_chain(*look(number))
            archive.seal()
        archive.keep_chain(*look(3))
        yield folder, index, archive


def close_and_go_on(folder, index, archive):
    archive.seal()
    archive.keep_chain(*look(4))
    archive.seal()
    archive.keep_chain(*look(5))


def only_append(folder, index, archive):
    archive.keep_chain(*look(4))


def only_close(folder, index, archive):
    archive.seal()


def begin_a_file(folder, index, archive):
    archive.seal()
    (folder / "warc" / f"sc-202507-00005.warc.gz{OPEN}").touch()


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("act", [close_and_go_on, only_append, only_close, begin_a_file])
def test_verify_beside_a_writer_tells_no_fault(three, act, before):
    folder, index, archive = three
    busy = Busy(index, lambda: act(folder, busy, archive), before=before)
    archive._index = busy
    found = verify(folder, index=busy)
    assert found.faults == ()
    assert len(found.files) == 4


def test_a_file_that_is_just_begun_is_no_fault(three):
    folder, index, archive = three
    begin_a_file(folder, index, archive)
    found = verify(folder, index=index)
    assert found.faults == ()
    assert "nothing was written to it yet" in {note.message for note in found.notes}


def test_a_file_that_is_just_being_closed_is_no_fault_and_a_digest_that_is_gone_is_one(three):
    folder, index, archive = three
    archive.seal()
    (folder / "warc" / "sc-202507-00004.warc.gz.sha256").unlink()
    assert is_written_to(folder / "warc")
    assert verify(folder, index=index).faults == ()
    archive.close()
    assert not is_written_to(folder / "warc")
    assert [fault.kind for fault in verify(folder, index=index).faults] == ["hash-missing"]


def test_the_digest_of_an_earlier_file_is_missed_beside_a_writer_too(three):
    folder, index, _ = three
    (folder / "warc" / "sc-202507-00001.warc.gz.sha256").unlink()
    assert "hash-missing" in {fault.kind for fault in verify(folder, index=index).faults}


@pytest.mark.parametrize("before", [True, False])
def test_verify_beside_a_pruning_tells_no_fault(three, before):
    folder, index, archive = three
    archive.close()

    def prune():
        path = folder / "warc" / "sc-202507-00002.warc.gz"
        gone = [row for row in MemoryIndex.__iter__(busy) if row.file.endswith(path.name)]
        prepare(path, gone, "old", NOON, ids)
        settle(path, lambda *_: None)
        MemoryIndex.__init__(busy, scan(FolderShelf(folder)))

    busy = Busy(index, prune, before=before)
    found = verify(folder, index=busy)
    assert found.faults == ()
    assert [note.kind for note in found.notes] == ["pruned"]


def test_verify_waits_for_a_pruning_of_many_files(three):
    folder, index, archive = three
    archive.close()
    rows, at_work = list(index), threading.Event()

    def prune():
        with sole_writer(folder / "warc"):
            for path in sorted((folder / "warc").glob("*.gz"), reverse=True):
                gone = [row for row in rows if row.file.endswith(path.name)]
                prepare(path, gone, "old", NOON, ids)
                settle(path, lambda *_: None)
                MemoryIndex.__init__(busy, scan(FolderShelf(folder)))
                at_work.set()
                time.sleep(0.3)

    def begin():
        other.start()
        assert at_work.wait(5)

    other = threading.Thread(target=prune)
    busy = Busy(index, begin, before=False)
    found = verify(folder, index=busy)
    other.join()
    assert found.faults == ()
    assert [note.kind for note in found.notes] == ["pruned"] * 3


@pytest.mark.parametrize("before", [True, False])
def test_verify_beside_an_upload_that_removes_tells_no_fault(three, tmp_path, before):
    folder, index, archive = three
    archive.close()
    (tmp_path / "there").mkdir()
    there = FolderStorage(tmp_path / "there")
    busy = Busy(index, lambda: list(ship(folder, there, lambda: NOON, remove=True)), before=before)
    found = verify(folder, index=busy)
    assert found.faults == ()
    assert {note.kind for note in found.notes} == {"elsewhere"}


def test_what_is_taken_away_while_it_is_verified_is_told(three):
    folder, index, archive = three
    archive.close()
    busy = Busy(index, (folder / "warc" / "sc-202507-00002.warc.gz").unlink)
    assert "file-missing" in {fault.kind for fault in verify(folder, index=busy).faults}


def test_a_file_that_is_closed_between_look_and_reading_is_read_under_its_new_name(
    three, monkeypatch
):
    folder, index, archive = three
    capture = next(row for row in index if row.url.endswith("/3"))
    shelf = FolderShelf(folder)
    monkeypatch.setattr(
        FolderShelf, "has", lambda shelf, name: bool(archive.seal() or True)
    )  # whoever asked before knows nothing now
    assert shelf.has(capture.file)
    assert read_exchange(shelf, index, capture) == look(3)[0][0]


def test_a_second_writer_is_refused_plainly_and_a_reader_never(folder, index):
    with opened(folder, index) as archive:
        archive.keep_chain(*look(1))
    with sole_writer(folder / "warc"):
        with pytest.raises(ArchiveError, match="another run is writing to this archive"):
            opened(folder, index)
        assert verify(folder, index=index).faults == ()
        read = [read_exchange(FolderShelf(folder), index, row) for row in index]
        assert read == look(1)[0]


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="no users to be")
def test_a_file_that_may_not_be_read_is_told_and_the_others_are_verified(three):
    with tempfile.TemporaryDirectory() as name:  # whose parents nobody, too, may enter
        Path(name).chmod(0o755)
        folder = Path(shutil.copytree(three[0], Path(name, "archive")))
        (folder / "warc" / "sc-202507-00002.warc.gz").chmod(0)
        user = os.geteuid()
        os.seteuid(65534 if user == 0 else user)
        try:
            found = verify(folder)
        finally:
            os.seteuid(user)
    assert [(fault.kind, fault.file) for fault in found.faults] == [
        ("unreadable", "warc/sc-202507-00002.warc.gz")
    ]
    assert sum(each.records > 0 for each in found.files) == 3


# an index that is not of this folder


def fill(folder, index, *numbers):
    with opened(folder, index, max_file=10**9) as archive:
        for number in numbers:
            archive.keep_chain(*look(number))


def test_an_empty_folder_is_begun_with_names_that_the_index_has_not_met(tmp_path, index):
    fill(tmp_path / "one", index, 1)
    with opened(tmp_path / "two", index, max_file=10**9) as archive:
        chain = archive.keep_chain(*look(1))
        assert {each.revisit_of for each in chain} == {""}  # what it repeats lies elsewhere
        archive.seal()
    fill(tmp_path / "two", index, 2)
    assert not names(tmp_path / "one") & names(tmp_path / "two")


def test_the_numbers_of_another_folder_are_no_gap_once_a_file_is_closed(tmp_path, index):
    fill(tmp_path / "one", index, 1)
    with opened(tmp_path / "two", index, max_file=10**9) as archive:
        archive.keep_chain(*look(3))
        archive.seal()
        archive.keep_chain(*look(4))
    assert verify(tmp_path / "two").faults == ()


def test_a_first_file_that_was_taken_away_is_still_missed(tmp_path, index):
    with opened(tmp_path / "two", index, max_file=10**9) as archive:
        for number in (1, 2):
            archive.keep_chain(*look(number))
            archive.seal()
    for path in (tmp_path / "two" / "warc").glob("*-00001.*"):
        path.unlink()
    assert verify(tmp_path / "two").faults != ()


def names(folder):
    return {path.name.partition(".")[0] for path in (folder / "warc").glob("sc-*")}


@pytest.mark.parametrize("close", [True, False])
@pytest.mark.parametrize("more", [(2,), range(2, 30)])
def test_the_index_of_another_folder_is_refused_and_nothing_is_cut(tmp_path, index, close, more):
    other = MemoryIndex()
    fill(tmp_path / "one", index, 1)
    fill(tmp_path / "two", other, *more)
    if close:
        with opened(tmp_path / "two", other) as archive:
            archive.seal()
    before = {path: path.read_bytes() for path in (tmp_path / "two" / "warc").iterdir()}
    with pytest.raises(ArchiveError, match="other captures"):
        opened(tmp_path / "two", index)
    assert before == {path: path.read_bytes() for path in (tmp_path / "two" / "warc").iterdir()}


def test_a_forgotten_folder_and_one_made_anew_are_written_to(tmp_path, index):
    fill(tmp_path / "one", index, 1)
    index = MemoryIndex()
    fill(tmp_path / "two", index, 2)
    rebuilt = MemoryIndex(scan(FolderShelf(tmp_path / "one")))
    fill(tmp_path / "one", rebuilt, 3)
    assert list(rebuilt) == list(scan(FolderShelf(tmp_path / "one")))


@pytest.mark.parametrize("missing", [0, 1])
def test_an_index_that_lacks_the_first_captures_is_still_that_of_its_folder(folder, index, missing):
    fill(folder, index, 1, 2, 3)
    partial = MemoryIndex(list(index)[missing:])
    fill(folder, partial, 4)
    assert "https://news.example/4" in {row.url for row in partial}
