"""How names are compared: their words, their keys, their consonants. Pure and without tables.

Every function that needs to know words takes ``words``: class -> words, folded as names are
(``folded_words``). The classes are told in ``data/names/words.csv``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from anyascii import anyascii

from sourcecheck.text.fold import folded

Words = Mapping[str, frozenset[str]]

_INITIALS = re.compile(r"\b(\w)\.(?=\w\b)")
# A word, or a flag: two regional indicators (Unicode Technical Standard 51).
_WORD = re.compile(r"[\w'’׳״\"]*\w|[\U0001F1E6-\U0001F1FF]{2}", re.UNICODE)
_FLAG_A = 0x1F1E6
# A quotation mark is part of a word only within a Hebrew abbreviation: דו"ח, but "Report"a.
_QUOTES = re.compile(r'(?<![\u05d0-\u05ea])"|"(?![\u05d0-\u05ea])')
_FLEETING = re.compile(r"(?<=[^аеёиоуыэюяіїє])[еёо](?=[^аеёиоуыэюяіїєйь]$)")
_ACCENTED = re.compile("[\u00c0-\u024f\u0259]")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
# Letters that transliterations of one sound disagree on; "ch", "kh", "q", "c" all become k.
_SOUNDS = (("ph", "f"), ("x", "ks"), ("c", "k"), ("q", "k"), ("h", ""), ("w", ""), ("y", ""))
_STEM = 3  # letters of a word that has no more to lose
_NOTHING: frozenset[str] = frozenset()


def words_of(name: str) -> list[str]:
    """Return the words of a name as they are compared: folded, accents and quotes gone."""
    return _split(folded(name))


def all_words(texts: Iterable[str]) -> list[list[str]]:
    """Return the words of many names, folded as one text: a call for each would cost more."""
    return [_split(line) for line in folded("\n".join(texts)).split("\n")]


def _split(text: str) -> list[str]:
    plain = _INITIALS.sub(r"\1", text)
    if '"' in plain:
        plain = _QUOTES.sub(" ", plain)
    plain = plain.replace(" & ", " and ")
    if _ACCENTED.search(plain):
        plain = _without_accents(plain.lower())
    return [word.strip("'’׳״\"") for word in _WORD.findall(plain)]


def _without_accents(text: str) -> str:
    """Drop accents of Latin letters; those of other scripts make other letters."""
    return "".join(
        _LATIN_MARKS.sub("", unicodedata.normalize("NFD", char)) if char < "\u0250" else char
        for char in text
    ).replace("ə", "e")


def flag(country: str) -> str:
    """Return the flag of a country given by its two letters (ISO 3166-1)."""
    return "".join(chr(_FLAG_A + ord(letter) - ord("A")) for letter in country)


def key_of(words: Iterable[str]) -> str:
    """Return the words as one key. Spaces go: "BBC News" and "BBCNews" are one name."""
    return "".join(words)


def settled_key(name: str) -> str:
    """Return the key under which a person's decision about a name is kept; "" for no name."""
    return key_of(words_of(name))


def folded_words(words: Words) -> dict[str, frozenset[str]]:
    """Return the classes of words as names are compared; contractions stay as written."""
    return {
        name: frozenset(given if name == "contraction" else map(_folded_word, given))
        for name, given in words.items()
    }


def _folded_word(word: str) -> str:
    """Fold a word; of a pair such as "Arabic=ar" both sides."""
    return "=".join(map(settled_key, word.split("=")))


@lru_cache(maxsize=16)
def pairs(listed: frozenset[str]) -> Mapping[str, str]:
    """Return words listed as "what is written=what it stands for" as a mapping."""
    split = (pair.partition("=") for pair in sorted(listed))
    return {old: new for old, _, new in split}


def plain_key(split: Iterable[str], words: Words) -> str:
    """Return the key of a whole name; "the" does not count."""
    articles = words.get("article", _NOTHING)
    return key_of(word for word in split if word not in articles)


def skeleton(text: str) -> str:
    """Return the consonants of a name's transliteration, in one spelling of each sound."""
    return consonants(latin(text))


def latin(text: str) -> str:
    """Return a text in Latin letters; a Georgian name of abroad writes "f" as "ფ"."""
    return anyascii(text.replace("ფ", "f"))


def consonants(text: str) -> str:
    """Return the consonants of plain ASCII, line by line."""
    sounds = re.sub(r"[^a-z0-9\n]", "", text.lower())
    for old, new in _SOUNDS:
        sounds = sounds.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiou]", "", sounds))


def undeclined(split: Iterable[str], words: Words) -> list[str]:
    """Return words without the longest ending of case each has; three letters stay.

    Nor does the vowel stay that Slavic words lose in other cases: узел, узла.
    """
    endings = words.get("ending", _NOTHING)
    stems = (
        next((word[:n] for n in range(3, len(word)) if word[n:] in endings), word) for word in split
    )
    return [_FLEETING.sub("", stem) if len(stem) > _STEM else stem for stem in stems]


def without_suffixes(split: Iterable[str], words: Words) -> list[str]:
    """Return words without the case that Turkish writes behind an apostrophe: "Rusya'nın"."""
    cases = words.get("case", _NOTHING)
    parts = ((word, re.split("['’]", word)) for word in split)
    return [part[0] if len(part) == 2 and part[1] in cases else word for word, part in parts]


def core_words(split: Iterable[str], words: Words) -> list[str]:
    """Return the words without head words and fillers; prefixed articles go with them."""
    dropped = _dropped(words.get("head", _NOTHING), words.get("filler", _NOTHING))
    return [word for word in split if dropped.isdisjoint(forms(word, words))]


@lru_cache(maxsize=4)
def _dropped(head: frozenset[str], filler: frozenset[str]) -> frozenset[str]:
    return head | filler


def forms(word: str, words: Words) -> tuple[str, ...]:
    """Return a word as written, and without the particles Arabic and Hebrew write into it."""
    if word.isascii():  # neither Arabic nor Hebrew; but Turkish: Rusya'nın
        return _elided(word) if "'" in word else (word,)
    return _cut(word, words.get("prefix", _NOTHING), words.get("contraction", _NOTHING))


@lru_cache(maxsize=16384)
def _cut(word: str, prefixes: frozenset[str], contractions: frozenset[str]) -> tuple[str, ...]:
    cut = [word[n:] for n in (3, 2, 1) if len(word) > n + 2 and word[:n] in prefixes]
    cut += [
        new + word[len(old) :]
        for old, new in pairs(contractions).items()
        if word.startswith(old) and len(word) > len(old) + 1
    ]
    return (word, *cut)


def _elided(word: str) -> tuple[str, ...]:
    """Return a word without what an apostrophe cuts off: "rusya'nin", "l'afp"."""
    before, _, after = word.partition("'")
    return (word, before if len(before) > 1 else after)
