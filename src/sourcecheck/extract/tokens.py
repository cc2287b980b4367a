"""Words and signs of a folded text, each knowing where it stands in the article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sourcecheck.model.article import Span
from sourcecheck.text.fold import Folded

_DAMMA = "\u064f"

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W\d_]+(?:['.-][^\W\d_]+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign: folded text and its place in the article."""

    text: str
    start: int
    end: int
    capital: bool = False  # the printed form opens with a capital letter
    passive: bool = False  # Arabic: a damma on the first letter, "is said" rather than "says"

    @property
    def is_word(self) -> bool:
        """Tell words from numbers and signs."""
        return self.text[0].isalpha()


def tokens_of(shadow: Folded, article: str) -> tuple[Token, ...]:
    """Return the tokens of a shadow made by ``fold_words``, with article offsets."""
    found = []
    for match in _TOKEN.finditer(shadow.text):
        span = shadow.span(match.start(), match.end())
        printed = span.of(article)
        passive = len(printed) > len(match.group()) and _DAMMA in printed[1:3]
        found.append(Token(match.group(), span.start, span.end, printed[0].isupper(), passive))
    return tuple(found)


def by_sentence(
    tokens: Sequence[Token], sentences: Sequence[Span]
) -> tuple[tuple[Token, ...], ...]:
    """Group tokens by the sentence they stand in; tokens between sentences are left out."""
    found: list[tuple[Token, ...]] = []
    at = 0
    for sentence in sentences:
        while at < len(tokens) and tokens[at].start < sentence.start:
            at += 1
        first = at
        while at < len(tokens) and tokens[at].end <= sentence.end:
            at += 1
        found.append(tuple(tokens[first:at]))
    return tuple(found)
