"""One article through all stages: the product that every report is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sourcecheck.model.article import Article
from sourcecheck.model.citation import Citation, Source
from sourcecheck.model.memento import CopySearch
from sourcecheck.model.outlet import Classification
from sourcecheck.model.verdict import Finding, Verdict
from sourcecheck.model.web import Capture, Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One source through all stages; what was not asked for is None."""

    source: Source
    outlet: Classification | None = None
    observation: Observation | None = None  # the latest one
    verdict: Verdict | None = None
    capture: Capture | None = None
    copies: tuple[CopySearch, ...] = ()  # of the page in archives of others; () = nobody was asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One citation through all stages; ``sources`` follow ``citation.sources``."""

    citation: Citation
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What made an audit, so that another run can be compared with it."""

    tool: str  # "sourcecheck 0.1.0"
    data: str  # digest of the data files
    audited_at: datetime
    offline: bool
    why_offline: str = ""  # "asked to", "replay", or a ``NetworkTrouble`` with details
    replayed_from: str = ""
    allowed_networks: tuple[str, ...] = ()  # address guard openings the user asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A share with its bounds: ``k`` of ``n``, ``unknown`` of which could go either way.

    ``value`` is None below the metric's minimum n, and where n is 0.
    """

    k: float
    n: int
    unknown: int = 0
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """One article with everything found out about its sources."""

    article: Article
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    metrics: Mapping[str, Metric]  # by the names of docs/reference/metrics.md
    provenance: Provenance
    publisher: Classification | None = None  # the article's own; None = nobody can tell
