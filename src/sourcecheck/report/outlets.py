"""What is claimed of the outlets of an audit, unfolded: who says so, since when, how sure.

The four countries of an outlet are told apart, and a rating is always told with its rater:
"state-controlled (State Media Monitor 2024)", never in our own voice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sourcecheck.model import Article, Audit, Claim, Classification, Line, MatchStatus
from sourcecheck.text.periods import within

_RANKS = {"preferred": 2, "normal": 1, "deprecated": 0}


def day_of(article: Article) -> str:
    """Return the ISO date that claims must hold on; "" = unknown: today's record counts."""
    return article.published.value[:10] if article.published else ""


def claimed(found: Classification | None, property_: str, day: str = "") -> str:
    """Return what counts of the claims about a property: highest rank, then the surest."""
    held = [
        claim
        for claim in (found.claims if found else ())
        if claim.property == property_ and within(day, claim.valid_from, claim.valid_to)
    ]
    best = max(held, key=lambda each: (_RANKS.get(each.rank, 1), each.confidence), default=None)
    return best.value if best else ""


def claims_by_outlet(lines: Sequence[Line]) -> dict[str, tuple[str, tuple[Claim, ...]]]:
    """Return name and claims of each outlet of an audit, by id; each claim once."""
    found: dict[str, tuple[str, dict[Claim, None]]] = {}
    for line in lines:
        for part in line.sources:
            if part.outlet and part.outlet.id and part.outlet.claims:
                _, claims = found.setdefault(part.outlet.id, (part.outlet.name, {}))
                claims.update(dict.fromkeys(part.outlet.claims))
    return {id_: (name, tuple(claims)) for id_, (name, claims) in found.items()}


def is_disputed(found: Classification | None) -> bool:
    """Tell whether claims contradict each other, so that no country is chosen."""
    return found is not None and found.status is MatchStatus.DISPUTED


def seat_of(found: Classification) -> str:
    """Return the seat to be told; "" = unknown, or it is what the claims disagree on."""
    seats = {claim.value for claim in found.claims if claim.property == "country_base"}
    return "" if is_disputed(found) and len(seats) > 1 else found.country_base


def owner_of(found: Classification | None, day: str = "") -> str:
    """Return who owns an outlet: its owner, the brand it belongs to, or a state; "" = unknown."""
    if found is None or not found.id:
        return ""
    owner = claimed(found, "legal_owner", day) or claimed(found, "parent", day)
    if not owner and found.ownership == "state" and found.country_control:
        return f"state of {found.country_control}"
    return owner


def rater_and_code(rated: str) -> tuple[str, str]:
    """Take a rating apart: "State Media Monitor 2024: SC" into rater and code."""
    rater, _, code = rated.rpartition(": ")
    return rater, code.partition(" ")[0]


def rating(rated: str, words: Mapping[str, str]) -> str:
    """Say a rating with its rater: "state-controlled (State Media Monitor 2024)"."""
    rater, code = rater_and_code(rated)
    said = words.get(code, code)
    return f"{said} ({rater})" if rater else said


def countries(found: Classification) -> str:
    """Say an outlet's countries apart: "RU-controlled, for readers in AZ"; "" = nothing to add."""
    parts = []
    if found.country_control and found.country_control == found.country:
        public = found.ownership == "public"
        parts.append(f"{'public, of ' if public else ''}{found.country_control}"
                     f"{'' if public else '-controlled'}")  # fmt: skip
    if (seat := seat_of(found)) and seat != found.country:
        parts.append(f"seat in {seat}")
    if found.country_origin and found.country_origin != found.country:
        parts.append(f"from {found.country_origin}")
    if found.country_focus and found.country_focus != found.country:
        parts.append(f"for readers in {found.country_focus}")
    return ", ".join(parts)


def unfolded(found: Classification, words: Mapping[str, str]) -> Iterator[str]:
    """Yield what a short report adds to the name and the country of an outlet."""
    if told := countries(found):
        yield told
    if found.editorial_control:
        yield rating(found.editorial_control, words)
    if found.original is not None:
        yield f"published first by {found.original.name}"
    for conflict in found.conflicts:
        yield f"but: {conflict}"


def outlets_told(audit: Audit, words: Mapping[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    """Return each outlet of which a short report adds something, with its sentences, once.

    A state's voice that is no outlet of the lists has its country in its own row already.
    """
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for line in audit.lines:
        for part in line.sources:
            if part.outlet and part.outlet.id and (said := tuple(unfolded(part.outlet, words))):
                found.setdefault(part.outlet.id, (part.outlet.name, said))
    return list(found.values())


def country_cell(found: Classification | None) -> str:
    """Return the reported country for a narrow column: "?" = unknown, "!" = disputed."""
    if found is None:
        return ""
    return found.country or ("!" if is_disputed(found) else "?")
