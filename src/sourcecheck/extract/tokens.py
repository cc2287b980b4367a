"""Words and signs of a folded text, each knowing where it stands in the article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from sourcecheck.model.article import Span
from sourcecheck.text.fold import Folded

_DAMMA = "\u064f"

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W\d_]+(?:['.-][^\W\d_]+)*|[^\w\s]")


class Token(NamedTuple):
    """A word or a sign: folded text and its place in the article.

    A tuple, because a text has thousands and a frozen dataclass takes four times as long.
    """

    text: str
    start: int
    end: int
    capital: bool = False  # the printed form opens with a capital letter
    passive: bool = False  # Arabic: a damma on the first letter, "is said" rather than "says"

    @property
    def is_word(self) -> bool:
        """Tell words from numbers and signs."""
        return self.text[0].isalpha()


def tokens_of(shadow: Folded, article: str, elided: tuple[str, ...] = ()) -> tuple[Token, ...]:
    """Return the tokens of a shadow made by ``fold_words``, with article offsets.

    ``elided`` are words that are written onto the next one, yet are words: "l'", "qu'".
    """
    found = []
    index = shadow.index
    for match in _pattern(elided).finditer(shadow.text):
        first, last = match.span()
        start, end = index[first], index[last - 1] + 1
        passive = end - start > last - first and _DAMMA in article[start + 1 : start + 3]
        found.append(Token(match.group(), start, end, article[start].isupper(), passive))
    return tuple(found)


@cache
def _pattern(elided: tuple[str, ...]) -> re.Pattern[str]:
    """Let the words that are written onto the next one come first."""
    if not elided:
        return _TOKEN
    either = "|".join(re.escape(word) for word in sorted(elided, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{either})|{_TOKEN.pattern}")


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
