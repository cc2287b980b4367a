"""The cues of a language: words that show an attribution, and where a sentence has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sourcecheck.extract.tokens import Token
from sourcecheck.model.tables.languages import Verb, Voices
from sourcecheck.text.fold import folded

GAP = "*"
"""In a phrase of a language file: up to ``GAP_WORDS`` words may stand here, per star."""

GAP_WORDS = 3

_DAMMA = "\u064f"


class CueKind(StrEnum):
    """What a cue does."""

    SILENT = "not-attribution"
    PHRASE = "vague-phrase"
    PREPOSITION = "preposition"
    POSTPOSITION = "postposition"
    VERB = "verb"
    PARTICIPLE = "participle"
    ECHO = "echo"
    NOMINAL = "nominal"


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue of the lexicon: the words it is made of and what it does."""

    words: tuple[str, ...]
    kind: CueKind
    verb: Verb | None = None
    glued: bool = False  # the last word is written onto the voice
    passive: bool = False  # only where the text writes the vowel of the passive
    conditional: bool = False  # hearsay only where no "if" and no "that" came before


class Hit(NamedTuple):
    """A cue found in a sentence: tokens ``start`` to ``end`` (exclusive).

    A tuple for the same reason as ``Token``.
    """

    cue: Cue
    start: int
    end: int
    voice_at: int = 0  # article offset where a glued voice begins; 0 = at the next token


def cues_of(voices: Voices) -> Iterator[Cue]:
    """Yield the cues of a language, one for each form of a verb."""
    plain = (
        (voices.not_attribution, CueKind.SILENT),
        (voices.vague_phrases, CueKind.PHRASE),
        (voices.postpositions, CueKind.POSTPOSITION),
        (voices.participles, CueKind.PARTICIPLE),
        (voices.echoes, CueKind.ECHO),
        (voices.nominal_cues, CueKind.NOMINAL),
    )
    for phrases, kind in plain:
        for phrase in phrases:
            passive = kind is CueKind.PHRASE and _DAMMA in phrase.split()[0][1:3]
            yield Cue(tuple(folded(phrase).split()), kind, passive=passive)
    for phrase in voices.conditionals:
        yield Cue(tuple(folded(phrase).split()), CueKind.PHRASE, conditional=True)
    for phrase in voices.prepositions:
        words = folded(phrase.removesuffix("~")).split()
        yield Cue(tuple(words), CueKind.PREPOSITION, glued=phrase.endswith("~"))
    for verb in voices.verbs:
        for form in verb.forms:
            yield Cue(tuple(folded(form).split()), CueKind.VERB, verb=verb)


def second_word(cue: Cue) -> str | None:
    """Return the word that must follow a cue's first one; None where none or several may."""
    if len(cue.words) == 1 or cue.words[1] == GAP or (cue.glued and len(cue.words) == 2):
        return None
    return cue.words[1]


def matched(cue: Cue, tokens: Sequence[Token], at: int) -> Hit | None:
    """Match a cue's further words after its first; a ``GAP`` lets a few words pass."""
    place = at + 1
    if len(cue.words) == 1:
        return None if cue.glued else Hit(cue, at, place)
    reach = 0
    for number, word in enumerate(cue.words[1:], start=1):
        if word == GAP:
            reach += GAP_WORDS
            continue
        if cue.glued and number == len(cue.words) - 1:
            return _glued(cue, tokens, at, place, word)
        if not reach:
            if place >= len(tokens) or tokens[place].text != word:
                return None
            place += 1
            continue
        found = next(
            (p for p in range(place, min(place + reach + 1, len(tokens)))
             if tokens[p].text == word),
            None,
        )  # fmt: skip
        if found is None:
            return None
        place, reach = found + 1, 0
    return Hit(cue, at, place)


def _glued(cue: Cue, tokens: Sequence[Token], at: int, place: int, letters: str) -> Hit | None:
    """Match a preposition written onto the voice: "لكونستانتين", and "للتقرير" with its article."""
    if place >= len(tokens) or not tokens[place].text.startswith(letters):
        return None
    token = tokens[place]
    if token.text == letters:
        return Hit(cue, at, place + 1)
    skip = len(letters) + (1 if token.text.startswith(letters + letters) else 0)
    return Hit(cue, at, place, voice_at=token.start + skip)
