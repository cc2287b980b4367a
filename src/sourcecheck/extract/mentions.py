"""Attributions in running text: "according to ...", "... said that", "it is believed".

One sentence at a time, cue by cue, left to right. A cue that is a discourse marker ("it is
worth noting that") silences what it covers. Every mention names the rule that found it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sourcecheck.extract.complements import (
    WINDOW,
    Complement,
    Sentence,
    complement_of,
    quote_at,
    sentence_of,
    speech,
    that,
)
from sourcecheck.extract.kinds import is_anonymous, kind_from_end, kind_of
from sourcecheck.extract.lexicon import CueKind, Hit, Role, lexicon
from sourcecheck.extract.opening import opening_voice
from sourcecheck.extract.speakers import (
    can_speak,
    is_subject_before,
    kind_of_opening,
    kind_of_subject,
    known_speaker,
)
from sourcecheck.extract.surroundings import (
    behind_phrase,
    drops_pronoun,
    first_noun,
    follows_speech,
    has_part_between,
    has_person_before,
    has_postposition,
    hides_name,
    is_aside,
    is_conditional,
    is_denied,
    is_hypothetical,
    is_inverted,
    place_before,
    reports_clause,
    reports_inside,
    subjects,
    topic_before,
)
from sourcecheck.extract.tokens import cut, placed, words_of
from sourcecheck.extract.voices import Voice, unglued, voice_after, voice_before
from sourcecheck.model.article import Mention, MentionKind, Span
from sourcecheck.model.tables.languages import Language, WordOrder
from sourcecheck.text.fold import fold_words
from sourcecheck.text.spans import Spans

PRONOUN_WINDOW = 7
"""The same where no voice is named: "he stressed during the meeting that"."""

CONTINUED = "continued"
"""Rule of "X went on ...": kept only where X spoke before."""

LONG = 2_000
"""Code points from which a sentence is first asked for its words alone: it may be all signs."""


def find_mentions(
    text: str, sentences: Sequence[Span], language: Language, quotes: Sequence[Span]
) -> tuple[Mention, ...]:
    """Return the attributions of all sentences, in order; none overlaps another's cue.

    Sentences in which no word belongs to a cue are not cut into tokens at all.
    """
    words = lexicon(language)
    if not words.signs:
        return ()
    shadow = fold_words(text)
    quoted = Spans(quotes)
    found: list[Mention] = []
    names: set[str] = set()
    for span in sentences:
        if span.end - span.start > LONG and words.signs.isdisjoint(
            words_of(shadow, span, language.elided)
        ):
            continue
        pieces = cut(shadow, span, language.elided)
        if not words.signs.isdisjoint(pieces):
            tokens = placed(shadow, text, span, pieces)
            found.extend(_in_sentence(sentence_of(tokens, words, quoted, names)))
            names.update(each.text for each in tokens[1:] if each.capital)
    return tuple(found)


def _in_sentence(sentence: Sentence) -> Iterator[Mention]:
    tokens, lexicon = sentence.tokens, sentence.lexicon
    starts = lexicon.starts
    reached = 0
    for at in [at for at, token in enumerate(tokens) if token[0] in starts]:
        if at < reached:
            continue
        for hit in lexicon.hits(tokens, at):
            if hit.cue.kind is CueKind.SILENT:
                reached = _silenced(sentence, hit)
                break
            mention = RULES[hit.cue.kind](sentence, hit)
            if mention is not None:
                yield mention
                reached = _next_after(sentence, hit, mention)
                break


def _next_after(sentence: Sentence, hit: Hit, mention: Mention) -> int:
    """Go on behind the words that the mention has used up: its cue, voice and "that"."""
    end = max(mention.cue.end, mention.voice.end if mention.voice else 0)
    at = hit.end
    while at < len(sentence.tokens) and sentence.tokens[at].start < min(end, mention.span.end):
        at += 1
    return at


def _silenced(sentence: Sentence, hit: Hit) -> int:
    complement = that(sentence, hit.end, hit.end + 4)
    return complement.end if complement else hit.end


def _phrase(sentence: Sentence, hit: Hit) -> Mention | None:
    """Match "it is said that", "is expected to": nobody is named.

    Unpointed Arabic writes "is expected" and "expects" alike; a person in front decides.
    """
    if sentence.lexicon.order is WordOrder.VERB_FIRST and has_person_before(sentence, hit):
        return None
    if is_denied(sentence, hit) or (hit.cue.conditional and is_conditional(sentence, hit)):
        return None
    if sentence.lexicon.order is WordOrder.VERB_LAST and has_postposition(sentence, hit):
        return None  # "according to X it was said": X has said it
    complement = that(sentence, hit.end, hit.end + 3)
    end = complement.end if complement else hit.end
    if found := place_before(sentence, hit):
        place, kind = found
        span = place.span(sentence.tokens)
        rule = "work-phrase" if kind is MentionKind.WORK else "house-phrase"
        return _mention(sentence, hit, rule, kind, voice=span, start=place.start, end=end)
    return _mention(sentence, hit, "impersonal-phrase", MentionKind.VAGUE, end=end)


def _preposition(sentence: Sentence, hit: Hit) -> Mention | None:
    """Match "according to X": always a report, unless X is a rule to be in line with."""
    tokens = sentence.tokens
    start = hit.end + reports_inside(sentence, hit)
    voice = voice_after(sentence.lexicon, tokens, start, len(tokens), closed=True)
    if voice is None or voice.start > start:  # a comma at once: "not only, but"
        return None
    words = unglued(voice.words(tokens), hit)
    if Role.CONFORMITY in sentence.lexicon.roles(first_noun(sentence.lexicon, words)):
        return None
    plain = kind_of_subject if sentence.lexicon.articleless else kind_of
    kind = plain(sentence.lexicon, words)
    if kind is None:
        return None
    span = Span(words[0].start, tokens[voice.end - 1].end)
    return _mention(sentence, hit, "preposition", kind, voice=span, end=voice.end)


def _postposition(sentence: Sentence, hit: Hit) -> Mention | None:
    """Match "X'e göre": the voice stands in front."""
    voice = voice_before(sentence.lexicon, sentence.tokens, hit.start)
    if voice is None:
        return None
    words = voice.words(sentence.tokens)
    if sentence.lexicon.roles(words[-1]) & {Role.CONFORMITY, Role.NONVOICE}:
        return None
    kind = kind_from_end(sentence.lexicon, words)
    if sentence.lexicon.order is WordOrder.VERB_FIRST:
        if not known_speaker(sentence.lexicon, words):
            return None  # "(to give) his name": who said it stands farther off
        kind = kind_of(sentence.lexicon, words) or MentionKind.NAMED
    if is_anonymous(sentence.lexicon, words):
        kind = MentionKind.VAGUE
    span = voice.span(sentence.tokens)
    return _mention(sentence, hit, "postposition", kind, voice=span, start=voice.start)


def _participle(sentence: Sentence, hit: Hit) -> Mention | None:
    """Match "adding that": the last voice goes on."""
    complement = that(sentence, hit.end, hit.end + 4) or speech(sentence, hit.end, hit.end + 3)
    if complement is None:
        return None
    return _mention(
        sentence, hit, "participle", MentionKind.PRONOUN, end=complement.end,
        quote=quote_at(sentence, complement),
    )  # fmt: skip


def _echo(sentence: Sentence, hit: Hit) -> Mention | None:
    """Match "in his words": the last voice goes on, whatever follows."""
    return _mention(sentence, hit, "echo", MentionKind.PRONOUN)


def _nominal(sentence: Sentence, hit: Hit) -> Mention | None:
    """Match "the minister's confirmation of ...": a noun of speech and who spoke."""
    tokens = sentence.tokens
    if hit.end >= len(tokens) or Role.PERSON not in sentence.lexicon.roles(tokens[hit.end]):
        return None
    voice = voice_after(sentence.lexicon, tokens, hit.end, len(tokens))
    if voice is None or voice.end - voice.start < 2:
        return None
    span = voice.span(tokens)
    return _mention(sentence, hit, "nominal", MentionKind.NAMED, voice=span, end=voice.end)


def _verb(sentence: Sentence, hit: Hit) -> Mention | None:
    """Match a reporting verb that has a complement, or a strong one with a source as subject."""
    if is_hypothetical(sentence, hit) or is_denied(sentence, hit):
        return None
    complement = complement_of(sentence, hit)
    if hit.cue.verb and hit.cue.verb.inclusive:
        return _alone(sentence, hit, complement)
    if sentence.lexicon.order is WordOrder.VERB_FIRST:
        return _verb_first(sentence, hit, complement)
    if sentence.lexicon.order is WordOrder.VERB_LAST:
        return _verb_last(sentence, hit, complement)
    return _subject_first(sentence, hit, complement)


def _verb_first(sentence: Sentence, hit: Hit, complement: Complement | None) -> Mention | None:
    tokens, lexicon = sentence.tokens, sentence.lexicon
    ahead = complement if complement and complement.at >= hit.end else None
    limit = ahead.at if ahead else min(len(tokens), hit.end + WINDOW)
    after = voice_after(lexicon, tokens, hit.end, limit)
    if after and not tokens[after.start].is_word:
        return None  # "amounts to 90": a number is no voice
    if after and can_speak(lexicon, hit, after.words(tokens), certain=complement is not None):
        return _voiced(sentence, hit, after, complement, "verb-subject")
    if after and hit.cue.verb and hit.cue.verb.continuing and complement is None:
        surname = Voice(after.start, after.start + 1)
        return _voiced(sentence, hit, surname, None, CONTINUED)
    if after or (complement is None and not has_part_between(sentence, hit)):
        return None
    if topic := topic_before(sentence, hit):
        return _voiced(sentence, hit, topic, complement, "topic-verb")
    if not lexicon.is_fresh(tokens, hit.start):
        before = voice_before(lexicon, tokens, hit.start)
        if before and is_subject_before(lexicon, before.words(tokens)):
            return _voiced(sentence, hit, before, complement, "subject-verb")
        return None
    if complement is None:
        return None
    told = tokens[hit.end].text in lexicon.private and not complement.speech
    if told or complement.at - hit.end > PRONOUN_WINDOW:
        return None
    return _alone(sentence, hit, complement)


def _subject_first(sentence: Sentence, hit: Hit, complement: Complement | None) -> Mention | None:
    tokens, lexicon = sentence.tokens, sentence.lexicon
    cue = hit.cue.verb
    weak = complement is None and not (cue and cue.strong)
    if weak and not follows_speech(sentence, hit):
        return None
    if lexicon.inverted and is_inverted(sentence, hit):
        found = _subject_after(sentence, hit, complement)
        if found or weak:
            return found
    for before in subjects(sentence, hit):
        certain = complement is not None or is_aside(sentence, hit, before)
        if can_speak(lexicon, hit, before.words(tokens), certain=certain):
            return _voiced(sentence, hit, before, complement, "subject-verb")
    if complement and hit.start and tokens[hit.start - 1].text in lexicon.linkers:
        return _alone(sentence, hit, complement)  # "... and added that": the voice before goes on
    found = _subject_after(sentence, hit, complement)
    if (
        found is None
        and complement
        and lexicon.pro_drop
        and drops_pronoun(sentence, hit, complement)
    ):
        return _alone(sentence, hit, complement)
    return found


def _subject_after(sentence: Sentence, hit: Hit, complement: Complement | None) -> Mention | None:
    """Match "..., said the minister": a name or a known speaker behind the verb."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    if complement is None and lexicon.articles and not is_inverted(sentence, hit):
        return None  # "urged witnesses to come": whom, not who
    phrase = complement or lexicon.inverted  # else "(a bird) described in the journal"
    start = behind_phrase(sentence, hit.end) if phrase else hit.end
    after = voice_after(lexicon, tokens, start, len(tokens))
    if after and (tokens[after.start].capital or known_speaker(lexicon, after.words(tokens))):
        return _voiced(sentence, hit, after, complement, "verb-subject")
    return None


