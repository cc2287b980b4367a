"""A real Chromium that can reach nothing but this machine, and a loopback site of reports."""

from __future__ import annotations

import functools
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from browser_pages import PAGES
from playwright import sync_api

from sourcecheck.data.load_messages import load_messages
from sourcecheck.data.load_report import load_report
from sourcecheck.report.formats.html import render_html

ROOT = Path(__file__).parents[2]
REQUIRED = os.environ.get("SOURCECHECK_REQUIRE_BROWSER") == "1"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-domain-reliability",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]
# A build server's policy for files it did not write: no script, no inline style, no data fonts.
STRICT = "sandbox; default-src 'none'; img-src 'self'; style-src 'self';"
NEAR = ("http://127.0.0.1", "http://localhost", "data:", "file:", "blob:", "about:")


def absent(reason: str) -> None:
    """Skip, or fail where a browser is required."""
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[sync_api.Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        absent("no chromium on the path")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def axe() -> str:
    path = ROOT / ".cache" / "axe" / "axe.min.js"
    if not path.exists():
        absent("no axe-core: run python tools/fetch_axe.py")
    return path.read_text(encoding="utf-8")


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder; addresses under /strict/ come with the build server's policy."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/strict"))

    def end_headers(self) -> None:
        if self.path.startswith("/strict/"):
            self.send_header("Content-Security-Policy", STRICT)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("reports")
    assets, catalogs = load_report(), load_messages()
    for name, (make, language) in PAGES.items():
        text = render_html(make(), assets, catalogs, language, '{"schema_version": 1}')
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


class Visit:
    """A page, what it asked for beyond this machine, and what it complained about."""

    def __init__(self, page: sync_api.Page, site: str) -> None:
        self.page, self.site = page, site
        self.asked: list[str] = []
        self.blocked: list[str] = []
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._console)
        page.route("**/*", self._route)

    def _console(self, message: sync_api.ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _route(self, route: sync_api.Route) -> None:
        url = route.request.url
        self.asked.append(url)
        if url.startswith(NEAR):
            route.continue_()
        else:
            self.blocked.append(url)
            route.abort()

    def open(self, name: str, folder: str = "") -> sync_api.Page:
        self.page.goto(f"{self.site}{folder}/{name}.html")
        return self.page


@pytest.fixture
def visit(browser, site):
    """Return a function that opens a fresh context: ``visit(width=390, dark=True)``."""
    contexts = []

    def make(*, width: int = 1280, dark: bool = False, script: bool = True) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
            locale="ar",
        )
        contexts.append(context)
        return Visit(context.new_page(), site)

    yield make
    for context in contexts:
        context.close()
