"""Read lists of others from files: any charset, packed or not, row by row with its line."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from sourcecheck.classify.importers.places import host_of
from sourcecheck.classify.importers.rows import Record, Refused
from sourcecheck.errors import UsageError
from sourcecheck.model.tables.imports import ImportFormat, ImportTables, column_name
from sourcecheck.text.encoding import decode

_GZIP = b"\x1f\x8b"
_SAMPLE = 1 << 16
_BEFORE = b"\xff\xfe\xef\xbb\xbf \t\r\n"  # what may stand before a file's first sign
_DELIMITERS = "\t;,|"
_ONE_CELL = 1
_SEPARATOR = re.compile(r'"?sep=.?"?', re.IGNORECASE)
_ADDRESSES = frozenset({"host", "url", "qid", "twitter", "facebook", "telegram", "youtube"})

Mapped = Mapping[str, str]
"""Columns as the user names them -> roles, from ``--map``."""


def records(
    path: Path, form: ImportFormat, tables: ImportTables, mapped: Mapped
) -> Iterator[Record | Refused]:
    """Yield the records of a list; raises ``UsageError`` when the file is no such list."""
    with _opened(path, tables.most_bytes) as file:
        sample = file.peek(_SAMPLE)[:_SAMPLE]
        text = _text(file, sample)
        if sample.replace(b"\0", b"").lstrip(_BEFORE)[:1] in {b"{", b"["}:
            for record in _of_json(text.read(), path.name, form, mapped):
                yield _checked(record, tables.most_cell)
        else:
            yield from _of_rows(text, path.name, _Table(form, tables, mapped))


def _checked(record: Record | Refused, most_cell: int) -> Record | Refused:
    if isinstance(record, Record) and any(len(cell) > most_cell for cell in record.cells.values()):
        return Refused(where=record.where, why=f"a text of more than {most_cell:,} letters")
    return record


def bindings(path: Path, tables: ImportTables) -> list[tuple[str, dict[str, Any]]]:
    """Return the rows of SPARQL results in JSON; raises ``UsageError``."""
    with _opened(path, tables.most_bytes) as file:
        return bindings_in(_text(file, file.peek(_SAMPLE)).read(), path.name)


def bindings_in(text: str, name: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the rows of SPARQL results (SPARQL 1.1 Query Results JSON), each with its place."""
    read = _loaded(text, name)
    rows = read.get("results") if isinstance(read, dict) else None
    rows = rows.get("bindings") if isinstance(rows, dict) else rows
    if not isinstance(rows, list):
        raise UsageError(
            f"{name}: no SPARQL results in it",
            hint='save the answer as JSON: an object with "results" and "bindings"',
        )
    return [
        (f"{name}: row {at}", row) for at, row in enumerate(rows, start=1) if isinstance(row, dict)
    ]


@contextmanager
def _opened(path: Path, most: int) -> Iterator[io.BufferedReader]:
    """Open a file, unpacked; no more than ``most`` bytes come out of it."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            inner = _Capped(gzip.GzipFile(fileobj=raw) if packed else raw, most, path)
            yield io.BufferedReader(inner, _SAMPLE)
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or "it is no whole gzip file"
        raise UsageError(f"{path}: cannot be read: {why}") from error


class _Capped(io.RawIOBase):
    """A file that complains when more comes out of it than anybody wants."""

    def __init__(self, inner: gzip.GzipFile | io.BufferedReader, most: int, path: Path) -> None:
        super().__init__()
        self._inner, self._left, self._path = inner, most, path

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what fits; raises ``UsageError`` beyond the limit."""
        found = self._inner.read(len(buffer))
        self._left -= len(found)
        if self._left < 0:
            raise UsageError(f"{self._path}: unpacks to more than is read", hint="cut it in parts")
        buffer[: len(found)] = found
        return len(found)


def _text(file: io.BufferedReader, sample: bytes) -> io.TextIOWrapper:
    """Return the file as text; the charset is found by its beginning."""
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    charset = decode(whole).charset
    name = "utf-8-sig" if charset == "utf-8" else charset
    if charset in {"utf-16le", "utf-16be"}:
        name = "utf-16" if sample[:2] in {b"\xff\xfe", b"\xfe\xff"} else charset
    return io.TextIOWrapper(file, encoding=name, errors="replace", newline="")


