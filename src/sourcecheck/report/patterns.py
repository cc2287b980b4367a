"""Findings about an article as a whole: counts worth telling, no conclusions.

From where on a pattern is told stands in ``data/metrics.toml``; every such limit is a guess
until it has been calibrated, and says so there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sourcecheck.model import (
    Article,
    CitationKind,
    Finding,
    Line,
    NamedSource,
    SourceLine,
    Span,
    VagueSource,
    WebSource,
    WorkSource,
)
from sourcecheck.model.tables.metrics import MetricLimits
from sourcecheck.model.tables.rules import RuleTable
from sourcecheck.report import coverage
from sourcecheck.report.facets import Count, Facets, facets
from sourcecheck.report.works import (
    Voice,
    Work,
    by_id,
    known_outlet,
    leads,
    own_works,
    place_of,
    printed,
    vague,
    voices,
    works,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What the patterns are looked for in, found once."""

    article: Article
    lines: Sequence[Line]
    by_id: Mapping[str, Line]
    works: tuple[Work, ...]
    voices: tuple[Voice, ...]
    facets: Facets
    limits: MetricLimits
    rules: RuleTable


def pattern_findings(
    article: Article, lines: Sequence[Line], limits: MetricLimits, rules: RuleTable
) -> tuple[Finding, ...]:
    """Return what the lines of an article show together: SC205-SC207, SC5xx and SC7xx."""
    facts = _Facts(
        article=article,
        lines=lines,
        by_id=by_id(lines),
        works=works(lines),
        voices=voices(lines),
        facets=facets(lines),
        limits=limits,
        rules=rules,
    )
    return tuple(finding for pattern in _PATTERNS for finding in pattern(facts))


def name_of(line: Line) -> str:
    """Return what a finding calls a citation: its label, or its first source as printed."""
    printed_first = line.sources[0].source.printed if line.sources else ""
    return line.citation.label or printed_first or line.citation.id


def _single_source(facts: _Facts) -> Iterator[Finding]:
    led = leads(facts.lines)
    if len(led) < facts.limits.single_source_min:
        return
    (key, count), *_ = Counter(key for _, key in led).most_common(1)
    if count / len(led) >= facts.limits.single_source_share:
        ids = [citation for citation, lead in led if lead == key]
        first = facts.by_id[ids[0]]
        yield facts.rules.finding(
            "SC205",
            _source_name(facts, key, first),
            str(count),
            str(len(led)),
            span=place_of(first),
            because=(f"citations {', '.join(ids)}",),
        )


def _source_name(facts: _Facts, key: str, first: Line) -> str:
    work = next((work for work in facts.works if work.key == key), None)
    part = work.source if work else first.sources[0]
    return _called(part) if part else name_of(first)


def _only_vague(facts: _Facts) -> Iterator[Finding]:
    unnamed = len(vague(facts.lines))
    n = unnamed + len(facts.voices)
    if _documents(facts) or printed(facts.lines) or not unnamed:
        return
    if unnamed / n >= facts.limits.only_vague_share:
        yield facts.rules.finding("SC206", str(unnamed), str(n))


def _documents(facts: _Facts) -> bool:
    """Tell whether the text names a document or publisher anywhere but in its dateline."""
    return any(
        facts.by_id[name].citation.kind is not CitationKind.DATELINE
        for work in facts.works
        for name in work.citations
    )


def _no_notes(facts: _Facts) -> Iterator[Finding]:
    if not printed(facts.lines) and not facts.article.notes:
        yield facts.rules.finding("SC207")


def _concentrated(facts: _Facts) -> Iterator[Finding]:
    """Yield SC501, or else SC502 and SC503: one outlet is one country and one owner anyway."""
    top = _top(facts.facets.outlets, facts.limits.concentration_min, facts.limits)
    if top:
        yield _counted("SC501", facts, top[0], top[0].label, str(top[0].n), str(top[1]))
    for code, counts in (("SC502", facts.facets.countries), ("SC503", facts.facets.ownership)):
        found = _top(counts, facts.limits.concentration_min, facts.limits)
        if not found or (code == "SC503" and found[0].key in facts.limits.quiet_owners):
            continue
        count, known = found
        if len(_outlets_of(facts, count)) > 1:
            unknown = facts.facets.works - known
            yield _counted(code, facts, count, count.key, str(count.n), str(known), str(unknown))


