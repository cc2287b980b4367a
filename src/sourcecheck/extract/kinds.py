"""What kind of voice some words name: somebody, a work, or nobody who could be looked up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sourcecheck.extract.groups import is_group
from sourcecheck.extract.lexicon import Lexicon, Role
from sourcecheck.extract.tokens import Token
from sourcecheck.model.article import MentionKind
from sourcecheck.model.tables.languages import WordOrder

NAMELESS_WORDS = 3
"""A singular work of so few words, none of them a name, is one nobody could find."""

_NOBODY = frozenset({Role.VAGUE_PERSON, Role.VAGUE_WORK})
_UNNAMED = _NOBODY | {Role.QUANTIFIER}  # "previous studies" name nobody, whatever opens them
_QUOTES = frozenset('"')


def kind_of(lexicon: Lexicon, words: Sequence[Token]) -> MentionKind | None:
    """Say what kind of voice the words name; None when they name no voice at all.

    The head decides: the first noun after "some of", "a number of". Plural nobodies are
    vague unless they belong to somebody; officials count as named once they are described
    ("Western officials"), and a report once it says whose it is.
    """
    head, quantified = _head(lexicon, words)
    if head is None:
        return MentionKind.VAGUE if quantified else None
    if is_anonymous(lexicon, words):
        return MentionKind.VAGUE
    roles = lexicon.roles(words[head])
    others = words[head + 1 :] or words[1:head]  # "a World Bank report" is owned from in front
    rest = [word for word in others if word.is_word]
    owned = _is_owned(lexicon, others)
    if Role.NONVOICE in roles:
        return None
    if Role.VAGUE_PERSON in roles:
        owners = () if rest and Role.BINDER in lexicon.roles(rest[0]) else rest  # "polled by X"
        if Role.AFFILIATED in roles and not quantified and _is_affiliated(lexicon, owners):
            return MentionKind.NAMED
        described = (
            Role.PERSON in roles and bool(rest) and not is_group(lexicon, words, listed=True)
        )
        return MentionKind.NAMED if described and not quantified else MentionKind.VAGUE
    if Role.VAGUE_WORK in roles:
        return MentionKind.WORK if owned else MentionKind.VAGUE
    if Role.WORK in roles:
        known = lexicon.is_definite(words[head]) or any(
            word.text in lexicon.articles for word in words[:head]
        )
        nameless = not owned and not known
        if lexicon.articleless and len(words) == 1:
            return MentionKind.WORK  # the one named before, if there is one: see ``anaphora``
        return MentionKind.VAGUE if nameless and len(rest) < NAMELESS_WORDS else MentionKind.WORK
    if Role.PRONOUN in roles and not rest:
        return MentionKind.PRONOUN
    return MentionKind.VAGUE if is_group(lexicon, words) else MentionKind.NAMED


def kind_from_end(lexicon: Lexicon, words: Sequence[Token]) -> MentionKind:
    """Say the kind where heads come last: "savunma bakanlığı", "uzmanlara"."""
    return kind_of(lexicon, (words[-1], *words[:-1])) or MentionKind.NAMED


def is_anonymous(lexicon: Lexicon, words: Sequence[Token]) -> bool:
    """Tell a role that many hold, told apart by rank and nation alone: "a senior US official".

    A name, an institution behind the role, or a word that says it is known, makes it somebody.
    """
    at = next((n for n, word in enumerate(words) if Role.NAMELESS in lexicon.roles(word)), None)
    if at is None:
        return False
    roles = [lexicon.roles(word) for word in words]
    if _is_known(lexicon, words[: at + 1], roles):
        return False
    before, after = words[:at], words[at + 1 :]
    if lexicon.order is WordOrder.VERB_FIRST:
        return all(Role.QUANTIFIER in each for each in roles[:at]) and all(
            Role.RANK in each for each in roles[at + 1 :]
        )
    if any(word.text == "," for word in before) or _is_affiliated(lexicon, after):
        return False
    counted = any(
        Role.QUANTIFIER in each and word.text not in lexicon.linkers
        for word, each in zip(words, roles, strict=True)
    )
    if counted or Role.VAGUE_PERSON in roles[at]:
        return True
    lowered = not any(word.capital for word in before[1:])
    owned = any(Role.INSTITUTION in each for each in roles[:at])
    unsaid = lexicon.articleless and lexicon.capitals  # no "a" is needed to say "some"
    return bool(before) and unsaid and lowered and not owned


def _is_known(lexicon: Lexicon, words: Sequence[Token], roles: Sequence[frozenset[Role]]) -> bool:
    """Tell whether "the" or "this" stands before a role, or is written onto it."""
    return (
        words[-1].text.startswith(lexicon.definite)
        or any(word.text in lexicon.articles for word in words)
        or any(Role.NONVOICE in each for each in roles)
    )


def _is_affiliated(lexicon: Lexicon, words: Sequence[Token]) -> bool:
    """Tell whether people are those of an institution or a place that is named."""
    return shows_name(lexicon, words) or any(
        lexicon.roles(word) & {Role.INSTITUTION, Role.PLACE} for word in words
    )


def shows_name(lexicon: Lexicon, words: Sequence[Token]) -> bool:
    """Tell whether capitals show a name; where nouns have them it takes two in a row."""
    if not lexicon.capital_nouns:
        return any(word.capital and word.text not in lexicon.linkers for word in words)
    return any(one.capital and two.capital for one, two in pairwise(words))


def _ends_in_work(lexicon: Lexicon, words: Sequence[Token]) -> bool:
    """Tell "a World Bank report", whose head comes last, from "the author of a report"."""
    inner = (word.text for word in words if word.text not in lexicon.articles)
    return (
        lexicon.order is WordOrder.SUBJECT_FIRST
        and len(words) > 1
        and Role.WORK in lexicon.roles(words[-1])
        and any(word.capital for word in words[1:-1])
        and not lexicon.linkers.intersection(inner)
    )


def _head(lexicon: Lexicon, words: Sequence[Token]) -> tuple[int | None, bool]:
    """Return the place of the head noun and whether a quantifier stands before it."""
    if _ends_in_work(lexicon, words):
        return len(words) - 1, False
    quantified = False
    for at, word in enumerate(words):
        if not word.is_word or word.text in lexicon.linkers:
            continue
        roles = lexicon.roles(word)
        if Role.QUANTIFIER in roles:
            quantified = True
            continue
        if Role.VAGUE_PERSON not in roles and word.text in lexicon.stops:
            continue
        if word.text in lexicon.articles and Role.NONVOICE not in roles:
            continue
        return at, quantified
    return None, quantified


def _is_owned(lexicon: Lexicon, words: Sequence[Token]) -> bool:
    """Tell whether the words name somebody: an institution, a person, a quoted name."""
    told = [word for word in words if not lexicon.roles(word) & _UNNAMED]
    if shows_name(lexicon, told):
        return True
    for word in told:
        latin = word.is_word and word.text.isascii() and not lexicon.latin
        if word.text in _QUOTES or latin:
            return True
        if lexicon.roles(word) & {Role.INSTITUTION, Role.PERSON, Role.PLACE}:
            return True
    return False
