"""Small values for the tests of the store, engine and watch: made here, nobody's text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sourcecheck.model import (
    Article,
    Audit,
    Candidate,
    Capture,
    Check,
    Citation,
    CitationKind,
    Claim,
    Classification,
    Failure,
    Field,
    Finding,
    Line,
    Link,
    LinkFlag,
    LinkState,
    MatchStatus,
    Metric,
    NamedSource,
    Observation,
    Outlet,
    Provenance,
    Severity,
    SourceLine,
    Span,
    VagueSource,
    Verdict,
    WebSource,
    WorkSource,
)

NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
TEXT = "قال المركز إن السد امتلأ [1].\nالمصادر:\n1- https://paper.example/a/77\n"


def article(sha256: str = "a" * 64, title: str = "السد") -> Article:
    return Article(
        origin="dam.txt",
        media_type="text/plain",
        sha256=sha256,
        language="ar",
        text=TEXT,
        title=Field(value=title),
        byline=Field(value="سالم"),
    )


def observation(
    url: str = "https://paper.example/a/77", at: datetime = NOON, **other
) -> Observation:
    return Observation(**{"url": url, "at": at, "final_url": url, "status": 200, **other})


def check(url: str = "https://paper.example/a/77", at: datetime = NOON, **other) -> Check:
    return Check(observation=observation(url, at, **other))


def verdict(
    state: LinkState = LinkState.ALIVE, url: str = "https://paper.example/a/77", **other
) -> Verdict:
    return Verdict(**{"url": url, "state": state, "rule": "status", **other})


def capture(number: int = 1, at: datetime = NOON, **other) -> Capture:
    return Capture(
        **{
            "url": "https://paper.example/a/77",
            "captured_at": at,
            "file": "one.warc.gz",
            "record_id": f"<urn:uuid:{number}>",
            "sha256": "b" * 64,
            "urlkey": "example,paper)/a/77",
            "framing": "identity",
            "offset": 100 * number,
            "length": 100,
            "status": 200,
            **other,
        }
    )


PAPER = Classification(
    status=MatchStatus.MATCH,
    id="paper.example",
    name="Paper",
    country="RU",
    country_base="RU",
    because=("host paper.example (outlets/test.csv:3)",),
    confidence=0.9,
)
DISPUTED = Classification(
    status=MatchStatus.AMBIGUOUS,
    candidates=(
        Candidate(id="one", name="One", country="TR"),
        Candidate(id="two", name="Two", country=""),
    ),
)


def web(url: str = "https://paper.example/a/77", *flags: LinkFlag) -> WebSource:
    return WebSource(printed=url, link=Link(printed=url, url=url, canonical=url, flags=flags))


def lines() -> tuple[Line, ...]:
    note = Citation(
        id="c1",
        kind=CitationKind.NOTE,
        label="1",
        marks=(Span(25, 28),),
        claim=Span(0, 29),
        note=Span(39, 67),
        sources=(
            web("https://paper.example/a/77", LinkFlag.TRACKING),
            NamedSource(printed="P", name="P"),
        ),
    )
    voices = Citation(
        id="c2",
        kind=CitationKind.ATTRIBUTION,
        sources=(WorkSource(printed="تقرير", name="تقرير"), VagueSource(printed="خبراء")),
    )
    return (
        Line(
            citation=note,
            sources=(
                SourceLine(
                    source=note.sources[0],
                    outlet=PAPER,
                    observation=observation(),
                    verdict=verdict(),
                    capture=capture(),
                ),
                SourceLine(source=note.sources[1], outlet=DISPUTED),
            ),
        ),
        Line(
            citation=voices, sources=tuple(SourceLine(source=source) for source in voices.sources)
        ),
    )


def audit(at: datetime = NOON, **other) -> Audit:
    return Audit(
        **{
            "article": article(),
            "lines": lines(),
            "findings": (
                Finding(code="SC201", severity=Severity.WARNING, span=Span(4, 10), citation="c2"),
                Finding(code="SC205", severity=Severity.INFO, because=(f"seen {at}",)),
            ),
            "metrics": {"works": Metric(k=2, n=2, value=1.0), "age": Metric(k=0, n=0)},
            "provenance": Provenance(tool="sourcecheck 0", data="d", audited_at=at, offline=False),
            **other,
        }
    )


def looked_again(found: Audit, at: datetime) -> Audit:
    """The same audit an hour or a month later: nothing changed but the times."""
    first, *rest = found.lines
    seen = first.sources[0]
    later = replace(seen, observation=replace(seen.observation, at=at, elapsed_ms=7))
    return replace(
        found,
        lines=(replace(first, sources=(later, *first.sources[1:])), *rest),
        provenance=replace(found.provenance, audited_at=at),
    )


OUTLET = Outlet(
    id="paper.example",
    name="Paper",
    names=("Paper", "الجريدة"),
    claims=(
        Claim(property="country_base", value="RU", source="starter", told_by="ru.csv:3"),
        Claim(property="kind", value="newspaper", source="starter", told_by="ru.csv:3"),
    ),
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
GONE = {"status": 404, "failure": None}
SILENT = {"status": None, "failure": Failure.CONNECT_TIMEOUT}
