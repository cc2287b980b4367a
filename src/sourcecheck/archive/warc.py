"""The archive: every exchange kept in WARC/1.1 files, indexed after it is safely on disk."""

from __future__ import annotations

import asyncio
import re
import threading
from collections import deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from sourcecheck.archive.exchanges import (
    Draft,
    Ids,
    Kept,
    Original,
    Told,
    draft,
    original_of,
    to_records,
)
from sourcecheck.archive.files import Segment, recover, seal, sole_writer
from sourcecheck.archive.index import CaptureIndex, captured_since, same_page, urlkey
from sourcecheck.archive.reading import (
    OPEN,
    FolderShelf,
    exchanges_in,
    head_at,
    original,
    read_exchange,
)
from sourcecheck.archive.records import Record, head, pack, warc_date
from sourcecheck.archive.unmodified import answers, validators_asked
from sourcecheck.archive.writing import Composed, Written
from sourcecheck.model.web import Capture, Exchange

MAX_FILE = 1024**3
"""Above this many bytes a file is sealed and the next one begun."""

_NAME = re.compile(r"sc-(\d{6})-(\d{5})\.warc\.gz")
_WARCINFO = b"software: sourcecheck\r\nformat: WARC File Format 1.1\r\n"
_MOST_MET = 20_000  # payloads whose place is remembered: 10 MB
_MENDED_TOGETHER = 500  # captures indexed in one transaction when an interrupted run is mended

Chain = tuple[Sequence[Exchange], bytes | None] | tuple[Sequence[Exchange], bytes | None, str]
"""All exchanges of one look at a URL, and the decoded body of the last one, None = it has none.

Who knows the body's SHA-256 in hex gives it as the third, and it is not hashed again.
"""


