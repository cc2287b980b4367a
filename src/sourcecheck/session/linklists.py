"""Lists that give links and say where each was found: other checkers' results, tables, JSON.

What holds texts is no list of links: its entries are articles, and are read as such.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO

from sourcecheck.errors import DocumentError
from sourcecheck.extract.collections import Kind, Listing
from sourcecheck.extract.collections.entries import Entry, entry_of
from sourcecheck.extract.collections.records import facts_of
from sourcecheck.extract.collections.tables import DELIMITERS
from sourcecheck.extract.collections.whole import load_json
from sourcecheck.model.tables.lists import Role
from sourcecheck.session.plainlists import is_address, is_web
from sourcecheck.text.encoding import codec_of, decode


class Form(StrEnum):
    """Lists that only ``check`` reads, by the names of ``--input-format``."""

    URLS = "urls"
    LYCHEE = "lychee"
    LINKCHECKER = "linkchecker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An address of a list, and where that list found it."""

    url: str
    origin: str = ""  # "" = the list does not say


Found = Given | Entry
"""What a list of links gives: an address, an article, or why one cannot be read."""

_LYCHEE = re.compile(r'"(?:error|fail|success|excluded)_map"\s*:')
_LINKCHECKER = re.compile(r"^(?:#[^\n]*\n|\s*\n)*[^\n#]*\burlname\b[^\n]*\bparentname\b")
_STRINGS = re.compile(r'\s*\[\s*"https?:', re.IGNORECASE)
_LEFT_OUT = frozenset({"excluded_map", "suggestion_map"})
"""What lychee was told to leave alone, and what it proposes instead of a link."""

_TEXTS = frozenset({Role.TEXT, Role.HTML})


def form_of(head: str) -> Form | None:
    """Return whose results open with ``head``; None = nobody's that is known."""
    if head.lstrip()[:1] == "{" and _LYCHEE.search(head):
        return Form.LYCHEE
    return Form.LINKCHECKER if _LINKCHECKER.match(head) else None


def opens_with_addresses(head: str) -> bool:
    """Tell whether a text opens as a JSON array of addresses."""
    return _STRINGS.match(head) is not None


def read_lychee(file: BinaryIO, listing: Listing) -> Iterator[Found]:
    """Read what ``lychee --format json`` writes; raises ``DocumentError``.

    Every map of the result is by origin: a path, an address, or "stdin".
    """
    data = load_json(file, listing)
    maps = data.items() if isinstance(data, dict) else ()
    for name, by_origin in maps:
        if name.endswith("_map") and name not in _LEFT_OUT and isinstance(by_origin, dict):
            for origin, links in by_origin.items():
                yield from _links(links, origin)


def _links(links: Any, origin: str) -> Iterator[Given]:
    for each in links if isinstance(links, list) else ():
        url = each.get("url") if isinstance(each, dict) else None
        if isinstance(url, str) and is_web(url):  # nobody can visit mailto: and file:
            yield Given(url=url, origin=origin)


def read_linkchecker(file: BinaryIO, listing: Listing) -> Iterator[Found]:
    """Read what ``linkchecker -o csv`` writes: comments, a head, rows with ``;`` between."""
    with _as_text(file, "utf-8-sig") as lines:
        rows = csv.reader((line for line in lines if not line.startswith("#")), delimiter=";")
        head = {name.strip(): at for at, name in enumerate(next(rows, []))}
        if not {"urlname", "parentname"} <= head.keys():
            raise listing.wrong("", "no result of LinkChecker in CSV: no column parentname")
        places = [head[name] for name in ("url", "urlname") if name in head]
        for row in _whole(rows, listing):
            if isinstance(row, DocumentError):
                yield row
                continue
            url = next((row[at] for at in places if at < len(row) and is_web(row[at])), "")
            parent = row[head["parentname"]] if head["parentname"] < len(row) else ""
            if url:  # what was named itself, a folder or a page, may be no page of the web
                yield Given(url=url, origin=parent)


@contextmanager
def _as_text(file: BinaryIO, codec: str) -> Iterator[io.TextIOWrapper]:
    """Read a file as text and leave it open afterwards: whoever opened it closes it."""
    wrapped = io.TextIOWrapper(file, encoding=codec, errors="replace", newline="")
    try:
        yield wrapped
    finally:
        wrapped.detach()


def _whole(rows: Iterator[list[str]], listing: Listing) -> Iterator[list[str] | DocumentError]:
    """Yield rows; one that cannot be read is told, and the others go on."""
    number = 1
    while True:
        number += 1
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield listing.wrong(f"row {number}", f"it cannot be read: {error}")


def read_records(file: BinaryIO, listing: Listing) -> Iterator[Found]:
    """Read a JSON document: addresses, records with one, or articles; raises ``DocumentError``.

    Of an object those lists inside it are read that hold records or addresses.
    """
    found = False
    for number, record in enumerate(_records(load_json(file, listing), listing), start=1):
        found = True
        yield _record(record, f"record {number}", number, listing)
    if not found:
        raise listing.wrong("", "no address is in this JSON", "call its key url")


def _records(data: Any, listing: Listing) -> Iterable[Any]:
    if isinstance(data, list):
        return data
    if not isinstance(data, dict) or facts_of(data, listing.table, 2).keys() & _ANSWERING:
        return [data]
    inner = [value for value in data.values() if isinstance(value, list)]
    return [one for each in inner for one in each if _tells(one)] or [data]


