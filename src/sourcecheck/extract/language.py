"""Which of the known languages a text is written in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from sourcecheck.extract.lexicon import lexicon
from sourcecheck.model.tables.languages import Language, Languages
from sourcecheck.text.fold import folded
from sourcecheck.text.scripts import main_script

SAMPLE = 6000
"""Code points looked at for the script."""

WORDS_SAMPLE = 3000
"""Code points looked at for words: some 500, of which a third tell the language."""

UNKNOWN = "und"
"""ISO 639-2 code for a language that could not be told."""

LEAD = 0.5
"""Common words by which the best guess must lead: with less, one in nine scraps of 40 letters
in 41 languages was taken for a neighbour, with it one in sixty, and one in seven stays open."""

# An initial is no word: "С." and "К." of a bibliography say nothing of the language.
_WORD = re.compile(r"[^\W\d_]{2,}|[^\W\d_](?!\.)")


def guess_language(text: str, languages: Languages) -> str:
    """Return the code of the language, or ``UNKNOWN``.

    The script narrows the choice; among languages of one script the common function words
    decide, and letters only one of them has. Of two that are as likely neither is chosen.
    """
    script = main_script(text[:SAMPLE])
    sample = text[:WORDS_SAMPLE].casefold()
    # Japanese counts as its own script by its kana; its file says so
    rivals = [language for language in languages.values() if language.script == script]
    if len(rivals) <= 1:
        return rivals[0].code if rivals else UNKNOWN
    words = _WORD.findall(sample)
    if not words:
        return UNKNOWN
    common = _common(tuple(rivals))
    scores = {language.code: _letters(language, sample) for language in rivals}
    for word, count in Counter(filter(common.__contains__, words)).items():
        for code in common[word]:
            scores[code] += count / len(words)
    best, second = sorted(scores, key=scores.__getitem__, reverse=True)[:2]
    if scores[best] - scores[second] > LEAD / len(words):
        return best
    return _by_vocabulary(frozenset(words), rivals, 2 if scores[best] else 1)


def _by_vocabulary(words: frozenset[str], rivals: Sequence[Language], fewest: int) -> str:
    """Tell the language of a scrap without small words: by who speaks in it, and how."""
    known = {
        language.code: sum(lexicon(language).knows(folded(word)) for word in words)
        for language in rivals
        if language.voices.verbs
    }
    best = max(known, key=lambda code: known[code], default=UNKNOWN)
    alone = sum(number == known.get(best) for number in known.values()) == 1
    return best if alone and known[best] >= fewest else UNKNOWN


@cache
def _common(rivals: tuple[Language, ...]) -> Mapping[str, tuple[str, ...]]:
    """Return the languages, by code, that have each word among their common ones."""
    found: dict[str, list[str]] = {}
    for language in rivals:
        for word in frozenset(language.common_words):
            found.setdefault(word, []).append(language.code)
    return {word: tuple(codes) for word, codes in found.items()}


def _letters(language: Language, sample: str) -> float:
    """Return what the letters speak for that only this language has among its neighbours."""
    own = sum(map(sample.count, language.letters))
    return min(1.0, 4 * own / max(1, len(sample)))
