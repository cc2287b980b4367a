"""Folding a text for comparison while every offset stays known.

Matching in Arabic, Persian or Turkish needs letters unified, vowels dropped and digits in
one set; reports need spans of the untouched text. So matching runs on a shadow string, and
each of its characters remembers where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sourcecheck.model.span import Span

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
    entry closes the last character. It is a ``range`` where folding changed no length.
    """

    text: str
    index: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Return the span of the original behind ``text[start:end]``.

        Invisible characters between the pieces are inside; those around them are not.
        """
        if start >= end:
            return Span(self.index[start], self.index[start])
        return Span(self.index[start], self.index[end - 1] + 1)


@dataclass(frozen=True, slots=True)
class _Table:
    """How one way of folding is done: letter for letter, the rest one by one.

    Replacing letter for letter leaves offsets alone and is done by the string's own methods,
    which are fifty times as fast as a look at each character.
    """

    pairs: tuple[tuple[str, str], ...]  # one character for one
    single: Mapping[int, str]  # the same, for words
    rare: re.Pattern[str]  # characters that vanish, grow or are in no list
    known: Mapping[str, str]  # what the rare ones become, where it is listed
    lower: bool  # whether capitals go


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
    if word.isascii():
        return word.lower()
    table = _words_table()
    plain = _replaced(word, table)
    if plain.isascii():
        return plain
    return table.rare.sub(lambda match: _rare(match.group(), table), plain)


def _fold(text: str, base: int, table: _Table) -> Folded:
    plain = _replaced(text, table)
    first = None if plain.isascii() else table.rare.search(plain)
    if first is None:
        return Folded(plain, range(base, base + len(text) + 1))
    pieces: list[str] = []
    index: list[int] = []
    done = 0
    for match in table.rare.finditer(plain, first.start()):
        at = match.start()
        pieces.append(plain[done:at])
        index.extend(range(base + done, base + at))
        if new := _rare(match.group(), table):
            pieces.append(new)
            index.extend([base + at] * len(new))
        done = at + 1
    pieces.append(plain[done:])
    index.extend(range(base + done, base + len(text) + 1))
    return Folded("".join(pieces), index)


def _replaced(text: str, table: _Table) -> str:
    """Replace what is one character before and after."""
    if len(text) < SHORT:
        text = text.translate(table.single)
    elif not text.isascii():
        for old, new in table.pairs:
            text = text.replace(old, new)
    return text.lower() if table.lower else text


def _rare(char: str, table: _Table) -> str:
    """Fold a rare character: listed, a digit, a wide or presentation form."""
    listed = table.known.get(char)
    if listed is not None:
        return listed
    if char.isdecimal():
        return str(unicodedata.digit(char))
    wide = unicodedata.normalize("NFKC", char)
    if wide == char:
        return char.lower()
    return "".join(folded(part) if part != char else part for part in wide)


@cache
def _signs_table() -> _Table:
    """Everything but plain ASCII and ordinary letters is looked at."""
    return _table(_SIGNS | _spaces(), _INVISIBLE, "", lower=False)


@cache
def _words_table() -> _Table:
    """Look at the signs, and at letters of any script that have more than one form."""
    forms = "\u0132\u0133\u013f\u0140\u0149\u017f\ufb50-\ufdff\ufe70-\ufefc"
    letters = _LETTERS | {"Σ": "σ"}  # whose small form depends on its neighbours
    gone = (*_INVISIBLE, *_POINTS, (ord(_TATWEEL), ord(_TATWEEL)))
    return _table(_SIGNS | _spaces() | letters, gone, forms, lower=True)


def _table(
    known: Mapping[str, str], gone: Sequence[tuple[int, int]], forms: str, *, lower: bool
) -> _Table:
    grown = {old: new for old, new in known.items() if len(new) != 1}
    digits = {chr(zero + n): str(n) for zero in _ZEROS for n in range(10)}
    alike = {old: new for old, new in known.items() if len(new) == 1}
    others = _class([(ord(zero), ord(zero) + 9) for zero in _OTHER_ZEROS])
    pairs = alike | digits
    return _Table(
        pairs=tuple(pairs.items()),
        single=str.maketrans(pairs),
        rare=re.compile(f"[{_class(gone)}\uff01-\uff5e{forms}{''.join(grown)}{others}]"),
        known=grown | _gone(gone),
        lower=lower,
    )


SHORT = 48
"""Characters below which one look at each is quicker than a search for every letter."""

_ZEROS = (0x660, 0x6F0)
"""The noughts whose digits are common enough to be replaced like letters."""

_OTHER_ZEROS = "߀०০੦૦୦௦౦೦൦෦๐໐༠၀႐០᠐᥆᧐᪀᪐᭐᮰᱀᱐꘠꣐꤀꧐꧰꩐꯰"
"""Those of other scripts of the Basic Multilingual Plane (Unicode 15, category Nd)."""


def _spaces() -> dict[str, str]:
    return dict.fromkeys(["\u00a0", "\u202f", "\u3000", *map(chr, range(0x2000, 0x200B))], " ")


def _gone(ranges: Sequence[tuple[int, int]]) -> dict[str, str]:
    return {chr(code): "" for first, last in ranges for code in range(first, last + 1)}


def _class(ranges: Sequence[tuple[int, int]]) -> str:
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def superscript(char: str) -> str:
    """Return the ASCII form of a superscript digit or bracket, or "" for anything else."""
    at = _SUPERSCRIPTS.find(char)
    return "0123456789()"[at] if at >= 0 else ""
