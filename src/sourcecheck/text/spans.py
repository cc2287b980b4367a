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
        self._starts = [span.start for span in self.all]
        self._reach = list(accumulate((span.end for span in self.all), max))

    def meeting(self, span: Span) -> tuple[Span, ...]:
        """Return the spans that share a code point with ``span``, in text order."""
        low = bisect_right(self._reach, span.start)
        high = bisect_left(self._starts, span.end)
        return tuple(each for each in self.all[low:high] if each.meets(span))

    def covering(self, span: Span) -> Span | None:
        """Return the first span that holds the whole of ``span``."""
        return next((each for each in self.meeting(span) if each.covers(span)), None)

    def at(self, offset: int) -> Span | None:
        """Return the first span that holds the code point at ``offset``."""
        return next(iter(self.meeting(Span(offset, offset + 1))), None)

    def before(self, offset: int) -> Span | None:
        """Return the last span that starts before ``offset``."""
        place = bisect_left(self._starts, offset)
        return self.all[place - 1] if place else None

    def starting(self, first: int, last: int) -> tuple[Span, ...]:
        """Return the spans that start from ``first`` to ``last``, both included."""
        low = bisect_left(self._starts, first)
        return self.all[low : bisect_right(self._starts, last)]
