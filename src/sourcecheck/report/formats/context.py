"""What a renderer is told besides the audits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sourcecheck.model import Audit
from sourcecheck.model.tables.messages import Catalog
from sourcecheck.model.tables.report import ReportAssets
from sourcecheck.model.tables.rules import RuleTable


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderContext:
    """What a renderer is told besides the audits.

    ============  ==========================================================
    rules         words of findings and link states; every format needs it
    language      of the page's own words, for html: "ar", "en", ...; "" =
                  the article's
    width         cells of a line of the text format; 0 = as long as needed
    colour        whether the text format may use colour (ANSI SGR)
    assets        templates, fonts and flags; only html needs them
    catalogs      messages of the html format by language
    ============  ==========================================================
    """

    rules: RuleTable
    language: str = ""
    width: int = 80
    colour: bool = False
    assets: ReportAssets | None = None
    catalogs: Mapping[str, Catalog] = field(default_factory=dict)


Renderer = Callable[[Sequence[Audit], RenderContext], str | bytes]
"""Turns audits into one document."""
