"""audit over the whole scripted web: fetched, archived, judged, stored, reported, replayed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
from acceptance_articles import NOON, citing, links
from command_line import CommandLine
from known_gaps import behaviours

from sourcecheck.data import files
from sourcecheck.model import LinkState
from sourcecheck.testing import BEHAVIOURS, ScriptedWeb
from sourcecheck.testing.behaviours import named

pytestmark = pytest.mark.acceptance

OPTIONS = ("--pace", "0", "--timeout", "5", "--now", NOON, "--fail-on", "dead")
# A date a second ahead is hours ahead of a clock that stands at noon.
CITED = [one for one in BEHAVIOURS if one.name != "limited_until_soon"]


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """Audit an article that cites every behaviour, once; the scripted web is gone afterwards."""
    run = CommandLine(tmp_path_factory.mktemp("audited"))
    run.write("article.txt", citing(*(one.url for one in CITED)))
    places = ("--db", "kept/sourcecheck.db", "-f", "json", "-o")
    with ScriptedWeb() as web:
        first = run("audit", "article.txt", *places, "first.json", *OPTIONS, *web.arguments())
        before = rows(run.folder / "kept" / "sourcecheck.db")
        shutil.copytree(run.folder / "kept" / "archive", run.folder / "alone" / "archive")
        again = run("audit", "article.txt", *places, "second.json", *OPTIONS, *web.arguments())
    return SimpleNamespace(
        run=run,
        first=first,
        again=again,
        before=before,
        folder=run.folder,
        links=links(run.folder / "first.json"),
    )


def rows(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as db:
        names = [row[0] for row in db.execute("select name from sqlite_master where type='table'")]
        found = {name: db.execute(f"select count(*) from {name}").fetchone()[0] for name in names}
    db.close()
    return found


def warcs(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.warc.gz*"))


@pytest.mark.parametrize("behaviour", behaviours(CITED))
def test_every_behaviour_gets_the_state_its_table_says(audited, behaviour):
    found = audited.links[behaviour.url]
    assert found["state"] in {state.value for state in (behaviour.state, *behaviour.also)}
    assert found["group"] == LinkState(found["state"]).group
    assert found["because"]
    assert found["rule"]


def test_what_is_dead_ends_the_run_with_one_and_says_nothing_on_standard_error(audited):
    assert (audited.first.status, audited.first.out, audited.first.err) == (1, "", "")


def test_nothing_is_confirmed_dead_at_the_first_pass(audited):
    assert {url for url, link in audited.links.items() if link["confirmed"]} == set()


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("forbidden", "doubtful"),
        ("not_found", "dead"),
        ("soft_404_ar", "dead"),
        ("to_home", "dead"),
    ],
)
def test_the_first_look_at_a_failing_page_is_a_lead_with_its_record_and_rule(audited, name, group):
    link = audited.links[named(name).url]
    assert (link["group"], link["confirmed"]) == (group, False)
    assert link["rule"]
    assert link["capture"]["record_id"].startswith("<urn:uuid:")


@pytest.mark.parametrize("behaviour", CITED, ids=lambda one: one.name)
def test_every_link_that_was_asked_points_into_the_archive(audited, behaviour):
    capture = audited.links[behaviour.url]["capture"]
    assert capture is not None
    assert any(path.name.startswith(Path(capture["file"]).name) for path in warcs(audited.folder))


def test_warcio_finds_every_digest_of_the_archive_right(audited):
    for path in warcs(audited.folder):
        plain = path.with_name("checked.warc.gz")
        plain.write_bytes(path.read_bytes())
        # warcio 1.8.1 ends at every body in Brotli where brotli 1.2 is installed
        hidden = "import sys; sys.modules['brotli'] = None; from warcio.cli import main; main()"
        check = subprocess.run(
            [sys.executable, "-c", hidden, "check", "-v", plain],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        plain.unlink()
        assert check.returncode == 0, check.stdout[-2000:]
        assert "digest failed" not in check.stdout


def test_the_report_meets_the_shipped_schema(audited):
    text = files.PACKAGED.joinpath("schema", "audit.schema.json").read_text(encoding="utf-8")
    report = json.loads((audited.folder / "first.json").read_text(encoding="utf-8"))
    kind = jsonschema.Draft202012Validator
    kind(json.loads(text), format_checker=kind.FORMAT_CHECKER).validate(report)


def test_the_same_audit_again_adds_nothing_twice(audited):
    after = rows(audited.folder / "kept" / "sourcecheck.db")
    grown = {name for name, count in after.items() if count != audited.before[name]}
    assert audited.again.status == audited.first.status
    assert grown <= {"captures"}  # the archive keeps every exchange it sees
    assert after["checks"] == after["urls"]
    assert after["audits"] == after["articles"] == 1


@pytest.fixture(scope="module")
def replayed(audited):
    """The first report once more, from the archive as it then was, without sockets."""
    run = audited.run(
        "audit", "article.txt", "--replay", "alone/archive", "-f", "json", "-o", "replayed.json",
        "--fail-on", "dead", sockets=False,
    )  # fmt: skip
    return SimpleNamespace(run=run, folder=audited.folder)


def test_a_replay_without_a_socket_gives_the_same_report(replayed):
    first, again = (
        json.loads((replayed.folder / name).read_text(encoding="utf-8"))
        for name in ("first.json", "replayed.json")
    )
    assert (replayed.run.status, replayed.run.err) == (1, "")
    for one, other in zip(first["citations"], again["citations"], strict=True):
        assert other == one
    assert again == first


def test_a_replay_leaves_no_database_and_writes_into_no_archive(replayed):
    first, copied = (warcs(replayed.folder / name) for name in ("kept", "alone"))
    assert [path.name for path in copied] == [path.name for path in first]
    assert not list(replayed.folder.glob("**/alone/*.db"))
    assert not (replayed.folder / "sourcecheck").exists()  # where results go by default


def test_a_replay_into_a_database_is_remembered_once_and_rendered_again(replayed, audited):
    command = ("audit", "article.txt", "--replay", "alone/archive", "--db", "replay/r.db",
               "--now", NOON, "-f", "json", "-o", "r.json")  # fmt: skip
    audited.run(*command, sockets=False)
    before = rows(audited.folder / "replay" / "r.db")
    audited.run(*command, sockets=False)
    assert rows(audited.folder / "replay" / "r.db") == before
    assert before["checks"] == before["urls"] == len(CITED)
    again = audited.run("report", "--db", "replay/r.db", "-f", "json", sockets=False)
    assert json.loads(again.out) == json.loads((audited.folder / "first.json").read_text())


def test_a_replay_of_nothing_says_that_nothing_is_archived(sourcecheck, replayed):
    archive = next(iter(warcs(replayed.folder / "alone")))
    sourcecheck.write("other.txt", citing("http://never-seen.example/page"))
    run = sourcecheck(
        "audit", "other.txt", "--replay", archive, "-f", "json", "-o", "o.json", sockets=False
    )
    link = links(sourcecheck.folder / "o.json")["http://never-seen.example/page"]
    assert (run.err, link["group"], link["capture"]) == ("", "unchecked", None)


def test_check_prints_one_line_of_the_contract_for_each_address(sourcecheck, web):
    urls = [named(name).url for name in ("alive", "gone", "bot_wall", "paywall")]
    run = sourcecheck("check", *urls, "-f", "jsonl", *OPTIONS, *web.arguments())
    found = [json.loads(line) for line in run.out.splitlines()]
    text = files.PACKAGED.joinpath("schema", "link.schema.json").read_text(encoding="utf-8")
    for row in found:
        jsonschema.Draft202012Validator(json.loads(text)).validate(row)
    assert {row["url"]: row["state"] for row in found} == {
        urls[0]: "alive", urls[1]: "gone", urls[2]: "blocked", urls[3]: "paywall",
    }  # fmt: skip
    assert (run.status, run.err) == (1, "")


@pytest.mark.parametrize(
    ("name", "fail_on", "status"),
    [
        ("alive", "info", 0),
        ("moved", "info", 1),
        ("moved", "warning", 0),
        ("gone", "warning", 1),
        ("gone", "error", 0),
        ("gone", "dead", 1),
        ("gone", "none", 0),
        ("bot_wall", "dead", 0),
    ],
)
def test_check_fails_on_what_it_is_told_to(sourcecheck, web, name, fail_on, status):
    run = sourcecheck("check", named(name).url, "--pace", 0, "--fail-on", fail_on, *web.arguments())
    assert run.status == status


def test_check_names_the_article_that_a_link_was_found_in(sourcecheck, web):
    sourcecheck.write("article.txt", citing(named("alive").url))
    run = sourcecheck("check", "article.txt", "-f", "jsonl", "--pace", 0, *web.arguments())
    assert json.loads(run.out)["origin"] == "article.txt"


def test_an_article_at_an_address_is_fetched_archived_and_replayed(sourcecheck, web):
    url = named("alive_en").url
    run = sourcecheck(
        "audit", url, "--db", "x.db", "--pace", 0, "-f", "json", "-o", "a.json", *web.arguments()
    )
    assert run.err == ""
    assert json.loads((sourcecheck.folder / "a.json").read_text())["article"]["origin"] == url
    again = sourcecheck("audit", url, "--replay", "archive", "-f", "json", "-o", "b.json",
                        sockets=False)  # fmt: skip
    assert (again.status, again.err) == (run.status, "")
    assert (sourcecheck.folder / "a.json").read_text() == (
        sourcecheck.folder / "b.json"
    ).read_text()


def test_an_article_that_is_gone_is_one_line_and_the_others_go_on(sourcecheck, web):
    sourcecheck.write("here.txt", citing(named("alive").url))
    run = sourcecheck(
        "audit", named("gone").url, "here.txt", "--pace", 0, "-f", "compact", *web.arguments()
    )
    assert run.status == 2
    assert len(run.err.splitlines()) == 1
    assert "HTTP 410" in run.err
    assert "here.txt" in run.out


def test_articles_under_way_share_one_archive(sourcecheck, web):
    names = [
        sourcecheck.write(f"a{at}.txt", citing(one.url))
        for at, one in enumerate(map(named, ("alive", "gone", "paywall", "moved", "bot_wall")))
    ]
    run = sourcecheck(
        "audit", *names, "--jobs", 5, "--pace", 0, "--db", "x.db", "-f", "json", "-o", "out/",
        *web.arguments(),
    )  # fmt: skip
    found = [link for path in (sourcecheck.folder / "out").iterdir() for link in
             links(path).values()]  # fmt: skip
    assert run.err == ""
    assert len(found) == 5
    assert all(link["capture"] for link in found)
    assert len(warcs(sourcecheck.folder / "archive")) == 1


def test_no_archive_keeps_nothing(sourcecheck, web):
    sourcecheck.write("a.txt", citing(named("alive").url))
    run = sourcecheck(
        "audit", "a.txt", "--no-archive", "--pace", 0, "--db", "x.db", "-f", "json", "-o",
        "a.json", *web.arguments(),
    )  # fmt: skip
    assert run.err == ""
    assert [link["capture"] for link in links(sourcecheck.folder / "a.json").values()] == [None]
    assert not (sourcecheck.folder / "archive").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--connect-to", "nonsense"), "nonsense"),
        (("--connect-to", "@missing.txt"), "@missing.txt"),
        (("--allow-network", "300.0.0.0/8"), "300.0.0.0/8"),
        (("--cacert", "missing.pem"), "missing.pem"),
        (("--replay", "missing.warc.gz"), "missing.warc.gz"),
        (("--timeout", "nan"), "timeout"),
        (("--timeout", "0"), "timeout"),
        (("--pace", "-1"), "pace"),
        (("--jobs", "0"), "jobs"),
        (("--now", "yesterday"), "yesterday"),
        (("--data", "missing"), "missing"),
        (("--select", "SC999"), "SC999"),
        (("--lang", "xx", "-f", "html"), "xx"),
    ],
)
def test_a_network_or_reading_option_that_cannot_be_used_ends_with_two(sourcecheck, options, words):
    sourcecheck.write("a.txt", citing("http://news.example/a"))
    run = sourcecheck("audit", "a.txt", "--db", "x.db", *options, sockets=False)
    assert (run.status, run.out) == (2, "")
    assert words in run.err
    assert "Traceback" not in run.err


def test_a_slow_archive_folder_of_another_run_is_told_and_not_shared(sourcecheck, web):
    sourcecheck.write("a.txt", citing(named("slow").url))
    command = sourcecheck.command(
        "audit", "a.txt", "--db", "x.db", "--pace", 0, "-f", "compact", *web.arguments()
    )
    with subprocess.Popen(
        command, cwd=sourcecheck.folder, env=sourcecheck.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as first:  # fmt: skip
        wait_for(lambda: any(talk.host == "slow.example" for talk in web.served))
        second = sourcecheck(
            "audit", "a.txt", "--db", "x.db", "--pace", 0, "-f", "compact", *web.arguments()
        )
        first.communicate(timeout=60)
    assert second.status == 2
    assert "another run is writing" in second.err
    assert first.returncode in (0, 1)


def wait_for(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.skipif(os.name == "nt", reason="no such signal there")
def test_ctrl_c_prints_and_stores_what_was_found(sourcecheck, web):
    urls = [named("alive").url, named("hang").url]
    sourcecheck.write("a.txt", citing(*urls))
    command = sourcecheck.command(
        "audit", "a.txt", "--db", "x.db", "--pace", 0, "-f", "json", *web.arguments()
    )
    with subprocess.Popen(
        command, cwd=sourcecheck.folder, env=sourcecheck.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        wait_for(lambda: {"hang.example"} <= {talk.host for talk in web.served})
        wait_for(lambda: bool(warcs(sourcecheck.folder / "archive")))
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.decode().startswith("interrupted: 1 of 1 articles")
    (sourcecheck.folder / "out.json").write_bytes(out)
    found = links(sourcecheck.folder / "out.json")
    assert {url: found[url]["state"] for url in urls} == dict(
        zip(urls, ("alive", "not_checked"), strict=True)
    )
    kept = rows(sourcecheck.folder / "x.db")
    assert (kept["audits"], kept["checks"]) == (1, 1)
