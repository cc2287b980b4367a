"""Figures of marks and notes on generated articles, one row per perturbation.

The figures are F1 over exact places and labels, and over pairs of a mark and its note; a claim
counts when its span is exactly that of the answer.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from measure import JOIN, NOON, READ, Figures, Share

from sourcecheck.extract import extract
from sourcecheck.model import Article, Document
from sourcecheck.resolve import Resolution, resolve

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "extract"))

from generate import Built, Plan, build
from perturb import PERTURBATIONS, TOGETHER, plans


def read(built: Built) -> Article:
    """Extract a generated article."""
    document = Document(origin="-", body=built.text.encode(), media_type="text/plain", read_at=NOON)
    return extract(document, READ)


def generated() -> Iterator[tuple[str, Figures]]:
    """Yield the figures of every perturbation."""
    for name in (*PERTURBATIONS, TOGETHER):
        yield name, figures(plans(name))


def figures(wanted: Iterable[Plan]) -> Figures:
    """Return the figures of the articles written as planned."""
    pairs = [(built, read(built)) for built in map(build, wanted)]
    joined = [(built, resolve(article, JOIN)) for built, article in pairs]
    return {
        "links": _f1((built.links, _links(found)) for built, found in joined),
        "claims": _claims(joined),
        "marks": _f1((set(built.marks), _marks(article)) for built, article in pairs),
        "notes": _f1((set(built.notes), _notes(article)) for built, article in pairs),
    }


def _marks(article: Article) -> set[tuple[int, int, tuple[str, ...]]]:
    return {(mark.span.start, mark.span.end, mark.labels) for mark in article.marks}


def _notes(article: Article) -> set[tuple[int, int, str]]:
    return {(note.span.start, note.span.end, note.label) for note in article.notes}


def _links(found: Resolution) -> set[tuple[int, int]]:
    return {
        (mark.start, each.note.start)
        for each in found.citations
        if each.note
        for mark in each.marks
    }


def _claims(joined: list[tuple[Built, Resolution]]) -> Share:
    """Count the citations whose claim is that of their first mark."""
    told = [
        built.claims.get(each.marks[0].start) == (each.claim and (each.claim.start, each.claim.end))
        for built, found in joined
        for each in found.citations
        if each.marks and each.marks[0].start in built.claims
    ]
    return Share(sum(told), len(told))


def _f1(pairs: Iterator[tuple[set[object], set[object]]]) -> Share:
    """Twice the right ones of all wanted and all found."""
    hit = of = 0
    for wanted, found in pairs:
        hit += 2 * len(wanted & found)
        of += len(wanted) + len(found)
    return Share(hit, of)
