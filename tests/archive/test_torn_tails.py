"""A file cut at any byte of its last exchange: mended, it loses nothing that was committed.

Three readers say so: ours, warcio with its digest check, and FastWARC.
"""

from __future__ import annotations

import uuid

import pytest
from archive_cases import NOON, answer, exchange, opened_file, warcio_check
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from sourcecheck.archive.foreign import records_in
from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.reading import FolderShelf, records_from, scan
from sourcecheck.archive.warc import Archive

COMMITTED = [exchange(f"https://news.example/{number}", number) for number in range(2)]
LAST = exchange("https://news.example/last", 7, response=answer(b"the last page"))
NEXT = exchange("https://news.example/next", 9, response=answer(b"the next page"))


def opened(folder, index):
    return Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4()))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The bytes of a file, where its last exchange begins, and the index before that one."""
    folder, index = tmp_path_factory.mktemp("whole"), MemoryIndex()
    with opened(folder, index) as archive:
        for each in COMMITTED:
            archive.keep(each)
        committed = tuple(index)
        start = archive.keep(LAST).offset
    return opened_file(folder).read_bytes(), start, committed


@pytest.fixture
def no_sync(monkeypatch):
    """Syncing a thousand files takes minutes, and no power is cut here."""
    monkeypatch.setattr("os.fsync", lambda _: None)


def torn(folder, data):
    (folder / "warc").mkdir(parents=True)
    path = folder / "warc" / "sc-202507-00001.warc.gz.open"
    path.write_bytes(data)
    return path


def ids_by_three_readers(folder, path):
    with path.open("rb") as file:
        own = [placed.record.id for placed in records_from(file)]
    shelf = FolderShelf(folder)
    assert own == [placed.record.id for placed in records_in(shelf, shelf.names()[0])]
    with path.open("rb") as file:
        records = ArchiveIterator(file, check_digests="raise")
        warcio = [
            (r.rec_headers.get_header("WARC-Record-ID"), r.raw_stream.read())[0] for r in records
        ]
    with path.open("rb") as file:
        fast = [
            record.headers["WARC-Record-ID"]
            for record in FastIterator(file, parse_http=False)
            if record.verify_block_digest()
        ]
    assert own == warcio == fast
    return own


def mended(folder, path, known):
    """Open a torn archive, go on writing it, and see what is there."""
    index = MemoryIndex(known)
    with opened(folder, index) as archive:
        archive.keep(NEXT)
        rows = {row.url: row for row in index}
        for each in (*COMMITTED, NEXT, *([LAST] if LAST.url in rows else [])):
            assert archive.read(rows[each.url]) == each
    assert list(scan(FolderShelf(folder))) == list(index)
    ids_by_three_readers(folder, path)
    return LAST.url in rows


@pytest.mark.parametrize("part", range(4))
def test_no_committed_exchange_is_lost_at_any_byte(tmp_path, whole, no_sync, part):
    data, start, committed = whole
    for cut in range(start + part, len(data), 4):
        path = torn(tmp_path / f"known-{cut}", data[:cut])
        assert not mended(tmp_path / f"known-{cut}", path, committed), cut
    path = torn(tmp_path / "nothing-lost", data)
    assert mended(tmp_path / "nothing-lost", path, committed)


def test_what_no_index_knows_is_found_again_at_any_byte(tmp_path, whole, no_sync):
    data, start, _ = whole
    for cut in range(start, len(data) + 1, 9):
        path = torn(tmp_path / f"fresh-{cut}", data[:cut])
        assert mended(tmp_path / f"fresh-{cut}", path, ()) == (cut == len(data)), cut


def test_a_torn_file_that_was_mended_passes_the_other_tool_s_own_check(tmp_path, whole, no_sync):
    data, start, committed = whole
    for cut in (start + 1, start + (len(data) - start) // 2, len(data) - 1):
        path = torn(tmp_path / f"check-{cut}", data[:cut])
        mended(tmp_path / f"check-{cut}", path, committed)
        assert warcio_check(path) == (0, "", "")
