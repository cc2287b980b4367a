"""An archive that is replayed: it answers for the web, and says where each answer lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Self

from sourcecheck.archive.audits import audits_in, read_record
from sourcecheck.archive.index import CaptureIndex, same_page, urlkey
from sourcecheck.archive.later import LaterTransport
from sourcecheck.archive.reading import Shelf, read_exchange, scan, shelf_of
from sourcecheck.model import Capture, Check, Exchange
from sourcecheck.model.record import AuditRecord
from sourcecheck.pipeline.linktools import Chain, Past
from sourcecheck.pipeline.past import NoPast, RecordedPast

if TYPE_CHECKING:
    from sourcecheck.archive.audits import Own
    from sourcecheck.fetch.settings import FetchSettings

_BEFORE = timedelta(hours=25)
"""So much before an audit a look of its may have begun: one that another audit was making.

What a robots.txt said holds for a day."""

_EVER = datetime.min.replace(tzinfo=UTC)


class Recorded:
    """Both sides of a replay: ``transport`` for the fetcher, and the archive's own place.

    Nothing is written: what is to be kept lies here already, so a replayed audit points to
    the same records as the first one.
    """

    def __init__(
        self,
        shelf: Shelf,
        index: CaptureIndex,
        as_of: datetime | None = None,
        audits: Iterable[Capture] = (),
    ) -> None:
        """Replay from a shelf; ``audits`` are those that may be made again, the newest last."""
        self.transport = LaterTransport(shelf, index, as_of)
        self.as_of = as_of
        self._shelf = shelf
        self._index = index
        self._audits: dict[str, list[Capture]] = {}
        for each in audits:
            self._audits.setdefault(_document(each), []).append(each)
        self._read: dict[int, tuple[Exchange, Capture]] = {}  # by identity, until they are kept
        self._told: dict[str, Capture] = {}  # as an audit told of them, by record
        self.lost = 0
        """Looks of the audits made again of which the archive holds nothing any more."""

    @classmethod
    def open(
        cls, place: Path | Shelf, as_of: datetime | None = None, made_at: datetime | None = None
    ) -> Self:
        """Read a WARC file, a folder of them, a WACZ or a shelf; raises ``ArchiveError``.

        The latest audit of each article is made again, or the one that was ``made_at`` a time.
        With ``as_of`` none is: the looks nearest before that time answer.
        """
        shelf = shelf_of(place) if isinstance(place, Path) else place
        index = scan(shelf)
        audits = () if as_of else audits_in(index)
        if made_at:
            audits = tuple(each for each in audits if each.captured_at == made_at)
        return cls(shelf, index, as_of or made_at, audits)

    def past_of(
        self,
        sha256: str,
        origin: str,
        settings: FetchSettings,
        history: Callable[[str], Sequence[Check]],
    ) -> Past | None:
        """Return what the audit of a document had asked; None = the archive knows of none.

        Of articles with the same bytes each has its own audits, told apart by ``origin``.
        Raises ``ArchiveError`` when its record cannot be read.
        """
        record = record_for(self._shelf, self._audits.get(sha256, ()), origin)
        if record is not None:
            return self.past(record, settings)
        return NoPast(history, self.as_of) if self.as_of else None

    def past(self, record: AuditRecord, settings: FetchSettings) -> Past:
        """Return what an audit had asked and known."""
        self._told |= {
            source.capture.record_id: source.capture
            for line in record.audit.lines
            for source in line.sources
            if source.capture
        }
        chains = self._chains(record)
        self.lost += sum(chain not in chains for chain in record.chains)
        return RecordedPast(record, chains, self._reading, settings)

    def _chains(self, record: AuditRecord) -> Mapping[str, Sequence[Capture]]:
        found = self._begun_since(record, record.audit.provenance.audited_at - _BEFORE)
        if not found.keys() >= frozenset(record.chains):  # the clock was put back meanwhile
            found = self._begun_since(record, _EVER)
        return {chain: sorted(rows, key=_by_hop) for chain, rows in found.items()}

    def _begun_since(self, record: AuditRecord, at: datetime) -> dict[str, list[Capture]]:
        wanted = frozenset(record.chains)
        keys = list({urlkey(each.url) for each in record.asked if each.chain})
        found: dict[str, list[Capture]] = {}
        for row in self._index.since(keys, at):
            if row.chain in wanted:
                found.setdefault(row.chain, []).append(row)
        return found

    def _reading(self, capture: Capture) -> Exchange:
        """Read an exchange for a look, and note where it lies until the look is kept."""
        exchange = self.read(capture)
        self._read[id(exchange)] = (exchange, capture)
        return exchange

    def keep_chain(
        self, exchanges: Sequence[Exchange], entity: bytes | None = None
    ) -> tuple[Capture, ...]:
        """Return the captures that these exchanges were read from."""
        found: list[Capture] = []
        for hop, exchange in enumerate(exchanges):
            read = self._read.pop(id(exchange), None)
            capture = read[1] if read else None
            capture = capture or self._capture(exchange, hop, found[0].chain if found else "")
            if capture:
                found.append(self._told.get(capture.record_id, capture))
        return tuple(found)

    async def write_aside(self, batch: Sequence[Chain]) -> list[tuple[Capture, ...]]:
        """Return the captures that each look was read from; nothing is written."""
        return [self.keep_chain(exchanges, entity) for exchanges, entity, _ in batch]

    def keep_own(self, own: Sequence[Own]) -> tuple[Capture, ...]:
        """Keep nothing: an audit that is made again is in the archive already."""
        return ()

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


def record_for(shelf: Shelf, audits: Sequence[Capture], origin: str) -> AuditRecord | None:
    """Return the latest audit of an article that came from ``origin``; else of its namesake.

    Else the latest one: the same article may be called otherwise today. None = there is none.
    Raises ``ArchiveError`` when a record cannot be read.
    """
    latest = namesake = None
    for each in reversed(audits):
        record = read_record(shelf, each)
        its_origin = record.audit.article.origin
        if its_origin == origin:
            return record
        latest = latest or record
        if namesake is None and PurePath(its_origin).name == PurePath(origin).name:
            namesake = record
    return namesake or latest


def _document(audit: Capture) -> str:
    """Return the digest of the article that an audit's address names."""
    return audit.url.split(":")[3]


def _by_hop(capture: Capture) -> int:
    return capture.hop
