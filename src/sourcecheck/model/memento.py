"""Copies of a page that others keep: what was asked, what was answered, which copy holds.

"Nobody has it" and "nobody could be asked" lead to opposite acts, so a search has three answers
and never two. A copy is a memento in the sense of RFC 7089: a page as it was at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sourcecheck.model.verdict import LinkState


class CopyAnswer(StrEnum):
    """What came of asking one archive for copies of one address."""

    FOUND = "found"  # it lists copies; ``CopySearch.best`` tells whether one of them holds
    NO_RECORD = "no_record"  # it answered, and lists none
    FAILED = "failed"  # it could not be asked or its answer says nothing: nothing is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Memento:
    """One copy of a page in an archive, and what was seen when it was looked at."""

    url: str  # the address it is a copy of
    source: str  # the archive's id in ``data/web/archives.toml``: "wayback"
    captured_at: datetime  # when the archive took it, UTC
    memento_url: str  # where a reader sees it
    raw_url: str = ""  # where its bytes stand unchanged; "" = the archive has no such address
    status: int | None = None  # that the archive recorded for it; None = it does not say
    media_type: str = ""  # that the archive recorded for it
    digest: str = ""  # of its bytes, as the archive writes it: equal for equal bytes; "" = not said
    state: LinkState | None = None  # of the copy's own page by our rules; None = not looked at
    verified: bool = False  # it was looked at, and shows the page and not a notice of its end
    because: tuple[str, ...] = ()  # what was seen of it, in words
    checked_at: datetime | None = None
    record_id: str = ""  # of our own capture of the raw copy; "" = not archived


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySearch:
    """One archive asked for copies of one address."""

    url: str
    source: str  # the archive's id: "wayback"
    answer: CopyAnswer
    asked_at: datetime
    because: tuple[str, ...] = ()  # why it failed, or how the best copy was chosen
    best: Memento | None = None  # the copy that holds, nearest to ``cited_at``; see ``PRINTED``
    refused: tuple[Memento, ...] = ()  # copies that were looked at and do not hold, nearest first
    listed: int = 0  # copies the archive listed in what was asked for
    cited_at: datetime | None = None  # the time the nearest copy was looked for
    trusted: bool = True  # the archive is known to leave what it keeps unchanged
    record_id: str = ""  # of our own capture of the archive's answer; "" = not archived


PRINTED = "printed"
"""The source of a copy that the article itself names; nobody was asked, so it is not verified."""


def best_of(searches: Sequence[CopySearch]) -> Memento | None:
    """Return the best copy that was found: of trusted archives first, of verified ones first."""
    held = [each for each in searches if each.best is not None]
    held.sort(key=lambda each: (not (each.best and each.best.verified), not each.trusted))
    return held[0].best if held else None


def is_open(searches: Sequence[CopySearch]) -> bool:
    """Tell whether a copy may exist although none is known: an archive or a copy said nothing."""
    return any(
        each.answer is CopyAnswer.FAILED or any(copy.state is None for copy in each.refused)
        for each in searches
    )
