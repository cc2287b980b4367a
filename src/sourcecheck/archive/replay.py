"""Serve an audit from its archive: an HTTP transport that opens no socket."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self

import httpx

from sourcecheck.archive.http import content_of, read_answer, reframed
from sourcecheck.archive.index import CaptureIndex, nearest, urlkey
from sourcecheck.archive.reading import Shelf, read_page, scan, shelf_of
from sourcecheck.errors import NotArchived
from sourcecheck.model.web import Capture, Exchange

NO_ANSWER = 599
"""The status of a response that stands for an exchange without one. Read the exchange."""


class ReplayTransport(httpx.AsyncBaseTransport):
    """Answers requests with recorded exchanges, the nearest before a time.

    Every response carries the recorded ``Exchange`` under ``extensions["exchange"]``: wire
    bytes, peer, certificate, times and failure as they were. Redirects are answered one by
    one, as they were recorded; a 304 is answered with the page that it says is unchanged.
    Raises ``NotArchived`` for a URL that is not there.
    """

    def __init__(self, shelf: Shelf, index: CaptureIndex, as_of: datetime | None = None) -> None:
        self._shelf = shelf
        self._index = index
        self._as_of = as_of
        self._underway: dict[str, int] = {}  # chain -> the last hop that was answered

    @classmethod
    def open(cls, path: Path, as_of: datetime | None = None) -> Self:
        """Serve a WARC file, a folder of them, or a WACZ, whoever wrote it.

        Raises ``ArchiveError`` when it is none of these, or damaged.
        """
        shelf = shelf_of(path)
        return cls(shelf, scan(shelf), as_of)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request; its headers and body play no part."""
        capture = self._capture(str(request.url))
        exchange = read_page(self._shelf, self._index, capture)
        if not capture.chain:  # of another writer
            exchange = replace(exchange, response=reframed(exchange.response))
        return response_of(exchange)

    def _capture(self, url: str) -> Capture:
        found = nearest(self._index.get(urlkey(url)), url, self._as_of, self._underway)
        if found is None:
            when = f" before {self._as_of.isoformat()}" if self._as_of else ""
            raise NotArchived(f"{url}: the archive holds no capture of it{when}")
        if found.chain:
            self._underway[found.chain] = found.hop
        return found


def response_of(exchange: Exchange) -> httpx.Response:
    """Turn a recorded exchange into a response of httpx, transfer coding undone."""
    answer = read_answer(exchange.response)
    body = exchange.response[answer.body_at :]
    whole = content_of(answer, body)
    return httpx.Response(
        answer.status or NO_ANSWER,
        headers=[
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers
        ],
        stream=httpx.ByteStream(body if whole is None else whole),
        extensions={"exchange": exchange},
    )
