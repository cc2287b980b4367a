"""From an outlet's claims to one conclusion: which country is reported, and why.

"Country" is four properties: where an outlet sits (base), who controls it, for whom it is
(focus), where an exiled one comes from (origin). Reported is who controls the outlet where a
state or the public does, else where it sits; the others are told beside it.

Claims are weighed by rank, then by how sure they are. A person's own claims come first;
lists that copy from each other are one family and count once, two families that agree are
surer than either. Two claims of one rank that are both sure enough and differ are a dispute:
both are shown, none is chosen. What a claim says holds in its own time only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sourcecheck.model import Candidate, Claim, Classification, MatchStatus, Outlet
from sourcecheck.model.tables.outlets import ControlCode, Key, OutletTables
from sourcecheck.text.periods import within

_RANKS = {"house": 3, "preferred": 2, "normal": 1, "deprecated": 0}
_CONTROLLED = ("state", "public")
_Held = dict[str, list[Claim]]  # claims by property
_OTHERS = ("country_base", "country_control", "country_focus", "country_origin")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One value, who says so, and how sure that makes it."""

    value: str
    rank: int
    confidence: float
    claims: tuple[Claim, ...]  # surest first


def conclude(  # noqa: PLR0913 - what is known of the outlet, and how it was found
    outlet: Outlet,
    tables: OutletTables,
    *,
    status: MatchStatus,
    because: Sequence[str],
    confidence: float,
    at: str = "",
    also: Sequence[Claim] = (),
) -> Classification:
    """Say who ``outlet`` is and what its country is, found with that status and confidence.

    ``at`` is the ISO date the claims must hold on; "" = today's record. ``also`` are claims
    found elsewhere, on the outlet's own page for instance.
    """
    claims = (*outlet.claims, *also)
    held = _held(claims, at)
    ownership, rated = _best(held, "ownership", tables), _best(held, "editorial_control", tables)
    country = _country(held, ownership, rated, tables)
    base, control, focus, origin = (_undisputed(held, name, tables) for name in _OTHERS)
    conflicts = _conflicts(held, country, tables)
    surest = country.confidence if country else 1.0
    sure = bool(country) and not conflicts and min(surest, confidence) >= tables.limits.country
    return Classification(
        status=MatchStatus.DISPUTED if conflicts else status,
        id=outlet.id,
        name=outlet.name,
        country=country.value if country and sure else "",
        country_base=base,
        country_control=control,
        country_focus=focus,
        country_origin=origin,
        because=(*because, *_reasons(country if sure else None, ownership, rated), *_likely(
            country, focus, held)),
        conflicts=conflicts,
        kind=_value(_best(held, "kind", tables)),
        ownership=_value(ownership),
        editorial_control=_value(rated),
        confidence=round(min(confidence, surest), 2),
        claims=claims,
    )  # fmt: skip


