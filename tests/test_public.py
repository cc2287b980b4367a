"""The public names: few, pinned, imported when first used, and the same as the command line."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import pytest

import sourcecheck
from sourcecheck.errors import ConfigError, StoreError, UnknownFormat, UnreadableDocument
from sourcecheck.model import Article, Audit, LinkState

NAMES = [
    "Article",
    "Audit",
    "Classification",
    "DocumentError",
    "LinkState",
    "Look",
    "Session",
    "SourcecheckError",
    "UsageError",
    "Verdict",
    "audit",
    "check",
    "classify",
    "extract",
    "render",
    "replay",
]

OFFLINE = {"offline": True, "db": "x.db"}


def test_the_public_names_are_these():
    assert sourcecheck.__all__ == NAMES
    assert all(getattr(sourcecheck, name) is not None for name in NAMES)
    assert set(NAMES) <= set(dir(sourcecheck))


def test_no_other_name_is_answered():
    with pytest.raises(AttributeError, match="no attribute 'adit'"):
        sourcecheck.adit  # noqa: B018


def test_importing_the_package_imports_nothing_of_it():
    code = "import sys, sourcecheck; print(*[n for n in sys.modules if 'sourcecheck' in n])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["sourcecheck"]


@pytest.mark.parametrize(
    "first",
    ["pass", "import sourcecheck.extract", "from sourcecheck.classify import classify_text",
     "import sourcecheck.extract.formats as f; f.read"],
)  # fmt: skip
def test_stages_that_are_named_as_verbs_can_be_called(article, first):
    code = (
        f"{first}\nimport sourcecheck\n"
        f"print(len(sourcecheck.extract({article!r}).notes))\n"
        "print(sourcecheck.classify('tasnimnews.com').country)\n"
        "from sourcecheck.extract import ExtractTables\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout.split(), done.stderr) == (["2", "IR"], "")


def test_extract_reads_one_file(article):
    found = sourcecheck.extract(article)
    assert isinstance(found, Article)
    assert [mark.labels for mark in found.marks] == [("1",), ("2",), ("3",)]


def test_audit_is_what_the_command_line_reports(run, article):
    found = sourcecheck.audit(article, **OFFLINE)
    told = run("audit", article, "--offline", "--db", "y.db", "-f", "json").out
    assert isinstance(found, Audit)
    assert json.loads(sourcecheck.render(found, "json")) == json.loads(told)


@pytest.mark.parametrize("form", ["text", "compact", "json", "jsonl", "html", "md", "csv"])
def test_an_audit_renders_in_every_format(article, form):
    report = sourcecheck.render(sourcecheck.audit(article, **OFFLINE), form)
    assert "news.example" in report


def test_a_path_may_be_a_path(here, article):
    assert sourcecheck.extract(here / article).origin == str(here / article)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: sourcecheck.audit("missing.txt", **OFFLINE), UnreadableDocument),
        (lambda: sourcecheck.extract("missing.txt"), UnreadableDocument),
        (lambda: sourcecheck.audit("a.txt", ofline=True), ConfigError),
        (lambda: sourcecheck.audit("article.txt", offline=True, db="article.txt"), StoreError),
        (lambda: sourcecheck.render(sourcecheck.audit("article.txt", **OFFLINE), "pdf"),
         UnknownFormat),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_an_error_of_our_tree(article, call, error):
    with pytest.raises(error) as told:
        call()
    assert isinstance(told.value, sourcecheck.SourcecheckError)


async def test_a_session_audits_many_and_leaves_out_what_it_cannot_read(here, article):
    (here / "other.txt").write_text(
        "Another text\n\nIt cites a page. [1]\n\n[1] http://a.example/\n"
    )
    (here / "empty.txt").write_text("")
    names = ["missing.txt", article, here / "other.txt", "empty.txt"]
    async with sourcecheck.Session("x.db", offline=True) as session:
        found = [audit.article.origin async for audit in session.audit_many(names)]
    assert set(found) == {article, str(here / "other.txt")}
    assert len(session.refused) == 2


async def test_a_session_checks_an_address(here):
    async with sourcecheck.Session("x.db", offline=True) as session:
        verdict = await session.check("https://news.example/one?utm_source=x")
    assert (verdict.state, verdict.url) == (LinkState.OFFLINE, "https://news.example/one")


async def test_a_session_is_used_when_it_is_open(here):
    session = sourcecheck.Session("x.db", offline=True)
    with pytest.raises(sourcecheck.UsageError, match="not open"):
        await session.audit("article.txt")
    async with session:
        pass
    with pytest.raises(sourcecheck.UsageError, match="not open"):
        await session.check("https://news.example/")


async def test_a_database_in_memory_leaves_nothing_behind(here, article):
    async with sourcecheck.Session(":memory:") as session:
        assert session is not None
    assert sorted(path.name for path in here.iterdir()) == [article]


def test_the_blocking_verb_says_so_inside_a_loop(article):
    async def inside():
        return sourcecheck.audit(article, **OFFLINE)

    with pytest.raises(sourcecheck.UsageError, match="would block"):
        asyncio.run(inside())


def test_a_stored_audit_is_made_again_without_a_network(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("He said so [1].\n\n[1] Nobody's report.\n", encoding="utf-8")
    first = sourcecheck.audit("a.txt", db="x.db", archive_dir="kept")
    made = sourcecheck.replay("a.txt", db="x.db", archive_dir="kept")
    assert made.is_same
    assert made.after == first
    assert list(made.differences()) == []


async def test_a_replay_does_not_block_an_event_loop():
    with pytest.raises(sourcecheck.UsageError, match="would block"):
        sourcecheck.replay(db="x.db")
