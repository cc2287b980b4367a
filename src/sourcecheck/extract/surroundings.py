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


_NO_PLACES = SPEAKERS - {Role.PLACE}  # "wrote to Paris the prefect"


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
    """Tell whether a "not" or a "may" stands right in front of a verb: "no lo ha confirmado"."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    at = hit.start
    while at > 0 and tokens[at - 1].text in lexicon.affirming:
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
    if near is None or near.start == 0 or tokens[near.start - 1].text not in lexicon.stops:
        return False
    return not tokens[near.start - 2].text[0].isdigit()  # "in the year 1811 Napoleon told"


def follows_speech(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether who speaks stands right behind a comma and a verb: "..., a poll showed"."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    if hit.start == 0 or tokens[hit.start - 1].text != ",":
        return False
    at = hit.end
    while at < len(tokens) and tokens[at].text in lexicon.articles:
        at += 1
    return at < len(tokens) and bool(lexicon.roles(tokens[at]) & _NO_PLACES)


def hides_name(sentence: Sentence, hit: Hit, voice: Voice, rule: str) -> bool:
    """Tell whether a voice "declined to be named": behind its verb, or before it in the name."""
    after = 2 if sentence.lexicon.order is WordOrder.VERB_FIRST else 0
    if (rule == "verb-subject") is not bool(after):
        return False
    last = voice.end + after if after else max(voice.end, hit.start)
    return any(
        each.cue.kind is CueKind.PHRASE and not each.cue.passive
        for at in range(voice.start + bool(after), min(last, len(sentence.tokens)))
        for each in sentence.lexicon.hits(sentence.tokens, at)
    )


def behind_phrase(sentence: Sentence, start: int) -> int:
    """Return where a subject may begin behind a time or a place: "said on Tuesday the mayor"."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    at = start
    while at < len(tokens) and tokens[at].text in lexicon.leads:
        at += 1
    near = range(at, min(at + 3, len(tokens))) if at > start else ()
    return next((place for place in near if lexicon.roles(tokens[place]) & _NO_PLACES), at)


def is_aside(sentence: Sentence, hit: Hit, voice: Voice) -> bool:
    """Tell whether voice and verb close a sentence behind a comma: "..., the company said."."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    if voice.end - voice.start == 1 and tokens[voice.start].capital:
        word = tokens[voice.start]
        if word.text in sentence.names and not lexicon.roles(word):
            return True  # a surname that the text has told before
    if voice.start == 0 or voice.end != hit.start:
        return False
    before = tokens[voice.start - 1]
    single = voice.end - voice.start == 1 and not lexicon.capital_nouns
    if single and tokens[voice.start].capital and before.text not in lexicon.stops:
        return before.is_word or before.text == ","  # "in a letter to staff, Tanner blamed"
    if before.text != ",":
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
    if through := _before_aside(sentence, hit) or _before_relative(sentence, hit):
        return (through,)
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
        far = _before_phrase(lexicon, tokens, near) or _before_lead(sentence, hit)
        near, far = (far, near) if far else (near, far)
    found = [_without_object(lexicon, tokens, voice) for voice in (near, far) if voice]
    if near and far and far.start < near.start and tokens[near.start - 1].text in lexicon.stops:
        found.reverse()
    return found


def _before_aside(sentence: Sentence, hit: Hit) -> Voice | None:
    """Find who stands before "who led the search" or "citing two diplomats" and the verb."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    last = hit.start
    while last > 0 and tokens[last - 1].text in lexicon.before_verb:
        last -= 1
    for at in range(last - 2, max(0, last - WINDOW), -1):
        if _opens_aside(sentence, at, last):
            end = at - 1 if tokens[at - 1].text == "," else at
            found = voice_before(lexicon, tokens, end)
            if found and found.end == end and known_speaker(lexicon, found.words(tokens)):
                return _with_aside(sentence, found, last)
        if tokens[at].text == ",":
            return None
    return None


def _with_aside(sentence: Sentence, voice: Voice, last: int) -> Voice:
    """Add what says which report it is where no "the" tells: "исследование, изданное там-то"."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    bare = lexicon.articleless and voice.end - voice.start == 1
    if not bare or Role.WORK not in lexicon.roles(tokens[voice.start]):
        return voice
    return Voice(voice.start, last - 1 if tokens[last - 1].text == "," else last)


def _before_relative(sentence: Sentence, hit: Hit) -> Voice | None:
    """Find the report in front of "that was published in ..." and its verb."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    for at in range(hit.start - 2, max(0, hit.start - WINDOW), -1):
        if not tokens[at].is_word:
            return None
        if tokens[at].text not in lexicon.complementizers:
            continue
        found = voice_before(lexicon, tokens, at)
        told = found and found.end == at and Role.WORK in lexicon.roles(tokens[at - 1])
        return Voice(at - 1, hit.start) if told else None
    return None


