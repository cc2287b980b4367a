"""Closed files and their chain of digests: written once, in order, whatever dies in between."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import uuid
from datetime import timedelta

import pytest
from archive_cases import NOON, exchange, opened_file, warcio_check

from sourcecheck.archive import seals
from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.seals import archive_files, next_name, read_seal
from sourcecheck.archive.warc import Archive
from sourcecheck.errors import ArchiveError

FIRST = "sc-202507-00001.warc.gz"


def opened(folder, index, at=NOON, told=None):
    return Archive.open(
        folder,
        index,
        lambda: at,
        lambda: str(uuid.uuid4()),
        on_sealed=(told if told is not None else []).append,
    )


def sealed_once(folder, index, **more):
    with opened(folder, index, **more) as archive:
        archive.keep(exchange(f"https://news.example/{uuid.uuid4()}"))
        return archive.seal()


def test_a_sealed_file_is_told_with_size_digest_time_and_predecessor(folder, index):
    told = []
    first = sealed_once(folder, index, told=told)
    second = sealed_once(folder, index, told=told)
    whole = (folder / first.name).read_bytes()
    assert first.name == f"warc/{FIRST}"
    assert (first.size, first.sha256) == (len(whole), hashlib.sha256(whole).hexdigest())
    assert (first.closed_at, first.previous_sha256) == (NOON, "")
    assert second.previous_sha256 == first.sha256
    assert list(dict.fromkeys(told)) == [first, second]
    assert archive_files(folder / "warc") == [first, second]


def test_sealing_an_archive_that_writes_nothing_closes_nothing(folder, index):
    with opened(folder, index) as archive:
        assert archive.seal() is None


def test_a_file_left_open_by_an_earlier_run_can_be_sealed(folder, index):
    with opened(folder, index) as archive:
        archive.keep(exchange())
    with opened(folder, index) as archive:
        assert archive.seal().name == f"warc/{FIRST}"
    assert not list((folder / "warc").glob("*.open"))


def test_a_foreign_tool_checks_the_digest_of_a_closed_file(folder, index):
    if not shutil.which("sha256sum"):
        pytest.skip("sha256sum is not installed")
    sealed_once(folder, index)
    done = subprocess.run(
        ["sha256sum", "--check", f"{FIRST}.sha256"],
        cwd=folder / "warc",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"{FIRST}: OK\n")


def test_a_file_of_last_month_is_sealed_when_a_run_begins_in_another(folder, index):
    with opened(folder, index) as archive:
        archive.keep(exchange())
    told = []
    with opened(folder, index, at=NOON + timedelta(days=40), told=told):
        assert [file.name for file in told] == [f"warc/{FIRST}"]
        assert not list((folder / "warc").glob("*.open"))


def test_a_crash_between_name_and_digest_is_mended_at_the_next_start(folder, index):
    told = []
    sealed = sealed_once(folder, index)
    (folder / "warc" / f"{FIRST}.sha256").unlink()
    with opened(folder, index, told=told):
        assert told == [sealed]
    assert read_seal(folder / "warc" / f"{FIRST}.sha256").sha256 == sealed.sha256


def test_a_digest_that_was_taken_from_an_earlier_file_is_not_made_up_again(folder, index):
    first, _ = sealed_once(folder, index), sealed_once(folder, index)
    (folder / f"{first.name}.sha256").unlink()
    third = sealed_once(folder, index)
    assert not (folder / f"{first.name}.sha256").exists()
    assert third.previous_sha256


def test_the_store_hears_again_of_the_file_that_was_sealed_last(folder, index):
    sealed, told = sealed_once(folder, index), []
    with opened(folder, index, told=told):
        assert told == [sealed]


def test_the_chain_goes_by_number_where_the_clock_goes_back(folder, index):
    first = sealed_once(folder, index, at=NOON + timedelta(days=40))
    second = sealed_once(folder, index, at=NOON)
    assert (first.name, second.name) == (
        "warc/sc-202508-00001.warc.gz",
        "warc/sc-202507-00002.warc.gz",
    )
    assert second.previous_sha256 == first.sha256
    assert archive_files(folder / "warc") == [first, second]


def test_a_file_that_lies_elsewhere_still_binds_the_next_one(folder, index):
    first = sealed_once(folder, index)
    (folder / first.name).unlink()  # uploaded, and kept no longer here
    second = sealed_once(folder, index)
    assert second.name == "warc/sc-202507-00002.warc.gz"
    assert second.previous_sha256 == first.sha256
    assert archive_files(folder / "warc") == [first, second]


def test_a_spoilt_digest_stops_no_run_and_the_file_itself_is_named(folder, index):
    first = sealed_once(folder, index)
    (folder / f"{first.name}.sha256").write_bytes(b"\xff\xfe")
    with pytest.raises(ArchiveError, match="cannot be read"):
        read_seal(folder / f"{first.name}.sha256")
    warc = folder / "warc"
    made = warc / next_name(warc, "202507")
    made.write_bytes(b"x")
    assert seals.write_seal(made, NOON).previous_sha256 == first.sha256


def test_a_spoilt_digest_keeps_no_run_from_archiving(folder, index):
    first = sealed_once(folder, index)
    (folder / f"{first.name}.sha256").write_text("spoilt")
    second = sealed_once(folder, index)
    assert second.previous_sha256 == first.sha256


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no digest\n",
        "ab  x\n",
        f"{'a' * 64}  x\nprevious what\n",
        f"{'a' * 64}  x\nsize many\n",
    ],
)
def test_what_is_no_seal_raises(tmp_path, text):
    (tmp_path / "x.sha256").write_text(text)
    with pytest.raises(ArchiveError, match="does not name"):
        read_seal(tmp_path / "x.sha256")


def test_lines_that_others_add_to_a_seal_are_passed_over(folder, index):
    sealed = sealed_once(folder, index)
    path = folder / f"{sealed.name}.sha256"
    before = read_seal(path)
    path.write_text(f"{path.read_text()}removed 3 exchanges\n")
    assert read_seal(path) == before


def test_a_number_above_five_digits_is_counted_on(tmp_path):
    (tmp_path / "sc-202507-99999.warc.gz").touch()
    assert next_name(tmp_path, "202508") == "sc-202508-100000.warc.gz"
    (tmp_path / "sc-202508-100000.warc.gz.sha256").touch()
    assert next_name(tmp_path, "202508") == "sc-202508-100001.warc.gz"


def test_bytes_are_synced_before_the_name_and_the_name_before_the_digest(
    folder, index, monkeypatch
):
    steps = []
    with opened(folder, index) as archive:
        archive.keep(exchange())
        real = seals.sync_folder

        def synced(path):
            steps.append(sorted(each.name for each in path.iterdir() if each.name != ".lock"))
            real(path)

        monkeypatch.setattr(seals, "sync_folder", synced)
        archive.seal()
    assert steps == [[FIRST], [FIRST, f"{FIRST}.sha256"]]


def test_a_disk_that_refuses_the_digest_leaves_no_half_one(folder, index, monkeypatch):
    with opened(folder, index) as archive:
        archive.keep(exchange())
        real = seals.os.fsync
        calls = iter([real])  # the folder's is granted, the digest's is not

        def refuse(number):
            granted = next(calls, None)
            if granted is None:
                raise OSError(28, "No space left on device")
            granted(number)

        monkeypatch.setattr("os.fsync", refuse)
        with pytest.raises(ArchiveError, match="No space left"):
            archive.seal()
        monkeypatch.undo()
    assert [path.name for path in (folder / "warc").iterdir() if path.name != ".lock"] == [FIRST]
    told = []
    with opened(folder, index, told=told) as archive:
        assert [file.name for file in told] == [f"warc/{FIRST}"]
        assert all(archive.read(row) for row in index)


def test_a_file_that_was_begun_and_not_written_leaves_nothing(folder, index):
    (folder / "warc").mkdir(parents=True)
    (folder / "warc" / f"{FIRST}.open").write_bytes(b"\x1f\x8b\x08")
    with opened(folder, index) as archive:
        archive.keep(exchange())
    assert warcio_check(opened_file(folder)) == (0, "", "")


def test_a_file_that_grew_before_a_power_cut_and_was_not_filled_is_mended(folder):
    with opened(folder, MemoryIndex()) as archive:
        archive.keep(exchange())
    path = opened_file(folder)
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(70_000))
    fresh = MemoryIndex()
    with opened(folder, fresh):
        assert path.read_bytes() == whole
        assert len(list(fresh)) == 1
