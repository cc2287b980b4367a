"""Offline by choice, and offline by accident: nothing is dead, and nothing is remembered."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess

import pytest
from acceptance_articles import citing, links

pytestmark = pytest.mark.acceptance

URLS = (
    "http://news.example/one",
    "https://paper.example/two?id=3",
    "http://radio.example/three",
)


def isolated() -> list[str]:
    """The command that runs another one without any network, or [] where none does."""
    for command in (["unshare", "-rn"], ["unshare", "-n"]):
        if shutil.which(command[0]):
            tried = subprocess.run([*command, "true"], capture_output=True, check=False)
            if tried.returncode == 0:
                return command
    return []


@pytest.fixture
def down(sourcecheck):
    """The command line on a machine without a network."""
    around = isolated()
    if not around:
        pytest.skip("this system allows no network namespace (unshare -rn)")
    plain = sourcecheck.command
    sourcecheck.command = lambda *args: [*around, *plain(*args)]
    sourcecheck.write("article.txt", citing(*URLS))
    return sourcecheck


def counted(folder, table):
    with sqlite3.connect(folder / "x.db") as db:
        found = db.execute(f"select count(*) from {table}").fetchone()[0]
    db.close()
    return found


def test_a_run_without_a_network_is_incomplete_and_calls_nothing_dead(down):
    run = down("audit", "article.txt", "--db", "x.db", "-f", "json", "-o", "a.json", "-f", "text")
    found = links(down.folder / "a.json")
    assert run.status == 3
    assert {link["state"] for link in found.values()} == {"offline"}
    assert {link["group"] for link in found.values()} == {"unchecked"}
    assert run.out.count("not checked: this machine is offline") >= 1
    assert " dead" not in run.out.replace("none dead", "")


def test_a_run_without_a_network_remembers_no_check(down):
    down("audit", "article.txt", "--db", "x.db", "-f", "compact")
    assert counted(down.folder, "checks") == 0
    assert counted(down.folder, "articles") == 1


def test_incomplete_wins_over_findings(down):
    run = down("audit", "article.txt", "--db", "x.db", "--fail-on", "info", "-f", "compact")
    assert run.status == 3


def test_an_article_at_an_address_nobody_can_reach_makes_the_run_incomplete(down):
    run = down("audit", "http://news.example/article", "article.txt", "--db", "x.db")
    assert run.status == 3
    assert len(run.err.splitlines()) == 1


def test_check_without_a_network_is_incomplete(down):
    run = down("check", *URLS, "--db", "x.db", "-f", "jsonl")
    assert run.status == 3
    assert {json.loads(line)["state"] for line in run.out.splitlines()} == {"offline"}


@pytest.mark.parametrize("verb", ["audit", "check"])
def test_offline_opens_no_socket_and_ends_by_findings_alone(sourcecheck, verb):
    sourcecheck.write("article.txt", citing(*URLS))
    run = sourcecheck(verb, "article.txt", "--offline", "--db", "x.db", sockets=False)
    assert (run.status, run.err) == (0, "")


def test_offline_with_findings_ends_with_one(sourcecheck):
    sourcecheck.write("article.txt", citing(*URLS, fault=True))
    run = sourcecheck("audit", "article.txt", "--offline", "--db", "x.db", sockets=False)
    assert (run.status, run.err) == (1, "")
    assert "not checked: this machine is offline" in run.out


def test_extract_opens_no_socket_and_stores_nothing(sourcecheck):
    sourcecheck.write("article.txt", citing(*URLS))
    run = sourcecheck("extract", "article.txt", "-f", "json", sockets=False)
    assert len(json.loads(run.out)["citations"]) == 3
    assert not list(sourcecheck.folder.rglob("*.db"))


def test_the_guard_of_these_tests_does_refuse_sockets(sourcecheck):
    run = sourcecheck("check", "http://127.0.0.1:9/", "--allow-network", "127.0.0.0/8",
                      "--db", "x.db", sockets=False)  # fmt: skip
    assert run.status == 70
    assert "a socket was opened" in run.err
