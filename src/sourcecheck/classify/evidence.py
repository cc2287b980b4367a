"""From an outlet's claims to one conclusion: which country is reported, and why.

"Country" is four properties. Reported is who controls the outlet where a state or the public
does, else where it sits; the audience is told beside it. Two claims that are both sure enough
and differ are a dispute: both are shown, none is chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.model import Candidate, Claim, Classification, MatchStatus, Outlet
from sourcecheck.model.tables.outlets import OutletTables

_RANKS = {"preferred": 2, "normal": 1, "deprecated": 0}
_CONTROLLED = ("state", "public")
# State Media Monitor's types in which state or public funds, owns or edits; not "CaPr",
# where a private owner is captured: control stays a matter of the claims.
_CONTROL_CODES = ("SC", "CaPu", "ISFM", "ISF", "ISM", "IP")


def conclude(
    outlet: Outlet,
    tables: OutletTables,
    *,
    status: MatchStatus,
    because: Sequence[str],
    confidence: float,
) -> Classification:
    """Say who ``outlet`` is and what its country is, found with that status and confidence."""
    ownership = _best(outlet, "ownership")
    property_ = "country_control" if _controlled(outlet, ownership) else "country_base"
    claim = _best(outlet, property_) or _best(outlet, "country_base")
    conflicts = _conflicts(outlet, claim, tables.limits.dispute)
    sure = bool(claim) and not conflicts and _sure(claim, confidence) >= tables.limits.country
    return Classification(
        status=MatchStatus.DISPUTED if conflicts else status,
        id=outlet.id,
        name=outlet.name,
        country=claim.value if claim and sure else "",
        country_base=_value(outlet, "country_base"),
        country_control=_value(outlet, "country_control"),
        country_focus=_value(outlet, "country_focus"),
        because=(*because, *_reasons(claim if sure else None, ownership)),
        conflicts=conflicts,
        kind=_value(outlet, "kind"),
        ownership=ownership.value if ownership else "",
        editorial_control=_value(outlet, "editorial_control"),
        confidence=round(min(confidence, claim.confidence if claim else 1.0), 2),
    )


def unknown(
    because: Sequence[str], *, id_: str = "", name: str = "", kind: str = ""
) -> Classification:
    """Say that nobody can tell, and why."""
    return Classification(
        status=MatchStatus.UNKNOWN, id=id_, name=name, kind=kind, because=tuple(because)
    )


def ambiguous(
    outlets: Sequence[Outlet], tables: OutletTables, because: Sequence[str]
) -> Classification:
    """Say that a name may mean several outlets, or is also an ordinary word."""
    return Classification(
        status=MatchStatus.AMBIGUOUS,
        because=tuple(because),
        candidates=tuple(candidate(outlet, tables) for outlet in outlets),
    )


def candidate(outlet: Outlet, tables: OutletTables) -> Candidate:
    """Return an outlet as one of several a name could mean."""
    found = conclude(outlet, tables, status=MatchStatus.MATCH, because=(), confidence=1.0)
    return Candidate(id=outlet.id, name=outlet.name, country=found.country)


def _controlled(outlet: Outlet, ownership: Claim | None) -> bool:
    rated = _value(outlet, "editorial_control").rpartition(" ")[2]
    return (ownership is not None and ownership.value in _CONTROLLED) or (rated in _CONTROL_CODES)


def _value(outlet: Outlet, property_: str) -> str:
    claim = _best(outlet, property_)
    return claim.value if claim else ""


def _best(outlet: Outlet, property_: str) -> Claim | None:
    """Return the claim that counts: not ended, highest rank, then the surest."""
    held = [c for c in outlet.claims if c.property == property_ and not c.valid_to]
    return max(held, key=lambda c: (_RANKS.get(c.rank, 1), c.confidence), default=None)


def _conflicts(outlet: Outlet, claim: Claim | None, limit: float) -> tuple[str, ...]:
    if claim is None:
        return ()
    others = [
        other
        for other in outlet.claims
        if other.property == claim.property
        and other.value != claim.value
        and other.rank == claim.rank
        and not other.valid_to
        and min(other.confidence, claim.confidence) >= limit
    ]
    return tuple(_told(each) for each in (claim, *others)) if others else ()


def _sure(claim: Claim | None, confidence: float) -> float:
    return min(claim.confidence, confidence) if claim else 0.0


def _reasons(country: Claim | None, ownership: Claim | None) -> tuple[str, ...]:
    return tuple(_told(claim) for claim in (country, ownership) if claim)


def _told(claim: Claim) -> str:
    words = claim.property.replace("_", " ")
    return f"{words}: {claim.value}, says {claim.source} ({claim.told_by})"
