"""The metrics of an article and the counts that reports draw, all from finished lines.

Every share is ``k`` of ``n`` with ``unknown`` that could go either way; a value is None
below the metric's smallest n. Definitions and limits of each name: ``data/metrics.toml``,
printed as docs/reference/metrics.md. There is no score.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sourcecheck.model import (
    Article,
    CitationKind,
    Classification,
    Group,
    Line,
    LinkFlag,
    Metric,
    NamedSource,
    SourceLine,
    WebSource,
    WorkSource,
)
from sourcecheck.model.tables.metrics import MetricLimits, MetricTable
from sourcecheck.report import coverage
from sourcecheck.report.facets import Count, Facets, country, facets, language, owner
from sourcecheck.report.outlets import day_of, is_disputed, owner_of, rater_and_code
from sourcecheck.report.works import (
    Voice,
    Work,
    attributions,
    identifier,
    known_outlet,
    leads,
    mark_groups,
    own_works,
    printed,
    vague,
    voices,
    works,
)

__all__ = ["Count", "Facets", "facets", "summarise"]


_Named = tuple[str, Metric]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What the metrics are computed from, found once."""

    article: Article
    lines: Sequence[Line]
    works: tuple[Work, ...]
    links: tuple[Work, ...]  # the works that have an address
    voices: tuple[Voice, ...]
    table: MetricTable
    home: str  # country of the article's own publisher; "" = unknown

    def share(self, name: str, k: int, n: int, unknown: int = 0) -> tuple[str, Metric]:
        """Return a count or share under its name."""
        return name, self.table.measured(name, k, n, unknown=unknown)

    def index(self, name: str, k: int, n: int, value: float, unknown: int = 0) -> _Named:
        """Return a metric that is a formula of its own, under its name."""
        return name, self.table.measured(name, k, n, unknown=unknown, index=value)


def summarise(
    article: Article,
    lines: Sequence[Line],
    table: MetricTable,
    publisher: Classification | None = None,
) -> dict[str, Metric]:
    """Return the metrics of an article by name, as docs/reference/metrics.md lists them.

    ``publisher`` is the article's own, where it is known.
    """
    found = works(lines)
    facts = _Facts(
        article=article,
        lines=lines,
        works=found,
        links=tuple(work for work in found if work.address),
        voices=voices(lines),
        table=table,
        home=publisher.country if publisher else "",
    )
    return dict(named for part in _PARTS for named in part(facts))


def _counts(facts: _Facts) -> Iterator[_Named]:
    cites = [*printed(facts.lines), *attributions(facts.lines)]
    given = sum(max(1, len(line.sources)) for line in printed(facts.lines))
    outlets = {known_outlet(work.outlet) for work in facts.works} - {""}
    unknown = sum(not known_outlet(work.outlet) for work in facts.works)
    yield facts.share("citations", len(cites), len(cites))
    yield facts.share("works", len(facts.works), given + _spoken(facts))
    yield facts.share("outlets", len(outlets), len(facts.works), unknown)
    yield facts.share("voices", len(facts.voices), sum(len(v.citations) for v in facts.voices))


def _spoken(facts: _Facts) -> int:
    """Count the works that the text speaks of without a mark, repeats included."""
    return sum(len(work.citations) for work in facts.works if not work.printed)


def _coverage(facts: _Facts) -> Iterator[_Named]:
    article, lines = facts.article, facts.lines
    paragraphs = len(article.paragraphs)
    marks = coverage.mark_spans(lines)
    spaced = article.language not in facts.table.limits.unspaced_languages
    words = coverage.words(article) if spaced else 0
    cited = coverage.marked(article, lines)
    yield facts.index(
        "citation_density", len(marks), words, 1000 * len(marks) / words if words else 0
    )
    yield facts.share("cited_paragraphs_strict", len(cited), paragraphs)
    yield facts.share("cited_paragraphs_lenient", len(coverage.reached(article, lines)), paragraphs)
    run = coverage.longest_uncited_run(article, lines)
    yield facts.share("longest_uncited_run", len(run), paragraphs)
    yield from _citation_need(facts)
    resting = coverage.works_of_paragraphs(article, lines)
    alone = sum(len(keys) == 1 for keys in resting.values())
    yield facts.share("single_source_paragraphs", alone, len(cited))


def _citation_need(facts: _Facts) -> Iterator[_Named]:
    article = facts.article
    places = [number.span for number in article.numbers]
    places += [*article.quotes, *(mention.span for mention in article.mentions)]
    worthy = coverage.met(places, article.sentences)
    cited = coverage.cited_sentences(article, facts.lines)
    yield facts.share("reference_need", len(worthy - cited), len(worthy))
    bare = coverage.unsourced_numbers(article)
    yield facts.share("unsourced_numbers", len(bare), len(article.numbers))


