"""Write docs/reference/findings.md and metrics.md from the tables they describe."""

from __future__ import annotations

from pathlib import Path

from sourcecheck.data.load_metrics import load_metrics
from sourcecheck.data.load_rules import load_rules
from sourcecheck.report.doc_pages import findings_page, metrics_page

FOLDER = Path(__file__).parent.parent / "docs" / "reference"


def main() -> None:
    """Write both pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "findings.md").write_text(findings_page(load_rules()), encoding="utf-8")
    (FOLDER / "metrics.md").write_text(metrics_page(load_metrics()), encoding="utf-8")


if __name__ == "__main__":
    main()
