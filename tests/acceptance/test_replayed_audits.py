"""Audits made again from their archive alone: the same bytes, and no socket."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from command_line import CommandLine

pytest.importorskip("cryptography")

from sourcecheck.testing.behaviours import BEHAVIOURS
from sourcecheck.testing.web import ScriptedWeb

pytestmark = pytest.mark.acceptance

FORMATS = ("json", "html", "md", "csv", "compact", "text")


def outputs(folder: Path, name: str) -> list[str]:
    return [part for f in FORMATS for part in ("-f", f, "-o", str(folder / f"{name}.{f}"))]


def same_reports(folder: Path, one: str, other: str) -> list[str]:
    """Name the formats in which two reports differ."""
    return [
        f
        for f in FORMATS
        if (folder / f"{one}.{f}").read_bytes() != (folder / f"{other}.{f}").read_bytes()
    ]


def article(folder: Path, every: int = 1) -> Path:
    """Write an article that cites the whole scripted web, some pages with several fragments."""
    said = ["# كل الروابط\n"]
    for number, one in enumerate(BEHAVIOURS[::every]):
        said.append(f"قالت الوكالة رقم {number} إن [المصدر {number}]({one.url}) نشر الخبر.\n")
        if number % 7 == 0:
            said.append(f"ثم عادت إلى [المصدر {number}]({one.url}#part) نفسه.\n")
    path = folder / "all.md"
    path.write_text("\n".join(said), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """Audit the article twice, with a history the second time, and say where all lies."""
    folder = tmp_path_factory.mktemp("replayed")
    place = ["--db", str(folder / "web.db"), "--archive-dir", str(folder / "archive")]
    path, run = article(folder), CommandLine(folder)
    more = ["--pace", "0", "--timeout", "5", "--robots", "always", "--browser-headers"]
    with ScriptedWeb() as web:
        for name in ("first", "second"):
            done = run(
                "audit", str(path), *place, *web.arguments(), *more, *outputs(folder, name),
                "--progress", "never",
            )  # fmt: skip
            assert done.status == 1, done.err
    return folder, path, place, run


def test_the_latest_audit_comes_out_the_same_in_every_format(audited):
    folder, _, place, run = audited
    done = run("replay", *place, *outputs(folder, "again"))
    assert "the same as on" in done.err
    assert done.status == 1
    assert same_reports(folder, "second", "again") == []


def test_an_earlier_audit_is_found_by_its_time(audited):
    folder, _, place, run = audited
    first = json.loads((folder / "first.json").read_text(encoding="utf-8"))
    links = [s["link"] for c in first["citations"] for s in c["sources"] if s["link"]]
    earliest = min(link["checked_at"] for link in links)
    done = run("replay", *place, "--made-at", earliest, *outputs(folder, "earlier"))
    assert done.status == 1, done.err
    assert same_reports(folder, "first", "earlier") == []


def test_the_archive_alone_is_enough(audited):
    folder, path, _, run = audited
    done = run("audit", str(path), "--replay", str(folder / "archive"), *outputs(folder, "alone"))
    assert done.status == 1, done.err
    assert same_reports(folder, "second", "alone") == []


def test_it_is_made_again_without_the_article_s_file(audited, tmp_path):
    folder, path, place, run = audited
    aside = tmp_path / "moved.md"
    path.rename(aside)
    try:
        done = run("replay", str(path), *place, *outputs(folder, "gone"))
        assert done.status == 1, done.err
        assert same_reports(folder, "second", "gone") == []
    finally:
        aside.rename(path)


def test_no_socket_is_opened(audited):
    _, _, place, run = audited
    done = run("replay", *place, "-f", "jsonl", "-o", "-", sockets=False)
    assert done.status == 1, done.err
    assert "the same as on" in done.err


def test_before_anything_was_captured_nothing_is_known(audited):
    folder, _, place, run = audited
    target = folder / "before.json"
    done = run("replay", *place, "--as-of", "2020-01-01T00:00:00Z", "-f", "json", "-o", str(target))
    assert done.status in {0, 1, 3}, done.err
    links = [
        source["link"]
        for citation in json.loads(target.read_text(encoding="utf-8"))["citations"]
        for source in citation["sources"]
        if source["link"]
    ]
    assert {link["group"] for link in links} == {"unchecked"}


def test_a_time_between_two_audits_tells_what_the_first_one_saw(audited):
    folder, _, place, run = audited
    links = {}
    for name in ("first", "second"):
        found = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        links[name] = [s["link"] for c in found["citations"] for s in c["sources"] if s["link"]]
    began = min(datetime.fromisoformat(link["checked_at"]) for link in links["second"])
    between = (began - timedelta(milliseconds=1)).isoformat()
    target = folder / "between.json"
    run("replay", *place, "--as-of", between, "-f", "json", "-o", str(target))
    then = json.loads(target.read_text(encoding="utf-8"))
    seen = {
        s["link"]["url"]: s["link"] for c in then["citations"] for s in c["sources"] if s["link"]
    }
    assert {link["checked_at"] < between for link in seen.values() if link["status"]} == {True}
    agree = [seen[link["url"]]["group"] == link["group"] for link in links["first"]]
    assert agree.count(True) >= 0.95 * len(agree)


def test_an_audit_without_an_archive_cannot_be_replayed(tmp_path):
    path, run = article(tmp_path, every=50), CommandLine(tmp_path)
    place = ["--db", str(tmp_path / "web.db"), "--archive-dir", str(tmp_path / "archive")]
    run("audit", str(path), "--offline", *place, "-f", "json", "-o", str(tmp_path / "a.json"))
    (tmp_path / "archive" / "warc").mkdir(parents=True, exist_ok=True)
    done = run("replay", *place)
    assert done.status == 2
    assert "it was made offline" in done.err


def test_audits_made_side_by_side_are_told_apart(tmp_path):
    run, inputs = CommandLine(tmp_path), tmp_path / "in"
    inputs.mkdir()
    place = ["--db", str(tmp_path / "web.db"), "--archive-dir", str(tmp_path / "archive")]
    for number in range(4):  # many pages are cited by several, and fetched once for all
        said = [
            f"Sentence {at} says that [source {at}]({one.url}) was there.\n"
            for at, one in enumerate(BEHAVIOURS)
            if at % 3 == 0 or at % 4 == number
        ]
        (inputs / f"a{number}.md").write_text(f"# Article {number}\n\n" + "\n".join(said))
    with ScriptedWeb() as web:
        run(
            "audit", str(inputs), *place, *web.arguments(), "--pace", "0", "--timeout", "5",
            "--jobs", "4", "-f", "json", "-o", f"{tmp_path}/one/", "--progress", "never",
        )  # fmt: skip
    names = [str(path) for path in sorted(inputs.iterdir())]
    done = run("replay", *names, *place, "-f", "json", "-o", f"{tmp_path}/two/", sockets=False)
    assert done.err.count("the same as on") == len(names), done.err
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_what_was_broken_off_is_broken_off_again(tmp_path):
    path, run = article(tmp_path, every=4), CommandLine(tmp_path)
    place = ["--db", str(tmp_path / "web.db"), "--archive-dir", str(tmp_path / "archive")]
    target = tmp_path / "first.json"
    with ScriptedWeb() as web:
        begun = subprocess.Popen(
            run.command(
                "audit", str(path), *place, *web.arguments(), "--timeout", "5", "--connections",
                "2", "--pace", "0", "-f", "json", "-o", str(target), "--progress", "never",
            ),
            env=run.environment(),
            stderr=subprocess.PIPE,
        )  # fmt: skip
        time.sleep(4)
        begun.send_signal(signal.SIGINT)
        err = begun.communicate(timeout=60)[1].decode()
    assert begun.returncode == 130, err
    done = run("replay", *place, "-f", "json", "-o", str(tmp_path / "again.json"), sockets=False)
    assert "the same as on" in done.err
    assert target.read_bytes() == (tmp_path / "again.json").read_bytes()
    assert b'"not_checked"' in target.read_bytes()
