"""Named SQL: each query of a file has a name and a sentence saying what it is for."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_NAME = re.compile(r"^-- name: (?P<name>\w+)\n", re.MULTILINE)


@cache
def queries(file: str = "queries.sql") -> dict[str, str]:
    """Return the queries of a file by name, their describing comments in front."""
    text = resources.files("sourcecheck.store").joinpath(file).read_text("utf-8")
    _, *parts = _NAME.split(text)
    return {name: body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True)}
