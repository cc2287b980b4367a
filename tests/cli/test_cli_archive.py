"""``sourcecheck archive list``, ``show`` and ``search`` on a small archive."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import sys
from pathlib import Path

import pytest
from cli_captures import ARABIC, DEAD, IDN, LEGACY, MOVED, NO_NAME, PICTURE, made_archive

from sourcecheck.archive.files import sole_writer
from sourcecheck.cli.archive import SUBVERBS
from sourcecheck.config import Settings
from sourcecheck.session.archives import opened_archive
from sourcecheck.session.searching import opened_texts, refresh
from sourcecheck.store.sqlite import open_store

ROOT = Path(__file__).parents[2]
WHERE = ("--db", "x.db", "--archive-dir", "archive")
STEERING = frozenset("\x1b\x9b\u202e\u0000")


@pytest.fixture
def kept(here):
    """An archive of nine looks: three of one page, one redirect, one failure."""
    return made_archive(here, sealed_after=(2,))


@pytest.fixture
def archive(run, kept):
    """Run a sub-verb on it."""
    return lambda verb, *args: run("archive", verb, *args, *WHERE)


@pytest.mark.parametrize("verb", sorted(SUBVERBS))
def test_every_sub_verb_has_help_with_its_options_by_name(run, verb):
    done = run("archive", verb, "--help")
    names = [line.partition("--")[2].split()[0].rstrip(",") for line in done.out.splitlines()
             if line.startswith("  -")]  # fmt: skip
    assert (done.status, done.err) == (0, "")
    assert names == sorted(names)


def test_help_lists_every_sub_verb_without_loading_one(run):
    listed = run("archive", "--help").out
    assert all(f"  {verb} " in listed for verb in SUBVERBS)


def test_every_sub_verb_that_the_docs_show_exists():
    pages = [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    shown = set(re.findall(r"sourcecheck archive ([a-z]+)", text))
    assert {"list", "show", "search", "prune"} <= shown <= set(SUBVERBS)


def test_a_mistyped_sub_verb_is_told_with_what_was_meant(run):
    done = run("archive", "serch")
    assert (done.status, done.out) == (2, "")
    assert "did you mean search?" in done.err


@pytest.mark.parametrize("args", [("list",), ("show", ARABIC), ("search", "x"),
                                  ("prune", "--keep-last", "1")])  # fmt: skip
def test_without_an_archive_nothing_is_made_and_the_way_is_told(run, here, args):
    done = run("archive", *args, *WHERE)
    assert (done.status, done.out) == (2, "")
    assert "archive: no archive is there" in done.err
    assert "--archive-dir" in done.err
    assert not list(here.iterdir())


def test_without_a_database_the_hint_is_to_rebuild(run, kept, here):
    (here / "x.db").unlink()
    done = run("archive", "list", *WHERE)
    assert done.status == 2
    assert "sourcecheck archive rebuild" in done.err
    assert not (here / "x.db").exists()


def test_captures_are_listed_the_newest_last_and_summed_up(archive):
    lines = archive("list").out.splitlines()
    assert len(lines) == 11
    assert [line[:19] for line in lines[:-1]] == sorted(line[:19] for line in lines[:-1])
    assert "dns_no_name" in "".join(lines)
    assert lines[-1].startswith("10 captures of 8 addresses, 2 failed, ")


@pytest.mark.parametrize(
    ("args", "count"),
    [
        ((ARABIC,), 3),
        ((ARABIC.replace("https:", "http:"),), 3),
        (("https://news.example/خبر",), 3),
        (("news.example",), 4),
        (("example",), 10),
        (("moved.example",), 2),
        (("مثال.example",), 1),
        (("xn--mgbh0fb.example",), 1),
        (("*خبر",), 3),
        (("*.png",), 1),
        (("*://old.example/*",), 1),
        (("--failed",), 2),
        (("--since", "2026-03-31"), 2),
        (("--until", "2026-03-01"), 1),
        (("--until", "2026-03-01T12:00:00Z"), 0),
        (("--since", "2026-03-02", "--until", "2026-03-04"), 3),
        (("--last", "2"), 2),
        (("nobody.example",), 0),
    ],
)
def test_captures_are_chosen_by_address_host_pattern_time_and_failure(archive, args, count):
    assert len(json.loads(archive("list", *args, "-f", "json").out)["captures"]) == count


def test_right_to_left_addresses_are_readable_and_isolated_at_the_end_of_their_lines(archive):
    lines = archive("list").out.splitlines()
    arabic = [line for line in lines if not line.isascii()]
    assert len(arabic) == 4
    assert all("\u2068" in line and line.endswith("\u2069") for line in arabic)
    assert any(line.endswith("\u2068https://مثال.example/\u2069") for line in arabic)


def test_hosts_are_summed_up(archive):
    told = json.loads(archive("list", "--by", "host", "-f", "json").out)
    rows = {row["host"]: row for row in told["hosts"]}
    assert rows["news.example"] | {"length": 0} == {
        "host": "news.example", "captures": 4, "addresses": 2, "failed": 0, "length": 0,
        "first": "2026-03-01T12:00:00+00:00", "last": "2026-04-30T12:00:00+00:00",
    }  # fmt: skip
    assert "مثال.example" in archive("list", "--by", "host").out
    assert told["total"]["captures"] == 10


def test_json_and_csv_name_the_same_fields(archive):
    rows = json.loads(archive("list", "-f", "json").out)["captures"]
    table = list(csv.DictReader(io.StringIO(archive("list", "-f", "csv").out)))
    assert [list(row) for row in rows] == [list(row) for row in table]
    assert [row["record_id"] for row in rows] == [row["record_id"] for row in table]
    assert rows[-1]["url"] == ARABIC
    assert rows[-1]["captured_at"] == "2026-04-30T12:00:00+00:00"
    assert rows[-1]["state"] is None


def test_a_time_that_is_none_is_told(archive):
    done = archive("list", "--since", "yesterday")
    assert done.status == 2
    assert "--since: not a time: 'yesterday'" in done.err


def test_a_capture_is_shown_with_who_answered_how_and_where_it_lies(archive):
    shown = archive("show", ARABIC).out
    assert "  answer    200\n" in shown
    assert "  from      192.0.2.7 port 443\n" in shown
    assert "  TLS       TLSv1.3, TLS_AES, verified\n" in shown
    assert "sc-202604-00002.warc.gz at " in shown
    assert "  header    content-encoding: gzip\n" in shown
    assert "  title     \u2068خبر الميناء\u2069\n" in shown
    assert "2 more of this address" in shown


def test_of_several_captures_the_one_before_a_time_is_shown(archive):
    first = json.loads(archive("show", ARABIC, "--as-of", "2026-03-15", "-f", "json").out)
    assert first["captured_at"] == "2026-03-01T12:00:00+00:00"
    assert archive("show", ARABIC, "--as-of", "2020-01-01").complaints == [
        f"error: {ARABIC}: no capture before 2020-01-01 00:00 UTC",
        "  hint: the first one is of 2026-03-01 12:00:00 UTC",
    ]


def test_a_revisit_is_shown_with_its_original_and_its_body(archive, kept):
    told = json.loads(archive("show", kept[1][0].record_id, "-f", "json").out)
    assert told["revisit_of"] == kept[0][0].record_id == told["repeats"]["record_id"]
    assert told["title"] == "خبر الميناء"


@pytest.mark.parametrize("form", ["{}", "<urn:uuid:{}>", "urn:uuid:{}"])
def test_a_record_is_found_by_its_id_in_any_form(archive, kept, form):
    bare = kept[3][0].record_id.removeprefix("<urn:uuid:").removesuffix(">")
    assert json.loads(archive("show", form.format(bare), "-f", "json").out)["url"] == IDN


def test_all_hops_of_a_look_are_shown_from_any_of_them(archive):
    for url in (MOVED, "http://moved.example/new"):
        told = json.loads(archive("show", url, "-f", "json").out)
        assert [hop["status"] for hop in told["hops"]] == [301, 200]
        assert told["hops"][0]["location"] == "/new\x1b[31m"
    assert "/new\\x1b[31m" in archive("show", MOVED).out


def test_a_failure_is_shown_as_one(archive):
    assert "dns_no_name (no such name)" in archive("show", NO_NAME).out


@pytest.mark.parametrize("args", [("list",), ("show", MOVED), ("show", PICTURE), ("show", LEGACY),
                                  ("search", "script")])  # fmt: skip
def test_nothing_that_steers_a_terminal_is_printed(archive, args):
    done = archive(*args)
    assert done.status == 0
    assert not set(done.out + done.err) & STEERING


def test_parts_are_given_byte_for_byte(archive, here, kept):
    for part in ("body", "raw", "request"):
        assert archive("show", PICTURE, f"--{part}", "-o", part).status == 0
    body = (here / "body").read_bytes()
    assert body == b"\x89PNG\r\n\x1a\n\x00\x01\x02\x1b[31m"
    assert (here / "raw").read_bytes().endswith(b"\r\n\r\n" + body)
    assert (here / "request").read_bytes().startswith(b"GET /picture.png HTTP/1.1\r\n")


def test_a_packed_body_is_given_unpacked(archive, here):
    archive("show", ARABIC, "--body", "-o", "page.html")
    assert (here / "page.html").read_text(encoding="utf-8").startswith("<html><head><title>خبر")


def test_the_text_of_an_old_page_is_read_in_its_charset(archive):
    assert "كلمات عربية في صفحة من زمن مضى" in archive("show", LEGACY, "--text").out
    assert "unseen" not in archive("show", LEGACY, "--text").out


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("https://news.example/pictur.png", f"did you mean {PICTURE}?"),
        ("https://nobody.example/", "sourcecheck archive list"),
        ("00000000-0000-0000-0000-00000000ffff", "holds no capture"),
    ],
)
def test_what_is_not_there_is_told_with_what_is_near(archive, typed, words):
    done = archive("show", typed)
    assert (done.status, done.out) == (2, "")
    assert words in done.err


def _at_a_terminal(args):
    """Run the program with a terminal as standard output; returns what it showed."""
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - another process
        os.execv(sys.executable, [sys.executable, "-m", "sourcecheck", "archive", *args])
    shown = b""
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        shown += data
    os.waitpid(pid, 0)
    os.close(terminal)
    return shown.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals")
def test_a_terminal_gets_no_binary_body_and_no_steering_header(kept, here):
    refused = _at_a_terminal(["show", PICTURE, "--body", *WHERE])
    assert "would steer the terminal" in refused
    assert "-o FILE" in refused
    tamed = _at_a_terminal(["show", MOVED, "--headers", *WHERE])
    assert "HTTP/1.1 301" in tamed
    assert "/new\\x1b[31m" in tamed
    assert not set(refused + tamed) & STEERING


@pytest.mark.parametrize(
    ("words", "urls"),
    [
        (("محمد",), {ARABIC}),
        (("مُحَمَّد",), {ARABIC}),
        (("الناتو",), {ARABIC}),
        (("ناتو",), {ARABIC}),
        (("القناة",), {LEGACY}),
        (("والميناء",), {LEGACY}),
        (("istanbul",), {IDN}),
        (("ERDOGAN",), {IDN}),
        (("елка",), {IDN}),
        (("کتاب",), {IDN}),
        (("كتاب",), {IDN}),
        (("می رود",), set()),
        (("می", "istanbul"), {IDN}),
        (("harbour", "ferry"), {"http://moved.example/new"}),
        (("harbour", "محمد"), set()),
        (("the ferry runs",), {"http://moved.example/new"}),
        (("ferry the",), set()),
        (("unseen",), set()),
        (("nothing",), {DEAD}),
        (("<script>",), {"http://moved.example/new"}),
        (('"',), set()),
        (('a"b OR c*',), set()),
    ],
)
def test_pages_are_found_by_words_in_any_spelling(archive, words, urls):
    done = archive("search", *words, "-f", "json")
    found = json.loads(done.out)
    assert {hit["url"] for hit in found["hits"]} == urls
    assert done.status == (0 if urls else 1)


def test_a_hit_shows_the_text_as_it_stands_and_counts_its_captures(archive):
    hits = json.loads(archive("search", "محمد", "-f", "json").out)["hits"]
    told = [(hit["hit"], hit["captures"], hit["addresses"]) for hit in hits]
    assert told == [("مُحَمَّـد", 2, 1)]
    assert hits[0]["captured_at"] == "2026-03-31T12:00:00+00:00"
    assert "[مُحَمَّـد]" in archive("search", "محمد").out


@pytest.mark.parametrize(
    ("args", "count"),
    [
        ((), 3),
        (("--host", "news.example"), 2),
        (("--host", "example"), 3),
        (("--host", "ews.example"), 0),
        (("--url", LEGACY), 1),
        (("--since", "2026-04-01"), 1),
        (("--limit", "1"), 1),
    ],
)
def test_a_search_can_be_narrowed(archive, args, count):
    assert len(json.loads(archive("search", "الميناء", *args, "-f", "json").out)["hits"]) == count


def test_only_what_is_new_is_read_and_a_search_index_can_be_deleted(archive, here, kept):
    archive("search", "x")
    before = archive("search", "محمد").out
    for file in (here / "archive" / "warc").iterdir():
        file.rename(file.with_name(f"gone-{file.name}"))
        file.with_name(file.name).touch()
    assert archive("search", "محمد").out == before
    for file in (here / "archive" / "warc").glob("gone-*"):
        file.replace(file.with_name(file.name.removeprefix("gone-")))
    (here / "archive" / "search.db").unlink()
    assert archive("search", "محمد").out == before
    assert archive("search", "محمد", "--rebuild").out == before


def test_a_capture_that_cannot_be_read_is_told_and_the_others_are_searched(archive, here, kept):
    closed = next((here / "archive" / "warc").glob("*00001.warc.gz"))
    closed.write_bytes(b"\0" * closed.stat().st_size)
    done = archive("search", "istanbul")
    assert done.status == 0
    assert done.complaints[0].startswith(f"warning: not searched: {ARABIC}: ")


def test_an_archive_that_may_only_be_read_is_searched_and_nothing_is_written(
    archive, here, monkeypatch
):
    folder = here / "archive"
    read_only = "sourcecheck.session.searching.os.access"
    with monkeypatch.context() as patched:
        patched.setattr(read_only, lambda *_: False)
        first = archive("search", "istanbul")
        assert first.status == 0
        assert not list(folder.glob("search.db*"))
    assert archive("search", "istanbul").out == first.out
    written = (folder / "search.db").read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(read_only, lambda *_: False)
        assert archive("search", "istanbul").out == first.out
    assert (folder / "search.db").read_bytes() == written


def test_a_search_that_was_interrupted_goes_on_where_it_stopped(kept, here):
    settings = Settings(db="x.db", archive_dir="archive")
    with opened_archive(settings) as holding, opened_texts(holding.folder) as texts:
        first, *_ = holding.shelf.names()
        rows = holding.store.captures.from_place(first, 0, 2)
        texts.add([], first, rows[-1].offset + rows[-1].length)
        assert refresh(holding, texts).read == sum(len(look) for look in kept) - 2
        assert refresh(holding, texts).read == 0


def test_an_article_and_an_audit_are_shown_as_they_were_kept(run, here):
    (here / "article.txt").write_text("The harbour opens\r\n\r\nA text. [1]\n\n[1] Somebody\n")
    run("audit", "article.txt", *WHERE)
    settings = Settings(db="x.db", archive_dir="archive")
    with opened_archive(settings) as holding:
        own = {row.url.split(":")[2]: row.record_id for row in holding.index}
    assert run("archive", "list", *WHERE).out.startswith("0 captures of 0 addresses")
    run("archive", "show", own["document"], "--body", "-o", "copy.txt", *WHERE)
    assert (here / "copy.txt").read_bytes() == (here / "article.txt").read_bytes()
    assert '"audit":1' in run("archive", "show", own["audit"], "--raw", *WHERE).out


def test_a_search_index_of_another_version_is_made_anew(archive, here):
    archive("search", "istanbul")
    with open_store(here / "other.db") as store:
        store.vacuum()
    (here / "archive" / "search.db").write_bytes((here / "other.db").read_bytes())
    assert archive("search", "istanbul").status == 0


def test_a_spoilt_search_index_says_that_it_may_be_deleted(archive, here):
    (here / "archive" / "search.db").write_bytes(b"no database, but long enough " * 200)
    done = archive("search", "istanbul")
    assert done.status == 2
    assert "delete it" in done.err
    assert archive("search", "istanbul", "--rebuild").status == 0


def _told_of_the_archive(done):
    return next(line for line in done.out.splitlines() if " archive: " in line)


def test_the_doctor_says_how_the_archive_is(run, kept):
    told = _told_of_the_archive(run("doctor", *WHERE))
    assert told.startswith("ok      archive: archive, 2 closed files, ")
    assert told.endswith(", sc-202603-00003.warc.gz is being written")


def test_the_doctor_tells_of_a_writer_and_of_what_is_not_indexed(run, kept, here):
    with open_store(here / "x.db") as store:
        store.captures.rewritten([], [kept[-1][0].record_id])
    with sole_writer(here / "archive" / "warc"):
        told = _told_of_the_archive(run("doctor", *WHERE))
    assert told.endswith(", another run writes there now, 1 capture not indexed yet")


@pytest.mark.parametrize(
    ("number", "begins", "words"),
    [
        ("00001", "broken  archive: ", "00001.warc.gz: the digest of this closed file was taken"),
        ("00002", "ok      archive: ", "the digest of the last closed file is written by the next"),
    ],
)
def test_the_doctor_misses_digests(run, kept, here, number, begins, words):
    next((here / "archive" / "warc").glob(f"*{number}.warc.gz.sha256")).unlink()
    told = _told_of_the_archive(run("doctor", *WHERE))
    assert told.startswith(begins)
    assert words in told


def test_the_doctor_names_files_that_no_index_knows(run, kept, here):
    open_store(here / "y.db").close()
    done = run("doctor", "--db", "y.db", "--archive-dir", "archive")
    assert done.status == 2
    assert "00001.warc.gz: no capture in it is indexed" in _told_of_the_archive(done)
    assert "sourcecheck archive rebuild" in done.out


@pytest.mark.parametrize(
    ("what", "hint"),
    [
        ("https://news.example/pictur.png", f"did you mean {PICTURE}?"),
        ("news.exmple", "did you mean news.example?"),
        ("nobody.invalid", "sourcecheck archive list --by host tells of whom there are"),
    ],
)
def test_where_nothing_is_listed_the_next_step_is_told(archive, what, hint):
    done = archive("list", what)
    assert (done.status, done.out[:10]) == (0, "0 captures")
    assert done.complaints == [f"hint: {hint}"]
    assert archive("list", "news.example", "--since", "2030-01-01").complaints == []