class Archive:
    """Keeps exchanges in ``folder/warc/``; one writer at a time.

    Order of every write: the records, in one piece; sync; then the index. A crash therefore
    never leaves the index pointing to bytes that are not there; records that are there and
    not indexed are indexed when the archive is next opened.

    ========================  =====================================================
    ``keep``, ``keep_chain``  one exchange, one look: on disk and indexed at return
    ``keep_chains``           many looks with one sync and one transaction
    ``write_aside``           many looks, packed and synced in a thread of its own,
                              not indexed yet: other links go on meanwhile
    ``index_written``         index what was written, in the caller's transaction
    ========================  =====================================================

    The index belongs to the thread that opened the archive; all methods are called from there.
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
        self._written: deque[Written] = deque()  # on disk, not indexed yet, in order
        self._payloads: dict[
            tuple[str, str], Original | Kept
        ] = {}  # of what is written, not indexed
        self._met: dict[tuple[str, str], tuple[Original, str]] = {}  # with the file each is in
        self._guard = threading.Lock()
        self._turn = asyncio.Lock()
        self._thread: ThreadPoolExecutor | None = None
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
        if self._thread:
            self._thread.shutdown()
            self._thread = None
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
        drafted = draft(exchange, entity, Told(chain=chain, hop=hop))
        found = self._append(self._composed([drafted])).captures[0]
        self.index_written()
        return found

    def keep_chain(
        self, exchanges: Sequence[Exchange], entity: bytes | None = None
    ) -> tuple[Capture, ...]:
        """Keep all exchanges of one look at a URL with one sync; ``entity`` is the last one's.

        Raises as ``keep`` does.
        """
        return self.keep_chains([(exchanges, entity)])[0]

    def keep_chains(self, batch: Sequence[Chain]) -> list[tuple[Capture, ...]]:
        """Keep many looks with one sync and one transaction; answers in the order of the batch.

        Raises as ``keep`` does, and keeps none of them then.
        """
        if not any(each[0] for each in batch):
            return [() for _ in batch]
        written = self._append(self._composed(self._drafts(batch)))
        self.index_written()
        return _by_chain(batch, written)

    async def write_aside(self, batch: Sequence[Chain]) -> list[tuple[Capture, ...]]:
        """Write many looks and sync them, while the event loop goes on; they are not indexed.

        Call ``index_written`` afterwards, where the looks are remembered. Batches are written
        one after the other, in the order of the calls. Raises as ``keep_chains`` does.
        """
        if not any(each[0] for each in batch):
            return [() for _ in batch]
        async with self._turn:
            composed = self._composed(self._drafts(batch))
            if self._thread is None:
                self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
            loop = asyncio.get_running_loop()
            written = await loop.run_in_executor(self._thread, self._append, composed)
        return _by_chain(batch, written)

    def index_written(self) -> None:
        """Index what was written and is not indexed yet, in the order it was written.

        In one transaction, or as part of the one that is open: then the captures of a batch
        and the looks they belong to are there together or not at all. Raises ``StoreError``.
        """
        ready = list(self._written)
        if not ready:
            return
        self._index.put_all([capture for each in ready for capture in each.captures])
        for _ in ready:
            self._written.popleft()
        if not self._written:
            self._payloads.clear()

    def captured_since(self, urls: Sequence[str], at: datetime) -> dict[str, tuple[Capture, ...]]:
        """Return the latest whole look at each URL that was captured at a time or later.

        What was archived and then not remembered, because the run was killed in between, can
        be read here instead of asked again; URLs without such a look are missing.
        """
        return captured_since(self._index, urls, at)

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

    def _drafts(self, batch: Sequence[Chain]) -> list[Draft]:
        drafts: list[Draft] = []
        for exchanges, entity, *known in batch:
            chain, hops = self._ids(), len(exchanges)
            for hop, exchange in enumerate(exchanges):
                body = entity if hop + 1 == hops else None
                told = Told(
                    entity_sha256=str(known[0]) if body and known else "",
                    entity_size=len(body) if body else 0,
                    chain=chain,
                    hop=hop,
                    hops=hops,
                )
                drafts.append(draft(exchange, body, told))
        return drafts

    def _composed(self, drafts: Sequence[Draft]) -> Composed:
        """Make the records of a batch, with revisits of older captures and of its own pages."""
        keys = [each.payload_key for each in drafts]
        originals = self._originals({key for key in keys if key})
        kept: list[Kept] = []
        for each, key in zip(drafts, keys, strict=True):
            older = self._unmodified(each) if each.unmodified else originals.get(key or ("", ""))
            kept.append(to_records(each, self._ids, older.as_original() if older else None))
            if key and older is None:
                originals[key] = kept[-1]
        return Composed(
            kept=kept,
            openings=[[head(part) for part in one.records] for one in kept],
            payloads=originals,
        )

    def _originals(
        self, keys: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], Original | Kept]:
        """Find older captures revisits may point to: they must lie in this very archive."""
        held = {key: self._met[key] for key in keys if key in self._met}
        found: dict[tuple[str, str], Original | Kept] = {
            key: self._payloads[key] for key in keys if key in self._payloads
        }
        known = self._index.by_digests([key for key in keys if key not in found | held])
        held |= {key: (original_of(row), row.file) for key, row in known.items()}
        here = {file: self._shelf.has(file) for file in {file for _, file in held.values()}}
        held = {key: (older, file) for key, (older, file) in held.items() if here[file]}
        self._meet(held)
        return {key: older for key, (older, _) in held.items()} | found

    def _meet(self, payloads: dict[tuple[str, str], tuple[Original, str]]) -> None:
        """Remember where payloads lie: a page met a thousand times is looked up once."""
        if len(self._met) > _MOST_MET:
            self._met.clear()
        self._met |= payloads

    def _unmodified(self, drafted: Draft) -> Original | None:
        """Find the capture whose answer a 304 says still holds: the one it was asked with."""
        exchange = drafted.exchange
        asked = validators_asked(exchange.request)
        if not asked:
            return None
        page = same_page(exchange.url)
        for row in reversed(self._index.get(urlkey(exchange.url))):
            if row.status != 200 or row.failure or row.truncated or same_page(row.url) != page:
                continue
            if self._shelf.has(row.file) and answers(head_at(self._shelf, row), asked):
                return original_of(original(self._index, row) if row.revisit_of else row)
        return None

    def _append(self, composed: Composed) -> Written:
        """Pack and write a batch, in whatever thread; then it only waits to be indexed."""
        packed = composed.packed()
        data = b"".join([piece for pieces in packed for piece in pieces])
        with self._guard:
            segment = self._writable()
            written = Written(
                kept=composed.kept,
                sizes=[[len(piece) for piece in pieces] for pieces in packed],
                file=self._name(segment.path),
                start=segment.append(data),
            )
            self._payloads |= composed.payloads
            self._meet(
                {
                    key: (each.as_original(), written.file)
                    for key, each in composed.payloads.items()
                    if isinstance(each, Kept) and key not in self._met
                }
            )
            self._written.append(written)
        return written

    def _name(self, path: Path) -> str:
        return f"{self._warc.name}/{path.name}"

    def _writable(self) -> Segment:
        """Return the file of this month that still has room, beginning one where needed.

        No file is sealed while something in it is not indexed: only an open one is mended.
        """
        month = self._clock().strftime("%Y%m")
        held = self._segment
        full = held and (held.size >= self._max_file or f"-{month}-" not in held.path.name)
        if full and not self._written:
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
            ),
            block=_WARCINFO,
        )

    def _mend(self, path: Path) -> None:
        """Recover a file left open, index what the index has not seen, and go on writing it."""
        recovered = recover(path, self._index.indexed_to(self._name(path)))
        opened = path.with_name(path.name + OPEN)
        with opened.open("rb") as file:
            unknown = (
                replace(found.capture, file=self._name(path))
                for found in exchanges_in(file, recovered.start)
            )
            while some := list(islice(unknown, _MENDED_TOGETHER)):
                self._index.put_all(some)
        if self._segment:
            self._seal()
        self._segment = Segment(path)


def _by_chain(batch: Sequence[Chain], written: Written) -> list[tuple[Capture, ...]]:
    captures = iter(written.captures)
    return [tuple(islice(captures, len(exchanges))) for exchanges, *_ in batch]
