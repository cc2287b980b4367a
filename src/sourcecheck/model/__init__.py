"""The values that travel between stages: frozen, standard library only, no behaviour.

Facts (``Document``, ``Article``, ``Exchange``, ``Observation``, ``Capture``), conclusions
(``Citation``, ``Classification``, ``Verdict``, ``Finding``) and the whole (``Audit``).
Policy is nowhere here: it is configuration.

Each comes from a module of its own, loaded when the first of its values is asked for: whoever
looks at links needs no articles.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sourcecheck.model.article import (
        Article,
        Block,
        BlockKind,
        Dateline,
        Document,
        Field,
        Hyperlink,
        Mark,
        Mention,
        MentionKind,
        Note,
        Number,
        Origin,
        Told,
    )
    from sourcecheck.model.audit import (
        Audit,
        Line,
        Metric,
        Provenance,
        SourceLine,
    )
    from sourcecheck.model.citation import (
        Citation,
        CitationKind,
        Identifiers,
        NamedSource,
        Source,
        VagueSource,
        WebSource,
        Work,
        WorkSource,
    )
    from sourcecheck.model.link import Link, LinkFlag
    from sourcecheck.model.network import NetworkTrouble
    from sourcecheck.model.outlet import (
        Candidate,
        Claim,
        Classification,
        MatchStatus,
        Outlet,
    )
    from sourcecheck.model.span import Span
    from sourcecheck.model.verdict import (
        Finding,
        Group,
        LinkState,
        Severity,
        Verdict,
    )
    from sourcecheck.model.web import (
        ArchiveFile,
        Capture,
        Certificate,
        Check,
        Exchange,
        Failure,
        Hop,
        IndexChange,
        Observation,
        PageFacts,
        Peer,
        Publishing,
    )

__all__ = [
    "ArchiveFile",
    "Article",
    "Audit",
    "Block",
    "BlockKind",
    "Candidate",
    "Capture",
    "Certificate",
    "Check",
    "Citation",
    "CitationKind",
    "Claim",
    "Classification",
    "Dateline",
    "Document",
    "Exchange",
    "Failure",
    "Field",
    "Finding",
    "Group",
    "Hop",
    "Hyperlink",
    "Identifiers",
    "IndexChange",
    "Line",
    "Link",
    "LinkFlag",
    "LinkState",
    "Mark",
    "MatchStatus",
    "Mention",
    "MentionKind",
    "Metric",
    "NamedSource",
    "NetworkTrouble",
    "Note",
    "Number",
    "Observation",
    "Origin",
    "Outlet",
    "PageFacts",
    "Peer",
    "Provenance",
    "Publishing",
    "Severity",
    "Source",
    "SourceLine",
    "Span",
    "Told",
    "VagueSource",
    "Verdict",
    "WebSource",
    "Work",
    "WorkSource",
]

_HOMES = ("web", "verdict", "network", "link", "span", "article", "citation", "outlet", "audit")
"""Modules in the order in which they are asked: those that are loaded soonest first."""


def __getattr__(name: str) -> Any:
    """Load the module of a value that is asked for by name."""
    for module in _HOMES if name in __all__ else ():
        home = import_module(f"{__name__}.{module}")
        if (value := getattr(home, name, None)) is not None:
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
