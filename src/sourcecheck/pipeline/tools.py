"""What the pipeline works with: data as values, and every side effect as a parameter."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sourcecheck.extract import ExtractTables, extract
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.model import Article, Capture, Document, Exchange, Observation
from sourcecheck.model.tables.confirmation import ConfirmationPolicy
from sourcecheck.model.tables.metrics import MetricTable
from sourcecheck.model.tables.outlets import OutletTables
from sourcecheck.model.tables.pages import PageTables
from sourcecheck.model.tables.rules import RuleTable
from sourcecheck.resolve import ResolveTables
from sourcecheck.store.base import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The data files as values, and what was asked for about findings and language."""

    extract: ExtractTables
    resolve: ResolveTables
    outlets: OutletTables
    metrics: MetricTable
    rules: RuleTable
    pages: PageTables
    confirmation: ConfirmationPolicy
    digest: str  # of all data files, for provenance
    limits: ReadLimits = ReadLimits()  # noqa: RUF009 - frozen
    language: str = ""  # overrides what articles say of themselves
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def wants(self, code: str) -> bool:
        """Tell whether a finding's code was asked for: ``SC1`` stands for all of SC1xx."""
        chosen = not self.select or code.startswith(self.select)
        return chosen and not (self.ignore and code.startswith(self.ignore))


Extracting = Callable[[Document, Tables], Article]
"""Stage 1, wherever it is done: here, or in a process of its own. Raises ``DocumentError``."""


def extracted(document: Document, tables: Tables) -> Article:
    """Do stage 1 here and now."""
    return extract(document, tables.extract, tables.limits, tables.language)


async def extracted_here(document: Document, tables: Tables) -> Article:
    """Do stage 1 in this process; the event loop waits meanwhile."""
    return extracted(document, tables)


class Fetched(Protocol):
    """One look at a URL, as the fetch stage hands it over."""

    @property
    def observation(self) -> Observation:
        """What the look showed."""
        ...

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """What went over the wire, one exchange per hop."""
        ...

    @property
    def body(self) -> bytes:
        """The last answer's body, decoded and capped."""
        ...


class Fetching(Protocol):
    """Stage 3: look at a URL; never raises for what the web does."""

    async def fetch(self, url: str) -> Fetched:
        """Look at ``url`` and tell what happened."""
        ...


class Keeping(Protocol):
    """Stage 4: keep exchanges; raises ``ArchiveError`` when they cannot be written."""

    def keep_chain(
        self, exchanges: Sequence[Exchange], entity: bytes | None = None
    ) -> tuple[Capture, ...]:
        """Keep all exchanges of one look at a URL."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Everything an audit touches outside itself."""

    tables: Tables
    fetcher: Fetching
    store: Store
    clock: Callable[[], datetime]
    archive: Keeping | None = None  # None = nothing is archived
    extract: Callable[[Document, Tables], Awaitable[Article]] = extracted_here
    offline: str = ""  # why no address is asked; "" = they are
    replayed_from: str = ""
    allowed_networks: tuple[str, ...] = ()
    progress: Callable[[int, int], None] = lambda asked, answered: None  # addresses since last told
    stop: asyncio.Event = field(default_factory=asyncio.Event)  # set = ask nobody more, and finish
