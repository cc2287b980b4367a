"""The reference pages say what the tables say."""

from pathlib import Path

import pytest

from sourcecheck.data.load_metrics import load_metrics
from sourcecheck.data.load_rules import load_rules
from sourcecheck.report.doc_pages import findings_page, metrics_page

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("findings.md", findings_page(load_rules())),
        ("metrics.md", metrics_page(load_metrics())),
    ],
)
def test_a_reference_page_is_up_to_date(name, page):
    """Run ``python tools/build_reference.py`` when this fails."""
    assert (FOLDER / name).read_text(encoding="utf-8") == page


def test_every_code_and_every_metric_has_its_heading():
    findings, metrics = findings_page(load_rules()), metrics_page(load_metrics())
    assert all(
        f"\n### {rule.code} {rule.name}\n" in findings for rule in load_rules().rules.values()
    )
    assert all(f"\n## `{name}`\n" in metrics for name in load_metrics().metrics)
    assert all(f"**{state}** (" in findings for state in load_rules().states)
