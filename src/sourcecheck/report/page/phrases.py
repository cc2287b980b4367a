"""What a page says, before it is said in a language.

A ``Phrase`` names a sentence of the catalogs and what fills its places; a ``Run`` is text that
is no sentence of ours and keeps its own direction: a URL, a name, a quotation.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RunKind(StrEnum):
    """How a run is set."""

    LATIN = "latin"  # left to right whatever surrounds it: URLs, codes, ids, hashes, dates
    FACT = "fact"  # a fact recorded in English, whatever language the page is in
    FOREIGN = "foreign"  # a name or quotation; its own letters decide its direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Text of somebody else, isolated from the direction of what surrounds it."""

    text: str
    kind: RunKind = RunKind.FOREIGN


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A sentence of the catalogs: ``key`` into their texts, ``args`` for its places.

    With ``count`` the key names a counted sentence, whose place 0 is the count itself and
    whose places 1, 2 ... are ``args``. Keys that open with ``country:``, ``language:`` or
    ``finding:`` are looked up in the tables of that name.
    """

    key: str
    args: tuple[Arg, ...] = ()
    count: int | None = None


Arg = int | Run | Phrase
"""What may stand in a place of a sentence."""


def say(key: str, *args: Arg) -> Phrase:
    """Name a sentence and what fills its places."""
    return Phrase(key=key, args=args)


def counted(key: str, count: int, *args: Arg) -> Phrase:
    """Name a sentence whose form follows ``count``."""
    return Phrase(key=key, args=args, count=count)


def latin(text: str) -> Run:
    """Set text from left to right whatever surrounds it."""
    return Run(text=text, kind=RunKind.LATIN)


def fact_of(text: str) -> Run:
    """Set a fact that was recorded in English."""
    return Run(text=text, kind=RunKind.FACT)


def foreign(text: str) -> Run:
    """Set text in the direction of its own letters."""
    return Run(text=text)


def share(k: int, n: int) -> Phrase:
    """Say ``k`` of ``n`` as "2 (40 %)"; ``n`` must not be 0."""
    return say("share", k, percent(k, n))


def percent(k: int, n: int) -> Phrase:
    """Say a share in whole per cent; what is not nothing is never printed as 0."""
    whole = round(100 * k / n)
    return say("percent_below", say("percent", 1)) if k and not whole else say("percent", whole)


def listed(phrases: tuple[Phrase, ...]) -> Phrase:
    """Join phrases the way the language joins a list; ``phrases`` must not be empty."""
    joined = phrases[0]
    for phrase in phrases[1:]:
        joined = say("list", joined, phrase)
    return joined