def _loaded(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(f"{name}:{error.lineno}: no JSON: {error.msg}") from error
    except RecursionError as error:
        raise UsageError(f"{name}: nested too deeply to be a list") from error


def _of_json(
    text: str, name: str, form: ImportFormat, mapped: Mapped
) -> Iterator[Record | Refused]:
    """Read a list of objects, an object of objects by domain, or one object a line."""
    for where, key, one in _objects(text, name):
        if not isinstance(one, dict):
            yield Refused(where=where, why="no object")
            continue
        given = {"domain": key, **one} if key else one
        columns = _roles_of(list(given), form, mapped)
        cells = {role: _flat(given[column]) for column, role in columns.items()}
        yield Record(where=where, cells={role: cell for role, cell in cells.items() if cell})


def _objects(text: str, name: str) -> Iterator[tuple[str, str, Any]]:
    """Yield (where, key, object)."""
    try:
        read = json.loads(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if error.msg != "Extra data" or len(lines) <= 1:
            raise UsageError(f"{name}:{error.lineno}: no JSON: {error.msg}") from error
        for number, line in enumerate(lines, start=1):
            yield f"{name}:{number}", "", _line(line)
        return
    except RecursionError as error:
        raise UsageError(f"{name}: nested too deeply to be a list") from error
    if isinstance(read, dict):
        lists = [value for value in read.values() if isinstance(value, list)]
        if len(lists) == 1:
            read = lists[0]
    if isinstance(read, dict):
        for at, (key, one) in enumerate(read.items(), start=1):
            yield f"{name}: record {at}", key, one
        return
    for at, one in enumerate(read, start=1):
        yield f"{name}: record {at}", "", one


def _line(line: str) -> Any:
    try:
        return json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        return None


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(filter(None, map(_flat, value)))
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value).strip()
    return ""


class _Table:
    """How the rows of one file are taken apart."""

    def __init__(self, form: ImportFormat, tables: ImportTables, mapped: Mapped) -> None:
        self.form, self.tables, self.mapped = form, tables, mapped
        self.roles: dict[int, str] = {}
        self.width = 0

    def begin(self, cells: Sequence[str], name: str) -> bool:
        """Learn the columns from the first row; False = it is a row already."""
        headless = self.form.headless and not self.mapped
        names = [f"#{at}" for at in range(1, len(cells) + 1)] if headless else list(cells)
        found = _roles_of(names, self.form, self.mapped)
        self.roles = {names.index(column): role for column, role in found.items()}
        self.width = len(cells)
        if not _ADDRESSES & set(self.roles.values()):
            raise UsageError(
                f"{name}: none of its columns is an address: {', '.join(cells)[:200]}",
                hint=f"--map COLUMN=host; columns are told for {self.form.name} by their names",
            )
        return not headless and not self._is_row(cells)

    def _is_row(self, cells: Sequence[str]) -> bool:
        """Tell whether the first row is no header: columns go by number, and one is an address."""
        if not self.mapped or not all(column.isdigit() for column in self.mapped):
            return False
        return any(
            role in {"host", "url"} and host_of(cells[at])[0] for at, role in self.roles.items()
        )

    def record(self, where: str, cells: Sequence[str]) -> Record | Refused:
        """Return one row by roles."""
        if len(cells) <= max(self.roles) and len(cells) == _ONE_CELL and self.width > _ONE_CELL:
            return Refused(where=where, why=f"1 cell where {self.width} are expected")
        while len(cells) > self.width and not cells[-1].strip():
            cells = cells[:-1]  # commas that a spreadsheet left behind
        if len(cells) > self.width:
            return Refused(where=where, why=f"{len(cells)} cells where {self.width} are expected")
        long = next((cell for cell in cells if len(cell) > self.tables.most_cell), None)
        if long is not None:
            return Refused(where=where, why=f"a cell of {len(long):,} letters")
        found = {
            role: cells[at].strip()
            for at, role in self.roles.items()
            if at < len(cells) and cells[at].strip()
        }
        return Record(where=where, cells=found)


def _roles_of(names: Sequence[str], form: ImportFormat, mapped: Mapped) -> dict[str, str]:
    """Return the role of each column that has one; what the user says goes first."""
    by_name: dict[str, str] = {}
    for at, name in enumerate(names, start=1):
        by_name.setdefault(column_name(name), name)
        by_name.setdefault(f"#{at}", name)
    found: dict[str, str] = {}
    for column, role in mapped.items():
        wanted = f"#{column}" if column.isdigit() else column_name(column)
        if wanted not in by_name:
            raise UsageError(
                f"--map: no column {column!r}", hint=f"columns: {', '.join(names)[:300]}"
            )
        found[by_name[wanted]] = role
    taken = set(found.values())
    for role, columns in form.columns.items():
        column = next((by_name[each] for each in columns if each in by_name), "")
        if column and column not in found and role not in taken:
            found[column] = role
    for column in names:  # "name:ar" and "alias (fa)": a name in that language
        role = _in_language(column)
        if role and column not in found:
            found[column] = role
    return found


def _in_language(column: str) -> str:
    words = column_name(column).split()
    named = len(words) == 2 and words[0] in {"name", "alias", "label"}
    return f"alias:{words[1]}" if named and len(words[1]) in {2, 3} else ""


def _of_rows(text: io.TextIOWrapper, name: str, table: _Table) -> Iterator[Record | Refused]:
    before: list[str] = []  # comments and empty lines
    for first in text:
        if _SEPARATOR.fullmatch(first.strip()):
            before.append("\n")  # a spreadsheet's own line
            continue
        if first.strip() and not first.startswith("#"):
            break
        before.append("\n")
    else:
        raise UsageError(f"{name}: nothing is in it")
    delimiter = table.form.delimiter
    if not delimiter or delimiter not in first:
        delimiter = max(_DELIMITERS, key=first.count)
    lines = _without_nul(chain(before, (first,), text))
    if delimiter == "\t":  # a quote is a letter there
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(lines, delimiter=delimiter)
    begun = False
    for where, cells in _rows(reader, name, table.tables.most_row_lines):
        if isinstance(cells, str):
            yield Refused(where=where, why=cells)
        elif not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
            continue
        elif begun or not table.begin(cells, name):
            begun = True
            yield table.record(where, cells)
        else:
            begun = True


def _rows(reader: Any, name: str, most_lines: int) -> Iterator[tuple[str, list[str] | str]]:
    """Yield (where, cells), or the reason why what stands there is no row."""
    while True:
        line = reader.line_num + 1
        where = f"{name}:{line}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield f"{where}-{reader.line_num}", f"no row: {error}"
            continue
        if reader.line_num - line >= most_lines:
            why = f"a quote that is opened here closes only on line {reader.line_num}, or never"
            yield where, why
            continue
        yield where, cells


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "")
