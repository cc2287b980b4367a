"""The asynchronous way in: one database, one archive and one fetcher for many articles."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import AsyncExitStack, aclosing, closing
from types import TracebackType
from typing import Any, Self

from sourcecheck import config
from sourcecheck.errors import DocumentError, UsageError
from sourcecheck.model import Audit, Document, Verdict
from sourcecheck.pipeline import Tools, audit
from sourcecheck.pipeline.documents import fetch_document
from sourcecheck.pipeline.looks import Look, named
from sourcecheck.pipeline.sweep import Sweep
from sourcecheck.session.addresses import Addresses, Heard, opened
from sourcecheck.session.flow import Flow, Refused
from sourcecheck.session.inputs import is_url
from sourcecheck.session.members import load
from sourcecheck.session.opening import opened_store, reading_with, tables_of, tools_of

Name = str | os.PathLike[str]
"""What names an input: a path, or an address that begins with http:// or https://."""


class Session:
    """Audits and checks with one database, one archive and one pace. An async context manager.

    >>> async with Session("sourcecheck.db", offline=True) as session:  # doctest: +SKIP
    ...     async for audit in session.audit_many(["a.html", "b.txt"]):
    ...         print(audit.article.title)

    ``settings`` are those of ``sourcecheck.toml`` by name. Files and environment are not read:
    a program says itself what it wants. Raises ``ConfigError`` for an unknown setting.
    """

    def __init__(self, db: Name = "", **settings: Any) -> None:
        self._settings = config.settled(db=os.fspath(db), **settings)
        self._opened: AsyncExitStack | None = None
        self._tools: Tools | None = None
        self.refused: list[DocumentError] = []
        """What ``audit_many`` and ``check_many`` could not read, and why."""

    async def __aenter__(self) -> Self:
        """Open database, archive and fetcher; raises ``StoreError`` and ``ArchiveError``."""
        tables = tables_of(self._settings)
        async with AsyncExitStack() as stack:
            store = stack.enter_context(opened_store(self._settings))
            self._tools = await stack.enter_async_context(tools_of(self._settings, tables, store))
            self._opened = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all of it; what was found is kept."""
        assert self._opened is not None
        self._tools = None
        await self._opened.aclose()

    async def audit(self, name: Name) -> Audit:
        """Audit one article, a path or an address; raises ``DocumentError``."""
        return await audit(await self._document(os.fspath(name)), self._ready)

    async def audit_many(self, names: Iterable[Name]) -> AsyncIterator[Audit]:
        """Audit many articles, ``jobs`` at a time, and yield the audits in the inputs' order.

        A list (a feed, a sitemap, a table, a web archive) stands for its articles and is drawn
        from as needed; so is ``names``. What cannot be read is left out and told in
        ``refused``; the others go on.
        """
        how = reading_with(self._settings, self._ready.clock())
        flow = Flow(tools=self._ready, how=how, jobs=self._settings.jobs)
        async with aclosing(flow.audits(os.fspath(name) for name in names)) as results:
            async for result in results:
                if isinstance(result, Refused):
                    self.refused.append(result.error)
                elif isinstance(result, Audit):
                    yield result

    async def check(self, url: str) -> Verdict:
        """Look at one address, archive and remember what it answered, and judge it."""
        cited = named(url, self._ready.tables.resolve.urls)
        async with aclosing(Sweep(self._ready).looks((cited,))) as found:
            async for looks in found:
                return looks[0].verdict
        raise UsageError(f"{url}: not looked at: the session was stopped")

    async def check_many(self, names: Iterable[Name]) -> AsyncGenerator[Look, None]:
        """Look at many addresses side by side, and yield each as soon as it is settled.

        ``names`` are those of ``sourcecheck check``: addresses, and what holds some (articles,
        folders, lists, sitemaps), drawn from as needed. An address that is cited several times
        is looked at once and says where. Nothing is concluded of what our own network was in
        the way of: such links are ``offline``. What cannot be read is told in ``refused``.
        """
        tools, tables = self._ready, self._ready.tables
        how = reading_with(self._settings, tools.clock())
        heard = Heard(refuse=lambda error, listed: self.refused.append(error))
        given = opened([os.fspath(name) for name in names])
        addresses = Addresses(given, how, tools, tables.resolve.urls, lambda: tables, heard)
        with closing(addresses):
            async with aclosing(Sweep(tools).looks(addresses)) as found:
                async for looks in found:
                    for look in looks:
                        yield look

    @property
    def _ready(self) -> Tools:
        if self._tools is None:
            raise UsageError("the session is not open", hint="use it in an async with block")
        return self._tools

    async def _document(self, name: str) -> Document:
        tools = self._ready
        how = reading_with(self._settings, tools.clock())
        if is_url(name):
            return await fetch_document(name, tools, how.now, how.media_type)
        return load(name, how)
