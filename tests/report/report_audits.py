"""Small audits made by hand: the texts are written for these tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sourcecheck.model import (
    Article,
    Audit,
    Block,
    BlockKind,
    Capture,
    Citation,
    CitationKind,
    Classification,
    Field,
    Finding,
    Hop,
    Line,
    Link,
    LinkFlag,
    LinkState,
    MatchStatus,
    NamedSource,
    Observation,
    Provenance,
    Source,
    SourceLine,
    Span,
    VagueSource,
    Verdict,
    WebSource,
    WorkSource,
)

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def article(*paragraphs: str, language: str = "en", notes: Sequence[str] = (), **more) -> Article:
    """An article of these paragraphs, its notes below them; one block each."""
    text = "\n\n".join([*paragraphs, *notes])
    blocks = []
    at = 0
    for number, part in enumerate([*paragraphs, *notes]):
        kind = BlockKind.PARAGRAPH if number < len(paragraphs) else BlockKind.NOTE
        blocks.append(Block(span=Span(at, at + len(part)), kind=kind))
        at += len(part) + 2
    given = {
        "origin": "made.txt",
        "media_type": "text/plain",
        "sha256": "ab" * 32,
        "sentences": tuple(block.span for block in blocks if block.kind is BlockKind.PARAGRAPH),
    }
    return Article(**{**given, **more}, language=language, text=text, blocks=tuple(blocks))


def place(text: str, words: str) -> Span:
    """Where these words stand; they must."""
    at = text.index(words)
    return Span(at, at + len(words))


def web(url: str, *flags: LinkFlag, canonical: str = "") -> WebSource:
    return WebSource(
        printed=url, link=Link(printed=url, url=url, canonical=canonical or url, flags=flags)
    )


def named(name: str) -> NamedSource:
    return NamedSource(printed=name, name=name)


def work(name: str, **more) -> WorkSource:
    return WorkSource(printed=name, name=name, **more)


def vague(phrase: str) -> VagueSource:
    return VagueSource(printed=phrase)


def outlet(name: str, country: str = "", **more) -> Classification:
    given = {"status": MatchStatus.MATCH, "id": name.lower(), "confidence": 0.9}
    return Classification(**{**given, **more}, name=name, country=country)


def verdict(url: str, state: LinkState, *because: str, confirmed: bool = False) -> Verdict:
    return Verdict(url=url, state=state, rule=f"rule-{state}", because=because, confirmed=confirmed)


def seen(url: str, status: int | None = 200, **more) -> Observation:
    return Observation(**{"url": url, "at": NOON, "final_url": url, "status": status, **more})


def kept(url: str) -> Capture:
    return Capture(
        url=url,
        captured_at=NOON,
        file="2026-11.warc.gz",
        record_id="<urn:uuid:00000000-0000-4000-8000-000000000001>",
        sha256="cd" * 32,
    )


def checked(source: Source, state: LinkState | None = None, **more) -> SourceLine:
    """A source with a verdict, and an answer and a copy where the state means one."""
    if state is None or not isinstance(source, WebSource):
        return SourceLine(source=source, **more)
    url = source.link.canonical
    given = {"verdict": verdict(url, state), "observation": seen(url), "capture": kept(url)}
    return SourceLine(source=source, **{**given, **more})


def line(name: str, kind: CitationKind | str, *sources: SourceLine | Source, **more) -> Line:
    parts = tuple(
        part if isinstance(part, SourceLine) else SourceLine(source=part) for part in sources
    )
    citation = Citation(
        id=name, kind=CitationKind(kind), sources=tuple(part.source for part in parts), **more
    )
    return Line(citation=citation, sources=parts)


def audit(
    text: Article, lines: Sequence[Line] = (), findings: Sequence[Finding] = (), **more
) -> Audit:
    provenance = Provenance(
        tool="sourcecheck 0.1.0",
        data="ef" * 32,
        audited_at=NOON,
        offline=more.pop("offline", False),
        why_offline=more.pop("why_offline", ""),
    )
    return Audit(
        article=text,
        lines=tuple(lines),
        findings=tuple(findings),
        metrics=more.pop("metrics", {}),
        provenance=provenance,
    )


ARABIC = (
    "فتحت المدينة محطة جديدة لتنقية المياه هذا الأسبوع.[1]",
    "ويرى خبراء أن الكلفة ستتضاعف بنسبة 40% قبل نهاية العام.",
    "وقال مدير المرفأ سامي حداد إن السفن تنتظر ثلاثة أيام.[2]",
)
ARABIC_NOTES = ("[1] https://water.example/news/station", "[2] https://port.example/2026/ships-")


def arabic() -> Audit:
    """Three paragraphs, two notes (one cut off), one vague voice, one named voice."""
    text = article(
        *ARABIC,
        language="ar",
        notes=ARABIC_NOTES,
        title=Field(value="ماء ومرفأ", found_in="og:title"),
    )
    body = text.text
    station, ships = "https://water.example/news/station", "https://port.example/2026/ships-"
    lines = (
        line(
            "c1",
            "note",
            checked(web(station), LinkState.ALIVE, outlet=outlet("Water News", "EG")),
            label="1",
            marks=(place(body, "[1]"),),
            claim=place(body, "فتحت المدينة محطة جديدة لتنقية المياه هذا الأسبوع."),
            note=place(body, ARABIC_NOTES[0]),
        ),
        line(
            "c2",
            "vague",
            vague("ويرى خبراء أن"),
            mention=place(body, "ويرى خبراء أن"),
        ),
        line(
            "c3",
            "attribution",
            checked(named("سامي حداد")),
            mention=place(body, "وقال مدير المرفأ سامي حداد إن"),
        ),
        line(
            "c4",
            "note",
            checked(
                web(ships, LinkFlag.TRUNCATED),
                LinkState.FORBIDDEN,
                outlet=outlet("Port Daily", "LB", ownership="private", kind="news"),
                observation=seen(
                    ships,
                    403,
                    hops=(Hop(url=ships, status=302, location="/ships"),),
                    final_url="https://port.example/ships",
                    elapsed_ms=120,
                ),
            ),
            label="2",
            marks=(place(body, "[2]"),),
            claim=place(body, ARABIC[2][:-3]),
            note=place(body, ARABIC_NOTES[1]),
        ),
    )
    return audit(text, lines)