_ANSWERING = frozenset({Role.TEXT, Role.HTML, Role.ADDRESS})


def _tells(one: Any) -> bool:
    return isinstance(one, dict) or (isinstance(one, str) and is_address(one))


def read_lines(file: BinaryIO, listing: Listing) -> Iterator[Found]:
    """Read JSON Lines: an address, a record with one, or an article a line."""
    limit = listing.limits.max_bytes
    for number, line in enumerate(iter(lambda: file.readline(limit + 1), b""), start=1):
        place = f"line {number}"
        if not line.strip():
            continue
        if len(line) > limit:
            yield listing.wrong(place, f"it is longer than {limit:,} bytes")
            return
        try:
            record = json.loads(line.decode("utf-8-sig"), strict=False)
        except (ValueError, RecursionError) as error:
            why = "nested too deep" if isinstance(error, RecursionError) else str(error)
            yield listing.wrong(place, f"it is no JSON: {why}")
            continue
        for one in _records(record, listing):  # a whole document may stand on one line
            yield _record(one, place, number, listing)


def _record(record: Any, place: str, number: int, listing: Listing) -> Found:
    if isinstance(record, str):
        if is_address(record.strip()):
            return Given(url=record.strip())
        return listing.wrong(place, f"{record[:80]!r} is no web address")
    if not isinstance(record, dict):
        return listing.wrong(place, "it is no object of names and values")
    facts = facts_of(record, listing.table)
    address = facts.get(Role.ADDRESS, "").strip()
    if facts.keys() & _TEXTS or not is_address(address):
        return entry_of(facts, place, number, listing, "json")
    return Given(url=address, origin=_first(facts.get(Role.ORIGIN, ""), record.get("origins")))


def _first(origin: str, origins: Any) -> str:
    """Return where a record's link was found; ``check`` itself writes several of them."""
    if origin or not isinstance(origins, list):
        return origin
    return next((each for each in origins if isinstance(each, str)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where a table of links has its addresses, and where it says what they were found in."""

    delimiter: str
    codec: str
    addresses: tuple[int, ...]
    origin: int | None
    named: bool  # its first row is the names of its columns


def columns_of(sample: bytes, listing: Listing) -> Columns | None:
    """Find a table's columns of addresses; None where it holds articles, or no addresses.

    A column is one by its name, or because the first rows hold addresses there.
    """
    decoded = decode(sample)
    lines = decoded.text.splitlines(keepends=True)[:_JUDGED]
    codec = codec_of(decoded.charset) or "utf-8"
    signs = [sign for sign in DELIMITERS if lines and sign in lines[0]] or [","]
    if any(_TEXTS & set(_roles(lines, sign, listing)) for sign in signs):
        return None
    found = [each for sign in signs if (each := _columns(lines, sign, codec, listing))]
    return max(found, key=lambda each: len(each.addresses), default=None)


_JUDGED = 20  # lines; one address in them makes a column of addresses


def _columns(lines: list[str], delimiter: str, codec: str, listing: Listing) -> Columns | None:
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return None
    if not rows:
        return None
    roles = _roles(lines, delimiter, listing)
    held = {at for row in rows for at, cell in enumerate(row) if is_web(cell.strip())}
    origin = roles.index(Role.ORIGIN) if Role.ORIGIN in roles else None
    named = {at for at, role in enumerate(roles) if role is Role.ADDRESS}
    addresses = tuple(sorted((held | named) - {origin}))
    if not addresses:
        return None
    return Columns(
        delimiter=delimiter,
        codec=codec,
        addresses=addresses,
        origin=origin,
        named=not any(is_web(cell.strip()) for cell in rows[0]),
    )


def _roles(lines: list[str], delimiter: str, listing: Listing) -> list[Role | None]:
    """Return what the first row says that its columns are."""
    try:
        head = next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error:
        return []
    return [listing.table.role(cell.strip().lstrip("\ufeff")) for cell in head]


def read_columns(file: BinaryIO, listing: Listing, columns: Columns) -> Iterator[Found]:
    """Read a table of links row by row; a row without an address is told, and others go on."""
    codec = "utf-8-sig" if columns.codec in {"utf-8", "utf8"} else columns.codec
    csv.field_size_limit(max(csv.field_size_limit(), listing.limits.max_bytes))
    with _as_text(file, codec) as lines:
        rows = csv.reader(lines, delimiter=columns.delimiter)
        if columns.named:
            next(rows, None)
        for number, row in enumerate(_whole(rows, listing), start=1 + columns.named):
            if isinstance(row, DocumentError):
                yield row
            else:
                yield from _given(row, number, columns, listing)


def _given(
    row: list[str], number: int, columns: Columns, listing: Listing
) -> Iterator[Given | DocumentError]:
    urls = [row[at].strip() for at in columns.addresses if at < len(row)]
    urls = [url for url in urls if is_address(url)]
    at = columns.origin
    origin = row[at].strip() if at is not None and at < len(row) else ""
    for url in urls:
        yield Given(url=url, origin=origin)
    if not urls and any(cell.strip() for cell in row):
        yield listing.wrong(f"row {number}", "no web address is in it")


READERS: dict[Kind | Form, Callable[[BinaryIO, Listing], Iterator[Found]]] = {
    Kind.JSON: read_records,
    Kind.JSON_LINES: read_lines,
    Form.LYCHEE: read_lychee,
    Form.LINKCHECKER: read_linkchecker,
}
"""Readers of lists of links; tables have ``read_columns``."""
