"""An outlet's name in any script becomes the outlet, or says why it does not.

What a person settled goes first. Then the steps go from sure to weak and stop at the first that
answers: the whole name; a body of a state; the name without what it is and whose ("the Saudi
newspaper ..."); what stands in brackets; a misspelling; the consonants of another script; the
longest known name inside. Running text must never come here: even exact names would fire on
countries and ordinary words. Notes, datelines and attributions do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from sourcecheck.classify.brands import families, family
from sourcecheck.classify.choice import CORE, FUZZY_WORDS, WHOLE, Asked, decide, with_near
from sourcecheck.classify.contained import by_part
from sourcecheck.classify.evidence import ambiguous, conclude, unknown
from sourcecheck.classify.index import aliases_at, index_of
from sourcecheck.classify.likeness import by_slip, by_sound, by_spelling, near_names
from sourcecheck.classify.media import is_one, media_of
from sourcecheck.classify.states import countries_in, state_voice
from sourcecheck.classify.trimming import by_core, by_trimming
from sourcecheck.model import Classification, MatchStatus
from sourcecheck.model.tables.outlets import Alias, NameIndex, OutletTables
from sourcecheck.text.naming import (
    core_words,
    forms,
    key_of,
    latin,
    pairs,
    plain_key,
    settled_key,
    words_of,
)

__all__ = ["FUZZY_WORDS", "by_name"]

_PIECES = re.compile(r"[()\[\]|/،,;؛:«»“”\"„]|\s[-–—]\s")
_HOST = re.compile(r"(?<![\w.-])[a-zа-яё0-9-]{1,63}(?:\.[a-zа-яё0-9-]{1,63})+")


@lru_cache(maxsize=4096)
def by_name(name: str, tables: OutletTables, at: str = "") -> Classification:
    """Classify a name as printed in a note, a dateline or an attribution.

    ``at`` is the ISO date that claims must hold on; "" = today's record.

    Kept for the names last asked for: one article gives the same voice many times.
    """
    if decided := _settled(name, tables, at):
        return decided
    index = index_of(tables)
    split = words_of(name)
    if len(split) > tables.limits.name_words:
        return unknown((f"{len(split)} words are no name",))
    if _nobody(split, index):
        return unknown((f"“{name.strip()}” names no outlet",))
    asked = Asked(name=name, split=split, index=index, tables=tables, at=at)
    for step in _STEPS:
        found = step(asked)
        if found and not (step in _WEAK and _of_another_host(found, asked)):
            return found
    found = unknown((f"“{name.strip()}” is no name in the tables",))
    near = [tables.outlets[hit.outlet] for hit in near_names(asked)]
    return with_near(found, near, tables)


def _settled(name: str, tables: OutletTables, at: str) -> Classification | None:
    """Return what a person decided once and for all about a name."""
    if not tables.settled:
        return None
    decided = tables.settled.get(settled_key(name))
    if decided is None:
        return None
    why = f": {decided.why}" if decided.why else ""
    reason = f"settled by {decided.by} on {decided.at}{why} ({decided.told_by})"
    if not decided.outlet:
        return unknown((reason,))
    outlet = tables.outlets.get(decided.outlet)
    if outlet is None:
        return unknown((f"{reason}; no list knows an outlet {decided.outlet}",))
    found = conclude(
        outlet, tables, status=MatchStatus.MATCH, because=(reason,), confidence=1.0, at=at
    )
    return replace(found, confidence=1.0)  # of the name; what is claimed of the outlet says its own


def _nobody(split: list[str], index: NameIndex) -> bool:
    empty = index.words.get("nobody", frozenset())
    return all(not empty.isdisjoint(forms(word, index.words)) for word in split)


def _whole(asked: Asked) -> Classification | None:
    hits = aliases_at(
        asked.index.exact.get(plain_key(asked.split, asked.index.words), ()), asked.index
    )
    if not hits or not asked.split:
        return state_voice(asked.name.strip(), asked.split, asked.index, asked.tables)
    if all(hit.common for hit in hits):  # "Ankara": also a paper, if it is called one
        voice = state_voice(asked.name.strip(), asked.split, asked.index, asked.tables)
        if voice and voice.country:
            return voice
    return _shared(asked, hits) or decide(asked, hits, WHOLE, exact=True)


def _shared(asked: Asked, hits: tuple[Alias, ...]) -> Classification | None:
    """Find a name that one outlet's list gives with its kind, and other outlets bear as well.

    "The newspaper al-Shorouk" may be listed for one paper only; there are two of that name.
    """
    core = core_words(asked.split, asked.index.words)
    if len(core) == len(asked.split) or any(hit.preferred for hit in hits):
        return None
    own = (settled_key(asked.tables.outlets[hit.outlet].name) for hit in hits)
    if settled_key(asked.name) in own:
        return None
    bearers = aliases_at(asked.index.exact.get(key_of(core), ()), asked.index)
    media = media_of(asked.split, asked.index)
    tongues = {hit.language for hit in hits}  # "Star gazetesi" is no paper of Malaysia
    others = [hit for hit in bearers if is_one(hit, media, asked) and hit.language in tongues]
    mine = families(hits, asked.tables)
    if not mine & families(bearers, asked.tables) or countries_in(core, asked.index):
        return None
    if not families(others, asked.tables) - mine:
        return None
    meant = list(dict.fromkeys(hit.outlet for hit in (*hits, *others)))
    reason = f"“{asked.name.strip()}” names several outlets"
    return ambiguous([asked.tables.outlets[id_] for id_ in meant], asked.tables, (reason,))


def _pieces(asked: Asked) -> Classification | None:
    """Try what stands in brackets, between quotes or on either side of a bar or comma."""
    pieces = [piece for piece in _PIECES.split(asked.name) if piece.strip()]
    if len(pieces) < 2:
        return None
    parts = [
        Asked(name=piece, split=words_of(piece), index=asked.index, tables=asked.tables)
        for piece in pieces
    ]
    found = [_whole(part) or by_trimming(part) for part in parts if part.split]
    sure = [each for each in found if each and each.id and each.status is MatchStatus.MATCH]
    part = _one_brand(sure, asked.tables)
    # "L'Express (Maauritius)": the whole, misspelled, tells more than its first half.
    whole = by_spelling(asked) if part else None
    return whole if whole and whole.id else part


def _one_brand(found: list[Classification], tables: OutletTables) -> Classification | None:
    """Return the most special of several answers that are one brand's."""
    if len({family(each.id, tables) for each in found}) != 1:
        return None
    editions = [each for each in found if each.id in tables.parents]
    return (editions or found)[0]


