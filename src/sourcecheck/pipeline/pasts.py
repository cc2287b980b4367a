"""What a page was when it was first seen, read from the archive where it is compared."""

from __future__ import annotations

from dataclasses import replace

from sourcecheck.archive.index import urlkey
from sourcecheck.errors import ArchiveError
from sourcecheck.fetch.observe import decoded, reading
from sourcecheck.fetch.wire import caps
from sourcecheck.model import Check, PageFacts
from sourcecheck.pipeline.linktools import LinkTools
from sourcecheck.verify.page import read_page
from sourcecheck.verify.rules.base import page_of


def with_first_page(earlier: tuple[Check, ...], tools: LinkTools) -> tuple[Check, ...]:
    """Return earlier looks, the first page among them with its text.

    A run that archives its pages does not read an ordinary one whole; its text is needed only
    when another look is compared with it, and lies in the archive. Where that is gone, the
    looks are returned as they are, and nothing is compared.
    """
    for place, check in enumerate(earlier):
        page = page_of(check)
        if page is None:
            continue
        if page.text or not page.words or tools.archive is None:
            return earlier
        found = _archived(check, tools)
        whole = replace(check, page=found) if found else check
        return (*earlier[:place], whole, *earlier[place + 1 :])
    return earlier


def _archived(check: Check, tools: LinkTools) -> PageFacts | None:
    seen = check.observation
    rows = tools.store.captures.get(urlkey(seen.final_url))
    capture = next((row for row in rows if row.sha256 and row.sha256 == seen.body_sha256), None)
    if capture is None or tools.archive is None:
        return None
    try:
        exchange = tools.archive.read(capture)
    except ArchiveError:
        return None
    limits = caps(tools.fetch_settings)
    body = decoded(reading(exchange, limits), limits).body
    return read_page(body, seen.media_type, seen.charset, seen.final_url)
