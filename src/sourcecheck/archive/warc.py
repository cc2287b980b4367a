"""The archive: every exchange kept in WARC/1.1 files, indexed after it is safely on disk."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sourcecheck.archive.exchanges import Ids, Kept, Told, to_records
from sourcecheck.archive.files import Segment, recover, seal, sole_writer
from sourcecheck.archive.index import CaptureIndex
from sourcecheck.archive.reading import OPEN, FolderShelf, exchanges_in, read_exchange
from sourcecheck.archive.records import Record, digest, pack, warc_date
from sourcecheck.model.web import Capture, Exchange

MAX_FILE = 1024**3
"""Above this many bytes a file is sealed and the next one begun."""

_NAME = re.compile(r"sc-(\d{6})-(\d{5})\.warc\.gz")
_WARCINFO = b"software: sourcecheck\r\nformat: WARC File Format 1.1\r\n"


class Archive:
    """Keeps exchanges in ``folder/warc/``; one writer at a time, safe to call from threads.

    Order of every write: the records, in one piece; sync; then the index. A crash therefore
    never leaves the index pointing to bytes that are not there; records that are there and
    not indexed are indexed when the archive is next opened.
    """

    def __init__(
        self,
        folder: Path,
        index: CaptureIndex,
        clock: Callable[[], datetime],
        ids: Ids,
        max_file: int = MAX_FILE,
    ) -> None:
        self._warc = folder / "warc"
        self._shelf = FolderShelf(folder)
        self._index = index
        self._clock = clock
        self._ids = ids
        self._max_file = max_file
        self._segment: Segment | None = None
        self._guard = threading.Lock()
        self._held = ExitStack()

    @classmethod
    def open(
        cls, folder: Path, index: CaptureIndex, clock: Callable[[], datetime], ids: Ids
    ) -> Self:
        """Lock the folder, mend what an interrupted run left, and be ready to keep.

        ``clock`` gives an aware time, ``ids`` a new UUID as text at each call. Raises
        ``ArchiveError`` when another run writes there or a file is damaged.
        """
        made = cls(folder, index, clock, ids)
        made.start()
        return made

    def start(self) -> None:
        """Lock and mend; ``open`` calls it."""
        self._held.enter_context(sole_writer(self._warc))
        try:
            for path in sorted(self._warc.glob(f"*{OPEN}")):
                self._mend(path.with_name(path.name.removesuffix(OPEN)))
        except BaseException:
            self._held.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop writing and release the folder. The last file stays open for the next run."""
        with self._guard:
            if self._segment:
                self._segment.close()
                self._segment = None
            self._held.close()

    def keep(
        self, exchange: Exchange, entity: bytes | None = None, *, chain: str = "", hop: int = 0
    ) -> Capture:
        """Keep one exchange; ``entity`` is its decoded body, None when there is none.

        ``chain`` names the look at a URL that the exchange belongs to, ``hop`` its place
        there. Raises ``ArchiveError`` when it cannot be written; nothing is written then.
        """
        return self._keep([(exchange, _told(entity, chain, hop))])[0]

    def keep_chain(
        self, exchanges: Sequence[Exchange], entity: bytes | None = None
    ) -> tuple[Capture, ...]:
        """Keep all exchanges of one look at a URL with one sync; ``entity`` is the last one's.

        Raises as ``keep`` does.
        """
        chain = self._ids()
        last = len(exchanges) - 1
        return self._keep(
            [
                (exchange, _told(entity if hop == last else None, chain, hop))
                for hop, exchange in enumerate(exchanges)
            ]
        )

    def read(self, capture: Capture) -> Exchange:
        """Read an exchange back, byte for byte; raises ``ArchiveError`` when it is not there."""
        return read_exchange(self._shelf, self._index, capture)

    def seal(self) -> None:
        """Close the file that is being written for good; the next capture begins another."""
        with self._guard:
            self._seal()

    def _seal(self) -> None:
        if self._segment:
            self._segment.close()
            seal(self._segment.path)
            self._segment = None

    def _keep(self, told: Sequence[tuple[Exchange, Told]]) -> tuple[Capture, ...]:
        if not told:
            return ()
        with self._guard:
            kept = [
                to_records(exchange, what, self._ids, self._payload_here) for exchange, what in told
            ]
            packed = [[pack(record) for record in one.records] for one in kept]
            segment = self._writable()
            start = segment.append(b"".join(piece for pieces in packed for piece in pieces))
            captures = _placed(kept, packed, self._name(segment.path), start)
            for capture in captures:
                self._index.put(capture)
            return captures

    def _payload_here(self, sha256: str, framing: str) -> Capture | None:
        """Find an older capture a revisit may point to: it must lie in this very archive."""
        found = self._index.by_digest(sha256, framing)
        return found if found and self._shelf.has(found.file) else None

    def _name(self, path: Path) -> str:
        return f"{self._warc.name}/{path.name}"

    def _writable(self) -> Segment:
        """Return the file of this month that still has room, beginning one where needed."""
        month = self._clock().strftime("%Y%m")
        held = self._segment
        if held and (held.size >= self._max_file or f"-{month}-" not in held.path.name):
            self._seal()
        if self._segment is None:
            self._segment = self._begun(month)
        return self._segment

    def _begun(self, month: str) -> Segment:
        segment = Segment(self._warc / self._next_name(month))
        segment.append(pack(self._warcinfo(segment.path.name)))
        return segment

    def _next_name(self, month: str) -> str:
        names = (_NAME.match(path.name) for path in self._warc.iterdir())
        used = [int(name[2]) for name in names if name]
        return f"sc-{month}-{max(used, default=0) + 1:05d}.warc.gz"

    def _warcinfo(self, name: str) -> Record:
        return Record(
            fields=(
                ("WARC-Type", "warcinfo"),
                ("WARC-Record-ID", f"<urn:uuid:{self._ids()}>"),
                ("WARC-Date", warc_date(self._clock())),
                ("WARC-Filename", name),
                ("Content-Type", "application/warc-fields"),
                ("WARC-Block-Digest", digest(_WARCINFO)),
            ),
            block=_WARCINFO,
        )

    def _mend(self, path: Path) -> None:
        """Recover a file left open, index what the index has not seen, and go on writing it."""
        recovered = recover(path, self._index.indexed_to(self._name(path)))
        opened = path.with_name(path.name + OPEN)
        with opened.open("rb") as file:
            for found in exchanges_in(file, recovered.start):
                self._index.put(replace(found.capture, file=self._name(path)))
        if self._segment:
            self._seal()
        self._segment = Segment(path)


def _told(entity: bytes | None, chain: str, hop: int) -> Told:
    if entity is None:
        return Told(chain=chain, hop=hop)
    sha256 = hashlib.sha256(entity).hexdigest() if entity else ""
    return Told(entity_sha256=sha256, entity_size=len(entity), chain=chain, hop=hop)


def _placed(
    kept: Sequence[Kept], packed: Sequence[Sequence[bytes]], name: str, start: int
) -> tuple[Capture, ...]:
    placed: list[Capture] = []
    for one, pieces in zip(kept, packed, strict=True):
        placed.append(replace(one.capture, file=name, offset=start, length=len(pieces[0])))
        start += sum(map(len, pieces))
    return tuple(placed)
