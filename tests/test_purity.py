"""The core does no I/O: it runs with files and sockets forbidden."""

import builtins
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sourcecheck.config import Settings
from sourcecheck.model import Document
from sourcecheck.pipeline import read
from sourcecheck.session.opening import tables_of

ARTICLE = (
    "عنوان طويل بما يكفي ليكون عنوانا\n\nقال الوزير إن الميناء سيفتح في الربيع.[1] ويرى خبراء أن"
    " الكلفة سترتفع بنسبة 12%.\n\n[1] https://news.example/a?utm_source=x\n"
)


@pytest.fixture
def no_outside(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError(f"the core reached outside: {args[:1]}")

    def forbid():
        monkeypatch.setattr(builtins, "open", refuse)
        monkeypatch.setattr(Path, "open", refuse)
        monkeypatch.setattr(socket, "socket", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)

    return forbid


def test_extract_resolve_classify_and_report_reach_nothing_outside(no_outside):
    tables = tables_of(Settings())
    document = Document(
        origin="a.txt", body=ARTICLE.encode(), read_at=datetime(2026, 11, 21, tzinfo=UTC)
    )
    first = read(document, tables)  # warm-up: the suffix list is read once
    no_outside()
    assert read(document, tables) == first


STDLIB_OF_URLLIB = """
import ast, pathlib, sourcecheck.urls
for path in pathlib.Path(sourcecheck.urls.__file__).parent.rglob("*.py"):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            assert not name.startswith("urllib") or name == "urllib.parse", (path, name)
"""


def test_of_urllib_only_the_parser_is_used():
    subprocess.run([sys.executable, "-c", STDLIB_OF_URLLIB], check=True, timeout=60)