def _integrity(facts: _Facts) -> Iterator[_Named]:
    notes = [line for line in facts.lines if line.citation.kind is CitationKind.NOTE]
    marks = mark_groups(notes)
    matched = sum(all(line.citation.note for line in group) for group in marks.values())
    listed = [line for line in notes if line.citation.note]
    yield facts.share("marks_matched", matched, len(marks))
    yield facts.share("notes_cited", sum(bool(n.citation.marks) for n in listed), len(listed))


def _ladder(facts: _Facts) -> Iterator[_Named]:
    rungs = Counter(_rung(work) for work in facts.works)
    for rung in _RUNGS:
        yield facts.share(f"resolution_{rung}", rungs[rung], len(facts.works))
    known = len(facts.works) - rungs["unresolved"]
    yield facts.share("coverage_resolved", known, len(facts.works))
    flags = facts.table.limits.url_flags
    flagged = sum(not flags.isdisjoint(_flags(work)) for work in facts.links)
    yield facts.share("url_flags", flagged, len(facts.links))


_RUNGS = ("url", "repaired", "short", "identifier", "named", "unresolved")
_LOST = frozenset({LinkFlag.TRUNCATED, LinkFlag.INVALID})
_MENDED = frozenset({LinkFlag.REPAIRED, LinkFlag.WRAPPED})


def _rung(work: Work) -> str:
    """Return how a work can be traced, best first; a URL that is cut off leads nowhere sure."""
    match work.source.source if work.source else None:
        case None:
            return "unresolved"
        case WebSource() as web:
            flags = frozenset(web.link.flags)
            if flags & _LOST or not web.link.url:
                return "unresolved"
            if LinkFlag.SHORT_LINK in flags:
                return "short"
            return "repaired" if flags & _MENDED else "url"
        case WorkSource() as described if identifier(described):
            return "identifier"
        case _:
            return "named"


def _flags(work: Work) -> frozenset[str]:
    return frozenset(work.address.link.flags) if work.address else frozenset()


def _owners(facts: _Facts) -> Iterator[_Named]:
    day = day_of(facts.article)
    counts = Counter(owner_of(work.outlet, day) for work in facts.works)
    unknown = counts.pop("", 0)
    n, largest = counts.total(), max(counts.values(), default=0)
    squares = sum((count / n) ** 2 for count in counts.values())
    yield facts.share("owners", len(counts), len(facts.works), unknown)
    yield facts.index("owner_concentration", largest, n, squares, unknown)


def _outlets(facts: _Facts) -> Iterator[_Named]:
    counts = Counter(known_outlet(work.outlet) for work in facts.works)
    unknown = counts.pop("", 0)
    n = counts.total()
    shares = [count / n for count in counts.values()]
    squares = sum(share * share for share in shares)
    pairs = sum(count * (count - 1) for count in counts.values())
    shannon = -sum(share * math.log(share) for share in shares)
    simpson = 1 - pairs / (n * (n - 1)) if n > 1 else 0.0
    kinds, largest = len(counts), max(counts.values(), default=0)
    yield facts.index("outlet_concentration", largest, n, squares, unknown)
    yield facts.index("effective_outlets", kinds, n, 1 / squares if n else 0, unknown)
    yield facts.index("outlet_shannon", kinds, n, shannon, unknown)
    yield facts.index("outlet_simpson", kinds, n, simpson, unknown)


def _origins(facts: _Facts) -> Iterator[_Named]:
    """Yield the families of shares: one metric per country, owner or language that occurs."""
    asked = [work for work in facts.works if work.outlet]
    heard = [voice for voice in facts.voices if voice.outlet]
    yield from _family(facts, "country", [country(work) for work in asked])
    yield from _family(facts, "ownership", [owner(work) for work in asked])
    yield from _family(facts, "voice_country", [country(voice) for voice in heard])
    yield from _family(facts, "language", [language(work) for work in facts.links])
    yield from _domestic(facts, [country(work) for work in asked])
    disputed = sum(is_disputed(work.outlet) for work in asked)
    yield facts.share("country_disputed", disputed, len(asked))
    known = sum(bool(country(work)) for work in asked)
    yield facts.share("coverage_classified", known, len(asked))


def _domestic(facts: _Facts, countries: list[str]) -> Iterator[_Named]:
    known = countries if facts.home else []  # without a home nothing is foreign
    yield facts.share("domestic_works", known.count(facts.home), len(known), known.count(""))


def _family(facts: _Facts, name: str, keys: list[str]) -> Iterator[_Named]:
    counts = Counter(keys)
    unknown = counts.pop("", 0)
    for key, count in sorted(counts.items()):
        yield facts.share(f"{name}.{key}", count, len(keys), unknown)


