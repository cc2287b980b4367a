"""``sourcecheck archive prune``: what is said, what is done, and what a crash leaves."""

from __future__ import annotations

import errno
import gzip
import hashlib
import itertools
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cli_captures import ARABIC, FIRST, IDN, exchange, made_archive, page

from sourcecheck.archive.files import sole_writer
from sourcecheck.archive.ids import random_id
from sourcecheck.archive.pruning.planning import Rules
from sourcecheck.archive.pruning.rewriting import PRUNED
from sourcecheck.archive.reading import FolderShelf, read_exchange, scan
from sourcecheck.archive.seals import read_seal
from sourcecheck.archive.verifying.verify import verify
from sourcecheck.config import Settings
from sourcecheck.session.archives import opened_archive
from sourcecheck.session.pruning import Scope, alone, planned
from sourcecheck.session.pruning import prune as pruned
from sourcecheck.store.sqlite import open_store

WHERE = ("--db", "x.db", "--archive-dir", "archive")
NOW = ("--now", "2026-11-01T00:00:00Z")
HERE = Path(__file__).parent
OLD = ("--older-than", "210", *NOW)  # before 5 April: the first four looks


@pytest.fixture
def kept(here):
    """Ten looks: nine in three closed files, the last one in the open one."""
    return made_archive(here, looks=list(looks()), sealed_after=(3, 6, 8))


def looks():
    for number in range(10):
        at = FIRST + timedelta(days=10 * number)
        url = (ARABIC, IDN)[number % 2]
        text = page(f"Page {number}", f"words{number} of the day")
        if number == 4:  # repeats look 0, which is old
            text = page("Page 0", "words0 of the day")
        yield [exchange(url, text, at=at)], text.encode()


@pytest.fixture
def prune(run, kept):
    return lambda *args: run("archive", "prune", *args, *WHERE)


def state(here):
    """What is on disk and in the index, captures by id."""
    with open_store(here / "x.db") as store:
        return {row.record_id: row for row in store.captures}


def bodies(here):
    shelf = FolderShelf(here / "archive")
    with open_store(here / "x.db") as store:
        rows = [row for row in store.captures if not row.url.startswith(PRUNED)]
        return {row.record_id: read_exchange(shelf, store.captures, row) for row in rows}


def chain_holds(here):
    """Every file has the digest its seal says, and names one the file before has or had."""
    had = {"none"}
    for seal in sorted((here / "archive" / "warc").glob("*.sha256")):
        digest, previous, *_ = lines = seal.read_text().splitlines()
        digest = digest.split()[0]
        file = seal.with_name(seal.name.removesuffix(".sha256"))
        assert hashlib.sha256(file.read_bytes()).hexdigest() == digest
        assert read_seal(seal).size == file.stat().st_size
        assert previous.split()[1] in had
        had = {digest, *(line.split()[1] for line in lines if line.startswith("was "))}
    return True


def files(here):
    folder = here / "archive" / "warc"
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != ".lock"}


def test_without_yes_nothing_changes_and_what_would_go_is_told(prune, here):
    before = files(here)
    done = prune(*OLD)
    assert (done.status, done.err) == (0, "")
    assert "1 look stays: later captures repeat the body" in done.out
    assert "to be removed: 3 looks, " in done.out
    assert done.out.endswith("nothing is changed yet: --yes does it\n")
    assert prune(*OLD, "--yes", "--dry-run").out == done.out
    assert files(here) == before


def test_what_goes_is_gone_and_the_rest_is_as_it_was_byte_for_byte(prune, here, kept):
    before, held, read = files(here), state(here), bodies(here)
    done = prune(*OLD, "--yes", "--because", "kept for 200 days")
    assert done.status == 0
    gone = {kept[n][0].record_id for n in (1, 2, 3)}
    assert {*held} - {*state(here)} == gone
    assert bodies(here) == {each: read[each] for each in held if each not in gone}
    assert chain_holds(here)
    after = files(here)
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"sc-202603-00001.warc.gz", "sc-202603-00001.warc.gz.sha256"}
    first = kept[0][0]
    old, new = before["sc-202603-00001.warc.gz"], after["sc-202603-00001.warc.gz"]
    end = kept[1][0].offset
    assert new[:end] == old[:end]
    assert first.offset < end


def test_a_record_in_the_file_says_what_went_when_and_why(prune, here, kept, run):
    prune(*OLD, "--yes", "--because", "kept for 200 days")
    row = next(row for row in state(here).values() if row.url.startswith(PRUNED))
    shelf = FolderShelf(here / "archive")
    with shelf.open(row.file) as file:
        from sourcecheck.archive.reading import records_from

        told = json.loads(next(records_from(file, row.offset)).record.block)
    assert told["because"] == "kept for 200 days"
    assert told["at"] == "2026-11-01T00:00:00.000000Z"
    assert [each["record_id"] for each in told["removed"]] == [
        kept[n][0].record_id for n in (1, 2, 3)
    ]
    assert row.url == f"{PRUNED}{told['was']}"
    assert PRUNED not in run("archive", "list", *WHERE).out


