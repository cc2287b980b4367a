"""The tables that looking at links takes; those of articles are many more, and heavy."""

from __future__ import annotations

from dataclasses import dataclass

from sourcecheck.model.tables.confirmation import ConfirmationPolicy
from sourcecheck.model.tables.network import NetworkTable
from sourcecheck.model.tables.pages import PageTables
from sourcecheck.model.tables.rules import RuleTable
from sourcecheck.model.tables.urls import UrlTables


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTables:
    """What a run that only checks links works with."""

    urls: UrlTables
    rules: RuleTable
    pages: PageTables
    confirmation: ConfirmationPolicy
    network: NetworkTable
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def wants(self, code: str) -> bool:
        """Tell whether a finding's code was asked for: ``SC1`` stands for all of SC1xx."""
        chosen = not self.select or code.startswith(self.select)
        return chosen and not (self.ignore and code.startswith(self.ignore))
