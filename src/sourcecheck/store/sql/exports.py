"""Tables and views as files: exact JSON lines, or CSV that a spreadsheet may open."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

from sourcecheck.errors import StoreError, UnknownFormat
from sourcecheck.store.connection import Connection, Row

VIEWS = ("article_sources", "link_copies", "links", "rot_by_outlet", "sourcing_by_country")
"""The views of the schema; a test compares them with the migrations."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
"""A cell that opens with one of these is run as a formula by spreadsheets (ASVS 1.2.10)."""


def export(db: Connection, folder: Path, kind: str) -> tuple[Path, ...]:
    """Write every table and view into ``folder``; returns the files.

    Raises ``UnknownFormat`` for a kind that is none, ``StoreError`` when a file cannot be
    written.
    """
    write = WRITERS.get(kind)
    if write is None:
        raise UnknownFormat(f"no export named {kind!r}", hint=f"there are: {', '.join(WRITERS)}")
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in (*sorted(db.tables()), *VIEWS):
            path = folder / f"{name}.{kind}"
            # The name comes from the schema, never from outside.
            write(path, db.query(f"select * from {name} order by 1"))  # noqa: S608
            written.append(path)
    except OSError as error:
        raise StoreError(f"{error.filename}: {error.strerror}") from error
    return tuple(written)


def _write_jsonl(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(dict(row), ensure_ascii=False) + "\n" for row in rows)


def _write_csv(path: Path, rows: list[Row]) -> None:
    # With a mark at the front, spreadsheets read Arabic and Cyrillic letters as such.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        if rows:
            writer.writerow(rows[0])
        writer.writerows([[_cell(value) for value in row.values()] for row in rows])


def _cell(value: object) -> object:
    risky = isinstance(value, str) and value.lstrip(" \n").startswith(_FORMULA)
    return f"'{value}" if risky else value


WRITERS: dict[str, Callable[[Path, list[Row]], None]] = {
    "csv": _write_csv,
    "jsonl": _write_jsonl,
}
"""Kinds of export by the ending of their files."""
