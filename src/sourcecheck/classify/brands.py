"""Brands and their editions: one broadcaster with several addresses is one outlet, not many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from sourcecheck.model import Outlet
from sourcecheck.model.tables.outlets import Alias, NameIndex, OutletTables
from sourcecheck.text.nameindex import country_at
from sourcecheck.text.naming import pairs, words_of

_DEEP = 4  # editions of editions of a brand


def family(outlet: str, tables: OutletTables) -> str:
    """Return the brand an outlet belongs to; editions of one broadcaster are no namesakes."""
    for _ in range(_DEEP):
        parent = tables.parents.get(outlet) or outlet.partition("/")[0]
        parent = parent if parent in tables.outlets else outlet
        if parent == outlet:
            break
        outlet = parent
    return outlet


def families(hits: Iterable[Alias], tables: OutletTables) -> set[str]:
    """Return the brands of some names."""
    return {family(hit.outlet, tables) for hit in hits}


def countries_of(outlet: str, tables: OutletTables) -> frozenset[str]:
    """Return every country an outlet has to do with: seat, control, audience, origin."""
    claims = tables.outlets[outlet].claims
    return frozenset(c.value for c in claims if c.property.startswith("country_"))


def kind_of(outlet: str, tables: OutletTables) -> str:
    """Return what an outlet is: "agency", "tv", "news"; "" = not told."""
    return next((c.value for c in tables.outlets[outlet].claims if c.property == "kind"), "")


def is_public(outlet: str, tables: OutletTables) -> bool:
    """Tell whether a state or the public stands behind an outlet."""
    return any(
        claim.property == "country_control"
        or (claim.property == "ownership" and claim.value in {"state", "public"})
        for claim in tables.outlets[outlet].claims
    )


@lru_cache(maxsize=4)
def _editions(tables: OutletTables) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for outlet in tables.parents:
        found[family(outlet, tables)].append(outlet)
    return {brand: tuple(editions) for brand, editions in found.items()}


def edition(
    brand: str, languages: set[str], countries: set[str], index: NameIndex, tables: OutletTables
) -> Outlet | None:
    """Return the one edition of a brand in a language or for a country, if there is just one.

    What an edition calls itself goes before what is claimed of it.
    """
    known = _editions(tables).get(brand, ())
    named = [each for each in known if _calls_itself(each, languages, countries, index, tables)]
    claimed = [each for each in known if countries & _audience(each, tables)]
    both = [each for each in named if each in claimed]
    for found in (both, named, claimed):
        if len(found) == 1:
            return tables.outlets[found[0]]
    return None


def _calls_itself(
    outlet: str, languages: set[str], countries: set[str], index: NameIndex, tables: OutletTables
) -> bool:
    tongues = pairs(index.words.get("edition", frozenset()))
    for name in tables.outlets[outlet].names:
        split = words_of(name)
        if any(tongues.get(word) in languages for word in split):
            return True
        told = (country_at(split, place, index) for place in range(len(split)))
        if countries and any(hit and hit[0].country in countries for hit in told):
            return True
    return False


def _audience(outlet: str, tables: OutletTables) -> set[str]:
    claims = tables.outlets[outlet].claims
    return {claim.value for claim in claims if claim.property == "country_focus"}
