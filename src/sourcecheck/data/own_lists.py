"""Read a folder of the user's own lists: wide, long, overrides, settled names, imports.

Which form a file has is told by its header, so files may be called anything. Overrides and
settled names are logs: the last row counts, the earlier ones stay to be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources.abc import Traversable
from pathlib import Path

from sourcecheck.data.files import Row, names, rows_of
from sourcecheck.data.gazetteer import LONG, PROPERTIES, RATINGS, Draft, read_own_row
from sourcecheck.errors import DataError
from sourcecheck.model import Claim
from sourcecheck.model.tables.outlets import Alias, Key, ListSource, Settled
from sourcecheck.text.naming import settled_key

WIDE = ("domain", "name", "aliases", "country", "kind", "ownership", "source")
OVERRIDES = ("outlet", "property", "value", "by", "at", "why")
RESOLVED = ("name", "outlet", "by", "at", "why")
SOURCES = ("source", "title", "licence", "date", "family")
IMPORTED = "imported"
"""The folder, inside the user's, in which importers write."""


def read_own(draft: Draft, folder: Path) -> None:
    """Add all lists of the user's folder; raises ``DataError`` with file and line."""
    if not folder.is_dir():
        raise DataError(f"{folder}: no such folder", hint="--data takes a folder of CSV files")
    if folder.joinpath(IMPORTED).is_dir():
        _read(draft, folder, f"{IMPORTED}/", rank="normal")
    _read(draft, folder, "", rank="preferred")


def own_list_files(folder: Path) -> list[Path]:
    """Return the files of the user's folder that are read, sorted by name."""
    found = [*folder.glob("*.csv"), *folder.joinpath(IMPORTED).glob("*.csv")]
    return sorted(path for path in found if not path.name.startswith("."))


def _read(draft: Draft, folder: Traversable, within: str, *, rank: str) -> None:
    listed = [name for name in names(folder.joinpath(within), ".csv") if not name.startswith(".")]
    read = [rows_of(folder, f"{within}{name}", tuple(_FORMS)) for name in listed]
    for form, add in _FORMS.items():  # sources before the rows that name them, overrides last
        for row in (row for found, rows in read if found == form for row in rows):
            add(draft, row, rank)


def _wide(draft: Draft, row: Row, _rank: str) -> None:
    """Add a row of the user's: its address, names and claims go before what ships."""
    domain = row["domain"].lower().removeprefix("www.")
    if not domain or not row["name"]:
        raise DataError(f"{row.where}: domain and name are needed")
    kind = "host_path" if "/" in domain else "host"
    shipped = draft.key(f"{kind}:{domain}")
    id_ = shipped.outlet if shipped else domain
    draft.names[id_] = row["name"]
    draft.keys[f"{kind}:{domain}"] = Key(outlet=id_, told_by=row.where)
    for text in (row["name"], *row.listed("aliases")):
        draft.aliases.append(Alias(text=text, outlet=id_, preferred=True, told_by=row.where))
    for property_, column in _OWN_CLAIMS:
        if row[column] and (property_ != "country_control" or _is_controlled(draft, row, id_)):
            source = row["source"] or "own list"
            draft.claims[id_].append(_claim(row, property_, row[column], source))


def _is_controlled(draft: Draft, row: Row, id_: str) -> bool:
    """Tell whether a row's one country is the controller's too: never of a private outlet.

    A row that says nothing of the owner goes before the controller that ships.
    """
    if row["ownership"]:
        return row["ownership"] in _CONTROLLED
    before = draft.under.get(id_)
    return before is not None and any(c.property == "country_control" for c in before.claims)


_CONTROLLED = frozenset({"state", "public"})


_CODE = re.compile(r"[A-Z]{2}|INT")
"""What a country may be written as; whether there is such a country, ``outlets check`` tells."""

_OWN_CLAIMS = (("country_base", "country"), ("country_control", "country"), ("kind", "kind"),
               ("ownership", "ownership"))  # fmt: skip


def _claim(row: Row, property_: str, value: str, source: str, *, rank: str = "preferred") -> Claim:
    """Make a claim of the user's; a country must be a code, or it would be counted as one."""
    if property_.startswith("country"):
        value = value.upper()
        if not _CODE.fullmatch(value):
            raise DataError(
                f"{row.where}: {property_}: no code of a country: {value!r}",
                hint="two letters (AZ), INT or EU; sourcecheck outlets add takes names",
            )
    return Claim(
        property=property_,
        value=value,
        source=source,
        told_by=row.where,
        confidence=1.0,
        rank=rank,
        date=row.cells.get("at", ""),
    )


def _long(draft: Draft, row: Row, rank: str) -> None:
    read_own_row(draft, row, rank=rank)


def _override(draft: Draft, row: Row, _rank: str) -> None:
    """Let the house's word on one property go before all others; an earlier word gives way."""
    property_, id_ = row["property"], row["outlet"]
    if property_ == "name":
        draft.names[id_] = row["value"] or draft.names.get(id_, id_)
        return
    if property_ not in PROPERTIES and not property_.startswith(RATINGS):
        raise DataError(f"{row.where}: no property is called {property_!r}")
    if not draft.knows(id_):
        draft.names[id_] = id_
    draft.claims[id_] = [
        claim
        for claim in draft.claims[id_]
        if claim.property != property_ or claim.rank != _HOUSE_RANK
    ]
    if row["value"]:  # an empty value takes the house's word back
        when = f" on {row['at']}" if row["at"] else ""
        said = f"house override of {row['by']}{when}" + (f": {row['why']}" if row["why"] else "")
        draft.claims[id_].append(_claim(row, property_, row["value"], said, rank=_HOUSE_RANK))


_HOUSE_RANK = "house"


def _settled(draft: Draft, row: Row, _rank: str) -> None:
    outlet = row["outlet"]
    known = draft.key(f"host:{outlet}") or draft.key(f"host_path:{outlet}")
    draft.settled[settled_key(row["name"])] = Settled(
        outlet=known.outlet if known and not draft.knows(outlet) else outlet,
        by=row["by"],
        at=row["at"],
        why=row["why"],
        told_by=row.where,
    )


def _source(draft: Draft, row: Row, _rank: str) -> None:
    add_source(draft, row)


def add_source(draft: Draft, row: Row) -> None:
    """Add what a source's tag means."""
    draft.sources[row["source"]] = ListSource(
        tag=row["source"],
        title=row["title"],
        licence=row["licence"],
        date=row["date"],
        family=row["family"],
        told_by=row.where,
    )


_FORMS: dict[tuple[str, ...], Callable[[Draft, Row, str], None]] = {
    SOURCES: _source,
    WIDE: _wide,
    LONG: _long,
    OVERRIDES: _override,
    RESOLVED: _settled,
}
