"""What "he", "the report" and a bare surname go back to, and voices heard through another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sourcecheck.extract.mentions import CONTINUED
from sourcecheck.model.article import Mention, MentionKind, Span
from sourcecheck.text.fold import folded

REACH = 600
"""Code points a pronoun can look back; guess: two or three sentences."""

RETOLD = 3
"""Times a text goes back to one work before its other voices count as heard through it."""


def resolve_voices(text: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Give every mention its antecedent, and mark the second-hand ones."""
    found: list[Mention] = []
    for mention in mentions:
        antecedent = _antecedent(text, mention, found)
        if antecedent or mention.rule != CONTINUED:
            found.append(replace(mention, antecedent=antecedent))
    return _secondhand(text, found, _times_cited(found))


def _antecedent(text: str, mention: Mention, earlier: Sequence[Mention]) -> Span | None:
    """Return the fuller name an anaphoric voice goes back to, or None."""
    if mention.kind is MentionKind.PRONOUN:
        spoken = (MentionKind.NAMED, MentionKind.PRONOUN, MentionKind.WORK)
        last = next((each for each in reversed(earlier) if each.kind in spoken), None)
        if last is None or not _near(text, last.span.end, mention.span.start):
            return None
        return last.antecedent or last.voice
    if mention.voice is None or mention.kind is MentionKind.VAGUE:
        return None
    words = _content(mention.voice.of(text))
    for each in earlier:
        if each.voice is None or each.kind is not mention.kind:
            continue
        before = _content(each.voice.of(text))
        if words and words != before and words <= before:
            return each.antecedent or each.voice
    if mention.kind is MentionKind.WORK and len(words) == 1:
        works = (e for e in earlier if e.kind is MentionKind.WORK and e.voice)
        first = next(works, None)
        return (first.antecedent or first.voice) if first else None
    return None


def _near(text: str, before: int, after: int) -> bool:
    """Tell whether a pronoun can still mean who spoke: at most one new paragraph between."""
    between = text[before:after].strip()
    return len(between) <= REACH and sum(1 for line in between.split("\n") if line.strip()) <= 2


def _content(name: str) -> frozenset[str]:
    """Return the words of a name, articles taken off, so that "the report" meets "a report"."""
    plain = folded(name).replace('"', " ").replace(",", " ").split()
    return frozenset(word.removeprefix("ال") for word in plain if len(word) > 1)


def _times_cited(mentions: Sequence[Mention]) -> dict[Span, int]:
    """Count how often the text goes back to each work."""
    counted: dict[Span, int] = {}
    for mention in mentions:
        if mention.kind is MentionKind.WORK and (root := mention.antecedent or mention.voice):
            counted[root] = counted.get(root, 0) + 1
    return counted


def _secondhand(
    text: str, mentions: Sequence[Mention], works: dict[Span, int]
) -> tuple[Mention, ...]:
    """Mark voices inside another's report, and all voices of a text that retells one work."""
    retold = max(works.values(), default=0) >= RETOLD
    first_work = min((root.start for root in works), default=0)
    found = []
    for mention in mentions:
        through = retold and mention.span.start > first_work
        inside = _inside_report(text, mention, mentions)
        personal = mention.kind in (MentionKind.NAMED, MentionKind.PRONOUN)
        found.append(replace(mention, secondhand=personal and (through or inside)))
    return tuple(found)


def _inside_report(text: str, mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Tell whether another voice's report opened earlier in the same sentence."""
    for other in mentions:
        between = text[other.span.end : mention.span.start]
        if (
            other.span.end <= mention.span.start
            and other.kind is MentionKind.WORK
            and len(between) < 160
            and not any(stop in between for stop in ".!?؟…۔\n")
        ):
            return True
    return False
