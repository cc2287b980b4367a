"""What "he", "the report" and a bare surname go back to, and voices heard through another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sourcecheck.extract.lexicon import Lexicon
from sourcecheck.extract.mentions import CONTINUED
from sourcecheck.model.article import Mention, MentionKind, Span
from sourcecheck.text.fold import folded

REACH = 600
"""Code points a pronoun can look back; guess: two or three sentences."""

REPORT_REACH = 160
"""Code points in which a voice can still be inside the report before it; guess."""

RETOLD = 3
"""Times a text goes back to one work before its other voices count as heard through it."""

_STOPS = re.compile("[.!?؟…۔\n]")


def resolve_voices(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> tuple[Mention, ...]:
    """Give every mention its antecedent, and mark the second-hand ones.

    Where a language has no word for "the", a bare "report" is the one named before, and some
    report or other where none was.
    """
    articles = lexicon.articles  # no part of a name
    found: list[Mention] = []
    heard = _Heard()
    for mention in mentions:
        words = _content(mention.voice.of(text), articles) if mention.voice else frozenset()
        antecedent = _antecedent(text, mention, words, heard)
        if antecedent or mention.rule != CONTINUED:
            known = replace(mention, antecedent=antecedent) if antecedent else mention
            if known.kind is MentionKind.WORK and _is_bare(words, antecedent, lexicon):
                known = replace(mention, kind=MentionKind.VAGUE)
            found.append(known)
            heard.add(known, words)
    return _secondhand(text, found, _times_cited(found))


def _is_bare(words: frozenset[str], antecedent: Span | None, lexicon: Lexicon) -> bool:
    return lexicon.articleless and len(words) == 1 and antecedent is None


class _Heard:
    """The voices a text has named so far, found by kind and by the words of their names."""

    def __init__(self) -> None:
        self.last: Mention | None = None  # the last that "he" can go back to
        self.first_work: Span | None = None
        self._known: set[tuple[MentionKind, frozenset[str]]] = set()
        self._named: dict[tuple[MentionKind, str], list[tuple[frozenset[str], Span]]] = {}

    def add(self, mention: Mention, words: frozenset[str]) -> None:
        if mention.kind is not MentionKind.VAGUE:
            self.last = mention
        root = mention.antecedent or mention.voice
        if mention.voice is None or root is None:
            return
        if mention.kind is MentionKind.WORK and self.first_work is None:
            self.first_work = root
        if (mention.kind, words) not in self._known:
            self._known.add((mention.kind, words))
            for word in words:
                self._named.setdefault((mention.kind, word), []).append((words, root))

    def fuller(self, kind: MentionKind, words: frozenset[str]) -> Span | None:
        """Return the first voice of a kind whose name holds all these words and more."""
        if not words:
            return None
        listed = min((self._named.get((kind, word), []) for word in words), key=len)
        return next((root for other, root in listed if words < other), None)


def _antecedent(text: str, mention: Mention, words: frozenset[str], heard: _Heard) -> Span | None:
    """Return the fuller name an anaphoric voice goes back to, or None."""
    if mention.kind is MentionKind.PRONOUN:
        last = heard.last
        if last is None or not _near(text, last.span.end, mention.span.start):
            return None
        return last.antecedent or last.voice
    if mention.voice is None or mention.kind is MentionKind.VAGUE:
        return None
    fuller = heard.fuller(mention.kind, words)
    if fuller is None and mention.kind is MentionKind.WORK and len(words) == 1:
        return heard.first_work
    return fuller


def _near(text: str, before: int, after: int) -> bool:
    """Tell whether a pronoun can still mean who spoke: at most one new paragraph between."""
    if after - before > 2 * REACH:  # white space does not count, but costs
        return False
    between = text[before:after].strip()
    if len(between) > REACH:
        return False
    return (
        between.count("\n") < 2 or len([line for line in between.split("\n") if line.strip()]) <= 2
    )


def _content(name: str, articles: frozenset[str]) -> frozenset[str]:
    """Return the words of a name, articles taken off, so that "the report" meets "a report"."""
    plain = folded(name).replace('"', " ").replace(",", " ").split()
    return frozenset(
        [word.removeprefix("ال") for word in plain if len(word) > 1 and word not in articles]
    )


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
    found: list[Mention] = []
    for mention in mentions:
        through = retold and mention.span.start > first_work
        personal = mention.kind in (MentionKind.NAMED, MentionKind.PRONOUN)
        heard = personal and (through or _inside_report(text, mention, found))
        found.append(replace(mention, secondhand=True) if heard else mention)
    return tuple(found)


def _inside_report(text: str, mention: Mention, earlier: Sequence[Mention]) -> bool:
    """Tell whether another voice's report opened earlier in the same sentence."""
    for other in reversed(earlier):
        between = mention.span.start - other.span.end
        if between >= REPORT_REACH:
            return False
        if (
            other.kind is MentionKind.WORK
            and between >= 0
            and not _STOPS.search(text, other.span.end, mention.span.start)
        ):
            return True
    return False
