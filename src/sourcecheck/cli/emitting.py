"""Where data goes: standard output, or a file that is begun once and added to."""

from __future__ import annotations

import sys
from pathlib import Path

from sourcecheck.cli import hush
from sourcecheck.errors import UsageError

STDOUT = "-"


def emit(body: bytes) -> bool:
    """Write to standard output and tell whether somebody still reads it.

    Whoever closed it early does not stop the run.
    """
    try:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        hush()
        return False
    return True


def save(path: Path, body: bytes, *, more: bool = False) -> None:
    """Write a file, or with ``more`` add to it; raises ``UsageError`` when that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab" if more else "wb") as file:
            file.write(body)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path}: cannot be written: {getattr(error, 'strerror', None) or error}",
            hint="check the folder and its permissions",
        ) from error
