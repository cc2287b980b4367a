"""How far a large file is: one line of a terminal's standard error, rewritten."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from sourcecheck import config
from sourcecheck.cli.words import printable

_ERASE = "\r\x1b[K"
_EVERY_S = 0.2
_MIB = 1024 * 1024


class Line:
    """The line; it is gone at the end of the block. ``choice`` is that of ``--progress``."""

    def __init__(self, choice: str) -> None:
        self._shown = config.shows_progress(choice, terminal=sys.stderr.isatty())
        self._next = 0.0
        self._stands = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.erase()

    def __call__(self, name: str, done: int, size: int) -> None:
        """Say how many bytes of a file were sent, or read back."""
        if self._shown and (now := time.monotonic()) >= self._next:
            self._next = now + _EVERY_S
            of = f"{done // _MIB:,} of {size // _MIB:,} MiB"
            sys.stderr.write(f"{_ERASE}{printable(name)}: {of}")
            sys.stderr.flush()
            self._stands = True

    def erase(self) -> None:
        """Take the line away before something is printed where it stands."""
        if self._stands:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()
            self._stands = False
