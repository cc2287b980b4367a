"""Docs that cannot lie: links resolve, verbs exist, the order of the stages is one."""

import re
from pathlib import Path

import pytest

from sourcecheck.cli import VERBS
from sourcecheck.pipeline import STAGES

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")])
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
_FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^(?:\$ )?sourcecheck ([a-z]+)", re.MULTILINE)
_MAKE = re.compile(r"`make ([a-z]+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_resolves(page):
    targets = _LINK.findall(page.read_text(encoding="utf-8"))
    local = [t for t in targets if not t.startswith(("http://", "https://", "mailto:"))]
    missing = [target for target in local if not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_verb_that_is_shown_exists(page):
    fenced = "\n".join(_FENCED.findall(page.read_text(encoding="utf-8")))
    shown = set(_COMMAND.findall(fenced))
    assert shown <= set(VERBS)


def test_every_make_target_that_is_named_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {name for page in PAGES for name in _MAKE.findall(page.read_text(encoding="utf-8"))}
    assert named <= targets


def test_readme_and_design_print_the_order_of_the_stages():
    line = " ".join(STAGES)
    for page in (ROOT / "README.md", ROOT / "docs" / "explanation" / "design.md"):
        plain = re.sub(r"[^a-z]+", " ", page.read_text(encoding="utf-8").lower())
        assert line in plain, page.name


def test_the_readme_opens_with_the_two_commands():
    opening = (ROOT / "README.md").read_text(encoding="utf-8")[:1500]
    assert "make demo" in opening
    assert "make test" in opening
