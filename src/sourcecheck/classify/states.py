"""Voices of states: "the Russian foreign ministry", "Moscow", "the Kremlin", "Армения заявила".

A body of a state needs two words: one for the body, one for the country; an office or a union
stands for itself. A person without an office is nobody we could look up, an expert's
nationality is not his paper's, and who is sent to a country does not speak for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sourcecheck.classify.evidence import conclude, unknown
from sourcecheck.classify.index import aliases_at
from sourcecheck.model import Classification, MatchStatus
from sourcecheck.model.tables.outlets import CountryWord, NameIndex, OutletTables
from sourcecheck.text.nameindex import Named, countries_named, voices_named
from sourcecheck.text.naming import forms, plain_key
from sourcecheck.text.scripts import main_script

UNIONS = frozenset({"INT", "EU"})
"""What is no country, but bears a code of its own."""

_ALONE = frozenset({"name", "capital", "office", "union"})
_OWN = frozenset({"office", "union"})
_WEAK = frozenset({"shared", "capital"})  # "Jordan" is a name, "Madrid" a club
_LITTLE = ("definite", "lead", "article", "filler")
_NO_STATE = ("former", "nonstate", "agency", "paper", "screen", "radio", "site", "channel")
_BLOCKING = ("body", "head")  # unless the word is "neutral", as in "state officials"
_OF_BODIES = ("institution", "neutral", "modifier", *_LITTLE)
_HAN = "\u2e80"  # the first of the blocks of Chinese signs
_LONGEST = 8  # signs of a Chinese word that is looked up


@dataclass(frozen=True, slots=True, kw_only=True)
class _Voice:
    """A name as the question of whose voice it is sees it."""

    name: str
    split: Sequence[str]
    named: Sequence[Named]
    rest: Sequence[str]  # words outside ``named``, without articles and prepositions
    index: NameIndex


def countries_in(split: Sequence[str], index: NameIndex) -> list[CountryWord]:
    """Return the words for countries in a name, in order."""
    return [word for _, _, word in countries_named(split, index)]


def state_voice(
    name: str, split: list[str], index: NameIndex, tables: OutletTables
) -> Classification | None:
    """Return the government or union a name speaks for, or ``None`` when it is nobody's."""
    words = [piece for word in split for piece in _pieces(word, index)]
    named = voices_named(words, index)
    if not named:
        return None
    voice = _heard(name, words, named, index)
    if _no_state(voice):
        return None
    meant = [each for each in voice.named if each[2].type != "other"]
    body = _body_in(voice)
    if any(word.type == "territory" for _, _, word in meant):
        return _disputed(voice, body)
    word = _speaker(voice, meant)
    if word is None:
        return None
    if not voice.rest and any(
        each.type in _ALONE and each.country == word.country for _, _, each in meant
    ):
        reason = f"{name} stands for {_its(word)} ({word.told_by})"
        return _of_body(voice, word, reason, tables) or _government(
            name, word, reason, tables.limits.metonym
        )
    if not body or (word.type in _WEAK and not _plain_body(voice)):
        return None
    reason = f"“{body}” is a body of a state, “{word.text}” says which ({word.told_by})"
    return _of_body(voice, word, reason, tables) or _government(
        name, word, reason, tables.limits.institution
    )


def _of_body(
    voice: _Voice, word: CountryWord, reason: str, tables: OutletTables
) -> Classification | None:
    """Return the office or union itself where the gazetteer has it: "NATO spokesman"."""
    if word.type not in _OWN:
        return None
    spans = (voice.split[start:end] for start, end, each in voice.named if each is word)
    keys = {
        plain_key((form, *rest), voice.index.words)
        for first, *rest in spans
        for form in forms(first, voice.index.words)
    }
    hits = [hit for key in keys for hit in aliases_at(voice.index.exact.get(key, ()), voice.index)]
    ids = {hit.outlet for hit in hits if not hit.common}
    if len(ids) != 1:
        return None
    found = conclude(
        tables.outlets[ids.pop()],
        tables,
        status=MatchStatus.PROBABLE,
        because=(reason,),
        confidence=tables.limits.institution,
    )
    return found if found.country == word.country else None


def _heard(name: str, words: Sequence[str], named: Sequence[Named], index: NameIndex) -> _Voice:
    covered = {
        place for start, end, each in named if each.type != "other" for place in range(start, end)
    }
    rest = [
        word
        for place, word in enumerate(words)
        if place not in covered and not _any(word, index, _LITTLE)
    ]
    return _Voice(name=name, split=words, named=named, rest=rest, index=index)


