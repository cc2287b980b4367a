"""What small JSON answers of programs say of themselves."""

from __future__ import annotations

import json
from typing import Any

from sourcecheck.model.tables.pages import AnswerKeys

_DEPTH = 3  # {"error": {"message": "Not found"}}, and one more


def statements(text: str, keys: AnswerKeys) -> tuple[str | int, ...]:
    """Return the texts and status numbers that an answer consists of, or nothing.

    An object with any value under a key that is not in the table has content of its own, and
    so has a list with anything in it: then nothing is returned.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    if isinstance(value, str):
        return (value,)
    found: list[str | int] = []
    return tuple(found) if isinstance(value, dict) and _reads(value, keys, found, 0) else ()


def _reads(held: dict[str, Any], keys: AnswerKeys, found: list[str | int], depth: int) -> bool:
    """Collect what an object says; False = it holds something else as well."""
    return depth < _DEPTH and all(
        _reads_one(key.lower().replace("_", "").replace("-", ""), value, keys, found, depth)
        for key, value in held.items()
    )


def _reads_one(key: str, value: Any, keys: AnswerKeys, found: list[str | int], depth: int) -> bool:
    if value in (None, "", False, True) or value in ([], {}):
        return True
    if key in keys.message and isinstance(value, dict):
        return _reads(value, keys, found, depth + 1)
    if key in keys.message and isinstance(value, list):
        return all(_reads_one(key, one, keys, found, depth + 1) for one in value[:3])
    if key in keys.status and isinstance(value, int | str):
        found.append(int(value) if str(value).isdecimal() else _spaced(str(value)))
        return True
    if key in keys.message and isinstance(value, str):
        found.append(_spaced(value))
        return True
    return key in keys.beside and isinstance(value, str | int | float)


def _spaced(code: str) -> str:
    """Return a code of programs in words: "not_found" as "not found"."""
    return code.replace("_", " ")
