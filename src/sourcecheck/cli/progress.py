"""Progress for people: one line of a terminal's standard error, rewritten."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sourcecheck import config

_ERASE = "\r\x1b[K"


@contextmanager
def progress(choice: str = "auto") -> Iterator[Callable[[int, int], None]]:
    """Yield what is told of addresses asked and answered since the last call.

    Articles under way share the line; it is gone when the reports are printed. ``choice`` is
    "always", "never" or "auto": at a terminal, and not in CI.
    """
    if not config.shows_progress(choice, terminal=sys.stderr.isatty()):
        yield lambda asked, answered: None
        return
    asked_in_all = answered_in_all = 0

    def tell(asked: int, answered: int) -> None:
        nonlocal asked_in_all, answered_in_all
        asked_in_all += asked
        answered_in_all += answered
        sys.stderr.write(f"{_ERASE}links: {answered_in_all} of {asked_in_all}")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        if asked_in_all:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()
