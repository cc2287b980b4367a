"""An archive that is replayed: it answers for the web, and says where each answer lies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

from sourcecheck.archive.index import CaptureIndex, same_page, urlkey
from sourcecheck.archive.reading import Shelf, read_exchange, scan, shelf_of
from sourcecheck.archive.replay import ReplayTransport
from sourcecheck.model import Capture, Exchange
from sourcecheck.pipeline.linktools import Chain


class Recorded:
    """Both sides of a replay: ``transport`` for the fetcher, and the archive's own place.

    Nothing is written: what is to be kept lies here already, so a replayed audit points to
    the same records as the first one.
    """

    def __init__(self, transport: ReplayTransport, shelf: Shelf, index: CaptureIndex) -> None:
        self.transport = transport
        self._shelf = shelf
        self._index = index

    @classmethod
    def open(cls, path: Path, as_of: datetime | None = None) -> Self:
        """Read a WARC file, a folder of them or a WACZ; raises ``ArchiveError``."""
        shelf = shelf_of(path)
        index = scan(shelf)
        return cls(ReplayTransport(shelf, index, as_of), shelf, index)

    def keep_chain(
        self, exchanges: Sequence[Exchange], entity: bytes | None = None
    ) -> tuple[Capture, ...]:
        """Return the captures that these exchanges were read from."""
        found: list[Capture] = []
        for hop, exchange in enumerate(exchanges):
            capture = self._capture(exchange, hop, found[0].chain if found else "")
            if capture:
                found.append(capture)
        return tuple(found)

    async def write_aside(self, batch: Sequence[Chain]) -> list[tuple[Capture, ...]]:
        """Return the captures that each look was read from; nothing is written."""
        return [self.keep_chain(exchanges, entity) for exchanges, entity, _ in batch]

    def read(self, capture: Capture) -> Exchange:
        """Read an exchange back; raises ``ArchiveError`` when it is not there."""
        return read_exchange(self._shelf, self._index, capture)

    def index_written(self) -> None:
        """Do nothing: what is replayed is indexed already."""

    def _capture(self, exchange: Exchange, hop: int, chain: str) -> Capture | None:
        """Find a capture by time and address, rather one of the same look and place in it."""
        wanted = same_page(exchange.url)
        rows = [
            row
            for row in self._index.get(urlkey(exchange.url))
            if row.captured_at == exchange.started_at and same_page(row.url) == wanted
        ]
        return max(
            reversed(rows),
            key=lambda row: (bool(chain) and row.chain == chain, row.hop == hop),
            default=None,
        )
