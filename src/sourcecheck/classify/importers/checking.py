"""What is wrong with lists: each row by itself, then the rows of all lists together. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sourcecheck.classify.importers.places import date_of
from sourcecheck.classify.importers.rows import ListRow
from sourcecheck.text.naming import settled_key

_COUNTRIES = frozenset({"country_base", "country_control", "country_focus", "country_origin"})
_SINGLE = frozenset({"country_base", "country_control", "ownership", "editorial_control"})
_BODIES = frozenset({"INT", "EU"})
_RECORDS = frozenset({"name", "key", "alias", "claim"})
_FIRST, _LAST = "0000", "9999"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong with a list, where, and what to do about it."""

    where: str  # "own.csv:12"
    why: str
    hint: str = ""
    is_error: bool = False  # False = worth a look: answers stay as they should


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One row of some list, and where it stands."""

    where: str
    row: ListRow
    ships: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rules:
    """What rows are held against."""

    countries: frozenset[str]
    properties: frozenset[str]
    ratings: str  # what the name of a rater's property begins with
    parents: Mapping[str, str]  # outlet -> brand: one brand may share its names
    ordinary: frozenset[str]  # words that name no outlet, as names are compared


def problems(told: Sequence[Told], rules: Rules) -> Iterator[Problem]:
    """Yield all that is wrong, in the order of the rows, then what shows only together."""
    known = {each.row.outlet for each in told if each.row.record == "name"}
    known |= {each.row.outlet for each in told if not each.ships}
    for each in told:
        yield from _alone(each, rules, known)
    yield from _shared_keys(told)
    yield from _shared_names(told, rules)
    yield from _overlaps(told)
    yield from _ended(told)


def _alone(told: Told, rules: Rules, known: set[str]) -> Iterator[Problem]:
    row = told.row
    if row.record not in _RECORDS:
        yield Problem(where=told.where, why=f"no record is called {row.record!r}", is_error=True)
        return
    if row.record != "claim":
        return
    if row.type not in rules.properties and not row.type.startswith(rules.ratings):
        yield Problem(where=told.where, why=f"no property is called {row.type!r}", is_error=True)
    if not row.source.strip():
        yield Problem(
            where=told.where,
            why=f"{row.outlet}: nobody says that {row.type} is {row.value!r}",
            hint="fill the column source",
            is_error=True,
        )
    if row.type in _COUNTRIES and row.value not in rules.countries | _BODIES:
        yield Problem(
            where=told.where,
            why=f"{row.outlet}: there is no country {row.value!r}",
            hint="ISO 3166-1 alpha-2, INT or EU",
            is_error=True,
        )
    if row.type == "parent" and row.value not in known:
        yield Problem(where=told.where, why=f"no outlet {row.value!r}", is_error=True)
    for name in ("from", "to"):
        text = details_of(row).get(name, "")
        if text and not date_of(text):
            yield Problem(
                where=told.where,
                why=f"{row.outlet}: not a date: {name}={text}",
                hint="2013, 2013-05 or 2013-05-01",
                is_error=True,
            )


def _shared_keys(told: Iterable[Told]) -> Iterator[Problem]:
    first: dict[tuple[str, str], Told] = {}
    for each in told:
        if each.row.record != "key":
            continue
        other = first.setdefault((each.row.type, each.row.value), each)
        if other.row.outlet != each.row.outlet:
            yield Problem(
                where=each.where,
                why=f"{each.row.value} is {other.row.outlet}'s already ({other.where})",
                hint="what ships keeps it: this row counts for nothing",
                is_error=each.ships,
            )


def _shared_names(told: Iterable[Told], rules: Rules) -> Iterator[Problem]:
    first: dict[str, Told] = {}
    for each in told:
        row = each.row
        if row.record != "alias" or "common" in details_of(row):
            continue
        key = settled_key(row.value)
        if key in rules.ordinary:
            yield Problem(
                where=each.where,
                why=f"{row.outlet}: the name {row.value!r} is an ordinary word",
                hint="write common in the column detail",
            )
        other = first.setdefault(key, each)
        mine, theirs = (_brand(one, rules) for one in (row.outlet, other.row.outlet))
        if mine != theirs:
            yield Problem(
                where=each.where,
                why=f"{row.outlet}: the name {row.value!r} is also {other.row.outlet}'s"
                f" ({other.where})",
                hint="it will be ambiguous; write common in the column detail if that is meant",
            )


def _brand(outlet: str, rules: Rules) -> str:
    seen = {outlet}
    while (parent := rules.parents.get(outlet)) and parent not in seen:
        seen.add(parent)
        outlet = parent
    return outlet


@dataclass(slots=True)
class _Line:
    """The claims of one source about one property of one outlet."""

    claims: list[Told] = field(default_factory=list)


def _overlaps(told: Iterable[Told]) -> Iterator[Problem]:
    lines: dict[tuple[str, str, str], _Line] = defaultdict(_Line)
    for each in told:
        row = each.row
        if row.record == "claim" and row.type in _SINGLE:
            lines[row.outlet, row.type, row.source].claims.append(each)
    for (outlet, property_, source), line in lines.items():
        for at, each in enumerate(line.claims):
            for other in line.claims[:at]:
                if each.row.value != other.row.value and _meet(each.row, other.row):
                    yield Problem(
                        where=each.where,
                        why=f"{outlet}: {source} says {property_} is {other.row.value} and"
                        f" {each.row.value} at one time ({other.where})",
                        hint="say from and to in the column detail, or drop one",
                    )


def _meet(one: ListRow, other: ListRow) -> bool:
    """Tell whether two claims hold on some day both."""
    (begun, ended), (since, until) = _time(one), _time(other)
    return begun < until and since < ended


def _time(row: ListRow) -> tuple[str, str]:
    details = details_of(row)
    return details.get("from", "") or _FIRST, details.get("to", "") or _LAST


def _ended(told: Iterable[Told]) -> Iterator[Problem]:
    """Yield outlets whose addresses have all ended, and of which nobody says that they closed."""
    open_, ended, status = set(), {}, set()
    for each in told:
        row = each.row
        if row.record == "key" and row.type in {"host", "host_path"}:
            if details_of(row).get("to"):
                ended[row.outlet] = each
            else:
                open_.add(row.outlet)
        elif row.record == "claim" and row.type == "status":
            status.add(row.outlet)
    for outlet, each in ended.items():
        if outlet not in open_ | status and each.row.value != outlet:
            yield Problem(
                where=each.where,
                why=f"{outlet}: its last address has ended, and no status says what became of it",
                hint=f"sourcecheck outlets set {outlet} status 'closed YEAR' --why ...",
            )


def details_of(row: ListRow) -> dict[str, str]:
    """Return what the column ``detail`` holds: ``{"confidence": "0.6", "from": "2013"}``."""
    pairs = (part.partition("=") for part in row.detail.split("|") if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}
