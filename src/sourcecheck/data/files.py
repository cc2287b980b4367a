"""Checked reading of data files; every complaint names file and line."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import tomli

from sourcecheck.errors import DataError

PACKAGED = resources.files("sourcecheck.data")
"""The folder of the data files that ship with sourcecheck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a CSV file and where it stands ("outlets/ru.csv:12")."""

    where: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell, without the spaces around it."""
        return self.cells[column].strip()

    def listed(self, column: str) -> tuple[str, ...]:
        """Return a cell that holds several values separated by ``|``."""
        return tuple(part.strip() for part in self.cells[column].split("|") if part.strip())

    def number(self, column: str) -> float:
        """Return a cell that holds a number; raises ``DataError`` when it does not."""
        try:
            return float(self[column])
        except ValueError as error:
            raise DataError(f"{self.where}: {column} is not a number: {self[column]!r}") from error


def rows(folder: Traversable, name: str, columns: Sequence[str]) -> Iterator[Row]:
    """Read a CSV file with exactly these columns; lines opening with ``#`` are comments.

    Raises ``DataError`` when the header differs or a row has too many or too few cells.
    """
    yield from rows_of(folder, name, (columns,))[1]


def rows_of(
    folder: Traversable, name: str, forms: Sequence[Sequence[str]]
) -> tuple[tuple[str, ...], list[Row]]:
    """Read a CSV file that has one of several forms; return its columns and its rows.

    A file without any line has the first form and no row. Raises ``DataError`` when the header
    is that of no form or a row has too many or too few cells.
    """
    numbered = [
        (number, line)
        for number, line in enumerate(_text(folder, name).splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    ]
    columns = tuple(forms[0])
    found: list[Row] = []
    reader = csv.reader(line for _, line in numbered)
    for (number, _), cells in zip(numbered, reader, strict=False):
        where = f"{name}:{number}"
        if number == numbered[0][0]:
            columns = _header(where, cells, forms)
            continue
        if len(cells) != len(columns):
            raise DataError(f"{where}: {len(cells)} cells where {len(columns)} are expected")
        found.append(Row(where=where, cells=dict(zip(columns, cells, strict=True))))
    return columns, found


def _header(where: str, found: Sequence[str], forms: Sequence[Sequence[str]]) -> tuple[str, ...]:
    if tuple(found) not in {tuple(form) for form in forms}:
        shared = [len(set(form) & set(found)) for form in forms]
        near = [form for form, alike in zip(forms, shared, strict=True) if alike == max(shared)]
        wanted = " or ".join(",".join(form) for form in near)
        raise DataError(
            f"{where}: columns are {','.join(found)}; expected {wanted}",
            hint="all columns, in this order; a cell may be empty",
        )
    return tuple(found)


def toml(folder: Traversable, name: str) -> dict[str, Any]:
    """Read a TOML file; raises ``DataError`` with the parser's line when it is broken."""
    try:
        return tomli.loads(_text(folder, name))
    except tomli.TOMLDecodeError as error:
        raise DataError(f"{name}: {error}", hint="mend the file at that line") from error


def lines(folder: Traversable, name: str) -> Iterator[tuple[str, str]]:
    """Read a plain list, one entry a line, as (where, entry); ``#`` opens a comment."""
    for number, line in enumerate(_text(folder, name).splitlines(), start=1):
        entry = line.partition("#")[0].strip()
        if entry:
            yield f"{name}:{number}", entry


def names(folder: Traversable, suffix: str) -> list[str]:
    """Return the names of a folder's files with that suffix, sorted."""
    return sorted(part.name for part in folder.iterdir() if part.name.endswith(suffix))


def digest(extra: Traversable | None = None) -> str:
    """Return one SHA-256 over the names and bytes of all data files, for provenance.

    ``extra`` is a folder of the user's own lists (``*.csv``, and those in its folder
    ``imported``), which count as well.
    """
    total = hashlib.sha256()
    for path, part in _walk(PACKAGED, ""):
        if path.endswith((".csv", ".toml", ".txt")):
            total.update(path.encode() + b"\0" + part.read_bytes() + b"\0")
    for path, part in _own(extra) if extra is not None else ():
        total.update(path.encode() + b"\0" + part.read_bytes() + b"\0")
    return total.hexdigest()


def _own(extra: Traversable) -> Iterator[tuple[str, Traversable]]:
    for folder, prefix in ((extra, ""), (extra.joinpath("imported"), "imported/")):
        for name in names(folder, ".csv") if folder.is_dir() else ():
            if not name.startswith("."):
                yield f"{prefix}{name}", folder.joinpath(name)


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for part in sorted(folder.iterdir(), key=lambda child: child.name):
        path = f"{prefix}{part.name}"
        if part.is_dir():
            yield from _walk(part, f"{path}/")
        else:
            yield path, part


def _text(folder: Traversable, name: str) -> str:
    try:
        return folder.joinpath(name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise DataError(f"{name}: no such data file") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{name}: not UTF-8 at byte {error.start}") from error
