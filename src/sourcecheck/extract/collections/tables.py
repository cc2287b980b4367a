"""Tables of articles: CSV and its cousins with other delimiters (RFC 4180), of any length.

The delimiter and the columns are found by their names, in any of the languages of
``data/documents/columns.csv``; a table of addresses may go without names.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Self

from sourcecheck.extract.collections.entries import Entry, Listing, entry_of
from sourcecheck.extract.formats.bases import is_web
from sourcecheck.model.tables.lists import ListTable, Role
from sourcecheck.text.encoding import codec_of, decode

SAMPLE = 262_144
"""Bytes by which charset, delimiter and columns are judged."""

DELIMITERS = (",", ";", "\t", "|")
"""What parts the cells of tables."""

_WHAT_IT_SAYS = frozenset({Role.TEXT, Role.HTML, Role.ADDRESS})
_ROWS_JUDGED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table is written."""

    delimiter: str
    roles: Mapping[int, Role]  # by place of the column
    width: int  # columns
    skipped: int  # rows before the first article: the names, and "sep=;"


def layout_of(text: str, table: ListTable, *, named_so: bool) -> Layout | None:
    """Find out how a table is written, or that it is none of ours (None).

    ``named_so`` says that somebody calls it a table. Then one column that holds a text or an
    address is enough; otherwise two columns must be known and the rows must be of one width.
    """
    excel = text[:6].lower().startswith("sep=")
    lines = text.splitlines(keepends=True)[int(excel) :]
    found = [layout for each in DELIMITERS if (layout := _layout(lines, each, table, named_so))]
    best = max(found, key=lambda layout: (len(layout.roles), layout.width), default=None)
    if best is None or not excel:
        return best
    return Layout(
        delimiter=best.delimiter, roles=best.roles, width=best.width, skipped=best.skipped + 1
    )


def _layout(
    lines: Sequence[str],
    delimiter: str,
    table: ListTable,
    named_so: bool,  # noqa: FBT001
) -> Layout | None:
    rows = _first_rows(lines, delimiter)
    if not rows:
        return None
    header = rows[0]
    roles = _by_name(header, table)
    skipped = 1
    if not roles and named_so:  # a table of addresses without names
        roles = {at: Role.ADDRESS for at, cell in enumerate(header) if is_web(cell.strip())}
        roles = dict(list(roles.items())[:1])
        skipped = 0
    if not _WHAT_IT_SAYS & set(roles.values()):
        return None
    if not named_so and (len(roles) < 2 or len(rows) < 2 or len(rows[1]) != len(header)):
        return None
    return Layout(delimiter=delimiter, roles=roles, width=len(header), skipped=skipped)


def _by_name(header: Sequence[str], table: ListTable) -> dict[int, Role]:
    """Give each role to the first column of its name."""
    found: dict[int, Role] = {}
    for at, name in enumerate(header):
        role = table.role(name.strip().lstrip("\ufeff"))
        if role and role not in found.values():
            found[at] = role
    return found


def _first_rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), SAMPLE))
    rows: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) == _ROWS_JUDGED:
                break
    except csv.Error:
        pass
    return rows


def looks_tabular(text: str) -> bool:
    """Tell whether text is laid out in rows of one width, whatever its columns are called."""
    lines = text.splitlines(keepends=True)
    return any(_is_even(_first_rows(lines, delimiter)) for delimiter in DELIMITERS)


def _is_even(rows: Sequence[Sequence[str]]) -> bool:
    widths = {len(row) for row in rows}
    return len(rows) > 2 and len(widths) == 1 and widths != {1}


def read_table(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    """Read a table row by row; a row that is wrong is told, and the others go on.

    A cell's bytes that are not in the table's charset are kept: its article may be in another.
    """
    sample = file.read(SAMPLE)
    decoded = decode(sample)
    layout = layout_of(decoded.text, listing.table, named_so=True)
    if layout is None:
        columns = next(iter(_first_rows(decoded.text.splitlines(), ",")), [])
        raise listing.wrong(
            "",
            f"a table without a column of texts or addresses ({', '.join(columns)[:200]})",
            "call the column url or text; to read it as one text add --input-format text",
        )
    codec = codec_of(decoded.charset) or "utf-8"
    yield from _rows(_Lines(sample, file, codec, listing.limits.max_bytes), layout, listing)


class _Lines:
    """The lines of a table as text, and no row longer than is allowed."""

    def __init__(self, sample: bytes, file: BinaryIO, codec: str, limit: int) -> None:
        self._file = _Joined(sample, file)
        wide = codecs.lookup(codec).name.startswith(("utf-16", "utf-32"))
        self._text = io.TextIOWrapper(
            io.BufferedReader(self._file),
            encoding="utf-8-sig" if codecs.lookup(codec).name == "utf-8" else codec,
            errors="replace" if wide else "surrogateescape",
            newline="",
        )
        self._limit = limit
        self._taken = 0

    def next_row(self) -> None:
        """Say that a row has ended."""
        self._taken = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._limit)
        if not line:
            raise StopIteration
        self._taken += len(line)
        if self._taken > self._limit:
            raise csv.Error(f"it is longer than {self._limit:,} characters (a quote left open?)")
        return line


class _Joined(io.RawIOBase):
    """What was read of a file already, and the rest of it."""

    def __init__(self, opening: bytes, rest: BinaryIO) -> None:
        self._opening = io.BytesIO(opening)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._opening.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _rows(lines: _Lines, layout: Layout, listing: Listing) -> Iterator[Entry]:
    # The limit is the module's, for all its readers; ours only ever raises it.
    csv.field_size_limit(max(csv.field_size_limit(), listing.limits.max_bytes))
    reader = csv.reader(lines, delimiter=layout.delimiter)
    number = filled = 0
    while True:
        number += 1
        lines.next_row()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield listing.wrong(f"row {number}", f"it cannot be read: {error}")
            continue
        if any(cell.strip() for cell in row):
            filled += 1
            if filled > layout.skipped:
                yield _entry(row, number, layout, listing)


def _entry(row: Sequence[str], number: int, layout: Layout, listing: Listing) -> Entry:
    place = f"row {number}"
    if any(cell.strip() for cell in row[layout.width :]):
        return listing.wrong(place, f"{len(row)} cells where {layout.width} are expected")
    facts = {role: row[at] for at, role in layout.roles.items() if at < len(row)}
    return entry_of(facts, place, number, listing, "table")
