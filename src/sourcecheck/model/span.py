"""A place in a text."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A piece of ``Article.text``: ``text[start:end]``, in code points.

    Positional on purpose: ``Span(3, 7)`` is read as easily as a slice. A tuple, because an
    article has thousands, compared, hashed and made twice as fast as a frozen dataclass.
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the piece of ``text`` this span stands for."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Tell whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Tell whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end
