"""A name as listed, in another case, or with particles written before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sourcecheck.classify.choice import Asked
from sourcecheck.classify.index import aliases_at
from sourcecheck.model.tables.outlets import Alias
from sourcecheck.text.nameindex import DECLINING
from sourcecheck.text.naming import (
    forms,
    key_of,
    pairs,
    plain_key,
    settled_key,
    undeclined,
    without_suffixes,
    words_of,
)
from sourcecheck.text.scripts import main_script

_LETTERS = re.compile(r"[^\W\d_]+")
CASED = frozenset({"Armn", "Cyrl", "Grek", "Latn"})
"""Scripts with capitals."""

_STEM = 7  # letters of a word with an ending of case
_SUFFIX = 4  # letters of the longest such ending
_SHORTEST = 4  # letters that are left of it


def as_listed(part: list[str], asked: Asked) -> tuple[Alias, ...]:
    """Return whose whole name some words are; "the" does not count."""
    index = asked.index
    return aliases_at(index.exact.get(plain_key(part, index.words), ()), index)


def in_another_case(part: list[str], asked: Asked) -> tuple[Alias, ...]:
    """Return whose name some words are in another case, or with particles before it."""
    if hits := _suffixed(part, asked):
        return hits
    bare = without_suffixes(part, asked.index.words)
    if bare != part and (hits := as_listed(bare, asked)):
        return hits
    if hits := _declined(part, asked) or _with_ezafe(part, asked):
        return hits
    for first in forms(part[0], asked.index.words)[1:]:
        cut = len(part[0]) - len(first)
        cuts = not part[0].endswith(first) or cut == 1 or "'" in part[0]
        if cuts and (hits := as_listed([first, *part[1:]], asked)):
            return tuple(hit for hit in hits if not hit.common)
    return ()


def _suffixed(part: list[str], asked: Asked) -> tuple[Alias, ...]:
    """Read a Turkic case that is written without a mark: "Yeni Müsavatın"."""
    word = part[-1]
    cases = asked.index.words.get("case", frozenset())
    if len(word) < _STEM or not word.isascii() or not printed_big(part, asked.name):
        return ()
    for length in range(_SUFFIX, 1, -1):
        ending = word[-length:]
        if ending not in cases or (length == 2 and ending[-1] != "n"):
            continue
        if len(word) - length > _SHORTEST and (
            hits := as_listed([*part[:-1], word[:-length]], asked)
        ):
            return tuple(hit for hit in hits if not hit.common)
    return ()


def _with_ezafe(part: list[str], asked: Asked) -> tuple[Alias, ...]:
    """Read a Persian name with the letter that binds it to what follows: «شینهوای چین»."""
    endings = pairs(asked.index.words.get("ezafe", frozenset()))
    bare = next((part[-1][:-2] + new for old, new in endings.items() if part[-1][-2:] == old), "")
    if len(bare) < _SHORTEST:
        return ()
    return tuple(hit for hit in as_listed([*part[:-1], bare], asked) if not hit.common)


def _declined(part: list[str], asked: Asked) -> tuple[Alias, ...]:
    """Read a name in another case: «Российской газеты».

    A name that is also a plain word is no name so: «власти» are the authorities, not a magazine.
    """
    if part[0].isascii() or main_script(part[0]) not in DECLINING:
        return ()
    if not any(_capital(word, asked.name) for word in part):
        return ()
    stem = key_of(undeclined(part, asked.index.words))
    if len(stem) < asked.tables.limits.fuzzy_letters:
        return ()
    places = asked.index.declined.get(stem, ())
    hits = aliases_at(places, asked.index) or _with_ending(part, asked)
    return tuple(hit for hit in hits if not hit.common)


def _with_ending(part: list[str], asked: Asked) -> tuple[Alias, ...]:
    """Read a case that is an ending behind the whole name: «Таснима»."""
    word, endings = part[-1], asked.index.words.get("ending", frozenset())
    for length in range(len(word) - 1, asked.tables.limits.fuzzy_letters - 1, -1):
        if word[length:] in endings and (hits := as_listed([*part[:-1], word[:length]], asked)):
            return hits
    return ()


def _capital(word: str, name: str) -> bool:
    """Tell whether a word was printed with a capital, or in letters that have none."""
    for printed in _LETTERS.findall(name):
        if settled_key(printed) == word:
            return printed[0].isupper() or main_script(word) not in CASED
    return False


def printed_big(part: Sequence[str], name: str) -> bool:
    """Tell whether a word of a part begins with a capital."""
    own = set(part)
    return any(
        printed[0].isupper() and not own.isdisjoint(words_of(printed))
        for printed in _LETTERS.findall(name)
    )
