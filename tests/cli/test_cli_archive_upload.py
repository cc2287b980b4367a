"""``archive upload`` from the command line, against a folder and an S3 server on loopback."""

from __future__ import annotations

import json
import uuid

import pytest
from archive_cases import NOON, exchange
from click.testing import CliRunner
from s3_server import KEYS, s3_server

from sourcecheck.archive.warc import Archive
from sourcecheck.cli import program
from sourcecheck.store.sqlite import open_store


@pytest.fixture(scope="module")
def endpoint():
    with s3_server() as found:
        yield found


@pytest.fixture(params=["folder", "s3"])
def place(request, tmp_path, monkeypatch):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    if request.param == "folder":
        (tmp_path / "far").mkdir()
        return str(tmp_path / "far")
    return f"s3://shelf/{uuid.uuid4()}?endpoint={request.getfixturevalue('endpoint')}"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A working folder whose archive has one closed file and one that is open."""
    for name in ("archive", "home"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    with (
        open_store(tmp_path / "a.db", lambda: NOON) as store,
        Archive.open(
            tmp_path / "archive", store.captures, lambda: NOON, lambda: str(uuid.uuid4())
        ) as archive,
    ):
        archive.keep(exchange("https://news.example/first"), b"x")
        archive.seal()
        archive.keep(exchange("https://news.example/second"), b"y")
    return tmp_path


def run(*words):
    result = CliRunner().invoke(program, ["archive", *words, "--db", "a.db"], obj={})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_upload_and_delete_then_show_reads_from_the_store(home, place, monkeypatch):
    monkeypatch.setenv("SOURCECHECK_ARCHIVE_STORE", place)
    before = run("show", "https://news.example/first", "--body", "-o", "-").stdout
    done = run("upload", "--delete-local")
    assert done.stdout.splitlines()[0].startswith("removed")
    assert done.stdout.splitlines()[-1] == f"{place}: 1 removed"
    assert not (home / "archive/warc/sc-202507-00001.warc.gz").exists()
    assert run("show", "https://news.example/first", "--body", "-o", "-").stdout == before


def test_the_doctor_counts_what_was_moved_away(home, place):
    run("upload", "--archive-store", place, "--delete-local")
    done = CliRunner().invoke(program, ["doctor", "--db", "a.db"], standalone_mode=False)
    assert ", 1 more file elsewhere, sc-202507-00002.warc.gz is being written\n" in done.stdout


def test_a_second_upload_says_that_it_is_known(home, place):
    assert "1 uploaded" in run("upload", "--archive-store", place).stdout
    assert "1 known" in run("upload", "--archive-store", place).stdout
    assert (home / "archive/warc/sc-202507-00001.warc.gz").exists()


def test_no_secret_is_ever_told(home, place):
    done = run("upload", "--archive-store", place, "--delete-local")
    beside = (home / "archive/warc/sc-202507-00001.warc.gz.stored").read_text()
    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in done.output + beside


def test_a_failure_ends_with_three_and_says_what_to_do(home, place):
    (home / "archive/warc/sc-202507-00001.warc.gz.sha256").write_text("0" * 64 + "  x\n")
    done = CliRunner().invoke(
        program,
        ["archive", "upload", "--archive-store", place, "--db", "a.db"],
        standalone_mode=False,
    )
    assert done.return_value == 3
    assert "hint:" in done.stderr
    assert "1 failed" in done.stdout


def test_without_a_store_it_is_said_how_to_name_one(home):
    done = CliRunner().invoke(program, ["archive", "upload", "--db", "a.db"], standalone_mode=False)
    assert "no archive store is set" in str(done.exception)
    assert "--archive-store" in done.exception.hint


def test_offline_no_server_is_asked_and_a_folder_is(home, place, monkeypatch):
    run("upload", "--archive-store", place, "--delete-local")
    monkeypatch.setenv("SOURCECHECK_ARCHIVE_STORE", place)
    monkeypatch.setenv("SOURCECHECK_OFFLINE", "1")
    done = CliRunner().invoke(
        program,
        ["archive", "show", "https://news.example/first", "--db", "a.db"],
        standalone_mode=False,
    )
    if place.startswith("s3:"):
        assert "this run is offline" in str(done.exception)
        assert "--offline" in done.exception.hint
    else:
        assert done.exception is None


def test_offline_nothing_is_uploaded_to_a_server(home, monkeypatch):
    monkeypatch.setenv("SOURCECHECK_OFFLINE", "1")
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    words = ["archive", "upload", "--db", "a.db", "--archive-store", "s3://shelf/a"]
    done = CliRunner().invoke(program, words, standalone_mode=False)
    assert "offline" in str(done.exception)


def test_without_a_store_the_place_of_a_file_is_told(home, place):
    run("upload", "--archive-store", place, "--delete-local")
    done = CliRunner().invoke(
        program,
        ["archive", "show", "https://news.example/first", "--db", "a.db"],
        standalone_mode=False,
    )
    assert "no archive store is set" in str(done.exception)
    assert place in str(done.exception)
    assert "archive_store" in done.exception.hint


def test_scripts_are_told_in_json(home, place):
    done = run("upload", "--archive-store", place, "--format", "json")
    told = json.loads(done.stdout)
    assert told["store"] == place
    (file,) = told["files"]
    assert (file["name"], file["outcome"]) == ("warc/sc-202507-00001.warc.gz", "uploaded")


def test_how_far_it_is_is_told_where_that_is_wanted(home, place):
    done = run("upload", "--archive-store", place, "--progress", "always")
    assert "sc-202507-00001.warc.gz: 0 of 0 MiB" in done.stderr
    assert done.stderr.endswith("\r\x1b[K")
    assert run("upload", "--archive-store", place, "-q", "--progress", "always").stderr == ""


@pytest.mark.parametrize(
    ("store", "told"),
    [
        ("", "ok      archive store: none is set"),
        ("s3://shelf/a", "ok      archive store: s3://shelf/a"),
        ("far", "ok      archive store: /"),
        ("gs://shelf", "broken  archive store: gs://shelf"),
        ("none", "broken  archive store: none: no such folder"),
    ],
)
def test_the_doctor_looks_at_the_store_and_asks_nobody(home, monkeypatch, store, told):
    (home / "far").mkdir()
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SOURCECHECK_ARCHIVE_STORE", store)
    done = CliRunner().invoke(program, ["doctor", "--db", "a.db"], standalone_mode=False)
    assert told in done.stdout
    assert done.return_value == (2 if told.startswith("broken") else 0)
