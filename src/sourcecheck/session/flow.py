"""Many inputs through the stages: lists are drawn from lazily, results come in input order.

Articles are under way side by side, ``jobs`` at a time. What ended early waits for those
before it, and only so many wait that memory stays bounded, however long a list is.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, replace

from sourcecheck.errors import DocumentError, UnreadableDocument
from sourcecheck.extract.collections import Entry, Listed, Remark
from sourcecheck.model import Article, Audit, Document
from sourcecheck.pipeline import Tables, Tools, audit, read
from sourcecheck.pipeline.documents import fetch_document
from sourcecheck.pipeline.tools import Extracting, extracted
from sourcecheck.session.inputs import Reading, is_url
from sourcecheck.session.members import entries, entries_of

AHEAD = 4
"""How many articles may be begun or wait for each that is under way."""

NO_SOCKET = "extract opens no socket; audit fetches them"
"""Why listed addresses are not fetched where nothing is."""

DEEPEST = 3
"""Lists in lists: an index of sitemaps, a sitemap, its pages. Deeper ones are not followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One entry, and the input it came from."""

    name: str
    entry: Entry
    listed: bool  # it is one of a list, not the input itself


@dataclass(slots=True)
class _Count:
    """What a list has come to."""

    articles: int = 0
    addresses: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An input, or one of a list, that could not be read."""

    error: DocumentError
    listed: bool


Result = Audit | Refused | Remark
"""What comes of an entry."""


def drawn(names: Iterable[str], how: Reading, *, unasked: str = "") -> Iterator[Drawn]:
    """Yield the entries of all inputs, lazily; an input that cannot be read is one entry.

    ``unasked`` says why listed addresses are not fetched ("audit fetches them"); they are then
    counted and told once for each list. Without it they are entries.
    """
    for name in names:
        if is_url(name):
            yield Drawn(name=name, entry=Listed(url=name), listed=False)
        else:
            yield from _drawn_from(name, entries(name, how), unasked)


def _drawn_from(name: str, found: Iterator[Entry], unasked: str) -> Iterator[Drawn]:
    count = _Count()
    try:
        for entry in found:
            listed = not isinstance(entry, Document) or entry.told is not None
            if isinstance(entry, Listed) and unasked:
                count.addresses += 1
                continue
            count.articles += isinstance(entry, Document | Listed)
            yield Drawn(name=name, entry=entry, listed=listed)
    except DocumentError as error:
        yield Drawn(name=name, entry=error, listed=bool(count.articles or count.addresses))
    if count.addresses:
        yield Drawn(name=name, entry=_unasked(name, count, unasked), listed=True)


def _unasked(name: str, count: _Count, why: str) -> Entry:
    what = "1 address is" if count.addresses == 1 else f"{count.addresses:,} addresses are"
    if count.articles:
        return Remark(words=f"{name}: {what} listed and not read: {why}")
    return UnreadableDocument(f"{name}: no article is in it: {what} listed", hint=why)