def _alone(sentence: Sentence, hit: Hit, complement: Complement | None) -> Mention:
    """Give a verb that names nobody to the last voice."""
    end = complement.end if complement else hit.end
    return _mention(
        sentence, hit, "verb-alone", MentionKind.PRONOUN,
        end=end, quote=quote_at(sentence, complement),
    )  # fmt: skip


def _verb_last(sentence: Sentence, hit: Hit, complement: Complement | None) -> Mention | None:
    """Match a verb that closes its sentence: the voice opens it, up to the first comma."""
    tokens, lexicon = sentence.tokens, sentence.lexicon
    if tokens[hit.start].text in lexicon.relatives:
        return None  # who says so follows, and another verb
    voice = opening_voice(sentence, hit, complement)
    if voice:
        words = voice.words(tokens)
        kind = kind_of_opening(lexicon, words)
        if kind is None:
            return None
        return _mention(
            sentence, hit, "opening-voice", kind, start=voice.start,
            voice=None if kind is MentionKind.PRONOUN else voice.span(tokens),
        )  # fmt: skip
    if reports_clause(sentence, hit):
        return _alone(sentence, hit, complement)  # "(that he) came said": the last voice goes on
    if complement is None or not complement.speech:
        return None
    after = voice_after(lexicon, tokens, hit.end, len(tokens))
    if after and (tokens[after.start].capital or known_speaker(lexicon, after.words(tokens))):
        return _voiced(sentence, hit, after, complement, "speech-verb-subject")
    return _mention(
        sentence, hit, "speech-verb", MentionKind.PRONOUN, quote=quote_at(sentence, complement)
    )


