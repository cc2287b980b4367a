"""The whole page as a plain structure, assembled from an audit; a template prints it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sourcecheck.model import Article, Audit, CitationKind, Group, MatchStatus, Metric
from sourcecheck.model.tables.report import WorldMap
from sourcecheck.report.page.cards import Card, cards, counts, verdict
from sourcecheck.report.page.leads import Leads, leads, passed, tally
from sourcecheck.report.page.outlets import OutletView
from sourcecheck.report.page.phrases import Arg, Phrase, counted, foreign, latin, say
from sourcecheck.report.page.prose import Prose, prose
from sourcecheck.report.page.sources import (
    SourceView,
    Tone,
    source_views,
    stamp,
    why_unchecked,
)
from sourcecheck.report.page.spread import Spread, spread
from sourcecheck.report.page.worldmap import MapView, map_view

RTL_LANGUAGES = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "ug", "sd", "yi", "dv", "syr"})
# Up to so many paragraphs the blocks of the citation map are as wide as their words: on a narrow
# screen, and on any. Beyond, all are alike, since a wrapped row would be stretched.
FEW, SOME = 10, 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact about the article or the audit."""

    name: Phrase
    value: Arg


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One choice of the table's filters."""

    key: str  # a tone, or "all"
    name: Phrase
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table: a source and the paragraphs it stands in."""

    view: SourceView
    places: tuple[tuple[int, str], ...]  # number and id of the paragraph
    told_at: str  # id of the first row with the same outlet, which unfolds it


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One metric as the method section lists it."""

    name: str
    share: str  # "3/9", with "0" unknowns left out
    bounds: str  # "33-56 %"; "" = nothing is unknown
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """Everything the page shows, in its order."""

    title: str
    language: str
    direction: str
    facts: tuple[Fact, ...]
    offline: Phrase | None
    suspicions: tuple[str, ...]
    verdict: tuple[Phrase, ...]
    cards: tuple[Card, ...]
    spread: Spread
    map: MapView | None
    leads: tuple[Leads, ...]
    tally: tuple[Phrase, ...]
    passed: tuple[Phrase, ...]
    prose: Prose
    map_size: str  # "few" | "some" | "many" paragraphs
    map_labels: int  # labels a block has room for
    filters: tuple[Filter, ...]
    rows: tuple[Row, ...]
    method: tuple[Fact, ...]
    unknowns: tuple[Phrase, ...]
    figures: tuple[Figure, ...]


def page_view(audit: Audit, world: WorldMap, explanations: Mapping[str, str]) -> PageView:
    """Turn an audit into what the page shows."""
    views = source_views(audit)
    text = prose(audit, views)
    pattern = spread(audit.lines)
    rows = _rows(text, views)
    size = len(text.paragraphs)
    return PageView(
        title=_title(audit.article),
        language=audit.article.language,
        direction="rtl" if audit.article.language in RTL_LANGUAGES else "ltr",
        facts=_facts(audit, text),
        offline=_offline(audit, rows),
        suspicions=audit.article.suspicions,
        verdict=verdict(audit, counts(text, views), pattern),
        cards=cards(audit, text, views, pattern),
        spread=pattern,
        map=map_view(world, pattern.by_country),
        leads=leads(audit, text, dict(explanations)),
        tally=tally(audit.findings),
        passed=passed(audit, text, views),
        prose=text,
        map_size="few" if size <= FEW else "some" if size <= SOME else "many",
        map_labels=4 if size <= FEW else 2 if size <= SOME else 1,
        filters=_filters(rows),
        rows=rows,
        method=_method(audit, rows),
        unknowns=_unknowns(audit, rows),
        figures=tuple(_figure(name, metric) for name, metric in audit.metrics.items()),
    )


def _title(article: Article) -> str:
    """Return the title, else the name of the input: a heading names a part of the text only."""
    title = article.title.value if article.title else ""
    return " ".join(title.split()) or article.origin


def _facts(audit: Audit, text: Prose) -> tuple[Fact, ...]:
    article = audit.article
    words = sum(paragraph.words for paragraph in text.paragraphs)
    size = say(
        "fact.size_value",
        counted("count.words", words),
        counted("count.in_paragraphs", len(text.paragraphs)),
    )
    published = article.published.value if article.published else ""
    shown = latin(published[:10]) if published else say("not_stated")
    facts = [
        Fact(name=say("fact.author"), value=_field(article.byline)),
        Fact(name=say("fact.publisher"), value=_field(article.publisher)),
        Fact(name=say("fact.language"), value=_language(article.language)),
        Fact(name=say("fact.size"), value=size),
        Fact(name=say("fact.published"), value=shown),
        Fact(name=say("fact.checked"), value=latin(stamp(audit.provenance.audited_at))),
    ]
    if article.publisher is None:
        del facts[1]
    return tuple(facts)


