"""What sort of medium a name says it is, and whether an outlet can be meant by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from sourcecheck.classify.brands import kind_of
from sourcecheck.classify.choice import Asked
from sourcecheck.model.tables.outlets import Alias, NameIndex
from sourcecheck.text.naming import forms, words_of

_MEDIA = ("agency", "paper", "screen", "radio", "site", "think")
# What an outlet calls itself, and the kinds that are then not meant.
_NOT_MEANT = {
    "agency": {"tv", "radio", "magazine"},
    "paper": {"tv", "radio", "agency", "think-tank", "government", "ngo"},
    "screen": {"agency", "magazine", "radio", "think-tank", "government"},
    "radio": {"agency", "magazine", "tv", "think-tank", "government"},
}
BODIES = frozenset({"think-tank", "ngo", "academic", "intergovernmental", "government"})
_PAPERS = frozenset({"news", "magazine", "journal"})
MEANT = {"agency": "agency", "screen": "tv", "radio": "radio"}


def media_of(words: Sequence[str], index: NameIndex) -> frozenset[str]:
    """Return what sorts of media some words name."""
    known = _sorts(index)
    return frozenset(
        sort for word in words for form in forms(word, index.words) for sort in known.get(form, ())
    )


@lru_cache(maxsize=4)
def _sorts(index: NameIndex) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for sort in _MEDIA:
        for word in index.words.get(sort, ()):
            found[word] = (*found.get(word, ()), sort)
    return found


def fits(hit: Alias, media: frozenset[str], asked: Asked) -> bool:
    """Tell whether an outlet may be what it is called: a newspaper is no television."""
    if not media:
        return True
    kind = kind_of(hit.outlet, asked.tables)
    if kind == "platform" or ("think" in media and kind not in BODIES):
        return False  # "a channel on Telegram" is an account, whose it does not say
    sorts = media & _NOT_MEANT.keys()
    if not sorts:
        return True
    own = _own_sorts(hit, asked)
    return bool(own & sorts) or (
        not own & _NOT_MEANT.keys() and any(kind not in _NOT_MEANT[sort] for sort in sorts)
    )


def _own_sorts(hit: Alias, asked: Asked) -> frozenset[str]:
    """Return what an outlet's own name says it is."""
    return media_of(words_of(asked.tables.outlets[hit.outlet].name), asked.index)


def is_one(hit: Alias, media: frozenset[str], asked: Asked) -> bool:
    """Tell whether an outlet certainly is what it is called."""
    kind = kind_of(hit.outlet, asked.tables)
    sorts = media & _NOT_MEANT.keys()
    return bool(
        ("paper" in media and kind in _PAPERS)
        or any(MEANT.get(sort) == kind for sort in sorts)
        or (sorts and sorts & _own_sorts(hit, asked))
    )
