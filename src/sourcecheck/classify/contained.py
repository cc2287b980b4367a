"""A known name inside a longer one: "a Reuters reporter in Baku"."""

from __future__ import annotations

from sourcecheck.classify.brands import countries_of, is_public, kind_of
from sourcecheck.classify.choice import PART, Asked, decide
from sourcecheck.classify.index import aliases_at
from sourcecheck.classify.media import BODIES
from sourcecheck.classify.states import countries_in
from sourcecheck.model import Classification
from sourcecheck.model.tables.outlets import Alias
from sourcecheck.text.naming import core_words, forms, key_of, plain_key

_SHOWS = ("head", "institution", "role")
_EXPLAINED = ("adjective", "filler", "trail", "lead", "edition")
_NATIONAL = ("demonym", "stem")
_MANY = 3  # words of a name that is special enough wherever it stands


def by_part(asked: Asked) -> Classification | None:
    """Find the longest known names among the words of a longer one; two of them are too many."""
    hits: list[Alias] = []
    split = asked.split
    rest = list(split)
    for length in range(len(split) - 1, 0, -1):
        for start in range(len(split) - length + 1):
            part = rest[start : start + length]
            if found := _contained(part, start, asked):
                hits.extend(found)
                rest[start : start + length] = [""] * length
    if not hits or _foreign([word for word in rest if word], hits[0], asked):
        return None
    return decide(asked, hits, PART)


def _contained(part: list[str], start: int, asked: Asked) -> list[Alias]:
    """Return the outlets of a part of a name, if it is long and special enough to count."""
    limits = asked.tables.limits
    if "" in part or len(key_of(part)) < limits.contained_letters:
        return []
    hits = [hit for hit in _with_article(part, asked) if not hit.common]
    if not hits or len(countries_in(part, asked.index)) == len(part):
        return []
    rest = [*asked.split[:start], *asked.split[start + len(part) :]]
    short = len(core_words(asked.split, asked.index.words)) <= limits.contained_words
    if len(part) < _MANY and not (short and _introduced(part, rest, asked)):
        return []
    return [
        hit
        for hit in hits
        if not _another_body(rest, hit, asked) and not _another_office(rest, hit, asked)
    ]


def _introduced(part: list[str], rest: list[str], asked: Asked) -> bool:
    """Tell whether the rest of a name shows that a part of it is an outlet's name.

    "Reuters reporter", "NATO spokesman", "Sputnik Azerbaijan"; not "Guardian Life Insurance".
    """
    words = asked.index.words
    if len(part) == 1 and part[0] in words.get("adjective", ()):
        return False
    if any(_is(each, kind, asked) for each in rest for kind in _SHOWS):
        return True
    left = [each for each in rest if not any(_is(each, kind, asked) for kind in _EXPLAINED)]
    return len(countries_in(left, asked.index)) == len(left)


def _is(word: str, kind: str, asked: Asked) -> bool:
    known = asked.index.words.get(kind, frozenset())
    return not known.isdisjoint(forms(word, asked.index.words))


def _another_body(rest: list[str], hit: Alias, asked: Asked) -> bool:
    """Tell whether a body is named after an outlet: the Reuters Institute is not Reuters.

    Who was a minister once, or is married to him, does not speak for the ministry.
    """
    kind = kind_of(hit.outlet, asked.tables)
    if kind in BODIES:
        return False
    if kind == "platform":
        return True
    return any(_is(word, "body", asked) and not _is(word, "role", asked) for word in rest)


def _another_office(rest: list[str], hit: Alias, asked: Asked) -> bool:
    """Tell whether a name is that of an army or a ministry: a newspaper has none."""
    kind = kind_of(hit.outlet, asked.tables)
    if kind == "government" and any(
        _is(word, "former", asked) or _is(word, "nonstate", asked) for word in rest
    ):
        return True
    if kind in BODIES:
        return False
    known = ("head", "role")
    return any(_is(word, "institution", asked) for word in rest) and not any(
        _is(word, kind, asked) for word in rest for kind in known
    )


def _foreign(rest: list[str], hit: Alias, asked: Asked) -> bool:
    """Tell whether the rest of a name gives another country.

    A Russian expert who is an official of the CIS speaks for neither for certain.
    """
    public = is_public(hit.outlet, asked.tables)
    types = _NATIONAL if public else (*_NATIONAL, "name")  # a country behind may be a licence
    told = {word.country for word in countries_in(rest, asked.index) if word.type in types}
    return bool(told - countries_of(hit.outlet, asked.tables))


def _with_article(part: list[str], asked: Asked) -> tuple[Alias, ...]:
    index = asked.index
    for first in forms(part[0], index.words):
        if places := index.exact.get(plain_key([first, *part[1:]], index.words)):
            return aliases_at(places, index)
    return ()