def test_the_index_is_what_the_files_alone_would_give(prune, here):
    prune(*OLD, "--yes")
    scanned = {row.record_id: row for row in scan(FolderShelf(here / "archive"))}
    assert state(here) == scanned


def test_other_tools_read_what_is_left(prune, here):
    prune(*OLD, "--yes")
    file = here / "archive" / "warc" / "sc-202603-00001.warc.gz"
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pruning_twice_keeps_what_was_said_the_first_time(prune, here):
    prune(*OLD, "--yes")
    assert "0 looks" in prune(*OLD, "--yes").out
    assert prune("--keep-last", "1", "--yes", *NOW).status == 0
    assert chain_holds(here)
    seal = (here / "archive" / "warc" / "sc-202603-00001.warc.gz.sha256").read_text()
    assert seal.count("\nwas ") == 2
    pruned = [row for row in state(here).values() if row.url.startswith(PRUNED)]
    assert len([row for row in pruned if row.file.endswith("00001.warc.gz")]) == 2


def test_a_searched_page_that_went_is_found_no_more(prune, run):
    assert run("archive", "search", "words1", *WHERE).status == 0
    prune(*OLD, "--yes")
    assert run("archive", "search", "words1", *WHERE).status == 1
    assert run("archive", "search", "words0", *WHERE).status == 0


def test_the_open_file_stays_and_is_told(prune):
    done = prune("--older-than", "0", *NOW)
    assert "1 look stays: in the file that is being written (sourcecheck archive close)" in done.out


@pytest.mark.parametrize(
    ("beside", "content", "words", "also"),
    [
        ("warc/sc-202603-00001.warc.gz.stored", None, "copied elsewhere", ()),
        ("proofs/manifest-1.txt", "x  sc-202603-00001.warc.gz\n", "--also-stamped", ()),
        ("proofs/manifest-1.txt", "x  sc-202603-00001.warc.gz\n", "", ("--also-stamped",)),
    ],
)
def test_files_that_lie_elsewhere_or_were_stamped_are_left_alone(
    prune, here, beside, content, words, also
):
    if content is None:
        content = f"{'ab' * 32}  10  2026-01-01T00:00:00+00:00  s3://bucket/x\n"
    path = here / "archive" / beside
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    done = prune(*OLD, *also)
    assert ("to be removed: 0 looks" in done.out) == (not also)
    assert words in done.out


def test_a_file_that_was_changed_after_it_was_closed_is_not_touched(prune, here):
    path = here / "archive" / "warc" / "sc-202603-00001.warc.gz"
    path.write_bytes(path.read_bytes() + b"\0")
    before = files(here)
    done = prune(*OLD, "--yes")
    assert done.status == 2
    assert "sourcecheck archive verify" in done.err
    assert files(here) == before


@pytest.mark.parametrize("failing", [0, 1])
def test_a_full_disk_is_told_and_everything_is_as_it_was(prune, here, monkeypatch, failing):
    before, left = files(here), itertools.count()
    synced = os.fsync

    def full(handle):
        if next(left) == failing:
            raise OSError(errno.ENOSPC, "No space left on device")
        synced(handle)

    monkeypatch.setattr(os, "fsync", full)
    done = prune(*OLD, "--yes")
    assert (done.status, done.out) == (2, "")
    assert "No space left on device" in done.err
    assert files(here) == before


def test_unfinished_files_of_others_are_left_to_them(prune, here):
    folder = here / "archive" / "warc"
    names = (".import-1.new", ".sc-202603-00001.warc.gz.sha256.new", ".x.warc.gz.new")
    for name in names:
        (folder / name).write_text("half")
    assert prune(*OLD, "--yes").status == 0
    assert all((folder / name).read_text() == "half" for name in names)
    assert chain_holds(here)


def test_nobody_prunes_while_a_run_writes(prune, here):
    before = files(here)
    with sole_writer(here / "archive" / "warc"):
        done = prune(*OLD, "--yes")
    assert (done.status, done.out) == (2, "")
    assert "another run is writing" in done.err
    assert files(here) == before


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "--older-than DAYS, --keep-last N or --max-size SIZE"),
        (("--max-size", "much"), "write it as 500M or 20G"),
        (("--older-than", "-1"), "--older-than"),
    ],
)
def test_rules_that_cannot_be_are_told(prune, args, words):
    done = prune(*args)
    assert (done.status, done.out) == (2, "")
    assert words in done.err


def test_json_names_every_capture_that_goes(prune, kept):
    told = json.loads(prune(*OLD, "-f", "json").out)
    assert [row["record_id"] for row in told["captures"]] == [
        kept[n][0].record_id for n in (1, 2, 3)
    ]
    assert (told["done"], told["looks"], told["files"]) == (
        False, 3, ["warc/sc-202603-00001.warc.gz"],
    )  # fmt: skip
    assert told["stays"] == {"original": 1}


