"""Articles written for these tests, and how to read what was reported of them."""

from __future__ import annotations

import json
from pathlib import Path

NOON = "2026-11-21T12:00:00+00:00"


def citing(*urls: str, fault: bool = False) -> str:
    """An article whose numbered notes are these addresses; a fault is a mark without a note."""
    lost = f"Nothing stands behind this sentence. [{len(urls) + 1}]\n\n" if fault else ""
    body = "".join(
        f"The work went on as planned in street number {at}. [{at}]\n\n"
        for at in range(1, len(urls) + 1)
    )
    notes = "".join(f"[{at}] {url}\n" for at, url in enumerate(urls, start=1))
    return f"The town mends its pipes\n\n{body}{lost}Sources:\n{notes}"


def links(path: Path) -> dict[str, dict]:
    """LINK and capture of each address in a JSON report, by the address."""
    report = json.loads(path.read_text(encoding="utf-8"))
    return {
        source["link"]["url"]: {**source["link"], "capture": source["capture"]}
        for citation in report["citations"]
        for source in citation["sources"]
        if source["link"]
    }
