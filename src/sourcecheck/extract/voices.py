"""Whose voice an attribution names: where the name begins and ends, and what kind it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sourcecheck.extract.lexicon import Lexicon, Role
from sourcecheck.extract.tokens import Token
from sourcecheck.model.article import MentionKind, Span

MAX_WORDS = 14
"""Words of a voice's name with its description; longer ones were whole clauses."""

APPOSITION_WORDS = 5
"""Words between two commas that may still be the name of who was described before."""

NAMELESS_WORDS = 3
"""A singular work of so few words, none of them a name, is one nobody could find."""

_QUOTES = frozenset('"')
_ENDS = frozenset(":;.!?…()[]{}")


@dataclass(frozen=True, slots=True)
class Voice:
    """The words of a voice: tokens ``start`` to ``end`` (exclusive) of the sentence."""

    start: int
    end: int

    def words(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """Return the tokens of the voice."""
        return tokens[self.start : self.end]

    def span(self, tokens: Sequence[Token]) -> Span:
        """Return where the voice stands in the article."""
        return Span(tokens[self.start].start, tokens[self.end - 1].end)


def voice_after(lexicon: Lexicon, tokens: Sequence[Token], start: int, limit: int) -> Voice | None:
    """Read the voice that follows a cue, up to ``limit`` or where its name ends.

    A name in quotation marks is part of it ("the X foundation"), and so is a name between
    commas after a description; time, place and manner are not.
    """
    at = start
    while at < limit and tokens[at].text == ",":
        at += 1
    first = at
    while at < min(limit, first + MAX_WORDS):
        word = tokens[at]
        if word.text in _QUOTES:
            closing = _closing_quote(tokens, at, limit)
            if closing is None:
                break
            at = closing + 1
        elif word.text == ",":
            closing = _apposition(lexicon, tokens, at, limit)
            if closing is None:
                break
            at = closing
        elif word.text in _ENDS or ends_name(lexicon, word):
            break
        else:
            at += 1
    if at > first and Role.PLACE in lexicon.roles(tokens[first]):
        return Voice(first, first + 1)  # a capital speaks alone; what follows is what it said
    return Voice(first, at) if at > first else None


def voice_before(lexicon: Lexicon, tokens: Sequence[Token], end: int) -> Voice | None:
    """Read the voice that stands in front of its verb, back to where the clause opens.

    A description between commas just before the verb belongs to the name before it.
    """
    last = end
    while last > 0 and (
        tokens[last - 1].text in lexicon.before_verb or ends_name(lexicon, tokens[last - 1])
    ):
        last -= 1
    commas = 0
    first = last
    while first > 0 and last - first < MAX_WORDS:
        word = tokens[first - 1]
        if word.text == ",":
            commas += 1
            if commas > (2 if last < end or tokens[end - 1].text == "," else 0):
                break
        elif word.text in _ENDS or word.text in _QUOTES or _opens_clause(lexicon, word):
            break
        first -= 1
    while first < last and (tokens[first].text == "," or tokens[first].text in lexicon.stops):
        first += 1
    while last > first and tokens[last - 1].text == ",":
        last -= 1
    return Voice(first, last) if last > first else None


def _opens_clause(lexicon: Lexicon, word: Token) -> bool:
    closed = lexicon.breakers | lexicon.complementizers | (lexicon.stops - lexicon.linkers)
    return bool(lexicon.plain(word) & closed)


def ends_name(lexicon: Lexicon, word: Token) -> bool:
    """Tell whether a word cannot be part of a voice's name."""
    if word.text in lexicon.linkers:
        return False
    return bool(lexicon.plain(word) & lexicon.name_ends)


def _closing_quote(tokens: Sequence[Token], opening: int, limit: int) -> int | None:
    """Return where a quoted name of at most four words closes; a longer one is speech."""
    for at in range(opening + 1, min(limit, opening + 6)):
        if tokens[at].text in _QUOTES:
            return at
    return None


def _apposition(lexicon: Lexicon, tokens: Sequence[Token], comma: int, limit: int) -> int | None:
    """Return the end of a name set off by commas, or None when the comma ends the voice."""
    at = comma + 1
    while at < min(limit, comma + 1 + APPOSITION_WORDS):
        word = tokens[at]
        if word.text == ",":
            return at if at > comma + 1 else None
        if not word.is_word or ends_name(lexicon, word):
            return at if word.is_word and at > comma + 2 else None
        at += 1
    return at if at == limit and at > comma + 1 else None


def kind_of(lexicon: Lexicon, words: Sequence[Token]) -> MentionKind | None:
    """Say what kind of voice the words name; None when they name no voice at all.

    The head decides: the first noun after "some of", "a number of". Plural nobodies are
    vague unless they belong to somebody; officials count as named once they are described
    ("Western officials"), and a report once it says whose it is.
    """
    head, quantified = _head(lexicon, words)
    if head is None:
        return MentionKind.VAGUE if quantified else None
    roles = lexicon.roles(words[head])
    rest = [word for word in words[head + 1 :] if word.is_word]
    owned = _is_owned(lexicon, words[head + 1 :])
    if Role.NONVOICE in roles:
        return None
    if Role.VAGUE_PERSON in roles:
        described = Role.PERSON in roles and bool(rest)
        return MentionKind.NAMED if described and not quantified else MentionKind.VAGUE
    if Role.VAGUE_WORK in roles:
        return MentionKind.WORK if owned else MentionKind.VAGUE
    if Role.WORK in roles:
        nameless = not owned and not lexicon.is_definite(words[head])
        return MentionKind.VAGUE if nameless and len(rest) < NAMELESS_WORDS else MentionKind.WORK
    if Role.PRONOUN in roles and not rest:
        return MentionKind.PRONOUN
    return MentionKind.NAMED


def _head(lexicon: Lexicon, words: Sequence[Token]) -> tuple[int | None, bool]:
    """Return the place of the head noun and whether a quantifier stands before it."""
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
        return at, quantified
    return None, quantified


def _is_owned(lexicon: Lexicon, words: Sequence[Token]) -> bool:
    """Tell whether the words name somebody: an institution, a person, a quoted name."""
    for word in words:
        if word.text in _QUOTES or word.capital or (word.is_word and word.text.isascii()):
            return True
        if lexicon.roles(word) & {Role.INSTITUTION, Role.PERSON, Role.PLACE}:
            return True
    return False