def _by_host(asked: Asked) -> Classification | None:
    """Take a host printed as a name: "Hetq.am", "the site Dawn.com"."""
    hosts = [_spelled(host, asked) for host in _HOST.findall(asked.name.lower())]
    keys = [asked.tables.keys.get(f"host:{host.removeprefix('www.')}") for host in hosts]
    known = {key.outlet: key for key in keys if key}
    if len(known) != 1:
        return None
    ((outlet, key),) = known.items()
    hit = Alias(text=hosts[0], outlet=outlet, told_by=key.told_by)
    return decide(asked, [hit], CORE if len(asked.split) > hosts[0].count(".") + 1 else WHOLE)


def _spelled(host: str, asked: Asked) -> str:
    """Return a host as it is registered; Russian texts write «Лента.Ру»."""
    label, _, suffix = host.rpartition(".")
    suffix = pairs(asked.index.words.get("suffix", frozenset())).get(settled_key(suffix), suffix)
    return f"{label if label.isascii() else latin(label).lower()}.{suffix}"


def _hollow(asked: Asked) -> Classification | None:
    """Stop at a name of which nothing is left without what it is and whose."""
    kept = core_words(asked.split, asked.index.words)
    if kept and len(countries_in(kept, asked.index)) != len(kept):
        return None
    return by_slip(asked) or unknown((f"“{asked.name.strip()}” is no name in the tables",))


def _of_another_host(found: Classification, asked: Asked) -> bool:
    """Tell whether a name is printed as a host of another country than the outlet's: "Port.az"."""
    hosts = _HOST.findall(asked.name.lower())
    endings = {_spelled(host, asked).rpartition(".")[2] for host in hosts}
    endings &= asked.tables.urls.tlds.keys()
    return (
        bool(found.id and endings) and found.id.partition("/")[0].rpartition(".")[2] not in endings
    )


_Step = Callable[[Asked], Classification | None]
_WEAK: tuple[_Step, ...] = (by_core, by_spelling, by_sound, by_part)
_STEPS: tuple[_Step, ...] = (_whole, _by_host, by_trimming, _pieces, _hollow, *_WEAK)
