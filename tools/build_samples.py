"""Write ``reports/samples/``: reports of our own examples, compared by a test.

Run ``make samples`` after a change that is meant to change reports, and read the difference.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "reports" / "samples"
NOW = "2026-11-21T12:00:00Z"
PAGE = "ar_bracket_notes.txt"
"""The example whose page is kept as well; the others' pages would only be heavy."""


def examples() -> list[Path]:
    """Return the articles of ``examples/`` that need no server, in order."""
    found = (ROOT / "examples").iterdir()
    return sorted(p for p in found if p.suffix in {".txt", ".html", ".md"} and "web" not in p.stem)


def build(folder: Path) -> list[Path]:
    """Write all samples into ``folder`` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for article in examples():
        formats = {"json": ".json", "text": ".txt"}
        if article.name == PAGE:
            formats["html"] = ".html"
        pairs = []
        for name, suffix in formats.items():
            path = folder / f"{article.stem}{suffix}"
            pairs += ["--format", name, "--output", str(path)]
            written.append(path)
        _audit(article, pairs)
    return written


def _audit(article: Path, pairs: list[str]) -> None:
    command = [sys.executable, "-m", "sourcecheck", "audit", str(article.relative_to(ROOT))]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("SOURCECHECK_")}
    with tempfile.TemporaryDirectory() as store:
        options = ["--offline", "--exit-zero", "--now", NOW, "--db", str(Path(store) / "s.db")]
        subprocess.run([*command, *options, *pairs], cwd=ROOT, check=True, env=clean)


if __name__ == "__main__":
    for made in build(SAMPLES):
        print(made.relative_to(ROOT))
