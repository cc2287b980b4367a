"""``check`` and ``explain URL`` as people run them: against a small site on loopback."""

from __future__ import annotations

import csv
import io
import json
import re
import signal
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jsonschema
import pytest

from sourcecheck.data import files

pytestmark = pytest.mark.acceptance

WORDS = "The harbour opened again in spring, and the ferry goes twice a day as before. " * 12
OPEN = ("--allow-network", "127.0.0.0/8", "--no-archive", "--pace", 0, "--db", "x.db")


class Site(ThreadingHTTPServer):
    """Pages by path: anything is there, but what begins with /gone and /shut; /slow takes a while."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Page)
        self.asked = []
        self.lists = {}

    def url(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.server_address[1]}{path}"


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path.startswith("/slow"):
            time.sleep(0.15)
        status = 404 if self.path.startswith(("/gone", "/nobody")) else 200
        status = 403 if self.path.startswith("/shut") else status
        kind = "text/html; charset=utf-8"
        body = f"<title>Page {self.path}</title><h1>Page {self.path}</h1><p>{self.path} {WORDS}"
        if self.path in self.server.lists:
            kind, body = "application/xml", self.server.lists[self.path]
        elif not self.path.startswith(("/a", "/slow", "/gone", "/shut")):
            status = 404
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


@pytest.fixture
def site():
    server = Site()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def rows(text):
    return [json.loads(line) for line in text.splitlines()]


def test_text_tells_troubles_of_inputs_all_that_was_named_and_the_sum(sourcecheck, site):
    sourcecheck.write("links.txt", "\n".join(map(site.url, ["/a1", "/a2", "/gone1"])))
    run = sourcecheck("check", site.url("/a9"), "links.txt", *OPEN)
    assert run.status == 1
    assert run.out.index("alive ") < run.out.index("links on")
    assert site.url("/a9") in run.out
    assert site.url("/gone1") in run.out
    assert "in links.txt" in run.out
    assert site.url("/a1") not in run.out
    assert "\n4 links on 1 host\n" in run.out
    assert "  dead              1   0 confirmed, 1 probably gone: 1 not found (404)" in run.out
    every = sourcecheck("check", "links.txt", *OPEN, "--all", "--exit-zero")
    assert (every.status, site.url("/a1") in every.out) == (0, True)


def test_one_address_is_told_without_a_sum(sourcecheck, site):
    run = sourcecheck("check", site.url("/a"), *OPEN)
    label, why = run.out.splitlines()
    assert label.split() == ["alive", site.url("/a")]
    assert why.split() == ["answered", "200"]
    assert why.index("answered") == label.index("http") + 2


def test_a_host_that_refuses_every_link_is_one_line(sourcecheck, site):
    sourcecheck.write("l.txt", "\n".join(site.url(f"/shut{n}") for n in range(12)))
    run = sourcecheck("check", "l.txt", *OPEN)
    host = site.url("/").split("/")[2].partition(":")[0]
    assert f"host {host}: all 12 links: forbidden: refused our check\n" in run.out
    assert run.out.count("/shut") == 3  # told as they came, before it was known


@pytest.mark.parametrize(
    ("grouping", "headings"),
    [("host", ["host 127.0.0.1"]), ("article", ["one.txt (2 links)", "two.txt (1 link)"]),
     ("state", ["not found (404) (2 links)", "forbidden: refused our check (1 link)"])],
)  # fmt: skip
def test_troubles_can_be_told_under_headings(sourcecheck, site, grouping, headings):
    sourcecheck.write("one.txt", f"{site.url('/gone1')}\n{site.url('/shut1')}\n{site.url('/a')}\n")
    sourcecheck.write("two.txt", f"{site.url('/gone2')}\n")
    run = sourcecheck("check", "one.txt", "two.txt", *OPEN, "--group-by", grouping)
    for heading in headings:
        assert f"\n{heading}" in run.out
    assert run.out.count("/gone") == 2


def test_every_format_holds_every_link_and_where_it_was_found(sourcecheck, site):
    urls = [site.url(path) for path in ("/a1", "/gone1", "/shut=1")]
    sourcecheck.write("l.txt", "\n".join(urls))
    sourcecheck.write("m.txt", urls[0])
    run = sourcecheck("check", "l.txt", "m.txt", *OPEN, "-f", "json", "-o", "o.json", "-f", "jsonl",
                      "-o", "o.jsonl", "-f", "csv")  # fmt: skip
    whole = json.loads((sourcecheck.folder / "o.json").read_text())
    lines = rows((sourcecheck.folder / "o.jsonl").read_text())
    table = list(csv.DictReader(io.StringIO(run.out)))
    schema = json.loads(files.PACKAGED.joinpath("schema", "link.schema.json").read_text())
    for row in lines:
        jsonschema.Draft202012Validator(schema).validate(row)
    assert whole == lines
    assert {row["url"] for row in lines} == {row["url"] for row in table} == set(urls)
    by_url = {row["url"]: row for row in lines}
    assert (by_url[urls[0]]["origin"], by_url[urls[0]]["origins"]) == ("l.txt", ["l.txt", "m.txt"])
    assert "origins" not in by_url[urls[1]]
    assert {row["url"]: row["origin"] for row in table}[urls[0]] == "l.txt | m.txt"


def test_a_sitemap_at_an_address_is_followed_through_its_index(sourcecheck, site):
    inner = f"<urlset><url><loc>{site.url('/a1')}</loc></url><url><loc>{site.url('/gone1')}</loc></url></urlset>"
    site.lists = {
        "/sitemap.xml": f"<sitemapindex><sitemap><loc>{site.url('/a-part.xml')}</loc></sitemap></sitemapindex>",
        "/a-part.xml": inner,
    }
    run = sourcecheck("check", site.url("/sitemap.xml"), *OPEN, "-f", "jsonl")
    found = {row["url"]: row.get("origin") for row in rows(run.out)}
    assert found == {
        site.url("/sitemap.xml"): None,
        site.url("/a1"): site.url("/a-part.xml"),
        site.url("/gone1"): site.url("/a-part.xml"),
    }
    sourcecheck.write("local.xml", site.lists["/sitemap.xml"])
    local = sourcecheck("check", "local.xml", *OPEN, "-f", "jsonl")
    assert {row["url"] for row in rows(local.out)} == {site.url("/a1"), site.url("/gone1")}


def test_a_sitemap_that_is_not_there_is_a_dead_link_and_unreadable(sourcecheck, site):
    run = sourcecheck("check", site.url("/gone/sitemap.xml"), *OPEN, "-f", "jsonl")
    assert [row["state"] for row in rows(run.out)] == ["not_found"]
    assert run.status == 2
    assert "404" in run.err


def test_addresses_come_through_a_pipe_and_answers_come_before_it_ends(sourcecheck, site):
    with subprocess.Popen(
        sourcecheck.command("check", "-", *OPEN, "-f", "jsonl"), stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=sourcecheck.folder,
        env=sourcecheck.environment(),
    ) as process:  # fmt: skip
        late = threading.Timer(30, process.kill)
        late.start()
        process.stdin.write("".join(f"{site.url(f'/a{n}')}\n" for n in range(40)).encode())
        process.stdin.flush()
        first = json.loads(process.stdout.readline())
        process.stdin.write(f"{site.url('/gone1')}\n".encode())
        process.stdin.close()
        rest = process.stdout.read().decode()
        process.wait(60)
        late.cancel()
    assert first["origin"] == "-"
    assert len(rows(rest)) == 40
    assert process.returncode == 1


def interrupted(sourcecheck, *args, after):
    """Run until something was asked, press Ctrl-C, and return what was said."""
    with subprocess.Popen(
        sourcecheck.command(*args), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=sourcecheck.folder, env=sourcecheck.environment(),
    ) as process:  # fmt: skip
        until = time.monotonic() + 30
        while not after() and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    return process.returncode, out.decode(), err.decode()


def test_an_interrupted_check_tells_what_it_knows_and_goes_on(sourcecheck, site):
    sourcecheck.write("l.txt", "\n".join(site.url(f"/slow{n}") for n in range(60)))
    command = ("check", "@l.txt", *OPEN, "-f", "jsonl", "--per-host", 2)
    status, out, err = interrupted(
        sourcecheck, *command, after=lambda: sum("/slow" in path for path in site.asked) > 12
    )
    told = {row["url"] for row in rows(out)}
    assert status == 130
    assert err.startswith("interrupted: ")
    assert "the same command goes on" in err
    assert 0 < len(told) < 60
    before = len([path for path in site.asked if "/slow" in path])
    again = sourcecheck(*command)
    asked = [path for path in site.asked if "/slow" in path]
    assert (again.status, len(rows(again.out))) == (0, 60)
    assert again.err.startswith("going on with the run of ")
    assert f": {len(told)} links are done" in again.err
    assert len(asked) - before <= 60 - len(told)
    fresh = sourcecheck(*command)
    assert fresh.err == ""


def test_fresh_begins_anew(sourcecheck, site):
    sourcecheck.write("l.txt", "\n".join(site.url(f"/slow{n}") for n in range(40)))
    command = ("check", "@l.txt", *OPEN, "-f", "jsonl")
    interrupted(sourcecheck, *command, after=lambda: sum("/slow" in p for p in site.asked) > 8)
    site.asked.clear()
    run = sourcecheck(*command, "--fresh")
    assert run.err == ""
    assert sum("/slow" in path for path in site.asked) >= 40


def test_explain_says_how_a_state_was_come_by(sourcecheck, site):
    url = site.url("/gone1")
    unknown = sourcecheck("explain", url, "--db", "x.db")
    assert (unknown.status, unknown.out) == (2, "")
    assert "never looked at" in unknown.err
    assert "--check" in unknown.err
    sourcecheck("check", url, *OPEN)
    told = sourcecheck("explain", url, "--db", "x.db")
    assert told.status == 0
    for words in ("not found (404)", "probably gone, not confirmed", "the policy asks for 3",
                  "content-type: text/html", "none in the archive", "rule      status:"):  # fmt: skip
        assert words in told.out
    whole = json.loads(sourcecheck("explain", url, "--db", "x.db", "-f", "json").out)
    assert (whole["state"], whole["strikes"], whole["policy"]["times"]) == ("not_found", 1, 3)
    assert whole["would_change"]
    assert len(whole["looks"]) == 1


def test_explain_says_once_from_when_on_another_look_counts(sourcecheck, site):
    url = site.url("/gone1")
    for day in ("20", "22"):
        run = sourcecheck("explain", "--check", url, *OPEN, "--now", f"2026-11-{day}T10:00:00Z")
    told = " ".join(run.out.split())
    assert "the next counts from 2026-11-23 10:00 UTC" in told
    assert "the first on 2026-11-23 or later" in told


def test_the_name_of_a_file_says_its_format(sourcecheck, site):
    sourcecheck("check", site.url("/a1"), *OPEN, "-o", "o.jsonl", "-o", "o.csv", "-o", "o.txt")
    written = {
        name: (sourcecheck.folder / name).read_text() for name in ("o.jsonl", "o.csv", "o.txt")
    }
    assert json.loads(written["o.jsonl"])["state"] == "alive"
    assert written["o.csv"].startswith("url,state,")
    assert written["o.txt"].startswith("alive ")
    mixed = sourcecheck(
        "check", site.url("/a1"), *OPEN, "-f", "text", "-f", "jsonl", "-o", "o.jsonl"
    )
    assert "note: o.jsonl is written as text: the first --format" in mixed.err
    refused = sourcecheck("check", site.url("/a1"), *OPEN, "-o", "o.html")
    assert (refused.status, "text, json, jsonl or csv" in refused.err) == (2, True)


def test_where_no_link_is_it_is_said(sourcecheck):
    sourcecheck.write("l.txt", "# nothing yet\n")
    run = sourcecheck("check", "@l.txt", *OPEN, "-f", "jsonl")
    assert (run.status, run.out, run.err) == (0, "", "note: no link is in @l.txt\n")


def test_explain_can_look_first(sourcecheck, site):
    run = sourcecheck("explain", "--check", site.url("/a1"), *OPEN)
    assert run.status == 0
    assert "alive" in run.out
    assert "Page /a1" in run.out


def test_explain_names_the_copy_in_the_archive(sourcecheck, site):
    sourcecheck(
        "check", site.url("/a1"), "--allow-network", "127.0.0.0/8", "--pace", 0, "--db", "x.db"
    )
    run = sourcecheck("explain", site.url("/a1"), "--db", "x.db")
    told = " ".join(run.out.split())
    assert "record <urn:uuid:" in told
    place = re.search(r"UTC, (\S+\.warc\.gz\S*) at ", told)
    assert place is not None
    assert (sourcecheck.folder / place[1]).is_file()


def test_right_to_left_words_stay_at_the_end_of_their_lines(sourcecheck, site):
    sourcecheck.write("مقال.txt", f"{site.url('/gone1')}\n")
    run = sourcecheck("check", "مقال.txt", *OPEN)
    line = next(line for line in run.out.splitlines() if "مقال" in line)
    assert line.endswith("in \u2068مقال.txt\u2069")
