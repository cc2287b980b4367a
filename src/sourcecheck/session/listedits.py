"""What a person says of outlets: an outlet of their own, the house's word, what a name means.

Each is a row that is added and never changed: the last one counts, the earlier ones stay as the
log, with who said it, when and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sourcecheck.classify import classify_text
from sourcecheck.classify.importers.places import countries_of, host_of, key_of, qid_of
from sourcecheck.classify.importers.placing import Placing
from sourcecheck.classify.importers.rows import LONG, Facts, ListRow, Record, Refused
from sourcecheck.classify.importers.tables import Reader
from sourcecheck.data.gazetteer import PROPERTIES, RATINGS
from sourcecheck.data.load_imports import load_imports
from sourcecheck.data.own_lists import OVERRIDES, RESOLVED
from sourcecheck.errors import UsageError
from sourcecheck.model import Classification, MatchStatus, Outlet
from sourcecheck.model.tables.outlets import OutletTables
from sourcecheck.session import listfolder
from sourcecheck.session.near import nearest
from sourcecheck.text.naming import settled_key

OWN_SOURCE = "own list"
NONE = "none"
"""What is said instead of an outlet: the name is no outlet's."""

_COUNTRIES = ("country_base", "country_control", "country_focus", "country_origin")
_WORDS = ("kind", "ownership")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who says something, when and why."""

    by: str
    at: datetime
    why: str = ""


def found_outlet(text: str, tables: OutletTables) -> Outlet:
    """Return the outlet an id, an address, a QID or a name stands for.

    Raises ``UsageError``, with the candidates where there are several.
    """
    typed = text.strip()
    if typed in tables.outlets:
        return tables.outlets[typed]
    if "." in typed and (key := key_of(typed, tables)[0]) in tables.keys:
        return tables.outlets[tables.keys[key].outlet]
    if (number := f"qid:{qid_of(typed)}") in tables.keys:
        return tables.outlets[tables.keys[number].outlet]
    found = classify_text(typed, tables)
    if found.id in tables.outlets and found.status is not MatchStatus.AMBIGUOUS:
        return tables.outlets[found.id]
    raise UsageError(f"no outlet is known as {typed!r}", hint=_meant(found, typed, tables))


def _meant(found: Classification, typed: str, tables: OutletTables) -> str:
    if found.candidates:
        listed = ", ".join(f"{each.id} ({each.name})" for each in found.candidates)
        return f"it could be {listed}: give the id"
    if host := host_of(typed)[0]:
        return f"sourcecheck outlets add {host} --name NAME, or: sourcecheck outlets list"
    near = nearest(typed.lower(), tables.outlets)
    return f"did you mean {near}?" if near else "sourcecheck outlets list shows all"


def reader_of(tables: OutletTables, form: str = "csv") -> Reader:
    """Return what reads the words of people."""
    imports = load_imports()
    return Reader(
        format=imports.formats[form],
        imports=imports,
        outlets=tables,
        countries=countries_of(imports, tables),
    )


def add_outlet(cells: Mapping[str, str], tables: OutletTables, folder: Path) -> tuple[ListRow, ...]:
    """Add an outlet to the user's own list; ``cells`` by role, as in ``data/imports/roles.csv``.

    Raises ``UsageError`` where a cell cannot be used or the outlet is known already.
    """
    if not settled_key(cells.get("name", "")):
        raise UsageError("the name is empty", hint='--name "The Daily Example"')
    told = list(reader_of(tables).facts(Record(where="given", cells=cells)))
    for each in told:
        if isinstance(each, Refused):
            choices = _choices(each.why.partition(":")[0])
            raise UsageError(each.why, hint=choices or "sourcecheck outlets add --help")
    facts = next(each for each in told if isinstance(each, Facts))
    placing = Placing(tables=tables, source=OWN_SOURCE, shares_names=True)
    if known := placing.known(facts):
        raise UsageError(
            f"{facts.keys[0].partition(':')[2]} is known: {known} ({tables.outlets[known].name})",
            hint=f"sourcecheck outlets set {known} PROPERTY VALUE --why ...",
        )
    rows: list[ListRow] = []
    for row in placing.rows(facts):
        if isinstance(row, Refused):
            raise UsageError(row.why)
        rows.append(row)
    for row in rows:
        listfolder.append(folder / listfolder.OWN, LONG, row.cells())
    return tuple(rows)


def override(
    id_: str, property_: str, value: str, said: Said, tables: OutletTables, folder: Path
) -> str:
    """Let the house's word on a property go before all others; "" takes it back.

    Returns the value as it is written. Raises ``UsageError``.
    """
    checked = checked_value(property_, value, tables) if value.strip() else ""
    row = (id_, property_, checked, said.by, said.at.date().isoformat(), said.why)
    listfolder.append(folder / listfolder.OVERRIDES, OVERRIDES, row)
    return checked


def checked_value(property_: str, value: str, tables: OutletTables) -> str:
    """Return a value in our own form; raises ``UsageError``."""
    known = {*PROPERTIES, "name"}
    if property_ not in known and not property_.startswith(RATINGS):
        near = nearest(property_, known)
        meant = f"did you mean {near}?" if near else f"properties: {', '.join(sorted(known))}"
        raise UsageError(f"no property is called {property_!r}", hint=meant)
    if property_ == "parent":
        return found_outlet(value, tables).id
    if property_ not in (*_COUNTRIES, *_WORDS, "language"):
        return value.strip()
    record = Record(where="given", cells={property_: value})
    claims, refused = reader_of(tables).claims(record)
    found = [claim.value for claim in claims if claim.property == property_]
    if refused or not found:
        why = refused[0].why if refused else f"{property_}: not a value: {value!r}"
        raise UsageError(why, hint=_choices(property_))
    return found[0]


def _choices(property_: str) -> str:
    if property_ in _COUNTRIES:
        return "a code (AZ, INT, EU) or a country's name"
    if property_ in _WORDS:
        terms = load_imports().terms.items()
        words = {value for (_, about, _), value in terms if about == property_ and value}
        return ", ".join(sorted(words))
    return ""


def settle(name: str, outlet: str, said: Said, folder: Path) -> None:
    """Write down what a name means for good; "" = it is no outlet's."""
    row = (name, outlet, said.by, said.at.date().isoformat(), said.why)
    listfolder.append(folder / listfolder.RESOLVED, RESOLVED, row)


def meant_outlet(text: str, name: str, tables: OutletTables) -> str:
    """Return the id a person means: ``none`` ("" is returned), a candidate's number, an outlet."""
    if text.strip().lower() == NONE:
        return ""
    if text.strip().isdigit():
        candidates = classify_text(name, tables).candidates
        place = int(text)
        if not 1 <= place <= len(candidates):
            raise UsageError(
                f"{name!r} has {len(candidates)} candidates, and no number {place}",
                hint="sourcecheck outlets resolve NAME lists them",
            )
        return candidates[place - 1].id
    return found_outlet(text, tables).id
