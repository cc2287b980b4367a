"""Progress for people: one line of a terminal's standard error, rewritten."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sourcecheck import config

_ERASE = "\r\x1b[K"
_EVERY_S = 0.1  # often enough to look alive; a run answers thousands of times a second


class Line:
    """The line: what was asked and answered so far."""

    def __init__(self, *, shown: bool, share: bool = False) -> None:
        """Begin with nothing; ``share`` = results are printed on the same terminal."""
        self._shown = shown
        self._share = share
        self._asked = self._answered = 0
        self._next = 0.0
        self._stands = False

    def __call__(self, asked: int, answered: int) -> None:
        """Count addresses asked and answered since the last call."""
        self._asked += asked
        self._answered += answered
        if self._shown and (now := time.monotonic()) >= self._next:
            self._next = now + _EVERY_S
            self._write()

    def make_room(self) -> None:
        """Take the line away before results are printed where it stands."""
        if self._share and self._stands:
            self._erase()

    def close(self) -> None:
        """Show the last count, and take the line away."""
        if self._shown and self._asked:
            self._write()
            self._erase()

    def _write(self) -> None:
        sys.stderr.write(f"{_ERASE}links: {self._answered:,} of {self._asked:,}")
        sys.stderr.flush()
        self._stands = True

    def _erase(self) -> None:
        sys.stderr.write(_ERASE)
        sys.stderr.flush()
        self._stands = False


@contextmanager
def progress(choice: str = "auto") -> Iterator[Line]:
    """Yield what is told of addresses asked and answered since the last call.

    Articles under way share the line; it is gone when the reports are printed. ``choice`` is
    "always", "never" or "auto": at a terminal, and not in CI.
    """
    line = Line(
        shown=config.shows_progress(choice, terminal=sys.stderr.isatty()),
        share=sys.stdout.isatty(),
    )
    try:
        yield line
    finally:
        line.close()
