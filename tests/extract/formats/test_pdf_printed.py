"""What Chromium prints is read as what it shows."""

import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "quality"))

from render_pdf import SHEETS, printed, sheets
from rendered_pdf import figures_of

pytestmark = pytest.mark.browser


def absent(reason):
    if os.environ.get("SOURCECHECK_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        absent("no chromium on the path")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                  "--host-resolver-rules=MAP * ~NOTFOUND"],
        )  # fmt: skip
        yield launched
        launched.close()


@pytest.mark.parametrize("kind", ["superscript", "unlinked long notes"])
def test_printed_articles_are_read_as_they_were_written(browser, kind):
    figures = figures_of(lambda made: printed(browser, made), sheets(SHEETS, kind))

    assert figures["marks"].value >= 0.99
    assert figures["notes"].value >= 0.95
    assert figures["addresses"].value >= 0.95
    assert figures["words"].value >= 0.99