def _field(field: object) -> Arg:
    value = getattr(field, "value", "")
    return foreign(" ".join(value.split())) if value else say("not_stated")


def _language(code: str) -> Phrase:
    return say(f"language:{code}") if code and code != "und" else say("unknown")


def _offline(audit: Audit, rows: Sequence[Row]) -> Phrase | None:
    """Say once, at the top, that links were not looked at."""
    if not audit.provenance.offline or not any(row.view.is_link for row in rows):
        return None
    return say("offline.notice", why_unchecked(audit.provenance))


def _rows(text: Prose, views: Sequence[Sequence[SourceView]]) -> tuple[Row, ...]:
    places: dict[str, list[tuple[int, str]]] = {}
    for block in text.blocks:
        targets = [pill.target for piece in block.pieces for pill in piece.pills]
        for anchor in dict.fromkeys([*targets, *block.sources]):
            places.setdefault(anchor, []).append((block.number, block.anchor))
    told: dict[OutletView, str] = {}  # row that unfolds it: what is the same is told once
    return tuple(
        Row(
            view=group[0],
            places=tuple(sorted({at for view in group for at in places.get(view.anchor, ())})),
            told_at=told.setdefault(group[0].outlet, group[0].row),
        )
        for group in _together(views)
    )


def _together(views: Sequence[Sequence[SourceView]]) -> list[list[SourceView]]:
    """Gather the mentions of one voice in one row; every note and link has its own."""
    rows: dict[tuple[object, ...], list[SourceView]] = {}
    for group in views:
        for view in group:
            if view.tone is Tone.VAGUE or not view.identified:
                continue
            spoken = view.kind is CitationKind.ATTRIBUTION
            rows.setdefault((view.name, view.address) if spoken else (view.anchor,), []).append(
                view
            )
    return list(rows.values())


def _filters(rows: Sequence[Row]) -> tuple[Filter, ...]:
    tones = Counter(row.view.tone for row in rows)
    found = [Filter(key=tone, name=say(f"filter.{tone}"), count=tones[tone]) for tone in Tone]
    used = [choice for choice in found if choice.count]
    if len(used) < 2:
        return ()
    return (Filter(key="all", name=say("filter.all"), count=len(rows)), *used)


def _method(audit: Audit, rows: Sequence[Row]) -> tuple[Fact, ...]:
    article, made = audit.article, audit.provenance
    facts = [
        Fact(name=say("method.tool"), value=latin(made.tool)),
        Fact(name=say("method.data"), value=latin(made.data[:16])),
        Fact(name=say("method.input"), value=latin(article.origin)),
        Fact(
            name=say("method.media_type"), value=latin(f"{article.media_type}, {article.charset}")
        ),
        Fact(name=say("method.sha256"), value=latin(article.sha256)),
        Fact(name=say("method.checked"), value=latin(stamp(made.audited_at))),
        Fact(
            name=say("method.network"),
            value=say("method.online")
            if any(r.view.checked for r in rows)
            else why_unchecked(made),
        ),
    ]
    if made.replayed_from:
        facts.append(Fact(name=say("method.replayed"), value=latin(made.replayed_from)))
    if made.allowed_networks:
        opened = latin(", ".join(made.allowed_networks))
        facts.append(Fact(name=say("method.networks"), value=opened))
    return tuple(facts)


def _unknowns(audit: Audit, rows: Sequence[Row]) -> tuple[Phrase, ...]:
    """Say what this report does not know."""
    statuses = Counter(
        kept.outlet.status for line in audit.lines for kept in line.sources if kept.outlet
    )
    doubtful = sum(
        1
        for line in audit.lines
        for kept in line.sources
        if kept.verdict and kept.verdict.group is Group.DOUBTFUL
    )
    waiting = sum(1 for row in rows if row.view.tone is Tone.WAITING)
    disputed = sum(1 for row in rows if row.view.outlet.is_disputed)
    nameless = sum(1 for row in rows if not row.view.country)
    told = (
        ("unsure.country", nameless - disputed),
        ("unsure.disputed", disputed),
        ("unsure.ambiguous", statuses[MatchStatus.AMBIGUOUS]),
        ("unsure.doubtful", doubtful),
        ("unsure.unchecked", waiting),
    )
    found = [counted(key, k) for key, k in told if k]
    if any(row.view.checked for row in rows):
        found.append(say("unsure.vantage"))
    return tuple(found)


def _figure(name: str, metric: Metric) -> Figure:
    bounds = ""
    if metric.unknown and metric.n:
        low, high = 100 * metric.k / metric.n, 100 * (metric.k + metric.unknown) / metric.n
        bounds = f"{low:.0f}\u2013{min(high, 100):.0f} %"
    return Figure(
        name=name,
        share=f"{metric.k:g}/{metric.n}" if metric.n else "",
        bounds=bounds,
        value="" if metric.value is None else f"{metric.value:.3g}",
    )