def _voiced(
    sentence: Sentence, hit: Hit, voice: Voice, complement: Complement | None, rule: str
) -> Mention | None:
    words = voice.words(sentence.tokens)
    if sentence.lexicon.order is WordOrder.VERB_FIRST or rule != "subject-verb":
        kind = kind_of(sentence.lexicon, words)
    else:
        kind = kind_of_subject(sentence.lexicon, words)
    if kind is None:
        return None
    if kind is MentionKind.NAMED and hides_name(sentence, hit, voice, rule):
        kind = MentionKind.VAGUE
    return _mention(
        sentence, hit, rule, kind,
        voice=None if kind is MentionKind.PRONOUN else voice.span(sentence.tokens),
        start=min(hit.start, voice.start),
        end=max(hit.end, voice.end, complement.end if complement else 0),
        quote=quote_at(sentence, complement),
    )  # fmt: skip


def _mention(  # noqa: PLR0913 - one place builds mentions; every argument is a field
    sentence: Sentence,
    hit: Hit,
    rule: str,
    kind: MentionKind,
    *,
    voice: Span | None = None,
    start: int | None = None,
    end: int = 0,
    quote: Span | None = None,
) -> Mention:
    tokens = sentence.tokens
    first = hit.start if start is None else start
    while first > 0 and tokens[first - 1].text in sentence.lexicon.before_verb:
        first -= 1
    last = max(end, hit.end)
    return Mention(
        span=Span(tokens[first].start, tokens[last - 1].end),
        cue=Span(tokens[hit.start].start, tokens[hit.end - 1].end),
        voice=voice,
        kind=kind,
        rule=rule,
        quote=quote,
    )


RULES = {
    CueKind.PHRASE: _phrase,
    CueKind.PREPOSITION: _preposition,
    CueKind.POSTPOSITION: _postposition,
    CueKind.PARTICIPLE: _participle,
    CueKind.ECHO: _echo,
    CueKind.NOMINAL: _nominal,
    CueKind.VERB: _verb,
}
"""What each kind of cue needs to become a mention."""
