"""Load ``data/documents/markups.toml``: markup that pandoc reads for us."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from sourcecheck.data.files import PACKAGED, toml
from sourcecheck.errors import DataError
from sourcecheck.model.tables.markups import Markup, MarkupTable

_NAME = "documents/markups.toml"
_WORDS = ("name", "reader", "media_type", "since")
_LISTS = ("endings", "needs", "decisive", "signs")
_TEMPLATE = "documents/pandoc.html"


@cache
def load_markups() -> MarkupTable:
    """Read the table; raises ``DataError`` naming the file and the markup."""
    return tuple(_markup(each) for each in toml(PACKAGED, _NAME).get("markup", ()))


@cache
def load_template() -> str:
    """Read the page that pandoc fills."""
    return PACKAGED.joinpath(_TEMPLATE).read_text(encoding="utf-8")


def _markup(row: dict[str, Any]) -> Markup:
    where = f"{_NAME}: {row.get('name', 'a markup without name')}"
    if set(row) != {*_WORDS, *_LISTS}:
        raise DataError(f"{where}: keys are {sorted(row)}, expected {sorted((*_WORDS, *_LISTS))}")
    if not all(isinstance(row[key], str) and row[key] for key in _WORDS):
        raise DataError(f"{where}: {', '.join(_WORDS)} must be texts")
    lists = {key: _texts(row[key], f"{where}: {key}") for key in _LISTS}
    return Markup(
        name=row["name"],
        reader=row["reader"],
        media_type=row["media_type"],
        since=row["since"],
        endings=lists["endings"],
        needs=lists["needs"],
        decisive=tuple(_pattern(each, where) for each in lists["decisive"]),
        signs=tuple(_pattern(each, where) for each in lists["signs"]),
    )


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise DataError(f"{where} must be a list of texts")
    return tuple(value)


def _pattern(written: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(written, re.MULTILINE)
    except re.error as error:
        raise DataError(f"{where}: not a pattern: {written!r}: {error}") from error
