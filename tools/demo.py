"""The main job, shown in two scenes. ``make demo`` runs this.

Scene 1 audits articles of ``examples/`` as they are: extraction and classification need no
network, and links that nobody could ask are reported as not checked, never as dead. Scene 2
starts a scripted web on loopback, a stand-in for the internet, and audits an article that
cites it: fetching, archiving, link states and replay at work. Reports go to ``reports/``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "sourcecheck"]
REPORTS = ROOT / "reports"
ARTICLES = (
    "ar_bracket_notes.txt",
    "ar_dash_notes.txt",
    "ar_name_notes.txt",
    "ar_one_report.txt",
    "ar_dateline.txt",
    "fa_page.html",
    "ru_page.html",
    "tr_notes.md",
    "en_links.md",
)
SCRIPTED = "ar_scripted_web.txt"
FINE = (0, 1)  # 1 says that there are findings, and there are


def main() -> int:
    """Play both scenes; returns what a broken run returned, else 0."""
    with tempfile.TemporaryDirectory(prefix="sourcecheck-demo-") as folder:
        return scene_one(Path(folder)) or scene_two(Path(folder))


def scene_one(folder: Path) -> int:
    """Audit the examples without a network."""
    _title("Scene 1: nine example articles, without a network")
    paths = [str(Path("examples") / name) for name in ARTICLES]
    status = _run(
        "audit", *paths, "--offline", "--db", str(folder / "offline.db"),
        *_reports("text", "-"), *_reports("html", "reports/"), *_reports("json", "reports/"),
    )  # fmt: skip
    if status not in FINE:
        return status
    _say(f"HTML and JSON of {len(paths)} articles are in {REPORTS.relative_to(ROOT)}/")
    return 0


def scene_two(folder: Path) -> int:
    """Audit an article against the scripted web, then again from its archive alone."""
    from sourcecheck.testing import ScriptedWeb  # noqa: PLC0415 - needs the demo extra

    _title("Scene 2: a scripted web on this machine stands in for the internet")
    _say("Every .example host below is a server on 127.0.0.1 with a habit of its own.")
    article = str(Path("examples") / SCRIPTED)
    archive = folder / "archive"
    with ScriptedWeb() as web:
        status = _run(
            "audit", article, *web.arguments(), "--pace", "0", "--timeout", "6",
            "--db", str(folder / "web.db"), "--archive-dir", str(archive),
            *_reports("text", "-"), *_reports("html", "reports/"),
            *_reports("json", str(folder / "first.json")),
        )  # fmt: skip
    if status not in FINE:
        return status
    _title("The same audit again, from the archive alone: no server is left, no socket is opened")
    status = _run(
        "replay", article, "--db", str(folder / "web.db"), "--archive-dir", str(archive),
        *_reports("json", str(folder / "again.json")),
    )  # fmt: skip
    if status not in FINE:
        return status
    return _compare(folder / "first.json", folder / "again.json")


def _compare(first: Path, again: Path) -> int:
    """Say whether the replayed audit is the same, byte for byte."""
    same = first.read_bytes() == again.read_bytes()
    states = _states(first)
    counted = Counter(state for _, state in states)
    told = ", ".join(f"{number} {state}" for state, number in sorted(counted.items()))
    _say(f"{len(states)} links: {told}")
    _say(f"replayed: {'the same report, byte for byte' if same else 'a DIFFERENT report'}")
    return 0 if same else 1


def _states(path: Path) -> list[tuple[str, str]]:
    audit = json.loads(path.read_text(encoding="utf-8"))
    links = [
        source["link"]
        for citation in audit["citations"]
        for source in citation["sources"]
        if source["link"]
    ]
    return [(link["url"], link["state"]) for link in links]


def _reports(report_format: str, place: str) -> tuple[str, ...]:
    return ("--format", report_format, "--output", place)


def _run(*arguments: str) -> int:
    shown = [part if len(part) < 60 else part[:57] + "..." for part in arguments]
    _say(f"$ sourcecheck {' '.join(shown)}")
    sys.stdout.flush()
    return subprocess.run([*COMMAND, *arguments], cwd=ROOT, check=False).returncode


def _title(text: str) -> None:
    print(f"\n{'=' * 88}\n{text}\n{'=' * 88}")


def _say(text: str) -> None:
    print(text)


if __name__ == "__main__":
    sys.exit(main())
