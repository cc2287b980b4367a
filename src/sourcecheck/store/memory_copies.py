"""Searches for copies elsewhere, in memory."""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.model.memento import CopySearch
from sourcecheck.store.times import stamp


class CopiesInMemory:
    """The part of a store in memory that remembers searches for copies."""

    def __init__(self) -> None:
        self._copies: dict[tuple[str, str, str], CopySearch] = {}

    def remember_copies(self, searches: Sequence[CopySearch]) -> None:
        """Remember searches for copies elsewhere; one of the same page, archive and time once."""
        for each in searches:
            self._copies.setdefault((each.url, each.source, stamp(each.asked_at)), each)

    def copies_of(self, url: str) -> tuple[CopySearch, ...]:
        """Return the searches for copies of a page, oldest first."""
        found = sorted(self._copies.items(), key=lambda pair: pair[0][2])
        return tuple(search for (named, _, _), search in found if named == url)
