"""Which of the known languages a text is written in."""

from __future__ import annotations

import re
from collections import Counter

from sourcecheck.model.tables.languages import Language, Languages
from sourcecheck.text.scripts import main_script

SAMPLE = 6000
"""Code points looked at for the script."""

WORDS_SAMPLE = 3000
"""Code points looked at for words: some 500, of which a third tell the language."""

UNKNOWN = "und"
"""ISO 639-2 code for a language that could not be told."""

_WORD = re.compile(r"[^\W\d_]+")


def guess_language(text: str, languages: Languages) -> str:
    """Return the code of the language, or ``UNKNOWN``.

    The script narrows the choice; among languages of one script the common function words
    decide, and letters only one of them has.
    """
    script = main_script(text[:SAMPLE])
    sample = text[:WORDS_SAMPLE]
    # Japanese counts as its own script by its kana; its file says so
    rivals = [language for language in languages.values() if language.script == script]
    if len(rivals) <= 1:
        return rivals[0].code if rivals else UNKNOWN
    words = Counter(map(str.casefold, _WORD.findall(sample)))
    lowered = sample.casefold()
    scores = {language.code: _score(language, words, lowered) for language in rivals}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] > 0 else UNKNOWN


def _score(language: Language, words: Counter[str], lowered: str) -> float:
    """Share of common words, plus a share of words holding one of its own letters."""
    if not words:
        return 0.0
    hits = sum(words[word] for word in frozenset(language.common_words))
    own = sum(lowered.count(letter) for letter in language.letters)
    return hits / words.total() + min(1.0, 4 * own / max(1, len(lowered)))
