"""Small audits made by hand, for tests of what is concluded from them."""

from __future__ import annotations

from datetime import UTC, datetime

from sourcecheck.model import (
    Article,
    Audit,
    Citation,
    CitationKind,
    Finding,
    Line,
    Link,
    Provenance,
    SourceLine,
    Verdict,
    WebSource,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "https://news.example/a"


def audit(*, origin="made.txt", severities=(), state=None):
    """An audit with findings of these severities and, with a state, one link."""
    article = Article(
        origin=origin, media_type="text/plain", sha256="ab" * 32, language="en", text="text"
    )
    return Audit(
        article=article,
        lines=(cited(state),) if state else (),
        findings=tuple(Finding(code="SC101", severity=severity) for severity in severities),
        metrics={},
        provenance=Provenance(tool="t", data="d", audited_at=NOON, offline=False),
    )


def cited(state):
    source = WebSource(printed=URL, link=Link(printed=URL, url=URL, canonical=URL))
    verdict = Verdict(url=URL, state=state, rule="made")
    citation = Citation(id="c1", kind=CitationKind.NOTE, sources=(source,))
    return Line(citation=citation, sources=(SourceLine(source=source, verdict=verdict),))
