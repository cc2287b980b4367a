"""What is inside a WACZ: records, index, pages, and the list of these with its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sourcecheck.archive.reading import NOT_MODIFIED, read_exchange
from sourcecheck.archive.records import target_uri, warc_date
from sourcecheck.archive.wacz.copying import Copied
from sourcecheck.archive.wacz.indexing import index_line, write_index
from sourcecheck.archive.wacz.means import Means, PageText
from sourcecheck.archive.wacz.packing import Package
from sourcecheck.archive.wacz.planning import Plan
from sourcecheck.archive.wacz.sorting import sorted_lines
from sourcecheck.errors import ArchiveError

WARC = "archive/data.warc.gz"
CDX = "indexes/index.cdx.gz"
IDX = "indexes/index.idx"
PAGES = "pages/pages.jsonl"
PACKAGE = "datapackage.json"
DIGEST = "datapackage-digest.json"
VERSION = "1.1.1"
"""Of the WACZ specification that is written."""

_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "Pages", "hasText": True}


class Describing:
    """Takes down the index and the pages of exchanges while they are copied."""

    def __init__(self, plan: Plan, means: Means) -> None:
        self.pages = 0
        self._plan = plan
        self._means = means
        self._lines = (plan.folder / "lines").open("w+b")
        self._pages = (plan.folder / "pages").open("w+b")
        self._pages.write(_line(_HEADER))

    def close(self) -> None:
        """Let go of what was taken down."""
        self._lines.close()
        self._pages.close()

    def describe(self, copied: Copied) -> None:
        """Take down one exchange."""
        if copied.answered:
            line = index_line(copied, WARC)
            self._lines.write(f"{line}\n".encode("utf-8", "surrogatepass"))
        if page := self._page(copied):
            self._pages.write(_line(page))
            self.pages += 1

    def write(self, package: Package) -> None:
        """Write index and pages into the package."""
        self._lines.seek(0)
        lines = (line.decode("utf-8", "surrogatepass").rstrip("\n") for line in self._lines)
        ordered = sorted_lines(lines, self._plan.folder)
        with (self._plan.folder / "index").open("w+b") as index:
            keys = list(write_index(ordered, index, CDX.rpartition("/")[2]))
            package.add(CDX, index)
        with package.member(IDX) as sink:
            sink.write("".join(f"{line}\n" for line in keys).encode("utf-8", "surrogatepass"))
        package.add(PAGES, self._pages, deflated=True)

    def _page(self, copied: Copied) -> dict[str, str | int] | None:
        """Return the entry of an answer that a reader would open; None = it is no page."""
        found = self._text(copied)
        if found is None:
            return None
        capture = copied.found.capture
        url = target_uri(capture.url)
        page: dict[str, str | int] = {
            "id": copied.place.record_id.removeprefix("<urn:uuid:").removesuffix(">"),
            "url": url,
            "ts": warc_date(capture.captured_at),
            "title": found.title or capture.url,
        }
        if capture.status and capture.status >= 400:
            page["status"] = capture.status
        return {**page, "text": found.text}

    def _text(self, copied: Copied) -> PageText | None:
        capture, place = copied.found.capture, copied.place
        if place.repeated or not copied.answered or capture.status == NOT_MODIFIED:
            return None
        exchange = copied.found.exchange
        if capture.revisit_of:
            there = replace(capture, file=place.file, offset=place.offset, length=copied.length)
            try:
                exchange = read_exchange(self._plan.shelf, self._plan.index, there)
            except ArchiveError:
                return None  # told where it was to be copied
        return self._means.page_text(exchange)


def _line(value: Mapping[str, object]) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False)}\n".encode("utf-8", "replace")


def write_package(package: Package, means: Means, created: datetime) -> None:
    """Write the list of all members, and the digest of that list, signed where asked for."""
    held: dict[str, object] = {
        "profile": "data-package",
        "wacz_version": VERSION,
        "created": warc_date(created),
        "software": means.software,
        "resources": [member.listed() for member in package.members],
    }
    if means.title:
        held["title"] = means.title
    listed = _document(held)
    with package.member(PACKAGE) as sink:
        sink.write(listed)
    digest = f"sha256:{hashlib.sha256(listed).hexdigest()}"
    told: dict[str, object] = {"path": PACKAGE, "hash": digest}
    if means.sign:
        told["signedData"] = means.sign(digest, created)
    with package.member(DIGEST) as sink:
        sink.write(_document(told))


def _document(value: Mapping[str, object]) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()
