"""Signs in the body that may point to notes, one finder per style of writing them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sourcecheck.extract.labels import listed_labels, plain_label
from sourcecheck.model.article import Span
from sourcecheck.text.fold import Folded, superscript
from sourcecheck.text.spans import Spans

_LIST = r"\d{1,3}(?:[ ]?(?:[,;]|-|و|and|и|ve)[ ]?\d{1,3}){0,12}"
_LIST = rf"[ ]?(?:{_LIST}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}})[ ]?"

STYLES: dict[str, re.Pattern[str]] = {
    "[]": re.compile(rf"\[(?P<in>{_LIST})\]"),
    "()": re.compile(rf"\((?P<in>{_LIST})\)"),
    "{}": re.compile(rf"\{{(?P<in>{_LIST})\}}"),
    "super": re.compile(
        r"(?:(?<=\S)|(?<=\S ))⁽?(?P<in>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?:[,،][⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})*)⁾?"
    ),
    "][": re.compile(rf"\](?P<in>{_LIST})\["),
    ")(": re.compile(rf"\)(?P<in>{_LIST})\("),
    # superscripts that lost their height: digits glued to the end of a word or its full stop
    "bare": re.compile(
        r"(?<=[^\W\d_][^\W\d_][.,\"!?;:]|[^\W\d_][^\W\d_]{2})(?P<in>\d{1,2})(?=[\s.,;:!?\"]|$)"
    ),
}
"""How marks are written in running text, looked for in a shadow folded by ``fold_signs``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMark:
    """A sign that looks like a mark. ``span`` is of the article's text."""

    span: Span
    labels: tuple[str, ...]
    style: str


def find_marks(
    shadow: Folded, style: str, addresses: Sequence[Span], numbered: re.Pattern[str]
) -> Iterator[FoundMark]:
    """Find one style's marks in the body, in order.

    A sign that opens a line numbers a list; one inside an address belongs to it; one right
    after a word such as "article" or "figure" (``numbered``, matched up to the sign) counts
    things, not notes.
    """
    places = Spans(addresses)
    for match in STYLES[style].finditer(shadow.text):
        span = shadow.span(match.start(), match.end())
        labels = _labels(style, match["in"])
        if not labels or _opens_line(shadow.text, match.start()):
            continue
        address = places.covering(span)
        if address and address.end > span.end:
            continue
        if numbered.search(shadow.text, max(0, match.start() - 24), match.start()):
            continue
        yield FoundMark(span=span, labels=labels, style=style)


def style_score(marks: Sequence[FoundMark], labels: Collection[str]) -> float:
    """Say how well marks of one style serve a list of notes: 0 (not at all) to 1.

    coverage x monotony - 0.02 for every mark beyond three per label, where coverage is the
    share of labels that are marked and monotony the share of first marks in rising order.
    """
    known = [mark for mark in marks if set(mark.labels) <= set(labels)]
    firsts: list[int] = []
    for mark in known:
        firsts.extend(int(label) for label in mark.labels if int(label) not in firsts)
    if not firsts:
        return 0.0
    rising = 1 + sum(late > early for early, late in pairwise(firsts))
    crowd = max(0, len(known) - 3 * len(set(labels)))
    return len(firsts) / len(set(labels)) * rising / len(firsts) - 0.02 * crowd


def _labels(style: str, inside: str) -> tuple[str, ...]:
    if style == "super":
        return tuple(plain_label(part) for part in re.split("[,،]", inside))
    if superscript(inside.strip()[0]):
        return (plain_label(inside.strip()),)
    return listed_labels(inside)


def _opens_line(text: str, at: int) -> bool:
    before = text.rfind("\n", 0, at)
    return not text[before + 1 : at].strip(" \t\"'-*•")
