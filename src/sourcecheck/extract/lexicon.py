"""A language's cues and roles, compiled for looking words up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from sourcecheck.extract.cues import GAP, Cue, CueKind, Hit, cues_of, matched, second_word
from sourcecheck.extract.tokens import Token
from sourcecheck.model.tables.languages import Language, Voices
from sourcecheck.text.fold import folded

__all__ = ["CueKind", "Hit", "Lexicon", "Role", "lexicon"]

WORDS_KEPT = 20_000
"""Words whose cues and roles are kept at hand; a language's running texts use fewer."""

_CAPITALS = frozenset({"Latn", "Cyrl", "Grek", "Armn"})
"""Scripts that have capitals, by which a name is seen."""


class Role(StrEnum):
    """What a noun is in the name of a voice."""

    PERSON = "person"
    INSTITUTION = "institution"
    WORK = "work"
    PLACE = "place"
    PRONOUN = "pronoun"
    VAGUE_PERSON = "vague-person"
    VAGUE_WORK = "vague-work"
    QUANTIFIER = "quantifier"
    CONFORMITY = "conformity"
    NONVOICE = "nonvoice"
    BINDER = "binder"
    OCCASION = "occasion"
    ADDRESSEE = "addressee"
    AFFILIATED = "affiliated"
    NAMELESS = "nameless"
    RANK = "rank"


class Plurals(NamedTuple):
    """How a language's plurals end, folded; see ``Voices`` for what each means."""

    endings: tuple[str, ...]
    sure: tuple[str, ...]
    counted: tuple[str, ...]
    construct: tuple[str, ...]
    modifiers: tuple[str, ...]
    exceptions: tuple[str, ...]
    heads_last: bool


