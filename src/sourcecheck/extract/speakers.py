"""Who can be the subject of a reporting verb: people and institutions, not events."""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.extract.kinds import is_anonymous, kind_of, shows_name
from sourcecheck.extract.lexicon import Hit, Lexicon, Role
from sourcecheck.extract.tokens import Token
from sourcecheck.model.article import MentionKind
from sourcecheck.model.tables.languages import WordOrder

SPEAKERS = frozenset(
    {
        Role.NAMELESS,
        Role.PERSON,
        Role.INSTITUTION,
        Role.PLACE,
        Role.VAGUE_PERSON,
        Role.VAGUE_WORK,
        Role.WORK,
    }
)


_SUBJECTS = SPEAKERS | {Role.PRONOUN}

_TITLES = frozenset({Role.PERSON, Role.INSTITUTION, Role.WORK})


def kind_of_subject(lexicon: Lexicon, words: Sequence[Token]) -> MentionKind | None:
    """Say the kind of a subject in front of its verb: any of its words may be the head."""
    roles = [lexicon.roles(word) for word in words]
    told = lexicon.articleless and roles[0] & {Role.PERSON, Role.INSTITUTION}  # "head of this"
    if not told and any(Role.NONVOICE in each for each in roles):
        if Role.QUANTIFIER in roles[0] and any(Role.NAMELESS in each for each in roles):
            return MentionKind.VAGUE  # "one of these diplomats"
        if len(words) > 1 and words[1].text in lexicon.stops:
            return None  # "nobody at the club"
        # "this" is nobody, "this official" is somebody
        return kind_of(lexicon, words[1:]) if any(each & _TITLES for each in roles[1:]) else None
    if is_anonymous(lexicon, words):
        return MentionKind.VAGUE
    for role in (Role.VAGUE_PERSON, Role.VAGUE_WORK):
        for at, each in enumerate(roles):
            if role not in each or _is_inside_name(lexicon, words, at):
                continue
            if is_counted(lexicon, words[:at]):
                return MentionKind.VAGUE
            return kind_of(lexicon, (words[at], *words[:at], *words[at + 1 :]))
    return kind_of(lexicon, words)


def _is_inside_name(lexicon: Lexicon, words: Sequence[Token], at: int) -> bool:
    """Tell whether a word for many people is part of an institution's name."""
    if at and words[at].capital and not lexicon.capital_nouns:
        return True  # "the Institute of Coastal Studies"
    if at + 1 < len(words) and words[at + 1].text == "'":
        return True  # "the teachers' union"
    if not lexicon.articleless or Role.NAMELESS in lexicon.roles(words[at]):
        return False
    # "the union of teachers", where heads come first; a stem may be an adjective's
    heads = {Role.INSTITUTION} if lexicon.capitals else {Role.INSTITUTION, Role.PERSON}
    return any(lexicon.roles(word) & heads for word in words[:at])


def kind_of_opening(lexicon: Lexicon, words: Sequence[Token]) -> MentionKind | None:
    """Say the kind of a subject that opens a sentence and ends with its head."""
    counted = is_counted(lexicon, words[:-1]) and not any(word.capital for word in words[1:])
    if counted or is_anonymous(lexicon, words):
        return MentionKind.VAGUE
    return kind_of_subject(lexicon, (words[-1], *words[:-1]))


def is_counted(lexicon: Lexicon, words: Sequence[Token]) -> bool:
    """Tell whether "two", "some" stands among words in front of a noun."""
    return any(
        Role.QUANTIFIER in lexicon.roles(word) and word.text not in lexicon.linkers
        for word in words
    )


def can_speak(lexicon: Lexicon, hit: Hit, words: Sequence[Token], *, certain: bool) -> bool:
    """Tell whether a subject can speak.

    With a complement nearly everything can; an abstract verb needs more than a thing as
    subject, and a verb without "that" needs somebody known to speak.
    """
    known = known_speaker(lexicon, words)
    verb = hit.cue.verb
    if not any(word.is_word for word in words):
        return False
    if not certain:
        pronoun = Role.PRONOUN in lexicon.roles(words[0])
        strong = verb is not None and verb.strong
        # "she noted the number": a thing follows, where a speaker would have a "that"
        return known and strong and not (pronoun and verb is not None and verb.abstract)
    abstract = verb is not None and verb.abstract
    return known or not (abstract and _looks_like_thing(lexicon, words))


def known_speaker(lexicon: Lexicon, words: Sequence[Token]) -> bool:
    """Tell whether a word says that somebody speaks here: a title, an institution, a name."""
    if lexicon.order is not WordOrder.VERB_FIRST:
        if shows_name(lexicon, words[0 if lexicon.capital_nouns else 1 :]):
            return True
        return any(
            lexicon.roles(word) & _SUBJECTS or lexicon.shows_people(word.text) for word in words
        )
    heads = [word for word in words if Role.QUANTIFIER not in lexicon.roles(word)]
    if not heads:
        return False
    return bool(lexicon.roles(heads[0]) & SPEAKERS) or lexicon.shows_people(heads[0].text)


def is_subject_before(lexicon: Lexicon, words: Sequence[Token]) -> bool:
    """Tell whether a noun phrase in front of a verb-first verb is its subject."""
    return len(words) <= 4 and any(lexicon.roles(word) & SPEAKERS for word in words)


def is_lone_name(lexicon: Lexicon, words: Sequence[Token]) -> bool:
    """Tell a surname that opens a sentence ("Kaya, ...") from an adverb that does."""
    name, *after = words
    return (
        name.capital
        and not lexicon.plain(name) & (lexicon.name_ends | lexicon.linkers)
        and not lexicon.roles(name)
        and bool(after)
        and (after[0].text == "," or after[0].text in lexicon.before_verb)
    )


def _looks_like_thing(lexicon: Lexicon, words: Sequence[Token]) -> bool:
    if lexicon.order is not WordOrder.VERB_FIRST:
        return not shows_name(lexicon, words)
    return lexicon.is_definite(words[0]) and words[0].text.endswith(lexicon.thing_endings)
