"""Who stands behind a source: outlets, and how we know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One fact about an outlet, with its source. Nothing is overwritten by another claim."""

    property: str  # "country_base", "country_control", "country_focus", "kind", "ownership", ...
    value: str
    source: str  # who says so: "starter", "state-media-monitor", ...
    told_by: str  # file:line of the row
    confidence: float = 0.8
    valid_from: str = ""  # ISO dates, may be partial; "" = open
    valid_to: str = ""
    rank: str = "normal"  # "house" | "preferred" | "normal" | "deprecated"
    date: str = ""  # when it was taken from its source, ISO, may be partial
    family: str = ""  # sources that copy from each other are one family; "" = the source itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A publisher: news agency, newspaper, channel, institution, platform, ..."""

    id: str  # stable: "tasnimnews.com"
    name: str  # in Latin script
    keys: tuple[
        str, ...
    ] = ()  # "host:tasnimnews.com", "host_path:bbc.com/arabic", "owner_short:tn.ai"
    names: tuple[str, ...] = ()  # every alias in any script
    common_names: tuple[str, ...] = ()  # aliases that are also ordinary words
    claims: tuple[Claim, ...] = ()


class MatchStatus(StrEnum):
    """How sure a classification is. The values are those of the JSON contract."""

    MATCH = "match"
    PROBABLE = "probable"
    AMBIGUOUS = "ambiguous"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An outlet a name could mean."""

    id: str
    name: str
    country: str  # "" = unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """The outlet and country behind a source, and why; empty strings mean unknown."""

    status: MatchStatus
    id: str = ""
    name: str = ""
    country: str = ""  # ISO 3166-1 alpha-2, "INT", "EU"
    country_base: str = ""
    country_control: str = ""
    country_focus: str = ""
    country_origin: str = ""  # where an exiled outlet comes from
    because: tuple[
        str, ...
    ] = ()  # "host tn.ai is Tasnim's own short link (outlets/ir.csv:12)", ...
    conflicts: tuple[str, ...] = ()
    kind: str = ""
    ownership: str = ""
    editorial_control: str = ""
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    claims: tuple[Claim, ...] = ()  # all that is claimed of the outlet: a report unfolds them
    original: Candidate | None = None  # who published first what this outlet carries
