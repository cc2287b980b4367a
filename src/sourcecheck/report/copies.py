"""What a report says of copies elsewhere beside a link that is gone. English, for plain formats."""

from __future__ import annotations

from dataclasses import dataclass

from sourcecheck.model import Audit, Group, SourceLine
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


def unsought(audit: Audit) -> str:
    """Say what a look-up of copies would tell others, where none was made; "" = nothing."""
    dead = {
        part.verdict.url
        for line in audit.lines
        for part in line.sources
        if part.verdict and part.verdict.group is Group.DEAD and not part.copies
    }
    if not dead:
        return ""
    one = len(dead) == 1
    pages = "1 missing page" if one else f"{len(dead)} missing pages"
    them = "its address" if one else "their addresses"
    return f"Copies of {pages} were not looked for: --copies ARCHIVE would tell an archive {them}."
