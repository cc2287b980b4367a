"""Load ``data/documents/accounts.csv``: accounts that files carry as their author."""

from __future__ import annotations

from functools import cache

from sourcecheck.data.files import PACKAGED, rows
from sourcecheck.errors import DataError


@cache
def load_accounts() -> frozenset[str]:
    """Read the names, case-folded; raises ``DataError`` naming file and line."""
    found: set[str] = set()
    for row in rows(PACKAGED, "documents/accounts.csv", ("name", "source")):
        name = row["name"].casefold()
        if not name or name in found:
            raise DataError(f"{row.where}: {name!r} is empty or stands twice")
        found.add(name)
    return frozenset(found)
