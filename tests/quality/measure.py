"""Figures of extraction against hand-made answers: the seeds where present, our own examples.

What counts as found: a mark, note or claim when its span is exactly that of the answer; an
attribution when its clause overlaps an answer of its kind (precision counts our clauses,
recall the answers). Answers marked optional count for neither side when missed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sourcecheck.classify import classify
from sourcecheck.data.load_html import load_html
from sourcecheck.data.load_languages import load_languages
from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.data.load_rules import load_rules
from sourcecheck.data.load_signatures import load_signatures
from sourcecheck.data.load_urls import load_urls
from sourcecheck.data.load_wiki import load_wiki
from sourcecheck.extract import ExtractTables, extract
from sourcecheck.model import (
    Article,
    BlockKind,
    Citation,
    Document,
    Mention,
    MentionKind,
    Span,
    WebSource,
)
from sourcecheck.resolve import Resolution, ResolveTables, resolve

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
EXAMPLES = ROOT / "examples"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

LANGUAGES = load_languages()
READ = ExtractTables(
    languages=LANGUAGES, html=load_html(), signatures=load_signatures(), wiki=load_wiki()
)
JOIN = ResolveTables(languages=LANGUAGES, urls=load_urls(), rules=load_rules())
OUTLETS = load_outlets()


@dataclass(frozen=True, slots=True)
class Share:
    """``hit`` of ``of``: how many were right."""

    hit: int
    of: int

    @property
    def value(self) -> float:
        return self.hit / self.of if self.of else 1.0

    def __add__(self, other: Share) -> Share:
        return Share(self.hit + other.hit, self.of + other.of)

    def __str__(self) -> str:
        return f"{self.hit}/{self.of}"


Figures = dict[str, Share]


def understand(path: Path) -> tuple[Article, Resolution]:
    document = Document(origin=path.name, body=path.read_bytes(), read_at=NOON)
    article = extract(document, READ)
    return article, resolve(article, JOIN)


def seeds() -> Iterator[tuple[str, Figures]]:
    """Yield the figures of every seed article; nothing where the seeds are absent."""
    gold_file = SEEDS / "gold_seeds.json"
    if not gold_file.is_file():
        return
    for gold in json.loads(gold_file.read_text(encoding="utf-8"))["documents"]:
        article, resolution = understand(SEEDS / gold["file"])
        yield f"seed {gold['file'][:3]}", _seed(gold, article, resolution.citations)


def _seed(gold: dict[str, Any], article: Article, citations: tuple[Citation, ...]) -> Figures:
    attributions = [Span(a["clause"]["start"], a["clause"]["end"]) for a in gold["attributions"]]
    vague = [_span(v) for v in gold["vague_attributions"]]
    return {
        **_spans(gold, article, citations),
        "addresses": _share(_seed_addresses(gold, citations)),
        "names": _share(_seed_names(gold, citations)),
        "furniture": _share(_furniture(gold["boilerplate"], article)),
        "head": _share(_head(gold, article)),
        **_voices(article, attributions, vague, []),
    }


def examples() -> Iterator[tuple[str, Figures]]:
    """Yield the figures of every example of our own."""
    for path in sorted((EXAMPLES / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        article, resolution = understand(EXAMPLES / gold["file"])
        figures = _placed if "marks" in gold else _quoted
        yield path.stem, figures(gold, article, resolution.citations)


def _placed(gold: dict[str, Any], article: Article, citations: tuple[Citation, ...]) -> Figures:
    """Measure a plain text, whose answers have offsets."""
    must = [_span(a) for a in gold["attributions"] if not a.get("optional")]
    may = [_span(a) for a in gold["attributions"] + gold["vague"] if a.get("optional")]
    vague = [_span(v) for v in gold["vague"] if not v.get("optional")]
    return {
        **_spans(gold, article, citations),
        "addresses": _share(_example_addresses(gold["notes"], citations)),
        "outlets": _share(_example_outlets(gold["notes"], citations, article)),
        "furniture": _share(_furniture(gold["boilerplate"], article)),
        "head": _share(_head(gold, article)),
        **_voices(article, must, vague, may),
    }


def _quoted(gold: dict[str, Any], article: Article, citations: tuple[Citation, ...]) -> Figures:
    """Measure a page, whose answers are words: a place is found by its words."""
    told = gold["citations"]
    notes = [c for c in told if c["kind"] == "note"]
    links = [c for c in told if c["kind"] == "hyperlink"]
    must = list(_found(article, (c for c in told if _is(c, "attribution"))))
    may = list(_found(article, (c for c in told if c.get("optional"))))
    vague = list(_found(article, (c for c in told if _is(c, "vague"))))
    ours = [c for c in citations if c.kind.value == "hyperlink"]
    refused = {_plain(n["url"]) for n in gold["not_citations"] if "url" in n}
    cited = {_plain(s.link.url) for c in citations for s in c.sources if isinstance(s, WebSource)}
    return {
        "notes": _share(_note_known(article, citations, note) for note in notes),
        "claims": _share(_claim_known(article, citations, note) for note in notes),
        "links": _share(_link_known(ours, link) for link in links),
        "links kept out": _share(url not in cited for url in refused),
        "head": _share(
            _value(getattr(article, key)) == gold[key]
            for key in ("title", "byline", "published")
            if gold.get(key)
        ),
        **_voices(article, must, vague, may),
    }


def _is(answer: dict[str, Any], kind: str) -> bool:
    return answer["kind"] == kind and not answer.get("optional")


def _found(article: Article, answers: Iterator[dict[str, Any]]) -> Iterator[Span]:
    for answer in answers:
        pattern = r"\s+".join(map(re.escape, answer["text"].split()))
        match = re.search(pattern, article.text)
        yield Span(match.start(), match.end()) if match else Span(-1, -1)


def _note_known(article: Article, citations: tuple[Citation, ...], note: dict[str, Any]) -> bool:
    for citation in citations:
        if citation.kind.value == "note" and citation.label == note["label"]:
            urls = [s.link.url for s in citation.sources if isinstance(s, WebSource)]
            right = _plain(note["url"]) in map(_plain, urls) if note.get("url") else not urls
            return bool(citation.marks) and right
    return False


def _claim_known(article: Article, citations: tuple[Citation, ...], note: dict[str, Any]) -> bool:
    return any(
        citation.claim and _words(citation.claim.of(article.text)) == _words(note["claim"])
        for citation in citations
        if citation.label == note["label"] and citation.kind.value == "note"
    )


def _link_known(ours: list[Citation], link: dict[str, Any]) -> bool:
    return any(
        isinstance(source, WebSource) and _plain(source.link.url) == _plain(link["url"])
        for citation in ours
        for source in citation.sources
    )


def _plain(url: str) -> str:
    from urllib.parse import unquote

    return unquote(url)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _spans(gold: dict[str, Any], article: Article, citations: tuple[Citation, ...]) -> Figures:
    marks = {(mark.span.start, mark.span.end) for mark in article.marks}
    notes = {(note.span.start, note.span.end) for note in article.notes}
    wanted_marks = {(m["start"], m["end"]) for m in gold["marks"]}
    wanted_notes = {(n["start"], n["end"]) for n in gold["notes"]}
    claims = {c.marks[0].start: c.claim for c in citations if c.marks}
    return {
        "marks": Share(len(marks & wanted_marks), len(marks | wanted_marks)),
        "notes": Share(len(notes & wanted_notes), len(notes | wanted_notes)),
        "claims": _share(claims.get(m["start"]) == _span(m["claim"]) for m in gold["marks"]),
    }


def _seed_addresses(gold: dict[str, Any], citations: tuple[Citation, ...]) -> Iterator[bool]:
    by_note = {c.note.start: c for c in citations if c.note}
    for note in gold["notes"]:
        if not note.get("url"):
            continue
        source = next(iter(by_note[note["start"]].sources), None)
        if not isinstance(source, WebSource):
            yield False
            continue
        flags = {flag.value for flag in source.link.flags}
        yield (
            source.printed == note["url"]["text"]
            and ("truncated" in flags) == note["truncated"]
            and ("short-link" in flags) == note["short_link"]
            and ("tracking" in flags) == bool(note["tracking_params"])
        )


def _seed_names(gold: dict[str, Any], citations: tuple[Citation, ...]) -> Iterator[bool]:
    by_note = {c.note.start: c for c in citations if c.note}
    for note in gold["notes"]:
        if note.get("name"):
            sources = by_note[note["start"]].sources
            yield len(sources) == 1 and sources[0].printed == note["name"]["text"]


def _example_addresses(
    notes: list[dict[str, Any]], citations: tuple[Citation, ...]
) -> Iterator[bool]:
    by_note = {c.note.start: c for c in citations if c.note}
    for note in notes:
        wanted = note["source"]
        citation = by_note.get(note["start"])
        source = citation.sources[0] if citation and citation.sources else None
        if wanted["url"] is None:
            yield source is not None and not isinstance(source, WebSource)
        else:
            flags = {f.value for f in source.link.flags} if isinstance(source, WebSource) else set()
            yield (
                isinstance(source, WebSource)
                and source.printed == wanted["url"]
                and flags == set(wanted["flags"])
            )


def _example_outlets(
    notes: list[dict[str, Any]], citations: tuple[Citation, ...], article: Article
) -> Iterator[bool]:
    by_note = {c.note.start: c for c in citations if c.note}
    for note in notes:
        wanted, citation = note["source"], by_note.get(note["start"])
        if citation is None or not citation.sources:
            yield False
            continue
        found = classify(citation.sources[0], OUTLETS, article_language=article.language)
        yield (found.country or None) == wanted["country"]


def _furniture(wanted: list[dict[str, Any]], article: Article) -> Iterator[bool]:
    aside = [b.span for b in article.blocks if b.kind is BlockKind.FURNITURE]
    for each in wanted:
        text = each["text"]
        start = each["start"] + len(text) - len(text.lstrip())
        yield any(span.covers(Span(start, each["end"])) for span in aside)


def _head(gold: dict[str, Any], article: Article) -> Iterator[bool]:
    for key in ("title", "byline"):
        wanted = gold.get(key)
        found = getattr(article, key)
        yield (found.value if found else None) == (wanted["text"] if wanted else None)
    dateline = gold.get("dateline")
    agency = article.dateline.agency if article.dateline else None
    yield agency == (dateline["agency"]["text"] if dateline else None)


def _voices(article: Article, must: list[Span], vague: list[Span], may: list[Span]) -> Figures:
    named = [m for m in article.mentions if m.kind is not MentionKind.VAGUE]
    nobody = [m for m in article.mentions if m.kind is MentionKind.VAGUE]
    return {
        "attribution precision": _precision(named, must, may),
        "attribution recall": _recall(named, must),
        "vague precision": _precision(nobody, vague, may),
        "vague recall": _recall(nobody, vague),
    }


def _precision(found: list[Mention], must: list[Span], may: list[Span]) -> Share:
    counted = [
        m for m in found
        if overlap(m.span, must) or not overlap(m.span, may)
    ]  # fmt: skip
    return Share(sum(overlap(m.span, must) for m in counted), len(counted))


def _recall(found: list[Mention], must: list[Span]) -> Share:
    spans = [mention.span for mention in found]
    return Share(sum(overlap(span, spans) for span in must), len(must))


def overlap(span: Span, others: list[Span]) -> bool:
    return any(span.meets(other) for other in others)


def _share(hits: Iterator[bool]) -> Share:
    told = list(hits)
    return Share(sum(told), len(told))


def _span(answer: dict[str, Any]) -> Span:
    return Span(answer["start"], answer["end"])


def _value(field: Any) -> str | None:
    return field.value if field else None


def total(measured: list[tuple[str, Figures]]) -> Figures:
    """Add up the figures of several articles."""
    summed: Figures = {}
    for _, figures in measured:
        for name, share in figures.items():
            summed[name] = summed.get(name, Share(0, 0)) + share
    return summed
