"""What the pipeline works with: data as values, and every side effect as a parameter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sourcecheck.extract import ExtractTables, extract
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.model import Article, Document
from sourcecheck.model.tables.confirmation import ConfirmationPolicy
from sourcecheck.model.tables.metrics import MetricTable
from sourcecheck.model.tables.network import NetworkTable, WholesaleTable
from sourcecheck.model.tables.outlets import OutletTables
from sourcecheck.model.tables.pages import PageTables
from sourcecheck.model.tables.rules import RuleTable
from sourcecheck.pipeline.linktools import LinkTools, Past
from sourcecheck.resolve import ResolveTables


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
    own_confirmation: str = ""  # the text of that policy, where it is not the shipped one
    network: NetworkTable
    wholesale: WholesaleTable
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools(LinkTools):
    """Everything an audit touches outside itself."""

    tables: Tables
    extract: Callable[[Document, Tables], Awaitable[Article]] = extracted_here
    replayed_from: str = ""
    past_of: Callable[[str, str], Past | None] = lambda sha256, origin: None
    """Returns what the audit of a document had asked, by its digest and where it came from."""
    allowed_networks: tuple[str, ...] = ()
