"""What an export needs and what it tells, as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sourcecheck.archive.wacz.choosing import Omission
from sourcecheck.model.web import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What a page says to a reader."""

    title: str
    text: str  # all of it that is visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What an export needs beside the archive."""

    page_text: Callable[[Exchange], PageText | None]  # None = the answer is no page
    verify: Callable[[Path], Sequence[str]]  # the faults of a finished file, in words
    software: str  # "sourcecheck 0.1.0"
    title: str = ""
    created: datetime | None = None  # None = of the newest capture: equal choices, equal bytes
    sign: Callable[[str, datetime], Mapping[str, str]] | None = None  # digest, created


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written."""

    path: Path
    size: int  # bytes
    sha256: str  # of the whole file
    exchanges: int  # chosen ones
    originals: int  # exchanges copied in beside them, which their revisits repeat
    failures: int  # exchanges without an answer, of the chosen
    records: int
    pages: int
    omissions: tuple[Omission, ...]
