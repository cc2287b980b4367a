"""Folding a text for comparison while every offset stays known.

Matching in Arabic, Persian or Turkish needs letters unified, vowels dropped and digits in
one set; reports need spans of the untouched text. So matching runs on a shadow string, and
each of its characters remembers where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sourcecheck.model.article import Span

# Characters that say nothing about which letter is meant: the soft hyphen, directional
# controls and joiners, the byte order mark. First and last code point of each range.
_INVISIBLE = ((0xAD, 0xAD), (0x61C, 0x61C), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069),
              (0xFEFF, 0xFEFF))  # fmt: skip

# Vowel signs and other points written over or under Hebrew and Arabic letters.
_POINTS = ((0x591, 0x5BD), (0x5BF, 0x5BF), (0x5C1, 0x5C2), (0x610, 0x61A), (0x64B, 0x65F),
           (0x670, 0x670), (0x6D6, 0x6DC), (0x6DF, 0x6E8), (0x6EA, 0x6ED))  # fmt: skip

_TATWEEL = "\u0640"  # the stroke that lengthens a word; some authors use it as a dash

_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",  # alef with and without its seat
    "ى": "ي", "ی": "ي", "ې": "ي",
    "ة": "ه", "ۀ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه",
    "ک": "ك", "ڪ": "ك",
    "ё": "е", "Ё": "е",
    "İ": "i", "I": "i", "ı": "i",  # Turkish dots would otherwise depend on the language
    "ß": "ss",
}  # fmt: skip

_SIGNS = {
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
    "‘": "'", "’": "'", "‚": "'", "ʼ": "'", "′": "'",
    "،": ",", "؛": ";", "؟": "?", "٪": "%", "٫": ".", "٬": ",",
    "–": "-", "—": "-", "―": "-", "‐": "-", "‑": "-", "−": "-",
    "〔": "[", "〕": "]", "【": "[", "】": "]",
}  # fmt: skip

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾"


@dataclass(frozen=True, slots=True)
class Folded:
    """A shadow of a text: ``text`` for matching, ``index`` back to the original.

    ``index[i]`` is the code point of the original that ``text[i]`` stands for; one more
    entry closes the last character.
    """

    text: str
    index: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the span of the original behind ``text[start:end]``.

        Invisible characters between the pieces are inside; those around them are not.
        """
        if start >= end:
            return Span(self.index[start], self.index[start])
        return Span(self.index[start], self.index[end - 1] + 1)


def fold_words(text: str, base: int = 0) -> Folded:
    """Fold for matching words: letters unified, points and case gone, digits ASCII.

    ``base`` is added to every offset, so that a piece of an article keeps article offsets.
    """
    return _fold(text, base, _words_table())


def fold_signs(text: str, base: int = 0) -> Folded:
    """Fold for matching note labels and marks: digits, brackets and dashes unified.

    Letters, superscripts and the tatweel (a dash to some authors) stay as they are.
    """
    return _fold(text, base, _signs_table())


def folded(word: str) -> str:
    """Return a word as ``fold_words`` would show it; for building tables of words."""
    special, known = _words_table()

    def unified(match: re.Match[str]) -> str:
        char = match.group()
        return known[char] if char in known else _unlisted(char)

    return special.sub(unified, word)


def _fold(text: str, base: int, table: tuple[re.Pattern[str], Mapping[str, str]]) -> Folded:
    special, known = table
    pieces: list[str] = []
    index: list[int] = []
    done = 0
    for match in special.finditer(text):
        at = match.start()
        pieces.append(text[done:at])
        index.extend(range(base + done, base + at))
        new = known.get(match.group()) if match.group() in known else _unlisted(match.group())
        pieces.append(new or "")
        index.extend([base + at] * len(new or ""))
        done = match.end()
    pieces.append(text[done:])
    index.extend(range(base + done, base + len(text) + 1))
    return Folded("".join(pieces), tuple(index))


def _unlisted(char: str) -> str:
    """Fold a character that is in no table: a digit, a wide or presentation form, a capital."""
    if (digit := unicodedata.digit(char, None)) is not None and char.isdecimal():
        return str(digit)
    wide = unicodedata.normalize("NFKC", char)
    if wide != char:
        return "".join(_words_table()[1].get(part, part.lower()) for part in wide)
    return char.lower()


@cache
def _signs_table() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Everything but plain ASCII and ordinary letters is looked at."""
    pattern = re.compile(
        f"[{_class(_INVISIBLE)}\u00a0\u2000-\u200a\u202f\u3000\uff01-\uff5e{''.join(_SIGNS)}]|(?![0-9])\\d"
    )
    return pattern, _SIGNS | _spaces() | _gone(_INVISIBLE)


@cache
def _words_table() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Look at the signs, and at letters of any script that have more than one form."""
    pattern = re.compile(
        f"[A-Z{_class(_INVISIBLE + _POINTS)}{_TATWEEL}\u00a0\u2000-\u200a\u202f\u3000\uff01-\uff5e"
        f"\u00c0-\u00df\u0100-\u017f\u0386-\u03ab\u0400-\u042f\u0460-\u052f"
        f"\ufb50-\ufdff\ufe70-\ufefc{''.join(_SIGNS)}{''.join(_LETTERS)}]|(?![0-9])\\d"
    )
    return pattern, _SIGNS | _LETTERS | _spaces() | _gone(_INVISIBLE + _POINTS) | {_TATWEEL: ""}


def _spaces() -> dict[str, str]:
    return dict.fromkeys([" ", " ", " ", "　", *map(chr, range(0x2000, 0x200B))], " ")


def _gone(ranges: tuple[tuple[int, int], ...]) -> dict[str, str]:
    return {chr(code): "" for first, last in ranges for code in range(first, last + 1)}


def _class(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def superscript(char: str) -> str:
    """Return the ASCII form of a superscript digit or bracket, or "" for anything else."""
    at = _SUPERSCRIPTS.find(char)
    return "0123456789()"[at] if at >= 0 else ""
