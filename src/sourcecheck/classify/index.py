"""The names of the gazetteer, made ready to be looked up: built once per set of tables."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from sourcecheck.model.tables.outlets import Alias, CountryWord, OutletTables
from sourcecheck.text.fold import folded
from sourcecheck.text.scripts import main_script

_INITIALS = re.compile(r"\b(\w)\.(?=\w\b)")
_WORD = re.compile(r"[\w'’׳״\"]*\w", re.UNICODE)
_ACCENTED = re.compile("[\u00c0-\u024f\u0259]")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
# Letters that transliterations of one sound disagree on; "ch", "kh", "q", "c" all become k.
_SOUNDS = (("ph", "f"), ("x", "ks"), ("c", "k"), ("q", "k"), ("h", ""), ("w", ""), ("y", ""))
_CYRILLIC = "Cyrl"
_MAX_WORDS = 5  # of a country's name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NameIndex:
    """Lookup tables over folded names."""

    exact: Mapping[str, tuple[Alias, ...]]  # whole name
    cores: Mapping[str, tuple[Alias, ...]]  # name without what it is ("agency", "newspaper")
    countries: Mapping[str, CountryWord]
    stems: Mapping[str, CountryWord]
    words: Mapping[str, frozenset[str]]  # class -> folded words


def words_of(name: str) -> list[str]:
    """Return the words of a name as they are compared: folded, accents and quotes gone."""
    return _split(folded(name))


def _all_words(texts: Iterable[str]) -> list[list[str]]:
    """Return the words of many names, folded as one text: a call for each would cost more."""
    return [_split(line) for line in folded("\n".join(texts)).split("\n")]


def _split(text: str) -> list[str]:
    plain = _INITIALS.sub(r"\1", text)
    if _ACCENTED.search(plain):
        plain = _without_accents(plain.lower())
    return [word.strip("'’׳״\"") for word in _WORD.findall(plain)]


def _without_accents(text: str) -> str:
    """Drop accents of Latin letters; those of other scripts make other letters."""
    return "".join(
        _LATIN_MARKS.sub("", unicodedata.normalize("NFD", char)) if char < "\u0250" else char
        for char in text
    ).replace("ə", "e")


def key_of(words: Iterable[str]) -> str:
    """Return the words as one key. Spaces go: "BBC News" and "BBCNews" are one name."""
    return "".join(words)


def plain_key(split: Iterable[str], words: Mapping[str, frozenset[str]]) -> str:
    """Return the key of a whole name; "the" does not count."""
    articles = words.get("article", frozenset())
    return key_of(word for word in split if word not in articles)


def skeleton(text: str) -> str:
    """Return the consonants of a name's transliteration, in one spelling of each sound."""
    return _consonants(anyascii(text))


def _consonants(text: str) -> str:
    """Return the consonants of plain ASCII, line by line."""
    sounds = re.sub(r"[^a-z0-9\n]", "", text.lower())
    for old, new in _SOUNDS:
        sounds = sounds.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiou]", "", sounds))


@lru_cache(maxsize=4)
def index_of(tables: OutletTables) -> NameIndex:
    """Build the index of ``tables``; kept for the tables last used."""
    names = [word for word in tables.countries if word.type != "stem"]
    words = {
        name: frozenset(given if name == "contraction" else map(_joined, given))
        for name, given in tables.words.items()
    }
    exact: dict[str, list[Alias]] = defaultdict(list)
    cores: dict[str, list[Alias]] = defaultdict(list)
    for alias, split in zip(
        tables.aliases, _all_words(a.text for a in tables.aliases), strict=True
    ):
        exact[plain_key(split, words)].append(alias)
        cores[key_of(core_words(split, words))].append(alias)
    return NameIndex(
        exact={key: tuple(found) for key, found in exact.items()},
        cores={key: tuple(found) for key, found in cores.items() if key},
        countries={
            " ".join(split): word
            for word, split in zip(names, _all_words(w.text for w in names), strict=True)
        },
        stems={_joined(w.text): w for w in tables.countries if w.type == "stem"},
        words=words,
    )


