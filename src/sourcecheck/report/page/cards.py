"""The page's first sentence and its five cards: counts, never a score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sourcecheck.model import Audit, CitationKind
from sourcecheck.report.page.phrases import Phrase, counted, foreign, listed, percent, say
from sourcecheck.report.page.prose import Prose, Rests
from sourcecheck.report.page.sources import (
    TONES_OF_LINKS,
    SourceView,
    Tone,
    why_unchecked,
)
from sourcecheck.report.page.spread import MINIMUM_FOR_SHARES, Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a card's strip, in per cent of its width."""

    tone: str
    x: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One figure with what it is out of, a strip, and a line of explanation."""

    title: Phrase
    line: Phrase
    target: str  # id of the list behind the figure
    figure: int | None = None  # None = ``word`` stands instead
    total: int | None = None
    word: Phrase | None = None
    strip: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the cards and the first sentence count."""

    citations: int
    links: Counter[Tone]
    archived: int
    vague: int
    marked: int
    named: int
    paragraphs: int

    @property
    def linked(self) -> int:
        """How many sources have an address."""
        return sum(self.links.values())

    @property
    def checked(self) -> int:
        """How many addresses were looked at."""
        return self.linked - self.links[Tone.WAITING]


def counts(text: Prose, views: Sequence[Sequence[SourceView]]) -> Counts:
    """Count what the page shows."""
    flat = [view for group in views for view in group]
    rests = Counter(paragraph.rests for paragraph in text.paragraphs)
    return Counts(
        citations=len([group for group in views if any(v.tone is not Tone.VAGUE for v in group)]),
        links=Counter(view.tone for view in flat if view.is_link),
        archived=len([view for view in flat if view.is_link and view.digest]),
        vague=len([view for view in flat if view.tone is Tone.VAGUE]),
        marked=rests[Rests.MARKED],
        named=rests[Rests.NAMED],
        paragraphs=len(text.paragraphs),
    )


def verdict(audit: Audit, found: Counts, spread: Spread) -> tuple[Phrase, ...]:
    """Say in a few sentences what an editor would ask first."""
    if not found.citations and not found.vague:
        return (say("verdict.nothing"),)
    return (
        *_cited(found, spread),
        *_links(audit, found),
        *_rests(found),
        *((counted("verdict.vague", found.vague),) if found.vague else ()),
    )


def _cited(found: Counts, spread: Spread) -> tuple[Phrase, ...]:
    if not found.citations:
        return (say("verdict.only_vague"),)
    cited = counted("count.citations", found.citations)
    if not spread.known_outlets:
        return (say("verdict.cites", cited),)
    outlets = counted("from.outlets", spread.known_outlets)
    if not spread.known_countries:
        return (say("verdict.cites_outlets", cited, outlets),)
    countries = counted("in.countries", spread.known_countries)
    return (say("verdict.cites_all", cited, outlets, countries),)


def _links(audit: Audit, found: Counts) -> tuple[Phrase, ...]:
    if not found.linked:
        return (say("verdict.no_links"),) if found.citations else ()
    if not found.checked:
        why = why_unchecked(audit.provenance)
        return (say("verdict.unchecked", counted("count.links", found.linked), why),)
    told = link_list(found)
    key = "verdict.links" if found.links[Tone.DEAD] else "verdict.none_dead"
    return (say(key, told),)


def link_list(found: Counts) -> Phrase:
    """List how many links are in which state, leaving out what there is none of."""
    alive = found.links[Tone.OK] + found.links[Tone.MOVED]
    told = [("links.alive", alive)] if alive else []
    shown = (Tone.BLOCKED, Tone.FAILING, Tone.DEAD, Tone.WAITING)
    told += [(f"links.{tone}", found.links[tone]) for tone in shown if found.links[tone]]
    return listed(tuple(counted(key, k) for key, k in told))


def _rests(found: Counts) -> tuple[Phrase, ...]:
    if not found.paragraphs:
        return ()
    told = counted("verdict.paragraphs", found.paragraphs, found.marked)
    named = (counted("verdict.named", found.named),) if found.named else ()
    return (told, *named)


def cards(
    audit: Audit, text: Prose, views: Sequence[Sequence[SourceView]], spread: Spread
) -> tuple[Card, ...]:
    """Make the five cards."""
    found = counts(text, views)
    flat = [view for group in views for view in group if view.tone is not Tone.VAGUE]
    return (
        _citations_card(audit, found, flat),
        _links_card(audit, found),
        _archive_card(audit, found),
        _outlets_card(spread),
        _paragraphs_card(text, found),
    )


