"""Reading a document with the shipped tables, at noon."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sourcecheck.data.load_html import load_html
from sourcecheck.data.load_signatures import load_signatures
from sourcecheck.data.load_wiki import load_wiki
from sourcecheck.extract.formats import read
from sourcecheck.extract.reading import Reading, ReadLimits
from sourcecheck.model import Document

PAGES = Path(__file__).parent / "pages"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)

Reads = Callable[..., Reading]


@pytest.fixture(scope="session")
def reads() -> Reads:
    def reads(
        body: str | bytes,
        origin: str = "article",
        media_type: str = "",
        charset: str = "",
        limits: ReadLimits | None = None,
    ) -> Reading:
        raw = body.encode() if isinstance(body, str) else body
        document = Document(
            origin=origin, body=raw, media_type=media_type, charset=charset, read_at=NOON
        )
        return read(document, limits or ReadLimits(), load_html(), load_signatures(), load_wiki())

    return reads


@pytest.fixture(scope="session")
def reads_page(reads) -> Reads:
    return lambda name: reads((PAGES / name).read_bytes(), name)