@lru_cache(maxsize=4)
def skeletons_of(index: NameIndex) -> Mapping[str, tuple[Alias, ...]]:
    """Return the names of an index by their consonants; built apart, as few names need it."""
    found: dict[str, list[Alias]] = defaultdict(list)
    skeletons = _consonants("\n".join(map(anyascii, index.cores))).split("\n")  # as one text
    for sounds, aliases in zip(skeletons, index.cores.values(), strict=True):
        found[sounds].extend(aliases)
    return {key: tuple(aliases) for key, aliases in found.items()}


@lru_cache(maxsize=4)
def declined_of(index: NameIndex) -> Mapping[str, tuple[Alias, ...]]:
    """Return the Cyrillic names of an index by their words without endings of case."""
    found: dict[str, list[Alias]] = defaultdict(list)
    for aliases in index.exact.values():
        for alias in aliases:
            if main_script(alias.text) == _CYRILLIC:
                found[key_of(undeclined(words_of(alias.text), index.words))].append(alias)
    return {key: tuple(aliases) for key, aliases in found.items()}


def undeclined(split: Iterable[str], words: Mapping[str, frozenset[str]]) -> list[str]:
    """Return words without the longest ending of case each has; three letters stay."""
    endings = words.get("ending", frozenset())
    return [
        next((word[:n] for n in range(3, len(word)) if word[n:] in endings), word) for word in split
    ]


def without_suffixes(split: Iterable[str], words: Mapping[str, frozenset[str]]) -> list[str]:
    """Return words without the case that Turkish writes behind an apostrophe: "Rusya'nın"."""
    cases = words.get("case", frozenset())
    parts = ((word, re.split("['’]", word)) for word in split)
    return [part[0] if len(part) == 2 and part[1] in cases else word for word, part in parts]


def _joined(word: str) -> str:
    return key_of(words_of(word))


def core_words(split: list[str], words: Mapping[str, frozenset[str]]) -> list[str]:
    """Return the words without head words and fillers; prefixed articles go with them."""
    dropped = words.get("head", frozenset()) | words.get("filler", frozenset())
    return [word for word in split if not dropped.intersection(forms(word, words))]


def forms(word: str, words: Mapping[str, frozenset[str]]) -> list[str]:
    """Return a word as written, and without the particles Arabic and Hebrew write into it."""
    if word.isascii():  # neither Arabic nor Hebrew; but Turkish: Rusya'nın
        return [word, word.partition("'")[0]] if "'" in word else [word]
    prefixes = words.get("prefix", frozenset())
    cut = [word[n:] for n in (3, 2, 1) if len(word) > n + 2 and word[:n] in prefixes]
    cut += [
        new + word[len(old) :]
        for old, new in _contractions(words.get("contraction", frozenset()))
        if word.startswith(old) and len(word) > len(old) + 1
    ]
    return [word, *cut]


@lru_cache(maxsize=4)
def _contractions(listed: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return the contractions as pairs: what is written, what it stands for."""
    pairs = (pair.partition("=") for pair in sorted(listed))
    return tuple((old, new) for old, _, new in pairs)


def country_at(split: list[str], place: int, index: NameIndex) -> tuple[CountryWord, int] | None:
    """Return the country named at ``place`` and how many words name it, longest first."""
    for length in range(min(_MAX_WORDS, len(split) - place), 0, -1):
        rest = " ".join(split[place + 1 : place + length])
        for first in forms(split[place], index.words):
            if found := index.countries.get(f"{first} {rest}".strip()):
                return found, length
    stem = _stem(split[place], index)
    return (stem, 1) if stem else None


def _stem(word: str, index: NameIndex) -> CountryWord | None:
    """Return the country whose stem opens ``word``; an ending has at most six letters."""
    for length in range(len(word), max(2, len(word) - 7), -1):
        if found := index.stems.get(word[:length]):
            return found
    return None
