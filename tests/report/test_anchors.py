"""Metrics and patterns of the five seed articles against the counts made by hand."""

import functools
import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from sourcecheck.classify import classify
from sourcecheck.data import files
from sourcecheck.data.load_html import load_html
from sourcecheck.data.load_languages import load_languages
from sourcecheck.data.load_metrics import load_metrics
from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.data.load_rules import load_rules
from sourcecheck.data.load_signatures import load_signatures
from sourcecheck.data.load_urls import load_urls
from sourcecheck.extract import ExtractTables, extract
from sourcecheck.model import Audit, Document, Line, Provenance, SourceLine
from sourcecheck.report import RENDERERS, RenderContext, render
from sourcecheck.report.patterns import pattern_findings
from sourcecheck.report.summary import summarise
from sourcecheck.resolve import ResolveTables, resolve

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
NUMBERS = ("000", "001", "002", "003", "004")
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
RULES, TABLE = load_rules(), load_metrics()

pytestmark = pytest.mark.skipif(
    not SEEDS.is_dir(), reason=f"the seed articles are not part of the project: no {SEEDS}"
)


@functools.cache
def audited(number: str) -> Audit:
    """Everything that can be known of a seed without a network."""
    path = next(SEEDS.glob(f"{number}_*.txt"))
    document = Document(origin=path.name, body=path.read_bytes(), read_at=NOON)
    article = extract(
        document,
        ExtractTables(languages=load_languages(), html=load_html(), signatures=load_signatures()),
    )
    found = resolve(
        article, ResolveTables(languages=load_languages(), urls=load_urls(), rules=RULES)
    )
    outlets = load_outlets()
    lines = tuple(
        Line(
            citation=citation,
            sources=tuple(
                SourceLine(source=source, outlet=classify(source, outlets, article_language="ar"))
                for source in citation.sources
            ),
        )
        for citation in found.citations
    )
    return Audit(
        article=article,
        lines=lines,
        findings=found.findings + pattern_findings(article, lines, TABLE.limits, RULES),
        metrics=summarise(article, lines, TABLE),
        provenance=Provenance(tool="sourcecheck", data="", audited_at=NOON, offline=True),
    )


@pytest.mark.parametrize(
    ("number", "name", "k", "n"),
    [
        ("000", "works", 5, 5),
        ("000", "outlets", 3, 5),
        ("000", "cited_paragraphs_strict", 4, 9),
        ("000", "single_source_paragraphs", 3, 4),
        ("000", "marks_matched", 5, 5),
        ("000", "country.RU", 2, 5),
        ("000", "country.US", 2, 5),
        ("000", "country.TR", 1, 5),
        ("001", "cited_paragraphs_strict", 4, 13),
        ("001", "longest_uncited_run", 8, 13),
        ("001", "url_flags", 3, 4),
        ("001", "country.RU", 2, 4),
        ("001", "country.AZ", 1, 4),
        ("001", "country.IR", 1, 4),
        ("002", "resolution_named", 8, 8),
        ("002", "marks_matched", 6, 6),
        ("002", "notes_cited", 8, 8),
        ("004", "unsourced_numbers", 2, 2),
        ("004", "wire_credit", 1, 1),
    ],
)
def test_a_count_is_that_of_a_person(number, name, k, n):
    metric = audited(number).metrics[name]
    assert (metric.k, metric.n) == (k, n)


@pytest.mark.parametrize(
    ("number", "name", "value"),
    [
        ("000", "outlet_concentration", 0.36),
        ("000", "effective_outlets", 2.8),
        ("000", "outlet_shannon", 1.05),
        ("000", "outlet_simpson", 0.80),
        ("001", "citation_density", 6.0),
        ("003", "secondhand_share", 1.0),
        ("004", "reference_need", 1.0),
    ],
)
def test_a_value_is_that_of_a_person(number, name, value):
    assert audited(number).metrics[name].value == pytest.approx(value, abs=0.05)


def test_four_works_are_too_few_for_an_index():
    assert audited("001").metrics["outlet_concentration"].value is None


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        ("000", set()),
        ("001", {"SC504"}),
        ("002", {"SC504"}),
        ("003", {"SC205", "SC207", "SC506"}),
        ("004", {"SC206", "SC207"}),
    ],
)
def test_the_patterns_of_a_seed_are_these(number, codes):
    found = {finding.code for finding in audited(number).findings}
    assert {
        code for code in found if code in {"SC205", "SC206", "SC207"} or code[2] == "5"
    } == codes


@pytest.mark.parametrize("number", NUMBERS)
def test_the_json_of_a_seed_meets_the_schema(number):
    schema = json.loads(files.PACKAGED.joinpath("schema", "audit.schema.json").read_text("utf-8"))
    text = render([audited(number)], "json", RenderContext(rules=RULES))
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("name", [name for name in RENDERERS if name != "html"])
def test_a_seed_can_be_written_in_every_format(number, name):
    assert render([audited(number)], name, RenderContext(rules=RULES))
