"""``sourcecheck archive verify`` and ``import`` on small archives."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from archive_cases import answer, exchange
from cli_captures import made_archive
from sabotage_cases import SITE, good_box, good_warc, looks

from sourcecheck.archive.verifying.faults import Kind

WHERE = ("--db", "x.db", "--archive-dir", "archive")


@pytest.fixture
def kept(here):
    return made_archive(here, looks(), sealed_after=(2,))


@pytest.fixture
def archive(run, kept):
    return lambda verb, *args: run("archive", verb, *args, *WHERE)


@pytest.fixture
def theirs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("theirs")
    path = folder / "theirs.warc.gz"
    path.write_bytes(good_warc(folder / "archive"))
    good_box(folder / "other").write(folder / "theirs.wacz")
    return folder


def first_file(here):
    return next((here / "archive" / "warc").glob("*.warc.gz"))


def damage(path, at=300):
    data = path.read_bytes()
    path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])


def test_a_sound_archive_has_a_line_for_each_file_and_a_sum(archive):
    done = archive("verify")
    assert (done.status, done.err) == (0, "")
    *files, total = done.out.splitlines()
    assert [": sound" in line for line in files] == [True, True]
    assert total.startswith("no faults in 2 files: ")


def test_a_fault_is_told_with_its_place_and_what_to_do(archive, here):
    damage(first_file(here))
    done = archive("verify")
    assert done.status == 1
    assert f"warc/{first_file(here).name}: " in done.out
    assert "hint: " in done.out
    assert "[hash-wrong]" in done.out
    assert "byte " in done.out


def test_the_index_is_compared_with_the_files(archive, here):
    first_file(here).unlink()
    done = archive("verify")
    assert done.status == 1
    assert "[file-missing]" in done.out


def test_files_are_verified_by_name_and_need_no_archive(run, here, theirs):
    done = run("archive", "verify", str(theirs / "theirs.warc.gz"), str(theirs / "theirs.wacz"))
    assert (done.status, done.err) == (0, "")
    assert done.out.count(": sound") == 3
    assert not (here / "archive").exists()


def test_of_what_is_missing_nothing_else_is_said(run, here):
    done = run("archive", "verify", "missing.wacz")
    assert (done.status, done.out) == (2, "")
    assert done.complaints == ["error: missing.wacz: No such file or directory"]


def test_what_is_missing_is_told_and_the_others_are_verified(run, here, theirs):
    done = run("archive", "verify", "missing.wacz", str(theirs / "theirs.wacz"))
    assert done.status == 2
    assert "missing.wacz" in done.err
    assert "no faults" in done.out


def test_what_is_no_archive_ends_with_2(run, here):
    (here / "a.wacz").write_bytes(b"hello")
    assert run("archive", "verify", "a.wacz").status == 2


def test_json_tells_every_fault(archive, here):
    damage(first_file(here))
    done = archive("verify", "--format", "json")
    told = json.loads(done.out)
    assert (done.status, told["schema_version"], told["sound"]) == (1, 1, False)
    (one,) = told["verified"]
    assert one["fault_count"] == len(one["faults"]) > 0
    assert set(one["faults"][0]) == {"file", "offset", "kind", "message", "hint"}
    assert set(one["files"][0]) == {"name", "records", "bytes", "faults"}


def test_a_name_that_steers_a_terminal_is_shown_and_not_sent(run, here, theirs):
    shutil.copy(theirs / "theirs.warc.gz", here / "a\x1b[31m.warc.gz")
    done = run("archive", "verify", "a\x1b[31m.warc.gz")
    assert done.status == 0
    assert "\x1b" not in done.out


def test_without_an_archive_the_way_is_told(run, here):
    done = run("archive", "verify", *WHERE)
    assert (done.status, done.out) == (2, "")
    assert "--archive-dir" in done.err


def test_certificates_that_cannot_be_read_are_told(archive):
    done = archive("verify", "--tsa-roots", "missing.pem")
    assert done.status == 2
    assert "missing.pem" in done.err


def test_a_pruned_archive_is_sound_and_says_what_was_pruned(run, here):
    pages = [
        ([exchange(f"{SITE}/{n}", n, response=answer(b"%d" % n))], b"%d" % n) for n in range(9)
    ]
    made_archive(here, pages, sealed_after=(3, 6, 8))
    done = run("archive", "prune", "--max-size", "1k", "--yes", *WHERE)
    assert done.status == 0, done.err
    done = run("archive", "verify", *WHERE)
    assert done.status == 0, done.out
    assert "were pruned at" in done.out
    seal = next(path for path in here.rglob("*.sha256") if "\nwas " in path.read_text("ascii"))
    text = seal.read_text("ascii")
    seal.write_text(re.sub(r"(was \w+) \S+", r"\1 2020-01-01T00:00:00Z", text), "ascii")
    done = run("archive", "verify", *WHERE)
    assert (done.status, "[chain-broken]" in done.out) == (1, True)


def test_every_kind_of_fault_is_in_the_documentation():
    page = Path(__file__).parents[2] / "docs" / "howto" / "verify-archives.md"
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| `")]
    told = [word for row in rows for word in re.findall(r"`([a-z-]+)`", row.split("|")[1])]
    assert sorted(told) == sorted(kind.value for kind in Kind)


# --- import


def test_captures_are_imported_listed_with_their_origin_and_the_archive_is_sound(archive, theirs):
    done = archive("import", str(theirs / "theirs.warc.gz"))
    assert (done.status, done.err) == (0, "")
    assert "theirs.warc.gz: imported 14 captures" in done.out
    rows = json.loads(archive("list", "--format", "json").out)["captures"]
    assert {row["archive"] for row in rows} == {"local", "theirs.warc.gz"}
    assert archive("verify").status == 0


def test_an_import_makes_an_archive_where_there_is_none(run, here, theirs):
    done = run("archive", "import", str(theirs / "theirs.wacz"), "--name", "The Courier", *WHERE)
    assert done.status == 0
    assert "The Courier: imported" in done.out
    assert run("archive", "verify", *WHERE).status == 0


def test_an_import_is_not_repeated(archive, theirs):
    archive("import", str(theirs / "theirs.warc.gz"))
    done = archive("import", str(theirs / "theirs.warc.gz"))
    assert done.status == 0
    assert "14 captures here already" in done.out


def test_a_damaged_file_is_refused_and_taken_in_part_when_asked(archive, here, theirs):
    damage(theirs / "theirs.warc.gz", 5000)
    done = archive("import", str(theirs / "theirs.warc.gz"))
    assert (done.status, done.out) == (2, "")
    assert "refused" in done.err
    assert "--anyway" in done.err
    done = archive("import", "--anyway", "--format", "json", str(theirs / "theirs.warc.gz"))
    assert done.status == 0
    (one,) = json.loads(done.out)["imported"]
    assert one["captures"] > 5
    assert one["fault_count"] > 0
    assert archive("verify").status == 0


def test_an_import_that_is_missing_is_told_and_the_others_are_taken(archive, theirs):
    done = archive("import", "missing.warc", str(theirs / "theirs.warc.gz"))
    assert done.status == 2
    assert "missing.warc" in done.err
    assert "imported 14 captures" in done.out
