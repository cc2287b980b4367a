"""Voices of states: "the Russian foreign ministry", "Moscow", "Армения заявила".

A body of a state needs two words: one for the body, one for the country. A person without
an office is nobody we could look up, and an expert's nationality is not his paper's.
"""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.model import Classification, MatchStatus
from sourcecheck.model.tables.outlets import CountryWord, NameIndex, OutletTables
from sourcecheck.text.nameindex import countries_named
from sourcecheck.text.naming import forms


def countries_in(split: Sequence[str], index: NameIndex) -> list[CountryWord]:
    """Return the words for countries in a name, in order."""
    return [word for _, _, word in countries_named(split, index)]


def state_voice(
    name: str, split: list[str], index: NameIndex, tables: OutletTables
) -> Classification | None:
    """Return the government a name speaks for, or ``None`` when it is no state's voice."""
    found = countries_in(split, index)
    if len({word.country for word in found}) != 1 or _has(split, index, "former"):
        return None
    word = found[0]
    if len(split) <= _length(split, index):
        if word.type not in {"name", "capital"}:
            return None
        reason = f"{name} stands for its government ({word.told_by})"
        return _government(name, word, reason, tables.limits.metonym)
    body = next((part for part in split if _is(part, index, "institution")), "")
    if not body or _has(split, index, "body") or _has(split, index, "head"):
        return None
    reason = f"“{body}” is a body of a state, “{word.text}” says which ({word.told_by})"
    return _government(name, word, reason, tables.limits.institution)


def _length(split: list[str], index: NameIndex) -> int:
    """Return how many words name the country the name opens with."""
    named = countries_named(split, index)
    return named[0][1] if named and named[0][0] == 0 else 0


def _is(word: str, index: NameIndex, kind: str) -> bool:
    known = index.words.get(kind, frozenset())
    return not known.isdisjoint(forms(word, index.words))


def _has(split: list[str], index: NameIndex, kind: str) -> bool:
    return any(_is(word, index, kind) for word in split)


def _government(name: str, word: CountryWord, reason: str, confidence: float) -> Classification:
    return Classification(
        status=MatchStatus.PROBABLE,
        name=name,
        country=word.country,
        country_base=word.country,
        country_control=word.country,
        kind="government",
        ownership="state",
        because=(reason,),
        confidence=confidence,
    )
