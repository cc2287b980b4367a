"""What small JSON answers of programs say of themselves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sourcecheck.model.tables.pages import AnswerKeys

_DEPTH = 3  # {"error": {"message": "Not found"}}, and one more


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """All that a small answer says."""

    texts: tuple[str, ...] = ()
    statuses: frozenset[int] = frozenset()
    failed: bool = False  # it calls itself an error, or no success


def said_by(text: str, keys: AnswerKeys) -> Said:
    """Return what a JSON answer consists of, or nothing where it holds something of its own.

    An object with any value under a key that is not in the table has content of its own, and
    so has a list with anything in it.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return Said()
    if isinstance(value, str):
        return Said(texts=(value,))
    found = _Reading(keys)
    if not isinstance(value, dict) or not found.reads(value, 0):
        return Said()
    return Said(texts=tuple(found.texts), statuses=frozenset(found.statuses), failed=found.failed)


class _Reading:
    """Collects what an object says, as long as it says nothing else."""

    def __init__(self, keys: AnswerKeys) -> None:
        self.keys = keys
        self.texts: list[str] = []
        self.statuses: list[int] = []
        self.failed = False

    def reads(self, held: dict[str, Any], depth: int) -> bool:
        """Collect from an object; False = it holds something of its own."""
        return depth < _DEPTH and all(
            self._reads_one(key.lower().replace("_", "").replace("-", ""), value, depth)
            for key, value in held.items()
        )

    def _reads_one(self, key: str, value: Any, depth: int) -> bool:
        if value is False and key in self.keys.success:
            self.failed = True
        if value is None or isinstance(value, bool) or value in ("", [], {}):
            self.failed = self.failed or (value is True and key in self.keys.failure)
            return True
        if key in self.keys.failure:
            self.failed = True
        if key in self.keys.status and isinstance(value, int | str):
            return self._status(str(value))
        if key in self.keys.message:
            return self._message(key, value, depth)
        return key in self.keys.beside and isinstance(value, str | int | float)

    def _status(self, value: str) -> bool:
        if value.isdecimal():
            self.statuses.append(int(value))
        else:
            self.texts.append(_spaced(value))
        return True

    def _message(self, key: str, value: Any, depth: int) -> bool:
        if isinstance(value, dict):
            return self.reads(value, depth + 1)
        if isinstance(value, list):
            return depth < _DEPTH and all(self._reads_one(key, one, depth + 1) for one in value)
        if isinstance(value, str):
            self.texts.append(_spaced(value))
        return isinstance(value, str)


def _spaced(code: str) -> str:
    """Return a code of programs in words: "not_found" as "not found"."""
    return code.replace("_", " ")
