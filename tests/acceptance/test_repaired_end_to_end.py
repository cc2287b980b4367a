"""From a dead link over days to a patched article whose link leads to a copy that answers."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime

import pytest

from sourcecheck.testing.archives import Kept, ScriptedArchive
from sourcecheck.testing.behaviours import BEHAVIOURS
from sourcecheck.testing.web import ScriptedWeb

GONE = "http://gone.example/news/2026/story-17"
COPY = f"https://web.archive.org/web/20250201120000/{GONE}"
WORDS = "The dam in the north is full, the ministry said, and its gates were opened at noon. " * 6
PAGE = f"<html><title>The dam is full</title><h1>The dam is full</h1><p>{WORDS}</p></html>"
DAYS = ("2026-11-01T12:00:00Z", "2026-11-05T12:00:00Z", "2026-11-09T12:00:00Z",
        "2026-11-13T12:00:00Z")  # fmt: skip

ARTICLES = {
    "a.txt": f"قالت الوزارة إن السد امتلأ عن آخره [1].\n\nالمصادر:\n\n[1] صحيفة، {GONE}\n",
    "b.md": f"# The dam\n\nThe ministry said [the dam is full]({GONE}) at noon.\n",
    "c.html": f'<html><body><h1>The dam</h1><p>The ministry said <a href="{GONE}">the dam is '
    "full</a> at noon on Monday, in the old hall.</p></body></html>",
    "d.wiki": "== The dam ==\nThe ministry said the dam is full.<ref>{{cite web|url=" + GONE
    + "|title=The dam is full}}</ref>\n\n== References ==\n{{reflist}}\n",
}  # fmt: skip


@pytest.fixture
def web():
    kept = Kept(url=GONE, at=datetime(2025, 2, 1, 12, tzinfo=UTC), body=PAGE)
    behaviours = tuple(each for each in BEHAVIOURS if each.name == "gone")
    with ScriptedWeb(behaviours=behaviours, helpers=ScriptedArchive([kept]).scripts) as served:
        yield served


def test_dead_links_are_confirmed_looked_for_and_mended(run, here, web):
    for name, text in ARTICLES.items():
        (here / name).write_text(text, encoding="utf-8")
    asked = (*ARTICLES, *web.arguments(), "--pace", "0", "--db", "x.db", "--copies", "wayback",
             "-f", "jsonl", "-o", "x.jsonl")  # fmt: skip
    for day in DAYS:
        run("audit", *asked, "--now", day)
    done = run("patch", *ARTICLES, "--db", "x.db", "-o", "made.diff")
    assert done.status == 0, done
    subprocess.run(["patch", "-p0", "-i", "made.diff"], cwd=here, check=True, capture_output=True)
    run("audit", *asked, "--now", DAYS[-1])
    lines = (here / "x.jsonl").read_text(encoding="utf-8").splitlines()
    audits = {found["article"]["origin"]: found for found in map(json.loads, lines)}
    assert set(audits) == set(ARTICLES)
    for name, found in audits.items():
        sources = [each for citation in found["citations"] for each in citation["sources"]]
        copies = [each["url"] for each in sources if "archived-copy" in each.get("flags", ())]
        assert copies == [COPY], name
        if name != "d.wiki":  # there the template names both, the copy beside the address
            assert not any(each["url"] == GONE for each in sources), name
