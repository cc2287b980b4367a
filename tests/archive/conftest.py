from __future__ import annotations

import uuid

import pytest
from archive_cases import NOON

from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.warc import Archive


@pytest.fixture
def index():
    return MemoryIndex()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "archive"


@pytest.fixture
def archive(folder, index):
    with Archive.open(folder, index, lambda: NOON, lambda: str(uuid.uuid4())) as opened:
        yield opened
