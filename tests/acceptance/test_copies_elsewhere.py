"""Copies of dead links, from the command line to every report, and once more from the archive."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from types import SimpleNamespace

import jsonschema
import pytest
from command_line import CommandLine

from sourcecheck.data import files
from sourcecheck.testing import Kept, ScriptedArchive, ScriptedWeb
from sourcecheck.testing.archives import WAYBACK
from sourcecheck.testing.script import answer, paths

pytestmark = pytest.mark.acceptance

DEAD = "https://news.example/2025/dam"
LOST = "https://news.example/2025/lost"
SILENT = "https://news.example/2025/silent"
ALIVE = "https://news.example/2025/well"
NOW = "2026-11-21T12:00:00Z"
WORDS = "The dam in the north is full, the ministry said, and its gates were opened at noon. " * 6
PAGE = f"<html><title>The dam is full</title><h1>The dam is full</h1><p>{WORDS}</p></html>"
COPY = f"https://{WAYBACK}/web/20250201120000/{DEAD}"
ARTICLE = f"""# The dam

Published: 2025-03-12

The dam is full, the paper wrote.[1] A second report is gone.[2] A third one too.[3] One stays.[4]

[1] {DEAD}
[2] {LOST}
[3] {SILENT}
[4] {ALIVE}
"""
OPTIONS = ("--pace", "0", "--timeout", "5", "--now", NOW, "--copies", "wayback")


def archive() -> ScriptedArchive:
    copies = [
        Kept(url=DEAD, at=datetime(2025, 2, 1, 12, tzinfo=UTC), body=PAGE),
        Kept(url=DEAD, at=datetime(2026, 2, 1, 12, tzinfo=UTC), body=PAGE),
    ]
    return ScriptedArchive(copies, trouble={SILENT: "500"})


def hosts():
    gone = answer("404 Not Found", "<h1>404 Not Found</h1>")
    well = answer("200 OK", PAGE)
    return {"news.example": paths({"/2025/well": well}, otherwise=gone), **archive().scripts}


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    run = CommandLine(tmp_path_factory.mktemp("copies"))
    (run.folder / "article.md").write_text(ARTICLE, encoding="utf-8")
    outputs = [
        part
        for form in ("json", "text", "html", "md", "csv", "compact")
        for part in ("-f", form, "-o", f"first.{form}")
    ]
    with ScriptedWeb(behaviours=(), helpers=hosts()) as web:
        first = run(
            "audit", "article.md", *outputs, *OPTIONS, "--db", "kept/s.db", *web.arguments()
        )
        asked = [served for served in web.served if served.host == WAYBACK]
        web.forget()
        check = run(
            "check", DEAD, LOST, SILENT, ALIVE, "-f", "jsonl", *OPTIONS, "--db", "other/s.db",
            *web.arguments(),
        )  # fmt: skip
        plain = run("check", DEAD, *OPTIONS, "--db", ":memory:", *web.arguments())
        web.forget()
        run("audit", "article.md", *OPTIONS[:-2], "--db", "third/s.db", *web.arguments())
        unasked = [served for served in web.served if served.host == WAYBACK]
    return SimpleNamespace(
        run=run, first=first, asked=asked, check=check, plain=plain, unasked=unasked
    )


def read(audited, form: str) -> str:
    return (audited.run.folder / f"first.{form}").read_text(encoding="utf-8")


def searches(audited) -> dict[str, list[dict]]:
    found = json.loads(read(audited, "json"))
    return {
        source["url"]: source["copies"]
        for citation in found["citations"]
        for source in citation["sources"]
    }


def test_three_answers_are_three_findings(audited):
    assert audited.first.status == 1, audited.first.err
    found = searches(audited)
    assert [found[url][0]["answer"] for url in (DEAD, LOST, SILENT)] == [
        "found", "no_record", "failed",
    ]  # fmt: skip
    assert found[ALIVE] == []
    codes = [each["code"] for each in json.loads(read(audited, "json"))["findings"]]
    assert [code for code in codes if code.startswith("SC71")] == ["SC711", "SC712", "SC713"]


def test_the_copy_is_the_one_before_the_article_and_was_looked_at(audited):
    best = searches(audited)[DEAD][0]["best"]
    assert (best["memento_url"], best["verified"], best["state"]) == (COPY, True, "alive")
    assert best["record_id"].startswith("<urn:uuid:")
    assert searches(audited)[DEAD][0]["cited_at"] == "2025-03-12T23:59:59+00:00"


def test_the_json_is_as_the_schema_says(audited):
    text = files.PACKAGED.joinpath("schema", "audit.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(json.loads(read(audited, "json")), json.loads(text))


def test_every_report_shows_the_copy_beside_the_dead_link(audited):
    for form in ("json", "text", "html", "md", "compact"):
        assert COPY in read(audited, form), form
    rows = {row["url"]: row for row in csv.DictReader(io.StringIO(read(audited, "csv")))}
    assert (rows[DEAD]["copy"], rows[DEAD]["copy_url"]) == ("copy of 2025-02-01", COPY)
    assert rows[LOST]["copy"] == "no copy in the archives asked"
    assert rows[SILENT]["copy"] == "not known whether a copy exists"
    assert rows[ALIVE]["copy"] == ""


def test_the_page_links_the_copy_as_robust_links_do(audited):
    link = re.search(rf'<a class="url copy" href="{re.escape(COPY)}"[^>]*>', read(audited, "html"))
    assert link
    assert f'data-originalurl="{DEAD}"' in link[0]
    assert 'data-versiondate="2025-02-01"' in link[0]
    assert f'data-versionurl="{COPY}"' in link[0]


def test_check_tells_copies_too(audited):
    rows = [json.loads(line) for line in audited.check.out.splitlines()]
    text = files.PACKAGED.joinpath("schema", "link.schema.json").read_text(encoding="utf-8")
    for row in rows:
        jsonschema.validate(row, json.loads(text))
    told = {row["url"]: [each["answer"] for each in row.get("copies", [])] for row in rows}
    assert told == {DEAD: ["found"], LOST: ["no_record"], SILENT: ["failed"], ALIVE: []}
    # Without an article nothing says when the page was cited: the latest copy is the nearest.
    assert f"copy of 2026-02-01: https://{WAYBACK}/web/20260201120000/{DEAD}" in audited.plain.out


def test_only_what_was_named_is_asked_and_nobody_without_the_option(audited):
    assert audited.asked
    assert audited.unasked == []
    assert not any("well" in served.path for served in audited.asked)


def test_the_same_answers_come_out_of_the_archive_and_no_socket_is_opened(audited):
    again = audited.run(
        "audit", "article.md", "--replay", "kept/archive", "-f", "json", *OPTIONS, sockets=False
    )
    assert json.loads(again.out)["citations"] == json.loads(read(audited, "json"))["citations"]


def test_a_replay_of_an_archive_without_answers_says_that_nobody_was_asked(audited):
    again = audited.run(
        "audit", "article.md", "--replay", "third/archive", "-f", "json", *OPTIONS, sockets=False
    )
    sources = [s for c in json.loads(again.out)["citations"] for s in c["sources"]]
    assert sources
    assert not any(source["copies"] for source in sources)


def test_an_archive_that_is_not_known_is_a_mistake_before_anything_is_asked(audited):
    done = audited.run("audit", "article.md", "--copies", "waybak", "--db", ":memory:")
    assert done.status == 2
    assert "no archive is known as 'waybak'" in done.err
    assert "timegate:https://" in done.err


def test_a_stored_audit_is_made_again_byte_for_byte(audited):
    again = audited.run(
        "replay", "--db", "kept/s.db", "-f", "json", "-o", "again.json", sockets=False
    )
    assert "the same" in again.err
    assert (audited.run.folder / "again.json").read_text(encoding="utf-8") == read(audited, "json")


def test_a_search_that_was_not_made_is_told_alike_when_the_audit_is_made_again(tmp_path):
    run = CommandLine(tmp_path)
    (tmp_path / "article.md").write_text(ARTICLE, encoding="utf-8")
    busy = ScriptedArchive([Kept(url=LOST, at=datetime(2025, 2, 1, tzinfo=UTC), body=PAGE)],
                           trouble={DEAD: "429"})  # fmt: skip
    form = ("-f", "json", "-o")
    with ScriptedWeb(behaviours=(), helpers={**hosts(), **busy.scripts}) as web:
        run("audit", "article.md", *form, "one.json", *OPTIONS, "--db", "s.db", *web.arguments())
    again = run("replay", "--db", "s.db", *form, "two.json", sockets=False)
    assert again.status == 1, again.err
    told = (tmp_path / "one.json").read_text(encoding="utf-8")
    assert "not asked now" in told
    assert (tmp_path / "two.json").read_text(encoding="utf-8") == told


def test_what_check_wrote_is_read_again_without_the_addresses_of_copies(audited):
    (audited.run.folder / "links.jsonl").write_text(audited.check.out, encoding="utf-8")
    again = audited.run("check", "links.jsonl", "--offline", "-f", "jsonl", "--db", ":memory:")
    assert {json.loads(line)["url"] for line in again.out.splitlines()} == {
        DEAD, LOST, SILENT, ALIVE,
    }  # fmt: skip