def _voices_of_one_country(facts: _Facts) -> Iterator[Finding]:
    found = _top(facts.facets.voice_countries, facts.limits.voices_min, facts.limits)
    if found:
        count, known = found
        unknown = facts.facets.voices - known
        yield _counted("SC505", facts, count, count.key, str(count.n), str(known), str(unknown))


def _top(counts: Sequence[Count], least: int, limits: MetricLimits) -> tuple[Count, int] | None:
    """Return the largest count and the number of known ones, when its share is worth telling."""
    named = [count for count in counts if count.key]
    known = sum(count.n for count in named)
    if known < least or named[0].n / known < limits.concentration_share:
        return None
    return named[0], known


def _counted(code: str, facts: _Facts, count: Count, *args: str) -> Finding:
    return facts.rules.finding(code, *args, because=(f"citations {', '.join(count.citations)}",))


def _outlets_of(facts: _Facts, count: Count) -> set[str]:
    ids = set(count.citations)
    return {known_outlet(work.outlet) for work in facts.works if ids.intersection(work.citations)}


def _uncited_run(facts: _Facts) -> Iterator[Finding]:
    run = coverage.longest_uncited_run(facts.article, facts.lines)
    if len(run) < facts.limits.uncited_run_min or not coverage.mark_spans(facts.lines):
        return
    paragraphs = facts.article.paragraphs
    yield facts.rules.finding(
        "SC504",
        str(len(run)),
        str(run[0] + 1),
        str(run[-1] + 1),
        span=Span(paragraphs[run[0]].start, paragraphs[run[-1]].end),
    )


def _secondhand(facts: _Facts) -> Iterator[Finding]:
    through = [voice for voice in facts.voices if voice.secondhand]
    limits = facts.limits
    if len(through) < limits.secondhand_min:
        return
    if len(through) / len(facts.voices) < limits.secondhand_share:
        return
    ids = {name for voice in through for name in voice.citations}
    led = Counter(key for citation, key in leads(facts.lines) if citation in ids)
    (key, _), *_ = led.most_common(1)
    work = next((work for work in facts.works if work.key == key), None)
    source = _called(work.source) if work and work.source else "not named"
    names = tuple(f"{voice.name} ({', '.join(voice.citations)})" for voice in through)
    yield facts.rules.finding(
        "SC506", str(len(through)), str(len(facts.voices)), source, because=names
    )


def _self_citation(facts: _Facts) -> Iterator[Finding]:
    own = own_works(facts.article, facts.works)
    if own:
        ids = [name for work in own for name in work.citations]
        known = next((work.outlet.name for work in own if work.outlet and work.outlet.name), "")
        publisher = facts.article.publisher
        name = known or (publisher.value if publisher else facts.article.origin)
        yield facts.rules.finding(
            "SC507",
            str(len(own)),
            str(len(facts.works)),
            name,
            because=(f"citations {', '.join(ids)}",),
        )


def _copies(facts: _Facts) -> Iterator[Finding]:
    """Yield SC7xx: what is wrong with the copies kept, when copies were kept at all."""
    if not any(part.capture for line in facts.lines for part in line.sources):
        return
    for line in facts.lines:
        for part in line.sources:
            code, args = _copy_problem(part, facts.limits)
            if code:
                yield facts.rules.finding(
                    code, name_of(line), *args, span=place_of(line), citation=line.citation.id
                )


def _copy_problem(part: SourceLine, limits: MetricLimits) -> tuple[str, tuple[str, ...]]:
    """Return the code and its arguments after the first, or "" where all is well."""
    seen = part.observation
    if seen is None:
        return "", ()
    if part.capture is None:
        return ("SC701", ()) if seen.body_sha256 else ("", ())
    if part.verdict and part.verdict.state in limits.wall_states:
        return "SC702", (part.verdict.state.value,)
    return ("SC703", (seen.truncated,)) if seen.truncated else ("", ())


def _called(part: SourceLine) -> str:
    """Return the name of a source in a sentence: its outlet, its own name, or its address."""
    match part.source:
        case WorkSource() | NamedSource() as described:
            return described.name
        case WebSource() as web:
            return (part.outlet.name if part.outlet else "") or web.link.url or web.printed
        case VagueSource() as phrase:
            return phrase.printed


_PATTERNS: tuple[Callable[[_Facts], Iterator[Finding]], ...] = (
    _single_source,
    _only_vague,
    _no_notes,
    _concentrated,
    _uncited_run,
    _voices_of_one_country,
    _secondhand,
    _self_citation,
    _copies,
)
"""Each finds one pattern; a new one is a function and its line here."""
