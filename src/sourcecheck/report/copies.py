"""What a report says of copies elsewhere beside a link that is gone. English, for plain formats."""

from __future__ import annotations

from dataclasses import dataclass

from sourcecheck.model import SourceLine
from sourcecheck.model.memento import best_of, is_open


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyTold:
    """The words, and the copy's address where there is one."""

    kind: str  # "copy", "no_copy", "open": also the words' key in the page's catalogs
    words: str  # "copy of 2025-02-01"
    day: str = ""
    address: str = ""


def copy_told(part: SourceLine | None) -> CopyTold | None:
    """Say what is known of copies of a source; None = nobody was asked."""
    if part is None or not part.copies:
        return None
    best = best_of(part.copies)
    if best is not None:
        day = best.captured_at.date().isoformat()
        return CopyTold(kind="copy", words=f"copy of {day}", day=day, address=best.memento_url)
    if is_open(part.copies):
        return CopyTold(kind="open", words="not known whether a copy exists")
    return CopyTold(kind="no_copy", words="no copy in the archives asked")
