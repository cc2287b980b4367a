"""How templates of wikis name the copy of a page in an archive."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class CitingNames:
    """What a citing template calls the copy beside its address."""

    template: re.Pattern[str]  # fits the template's name: lower case, spaces for underscores
    languages: frozenset[str]  # of the articles it holds for; empty = all
    urls: frozenset[str]  # what the template calls the address itself
    archive_url: str
    archive_date: str
    status: str = ""  # says that the address is dead; "" = a copy beside it says so
    dead: str = ""  # the value of that


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyTemplate:
    """The template of one wiki that prints a copy alone."""

    name: str
    url: str
    date: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivingTable:
    """Rows in the order they are tried, and templates by the language of their wiki."""

    citing: tuple[CitingNames, ...] = ()
    copies: Mapping[str, CopyTemplate] = field(default_factory=dict)

    def names(self, template: str, parameter: str, language: str) -> CitingNames | None:
        """Return what this template calls a copy of the address in this parameter."""
        return next(
            (
                row
                for row in self.citing
                if parameter in row.urls
                and row.template.fullmatch(template)
                and (not row.languages or language in row.languages)
            ),
            None,
        )
