"""Choosing among the outlets that a name may mean, or saying that it cannot be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sourcecheck.classify.brands import families, kind_of
from sourcecheck.classify.evidence import ambiguous, candidate, conclude, unknown
from sourcecheck.model import Classification, MatchStatus, Outlet
from sourcecheck.model.tables.outlets import Alias, NameIndex, OutletTables
from sourcecheck.text.naming import key_of

FUZZY_WORDS = "is spelled almost like"
"""How a misspelling is told; ``findings`` recognises it by this."""

WHOLE = "is a name of"
CORE = "without its kind is"
SOUND = "sounds like"
PART = "contains a name of"

_INITIALS = 4  # letters
NEAR = 3
"""Candidates told beside "unknown"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A name taken apart, and what to look it up in."""

    name: str
    split: list[str]
    index: NameIndex
    tables: OutletTables
    at: str = ""  # the ISO date that claims must hold on; "" = today's record


def decide(
    asked: Asked, hits: Iterable[Alias], how: str, *, headed: bool = False, exact: bool = False
) -> Classification:
    """Choose among the outlets a name may mean, or say that it cannot be chosen.

    A name of the user's own list wins; then names that are not also ordinary words, unless a
    word such as "newspaper" made clear that an outlet is meant (``headed``).
    """
    known = list(hits)
    silent = asked.index.words.get("silent", frozenset())
    known = [hit for hit in known if kind_of(hit.outlet, asked.tables) not in silent] or known
    strong = [hit for hit in known if hit.preferred]
    strong = strong or [hit for hit in known if not hit.common] or (known if headed else [])
    brands = families(strong, asked.tables)
    if len(brands) == 1 and _of_many(asked, strong, known):
        return _open(asked, known, common=False)
    if len(brands) != 1:
        return _open(asked, strong or known, common=not strong)
    chosen = _edition(strong, brands.pop(), asked.tables)
    told_by = next((hit.told_by for hit in strong if hit.outlet == chosen.id), strong[0].told_by)
    return conclusion(asked, chosen, how, told_by, exact=exact)


def _of_many(asked: Asked, strong: Sequence[Alias], known: Sequence[Alias]) -> bool:
    """Tell whether initials that are plain to one list are another outlet's too."""
    short = len(key_of(asked.split)) <= _INITIALS and not strong[0].preferred
    return short and len(families(known, asked.tables)) > 1


def conclusion(
    asked: Asked, chosen: Outlet, how: str, told_by: str, *, exact: bool = False
) -> Classification:
    """Say that a name means an outlet; a company's name alone is no outlet's."""
    tables = asked.tables
    kind = kind_of(chosen.id, tables)
    shown = asked.name.strip()
    if kind in asked.index.words.get("silent", frozenset()):
        reason = f"“{shown}” is a {kind}, and no outlet by its name alone ({told_by})"
        return with_near(unknown((reason,)), [chosen], tables)
    return conclude(
        chosen,
        tables,
        status=MatchStatus.MATCH if exact else MatchStatus.PROBABLE,
        because=(f"“{shown}” {how} {chosen.name} ({told_by})",),
        confidence=_confidence(how, tables),
        at=asked.at,
    )


def with_near(
    found: Classification, outlets: Sequence[Outlet], tables: OutletTables
) -> Classification:
    """Add the outlets that a name not known comes near to."""
    known = list(dict.fromkeys(each.id for each in outlets))[:NEAR]
    near = tuple(candidate(tables.outlets[id_], tables) for id_ in known)
    return replace(found, candidates=near) if near else found


def _open(asked: Asked, hits: Sequence[Alias], *, common: bool) -> Classification:
    tables = asked.tables
    meant = list(dict.fromkeys(hit.outlet for hit in hits))
    why = "is also a common word" if common else "names several outlets"
    reason = f"“{asked.name.strip()}” {why}"
    silent = asked.index.words.get("silent", frozenset())
    if all(kind_of(id_, tables) in silent for id_ in meant):
        return with_near(unknown((reason,)), [tables.outlets[id_] for id_ in meant], tables)
    return ambiguous([tables.outlets[id_] for id_ in meant], tables, (reason,))


def _edition(hits: Sequence[Alias], brand: str, tables: OutletTables) -> Outlet:
    """Return the one outlet meant, or the brand where several of its editions are."""
    meant = dict.fromkeys(hit.outlet for hit in hits)
    return tables.outlets[next(iter(meant)) if len(meant) == 1 else brand]


def _confidence(how: str, tables: OutletTables) -> float:
    limits = tables.limits
    return {
        WHOLE: limits.exact,
        CORE: limits.core,
        FUZZY_WORDS: limits.fuzzy,
        SOUND: limits.skeleton,
        PART: limits.contained,
    }[how]
