"""``archive verify`` on databases that somebody changed beside us: every lie is found."""

from __future__ import annotations

import sqlite3

import pytest
from cli_captures import made_archive
from sabotage_cases import looks

WHERE = ("--db", "x.db", "--archive-dir", "archive")

ROW = "update captures set {} where id = (select min(id) from captures where sha256 != '')"
COLUMNS = (
    "record_id = '<urn:uuid:00000000-0000-4000-8000-000000000001>'",
    "urlkey = 'example,other)/'",
    "url = 'http://other.example/'",
    "url = x'ff00'",
    "captured_at = '2020-01-01T00:00:00Z'",
    "captured_us = captured_us + 1",
    "hop = 7",
    "archive = 'elsewhere'",
    "file = '../../etc/passwd'",
    "file_offset = file_offset + 1",
    "file_offset = 'far'",
    "file_length = 0",
    "sha256 = null",
    "framing = 'chunked//0'",
    "status = 418",
    "failure = 'timeout'",
    "media_type = 'image/png'",
    "revisit_of = '<urn:uuid:00000000-0000-4000-8000-000000000001>'",
    "value = '{}'",
    "value = '[]'",
    "value = ''",
    "value = 'nothing'",
    "value = x'ff00ff'",
    """value = replace(value, '"offset":', '"offset":1')""",
    """value = replace(value, '"chain":"', '"chain":"1')""",
)
FILE = "update archive_files set {} where name = (select min(name) from archive_files)"
FILES = (
    f"sha256 = '{'0' * 64}'",
    "size = 5",
    f"previous_sha256 = '{'0' * 64}'",
    "closed_at = '2020-01-01T00:00:00Z'",
    "name = 'warc/sc-202507-00077.warc.gz'",
)


@pytest.fixture
def kept(here):
    return made_archive(here, looks(), sealed_after=(2,))


def changed(*statements):
    with sqlite3.connect("x.db") as db:
        count = sum(db.execute(each).rowcount for each in statements)
    db.close()
    return count


@pytest.mark.parametrize("column", COLUMNS)
def test_a_row_that_contradicts_itself_or_its_record_is_told(run, kept, column):
    assert changed(ROW.format(column)) == 1
    done = run("archive", "verify", *WHERE)
    assert done.status == 1
    assert "[index-row]" in done.out
    assert "archive rebuild" in done.out


@pytest.mark.parametrize("column", FILES)
def test_a_closed_file_of_which_the_database_says_otherwise_is_told(run, kept, column):
    run("archive", "close", *WHERE)
    run("archive", "rebuild", *WHERE)
    assert changed(FILE.format(column)) == 1
    assert run("archive", "verify", *WHERE).status == 1


def test_the_last_closed_file_is_missed_when_it_is_taken_with_its_digest(run, kept, here):
    run("archive", "close", *WHERE)
    run("archive", "rebuild", *WHERE)
    last = max((here / "archive" / "warc").glob("*.warc.gz"))
    changed(f"delete from captures where file like '%{last.name}'")
    for path in (last, last.with_name(f"{last.name}.sha256")):
        path.unlink()
    done = run("archive", "verify", *WHERE)
    assert (done.status, "[file-missing]" in done.out) == (1, True)


def test_a_date_that_is_none_is_an_error_and_no_crash(run, kept):
    run("archive", "close", *WHERE)
    run("archive", "rebuild", *WHERE)
    changed(FILE.format("closed_at = 'yesterday'"))
    done = run("archive", "verify", *WHERE)
    assert (done.status, "archive rebuild" in done.err) == (2, True)


def test_who_lists_a_damaged_row_is_told_how_to_mend_it(run, kept):
    changed(ROW.format("value = '{}'"))
    done = run("archive", "list", *WHERE)
    assert (done.status, "archive rebuild" in done.err) == (2, True)
    assert run("archive", "rebuild", *WHERE).status == 0
    assert run("archive", "verify", *WHERE).status == 0


def test_roots_without_a_certificate_are_refused(run, kept, here):
    (here / "empty.pem").write_bytes(b"\n")
    done = run("archive", "verify", *WHERE, "--tsa-roots", "empty.pem")
    assert (done.status, "no certificate" in done.err) == (2, True)
