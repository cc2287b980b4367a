"""Inputs that hold several articles: each is told by itself, one bad one ends nothing."""

from __future__ import annotations

import csv as csv_module
import gzip
import json
import tracemalloc

import pytest
from cli_archives import WORDS, page, wacz, warc, zipped

from sourcecheck.extract.collections import Listed, Remark
from sourcecheck.session.flow import Refused, drawn, readings
from sourcecheck.session.inputs import Reading
from sourcecheck.session.members import entries

A, B, C = (f"https://news.example/{name}" for name in "abc")
LONG = f"<p>{WORDS}</p>"


def feed(*each):
    inside = "".join(f"<item><link>{url}</link><description>{said}</description></item>"
                     for url, said in each)  # fmt: skip
    return f'<rss version="2.0"><channel><title>Post</title>{inside}</channel></rss>'


def escaped(markup):
    return markup.replace("<", "&lt;")


FULL = escaped(LONG * 3)
LISTS = {
    "feed.xml": feed((A, FULL), (B, "Short"), (C, FULL)),
    "feed.json": json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [
        {"id": "1", "url": A, "content_html": LONG}, {"id": "2", "url": B},
        {"id": "3", "url": C, "content_html": LONG}]}),
    "table.csv": f'url,text\n{A},"{WORDS}"\n{B},\n{C},"{WORDS}"\n',
    "lines.jsonl": "".join(json.dumps(each) + "\n" for each in
                           ({"url": A, "text": WORDS}, {"url": B}, {"url": C, "text": WORDS})),
    "list.json": json.dumps([{"url": A, "text": WORDS}, {"url": B}, {"url": C, "text": WORDS}]),
}  # fmt: skip


def origins(out):
    return [json.loads(line)["article"]["origin"] for line in out.splitlines()]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_gives_its_articles_in_order_and_tells_of_its_addresses(run, here, name, packed):
    path = f"{name}.gz" if packed else name
    body = LISTS[name].encode()
    (here / path).write_bytes(gzip.compress(body) if packed else body)
    done = run("extract", path, "-f", "jsonl", "--fail-on", "none")
    assert origins(done.out) == [A, C]
    assert done.complaints == [
        f"note: {path}: 1 address is listed and not read: extract opens no socket; audit fetches them"
    ]
    assert done.status == 0
    offline = run("audit", path, "-f", "jsonl", "--offline", "--db", "x.db", "--fail-on", "none")
    assert origins(offline.out) == [A, C]
    assert "1 address is listed and not read: this machine is offline, as asked" in offline.err
    assert offline.status == 0


def test_a_list_of_addresses_alone_is_told_to_hold_no_article(run, here):
    (here / "s.xml").write_text(
        f"<urlset><url><loc>{A}</loc></url><url><loc>{B}</loc></url></urlset>"
    )
    done = run("extract", "s.xml")
    assert (done.status, done.out) == (2, "")
    (told,) = done.complaints
    assert told.startswith("error: s.xml: no article is in it: 2 addresses are listed (extract")


BAD_ROW = f'url,text\n{A},"{WORDS} See https://x.example/1 now."\nnowhere,\n{C},"{WORDS}"\n'


@pytest.mark.parametrize(("verb", "more"), [
    ("extract", ()), ("audit", ("--offline", "--db", "x.db")), ("check", ("--offline", "--db", "x.db")),
])  # fmt: skip
def test_a_wrong_row_is_one_line_and_the_run_is_incomplete(run, here, verb, more):
    (here / "t.csv").write_text(BAD_ROW)
    done = run(verb, "t.csv", *more)
    assert done.status == 3
    assert done.complaints == [
        "error: t.csv: row 3: 'nowhere' is no web address, and it holds no text"
    ]


def test_a_list_of_which_nothing_can_be_read_is_unreadable(run, here):
    (here / "t.csv").write_text("url,text\nnowhere,\n")
    assert run("extract", "t.csv").status == 2


def test_a_list_beside_other_inputs_keeps_its_place(run, here, article):
    (here / "table.csv").write_text(LISTS["table.csv"])
    done = run("extract", "table.csv", article, "-f", "jsonl", "--fail-on", "none")
    assert origins(done.out) == [A, C, article]
    done = run(
        "audit", article, "table.csv", "missing.txt", "-f", "jsonl", "--offline", "--jobs", 1
    )
    assert origins(done.out) == [article, A, C]
    assert done.status == 2


