"""A store that is opened when it is first asked for anything: most short runs never ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast


class Closed(Protocol):
    """A store, as far as it is known here."""

    def close(self) -> None:
        """Close it."""
        ...


S = TypeVar("S", bound=Closed)


class _Later:
    """Stands for a store, and opens it when the first of its methods is asked for."""

    def __init__(self, opening: Callable[[], Closed]) -> None:
        self._opening = opening
        self._opened: Closed | None = None

    def __getattr__(self, name: str) -> Any:
        if self._opened is None:
            self._opened = self._opening()
        return getattr(self._opened, name)

    def close(self) -> None:
        """Close what was opened."""
        if self._opened is not None:
            self._opened.close()


def opened_later(opening: Callable[[], S]) -> S:
    """Return a store that ``opening`` opens once it is needed, with the errors it raises then."""
    return cast("S", _Later(opening))