def _citations_card(audit: Audit, found: Counts, flat: Sequence[SourceView]) -> Card:
    pointed = {mark.span for mark in audit.article.marks}
    lone = sum(1 for finding in audit.findings if finding.code == "SC101")
    line = say("card.no_marks")
    if pointed:
        line = counted("card.marks_matched", len(pointed), len(pointed) - lone)
    elif any(view.kind is CitationKind.HYPERLINK for view in flat):
        line = counted("card.links_in_text", found.linked)
    return Card(
        title=say("card.citations"),
        figure=found.citations,
        strip=_strip([(view.tone, 1) for view in flat][:60]),
        line=line,
        target="sources",
    )


def _links_card(audit: Audit, found: Counts) -> Card:
    tones = [(tone, found.links[tone]) for tone in TONES_OF_LINKS]
    title = say("card.links")
    if not found.linked:
        return Card(title=title, word=say("card.none"), line=say("card.no_links"), target="sources")
    if not found.checked:
        why = say("card.why", why_unchecked(audit.provenance))
        return Card(
            title=title, word=say("card.unchecked"), line=why, strip=_strip(tones), target="sources"
        )
    told = [
        counted(f"links.{tone}", found.links[tone])
        for tone in (Tone.BLOCKED, Tone.FAILING, Tone.DEAD)
        if found.links[tone] or tone is Tone.DEAD
    ]
    return Card(
        title=title,
        figure=found.links[Tone.OK] + found.links[Tone.MOVED],
        total=found.linked,
        strip=_strip(tones),
        line=listed(tuple(told)),
        target="sources",
    )


def _archive_card(audit: Audit, found: Counts) -> Card:
    title = say("card.archived")
    if not found.linked:
        return Card(title=title, word=say("card.none"), line=say("card.no_links"), target="sources")
    if not found.checked and not found.archived:
        why = say("card.why", why_unchecked(audit.provenance))
        return Card(
            title=title,
            word=say("card.unchecked"),
            line=why,
            strip=_strip([(Tone.WAITING, found.linked)]),
            target="sources",
        )
    missing = found.linked - found.archived
    return Card(
        title=title,
        figure=found.archived,
        total=found.linked,
        strip=_strip([("brand", found.archived), ("nothing", missing)]),
        line=counted("card.unarchived", missing) if missing else say("card.all_archived"),
        target="sources",
    )


def _outlets_card(spread: Spread) -> Card:
    title = say("card.outlets")
    if not spread.works:
        return Card(title=title, word=say("card.none"), line=say("card.no_works"), target="pattern")
    line = say("card.outlets_unknown")
    if spread.largest and spread.largest[1] == 1 and spread.known_outlets > 1:
        line = say("card.each_once")
    elif spread.largest:
        name, k = spread.largest
        enough = spread.works >= MINIMUM_FOR_SHARES
        size = percent(k, spread.works) if enough else say("count_of", k, spread.works)
        line = say("card.largest", foreign(name), size)
    return Card(
        title=title,
        figure=spread.known_outlets,
        strip=_strip([(bar.tone, float(bar.width)) for bar in spread.outlets]),
        line=line,
        target="pattern",
    )


def _paragraphs_card(text: Prose, found: Counts) -> Card:
    title = say("card.paragraphs")
    if not found.paragraphs:
        return Card(
            title=title, word=say("card.none"), line=say("card.no_paragraphs"), target="article"
        )
    line = counted("card.named", found.named) if found.named else say("card.strict")
    return Card(
        title=title,
        figure=found.marked,
        total=found.paragraphs,
        strip=_strip([(paragraph.rests, 1) for paragraph in text.paragraphs]),
        line=line,
        target="article",
    )


def _strip(parts: Iterable[tuple[str, float]]) -> tuple[Segment, ...]:
    """Lay parts side by side, with a gap that a reader can see between them."""
    kept = [(tone, size) for tone, size in parts if size]
    total = sum(size for _, size in kept)
    gap = min(1.5, 30 / len(kept)) if kept else 0.0
    room = 100 - gap * (len(kept) - 1)
    at, found = 0.0, []
    for tone, size in kept:
        width = room * size / total
        found.append(Segment(tone=str(tone), x=f"{at:.2f}", width=f"{width:.2f}"))
        at += width + gap
    return tuple(found)
