"""The one place where text is made out of a document, piece by piece, with its origin map."""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.model import Origin, Span


class Emitter:
    """Collects text and remembers where each piece came from.

    Readers never look a span up in the finished text: they take the one ``emit`` returns.
    Pieces with the same locator that follow each other become one ``Origin``.
    """

    __slots__ = ("_locators", "_parts", "_starts", "length")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._starts: list[int] = []  # where each locator's run begins
        self._locators: list[str] = []
        self.length = 0  # code points emitted so far: where the next piece will start

    def emit(self, text: str, locator: str) -> Span:
        """Add ``text`` as it came from ``locator`` ("line 12", an XPath); return its span.

        An empty locator means that the document does not hold this text: white space between
        paragraphs, a tab between cells.
        """
        start = self.length
        if not text:
            return Span(start, start)
        if not self._locators or self._locators[-1] != locator:
            self._starts.append(start)
            self._locators.append(locator)
        self._parts.append(text)
        self.length += len(text)
        return Span(start, self.length)

    def text(self) -> str:
        """Return everything emitted so far."""
        return "".join(self._parts)

    def origins(self) -> tuple[Origin, ...]:
        """Return the origin map: sorted, without overlaps, without the text we added."""
        ends: Sequence[int] = [*self._starts, self.length][1:]
        return tuple(
            Origin(span=Span(start, end), locator=locator)
            for start, end, locator in zip(self._starts, ends, self._locators, strict=True)
            if locator
        )
