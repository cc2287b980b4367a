"""A store that is opened when it is first asked for anything: most short runs never ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from sourcecheck.store.sql.store import SqlStore


class _Later:
    """Stands for a store, and opens it when the first of its methods is asked for."""

    def __init__(self, opening: Callable[[], SqlStore]) -> None:
        self._opening = opening
        self._opened: SqlStore | None = None

    def __getattr__(self, name: str) -> Any:
        if self._opened is None:
            self._opened = self._opening()
        return getattr(self._opened, name)

    def close(self) -> None:
        """Close what was opened."""
        if self._opened is not None:
            self._opened.close()


def opened_later(opening: Callable[[], SqlStore]) -> SqlStore:
    """Return a store that ``opening`` opens once it is needed, with the errors it raises then."""
    return cast("SqlStore", _Later(opening))