def _pieces(word: str, index: NameIndex) -> Iterator[str]:
    """Cut a word that is written without spaces into the words that are known: "法国总统"."""
    if word[:1] < _HAN or main_script(word) != "Hani":
        yield word
        return
    place = 0
    while place < len(word):
        ends = range(min(len(word), place + _LONGEST), place, -1)
        end = next((end for end in ends if _known(word[place:end], index)), place + 1)
        yield word[place:end]
        place = end


def _known(piece: str, index: NameIndex) -> bool:
    return piece in index.countries or any(piece in listed for listed in index.words.values())


def _no_state(voice: _Voice) -> bool:
    """Tell whether a word shows that a name is no body of a state: former, expert, airline."""
    index = voice.index
    return any(
        _any(word, index, _NO_STATE)
        or (_any(word, index, _BLOCKING) and not _any(word, index, ("neutral", *_LITTLE)))
        for word in voice.rest
    )


def _speaker(voice: _Voice, meant: Sequence[Named]) -> CountryWord | None:
    """Return the word for the one country that speaks, or ``None``.

    An ambassador "to Georgia" or "in Tbilisi" is the voice of whose ambassador he is; the
    country of a "Foreign Office" is the one that is told.
    """
    own = [each for each in meant if not _after(voice, each, "toward")]
    if len({word.country for _, _, word in own}) > 1:
        own = [each for each in own if not _after(voice, each, "within")]
    elif own and _sent(voice) and all(_after(voice, each, "within") for each in own):
        return None
    if len({word.country for _, _, word in own}) > 1:
        own = [each for each in own if each[2].type != "capital" and not _generic(voice, each)]
    if len({word.country for _, _, word in own}) != 1:
        return None
    sure = [word for _, _, word in own if word.type != "shared"]
    return (sure or [word for _, _, word in own])[0]


def _after(voice: _Voice, named: Named, kind: str) -> bool:
    """Tell whether a country stands behind a preposition; articles between do not count."""
    place = named[0] - 1
    while place >= 0 and _is(voice.split[place], voice.index, "definite"):
        place -= 1
    return place >= 0 and voice.split[place] in voice.index.words.get(kind, frozenset())


def _sent(voice: _Voice) -> bool:
    return any(_is(word, voice.index, "posted") for word in voice.rest)


def _generic(voice: _Voice, named: Named) -> bool:
    """Tell whether an office is called by words that many states use: "Foreign Office"."""
    start, end, word = named
    return word.type == "office" and all(
        _any(part, voice.index, _OF_BODIES) for part in voice.split[start:end]
    )


def _body_in(voice: _Voice) -> str:
    """Return the words for a body of a state; "foreign" alone only says which."""
    for word in voice.split:
        if _is(word, voice.index, "institution") and not _is(word, voice.index, "modifier"):
            return word
    generic = (each for each in voice.named if _generic(voice, each))
    return next((word.text for _, _, word in generic), "")


def _plain_body(voice: _Voice) -> bool:
    """Tell whether nothing but a body of a state stands beside a country's name."""
    index = voice.index
    return all(
        _any(word, index, _OF_BODIES) and not _is(word, index, "local") for word in voice.rest
    )


def _disputed(voice: _Voice, body: str) -> Classification | None:
    """Say of a body of a disputed territory that no country is told."""
    if not body and voice.rest:
        return None
    told = next(word for _, _, word in voice.named if word.type == "territory")
    return unknown((f"whose “{told.text}” is, is disputed: no country is told ({told.told_by})",))


def _its(word: CountryWord) -> str:
    return "itself" if word.country in UNIONS else "its government"


def _is(word: str, index: NameIndex, kind: str) -> bool:
    known = index.words.get(kind, frozenset())
    return not known.isdisjoint(forms(word, index.words))


def _any(word: str, index: NameIndex, kinds: tuple[str, ...]) -> bool:
    return not _united(index, kinds).isdisjoint(forms(word, index.words))


@lru_cache(maxsize=32)
def _united(index: NameIndex, kinds: tuple[str, ...]) -> frozenset[str]:
    none: frozenset[str] = frozenset()
    return none.union(*(index.words.get(kind, none) for kind in kinds))


def _government(name: str, word: CountryWord, reason: str, confidence: float) -> Classification:
    union = word.country in UNIONS
    return Classification(
        status=MatchStatus.PROBABLE,
        name=name,
        country=word.country,
        country_base=word.country,
        country_control="" if union else word.country,
        kind="intergovernmental" if union else "government",
        ownership="" if union else "state",
        because=(reason,),
        confidence=confidence,
    )