@pytest.mark.parametrize("jobs", [1, 2, 9])
def test_many_articles_come_in_the_order_of_the_list_whatever_the_jobs(run, here, jobs):
    rows = [json.dumps({"url": f"{A}/{n}", "text": WORDS * (1 + n % 3)}) for n in range(60)]
    (here / "l.jsonl").write_text("\n".join(rows))
    done = run("audit", "l.jsonl", "-f", "jsonl", "--offline", "--jobs", jobs, "--fail-on", "none")
    assert origins(done.out) == [f"{A}/{n}" for n in range(60)]
    assert (done.status, done.err) == (0, "")


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "md", "compact", "text"])
def test_what_is_written_as_it_comes_is_what_is_written_at_the_end(run, here, form):
    (here / "l.jsonl").write_text("\n".join(
        json.dumps({"url": f"{A}/{n}", "text": f"Experts say so. See https://x.example/{n} now."})
        for n in range(4)))  # fmt: skip
    printed = run("extract", "l.jsonl", "-f", form).out
    run("extract", "l.jsonl", "-f", form, "-o", "all.out")
    assert (here / "all.out").read_text() == printed
    if form == "csv":
        rows = list(csv_module.reader(printed.splitlines()))
        assert [row[0] for row in rows].count("article") == 1
    if form == "text":
        assert "4 articles" in printed


def test_pages_of_a_list_go_to_a_folder_and_one_file_is_refused_before_any_work(run, here):
    (here / "table.csv").write_text(LISTS["table.csv"])
    refused = run("extract", "table.csv", "-o", "r.html")
    assert refused.status == 2
    assert "table.csv is a list of them" in refused.err
    assert (
        run("extract", "table.csv", "-f", "html", "-o", "pages/", "--fail-on", "none").status == 0
    )
    assert len(list((here / "pages").glob("*.html"))) == 2


def test_check_asks_the_addresses_of_a_list_and_of_its_articles(run, here):
    (here / "t.csv").write_text(f"url,text\n{A},See https://x.example/1 now.\n{B},\n")
    done = run("check", "t.csv", "--offline", "--db", "x.db", "-f", "jsonl")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert [(row["url"], row.get("origin")) for row in rows] == [
        ("https://x.example/1", A),
        (B, "t.csv"),
    ]


def test_a_table_may_be_read_as_one_text_and_a_text_as_a_table(run, here):
    (here / "t.csv").write_text(LISTS["table.csv"])
    done = run("extract", "t.csv", "--input-format", "text", "-f", "jsonl", "--fail-on", "none")
    assert origins(done.out) == ["t.csv"]
    (here / "t.txt").write_text(f'text\n"{WORDS}"\n')
    assert origins(run("extract", "t.txt", "-f", "jsonl").out) == ["t.txt"]
    forced = run("extract", "t.txt", "--input-format", "csv", "-f", "jsonl")
    assert origins(forced.out) == ["t.txt#2"]


def test_a_list_comes_through_standard_input_too(run, monkeypatch):
    import io
    import sys

    body = LISTS["lines.jsonl"].encode()
    for verb, more in (("extract", ()), ("audit", ("--offline",))):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
        done = run(verb, "-", "-f", "jsonl", "--stdin-name", "letter", *more)
        assert origins(done.out) == [A, C]
        assert "note: letter: 1 address" in done.err or "note: -: 1 address" in done.err


def test_a_packed_article_is_unpacked_within_the_limit(run, here):
    (here / "a.html.gz").write_bytes(gzip.compress(page("Ferry").encode()))
    assert origins(run("extract", "a.html.gz", "-f", "jsonl").out) == ["a.html.gz"]
    (here / "bomb.txt.gz").write_bytes(gzip.compress(b"word " * 8_000_000))
    (here / "cut.txt.gz").write_bytes(gzip.compress(WORDS.encode())[:-20])
    done = run("extract", "bomb.txt.gz", "cut.txt.gz", "--max-size", 1)
    assert done.status == 2
    assert "bomb.txt.gz: larger than 1 MiB" in done.complaints[0]
    assert "cut.txt.gz: a compressed file (gzip) that is damaged or cut off" in done.complaints[1]


PAGES = [
    (A, page("One")),
    ("https://news.example/style.css", "p { color: red }", {"media_type": "text/css"}),
    ("https://news.example/gone", page("Gone"), {"status": "404 Not Found"}),
    ("https://news.example/go", "", {"status": "301 Moved", "headers": [("Location", "/b")]}),
    (B, zipped(page("Two").encode()), {"headers": [("Content-Encoding", "gzip")]}),
    ("https://news.example/robots.txt", "User-agent: *", {"media_type": "text/plain"}),
    (C, page("Three"), {"kind": "resource"}),
    (A, "", {"kind": "revisit"}),
]  # fmt: skip


