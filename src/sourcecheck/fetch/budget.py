"""How much of all answers together may be in memory while they come.

Ordinary pages are not counted: they are small, and gone in a moment. Of large answers some have
to wait for others, or a list of a hundred reports of fifty megabytes each would need as much
memory as all of them together.
"""

from __future__ import annotations

from typing import Protocol

LIGHT = 256 * 1024
"""Answers of fewer bytes are not counted."""


class Bearer(Protocol):
    """A conversation with a large answer."""

    def pause(self) -> None:
        """Take no more bytes for now; the time until ``resume`` does not count."""
        ...

    def resume(self) -> None:
        """Take bytes again, if there was a pause."""
        ...


class Budget:
    """Shares ``most`` bytes among all large answers that come at a time.

    Whoever goes over it waits until others are done. The one that came first never waits for
    others of its kind, so that one of them always goes on. What was read and is not yet put
    away (``carry``) counts as well: while that is half of all, even the first waits.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[Bearer, int] = {}  # in the order in which they grew large
        self._coming = 0
        self._carried = 0

    @property
    def total(self) -> int:
        """How many bytes are counted now."""
        return self._coming + self._carried

    def hold(self, bearer: Bearer, size: int) -> None:
        """Count what has come of an answer so far, and make it wait where that is too much."""
        self._coming += size - self._held.get(bearer, 0)
        self._held[bearer] = size
        if not self._may_go_on(bearer):
            bearer.pause()

    def drop(self, bearer: Bearer) -> None:
        """Count an answer no longer: it is over, or was given up."""
        self._coming -= self._held.pop(bearer, 0)
        self._go_on()

    def carry(self, size: int) -> None:
        """Count bytes of answers that are over but still needed; less than 0 = put away."""
        self._carried += size
        if size < 0:
            self._go_on()

    def _may_go_on(self, bearer: Bearer) -> bool:
        if self.total <= self._most:
            return True
        return self._carried <= self._most // 2 and next(iter(self._held)) is bearer

    def _go_on(self) -> None:
        for bearer in list(self._held):
            if self._may_go_on(bearer):
                bearer.resume()
