"""Groups without a name: "local anglers", «другие рыболовы», whom nobody could look up."""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.extract.lexicon import Lexicon, Role
from sourcecheck.extract.tokens import Token

MIN_LETTERS = 4
"""A plural shorter than this is too likely another word; guess."""

_LOOKED_UP = frozenset({Role.INSTITUTION, Role.PLACE, Role.WORK, Role.NONVOICE})
_SKIPPED = frozenset({Role.QUANTIFIER})


def is_group(lexicon: Lexicon, words: Sequence[Token], *, listed: bool = False) -> bool:
    """Tell whether the words are a common noun in the plural and hold nothing to look up.

    The words may come in any order; the one in front may have a capital because a sentence
    opens there. It is believed then only where its ending is one that people's trades have:
    "Greens" are a party and "Williams" is a name. Of ``listed`` people the plural is known
    already.
    """
    if not lexicon.plurals.endings and not lexicon.plurals.sure:
        return False
    printed = sorted(words, key=_start)
    core = _core(lexicon, printed)
    if not core or any(word.capital for word in printed[1:]):
        return False
    if any(_is_known(lexicon, word) for word in printed):
        return False
    if listed:
        return not any(word.text.endswith(lexicon.plurals.exceptions) for word in core)
    if lexicon.plurals.heads_last:
        return _is_plural(lexicon, core[-1:])
    while len(core) > 1 and core[0].text.endswith(lexicon.plurals.modifiers):
        core = core[1:]
    return _is_plural(lexicon, core)


def _start(word: Token) -> int:
    return word.start


def _core(lexicon: Lexicon, words: Sequence[Token]) -> Sequence[Token]:
    """Return the noun with its adjectives, up to a comma or a word like "of"."""
    first = 0
    while first < len(words) and _is_small(lexicon, words[first]):
        first += 1
    last = first
    while last < len(words) and words[last].is_word and words[last].text not in lexicon.joins:
        last += 1
    return words[first:last]


def _is_small(lexicon: Lexicon, word: Token) -> bool:
    """Tell whether a word in front counts or points out, and is no noun."""
    return (
        not word.is_word
        or word.text in lexicon.joins
        or word.text in lexicon.articles
        or bool(lexicon.roles(word) & _SKIPPED)
    )


def _is_known(lexicon: Lexicon, word: Token) -> bool:
    """Tell whether a word is one that could be looked up: an institution, a name, a title."""
    latin = word.is_word and word.text.isascii() and not lexicon.latin
    if word.text == '"' or latin:
        return True
    # stems of institutions hold their plurals too, which are no more known than people
    several = lexicon.plurals.heads_last and word.text.endswith(lexicon.plurals.endings)
    roles = lexicon.roles(word) & _LOOKED_UP
    return bool(roles - {Role.INSTITUTION}) or (bool(roles) and not several)


def _is_plural(lexicon: Lexicon, words: Sequence[Token]) -> bool:
    """Tell whether a noun is surely in the plural, by itself or by the word behind it."""
    noun, plurals = words[0], lexicon.plurals
    if len(noun.text) < MIN_LETTERS or "'" in noun.text or noun.text.endswith(plurals.exceptions):
        return False
    if lexicon.shows_people(noun.text):
        return True
    if lexicon.capitals:
        return not noun.capital and noun.text.endswith(plurals.endings)
    following = words[1].text if len(words) > 1 else ""
    if noun.text.endswith(plurals.construct):
        return following.startswith(lexicon.definite)
    definite = noun.text.startswith(lexicon.definite) or following.endswith(plurals.endings)
    return definite and noun.text.endswith(plurals.endings)
