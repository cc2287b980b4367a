"""Load ``data/regions.csv``: which groups a country belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import groupby

from sourcecheck.data.files import PACKAGED, Row, rows
from sourcecheck.errors import DataError
from sourcecheck.model.tables.regions import Region

_COLUMNS = ("country", "region", "source", "date")
_CODE = re.compile("[A-Z]{2}")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


@cache
def load_regions() -> Mapping[str, Region]:
    """Return the groups by name; raises ``DataError`` naming file and line."""
    read = list(rows(PACKAGED, "regions.csv", _COLUMNS))
    seen: set[tuple[str, str]] = set()
    for row in read:
        pair = (row["country"], row["region"])
        if not _CODE.fullmatch(pair[0]) or not pair[1] or pair in seen:
            raise DataError(f"{row.where}: {pair} is no country of a region, or stands twice")
        if not row["source"] or not _DATE.fullmatch(row["date"]):
            raise DataError(f"{row.where}: a source and a date are needed")
        seen.add(pair)
    ordered = sorted(read, key=lambda row: row["region"])
    grouped = groupby(ordered, key=lambda row: row["region"])
    return {name: _region(name, list(members)) for name, members in grouped}


def _region(name: str, members: list[Row]) -> Region:
    return Region(
        name=name,
        countries=frozenset(row["country"] for row in members),
        source=members[0]["source"],
        date=max(row["date"] for row in members),
        told_by=members[0].where,
    )
