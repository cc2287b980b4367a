"""Closed files go to a storage, are read back there, and only then may go from here."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime

import pytest
from archive_cases import NOON, answer, exchange
from s3_server import KEYS, s3_server

from sourcecheck.archive.files import sole_writer
from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.reading import FolderShelf, read_exchange
from sourcecheck.archive.seals import write_seal
from sourcecheck.archive.storage.local import FolderStorage
from sourcecheck.archive.storage.opening import open_storage
from sourcecheck.archive.storage.places import Place, read_places, whereabouts, write_place
from sourcecheck.archive.storage.shelves import (
    BLOCK,
    AbsentShelf,
    StorageShelf,
    TieredShelf,
)
from sourcecheck.archive.storage.shipping import Outcome, closed_files, ship
from sourcecheck.archive.warc import Archive
from sourcecheck.errors import ArchiveError

LATER = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def endpoint():
    with s3_server() as found:
        yield found


@pytest.fixture(params=["folder", "s3"])
def storage(request, tmp_path):
    if request.param == "folder":
        (tmp_path / "far").mkdir()
        return FolderStorage(tmp_path / "far")
    place = f"s3://shelf/{uuid.uuid4()}?endpoint={request.getfixturevalue('endpoint')}"
    return open_storage(place, KEYS)


class Counting:
    """A storage that counts what it is asked."""

    def __init__(self, inner):
        self._inner = inner
        self.asked = []

    def __getattr__(self, name):
        self.asked.append(name)
        return getattr(self._inner, name)


@pytest.fixture
def filled(folder):
    """Two closed files and one that is open; returns folder and index."""
    index = MemoryIndex()
    with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        for number in range(3):
            body = f"<p>page {number}".encode() * 40
            for page in range(4):
                url = f"https://h{number}.example/{page}"
                archive.keep(exchange(url, number, response=answer(body + b"%d" % page)), body)
            if number < 2:
                archive.seal()
    return folder, index


def shipped(folder, storage, **how):
    return list(ship(folder, storage, lambda: LATER, **how))


def outcomes(found):
    return [each.outcome.value for each in found]


def shelf(folder, storage):
    return TieredShelf(FolderShelf(folder), StorageShelf(storage))


def test_closed_files_are_copied_with_their_digests_and_the_open_one_is_not(filled, storage):
    folder, _ = filled
    found = shipped(folder, storage)
    names = [each.name for each in storage.files()]
    assert outcomes(found) == ["uploaded", "uploaded"]
    assert names == sorted([*closed_files(folder), *(f"{n}.sha256" for n in closed_files(folder))])
    for name in closed_files(folder):
        local = (folder / name).read_bytes()
        assert storage.get_range(name, 0, len(local) + 1) == local


def test_beside_each_file_it_is_written_where_it_lies(filled, storage):
    folder, _ = filled
    shipped(folder, storage)
    for name in closed_files(folder):
        data = (folder / name).read_bytes()
        expected = Place(
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            verified_at=LATER,
            place=storage.place,
        )
        assert read_places(folder / name) == (expected,)


def test_a_second_upload_sends_and_asks_nothing(filled, storage):
    folder, _ = filled
    shipped(folder, storage)
    counting = Counting(storage)
    assert outcomes(shipped(folder, counting)) == ["known", "known"]
    assert set(counting.asked) == {"place", "is_here"}  # neither asks a server


def test_every_exchange_is_read_by_range_after_the_files_are_gone_here(filled, storage):
    folder, index = filled
    before = [read_exchange(FolderShelf(folder), index, capture) for capture in index]
    found = shipped(folder, storage, remove=True)
    assert outcomes(found) == ["removed", "removed"]
    assert [path.name for path in (folder / "warc").glob("*.gz")] == []
    tiered = shelf(folder, storage)
    assert [read_exchange(tiered, index, capture) for capture in index] == before
    assert tiered.names() == tuple(sorted({capture.file for capture in index}))


def test_the_names_of_new_files_go_on_after_the_old_ones_are_gone(filled, storage):
    folder, index = filled
    shipped(folder, storage, remove=True)
    with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        archive.seal()
        capture = archive.keep(exchange("https://new.example/"))
    assert capture.file == "warc/sc-202507-00004.warc.gz"
    chain = (folder / "warc/sc-202507-00003.warc.gz.sha256").read_text()
    second = (folder / "warc/sc-202507-00002.warc.gz.sha256").read_text().split(" ")[0]
    assert f"previous {second}" in chain


def test_an_open_archive_reads_what_lies_elsewhere_and_revisits_only_what_is_here(filled, storage):
    folder, index = filled
    old = next(each for each in index if each.file.endswith("00001.warc.gz"))
    before = read_exchange(FolderShelf(folder), index, old)
    shipped(folder, storage, remove=True)
    with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        with pytest.raises(ArchiveError):
            archive.read(old)
        archive.read_from(shelf(folder, storage))
        assert archive.read(old) == before
        body = b"<p>page 0" * 40 + b"0"
        again = archive.keep(exchange(old.url, 9, response=before.response), body)
    assert again.revisit_of == ""
    assert again.sha256


def test_one_record_takes_two_requests_and_its_neighbours_none(filled, storage):
    folder, index = filled
    shipped(folder, storage, remove=True)
    counting = Counting(storage)
    tiered = shelf(folder, counting)
    captures = [each for each in index if each.file.endswith("00001.warc.gz")]
    read_exchange(tiered, index, captures[0])
    assert counting.asked == ["head", "get_range"]
    for capture in captures:
        read_exchange(tiered, index, capture)
    assert counting.asked == ["head", "get_range"]


def test_a_file_changed_since_it_was_closed_is_not_uploaded(filled, storage):
    folder, _ = filled
    first, second = closed_files(folder)
    data = bytearray((folder / first).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / first).write_bytes(data)
    found = shipped(folder, storage, remove=True)
    assert outcomes(found) == ["failed", "removed"]
    assert "not those it was closed with" in found[0].because
    assert storage.head(first) is None
    assert (folder / first).exists()
    assert not (folder / second).exists()


def test_a_file_without_a_digest_stays_and_the_others_go(filled, storage):
    folder, _ = filled
    first, _ = closed_files(folder)
    (folder / f"{first}.sha256").unlink()
    found = shipped(folder, storage, remove=True)
    assert outcomes(found) == ["failed", "removed"]
    assert (folder / first).exists()


def test_another_file_of_that_name_is_never_replaced(filled, storage):
    folder, _ = filled
    first, _ = closed_files(folder)
    other = b"?" * (folder / first).stat().st_size
    storage.put(first, [other])
    found = shipped(folder, storage, remove=True)
    assert outcomes(found) == ["failed", "removed"]
    assert "another file" in found[0].because
    assert storage.get_range(first, 0, 10) == other[:10]
    assert (folder / first).exists()


def test_what_was_sent_before_a_kill_is_taken_up(filled, storage):
    folder, _ = filled
    first, _ = closed_files(folder)
    storage.put(first, [(folder / first).read_bytes()])  # and then the run was killed
    assert outcomes(shipped(folder, storage)) == ["known", "uploaded"]
    assert read_places(folder / first)


class Failing(Counting):
    """A storage whose connection breaks at one kind of question, from some time on."""

    def __init__(self, inner, method, after):
        super().__init__(inner)
        self._method, self._left = method, after

    def __getattr__(self, name):
        if name == self._method:
            self._left -= 1
            if self._left < 0:
                raise ArchiveError("the line is down")
        return super().__getattr__(name)


@pytest.mark.parametrize("method", ["head", "put", "get_range"])
@pytest.mark.parametrize("after", range(8))
def test_a_broken_line_at_any_step_loses_nothing(filled, storage, method, after):
    folder, index = filled
    before = [read_exchange(FolderShelf(folder), index, capture) for capture in index]
    broken = shipped(folder, Failing(storage, method, after), remove=True)
    tiered = shelf(folder, storage)
    assert [read_exchange(tiered, index, capture) for capture in index] == before
    failed = [each for each in broken if each.outcome is Outcome.FAILED]
    assert len(failed) <= 1
    assert "failed" not in outcomes(broken)[:-1]  # after a broken line nothing more is tried
    again = shipped(folder, storage, remove=True)
    assert set(outcomes(again)) <= {"removed"}
    assert len(again) + outcomes(broken).count("removed") == 2


class Lying(Counting):
    """A storage that keeps other bytes than it was sent."""

    def put(self, name, pieces):
        self._inner.put(name, [b"".join(pieces)[:-1] + b"!"])


def test_a_file_that_reads_back_differently_stays_here_and_goes_there(filled, storage):
    folder, _ = filled
    found = shipped(folder, Lying(storage), remove=True)
    assert outcomes(found) == ["failed", "failed"]
    assert "reads back other" in found[0].because
    assert [each for each in storage.files() if each.name.endswith(".gz")] == []
    assert len(closed_files(folder)) == 2


def test_a_copy_is_read_back_again_before_the_file_here_goes(filled, storage):
    folder, _ = filled
    first, _ = closed_files(folder)
    shipped(folder, storage)
    storage.put(first, [b"rotten since"])
    found = shipped(folder, storage, remove=True)
    assert outcomes(found) == ["failed", "removed"]
    assert (folder / first).exists()


@pytest.mark.parametrize("way", ["itself", "a link to it", "linked files"])
def test_an_archive_is_never_taken_for_its_own_copy(filled, tmp_path, way):
    folder, _ = filled
    place = folder
    if way == "a link to it":
        place = tmp_path / "link"
        place.symlink_to(folder)
    if way == "linked files":
        place = tmp_path / "linked"
        (place / "warc").mkdir(parents=True)
        for name in closed_files(folder):
            (place / name).hardlink_to(folder / name)
    with pytest.raises(ArchiveError, match="the archive itself"):
        shipped(folder, FolderStorage(place), remove=True)
    assert len(closed_files(folder)) == 2


def test_it_is_told_how_far_the_sending_and_the_reading_back_are(folder, storage):
    (folder / "warc").mkdir(parents=True)
    path = folder / "warc/sc-202507-00001.warc.gz"
    path.write_bytes(bytes(20_000_000))
    write_seal(path, NOON)
    told = []
    shipped(folder, storage, progress=lambda *seen: told.append(seen))
    mib = 1024 * 1024
    assert told == [(f"warc/{path.name}", done * mib, 20_000_000) for done in (0, 8, 16)] * 2


def test_while_another_run_writes_files_are_copied_and_stay(filled, storage):
    folder, _ = filled
    with sole_writer(folder / "warc"):
        found = shipped(folder, storage, remove=True)
    assert outcomes(found) == ["uploaded", "uploaded"]
    assert all("another run is writing" in each.because for each in found)
    assert len(closed_files(folder)) == 2


def test_proofs_are_copied_and_stay(filled, storage):
    folder, _ = filled
    (folder / "proofs").mkdir()
    (folder / "proofs/manifest-1.txt").write_text("a manifest")
    found = shipped(folder, storage, remove=True)
    assert [(each.name, each.outcome) for each in found[2:]] == [
        ("proofs/manifest-1.txt", Outcome.UPLOADED)
    ]
    assert (folder / "proofs/manifest-1.txt").exists()
    assert outcomes(shipped(folder, storage)) == ["known"]


def test_a_file_can_lie_at_several_places(filled, storage, tmp_path):
    folder, _ = filled
    (tmp_path / "third").mkdir()
    third = FolderStorage(tmp_path / "third")
    shipped(folder, storage)
    shipped(folder, third)
    first, _ = closed_files(folder)
    assert [each.place for each in read_places(folder / first)] == [storage.place, third.place]


def test_it_is_said_where_a_file_is(filled, storage):
    folder, _ = filled
    first, second = closed_files(folder)
    assert whereabouts(folder, first) == str(folder / first)
    shipped(folder, storage, remove=True)
    assert whereabouts(folder, second) == f"{second} in {storage.place}"
    third = "warc/sc-202507-00003.warc.gz"
    assert whereabouts(folder, third) == f"{folder / third}.open"
    assert whereabouts(folder, "warc/none.warc.gz") == str(folder / "warc/none.warc.gz")


def test_the_farther_shelf_is_not_asked_for_what_lies_here(filled):
    folder, index = filled
    tiered = TieredShelf(FolderShelf(folder), AbsentShelf(folder, "x", "y"))
    assert [read_exchange(tiered, index, capture) for capture in index]
    assert tiered.has("warc/sc-202507-00001.warc.gz")


def test_without_the_storage_it_is_said_where_the_file_lies(filled, storage):
    folder, index = filled
    shipped(folder, storage, remove=True)
    tiered = TieredShelf(FolderShelf(folder), AbsentShelf(folder, "no store is set", "set it"))
    capture = next(each for each in index if each.file.endswith("00001.warc.gz"))
    with pytest.raises(ArchiveError, match="no store is set") as caught:
        read_exchange(tiered, index, capture)
    assert storage.place in str(caught.value)
    assert tiered.names() == ("warc/sc-202507-00003.warc.gz",)
    with pytest.raises(ArchiveError, match="no file"):
        tiered.open("warc/none.warc.gz")


def test_a_large_file_is_read_through_with_few_requests(storage):
    data = bytes(range(256)) * (BLOCK * 40 // 256) + b"tail"
    storage.put("warc/large.warc", [data])
    counting = Counting(storage)
    with StorageShelf(counting).open("warc/large.warc") as file:
        assert file.read() == data
    assert counting.asked.count("get_range") <= 8


def test_a_place_in_a_file_is_found_from_both_ends(storage):
    storage.put("warc/a.warc", [b"0123456789"])
    with StorageShelf(storage).open("warc/a.warc") as file:
        assert (file.seek(-3, 2), file.read()) == (7, b"789")
        assert (file.seek(2), file.read(2), file.tell()) == (2, b"23", 4)
        assert (file.seek(1, 1), file.read(1)) == (5, b"5")
        assert (file.seek(50), file.read(1)) == (50, b"")


def test_a_file_that_shrank_there_is_an_error_and_no_end(storage):
    storage.put("warc/a.warc", [b"0123456789" * 60_000])
    counting = StorageShelf(storage)
    with counting.open("warc/a.warc") as file:
        storage.put("warc/a.warc", [b"0123456789" * 30_000])
        with pytest.raises(ArchiveError):
            file.read()


@pytest.mark.parametrize("line", ["nonsense", "a  b  c  d", "aa  12  not-a-time  there"])
def test_a_line_that_tells_no_place_is_refused(tmp_path, line):
    (tmp_path / "a.warc.gz.stored").write_text(line + "\n")
    with pytest.raises(ArchiveError, match=r"a\.warc\.gz\.stored"):
        read_places(tmp_path / "a.warc.gz")


def test_a_place_with_spaces_is_read_as_it_was_written(tmp_path):
    there = Place(sha256="ab", size=1, verified_at=LATER, place="/mnt/my  drive/أرشيف")
    write_place(tmp_path / "a.warc.gz", there)
    assert read_places(tmp_path / "a.warc.gz") == (there,)
