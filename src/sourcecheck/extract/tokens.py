"""Words and signs of a folded text, each knowing where it stands in the article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
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


def tokens_of(
    shadow: Folded, article: str, within: Span, elided: tuple[str, ...] = ()
) -> tuple[Token, ...]:
    """Return the tokens of one sentence, with article offsets.

    ``shadow`` is the whole article folded by ``fold_words`` and ``within`` a span of the
    article. ``elided`` are words that are written onto the next one, yet are words: "l'".
    """
    first, last = _place(shadow, within)
    if last - first == within.end - within.start:
        return _in_place(
            article, _pattern(elided).finditer(shadow.text, first, last), within.start - first
        )
    found = []
    index = shadow.index
    for match in _pattern(elided).finditer(shadow.text, first, last):
        opens, closes = match.span()
        start, end = index[opens], index[closes - 1] + 1
        passive = end - start > closes - opens and _DAMMA in article[start + 1 : start + 3]
        found.append(Token(match.group(), start, end, article[start].isupper(), passive))
    return tuple(found)


def _in_place(article: str, matches: Iterable[re.Match[str]], base: int) -> tuple[Token, ...]:
    """Make tokens of a sentence in which folding changed no length: most sentences."""
    make = tuple.__new__  # as ``Token._make`` does, without a call for each field's name
    return tuple(
        [
            make(
                Token,
                (
                    match.group(),
                    (start := match.start() + base),
                    match.end() + base,
                    article[start].isupper(),
                    False,
                ),
            )
            for match in matches
        ]
    )


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
    return re.compile(_elided(elided) + _TOKEN)


def _elided(words: tuple[str, ...]) -> str:
    if not words:
        return ""
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return rf"(?<![^\W_])(?:{either})|"


@cache
def _words(elided: tuple[str, ...]) -> re.Pattern[str]:
    """Leave figures and signs out, which are most of a hostile text."""
    return re.compile(_elided(elided) + _WORD)
