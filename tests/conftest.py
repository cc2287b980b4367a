"""What all tests share: the command line in this process, and the browser's turn."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

import pytest

ARTICLE = """The town mends its pipes

The work went on as planned in the first street. [1]

It was slower in the second one, as the map shows. [2]

Nothing stands behind this sentence. [3]

Sources:
[1] http://news.example/one
[2] http://paper.example/two?utm_source=letter
"""
"""Two notes with addresses, and a mark without a note: an error that ends a run with 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    status: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in, with nothing of this machine's own configuration."""
    for name in list(os.environ):
        if name.startswith("SOURCECHECK_"):
            monkeypatch.delenv(name)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(here, monkeypatch, capfd):
    """Run ``sourcecheck`` with these arguments; returns status, output and complaints."""
    from sourcecheck.cli import main

    def call(*args) -> Done:
        monkeypatch.setattr(sys, "argv", ["sourcecheck", *map(str, args)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return Done(status=ended.value.code, out=out, err=err)

    return call


@pytest.fixture
def article(here):
    (here / "article.txt").write_text(ARTICLE, encoding="utf-8")
    return "article.txt"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """Run the tests with a real browser last, whatever the random order.

    Playwright keeps an event loop of its own running in this thread from its first test to the
    end of the session, and no other test could run one meanwhile.
    """
    yield
    items.sort(key=lambda item: "browser" in item.path.parts)
