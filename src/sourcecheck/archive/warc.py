"""The archive: every exchange kept in WARC/1.1 files, indexed after it is safely on disk."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from sourcecheck.archive.audits import DOCUMENT, Own, record_of
from sourcecheck.archive.belonging import check_belonging, met_elsewhere
from sourcecheck.archive.exchanges import (
    Draft,
    Ids,
    Kept,
    Original,
    Told,
    draft,
    to_records,
)
from sourcecheck.archive.files import recover, sole_writer
from sourcecheck.archive.index import CaptureIndex, urlkey
from sourcecheck.archive.reading import OPEN, FolderShelf, Shelf, exchanges_in, read_exchange
from sourcecheck.archive.records import head, pack
from sourcecheck.archive.repeats import Payload, Repeats
from sourcecheck.archive.restoring import from_records
from sourcecheck.archive.seals import end_import, in_order, mend_seal, undo_import
from sourcecheck.archive.segments import MAX_FILE, Segments
from sourcecheck.archive.writing import Composed, Placed, Written
from sourcecheck.errors import ArchiveError
from sourcecheck.model.web import ArchiveFile, Capture, Exchange

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
    ``seal``                  close the file that is written, so that it never changes again
    ========================  =====================================================

    A file is sealed when it is full, when its month is over, and by ``seal``; ``on_sealed`` is
    told of each, once at least. Index and ``on_sealed`` belong to the thread that opened the
    archive; all methods are called from there.
    """

    def __init__(
        self,
        folder: Path,
        index: CaptureIndex,
        clock: Callable[[], datetime],
        ids: Ids,
        max_file: int = MAX_FILE,
        on_sealed: Callable[[ArchiveFile], None] = lambda _: None,
    ) -> None:
        self._warc = folder / "warc"
        self._shelf = FolderShelf(folder)
        self._readable: Shelf = self._shelf
        self._index = index
        self._clock = clock
        self._ids = ids
        self._on_sealed = on_sealed
        self._segments = Segments(self._warc, clock, ids, max_file)
        self._repeats = Repeats(index, self._shelf)
        self._written: deque[Written | Placed] = deque()  # on disk, not indexed yet, in order
        self._guard = threading.Lock()
        self._turn = asyncio.Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._held = ExitStack()

    @classmethod
    def open(
        cls,
        folder: Path,
        index: CaptureIndex,
        clock: Callable[[], datetime],
        ids: Ids,
        on_sealed: Callable[[ArchiveFile], None] = lambda _: None,
    ) -> Self:
        """Lock the folder, mend what an interrupted run left, and be ready to keep.

        ``clock`` gives an aware time, ``ids`` a new UUID as text at each call. A file left open
        in a month that is over is sealed. Raises ``ArchiveError`` when another run writes there
        or a file is damaged.
        """
        made = cls(folder, index, clock, ids, on_sealed=on_sealed)
        made.start()
        return made

    def start(self) -> None:
        """Lock and mend; ``open`` calls it."""
        self._held.enter_context(sole_writer(self._warc))
        try:
            undo_import(self._warc)
            check_belonging(self._warc, self._index)
            self._segments.above = met_elsewhere(self._warc, self._index)
            last = mend_seal(self._warc, self._clock())
            if last:
                self._index_closed(last)
                self._segments.closed.append(last)
            end_import(self._warc)
            for path in in_order(self._warc.glob(f"*{OPEN}")):
                self._mend(path.with_name(path.name.removesuffix(OPEN)))
            self._segments.seal_earlier()
            self._tell_closed()
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
            self._segments.close()
            self._held.close()

    def keep(
        self, exchange: Exchange, entity: bytes | None = None, *, chain: str = "", hop: int = 0
    ) -> Capture:
        """Keep one exchange; ``entity`` is its decoded body, None when there is none.

        ``chain`` names the look at a URL that the exchange belongs to, ``hop`` its place
        there. Raises ``ArchiveError`` when it cannot be written; nothing is written then.
        """
        drafted = draft(exchange, entity, Told(chain=chain, hop=hop))
        found = self._append(self._composed([drafted]), not self._written).captures[0]
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
        written = self._append(self._composed(self._drafts(batch)), not self._written)
        self.index_written()
        return _by_chain(batch, written)

    def keep_own(self, own: Sequence[Own]) -> tuple[Capture, ...]:
        """Keep records of ours, which are no exchanges: an article's bytes, an audit.

        An article that stands here already is not kept again. Raises as ``keep`` does, and
        keeps none of them then.
        """
        new = [each for each in own if not self._has_document(each.url)]
        records = [record_of(each, f"<urn:uuid:{self._ids()}>") for each in new]
        pieces = [pack(record) for record in records]
        captures: list[Capture] = []
        sealing = not self._written
        with self._guard:
            segment = self._segments.writable(sealing=sealing and not self._written)
            at = segment.append(b"".join(pieces))
            for record, piece in zip(records, pieces, strict=True):
                found = from_records([record]).capture
                place = self._name(segment.path)
                captures.append(replace(found, file=place, offset=at, length=len(piece)))
                at += len(piece)
            self._written.append(Placed(captures=tuple(captures)))
        self.index_written()
        return tuple(captures)

    def _has_document(self, url: str) -> bool:
        rows = self._index.get(urlkey(url)) if url.startswith(DOCUMENT) else ()
        return any(self._shelf.has(row.file) for row in rows)

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
            sealing = not self._written
            written = await loop.run_in_executor(self._thread, self._append, composed, sealing)
        return _by_chain(batch, written)

    def index_written(self) -> None:
        """Index what was written and is not indexed yet, in the order it was written.

        In one transaction, or as part of the one that is open: then the captures of a batch
        and the looks they belong to are there together or not at all. Raises ``StoreError``.
        """
        ready = self._waiting()
        if not ready:
            return
        self._index.put_all([capture for each in ready for capture in each.captures])
        for _ in ready:
            self._written.popleft()
        self._tell_closed()

    def _waiting(self) -> list[Written | Placed]:
        """Return what is not indexed yet; the writing thread may add to it meanwhile."""
        return [self._written[place] for place in range(len(self._written))]

    def _tell_closed(self) -> None:
        """Say which files were sealed, possibly by the writing thread; each only when it took."""
        closed = self._segments.closed
        while closed:
            self._on_sealed(closed[0])
            closed.pop(0)

    def read(self, capture: Capture) -> Exchange:
        """Read an exchange back, byte for byte; raises ``ArchiveError`` when it is not there."""
        return read_exchange(self._readable, self._index, capture)

    def read_from(self, shelf: Shelf) -> None:
        """Read from this shelf from now on: it knows more places than the archive's folder.

        What is written, and what a revisit may point to, lies in the folder all the same.
        """
        self._readable = shelf

    def seal(self) -> ArchiveFile | None:
        """Close the file that is being written for good; the next capture begins another.

        What was written and not indexed yet is indexed before. Returns it; None = none is open.
        """
        self.index_written()
        with self._guard:
            self._segments.seal()
        sealed = self._segments.closed[-1] if self._segments.closed else None
        self._tell_closed()
        return sealed

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
        waiting: dict[Payload, Original | Kept] = {}
        for written in self._waiting():
            waiting |= written.payloads
        originals = self._repeats.originals({key for key in keys if key}, waiting)
        kept: list[Kept] = []
        for each, key in zip(drafts, keys, strict=True):
            again = self._repeats.unmodified(each) if each.unmodified else None
            older = again or originals.get(key or ("", ""))
            kept.append(to_records(each, self._ids, older.as_original() if older else None))
            if key and older is None:
                originals[key] = kept[-1]
        return Composed(
            kept=kept,
            openings=[[head(part) for part in one.records] for one in kept],
            payloads=originals,
        )

    def _append(self, composed: Composed, sealing: bool) -> Written:  # noqa: FBT001
        """Pack and write a batch, in whatever thread; then it only waits to be indexed.

        A full file is closed when all that is in it is indexed: a run that is killed is mended
        in its open file. The thread of the index says so with ``sealing``, because here nobody
        knows whether a transaction that has put the captures is ended, or still to fail.
        """
        packed = composed.packed()
        data = b"".join([piece for pieces in packed for piece in pieces])
        with self._guard:
            segment = self._segments.writable(sealing=sealing and not self._written)
            written = Written(
                kept=composed.kept,
                sizes=[[len(piece) for piece in pieces] for pieces in packed],
                file=self._name(segment.path),
                start=segment.append(data),
                payloads=composed.payloads,
            )
            self._repeats.meet(composed.payloads, written.file)
            self._written.append(written)
        return written

    def _name(self, path: Path) -> str:
        return f"{self._warc.name}/{path.name}"

    def _mend(self, path: Path) -> None:
        """Recover a file left open, index what the index has not seen, and go on writing it."""
        recovered = recover(path, self._index.indexed_to(self._name(path)))
        opened = path.with_name(path.name + OPEN)
        self._index_from(opened, self._name(path), recovered.start)
        if recovered.kept:
            self._segments.go_on(path)
        else:
            opened.unlink()  # not even what opens a file was written

    def _index_closed(self, last: ArchiveFile) -> None:
        """Index what the index has not seen of the file closed last.

        A transaction failed, or an import was killed before its own.

        A file that is damaged, or lies elsewhere, keeps no run from archiving.
        """
        path = self._warc.parent / last.name
        if path.is_file():
            with suppress(ArchiveError):
                self._index_from(path, last.name, self._index.indexed_to(last.name))

    def _index_from(self, path: Path, name: str, start: int) -> None:
        with path.open("rb") as file:
            unknown = (replace(found.capture, file=name) for found in exchanges_in(file, start))
            while some := list(islice(unknown, _MENDED_TOGETHER)):
                self._index.put_all(some)


def _by_chain(batch: Sequence[Chain], written: Written) -> list[tuple[Capture, ...]]:
    captures = iter(written.captures)
    return [tuple(islice(captures, len(exchanges))) for exchanges, *_ in batch]
