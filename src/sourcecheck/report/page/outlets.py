"""What is claimed of an outlet, as the page unfolds it: what, who says so, since when, how sure."""

from __future__ import annotations

from dataclasses import dataclass

from sourcecheck.model import Claim, Classification
from sourcecheck.report.outlets import is_disputed, rater_and_code, seat_of
from sourcecheck.report.page.phrases import Arg, Phrase, foreign, latin, percent, say

_OWNERS = frozenset({"state", "private", "public", "party"})
_PROPERTIES = frozenset(
    {
        "country_base",
        "country_control",
        "country_focus",
        "country_origin",
        "kind",
        "ownership",
        "legal_owner",
        "editorial_control",
        "language",
        "parent",
        "status",
    }
)
_RATINGS = frozenset({"SC", "CaPu", "CaPr", "ISFM", "ISF", "ISM", "IP"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """One claim as a line of the page."""

    name: Arg  # of the property
    value: Arg
    when: Phrase | None  # None = open at both ends
    source: str
    sure: Phrase
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletView:
    """What a row of the table adds to the outlet's name and country."""

    id: str
    is_disputed: bool
    countries: tuple[Phrase, ...]
    rating: Phrase | None
    original: Phrase | None
    conflicts: tuple[Phrase, ...]
    claims: tuple[ClaimView, ...]


def outlet_view(found: Classification) -> OutletView:
    """Turn a classification into what is unfolded of it."""
    rated = found.editorial_control
    return OutletView(
        id=found.id,
        is_disputed=is_disputed(found),
        countries=tuple(_countries(found)),
        rating=rating(rated) if rated else None,
        original=say("claims.first", foreign(found.original.name)) if found.original else None,
        conflicts=tuple(say("claims.against", foreign(each)) for each in found.conflicts),
        claims=tuple(map(_claim, found.claims)),
    )


def country_named(found: Classification) -> Phrase:
    """Name the reported country; unknown and disputed are told apart."""
    if found.country:
        return say(f"country:{found.country}")
    return say("disputed") if is_disputed(found) else say("unknown")


def ownership_word(key: str) -> Phrase:
    """Say a kind of owner; what the catalogs have no word for is printed as "other"."""
    if key in {"", "unknown"}:
        return say("unknown")
    return say(f"ownership.{key}" if key in _OWNERS else "ownership.other")


def rating(rated: str) -> Phrase:
    """Say a rating with its rater: "state-controlled (State Media Monitor 2024)"."""
    rater, code = rater_and_code(rated)
    words: Arg = say(f"rating.{code}") if code in _RATINGS else latin(code)
    return say("claims.rated", words, latin(rater))


def _countries(found: Classification) -> list[Phrase]:
    """Say the countries of an outlet apart, as far as they differ from the reported one."""
    told = []
    if found.country_control and found.country_control == found.country:
        key = "public" if found.ownership == "public" else "controlled"
        told.append(say(f"countries.{key}", say(f"country:{found.country}")))
    apart = (
        ("base", seat_of(found)),
        ("origin", found.country_origin),
        ("focus", found.country_focus),
    )
    told += [
        say(f"countries.{key}", say(f"country:{code}"))
        for key, code in apart
        if code and code != found.country
    ]
    return told


def _claim(claim: Claim) -> ClaimView:
    known = claim.property in _PROPERTIES
    return ClaimView(
        name=say(f"property.{claim.property}") if known else latin(claim.property),
        value=_value(claim),
        when=_when(claim),
        source=f"{claim.source}, {claim.date}" if claim.date else claim.source,
        sure=percent(round(100 * claim.confidence), 100),
        told_by=claim.told_by,
    )


def _value(claim: Claim) -> Arg:
    if claim.property.startswith("country_"):
        return say(f"country:{claim.value}")
    if claim.property == "ownership":
        return ownership_word(claim.value)
    if claim.property == "editorial_control":
        return rating(claim.value)
    if claim.property == "language":
        return say(f"language:{claim.value}")
    return foreign(claim.value)


def _when(claim: Claim) -> Phrase | None:
    since, until = claim.valid_from, claim.valid_to
    if since and until:
        return say("claims.between", latin(since), latin(until))
    if since or until:
        return say("claims.since", latin(since)) if since else say("claims.until", latin(until))
    return None