def by_key(
    known: Key, how: str, tables: OutletTables, *, at: str = "", also: Sequence[Claim] = ()
) -> Classification:
    """Say whose key something is; ``how`` says what it is, up to the outlet's name."""
    outlet = tables.outlets[known.outlet]
    return conclude(
        outlet,
        tables,
        status=MatchStatus.MATCH,
        because=(f"{how} {outlet.name} ({known.told_by})",),
        confidence=tables.limits.exact,
        at=at,
        also=also,
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


def control_code(rated: str, tables: OutletTables) -> ControlCode | None:
    """Return the type a rating gives ("State Media Monitor 2024: SC"), if it is a known one."""
    return tables.control_codes.get(rated.rpartition(" ")[2])


def told(claim: Claim) -> str:
    """Say a claim in words, with who says so, since when, and where it is written."""
    words = claim.property.replace("_", " ")
    when = f", {claim.date}" if claim.date else ""
    return f"{words}: {claim.value}{_span(claim)}, says {claim.source}{when} ({claim.told_by})"


def _span(claim: Claim) -> str:
    if claim.valid_from and claim.valid_to:
        return f" from {claim.valid_from} to {claim.valid_to}"
    since, until = claim.valid_from, claim.valid_to
    return f" since {since}" if since else f" until {until}" if until else ""


def _held(claims: Sequence[Claim], at: str) -> _Held:
    """Return the claims that hold on a day, by what they are about."""
    found: _Held = {}
    for claim in claims:
        if holds(claim, at):
            found.setdefault(claim.property, []).append(claim)
    return found


def holds(claim: Claim, at: str) -> bool:
    """Tell whether a claim holds on a day; dates may be partial, and count whole years."""
    return within(at, claim.valid_from, claim.valid_to)


def _country(
    held: _Held, ownership: _Told | None, rated: _Told | None, tables: OutletTables
) -> _Told | None:
    """Return the country to be reported: the controller's where there is one, else the seat."""
    code = control_code(_value(rated), tables)
    controlled = _value(ownership) in _CONTROLLED or (code is not None and code.controlled)
    control = _best(held, "country_control", tables) if controlled else None
    return control or _best(held, "country_base", tables)


def _best(held: _Held, property_: str, tables: OutletTables) -> _Told | None:
    """Return the value that counts: highest rank, then the surest."""
    claims = held.get(property_)
    if not claims:
        return None
    if len(claims) == 1:  # as nearly all are
        return _weighed(claims[0].value, claims, tables)
    return max(_values(claims, tables), key=lambda each: (each.rank, each.confidence))


def _values(claims: Sequence[Claim], tables: OutletTables) -> list[_Told]:
    """Return each value claimed, with all who claim it."""
    by_value: dict[str, list[Claim]] = {}
    for claim in claims:
        by_value.setdefault(claim.value, []).append(claim)
    return [_weighed(value, same, tables) for value, same in by_value.items()]


def _weighed(value: str, claims: list[Claim], tables: OutletTables) -> _Told:
    """Weigh one value: agreeing families make it surer, copies of one list do not."""
    if len(claims) == 1:
        only = claims[0]
        rank = _RANKS.get(only.rank, 1)
        return _Told(value=value, rank=rank, confidence=only.confidence, claims=(only,))
    rank = max(_RANKS.get(claim.rank, 1) for claim in claims)
    ranked = [claim for claim in claims if _RANKS.get(claim.rank, 1) == rank]
    ranked.sort(key=lambda claim: -claim.confidence)
    limits = tables.limits
    families = {c.family or c.source for c in ranked if c.confidence >= limits.dispute}
    agreed = limits.families if len(families) > 1 else 0.0
    surest = max(ranked[0].confidence, agreed)
    return _Told(value=value, rank=rank, confidence=surest, claims=tuple(ranked))


def _conflicts(held: _Held, country: _Told | None, tables: OutletTables) -> tuple[str, ...]:
    """Return the claims that contradict each other about the reported country."""
    if country is None:
        return ()
    limit = tables.limits.dispute
    claims = held[country.claims[0].property]
    others = [
        each.claims[0]
        for each in (_values(claims, tables) if len(claims) > 1 else ())
        if each.value != country.value
        and each.rank == country.rank
        and min(each.confidence, country.confidence) >= limit
    ]
    return tuple(map(told, (country.claims[0], *others))) if others else ()


def _undisputed(held: _Held, property_: str, tables: OutletTables) -> str:
    """Return the value that counts, "" where claims as sure and of the same rank differ."""
    best = _best(held, property_, tables)
    return "" if _conflicts(held, best, tables) else _value(best)


def _value(found: _Told | None) -> str:
    return found.value if found else ""


def _reasons(*found: _Told | None) -> tuple[str, ...]:
    return tuple(told(each.claims[0]) for each in found if each)


def _likely(country: _Told | None, focus: str, held: _Held) -> tuple[str, ...]:
    """Name the country an outlet writes about where nothing says where it sits."""
    if country is not None or not focus:
        return ()
    return (f"no seat is known; likely {focus}: {told(held['country_focus'][0])}",)
