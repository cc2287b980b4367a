"""The sentences of the plain formats: English, counts first, nothing called dead too early.

Only what the audit holds is said. Foreign words are left to the format, which knows how to
keep them in their place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sourcecheck.model import (
    Audit,
    CitationKind,
    Group,
    Line,
    LinkState,
    NamedSource,
    Severity,
    SourceLine,
    Verdict,
    WebSource,
)
from sourcecheck.report.coverage import mark_spans, marked
from sourcecheck.report.facets import Count, facets
from sourcecheck.report.works import (
    PRINTED_KINDS,
    by_id,
    mark_groups,
    source_keys,
    vague,
    voices,
    works,
)

HUMAN = {Severity.ERROR: "FIX", Severity.WARNING: "LOOK", Severity.INFO: "INFO"}
"""What the severities are called where people read them."""

KINDS = {
    CitationKind.NOTE: "note",
    CitationKind.HYPERLINK: "link",
    CitationKind.BIBLIOGRAPHY: "entry",
    CitationKind.ATTRIBUTION: "voice",
    CitationKind.DATELINE: "dateline",
    CitationKind.VAGUE: "vague",
}
"""What the kinds of citation are called in a narrow column."""

CAVEAT = "Country and ownership describe the outlet, not the truth of the story."


def verdict_sentence(audit: Audit) -> str:
    """Say in one or two sentences what an editor needs to know first."""
    if not audit.lines:
        return "No citation was found: no note, no link and no attribution."
    return " ".join(
        part for part in (_cited(audit), links_sentence(audit), _unnamed(audit)) if part
    )


def _cited(audit: Audit) -> str:
    found = works(audit.lines)
    if not found:
        return "No document is cited."
    known = sum(bool(count.key) for count in facets(audit.lines).outlets)
    by = f", from {counted(known, 'known outlet')}" if known else ""
    times = sum(len(work.citations) for work in found)
    often = f" {times} times" if times > len(found) else ""
    return f"{counted(len(found), 'work')} cited{often}{by}."


def _unnamed(audit: Audit) -> str:
    unnamed = len(vague(audit.lines))
    total = unnamed + len(voices(audit.lines))
    return f"{unnamed} of {counted(total, 'voice')} cannot be looked up." if unnamed else ""


def links_sentence(audit: Audit) -> str:
    """Say how the links fared; "" where nobody asked. Not checked is never called dead."""
    verdicts = [part.verdict for part in link_lines(audit) if part.verdict]
    if not verdicts:
        return ""
    groups = Counter(verdict.group for verdict in verdicts)
    if groups[Group.UNCHECKED] == len(verdicts):
        return f"{_links(len(verdicts), len(verdicts))} not checked: {why_unchecked(audit)}."
    parts = [f"{groups[Group.ALIVE]} of {counted(len(verdicts), 'link')} answered"]
    parts += _gone(verdicts)
    if groups[Group.DOUBTFUL]:
        parts.append(f"{groups[Group.DOUBTFUL]} gave no clear answer (not dead)")
    if groups[Group.UNCHECKED]:
        why = f" ({audit.provenance.why_offline})" if audit.provenance.why_offline else ""
        parts.append(f"{groups[Group.UNCHECKED]} not checked{why}")
    return f"{', '.join(parts)}."


def _links(n: int, k: int) -> str:
    return f"{counted(k, 'link')} {'was' if n == 1 else 'were'}"


def _gone(verdicts: Sequence[Verdict]) -> Iterator[str]:
    dead = [verdict for verdict in verdicts if verdict.group is Group.DEAD]
    confirmed = sum(verdict.confirmed for verdict in dead)
    if confirmed:
        yield f"{confirmed} dead, confirmed"
    if len(dead) > confirmed:
        yield f"{len(dead) - confirmed} probably gone, not confirmed"
    if not dead:
        yield "none dead"


def why_unchecked(audit: Audit) -> str:
    """Say why no link of an audit was checked."""
    provenance = audit.provenance
    if not provenance.offline:
        return "see each link"
    why = provenance.why_offline or "this machine is offline"
    return {"asked to": "an offline run was asked for"}.get(why, why)


def facts(audit: Audit) -> Iterator[tuple[str, str]]:
    """Yield the short counts below the verdict as (name, words); what has none is left out."""
    lines = audit.lines
    notes = [line for line in lines if line.citation.kind is CitationKind.NOTE]
    marks = mark_groups(notes)
    if marks:
        whole = sum(all(line.citation.note for line in group) for group in marks.values())
        yield "marks", f"{whole} of {len(marks)} have a note"
    paragraphs = len(audit.article.paragraphs)
    if paragraphs and mark_spans(lines):
        yield "paragraphs", f"{len(marked(audit.article, lines))} of {paragraphs} have a mark"
    yield from _origins(audit)
    links = link_lines(audit)
    if any(part.verdict for part in links):
        yield "links", _states(links)
    copies = sum(part.capture is not None for part in links)
    if copies:
        yield "copies", f"{copies} of {counted(len(links), 'link')} kept in the archive"
    heard, unnamed = voices(lines), vague(lines)
    if heard or unnamed:
        through = sum(voice.secondhand for voice in heard)
        second = f" ({through} second-hand)" if through else ""
        yield "voices", f"{len(heard)} named{second}, {len(unnamed)} vague"


def _origins(audit: Audit) -> Iterator[tuple[str, str]]:
    seen = facets(audit.lines)
    if not seen.classified:
        return
    if seen.works:
        yield "countries", f"{_bar(seen.countries)} (of {counted(seen.works, 'work')})"
    if any(count.key for count in seen.ownership):
        yield "ownership", _bar(seen.ownership)
    if any(count.key for count in seen.voice_countries):
        yield "speakers", f"{_bar(seen.voice_countries)} (of {counted(seen.voices, 'voice')})"


def _bar(counts: Sequence[Count]) -> str:
    return ", ".join(f"{_key(count)} {count.n}" for count in counts)


def _key(count: Count) -> str:
    return count.key or ("disputed" if count.is_disputed else "unknown")


def _states(links: Sequence[SourceLine]) -> str:
    states = Counter(part.verdict.state for part in links if part.verdict)
    order = list(LinkState)
    return ", ".join(
        f"{count} {state_words(state)}"
        for state, count in sorted(
            states.items(), key=lambda pair: (-pair[1], order.index(pair[0]))
        )
    )


def state_words(state: LinkState) -> str:
    """Return a state in words short enough for a column."""
    if state is LinkState.OFFLINE:
        return "not checked"  # offline is what this machine was, not the link
    return state.value.replace("_", " ").replace("tls", "TLS").replace("js ", "JS ")


def link_lines(audit: Audit) -> list[SourceLine]:
    """Return the distinct links of an audit, each with what is known of it."""
    return [
        work.source
        for work in works(audit.lines)
        if work.source and isinstance(work.source.source, WebSource)
    ]


def citation_name(line: Line) -> str:
    """Return what a citation is called in a narrow column: "note 6", "voice", "document"."""
    if line.citation.kind is CitationKind.ATTRIBUTION and line.sources:
        return "voice" if isinstance(line.sources[0].source, NamedSource) else "document"
    return f"{KINDS[line.citation.kind]} {line.citation.label}".strip()


def tally(audits: Sequence[Audit]) -> str:
    """Count the findings of audits by severity: "2 FIX, 5 LOOK, 1 INFO"."""
    found = Counter(finding.severity for audit in audits for finding in audit.findings)
    if not found:
        return "no findings"
    return ", ".join(f"{found[severity]} {word}" for severity, word in HUMAN.items())


def counted(n: int, word: str) -> str:
    """Return a number with its noun: "1 link", "2 links"."""
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def shown_lines(audit: Audit) -> list[Line]:
    """Return the lines worth a row of a table: documents first, then voices, vague ones last.

    A voice or report that was named before is left to the JSON.
    """
    known = by_id(audit.lines)
    seen: set[str] = set()
    rows: dict[int, list[Line]] = {0: [], 1: [], 2: []}
    for line in audit.lines:
        if line.citation.kind in PRINTED_KINDS:
            rows[0].append(line)
        elif line.citation.kind is CitationKind.VAGUE:
            rows[2].append(line)
        elif not seen.issuperset(keys := source_keys(line, known)):
            seen.update(keys)
            rows[1].append(line)
    return [line for group in rows.values() for line in group]
