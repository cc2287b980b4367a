"""The five articles the product was asked for, through the command line, without a network.

They are other people's texts and lie outside this project; where they are absent, the tests
say so.
"""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from command_line import CommandLine

from sourcecheck.data import files

pytestmark = pytest.mark.acceptance

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
ARTICLES = sorted(SEEDS.glob("0*.txt"))

if not ARTICLES:
    pytest.skip("the seed articles are not beside this project", allow_module_level=True)


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The JSON and HTML reports of all seeds, by the input's name."""
    run = CommandLine(tmp_path_factory.mktemp("seeds"))
    done = run(
        "audit", *ARTICLES, "--offline", "--db", "x.db", "-f", "json", "-o", "json/",
        "-f", "html", "-o", "html/", "-f", "jsonl", "-o", "all.jsonl", sockets=False,
    )  # fmt: skip
    assert (done.status, done.out, done.err) == (1, "", "")
    rows = (run.folder / "all.jsonl").read_text(encoding="utf-8").splitlines()
    found = {Path(row["article"]["origin"]).name: row for row in map(json.loads, rows)}
    return run.folder, found


def spans(part):
    """Every object of a report that has a place and a text."""
    if isinstance(part, dict):
        if {"start", "end", "text"} <= part.keys():
            yield part
        for value in part.values():
            yield from spans(value)
    elif isinstance(part, list):
        for value in part:
            yield from spans(value)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem[:3])
def test_the_report_of_a_seed_meets_the_schema(reports, path):
    text = files.PACKAGED.joinpath("schema", "audit.schema.json").read_text(encoding="utf-8")
    kind = jsonschema.Draft202012Validator
    kind(json.loads(text), format_checker=kind.FORMAT_CHECKER).validate(reports[1][path.name])


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem[:3])
def test_every_span_of_a_seed_is_its_text_in_code_points(reports, path):
    report = reports[1][path.name]
    text = report["article"]["text"]
    found = list(spans(report))
    assert found
    assert [piece for piece in found if text[piece["start"] : piece["end"]] != piece["text"]] == []


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem[:3])
def test_no_link_of_a_seed_is_called_anything_but_unchecked(reports, path):
    links = [
        source["link"]
        for citation in reports[1][path.name]["citations"]
        for source in citation["sources"]
        if source["type"] == "web"
    ]
    assert all(link and link["group"] == "unchecked" for link in links)
    assert all(link["checked_at"] is None for link in links)


def test_each_seed_has_its_page_and_its_file(reports):
    folder = reports[0]
    for name, suffix in (("json", ".json"), ("html", ".html")):
        assert sorted(path.name[:3] for path in (folder / name).iterdir()) == [
            path.name[:3] for path in ARTICLES
        ]
        assert all(path.suffix == suffix for path in (folder / name).iterdir())
    for path in (folder / "html").iterdir():
        assert 'dir="rtl"' in path.read_text(encoding="utf-8")[:2000]


def test_an_article_on_standard_input_is_read_like_a_file(sourcecheck, reports):
    path = ARTICLES[1]
    run = sourcecheck(
        "audit", "-", "--stdin-name", "draft", "--offline", "--db", "x.db", "-f", "json",
        stdin=path.read_bytes(), sockets=False,
    )  # fmt: skip
    found, expected = json.loads(run.out), reports[1][path.name]
    assert (run.status, run.err, found["article"]["origin"]) == (1, "", "draft")
    assert found["citations"] == expected["citations"]
    assert found["findings"] == expected["findings"]
