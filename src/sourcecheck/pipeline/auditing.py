"""One document through all stages, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sourcecheck import __version__
from sourcecheck.classify import classify
from sourcecheck.model import (
    Article,
    Audit,
    Citation,
    Document,
    Finding,
    Line,
    LinkFlag,
    Provenance,
    Source,
    SourceLine,
    Span,
    Verdict,
    WebSource,
)
from sourcecheck.pipeline.keepsakes import keep_record, prepared
from sourcecheck.pipeline.links import Cited, Looks, cited_as, look_at
from sourcecheck.pipeline.outlets import day_of, findings_of, publisher_of, with_pages
from sourcecheck.pipeline.tools import Extracting, Tables, Tools, extracted
from sourcecheck.report.patterns import pattern_findings
from sourcecheck.report.summary import summarise
from sourcecheck.resolve import resolve
from sourcecheck.verify.copies import copy_finding
from sourcecheck.verify.findings import link_finding
from sourcecheck.verify.wholesale import WHOLESALE, folded


def read(
    document: Document,
    tables: Tables,
    *,
    outlets: bool = True,
    extracting: Extracting = extracted,
) -> Audit:
    """Extract, resolve and (with ``outlets``) classify one document. No network, no store.

    Raises ``DocumentError`` when it cannot be read.
    """
    found = _understood(extracting(document, tables), tables, outlets)
    told = findings_of(found.lines, day_of(found.article)) if outlets else ()
    provenance = _provenance(document, tables)
    return _told(found.article, found.lines, (*found.findings, *told), provenance, tables)


async def audit(document: Document, tools: Tools) -> Audit:
    """Take one document through all stages and remember what each makes.

    Raises ``DocumentError`` when it cannot be read, ``StoreError`` and ``ArchiveError`` when
    what was found cannot be kept.
    """
    document, tools = prepared(document, replace(tools, publishers=True))
    article = await tools.extract(document, tools.tables)
    first = _understood(article, tools.tables, outlets=True)
    store, now = tools.store, tools.clock()
    store.remember_article(first.article, now)
    store.remember_citations(first.article, first.lines, now)
    looks = await look_at(tuple(_cited(first.lines)), tools)
    lines = tuple(_looked(line, looks) for line in first.lines)
    day = day_of(first.article)
    lines = with_pages(lines, looks, tools.tables.outlets, day)
    lines = await _with_copies(first.article, lines, tools, now)
    store.remember_citations(first.article, lines, now)
    found = (
        *first.findings,
        *findings_of(lines, day),
        *_link_findings(lines, tools.tables),
        *_copy_findings(lines),
    )
    provenance = replace(
        _provenance(document, tools.tables),
        audited_at=now,
        offline=bool(looks.why_offline)
        and not any(each.check for each in looks.by_address.values()),
        why_offline=looks.why_offline,
        replayed_from=tools.replayed_from,
        allowed_networks=tools.allowed_networks,
    )
    done = _told(first.article, lines, found, provenance, tools.tables)
    keep_record(document, done, tools)
    store.remember_audit(done)
    await _submitted(lines, tools)
    return done


@dataclass(frozen=True, slots=True, kw_only=True)
class _Understood:
    """What a document says, before any address was looked at and any pattern looked for."""

    article: Article
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]  # of its marks, notes and words


def _understood(article: Article, tables: Tables, outlets: bool) -> _Understood:  # noqa: FBT001
    resolution = resolve(article, tables.resolve)
    lines = tuple(_line(citation, article, tables, outlets) for citation in resolution.citations)
    return _Understood(article=article, lines=lines, findings=resolution.findings)


def _provenance(document: Document, tables: Tables) -> Provenance:
    return Provenance(
        tool=f"sourcecheck {__version__}",
        data=tables.digest,
        audited_at=document.read_at,
        offline=True,
    )


def _line(citation: Citation, article: Article, tables: Tables, outlets: bool) -> Line:  # noqa: FBT001
    def outlet(source: Source) -> SourceLine:
        if not outlets:
            return SourceLine(source=source)
        found = classify(
            source, tables.outlets, article_language=article.language, at=day_of(article)
        )
        return SourceLine(source=source, outlet=found)

    return Line(citation=citation, sources=tuple(map(outlet, citation.sources)))


def _link_findings(lines: Sequence[Line], tables: Tables) -> tuple[Finding, ...]:
    """Tell what is wrong with links; a host of which every link fails alike is told once."""
    told: list[Finding] = []
    looked_at: list[Verdict] = []
    for line in lines:
        for part in line.sources:
            if not isinstance(part.source, WebSource) or not part.verdict or line.citation.repeats:
                continue
            place = part.source.span or line.citation.note
            flags, seen = part.source.link.flags, part.observation
            if LinkFlag.TRUNCATED not in flags:
                looked_at.append(part.verdict)
            found = link_finding(line.citation.id, flags, part.verdict, seen, place)
            if found and tables.wants(found.code):
                told.append(found)
    if not tables.wants(WHOLESALE):
        return tuple(told)
    return folded(told, looked_at, tables.wholesale)


def _copy_findings(lines: Sequence[Line]) -> Iterator[Finding]:
    """Tell of each link that is gone whether a copy of it is known."""
    for line in lines:
        for part in line.sources:
            source = part.source
            if not isinstance(source, WebSource) or not part.verdict or line.citation.repeats:
                continue
            if LinkFlag.TRUNCATED not in source.link.flags and part.copies:
                place = source.span or line.citation.note
                yield copy_finding(line.citation.id, part.verdict.url, part.copies, place)


def _cited(lines: Sequence[Line]) -> Iterator[Cited]:
    for line in lines:
        for part in line.sources:
            if isinstance(part.source, WebSource) and part.source.link.canonical:
                yield cited_as(part.source.link)


def _verdicts(lines: Sequence[Line]) -> Iterator[Verdict]:
    for line in lines:
        yield from [part.verdict for part in line.sources if part.verdict]


def _looked(line: Line, looks: Looks) -> Line:
    """Put what was seen of each address on its source."""
    parts = []
    for part in line.sources:
        address = cited_as(part.source.link).address if isinstance(part.source, WebSource) else ""
        look = looks.by_address.get(address)
        if look is None:
            parts.append(part)
            continue
        parts.append(
            replace(
                part,
                observation=look.check.observation if look.check else None,
                verdict=look.verdict,
                capture=look.capture,
            )
        )
    return replace(line, sources=tuple(parts))


async def _with_copies(
    article: Article, lines: tuple[Line, ...], tools: Tools, now: datetime
) -> tuple[Line, ...]:
    """Look for copies of what is gone, where archives may be asked or the article names some."""
    named = any(
        isinstance(part.source, WebSource) and LinkFlag.ARCHIVED_COPY in part.source.link.flags
        for line in lines
        for part in line.sources
    )
    if tools.copying is None and not named:
        return lines
    from sourcecheck.pipeline.articlecopies import with_copies  # noqa: PLC0415 - seldom wanted

    return await with_copies(article, lines, tools, now)


async def _submitted(lines: Sequence[Line], tools: Tools) -> None:
    if tools.copying is None or not tools.copying.submit:
        return
    from sourcecheck.pipeline.submitting import submit_pages  # noqa: PLC0415 - seldom wanted

    await submit_pages(_verdicts(lines), tools)


def _told(
    article: Article,
    lines: tuple[Line, ...],
    findings: Sequence[Finding],
    provenance: Provenance,
    tables: Tables,
) -> Audit:
    """Count, look for patterns, leave out what is not wanted, and put findings in order."""
    patterns = pattern_findings(article, lines, tables.metrics.limits, tables.rules)
    wanted = [each for each in (*findings, *patterns) if tables.wants(each.code)]
    publisher = publisher_of(article, tables.outlets)
    return Audit(
        article=article,
        lines=lines,
        findings=tuple(sorted(wanted, key=lambda each: (each.span or Span(0, 0), each.code))),
        metrics=summarise(article, lines, tables.metrics, publisher),
        provenance=provenance,
        publisher=publisher,
    )
