"""The lists of pages of a WACZ: every page is a capture that is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sourcecheck.archive.verifying.faults import Kind, Ledger
from sourcecheck.archive.verifying.lines import Lines
from sourcecheck.archive.verifying.sets import page_key

_FORMAT = "json-pages-1.0"
_MAIN = "pages/pages.jsonl"


def verify_pages(name: str, rows: Iterator[bytes], lines: Lines, ledger: Ledger) -> None:
    """Check a list of pages: its header, then a line for each page; in a file of ours times too."""
    header = _object(next(rows, b""))
    if header is None or header.get("format") != _FORMAT:
        ledger.fault(Kind.PAGE, f"its first line does not say that it is {_FORMAT}", file=name)
    addresses = {page for page, _ in lines.pages()}
    times = {(page, digits[:14]) for page, digits in lines.pages()} if lines.ours else None
    number = 1
    for number, row in enumerate(rows, start=2):
        page = _object(row)
        if why := _wrong(page):
            ledger.fault(Kind.PAGE, f"line {number}: {why}", file=name)
        elif page and (why := _not_captured(page, addresses, times)):
            # browsers list the pages, too, that did not load
            tell = ledger.fault if lines.ours else ledger.note
            tell(Kind.PAGE, f"line {number}: {why}", file=name)
    if name == _MAIN and number == 1 and lines.web_pages():
        said = f"it lists no page, and {lines.web_pages()} pages are archived"
        ledger.fault(Kind.PAGE, said, file=name)


def _wrong(page: dict[str, Any] | None) -> str:
    if page is None:
        return "it is no JSON object"
    url, stamp = page.get("url"), page.get("ts")
    if not isinstance(url, str) or not isinstance(stamp, str) or not url:
        return "a page without address or time"
    if not all(isinstance(page.get(name, ""), str) for name in ("id", "title", "text")):
        return "an id, title or text that is no text"
    digits = "".join(filter(str.isdigit, stamp))
    if len(digits) < 14 or "T" not in stamp:
        return f"a time that is none: {stamp[:40]!r}"
    return ""


def _not_captured(
    page: dict[str, Any], addresses: set[bytes], times: set[tuple[bytes, str]] | None
) -> str:
    url, digits = page["url"], "".join(filter(str.isdigit, page["ts"]))
    if page_key(url) not in addresses:
        return f"no capture of {url[:200]!r}"
    if times is not None and (page_key(url), digits[:14]) not in times:
        return f"no capture of {url[:200]!r} at that time"
    return ""


def _object(row: bytes) -> dict[str, Any] | None:
    try:
        held = json.loads(row.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return held if isinstance(held, dict) else None
