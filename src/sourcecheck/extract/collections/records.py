"""JSON records of articles: JSON Lines, one a line and of any number, or one JSON document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from sourcecheck.extract.collections.entries import Entry, Listing, entry_of
from sourcecheck.extract.collections.whole import load_json
from sourcecheck.model.tables.lists import ListTable, Role

_MARK = b"\xef\xbb\xbf"
_DEEPEST = 2  # "article": {"text": ...}


def read_json_lines(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    """Read one article a line (UTF-8, as https://jsonlines.org asks), however many there are."""
    limit = listing.limits.max_bytes
    number = 0
    while line := file.readline(limit + 1):
        number += 1
        place = f"line {number}"
        if len(line) > limit:
            _to_end_of_line(file, limit)
            yield listing.wrong(place, f"it is longer than {limit:,} bytes")
        elif line.strip():
            yield _of_line(line.removeprefix(_MARK) if number == 1 else line, number, listing)


def _to_end_of_line(file: BinaryIO, limit: int) -> None:
    while (more := file.readline(limit)) and not more.endswith(b"\n"):
        pass


def _of_line(line: bytes, number: int, listing: Listing) -> Entry:
    place = f"line {number}"
    try:
        record = json.loads(line.decode("utf-8"), strict=False)
    except UnicodeDecodeError:
        return listing.wrong(place, "it is not UTF-8")
    except (ValueError, RecursionError) as error:
        why = "nested too deep" if isinstance(error, RecursionError) else str(error)
        return listing.wrong(place, f"it is no JSON: {why}")
    return _entry(record, place, number, listing)


def read_json(file: BinaryIO, listing: Listing) -> Iterator[Entry]:
    """Read a JSON array of articles, an object that holds one, or a single article."""
    for number, record in enumerate(_records(load_json(file, listing), listing.table), start=1):
        yield _entry(record, f"record {number}", number, listing)


def _records(data: Any, table: ListTable) -> list[Any]:
    if isinstance(data, list):
        return data
    if isinstance(data, dict):
        inner = (value for value in data.values() if isinstance(value, list))
        lists = (each for each in inner if any(isinstance(one, dict) for one in each[:1]))
        if not is_record(data, table):
            return next(lists, [data])
    return [data]


def is_record(data: Mapping[str, Any], table: ListTable) -> bool:
    """Tell whether an object has a text or an address."""
    return bool(facts_of(data, table).keys() & {Role.TEXT, Role.HTML, Role.ADDRESS})


def _entry(record: Any, place: str, number: int, listing: Listing) -> Entry:
    if not isinstance(record, dict):
        return listing.wrong(place, "it is no object of names and values")
    return entry_of(facts_of(record, listing.table), place, number, listing, "json")


def facts_of(record: Mapping[str, Any], table: ListTable, depth: int = 1) -> dict[Role, str]:
    """Return what a record's values are, by the names of its keys; the first of a role wins.

    Objects inside are looked into once where a role is not filled without them.
    """
    found: dict[Role, str] = {}
    for key, value in record.items():
        role = table.role(key)
        said = _said(value)
        if role and said:
            found.setdefault(role, said)
    if depth < _DEEPEST and not found.keys() & {Role.TEXT, Role.HTML}:
        for value in record.values():
            if isinstance(value, dict):
                found = facts_of(value, table, depth + 1) | found
    return found


def _said(value: Any) -> str:
    """Return a value as text: a string, a number, a person, or several of them."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, dict):
        return value["name"] if isinstance(value.get("name"), str) else ""
    if isinstance(value, list):
        return ", ".join(filter(None, (_said(one) for one in value[:20] if one != value)))
    return ""