@pytest.mark.parametrize("packed", [True, False])
def test_a_web_archive_gives_the_pages_that_came_with_success(run, here, packed):
    (here / "w.warc").write_bytes(warc(*PAGES, packed=packed))
    done = run("extract", "w.warc", "-f", "jsonl", "--fail-on", "none")
    assert origins(done.out) == [A, B, C]
    titles = [json.loads(line)["article"]["title"] for line in done.out.splitlines()]
    assert titles == ["One", "Two", "Three"]
    assert done.complaints == ["note: w.warc: 1 repeated page is read once"]


def test_a_page_of_an_archive_is_read_as_of_its_capture(here):
    from datetime import UTC, datetime

    (here / "w.warc.gz").write_bytes(warc((A, page("One"))))
    (found,) = entries("w.warc.gz", Reading(now=datetime(2026, 1, 1, tzinfo=UTC)))
    assert found.read_at == datetime(2025, 6, 3, 10, tzinfo=UTC)


def test_the_answer_of_a_request_written_before_it_is_found(run, here):
    fields = {"fields": {"WARC-Concurrent-To": "<urn:uuid:1>"}}
    (here / "w.warc").write_bytes(warc((A, page("One"), fields)))
    assert origins(run("extract", "w.warc", "-f", "jsonl").out) == [A]


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize(
    ("pages", "expected"),
    [(None, [A, B, C]), ([A], [A]), (["https://news.example/go"], [B]), ([], [A, B, C])],
)
def test_the_list_of_pages_of_a_wacz_says_what_is_an_article(run, here, pages, expected, stored):
    (here / "w.wacz").write_bytes(wacz(warc(*PAGES), pages, stored=stored))
    done = run("extract", "w.wacz", "-f", "jsonl", "--fail-on", "none")
    assert origins(done.out) == expected


def test_an_archive_that_is_cut_off_or_damaged_gives_what_came_before(run, here):
    whole = warc((A, page("One")), (B, page("Two")), packed=True)
    (here / "cut.warc.gz").write_bytes(whole[:-30])
    assert origins(run("extract", "cut.warc.gz", "-f", "jsonl").out) == [A]
    damaged = bytearray(whole)
    damaged[-200:-100] = b"\xff" * 100
    (here / "bad.warc.gz").write_bytes(damaged)
    done = run("extract", "bad.warc.gz", "-f", "jsonl")
    assert origins(done.out) == [A]
    assert done.status == 3
    assert done.complaints[0].startswith("error: bad.warc.gz: a web archive that is damaged: ")
    (here / "bad.wacz").write_bytes(wacz(whole)[:-40])
    assert run("extract", "bad.wacz").status == 2


def test_a_page_that_unpacks_to_more_than_allowed_is_one_error(run, here):
    bomb = zipped(b"<p>word</p>" * 2_000_000)
    coded = {"headers": [("Content-Encoding", "gzip")]}
    (here / "w.warc.gz").write_bytes(warc((A, bomb, coded), (B, page("Two"))))
    done = run("extract", "w.warc.gz", "-f", "jsonl", "--max-size", 2)
    assert origins(done.out) == [B]
    assert "its coding is not read, or it is larger than the limit" in done.complaints[0]


def test_memory_does_not_grow_with_the_length_of_a_list(here):
    line = json.dumps({"url": A, "text": WORDS * 20}) + "\n"
    peaks = []
    for count in (50, 2000):
        (here / "l.jsonl").write_text(line * count)
        tracemalloc.start()
        read = sum(1 for _ in entries("l.jsonl", Reading(now=None)))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert read == count
    assert peaks[1] < 1.5 * peaks[0] + 100_000


def test_entries_are_drawn_one_by_one(here):
    (here / "l.jsonl").write_text('{"text": "One"}\n{"url": "https://a.example/"}\nbroken\n')
    found = drawn(["l.jsonl", "https://b.example/"], Reading(now=None))
    kinds = [(type(each.entry).__name__, each.listed) for each in found]
    assert kinds == [
        ("Document", True),
        ("Listed", True),
        ("UnreadableDocument", True),
        ("Listed", False),
    ]


def test_reading_a_list_tells_what_it_left_out(here):
    from sourcecheck.config import Settings
    from sourcecheck.session.opening import tables_of

    (here / "l.jsonl").write_text('{"text": "One word"}\n{"url": "https://a.example/"}\nbroken\n')
    from datetime import UTC, datetime

    how = Reading(now=datetime(2026, 1, 1, tzinfo=UTC))
    found = list(readings(["l.jsonl"], how, tables_of(Settings())))
    assert [type(each).__name__ for each in found] == ["Audit", "Refused", "Remark"]
    assert isinstance(found[1], Refused)
    assert isinstance(found[2], Remark)
    assert Listed(url="x") == Listed(url="x")
