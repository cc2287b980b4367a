"""Load ``data/wiki/archiving.csv`` and ``copies.csv``: how wikis write the copy of a page."""

from __future__ import annotations

import re
from functools import cache

from sourcecheck.data.files import PACKAGED, Row, rows
from sourcecheck.errors import DataError
from sourcecheck.model.tables.archiving import ArchivingTable, CitingNames, CopyTemplate

_CITING = ("template", "language", "url", "archive_url", "archive_date", "status", "dead")
_COPIES = ("language", "template", "url", "date", "title")


@cache
def load_archiving() -> ArchivingTable:
    """Read both tables; raises ``DataError`` naming file and line."""
    citing = tuple(_names(row) for row in rows(PACKAGED, "wiki/archiving.csv", _CITING))
    copies: dict[str, CopyTemplate] = {}
    for row in rows(PACKAGED, "wiki/copies.csv", _COPIES):
        _filled(row, _COPIES)
        if row["language"] in copies:
            raise DataError(f"{row.where}: {row['language']!r} is listed twice")
        copies[row["language"]] = CopyTemplate(
            name=row["template"], url=row["url"], date=row["date"], title=row["title"]
        )
    return ArchivingTable(citing=citing, copies=copies)


def _names(row: Row) -> CitingNames:
    _filled(row, ("template", "url", "archive_url", "archive_date"))
    if bool(row["status"]) != bool(row["dead"]):
        raise DataError(f"{row.where}: status and dead come together, or neither")
    pattern = re.escape(row["template"]).replace(r"\*", ".*")
    return CitingNames(
        template=re.compile(pattern),
        languages=frozenset(row.listed("language")),
        urls=frozenset(row.listed("url")),
        archive_url=row["archive_url"],
        archive_date=row["archive_date"],
        status=row["status"],
        dead=row["dead"],
    )


def _filled(row: Row, columns: tuple[str, ...]) -> None:
    for column in columns:
        if not row[column]:
            raise DataError(f"{row.where}: {column} is empty")
