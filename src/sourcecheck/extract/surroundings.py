"""What stands around a cue and changes what it means: "if", a subject, "in the report of"."""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.extract.complements import WINDOW, Complement, Sentence
from sourcecheck.extract.kinds import kind_of
from sourcecheck.extract.lexicon import CueKind, Hit, Lexicon, Role
from sourcecheck.extract.speakers import SPEAKERS, known_speaker
from sourcecheck.extract.tokens import Token
from sourcecheck.extract.voices import Voice, opening_voice, opens_deed, voice_after, voice_before
from sourcecheck.model.article import MentionKind
from sourcecheck.model.tables.languages import WordOrder

ASIDE_WORDS = 5
"""Words of a voice that closes a sentence; guess."""

CLAUSE_WORDS = 8
"""Words before a verb in which an "if" makes it a thing nobody said; guess."""


def is_hypothetical(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether "if" opens the clause of a verb: then nobody has said it."""
    for at in range(hit.start - 1, max(-1, hit.start - 1 - CLAUSE_WORDS), -1):
        word = sentence.tokens[at]
        if sentence.lexicon.is_hypothetical(word.text):
            return True
        if not word.is_word:
            return False
    return False


def is_conditional(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether an "if" near by, or a "that" before, explains a verb in the conditional."""
    lexicon, tokens = sentence.lexicon, sentence.tokens
    first = max(0, hit.start - WINDOW)
    if any(word.text in lexicon.hypotheticals for word in tokens[first : hit.end + WINDOW]):
        return True
    if any(word.text in lexicon.complementizers for word in tokens[first : hit.start]):
        return True
    told = (each for at in range(first, hit.start) for each in lexicon.hits(tokens, at))
    return any(each.cue.kind is CueKind.PREPOSITION for each in told)


def is_denied(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether a "not" stands right in front of a verb: "no lo ha confirmado"."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    at = hit.start
    while at > 0 and tokens[at - 1].text in lexicon.before_verb:
        at -= 1
    return at > 0 and tokens[at - 1].text in lexicon.negations


def drops_pronoun(sentence: Sentence, hit: Hit, complement: Complement) -> bool:
    """Tell whether a verb that opens its clause goes on with the last voice: "añadió que"."""
    if complement.at < hit.start:
        return complement.speech
    return complement.at == hit.end and sentence.lexicon.is_fresh(sentence.tokens, hit.start)


def is_inverted(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether a comma, a dash or speech stands before a verb, or a place or a time does."""
    lexicon, tokens = sentence.lexicon, sentence.tokens
    if hit.end < len(tokens) and tokens[hit.end].text in lexicon.openers:
        return False  # what is said follows at once: "as the mayor reported, ..."
    at = hit.start
    while at > 0 and tokens[at - 1].text in lexicon.before_verb:
        at -= 1
    if at == 0 or not tokens[at - 1].is_word:
        return at > 0
    near = voice_before(lexicon, tokens, at)
    return near is not None and near.start > 0 and tokens[near.start - 1].text in lexicon.stops


def hides_name(sentence: Sentence, voice: Voice, rule: str) -> bool:
    """Tell whether a voice "declined to be named": behind its verb, or before it in the name."""
    after = 2 if sentence.lexicon.order is WordOrder.VERB_FIRST else 0
    if (rule == "verb-subject") is not bool(after):
        return False
    return any(
        each.cue.kind is CueKind.PHRASE and not each.cue.passive
        for at in range(voice.start + bool(after), min(voice.end + after, len(sentence.tokens)))
        for each in sentence.lexicon.hits(sentence.tokens, at)
    )


def behind_phrase(sentence: Sentence, start: int) -> int:
    """Return where a subject may begin behind a time or a place: "said on Tuesday the mayor"."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    at = start
    while at < len(tokens) and tokens[at].text in lexicon.leads:
        at += 1
    near = range(at, min(at + 3, len(tokens))) if at > start else ()
    return next((place for place in near if lexicon.roles(tokens[place]) & SPEAKERS), at)


def is_aside(sentence: Sentence, hit: Hit, voice: Voice) -> bool:
    """Tell whether voice and verb close a sentence behind a comma: "..., the company said."."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    if voice.start == 0 or tokens[voice.start - 1].text != "," or voice.end != hit.start:
        return False
    if voice.end - voice.start > ASIDE_WORDS or tokens[voice.start].text not in lexicon.articles:
        return False
    following = tokens[hit.end].text if hit.end < len(tokens) else "."
    return following in {".", ","} or following in lexicon.stops


def subjects(sentence: Sentence, hit: Hit) -> Sequence[Voice]:
    """Return what may be the subject of a verb, likeliest first.

    Words behind a preposition are seldom it: "the mayor, in a talk with reporters, said".
    """
    lexicon, tokens = sentence.lexicon, sentence.tokens
    near = _before_occasion(sentence, voice_before(lexicon, tokens, hit.start))
    far = opening_voice(lexicon, tokens, hit.start)
    if (
        near
        and far
        and far.end == near.start - 1
        and Role.WORK in lexicon.roles(tokens[far.end - 1])
    ):
        near = far = Voice(far.start, near.end)  # "a report by the institute"
    if near and (last := _behind_comma(sentence, hit, near)):
        near = far = last
    if near and not far:
        far = _before_phrase(lexicon, tokens, near)
        near, far = (far, near) if far else (near, far)
    found = [_without_object(lexicon, tokens, voice) for voice in (near, far) if voice]
    if near and far and far.start < near.start and tokens[near.start - 1].text in lexicon.stops:
        found.reverse()
    return found


def _behind_comma(sentence: Sentence, hit: Hit, near: Voice) -> Voice | None:
    """Find who closes a sentence with its verb: "It may burst, scientists at X have warned."."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    commas = [at for at in range(near.start, near.end) if tokens[at].text == ","]
    closes = hit.end == len(tokens) or not tokens[hit.end].is_word
    if not commas or not closes or tokens[near.end].text == ",":
        return None
    last = Voice(commas[-1] + 1, near.end)
    return last if known_speaker(lexicon, last.words(tokens)) else None


def _before_phrase(lexicon: Lexicon, tokens: Sequence[Token], near: Voice) -> Voice | None:
    """Find who stands before "after the match" and its comma, where that stands before the verb."""
    at = near.start
    while at > 0 and tokens[at - 1].text in lexicon.leads:
        at -= 1
    if at in (near.start, 0) or tokens[at - 1].text != ",":
        return None
    found = voice_before(lexicon, tokens, at)
    return found if found and known_speaker(lexicon, found.words(tokens)) else None


def _before_occasion(sentence: Sentence, voice: Voice | None) -> Voice | None:
    """Take who stands before "in a letter to parliament" for the voice, not the letter."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    if voice is None or voice.start < 2 or tokens[voice.start - 1].text not in lexicon.stops:
        return voice
    if Role.OCCASION not in lexicon.roles(tokens[voice.start]):
        return voice
    return voice_before(lexicon, tokens, voice.start - 1) or voice


def _without_object(lexicon: Lexicon, tokens: Sequence[Token], voice: Voice) -> Voice:
    """Leave the object out of what stands before a verb: "the minister the toll (as) 5 gave".

    An object that comes first ends at its mark, and who speaks follows it.
    """
    marks = [at for at in range(voice.start, voice.end) if tokens[at].text in lexicon.object_marks]
    if not marks:
        return voice
    start = voice.start
    if opens_deed(lexicon, tokens[start]) or Role.NONVOICE in lexicon.roles(tokens[start]):
        if marks[-1] + 1 == voice.end:
            return voice_before(lexicon, tokens, start) or voice
        start = marks[-1] + 1
    last = next(
        (at for at in range(start + 1, voice.end)
         if opens_deed(lexicon, tokens[at]) or Role.NONVOICE in lexicon.roles(tokens[at])
         or not (tokens[at].is_word or tokens[at].text == ",") or at in marks),
        voice.end,
    )  # fmt: skip
    while last > start + 1 and tokens[last - 1].text == ",":
        last -= 1
    return Voice(start, last)


def reports_inside(sentence: Sentence, hit: Hit) -> int:
    """Count the verb in "according to what the paper reported", where verbs come first."""
    if sentence.lexicon.order is not WordOrder.VERB_FIRST or hit.end >= len(sentence.tokens):
        return 0
    relative = sentence.tokens[hit.end - 1].text in sentence.lexicon.before_verb
    hits = sentence.lexicon.hits(sentence.tokens, hit.end) if relative else ()
    return int(any(each.cue.kind is CueKind.VERB for each in hits))


def first_noun(lexicon: Lexicon, words: Sequence[Token]) -> Token:
    """Return the first word behind "the" and its like."""
    return next((word for word in words if word.text not in lexicon.linkers), words[0])


def place_before(sentence: Sentence, hit: Hit) -> tuple[Voice, MentionKind] | None:
    """Find where it is said, right before "it is noted": in a report, or "at the ministry"."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    if lexicon.order is WordOrder.VERB_LAST:
        work = _located_work(sentence, hit)
        return (work, MentionKind.WORK) if work else None
    if lexicon.order is not WordOrder.SUBJECT_FIRST:
        return None
    for at in range(hit.start - 1, max(0, hit.start - 1 - CLAUSE_WORDS), -1):
        if not tokens[at].is_word:
            return None
        roles = lexicon.roles(tokens[at])
        if tokens[at - 1].text not in lexicon.stops or not roles & _HOUSES:
            continue
        voice = Voice(at, hit.start)
        kind = kind_of(lexicon, voice.words(tokens))
        return (voice, kind) if kind in (MentionKind.WORK, MentionKind.NAMED) else None
    return None


_HOUSES = frozenset({Role.WORK, Role.INSTITUTION})


def _located_work(sentence: Sentence, hit: Hit) -> Voice | None:
    """Find the report that opens a sentence where verbs come last: "raporda ... belirtildi"."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    for at in range(min(hit.start, CLAUSE_WORDS)):
        word = tokens[at]
        if not word.is_word or word.text in lexicon.breakers:
            return None
        if Role.WORK in lexicon.roles(word) and word.text.endswith(lexicon.located):
            return Voice(0, at + 1)
    return None


def topic_before(sentence: Sentence, hit: Hit) -> Voice | None:
    """Find who opens the sentence of a verb with "as for X", up to the verb."""
    lexicon, tokens = sentence.lexicon, sentence.tokens
    for at in range(hit.start - 1, max(-1, hit.start - 1 - CLAUSE_WORDS), -1):
        if not tokens[at].is_word:
            return None
        if lexicon.plain(tokens[at]) & lexicon.topics:
            return voice_after(lexicon, tokens, at + 1, hit.start)
    return None


def has_postposition(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether "according to" stands behind some voice earlier in the sentence."""
    return any(
        each.cue.kind is CueKind.POSTPOSITION
        for at in range(max(0, hit.start - WINDOW), hit.start)
        for each in sentence.lexicon.hits(sentence.tokens, at)
    )


def has_person_before(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether somebody stands right in front of a cue who may be its subject."""
    if hit.cue.passive or sentence.lexicon.is_fresh(sentence.tokens, hit.start):
        return False
    near = sentence.tokens[max(0, hit.start - 3) : hit.start]
    return any(sentence.lexicon.roles(word) & {Role.PERSON, Role.VAGUE_PERSON} for word in near)