def readings(
    names: Iterable[str],
    how: Reading,
    tables: Tables,
    *,
    outlets: bool = True,
    extracting: Extracting = extracted,
) -> Iterator[Result]:
    """Read the inputs one after the other, without network and store.

    Listed addresses are not fetched; each list tells once how many it has.
    """
    for each in drawn(names, how, unasked=NO_SOCKET):
        if isinstance(each.entry, Remark):
            yield each.entry
        elif isinstance(each.entry, DocumentError):
            yield Refused(error=each.entry, listed=each.listed)
        elif isinstance(each.entry, Document):
            try:
                yield read(each.entry, tables, outlets=outlets, extracting=extracting)
            except DocumentError as error:
                yield Refused(error=error, listed=each.listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested:
    """A fetched document that turned out to be a list."""

    name: str
    entries: Iterator[Entry]


class _Stopped(Exception):
    """The run was stopped while a document was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What the articles of a run share."""

    tools: Tools
    how: Reading
    jobs: int

    async def audits(self, names: Iterable[str]) -> AsyncGenerator[Result, None]:
        """Audit the inputs and yield what came of them, in their order."""
        room = asyncio.Semaphore(self.jobs)
        found = drawn(names, self.how, unasked=self.tools.offline)
        stoppable = replace(self, tools=replace(self.tools, extract=self._extracted))
        async with aclosing(stoppable._in_order(found, room, 0)) as results:  # noqa: SLF001 - ours
            async for result in results:
                yield result

    async def _extracted(self, document: Document, tables: Tables) -> Article:
        """Read a document, unless the run is stopped before it is read."""
        reading = asyncio.ensure_future(self.tools.extract(document, tables))
        halt = asyncio.ensure_future(self.tools.stop.wait())
        try:
            await asyncio.wait({reading, halt}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            halt.cancel()
            if not reading.done():
                reading.cancel()
        if reading.cancelled() or not reading.done():
            raise _Stopped
        return reading.result()

    async def _in_order(
        self, found: Iterator[Drawn], room: asyncio.Semaphore, depth: int
    ) -> AsyncGenerator[Result, None]:
        waiting: deque[asyncio.Task[Result | Nested | None]] = deque()
        try:
            more = True
            while more or waiting:
                more = more and not self.tools.stop.is_set()
                ended = bool(waiting) and waiting[0].done()
                if more and not ended and len(waiting) < AHEAD * self.jobs:
                    each = await _next(found)
                    more = each is not None
                    if each is not None:
                        waiting.append(asyncio.create_task(self._one(each, room)))
                elif waiting:
                    result = await waiting[0]
                    waiting.popleft()
                    async with aclosing(self._told(result, room, depth)) as results:
                        async for told in results:
                            yield told
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    async def _told(
        self, result: Result | Nested | None, room: asyncio.Semaphore, depth: int
    ) -> AsyncGenerator[Result, None]:
        if isinstance(result, Nested) and depth >= DEEPEST:
            yield Refused(error=_too_deep(result.name), listed=True)
        elif isinstance(result, Nested):
            inner = _drawn_from(result.name, result.entries, self.tools.offline)
            async with aclosing(self._in_order(inner, room, depth + 1)) as results:
                async for told in results:
                    yield told
        elif result is not None:
            yield result

    async def _one(self, each: Drawn, room: asyncio.Semaphore) -> Result | Nested | None:
        if isinstance(each.entry, Remark):
            return each.entry
        if isinstance(each.entry, DocumentError):
            return Refused(error=each.entry, listed=each.listed)
        async with room:
            if self.tools.stop.is_set():
                return None
            try:
                return await self._audited(each.entry)
            except DocumentError as error:
                return Refused(error=error, listed=each.listed)
            except _Stopped:
                return None

    async def _audited(self, entry: Document | Listed) -> Audit | Nested:
        if isinstance(entry, Document):
            return await audit(entry, self.tools)
        how = self.how
        document = await fetch_document(entry.url, self.tools, how.now, how.media_type)
        inside = entries_of(document, how)
        if inside is not None:
            return Nested(name=document.origin, entries=inside)
        return await audit(document, self.tools)


def _too_deep(name: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"{name}: a list of lists of lists, which is not followed",
        hint="name the inner list itself",
    )


_READER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lists")
"""Lists are read in one thread: libxml2 keeps the names in a list with the thread that reads it,
and a list that wanders from one to another frees what is not its own."""


async def _next(found: Iterator[Drawn]) -> Drawn | None:
    """Draw the next entry in a thread: a web archive is searched for seconds.

    When the waiter is cancelled the thread is waited for, so that the list can be closed.
    """
    loop = asyncio.get_running_loop()
    drawing = asyncio.ensure_future(loop.run_in_executor(_READER, next, found, None))
    try:
        return await asyncio.shield(drawing)
    except asyncio.CancelledError:
        await asyncio.wait({drawing})
        raise
