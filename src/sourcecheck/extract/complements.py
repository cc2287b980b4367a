"""What shows that a verb reports: "that", a colon, or speech in quotation marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import NamedTuple

from sourcecheck.extract.lexicon import Hit, Lexicon
from sourcecheck.extract.tokens import Token
from sourcecheck.model.article import Span
from sourcecheck.model.tables.languages import WordOrder
from sourcecheck.text.spans import Spans

WINDOW = 22
"""Words between a reporting verb and its "that"; titles and names can be long."""

SPEECH_GAP = 3
"""Signs and words between speech and a verb that comes first: a comma, a dash, "thus"."""

SPEECH_WORDS = 4
"""A quotation of so many words is speech; a shorter one is a name or a distancing quote."""


class Complement(NamedTuple):
    """What shows that a verb reports: "that", a colon, or speech in quotation marks."""

    at: int  # its token
    end: int  # the token after it
    speech: bool = False


_NO_QUOTES = Spans(())
_NOWHERE: Mapping[int, Span] = {}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with everything a rule may look at."""

    tokens: tuple[Token, ...]
    lexicon: Lexicon
    quotes: Spans
    openings: Mapping[int, Span]  # the quotations by where they begin
    closings: frozenset[int]  # where they end
    names: AbstractSet[str] = frozenset()  # capital words inside earlier sentences


def sentence_of(
    tokens: tuple[Token, ...], lexicon: Lexicon, quotes: Spans, names: set[str]
) -> Sentence:
    """Give a sentence the quotations that reach into it."""
    near = quotes.meeting(Span(tokens[0].start, tokens[-1].end)) if quotes.all else ()
    if not near:
        return Sentence(tokens, lexicon, _NO_QUOTES, _NOWHERE, frozenset(), names)
    return Sentence(
        tokens,
        lexicon,
        Spans(near),
        {quote.start: quote for quote in reversed(near)},
        frozenset(quote.end for quote in near),
        names,
    )


def complement_of(sentence: Sentence, hit: Hit) -> Complement | None:
    """Find what shows that a verb reports: after it, or speech that closes before it."""
    if opened := _opened(sentence, hit.end):
        return opened
    after = that(sentence, hit.end, hit.end + WINDOW)
    spoken = speech(sentence, hit.end, after.at if after else hit.end + WINDOW)
    if first := spoken or after:
        return first
    # where verbs come first only speech right in front is this verb's: "...", said the minister
    reach = SPEECH_GAP if sentence.lexicon.order is WordOrder.VERB_FIRST else WINDOW
    return _speech_before(sentence, hit.start, reach)


def _opened(sentence: Sentence, at: int) -> Complement | None:
    """Find the sign right behind a verb that opens what is said: "sagte, er sei krank"."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    if at + 1 >= len(tokens) or tokens[at].text not in lexicon.openers:
        return None
    return None if tokens[at + 1].text in lexicon.breakers else Complement(at, at + 1)


def that(sentence: Sentence, start: int, stop: int) -> Complement | None:
    """Find "that" between two tokens; a word such as "before" in front of it unmakes it."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    for at in range(start, min(stop, len(tokens))):
        text = tokens[at].text
        if text in lexicon.complementizers:
            if at > 0 and tokens[at - 1].text in lexicon.blockers:
                return None
            return Complement(at, at + 1)
        if text in lexicon.breakers or text == ";":
            return None
    return None


def speech(sentence: Sentence, start: int, stop: int) -> Complement | None:
    """Find speech: a quotation of several words, or a colon before one."""
    tokens = sentence.tokens
    breakers = sentence.lexicon.breakers
    for at in range(start, min(stop, len(tokens))):
        text = tokens[at].text
        if text == ":":
            return Complement(at, at + 1, speech=True)
        quote = sentence.openings.get(tokens[at].start) if sentence.openings else None
        if quote and _is_long(islice(tokens, at, None), quote):
            return Complement(at, at + 1, speech=True)
        if text in breakers or text == ";":
            return None
    return None


def _speech_before(sentence: Sentence, verb: int, reach: int) -> Complement | None:
    """Find speech that closes just before the verb or its subject: "...", said X."""
    tokens = sentence.tokens
    if not sentence.closings:
        return None
    for at in range(verb - 1, max(-1, verb - 1 - reach), -1):
        if tokens[at].end in sentence.closings:
            quote = sentence.quotes.before(tokens[at].end)
            if quote and _is_long((tokens[n] for n in range(at, -1, -1)), quote):
                return Complement(at, at + 1, speech=True)
        if tokens[at].text == ";":
            return None
    return None


def _is_long(tokens: Iterable[Token], quote: Span) -> bool:
    """Tell whether a quotation holds words enough for speech; ``tokens`` start in it."""
    inside = takewhile(lambda token: quote.start <= token.start < quote.end, tokens)
    words = (token for token in inside if token.is_word)
    return sum(1 for _ in islice(words, SPEECH_WORDS)) == SPEECH_WORDS


def quote_at(sentence: Sentence, complement: Complement | None) -> Span | None:
    """Return the quotation a complement opens or closes, or None."""
    if complement is None or not complement.speech:
        return None
    place = sentence.tokens[complement.at]
    if place.end in sentence.closings and (closed := sentence.quotes.before(place.end)):
        return closed
    return next(iter(sentence.quotes.starting(place.start, place.start + 3)), None)
