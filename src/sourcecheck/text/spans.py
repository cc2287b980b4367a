"""Looking spans up by place, without walking over all of them each time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from sourcecheck.model.article import Span


class Spans:
    """Spans in text order, found by offset in logarithmic time. They may overlap. Immutable."""

    __slots__ = ("_reach", "_starts", "all")

    def __init__(self, spans: Iterable[Span]) -> None:
        """Sort the spans once."""
        self.all = tuple(sorted(spans))
        self._starts = [start for start, _ in self.all]
        self._reach = list(accumulate([end for _, end in self.all], max))

    def meeting(self, span: Span) -> tuple[Span, ...]:
        """Return the spans that share a code point with ``span``, in text order."""
        start, end = span
        low = bisect_right(self._reach, start)
        high = bisect_left(self._starts, end, low)
        # those between end behind the start of ``span``, unless one of them holds others
        return tuple([each for each in self.all[low:high] if each[1] > start and each[0] < end])

    def covering(self, span: Span) -> Span | None:
        """Return the first span that holds the whole of ``span``."""
        start, end = span
        for each in self.meeting(span):
            if each[0] <= start and end <= each[1]:
                return each
        return None

    def at(self, offset: int) -> Span | None:
        """Return the first span that holds the code point at ``offset``."""
        low = bisect_right(self._reach, offset)
        for each in self.all[low : bisect_right(self._starts, offset, low)]:
            if each[1] > offset:
                return each
        return None

    def before(self, offset: int) -> Span | None:
        """Return the last span that starts before ``offset``."""
        place = bisect_left(self._starts, offset)
        return self.all[place - 1] if place else None

    def starting(self, first: int, last: int) -> tuple[Span, ...]:
        """Return the spans that start from ``first`` to ``last``, both included."""
        low = bisect_left(self._starts, first)
        return self.all[low : bisect_right(self._starts, last)]