def _opens_aside(sentence: Sentence, at: int, last: int) -> bool:
    """Tell whether what opens at a word and ends before the verb says more of its subject."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    if tokens[at].text == "," and tokens[last - 1].text == ",":
        after = tokens[at + 1]
        if after.text in lexicon.clause_ends:
            return True
        said = after.capital or lexicon.roles(after) & SPEAKERS or after.text in lexicon.articles
        return lexicon.capitals and after.is_word and not said
    if tokens[at].text not in lexicon.starts:
        return False
    return any(each.cue.kind is CueKind.PREPOSITION for each in lexicon.hits(tokens, at))


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


def _before_lead(sentence: Sentence, hit: Hit) -> Voice | None:
    """Find who stands before a comma and "in a letter to ..." that reaches to the verb."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    if not lexicon.articleless:
        return None
    near = range(hit.start - 1, max(0, hit.start - WINDOW), -1)
    comma = next((at for at in near if tokens[at].text == ","), None)
    if comma is None or tokens[comma + 1].text not in lexicon.leads:
        return None
    found = voice_before(lexicon, tokens, comma + 1)
    return found if found and known_speaker(lexicon, found.words(tokens)) else None


def _before_occasion(sentence: Sentence, voice: Voice | None) -> Voice | None:
    """Take who stands before "in a letter to parliament" for the voice, not the letter."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    if voice is None or voice.start < 1 or tokens[voice.start - 1].text not in lexicon.stops:
        return voice
    if Role.OCCASION not in lexicon.roles(tokens[voice.start]):
        return voice
    return voice_before(lexicon, tokens, voice.start - 1) or _behind_occasion(sentence, voice)


def _behind_occasion(sentence: Sentence, voice: Voice) -> Voice:
    """Leave "(in) a letter to staff" out of what stands before a verb, where no comma does."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    if not lexicon.articleless or voice.end - voice.start < 2:
        return voice
    after = tokens[voice.start + 1]
    speaks = after.capital or Role.PERSON in lexicon.roles(after)
    start = voice.start + (1 if speaks else 2)
    return Voice(start, voice.end) if start < voice.end else voice


def _without_object(lexicon: Lexicon, tokens: Sequence[Token], voice: Voice) -> Voice:
    """Leave the object out of what stands before a verb: "the minister the toll (as) 5 gave".

    An object that comes first ends at its mark, and who speaks follows it.
    """
    marks = [at for at in range(voice.start, voice.end) if tokens[at].text in lexicon.object_marks]
    if not marks:
        return voice
    start = voice.start
    if start and tokens[start - 1].text == "," and marks[-1] + 1 == voice.end:
        found = voice_before(lexicon, tokens, start)
        return found if found and known_speaker(lexicon, found.words(tokens)) else voice
    if end := _closed_by_person(lexicon, tokens, voice):
        return Voice(start, end)
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


def _closed_by_person(lexicon: Lexicon, tokens: Sequence[Token], voice: Voice) -> int | None:
    """Return where a state or an office ends and whom it accuses begins."""
    if Role.PLACE in lexicon.roles(tokens[voice.start]):
        return voice.start + 1
    if Role.INSTITUTION not in lexicon.roles(tokens[voice.start]):
        return None
    after = range(voice.start + 1, voice.end)
    return next((at for at in after if Role.PERSON in lexicon.roles(tokens[at])), None)


def reports_inside(sentence: Sentence, hit: Hit) -> int:
    """Count the verb in "according to what the paper reported", where verbs come first."""
    if sentence.lexicon.order is not WordOrder.VERB_FIRST or hit.end >= len(sentence.tokens):
        return 0
    relative = sentence.tokens[hit.end - 1].text in sentence.lexicon.before_verb
    hits = sentence.lexicon.hits(sentence.tokens, hit.end) if relative else ()
    return int(any(each.cue.kind is CueKind.VERB for each in hits))


def reports_clause(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether what is said ends right before its verb: "(that he) came said"."""
    things = hit.cue.verb is None or hit.cue.verb.abstract
    before = sentence.tokens[hit.start - 1].text if hit.start else ""
    return not things and before.endswith(sentence.lexicon.reported)


def has_part_between(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether "قد" parts a verb that reports without "that" from who stands before it."""
    parted = hit.start > 0 and sentence.tokens[hit.start - 1].text in sentence.lexicon.before_verb
    return parted and hit.cue.verb is not None and hit.cue.verb.strong


def first_noun(lexicon: Lexicon, words: Sequence[Token]) -> Token:
    """Return the first word behind "the" and its like."""
    return next((word for word in words if word.text not in lexicon.linkers), words[0])


def place_before(sentence: Sentence, hit: Hit) -> tuple[Voice, MentionKind] | None:
    """Find where it is said, right before "it is noted": in a report, or "at the ministry"."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    if lexicon.order is WordOrder.VERB_LAST:
        work = _located_work(sentence, hit)
        return (work, MentionKind.WORK) if work else None
    if lexicon.order is not WordOrder.SUBJECT_FIRST or tokens[hit.start].text in lexicon.stops:
        return None  # "on condition of anonymity" is said nowhere
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
