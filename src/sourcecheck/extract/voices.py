"""Whose voice an attribution names: where the name begins and ends, and what kind it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sourcecheck.extract.lexicon import Hit, Lexicon, Role
from sourcecheck.extract.tokens import Token
from sourcecheck.model.article import Span
from sourcecheck.model.tables.languages import WordOrder

MAX_WORDS = 14
"""Words of a voice's name with its description; longer ones were whole clauses."""

CLAUSE_WORDS = 24
"""How far in front of its verb a clause may open; guess."""

APPOSITION_WORDS = 8
"""Words between two commas that may still be the name of who was described before."""

_DESCRIBING = frozenset({Role.PERSON, Role.INSTITUTION})
_BINDING = frozenset({Role.BINDER, Role.AFFILIATED})
_BINDING_FIRST = _BINDING | {Role.VAGUE_PERSON}  # "experts in Paris believe": the experts do
_QUOTES = frozenset('"')
_ENDS = frozenset(":;.!?…()[]{}-")

SHORT_WORDS = 3
"""Words between brackets behind a name that are its short form: "the Harbour Board (HB)"."""


class Voice(NamedTuple):
    """The words of a voice: tokens ``start`` to ``end`` (exclusive) of the sentence."""

    start: int
    end: int

    def words(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """Return the tokens of the voice."""
        return tokens[self.start : self.end]

    def span(self, tokens: Sequence[Token]) -> Span:
        """Return where the voice stands in the article."""
        return Span(tokens[self.start].start, tokens[self.end - 1].end)


def voice_after(
    lexicon: Lexicon, tokens: Sequence[Token], start: int, limit: int, *, closed: bool = False
) -> Voice | None:
    """Read the voice that follows a cue, up to ``limit`` or where its name ends.

    A name in quotation marks is part of it ("the X foundation"), and so is a name between
    commas after a description; time, place, manner and who was spoken to are not. With
    ``closed`` that name needs its second comma: after "according to" the next clause follows.
    """
    at = start
    while at < limit and (tokens[at].text == "," or Role.ADDRESSEE in lexicon.roles(tokens[at])):
        at += 1
    first = at
    while at < min(limit, first + MAX_WORDS):
        if tokens[at].text == ",":
            following = _apposition(lexicon, tokens, at, limit)
            if closed and following and not _is_comma(tokens, following):
                following = None
        else:
            following = _next_word(lexicon, tokens, at, first, limit)
        if following is None:
            break
        at = following
    while at > first and tokens[at - 1].text in lexicon.linkers:
        at -= 1
    if at > first and Role.PLACE in lexicon.roles(tokens[first]):
        return Voice(first, first + 1)  # a capital speaks alone; what follows is what it said
    return Voice(first, at) if at > first else None


def _next_word(
    lexicon: Lexicon, tokens: Sequence[Token], at: int, first: int, limit: int
) -> int | None:
    """Return the place behind a word of a name, or None where the name has ended."""
    if tokens[at].text in _QUOTES:
        closing = _closing_quote(tokens, at, limit)
        return None if closing is None else closing + 1
    if at > first and (shut := _short_form(tokens, at)):
        return shut if shut <= limit else None
    if _is_abbreviation(tokens, at):
        return at + 1
    if tokens[at].text in _ENDS or _ends_here(lexicon, tokens, at, first):
        return None
    return at + 1


def _short_form(tokens: Sequence[Token], opening: int) -> int | None:
    """Return the place behind "(HB)" where it opens behind a word, or None."""
    if tokens[opening].text != "(":
        return None
    inside = tokens[opening + 1 : opening + 2 + SHORT_WORDS]
    length = next((n for n, word in enumerate(inside) if not word.is_word), 0)
    return opening + 2 + length if length and inside[length].text == ")" else None


def behind_short_form(tokens: Sequence[Token], closing: int) -> int | None:
    """Return where "(HB)" opens that closes at ``closing`` behind a word, or None."""
    if tokens[closing].text != ")":
        return None
    reach = range(closing - 2, max(0, closing - 2 - SHORT_WORDS), -1)
    opening = next((at for at in reach if not tokens[at].is_word), 0)
    return opening if opening and _short_form(tokens, opening) == closing + 1 else None


def _is_comma(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].text == ","


def _ends_here(lexicon: Lexicon, tokens: Sequence[Token], at: int, first: int) -> bool:
    """Tell whether a name that began at ``first`` has ended before the word at ``at``."""
    word = tokens[at]
    if at > first and lexicon.order is not WordOrder.VERB_FIRST and lexicon.opens_verb(tokens, at):
        return True
    if lexicon.capital_nouns and at > first and _leaves_nouns(lexicon, tokens, at):
        return True
    if _opens_occasion(lexicon, tokens, at) or Role.ADDRESSEE in lexicon.roles(word):
        return True
    bound = at > first and (
        Role.BINDER in lexicon.roles(tokens[at - 1]) or _belongs(lexicon, tokens, at)
    )
    return not bound and (
        ends_name(lexicon, word)
        or _opens_deed(lexicon, tokens, at, first)
        or _opens_object(lexicon, tokens, at, first)
    )


def _opens_object(lexicon: Lexicon, tokens: Sequence[Token], at: int, first: int) -> bool:
    """Tell the person behind "accused the police the mayor": an article has closed the name."""
    return (
        at > first + 1
        and tokens[at - 1].text.startswith(lexicon.definite)
        and Role.PERSON in lexicon.roles(tokens[at])
        and Role.INSTITUTION in lexicon.roles(tokens[first])
    )


def _belongs(lexicon: Lexicon, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether "in" at ``at`` leads from people to their institution: "scientists in ..."."""
    if Role.AFFILIATED not in lexicon.roles(tokens[at - 1]):
        return False
    reach = 1 if lexicon.order is WordOrder.VERB_FIRST else 3
    return any(Role.INSTITUTION in lexicon.roles(word) for word in tokens[at + 1 : at + 1 + reach])


def opens_deed(lexicon: Lexicon, word: Token) -> bool:
    """Tell whether a word names what is announced rather than who announces it."""
    return word.text in lexicon.deeds or word.text.startswith(lexicon.deed_starts)


_HOLDING = frozenset({Role.PERSON, Role.INSTITUTION, Role.WORK})


def _opens_deed(lexicon: Lexicon, tokens: Sequence[Token], at: int, first: int) -> bool:
    """Tell the object of "announced the minister X the closure of ..." from a part of the name.

    Behind a role it is one: "head of rescue", "committee of inquiry".
    """
    if at == first or not opens_deed(lexicon, tokens[at]):
        return False
    role = tokens[at - 1]
    return not lexicon.roles(role) & _HOLDING or role.text.startswith(lexicon.definite)


def _leaves_nouns(lexicon: Lexicon, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a small word follows a noun and belongs to it no more: its verb, mostly."""
    word = tokens[at]
    small = word.is_word and not word.capital and word.text not in lexicon.linkers
    return small and (tokens[at - 1].capital or tokens[at - 1].text == ")")


def _opens_occasion(lexicon: Lexicon, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether "in an interview", "at the meeting" begins here."""
    if tokens[at].text not in lexicon.stops and tokens[at].text not in lexicon.linkers:
        return False
    return any(Role.OCCASION in lexicon.roles(word) for word in tokens[at + 1 : at + 3])


def _is_abbreviation(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the full stop at ``at`` belongs to "Mrs." or an initial."""
    return (
        tokens[at].text == "."
        and at > 0
        and tokens[at - 1].capital
        and len(tokens[at - 1].text) <= 4
        and at + 1 < len(tokens)
        and tokens[at + 1].capital
    )


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
        opening = _opening_quote(tokens, first - 1) if word.text in _QUOTES else None
        if opening is None:
            opening = behind_short_form(tokens, first - 1)
        if opening is not None:
            first = opening
            continue
        if word.text == ",":
            commas += 1
            if commas > (2 if last < end or tokens[end - 1].text == "," else 0):
                break
        elif _stops_before(lexicon, tokens, first - 1):
            break
        first -= 1
    last = _before_occasion(lexicon, tokens, first, last)
    first = _without_lead(lexicon, tokens, first, last)
    while last > first and (
        tokens[last - 1].text == ","
        or (last < end and tokens[last - 1].text in lexicon.linkers)
        or (last > first + 1 and lexicon.inverted and _is_this(lexicon, tokens[last - 1]))
    ):
        last -= 1
    return Voice(first, last) if last > first else None


def _without_lead(lexicon: Lexicon, tokens: Sequence[Token], first: int, last: int) -> int:
    """Return where a name begins behind small words, and behind the year of "in 1811"."""
    small = lexicon.small
    while first < last and (
        tokens[first].text == ","
        or tokens[first].text in small
        or (first and tokens[first].text[0].isdigit() and tokens[first - 1].text in lexicon.stops)
    ):
        first += 1
    return first + 1 if _is_where(lexicon, tokens, first, last) else first


def _is_this(lexicon: Lexicon, word: Token) -> bool:
    """Tell whether a word is "this" or "it": the object of a verb, behind its subject."""
    return Role.NONVOICE in lexicon.roles(word)


def _is_where(lexicon: Lexicon, tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell "(in) Paris" from the official behind it, where no comma parts them."""
    if not lexicon.articleless or first == 0 or first + 1 >= last or not tokens[first].capital:
        return False
    speaker = lexicon.roles(tokens[first + 1]) & {Role.PERSON, Role.NAMELESS}
    return bool(speaker) and tokens[first - 1].text in lexicon.stops


def _stops_before(lexicon: Lexicon, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a name in front of its verb cannot reach back to the word at ``at``."""
    word = tokens[at]
    if word.text in _QUOTES or (word.text in _ENDS and not _is_abbreviation(tokens, at)):
        return True
    return lexicon.opens_clause(word.text) and not _is_bound(lexicon, tokens, at)


def _is_bound(lexicon: Lexicon, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a stop word belongs to the noun before it: "researchers from ..."."""
    if at == 0 or tokens[at].text not in lexicon.stops or _opens_occasion(lexicon, tokens, at):
        return False
    binding = _BINDING_FIRST if lexicon.order is WordOrder.VERB_FIRST else _BINDING
    return not binding.isdisjoint(lexicon.roles(tokens[at - 1]))


def _before_occasion(lexicon: Lexicon, tokens: Sequence[Token], first: int, last: int) -> int:
    """Return where a voice ends that is followed by "in a statement" before its verb."""
    for at in range(first + 1, last):
        if _opens_occasion(lexicon, tokens, at):
            return at
    return last


def opening_voice(lexicon: Lexicon, tokens: Sequence[Token], verb: int) -> Voice | None:
    """Read the voice that opens the clause of a verb far behind it, up to a stop word."""
    closed = lexicon.clause_ends
    first = verb
    while (
        first > 0
        and (tokens[first - 1].is_word or tokens[first - 1].text[0].isdigit())
        and closed.isdisjoint(lexicon.plain(tokens[first - 1]))
    ):
        first -= 1
        if verb - first > CLAUSE_WORDS:
            return None
    if first < verb and tokens[first].text in lexicon.stops:
        return None  # "in a talk ...": where it was said comes first, not who said it
    last = first
    while last < verb and not ends_name(lexicon, tokens[last]):
        if _opens_occasion(lexicon, tokens, last):
            break
        last += 1
    return Voice(first, last) if last > first else None


def ends_name(lexicon: Lexicon, word: Token) -> bool:
    """Tell whether a word cannot be part of a voice's name."""
    return lexicon.ends_name(word.text)


def _opening_quote(tokens: Sequence[Token], closing: int) -> int | None:
    """Return where a quoted name of at most four words opens, behind the noun it belongs to."""
    for at in range(closing - 1, max(-1, closing - 6), -1):
        if tokens[at].text in _QUOTES:
            inside = tokens[at + 1 : closing]  # alone only where it opens: «Ведомости» пишут
            alone = at == 0 and tokens[1].capital and all(word.is_word for word in inside)
            return at if inside and (alone or tokens[at - 1].is_word) else None
    return None


def _closing_quote(tokens: Sequence[Token], opening: int, limit: int) -> int | None:
    """Return where a quoted name of at most four words closes; a longer one is speech."""
    for at in range(opening + 1, min(limit, opening + 6)):
        if tokens[at].text in _QUOTES:
            return at
    return None


def _apposition(lexicon: Lexicon, tokens: Sequence[Token], comma: int, limit: int) -> int | None:
    """Return the end of a name set off by commas, or None when the comma ends the voice."""
    at = comma + 1
    if at < len(tokens) and opens_deed(lexicon, tokens[at]):
        return None
    if not _is_apposition(lexicon, tokens[at : at + 2]):
        return None
    while at < min(limit, comma + 1 + APPOSITION_WORDS):
        word = tokens[at]
        if word.text == ",":
            return at if at > comma + 1 else None
        if word.text in _ENDS and not _is_abbreviation(tokens, at):
            named = all(each.capital for each in tokens[comma + 1 : at])
            told = lexicon.roles(tokens[comma + 1]) & _DESCRIBING
            return at if at > comma + 2 and (named or told) else None
        if word.is_word and ends_name(lexicon, word):
            return at if at > comma + 2 else None
        at += 1
    return at if at == limit and at > comma + 1 else None


def _is_apposition(lexicon: Lexicon, words: Sequence[Token]) -> bool:
    """Tell a name or a description from the next clause, in scripts that have capitals."""
    if lexicon.order is WordOrder.VERB_FIRST or not words:
        return True
    return words[0].capital or any(lexicon.roles(word) & _DESCRIBING for word in words)


def unglued(words: Sequence[Token], hit: Hit) -> Sequence[Token]:
    """Take a preposition written onto the first word off it."""
    if not hit.voice_at:
        return words
    first = words[0]
    cut = hit.voice_at - first.start
    # "للتقرير" holds the article without its alef: its word is definite all the same
    letters = ("ال" if cut > 1 else "") + first.text[cut:]
    bare = Token(letters, hit.voice_at, first.end, first.capital)
    return (bare, *words[1:])
