"""An index that is made anew from the files is the one that was lost."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from archive_cases import NOON, PAGE, answer, exchange, opened_file
from click.testing import CliRunner

from sourcecheck.archive.audits import document_own
from sourcecheck.archive.reading import FolderShelf
from sourcecheck.archive.rebuilding import rebuild
from sourcecheck.archive.warc import Archive
from sourcecheck.cli import program
from sourcecheck.errors import ArchiveError
from sourcecheck.model import Capture, Failure
from sourcecheck.model.article import Document
from sourcecheck.store.sqlite import open_store


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "sourcecheck.db") as opened:
        yield opened


def filled(folder, store, runs=3):
    """Three files: pages, revisits, a redirect, failures, an article; the last one is open."""
    for run in range(runs):
        with Archive.open(
            folder,
            store.captures,
            lambda: NOON,
            lambda: str(uuid.uuid4()),
            on_sealed=store.remember_archive_file,
        ) as archive:
            at = 10 * run
            moved = exchange(
                "https://news.example/old", at, response=answer(b"", "301 Moved", Location="/a")
            )
            archive.keep_chain([moved, exchange(minutes=at + 1)], PAGE)
            archive.keep(
                exchange(f"https://news.example/{run}", at, response=answer(b"one")), b"one"
            )
            chunked = answer(b"5\r\nhello\r\n0\r\n\r\n", Transfer_Encoding="chunked")
            archive.keep(exchange("https://خبر.example/صفحة", at, response=chunked), b"hello")
            archive.keep(exchange(minutes=at, response=b"", failure=Failure.NO_RESPONSE))
            archive.keep(exchange(minutes=at, response=b"SSH-2.0\r\n", failure=Failure.NOT_HTTP))
            archive.keep(exchange(minutes=at, response=answer()[:-2], truncated="time"))
            document = Document(
                origin="a.txt", body=b"x%d" % run, read_at=NOON + timedelta(days=run)
            )
            archive.keep_own([document_own(document, f"{run:x}b" * 32)])
            if run + 1 < runs:
                archive.seal()


def rows_of(store):
    """Every row of the index as the database has it, but for its own number."""
    found = store._db.query("select * from captures order by id")
    return [{name: value for name, value in row.items() if name != "id"} for row in found]


def remade(folder, store, **more):
    return rebuild(folder, FolderShelf(folder), store.captures, lambda: NOON, **more)


def test_a_lost_index_comes_back_row_for_row(tmp_path, folder, store):
    filled(folder, store)
    with open_store(tmp_path / "new.db") as new:
        found = remade(folder, new)
        new.replace_archive_files(found.closed)
        assert rows_of(new) == rows_of(store)
        assert new.archive_files() == store.archive_files()
    assert (found.files, found.captures, found.change.added) == (3, 24, 24)


def test_an_index_that_is_right_is_left_as_it_is(folder, store):
    filled(folder, store)
    before = rows_of(store)
    found = remade(folder, store)
    assert not found.change
    assert found.change.same == 24
    assert rows_of(store) == before


def test_what_an_index_told_wrongly_is_told_right_again(folder, store):
    filled(folder, store)
    before = list(store.captures)
    gone, wrong, *_ = before
    made_up = replace(wrong, record_id="<urn:uuid:of-nobody>")
    store.captures.replace_all(
        [replace(wrong, status=599), made_up, *(row for row in before if row not in (gone, wrong))]
    )
    change = remade(folder, store).change
    assert (change.added, change.removed, change.changed) == (1, 1, 1)
    assert set(change.examples) == {gone.record_id, wrong.record_id, made_up.record_id}
    assert list(store.captures) == before


def test_damage_changes_nothing_and_names_the_file(folder, store):
    filled(folder, store)
    path = folder / "warc/sc-202507-00002.warc.gz"
    data = path.read_bytes()
    path.write_bytes(data[:600] + bytes(40) + data[640:])
    before = rows_of(store)
    with pytest.raises(ArchiveError):
        remade(folder, store)
    assert rows_of(store) == before
    found = remade(folder, store, passing_over=True)
    assert len(found.damaged) == 1
    assert 16 <= found.captures < 24
    assert rows_of(store) == before  # what lies behind the damage may still be read by place


def test_damage_leaves_what_stands_before_it_where_nothing_was_known(tmp_path, folder, store):
    filled(folder, store)
    path = folder / "warc/sc-202507-00002.warc.gz"
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] + bytes(40) + data[len(data) // 2 + 40 :])
    with open_store(tmp_path / "new.db") as new:
        found = remade(folder, new, passing_over=True)
        kept = list(new.captures)
    assert 16 < len(kept) == found.captures < 24
    assert set(kept) < set(store.captures)


def test_a_torn_tail_is_cut_off_before(folder, store):
    filled(folder, store)
    path = opened_file(folder)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:100])
    assert not remade(folder, store).change
    assert path.read_bytes() == whole


def test_no_index_is_rebuilt_under_a_running_writer(folder, store):
    with (
        Archive.open(folder, store.captures, lambda: NOON, lambda: str(uuid.uuid4())),
        pytest.raises(ArchiveError, match="another run"),
    ):
        remade(folder, store)


def test_captures_in_files_that_lie_elsewhere_stay(folder, store):
    filled(folder, store)
    (folder / "warc/sc-202507-00001.warc.gz").unlink()
    found = remade(folder, store)
    assert found.elsewhere == ("warc/sc-202507-00001.warc.gz",)
    assert not found.change


def test_files_of_others_in_the_folder_are_no_part_of_the_archive(folder, store):
    filled(folder, store)
    exported = folder / "exports"
    exported.mkdir()
    (exported / "a.warc.gz").write_bytes((folder / "warc/sc-202507-00001.warc.gz").read_bytes())
    (folder / "warc" / "other.warc.gz").write_bytes(b"no archive at all")
    assert not remade(folder, store).change


@pytest.fixture
def home(tmp_path, folder, store, monkeypatch):
    """A working folder with an archive and its database."""
    filled(folder, store)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


def run(*arguments):
    given = ["archive", *arguments, "--db", "sourcecheck.db", "--archive-dir", "archive"]
    return CliRunner().invoke(program, given, standalone_mode=False)


def test_the_verb_says_what_it_found(home, store):
    done = run("rebuild")
    assert done.stdout == "24 captures in 3 files\nthe index was the same\n"
    store.captures.replace_all([])
    assert "24 were missing in the index" in run("rebuild", "--quiet").stdout


def test_the_verb_makes_a_database_that_is_not_there(home):
    done = CliRunner().invoke(
        program,
        ["archive", "rebuild", "--db", "new.db", "--archive-dir", "archive", "--format", "json"],
        standalone_mode=False,
    )
    told = json.loads(done.stdout)
    assert (told["captures"], told["change"]["added"]) == (24, 24)
    with open_store(home / "new.db") as new:
        assert len(new.archive_files()) == 2


def test_the_verb_says_what_it_passed_over(home):
    path = home / "archive/warc/sc-202507-00001.warc.gz"
    path.write_bytes(path.read_bytes()[:-40] + bytes(40))
    done = run("rebuild", "--anyway", "--quiet")
    assert done.return_value == 3
    assert "error:" in done.stderr


def test_the_open_file_is_closed_by_a_verb(home, store):
    done = run("close")
    assert done.stdout.startswith("warc/sc-202507-00003.warc.gz  ")
    assert [file.name for file in store.archive_files()][-1] == "warc/sc-202507-00003.warc.gz"
    assert run("close").stdout == "no file is open\n"


def test_the_index_is_printed_as_cdxj(home, store):
    done = run("cdxj")
    lines = done.stdout.splitlines()
    answers = [row for row in store.captures if row.status is not None]
    assert len(lines) == len(answers)
    assert sorted(line.encode() for line in lines) == [line.encode() for line in lines]
    run("cdxj", "-o", "out.cdxj")
    assert (home / "out.cdxj").read_text("utf-8") == done.stdout


def test_captures_of_one_second_say_their_microseconds(folder, store):
    from sourcecheck.archive.cdxj import cdxj

    with Archive.open(folder, store.captures, lambda: NOON, lambda: str(uuid.uuid4())) as archive:
        archive.keep(exchange(minutes=0))
        archive.keep(exchange(minutes=0.001))
        archive.keep(exchange(minutes=5))
    told = [json.loads(line.split(" ", 2)[2]) for line in cdxj(store.captures)]
    assert sorted(each.get("sourcecheck:time", "") for each in told) == [
        "",
        "2025-07-04T12:00:00.123456Z",
        "2025-07-04T12:00:00.183456Z",
    ]


def test_an_address_stands_in_a_line_as_in_its_record():
    from sourcecheck.archive.cdxj import cdxj

    row = Capture(
        url="https://news.example/خبر", captured_at=NOON, file="warc/a.warc.gz",
        record_id="<urn:uuid:1>", sha256="sha1:ABC", status=200, urlkey="example,news)/%d8",
    )  # fmt: skip
    held = json.loads(next(cdxj([row])).split(" ", 2)[2])
    assert (held["url"], held["digest"]) == ("https://news.example/%D8%AE%D8%A8%D8%B1", "sha1:ABC")
