"""How much of one text stands in another, whatever its digits, vowel signs and letter forms."""

from __future__ import annotations

import re

from sourcecheck.text.fold import folded

_GRAM = 3  # words: long enough that two articles on one topic share next to none (measured)
_WORD = re.compile(r"\w+")


def containment(old: str, new: str) -> float:
    """Return which share of the old text's runs of three words is in the new one (0 to 1).

    An old text of fewer than three words is contained in anything.
    """
    before, after = _grams(old), _grams(new)
    return len(before & after) / len(before) if before else 1.0


def _grams(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(folded(text))
    return {tuple(words[at : at + _GRAM]) for at in range(len(words) - _GRAM + 1)}
