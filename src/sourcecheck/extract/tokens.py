"""Words and signs of a folded text, each knowing where it stands in the article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate, repeat
from typing import NamedTuple

from sourcecheck.model.article import Span
from sourcecheck.text.fold import Folded

_DAMMA = "\u064f"

_WORD = r"[^\W\d_]+(?:['.-][^\W\d_]+)*"
_TOKEN = rf"\d+(?:[.,]\d+)*%?|{_WORD}|[^\w\s]"


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


def cut(shadow: Folded, within: Span, elided: tuple[str, ...] = ()) -> list[str]:
    """Cut one sentence into what is between its tokens and, in turn, the tokens themselves.

    ``shadow`` is the whole article folded by ``fold_words`` and ``within`` a span of the
    article. ``elided`` are words that are written onto the next one, yet are words: "l'".
    """
    first, last = _place(shadow, within)
    return _pattern(elided).split(shadow.text[first:last])


def placed(shadow: Folded, article: str, within: Span, pieces: Sequence[str]) -> tuple[Token, ...]:
    """Give the tokens of a sentence that was ``cut`` their places in the article.

    Nothing here is done token by token in a loop of our own: a text has thousands.
    """
    first, last = _place(shadow, within)
    texts = pieces[1::2]
    if last - first == within.end - within.start:  # folding changed no length, as a rule
        edges = list(accumulate(map(len, pieces), initial=within.start))
        starts, ends = edges[1::2], edges[2::2]
        passive: Iterable[bool] = repeat(False)
    else:
        edges = list(accumulate(map(len, pieces), initial=first))
        index = shadow.index
        starts = [index[at] for at in edges[1::2]]
        ends = [index[at - 1] + 1 for at in edges[2::2]]
        passive = [
            end - start > len(text) and _DAMMA in article[start + 1 : start + 3]
            for text, start, end in zip(texts, starts, ends, strict=False)
        ]
    capitals = map(str.isupper, map(article.__getitem__, starts))
    fields = zip(texts, starts, ends, capitals, passive, strict=False)
    return tuple(map(_MAKE, repeat(Token), fields))


_MAKE = tuple.__new__
"""As ``Token._make`` does, without a call of Python for each token."""


def words_of(shadow: Folded, within: Span, elided: tuple[str, ...] = ()) -> list[str]:
    """Return the words of one sentence as its tokens have them, without their places."""
    return _words(elided).findall(shadow.text, *_place(shadow, within))


def _place(shadow: Folded, within: Span) -> tuple[int, int]:
    """Return where a span of the article stands in its shadow."""
    if isinstance(shadow.index, range):
        base = shadow.index.start
        return within.start - base, within.end - base
    return bisect_left(shadow.index, within.start), bisect_left(shadow.index, within.end)


@cache
def _pattern(elided: tuple[str, ...]) -> re.Pattern[str]:
    """Let the words that are written onto the next one come first."""
    return re.compile(f"({_elided(elided)}{_TOKEN})")


def _elided(words: tuple[str, ...]) -> str:
    if not words:
        return ""
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return rf"(?<![^\W_])(?:{either})|"


@cache
def _words(elided: tuple[str, ...]) -> re.Pattern[str]:
    """Leave figures and signs out, which are most of a hostile text."""
    return re.compile(_elided(elided) + _WORD)
