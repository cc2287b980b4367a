"""Which of the known languages a text is written in."""

from __future__ import annotations

import re

from sourcecheck.model.tables.languages import Language, Languages
from sourcecheck.text.scripts import main_script

SAMPLE = 6000
"""Code points looked at; a language shows in far fewer."""

UNKNOWN = "und"
"""ISO 639-2 code for a language that could not be told."""

_WORD = re.compile(r"[^\W\d_]+")


def guess_language(text: str, languages: Languages) -> str:
    """Return the code of the language, or ``UNKNOWN``.

    The script narrows the choice; among languages of one script the common function words
    decide, and letters only one of them has.
    """
    sample = text[:SAMPLE]
    script = main_script(sample)
    # Japanese counts as its own script by its kana; its file says so
    rivals = [language for language in languages.values() if language.script == script]
    if len(rivals) <= 1:
        return rivals[0].code if rivals else UNKNOWN
    words = [word.casefold() for word in _WORD.findall(sample)]
    scores = {language.code: _score(language, words, sample) for language in rivals}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] > 0 else UNKNOWN


def _score(language: Language, words: list[str], sample: str) -> float:
    """Share of common words, plus a share of words holding one of its own letters."""
    if not words:
        return 0.0
    common = set(language.common_words)
    hits = sum(word in common for word in words)
    lowered = sample.casefold()
    own = sum(lowered.count(letter) for letter in language.letters)
    return hits / len(words) + min(1.0, 4 * own / max(1, len(sample)))