def _labels(facts: _Facts) -> Iterator[_Named]:
    limits = facts.table.limits
    asked = [work.outlet for work in facts.works if work.outlet]
    state = [_state_linked(outlet, limits) for outlet in asked]
    yield facts.share("state_linked", state.count(True), len(asked), state.count(None))
    codes = [rater_and_code(outlet.editorial_control)[1] for outlet in asked]
    yield from _family(facts, "editorial_control", codes)
    yield from _family(facts, "state_link", [_state_link(outlet, limits) for outlet in asked])
    agencies = sum(outlet.kind in limits.agency_kinds for outlet in asked)
    unknown = sum(not outlet.kind for outlet in asked)
    yield facts.share("agency_works", agencies, len(asked), unknown)
    heard = [voice.outlet for voice in facts.voices if voice.outlet]
    officials = sum(outlet.kind in limits.official_kinds for outlet in heard)
    yield facts.share("official_voices", officials, len(heard), sum(not o.kind for o in heard))
    own = own_works(facts.article, facts.works)
    yield facts.share("self_citation", len(own or ()), 0 if own is None else len(facts.works))
    dateline = facts.article.dateline
    yield facts.share("wire_credit", int(bool(dateline and dateline.agency)), 1)


def _state_linked(outlet: Classification, limits: MetricLimits) -> bool | None:
    """Tell whether a state owns or controls an outlet; None where nothing is known of it."""
    link = _state_link(outlet, limits)
    return link in {"government", "controlled"} if link else None


def _state_link(outlet: Classification, limits: MetricLimits) -> str:
    """Return how an outlet is linked to a state, the rater's word first; "" = nothing is known."""
    _, code = rater_and_code(outlet.editorial_control)
    if outlet.kind in limits.official_kinds:
        return "government"
    rated = (
        ("controlled", limits.state_control),
        ("captured", limits.captured_control),
        ("funded", limits.funded_control),
        ("public", limits.public_control),
    )
    for link, codes in rated:
        if code in codes:
            return link
    if outlet.ownership in limits.state_owners:
        return "controlled"
    if outlet.ownership in limits.public_owners:
        return "public"
    return "" if outlet.ownership in ("", "unknown") and not code else "none"


def _voices(facts: _Facts) -> Iterator[_Named]:
    spoken = sum(_is_document(work) and not work.printed for work in facts.works)
    unnamed = vague(facts.lines)
    places = {mention.span for mention in facts.article.mentions if mention.voice is None}
    nobody = sum(line.citation.mention in places for line in unnamed)
    named = len(facts.voices)
    n = named + spoken + len(unnamed)
    yield facts.share("ladder_named", named, n)
    yield facts.share("ladder_work", spoken, n)
    yield facts.share("ladder_vague", len(unnamed) - nobody, n)
    yield facts.share("ladder_impersonal", nobody, n)
    yield facts.share("vague_share", len(unnamed), n)
    secondhand = sum(voice.secondhand for voice in facts.voices)
    yield facts.share("secondhand_share", secondhand, named)
    counts = Counter(key for _, key in leads(facts.lines))
    top = max(counts.values(), default=0)
    yield facts.share("top_source_share", top, counts.total())


def _is_document(work: Work) -> bool:
    """Tell a report or page that is spoken of from a publisher that is a voice as well."""
    return work.source is not None and not isinstance(work.source.source, NamedSource)


def _links(facts: _Facts) -> Iterator[_Named]:
    verdicts = [work.source.verdict for work in facts.links if work.source and work.source.verdict]
    n = len(verdicts)
    groups = Counter(verdict.group for verdict in verdicts)
    open_ones = groups[Group.DOUBTFUL] + groups[Group.UNCHECKED]
    alive, dead = groups[Group.ALIVE], groups[Group.DEAD]
    yield facts.share("links_alive", alive, n, open_ones)
    yield facts.share("links_doubtful", groups[Group.DOUBTFUL], n, groups[Group.UNCHECKED])
    yield facts.share("links_dead", dead, n, open_ones)
    yield facts.share("links_unchecked", groups[Group.UNCHECKED], n)
    yield facts.share("dead_share", dead, dead + alive)
    for state, count in sorted(Counter(verdict.state for verdict in verdicts).items()):
        yield facts.share(f"link_state.{state}", count, n)
    yield facts.share("coverage_checked", n - groups[Group.UNCHECKED], len(facts.links))
    fetched = [part for work in facts.links if (part := work.source) and _answered(part)]
    yield facts.share("unarchived", sum(part.capture is None for part in fetched), len(fetched))


def _answered(part: SourceLine) -> bool:
    return part.observation is not None and part.observation.status is not None


_PARTS: tuple[Callable[[_Facts], Iterator[_Named]], ...] = (
    _counts,
    _coverage,
    _integrity,
    _ladder,
    _outlets,
    _owners,
    _origins,
    _labels,
    _voices,
    _links,
)
"""Every metric comes from one of these; a new metric is a row of the table and a line here."""
