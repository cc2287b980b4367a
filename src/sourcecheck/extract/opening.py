"""Whose voice opens a sentence whose verb closes it: "The minister, that ..., said"."""

from __future__ import annotations

from sourcecheck.extract.complements import SPEECH_WORDS, Complement, Sentence
from sourcecheck.extract.lexicon import Hit, Role
from sourcecheck.extract.speakers import SPEAKERS, is_lone_name
from sourcecheck.extract.voices import Voice, behind_short_form, ends_name

RELATIVE_WORDS = 24
"""Words in front of a name in which a clause about it may close; guess."""

OPENING_WORDS = 9
"""Words in front of a sentence that may hold its voice, where verbs come last."""

LEADING = 40
"""Small words and signs that may open a sentence before its voice; guess."""


def opening_voice(sentence: Sentence, hit: Hit, complement: Complement | None) -> Voice | None:
    """Find the voice in front of the sentence, up to the first comma, or None.

    Where speech comes first the voice stands behind it: '"...", the minister said'.
    """
    first = _first_word(sentence, _behind_clause(sentence, hit.start), hit.start)
    if _in_speech(sentence, first):
        if complement is None or not complement.speech or complement.at >= hit.start:
            return None
        first = _first_word(sentence, complement.end, hit.start)
    if first and sentence.tokens[first - 1].text == '"' and _closes(sentence, first, hit.start):
        first -= 1  # a name in quotation marks
    last = _last_word(sentence, first, hit, complement)
    return Voice(first, last + 1) if last >= first else None


def _behind_clause(sentence: Sentence, stop: int) -> int:
    """Return where a clause in front of the name has ended: '"...", says' the baker."""
    words = sentence.tokens[: min(stop, RELATIVE_WORDS)]
    found = [at for at, word in enumerate(words) if word.text in sentence.lexicon.relatives]
    told = [at for at, word in enumerate(words) if word.text.endswith(sentence.lexicon.reported)]
    if told and told[-1] < stop - 1 and _is_name(sentence, stop - 1):
        return told[-1] + 1  # "that jobs would go the manager announced"
    return found[-1] + 1 if found else 0


def _is_name(sentence: Sentence, at: int) -> bool:
    word = sentence.tokens[at]
    return word.capital or bool(sentence.lexicon.roles(word) & SPEAKERS)


def _first_word(sentence: Sentence, start: int, stop: int) -> int:
    tokens, lexicon = sentence.tokens, sentence.lexicon
    stop = min(stop, start + LEADING)
    while start < stop and (not tokens[start].is_word or ends_name(lexicon, tokens[start])):
        start += 1
    return start


def _in_speech(sentence: Sentence, at: int) -> bool:
    """Tell whether a word stands in a quotation too long for a name."""
    tokens = sentence.tokens
    quote = sentence.quotes.at(tokens[at].start)
    if quote is None:
        return False
    near = tokens[at : at + 3 * SPEECH_WORDS]
    return sum(word.is_word and word.start < quote.end for word in near) >= SPEECH_WORDS


def _closes(sentence: Sentence, start: int, stop: int) -> bool:
    near = sentence.tokens[start : min(stop, start + OPENING_WORDS)]
    return any(word.text == '"' for word in near)


def _last_word(sentence: Sentence, first: int, hit: Hit, complement: Complement | None) -> int:
    """Return the last word of the voice: the last name or speaker's word before a comma."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    opening = range(first, min(hit.start, first + OPENING_WORDS))
    comma = next(
        (
            at
            for at in opening
            if tokens[at].text == ","
            or ends_name(lexicon, tokens[at])
            or (at > first and _in_speech(sentence, at))
        ),
        opening.stop,
    )
    alone = (
        (tokens[first].capital and tokens[first].text in sentence.names)
        or is_lone_name(lexicon, tokens[first : first + 2])
        or (
            hit.start == first + 1
            and complement is not None
            and not complement.speech
            and _may_be_name(sentence, first)
        )
    )
    last = max(
        (
            at
            for at in range(first, comma)
            if (tokens[at].capital and at > first and "'" not in tokens[at].text)
            or lexicon.roles(tokens[at]) & SPEAKERS
            or lexicon.shows_people(tokens[at].text)
        ),
        default=first if alone else first - 1,
    )
    shut = last + 1 < comma and behind_short_form(tokens, last + 1)
    return last + 1 if shut else last


def _may_be_name(sentence: Sentence, at: int) -> bool:
    """Tell whether the only word in front of "said that" is a name or a pronoun."""
    word, roles = sentence.tokens[at], sentence.lexicon.roles(sentence.tokens[at])
    return Role.PRONOUN in roles or (word.capital and not roles)
