"""Load ``data/web/archives.toml``: which archives can be asked for copies, and how often."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from typing import Any

from sourcecheck.data.files import PACKAGED, toml
from sourcecheck.errors import DataError
from sourcecheck.model.tables.archives import ArchiveService, ArchivesTable, SubmissionError
from sourcecheck.model.verdict import LinkState

_FILE = "web/archives.toml"
_ID = re.compile(r"[a-z][a-z0-9-]*")
_ADDRESS = re.compile(r"https?://[^\s?#]+")
_WHOLE = ("candidates", "listed", "polls", "title_words")
_SECONDS = ("longest_wait_s", "poll_s")
_LISTS = ("holds", "own_titles", "untrusted")
_SECTIONS = ("services", "other", "submission_errors")
_FIELDS = {each.name: each for each in dataclasses.fields(ArchiveService)}
_NEEDED = {"wayback": ("search", "playback"), "timegate": ("timegate",)}
_ADDRESSES = ("search", "playback", "timegate", "timemap", "submit", "status")
_ABOUT = ("later", "page", "us")


@cache
def load_archives() -> ArchivesTable:
    """Return the archives that ship with sourcecheck; raises ``DataError`` naming the key."""
    return read_archives(toml(PACKAGED, _FILE))


def read_archives(data: dict[str, Any]) -> ArchivesTable:
    """Turn the file's data into the table; unknown and missing keys are refused."""
    wanted = {*_WHOLE, *_SECONDS, *_LISTS, *_SECTIONS}
    if wrong := sorted(wanted ^ set(data)):
        raise DataError(f"{_FILE}: unknown or missing keys: {', '.join(wrong)}")
    return ArchivesTable(
        services={name: _service(name, row) for name, row in data["services"].items()},
        other=_other(data["other"]),
        untrusted=tuple(_texts("untrusted", data["untrusted"])),
        submission_errors={
            code: _error(code, row) for code, row in data["submission_errors"].items()
        },
        candidates=_number("candidates", data["candidates"], whole=True),
        listed=_number("listed", data["listed"], whole=True),
        longest_wait_s=_number("longest_wait_s", data["longest_wait_s"]),
        polls=_number("polls", data["polls"], whole=True),
        poll_s=_number("poll_s", data["poll_s"]),
        title_words=_number("title_words", data["title_words"], whole=True),
        holds=frozenset(_state(each) for each in _texts("holds", data["holds"])),
        own_titles=tuple(_texts("own_titles", data["own_titles"])),
    )


def _service(name: str, row: Any) -> ArchiveService:
    where = f"services.{name}"
    if not _ID.fullmatch(name) or not isinstance(row, dict):
        raise DataError(f"{_FILE}: {where} must be a table named in small letters")
    kind = row.get("kind")
    if kind not in _NEEDED:
        raise DataError(f"{_FILE}: {where}.kind must be one of {', '.join(_NEEDED)}")
    missing = [key for key in ("name", *_NEEDED[kind]) if not row.get(key)]
    unknown = sorted(set(row) - (set(_FIELDS) - {"id"}))
    if missing or unknown:
        raise DataError(f"{_FILE}: {where}: unknown or missing keys: {missing + unknown}")
    return ArchiveService(id=name, **{key: _value(where, key, row[key]) for key in row})


def _other(row: Any) -> ArchiveService:
    wanted = {"searches_per_minute", "copies_per_minute"}
    if not isinstance(row, dict) or set(row) != wanted:
        raise DataError(f"{_FILE}: other must hold exactly {', '.join(sorted(wanted))}")
    figures = {key: _number(f"other.{key}", row[key], whole=True) for key in row}
    return ArchiveService(id="", name="", kind="timegate", **figures)


def _value(where: str, key: str, value: Any) -> Any:
    kind = _FIELDS[key].type
    if kind == "int":
        return _number(f"{where}.{key}", value, whole=True)
    if kind == "bool":
        if not isinstance(value, bool):
            raise DataError(f"{_FILE}: {where}.{key} must be true or false, not {value!r}")
        return value
    if not isinstance(value, str) or (key in _ADDRESSES and not _ADDRESS.fullmatch(value)):
        raise DataError(f"{_FILE}: {where}.{key} is not usable: {value!r}")
    return value


def _error(code: str, row: Any) -> SubmissionError:
    usable = isinstance(row, list) and len(row) == 2 and all(isinstance(each, str) for each in row)
    if not usable or row[0] not in _ABOUT:
        raise DataError(f"{_FILE}: submission_errors.{code} must be [{'|'.join(_ABOUT)}, words]")
    return SubmissionError(about=row[0], words=row[1])


def _number(key: str, value: Any, *, whole: bool = False) -> Any:
    kinds = (int,) if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not 0 < value < float("inf"):
        raise DataError(f"{_FILE}: {key}: a number above zero is wanted, not {value!r}")
    return value


def _texts(key: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise DataError(f"{_FILE}: {key} must be a list of texts, not {value!r}")
    return value


def _state(name: str) -> LinkState:
    try:
        return LinkState(name)
    except ValueError as error:
        raise DataError(f"{_FILE}: holds: {error}") from error
