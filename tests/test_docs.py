"""Docs that cannot lie: links resolve, verbs and files exist, what is told is what is read."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sourcecheck.cli import VERBS
from sourcecheck.data.load_languages import load_languages
from sourcecheck.data.load_rules import load_rules
from sourcecheck.pipeline import STAGES
from sourcecheck.session.inputs import FORMS, KINDS, MEDIA_TYPES

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")])
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
_FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^(?:\$ )?sourcecheck ([a-z]+)", re.MULTILINE)
_MAKE = re.compile(r"`make ([a-z]+)`")
_FOLDERS = "extract|resolve|text|urls|session|data|formats|src|tests|tools|benchmarks|examples"
_PATH = re.compile(rf"`((?:{_FOLDERS})/[\w./-]*)`")
_CODE = re.compile(r"\bSC\d{3}\b")
_HERE = ("", "src/sourcecheck", "src/sourcecheck/extract")  # what a path may be below

# of examples/formats: per article its notes, and the addresses in notes and body
FORMATS = {
    "ar_document.docx": [(3, 2)],
    "en_feed.xml": [(0, 1)],
    "fa_document.pdf": [(3, 1)],
    "ru_book.epub": [(3, 1)],
    "ru_table.csv": [(2, 1), (0, 0)],
    "tr_wiki.wiki": [(3, 2)],
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_resolves(page):
    targets = _LINK.findall(page.read_text(encoding="utf-8"))
    local = [t for t in targets if not t.startswith(("http://", "https://", "mailto:"))]
    missing = [target for target in local if not (page.parent / target).exists()]
    assert missing == []


def test_the_index_leads_to_every_page():
    docs = ROOT / "docs"
    linked = {
        (docs / target).resolve()
        for target in _LINK.findall((docs / "index.md").read_text("utf-8"))
    }
    pages = {path for path in docs.rglob("*.md") if path.name != "index.md"}
    assert sorted(str(path.relative_to(docs)) for path in pages - linked) == []


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_of_the_project_that_is_named_exists(page):
    named = {path for path in _PATH.findall(page.read_text(encoding="utf-8")) if "xx." not in path}
    named -= {path for path in named if Path(path).stem == "name"}
    missing = [path for path in named if not any((ROOT / base / path).exists() for base in _HERE)]
    assert sorted(missing) == []


def test_every_module_that_the_page_on_extraction_names_exists():
    page = (ROOT / "docs" / "explanation" / "extraction.md").read_text(encoding="utf-8")
    there = {path.name for path in (ROOT / "src").rglob("*.py")}
    assert set(re.findall(r"`([a-z_]+\.py)`", page)) <= there


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_finding_that_is_named_exists(page):
    named = set(_CODE.findall(page.read_text(encoding="utf-8")))
    assert named <= set(load_rules().rules)


def test_every_format_that_can_be_asked_for_has_its_row():
    page = (ROOT / "docs" / "howto" / "inputs.md").read_text(encoding="utf-8")
    rows = [line.split(" | ")[1] for line in page.splitlines() if line.count(" | ") >= 2]
    told = {name for row in rows for name in re.findall(r"`([a-z0-9][a-z0-9-]*)`", row)}
    assert told == set(MEDIA_TYPES) | set(KINDS) | set(FORMS)


def test_no_language_is_reviewed_while_the_docs_say_that_none_is():
    folder = ROOT / "src" / "sourcecheck" / "data" / "languages"
    heads = {
        path.stem: path.read_text(encoding="utf-8").split("\n", 1)[0] for path in folder.iterdir()
    }
    assert set(heads) == set(load_languages())
    assert {code for code, head in heads.items() if "has not reviewed" not in head} == set()


def test_the_examples_of_formats_are_all_counted():
    assert {path.name for path in (ROOT / "examples" / "formats").iterdir()} == set(FORMATS)


def test_the_examples_of_formats_are_read_as_told():
    folder = ROOT / "examples" / "formats"
    command = [sys.executable, "-m", "sourcecheck", "extract", "--format", "jsonl", "--exit-zero"]
    command += ["--no-config", *(str(folder / name) for name in FORMATS)]
    done = subprocess.run(command, capture_output=True, check=True)
    read = [_counted(json.loads(line)["citations"]) for line in done.stdout.splitlines()]
    assert read == [told for articles in FORMATS.values() for told in articles]


def _counted(citations):
    notes = [each for each in citations if each["kind"] == "note"]
    urls = {source["url"] for each in citations for source in each["sources"] if source["url"]}
    return len(notes), len(urls)


def test_the_readme_opens_with_the_two_commands():
    opening = (ROOT / "README.md").read_text(encoding="utf-8")[:1500]
    assert "make demo" in opening
    assert "make test" in opening