def test_a_crash_at_any_point_loses_nothing_and_the_next_verb_finishes_it(run, here):
    """Every step that reaches the disk is the last one of some run."""
    ends = set()
    for last in range(40):
        folder = here / str(last)
        folder.mkdir()
        kept = made_archive(folder, looks=list(looks()), sealed_after=(3, 6, 8))
        read = bodies(folder)
        gone = {kept[n][0].record_id for n in (1, 2, 3)}
        died = subprocess.run(
            [sys.executable, HERE / "prune_and_die.py", str(last), "archive", "prune",
             "--older-than", "210", "--yes", *NOW, *WHERE],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert died.returncode in {0, 9}, died.stderr
        listed = run("archive", "list", "-f", "json", "--db", folder / "x.db",
                     "--archive-dir", folder / "archive")  # fmt: skip
        assert listed.status == 0
        left = bodies(folder)
        assert left in (read, {each: read[each] for each in read if each not in gone})
        assert chain_holds(folder)
        run("archive", "prune", "--older-than", "210", "--yes", *NOW,
            "--db", folder / "x.db", "--archive-dir", folder / "archive")  # fmt: skip
        assert {*bodies(folder)} == {*read} - gone
        assert not [name for name in files(folder) if name.endswith(".new")]
        scanned = {row.record_id: row for row in scan(FolderShelf(folder / "archive"))}
        assert state(folder) == scanned
        ends.add(len(left) == len(read))
        if died.returncode == 0:
            break
    assert died.returncode == 0
    assert last > 5
    assert ends == {True, False}


def test_between_two_files_nothing_repeats_an_answer_that_is_gone(here):
    """A pruning that is killed there leaves an archive without a fault."""
    made_archive(here, looks=list(looks()), sealed_after=(3, 6, 8))
    now = FIRST + timedelta(days=365)
    settings = Settings(db=str(here / "x.db"), archive_dir=str(here / "archive"))
    with opened_archive(settings) as holding, alone(holding):
        found = planned(holding, Rules(older_than=timedelta(days=300)), Scope(), now)
        done = []
        for name in pruned(holding, found, "old", lambda: now, random_id):
            done.append(name)
            assert verify(here / "archive", index=holding.index).faults == ()
    assert [name.removesuffix(".warc.gz")[-1] for name in done] == ["2", "1"]


def wget_record(kind, number, block, **fields):
    """A record as wget writes it: WARC/1.0, the request first, the answer joined to it."""
    held = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012x}>",
        "WARC-Date": "2025-06-03T10:00:00Z",
        "Content-Length": len(block),
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in held.items())
    return gzip.compress(f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n")


def test_captures_of_other_tools_are_found_shown_and_pruned_whole(run, prune, here):
    warc = b""
    for number in (1, 3):
        url, asked = f"<https://w{number}.example/>", f"{number:012x}"
        warc += wget_record("request", number, b"GET / HTTP/1.1\r\n\r\n", WARC_Target_URI=url)
        body = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>foreign{number}".encode()
        joined = f"<urn:uuid:00000000-0000-4000-8000-{asked}>"
        warc += wget_record(
            "response", number + 1, body, WARC_Target_URI=url, WARC_Concurrent_To=joined
        )
    (here / "wget.warc.gz").write_bytes(warc)
    assert run("archive", "import", "wget.warc.gz", *WHERE).status == 0
    assert run("archive", "search", "foreign1", *WHERE).status == 0
    assert "origin    wget.warc.gz" in run("archive", "show", "https://w1.example/", *WHERE).out
    done = prune("--older-than", "365", *NOW, "--yes")
    assert "removed: 2 looks" in done.out
    assert run("archive", "search", "foreign1", *WHERE).status == 1
    assert run("archive", "verify", *WHERE).status == 0
    assert state(here) == {row.record_id: row for row in scan(FolderShelf(here / "archive"))}


def test_an_audit_is_replayed_the_same_after_everything_else_was_pruned(run, here):
    """The evidence of audits stays, a look that nobody cites goes, and the files are sound."""
    pytest.importorskip("cryptography")
    from sourcecheck.testing import ScriptedWeb

    url = "http://{}.example/news/2026/story-17".format
    (here / "article.txt").write_text(
        "The harbour opens\n\nThe ferry runs again. [1] The map was mended. [2]\n\n"
        f"[1] {url('not-found')}\n[2] {url('paywall')}\n"
    )
    with ScriptedWeb() as web:
        asking = (*web.arguments(), "--pace", "0", "--timeout", "6", *WHERE)
        assert run("audit", "article.txt", *asking, "-f", "json").status == 1
        assert run("check", url("error-500"), *asking).status in {0, 1}
    assert run("archive", "close", *WHERE).status == 0
    done = run("archive", "prune", "--older-than", "0", "--now", "2030-01-01", "--yes", *WHERE)
    assert "evidence of audits (--also-cited)" in done.out
    told = json.loads(run("archive", "list", "-f", "json", *WHERE).out)["captures"]
    listed = {row["url"] for row in told}
    assert {url("not-found"), url("paywall")} <= listed
    assert url("error-500") not in listed
    replayed = run("replay", *WHERE)
    assert "the same as on " in replayed.err
    assert run("archive", "verify", *WHERE).status == 0