class Lexicon:
    """Look-ups over one language's cues, roles and stop words. Immutable once built.

    ``starts`` are the words with which a cue may begin, ``signs`` those of which a sentence
    must hold one to hold any cue: most words and many sentences need no second look.
    """

    def __init__(self, language: Language) -> None:
        """Fold every word list of the language once."""
        voices = language.voices
        self.order = language.order
        self.capital_nouns = language.capital_nouns
        self.latin = language.script == "Latn"
        self.capitals = language.script in _CAPITALS
        self.inverted, self.pro_drop = voices.inverted, voices.pro_drop
        self.negations = _words(voices.negations)
        self.openers = _words(voices.openers)
        self.prefixes = tuple(folded(part) for part in voices.prefixes)
        self.noun_prefixes = tuple(folded(part) for part in voices.noun_prefixes)
        self.suffixes = tuple(folded(part) for part in voices.object_suffixes)
        self.thing_endings = tuple(folded(part) for part in voices.thing_endings)
        self.complementizers = _words(voices.complementizers)
        self.blockers = _words(voices.that_blockers)
        self.breakers = _words(voices.breakers)
        self.stops = _words(voices.stops)
        self.topics = _words(voices.topics)
        self.articles = _words(voices.articles)
        self.linkers = _words(voices.linkers)
        self.hypotheticals = _words(voices.hypotheticals)
        self.before_verb = _words(voices.before_verb)
        # where nothing says "the", a bare "report" may be the one just named
        self.articleless = not (voices.articles or voices.noun_prefixes)
        self.name_ends = self.stops | self.complementizers | self.breakers | self.before_verb
        self.affirming = self.before_verb - self.negations
        self.small = self.stops | (self.before_verb - self.linkers)  # open no name
        self.leads = self.stops - self.articles - self.breakers  # may open a time or a place
        self.clause_ends = self.breakers | self.complementizers
        self.clause_opens = self.clause_ends | (self.stops - self.linkers)
        self.postpositions = _words(voices.postpositions)
        self.joins = self.linkers | self.stops
        self.plurals = _plurals(voices)
        self._compile_edges(language)
        self._compile_cues(voices)
        self._roles, self._stems = _roles(voices)
        self._keep_at_hand()

    def _keep_at_hand(self) -> None:
        """Keep what was found for a word, for words return; for a bounded number of them."""
        self._roles_of = lru_cache(WORDS_KEPT)(self._find_roles)
        self._opening = lru_cache(WORDS_KEPT)(self._find_cues)
        self._plain = lru_cache(WORDS_KEPT)(
            lambda word: frozenset((word, *_without(word, self.prefixes)))
        )
        self.ends_name = lru_cache(WORDS_KEPT)(self._ends_name)
        self.shows_people = lru_cache(WORDS_KEPT)(self._shows_people)
        self.opens_clause = lru_cache(WORDS_KEPT)(self._opens_clause)
        self.is_hypothetical = lru_cache(WORDS_KEPT)(self._is_hypothetical)

    def _compile_edges(self, language: Language) -> None:
        """Fold what tells a name from what stands beside it."""
        voices = language.voices
        self.deeds = _words(
            (*voices.deeds, *(each for each in voices.participles if " " not in each))
        )
        self.object_marks = _words(voices.object_marks)
        self.relatives = _words(voices.relatives)
        self.located = tuple(folded(ending) for ending in voices.located)
        self.reported = tuple(folded(ending) for ending in voices.reported)
        self.private = _words(voices.private)
        self.definite = tuple(
            folded(before + article)
            for article in language.name_articles
            for before in ("", *voices.prefixes)
        )
        self.deed_starts = tuple(each[:-1] for each in self.deeds if each.endswith(GAP))

    def _compile_cues(self, voices: Voices) -> None:
        """Sort the cues by their first words, and note which words can show one."""
        self._cues = _by_first_word(cues_of(voices))
        self.starts = frozenset(self._written(self._cues))
        self.signs = frozenset(
            form
            for cues in self._cues.values()
            for cue in cues
            if cue.kind is not CueKind.SILENT
            for form in self._signs(cue)
        )

    def hits(self, tokens: Sequence[Token], at: int) -> Sequence[Hit]:
        """Return the cues that begin at a token, the longest first."""
        word = tokens[at]
        if word.text not in self.starts:
            return ()
        relative = at > 0 and tokens[at - 1].text in self.before_verb
        cues = self._opening(word.text, relative)
        if not cues:
            return ()
        following = tokens[at + 1].text if at + 1 < len(tokens) else ""
        found = [
            hit
            for cue, second in cues
            if (second is None or second == following)
            and (word.passive or not cue.passive)
            and (hit := matched(cue, tokens, at))
        ]
        if len(found) > 1:
            found.sort(key=lambda hit: (hit.cue.passive, hit.start - hit.end, hit.cue.kind))
        return found

    def knows(self, word: str) -> bool:
        """Tell whether a folded word is one of the language's for who speaks and how."""
        return word in self.starts or bool(self._roles_of(word)) or word.startswith(self.definite)

    def roles(self, token: Token) -> frozenset[Role]:
        """Return the roles a word may have, articles and clitics taken off."""
        return self._roles_of(token.text)

    def _find_roles(self, word: str) -> frozenset[Role]:
        found: set[Role] = set()
        for form in self._noun_forms(word):
            found |= self._roles.get(form, frozenset())
            found |= {role for role, stem in self._stems if stem.match(form)}
        return frozenset(found)

    def _find_cues(self, word: str, relative: bool) -> tuple[tuple[Cue, str | None], ...]:  # noqa: FBT001
        """Return the cues a word may open, clitics taken off, each with its second word.

        That is None where no one word must follow; most cues are ruled out by it.
        """
        return tuple(
            (cue, second_word(cue))
            for form in self._verb_forms(word, relative=relative)
            for cue in self._cues.get(form, ())
        )

    def opens_verb(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether a reporting verb begins at a word; names are capitals, verbs not."""
        if tokens[at].capital or tokens[at].text not in self.starts:
            return False
        return any(hit.cue.kind is CueKind.VERB for hit in self.hits(tokens, at))

    def is_definite(self, token: Token) -> bool:
        """Tell whether a word carries an article written onto it."""
        return any(token.text.startswith(prefix) for prefix in self.noun_prefixes)

    def is_fresh(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether a verb opens its clause: nothing before it can be its subject."""
        if any(self._opened_by(tokens[at].text)):
            return True
        while at > 0 and tokens[at - 1].text in self.before_verb:
            at -= 1
            if tokens[at].text in self.breakers or tokens[at].text.startswith(self.prefixes):
                return True
        return at == 0 or not tokens[at - 1].is_word or tokens[at - 1].text in self.breakers

    def plain(self, word: Token) -> frozenset[str]:
        """Return a word with and without the clitics written onto it."""
        return self._plain(word.text)

    def _ends_name(self, word: str) -> bool:
        """Tell whether a word cannot be part of a voice's name."""
        return word not in self.linkers and not self.name_ends.isdisjoint(self._plain(word))

    def _shows_people(self, word: str) -> bool:
        """Tell people in the plural by the word alone: "glaziers", if "glazier" is known."""
        if word.endswith(self.plurals.exceptions):
            return False
        if word.endswith(self.plurals.sure):
            return True
        return any(
            Role.PERSON in self._roles_of(word.removesuffix(ending))
            for ending in self.plurals.counted
            if word.endswith(ending) and word != ending
        )

    def _opens_clause(self, word: str) -> bool:
        return not self.clause_opens.isdisjoint(self._plain(word))

    def _is_hypothetical(self, word: str) -> bool:
        return not self.hypotheticals.isdisjoint(self._plain(word))

    def _opened_by(self, word: str) -> Iterator[bool]:
        """Say of each clitic whether a known verb is left when it is taken off."""
        if word not in self._cues:
            for bare in _without(word, self.prefixes):
                yield bare in self._cues

    def _verb_forms(self, word: str, *, relative: bool) -> Iterator[str]:
        """Return the forms to look up; an object is written on in relative clauses only.

        Elsewhere the same letter ends adjectives and nouns.
        """
        for bare in (word, *_without(word, self.prefixes)):
            yield bare
            for suffix in self.suffixes if relative else ():
                if bare.endswith(suffix) and len(bare) > len(suffix) + 2:
                    yield bare.removesuffix(suffix)

    def _written(self, words: Iterable[str]) -> Iterator[str]:
        """Return every way in which a word may be written: what ``_verb_forms`` undoes."""
        for word in words:
            for before in ("", *self.prefixes):
                for after in ("", *self.suffixes):
                    yield before + word + after

    def _signs(self, cue: Cue) -> Iterator[str]:
        """Return words of which a sentence must hold one for the cue to be in it.

        The longest word of a phrase is the rarest, as a rule.
        """
        exact = cue.words[1:-1] if cue.glued else cue.words[1:]
        longest = max((word for word in exact if word != GAP), key=len, default="")
        if len(longest) > len(cue.words[0]):
            yield longest
        else:
            yield from self._written(cue.words[:1])

    def _noun_forms(self, word: str) -> Iterator[str]:
        yield word
        if "'" in word:  # case endings after a name: "Reuters'a"
            yield word.partition("'")[0]
        yield from _without(word, self.noun_prefixes)
        for bare in _without(word, self.prefixes):
            yield bare
            yield from _without(bare, self.noun_prefixes)


@cache
def lexicon(language: Language) -> Lexicon:
    """Return the compiled lexicon of a language; built once."""
    return Lexicon(language)


def _without(word: str, prefixes: Iterable[str]) -> Iterator[str]:
    for prefix in prefixes:
        if word.startswith(prefix) and len(word) > len(prefix) + 1:
            yield word[len(prefix) :]


def _plurals(voices: Voices) -> Plurals:
    return Plurals(
        endings=_endings(voices.plural_endings),
        sure=_endings(voices.group_endings),
        counted=_endings(voices.people_endings),
        construct=_endings(voices.construct_endings),
        modifiers=_endings(voices.plural_modifiers),
        exceptions=_endings(voices.not_plural),
        heads_last=voices.heads_last,
    )


def _endings(listed: Iterable[str]) -> tuple[str, ...]:
    return tuple(folded(ending) for ending in listed)


def _words(listed: Iterable[str]) -> frozenset[str]:
    return frozenset(folded(word) for word in listed)


def _by_first_word(cues: Iterable[Cue]) -> dict[str, tuple[Cue, ...]]:
    found: dict[str, list[Cue]] = {}
    for cue in cues:
        found.setdefault(cue.words[0], []).append(cue)
    return {word: tuple(listed) for word, listed in found.items()}


def _roles(
    voices: Voices,
) -> tuple[dict[str, frozenset[Role]], tuple[tuple[Role, re.Pattern[str]], ...]]:
    """Return the roles of whole words, and one pattern per role for stems ("министр*")."""
    listed = {
        Role.PERSON: voices.people,
        Role.INSTITUTION: voices.institutions,
        Role.WORK: voices.works,
        Role.PLACE: voices.places,
        Role.PRONOUN: voices.pronouns,
        Role.VAGUE_PERSON: voices.vague_people,
        Role.VAGUE_WORK: voices.vague_works,
        Role.QUANTIFIER: voices.quantifiers,
        Role.CONFORMITY: voices.conformity,
        Role.NONVOICE: voices.nonvoices,
        Role.BINDER: voices.binders,
        Role.OCCASION: voices.occasions,
        Role.ADDRESSEE: voices.addressees,
        Role.AFFILIATED: voices.affiliated,
        Role.NAMELESS: voices.nameless,
        Role.RANK: voices.ranks,
    }
    exact: dict[str, set[Role]] = {}
    stems = []
    for role, words in listed.items():
        for word in words:
            if GAP not in word:
                exact.setdefault(folded(word).split()[0], set()).add(role)
        parts = [_stem(folded(word)) for word in words if GAP in word]
        if parts:
            stems.append((role, re.compile("|".join(parts))))
    return {word: frozenset(roles) for word, roles in exact.items()}, tuple(stems)


def _stem(word: str) -> str:
    """Build the pattern of "minister*", of "*minister" for compounds, or of both."""
    start = ".*" if word.startswith(GAP) else ""
    end = "" if word.endswith(GAP) else "$"
    return start + re.escape(word.strip(GAP)) + end
