"""ReplayWeb.page as an oracle: a loopback site with a WACZ, read by ranges, and its player."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from oracles import PLAYER
from playwright import sync_api

_PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>player</title>
<script src="/ui.js"></script><style>html, body {{ height: 100%; margin: 0 }}</style>
<replay-web-page source="/all.wacz" {what} replayBase="/replay/" embed="full"></replay-web-page>"""
_WAIT = 30_000  # milliseconds: the machine may be busy
_TURN = 100  # milliseconds


class Handler(BaseHTTPRequestHandler):
    """Serves files by ranges, as a WACZ needs it, and pages with the player in them."""

    protocol_version = "HTTP/1.1"
    server: Site

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path in self.server.pages:
            self.send(200, self.server.pages[path].encode(), "text/html; charset=utf-8")
        elif path in self.server.files:
            self.send_part(self.server.files[path])
        else:
            self.send(404, b"", "text/plain")

    def send_part(self, path: Path) -> None:
        size = path.stat().st_size
        kind = "text/javascript" if path.suffix == ".js" else "application/octet-stream"
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        with path.open("rb") as file:
            if asked is None:
                self.send(200, file.read(), kind)
                return
            first, last = asked.groups()
            start = int(first) if first else max(0, size - int(last))
            end = min(int(last) + 1, size) if first and last else size
            self.server.ranges += 1
            file.seek(start)
            self.send(206, file.read(end - start), kind, f"bytes {start}-{end - 1}/{size}")

    def send(self, status: int, data: bytes, kind: str, part: str = "") -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(data)), "Accept-Ranges": "bytes"}
        for name, value in (headers | ({"Content-Range": part} if part else {})).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Site(ThreadingHTTPServer):
    """A WACZ and its player on loopback."""

    def __init__(self, wacz: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = {
            "/all.wacz": wacz,
            "/ui.js": PLAYER / "ui.js",
            "/replay/sw.js": PLAYER / "sw.js",
        }
        self.pages: dict[str, str] = {}
        self.ranges = 0  # answers that were parts of a file


class Player:
    """Opens pages of one WACZ in the player."""

    def __init__(self, site: Site, context: sync_api.BrowserContext) -> None:
        self.site = site
        self.page = context.new_page()

    def open(self, url: str, ts: str, *, end: str = "") -> sync_api.Frame:
        """Play a page; returns the frame in which it stands when it is there.

        ``end`` is where it redirects to.
        """
        self._visit(f'url="{url}" ts="{ts}"')
        return self._frame(lambda frame: frame.url.partition("mp_/")[2] == (end or url))

    def finds(self, words: str) -> list[str]:
        """Search the pages for words; returns the titles of those that have them."""
        self._visit("")
        app = self._app()
        app.get_by_placeholder("Search by Page URL").fill(words)
        app.locator("wr-page-entry .col-index").first.wait_for(timeout=_WAIT)  # a place in order
        titles = app.locator("wr-page-entry p.has-text-weight-bold").all_text_contents()
        return [title.strip() for title in titles]

    def checked(self) -> dict:
        """Return what the player says of the digests and the signature of the file."""
        played = self._frame(lambda frame: "/replay/w/" in frame.url)
        name = played.url.partition("/replay/w/")[2].partition("/")[0]
        asked = "place => fetch(place).then(answer => answer.json())"
        return self._app().evaluate(asked, f"/replay/w/api/c/{name}?all=1")["verify"]

    def _visit(self, what: str) -> None:
        name = f"/page/{len(self.site.pages)}.html"
        self.site.pages[name] = _PAGE.format(what=what)
        self.page.goto(f"http://127.0.0.1:{self.site.server_port}{name}")

    def _app(self) -> sync_api.Frame:
        return self._frame(lambda frame: "/replay/?source" in frame.url)

    def _frame(self, wanted: Callable[[sync_api.Frame], bool]) -> sync_api.Frame:
        for _ in range(_WAIT // _TURN):
            for frame in self.page.frames:
                if wanted(frame):
                    frame.wait_for_load_state("load", timeout=_WAIT)
                    return frame
            self.page.wait_for_timeout(_TURN)
        raise AssertionError(f"it is not among {[frame.url for frame in self.page.frames]}")


@contextmanager
def playing(wacz: Path, browser: sync_api.Browser) -> Iterator[Player]:
    """Serve a WACZ and its player on loopback, and open a browser there."""
    with Site(wacz) as site:
        thread = threading.Thread(target=site.serve_forever, daemon=True)
        thread.start()
        context = browser.new_context(viewport={"width": 1000, "height": 700})
        try:
            yield Player(site, context)
        finally:
            context.close()
            site.shutdown()
            thread.join()
