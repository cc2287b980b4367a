"""A link as an article prints it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LinkFlag(StrEnum):
    """What is remarkable about a printed link. The values are those of the JSON contract."""

    TRUNCATED = "truncated"  # cut off in print
    SHORT_LINK = "short-link"
    TRACKING = "tracking"  # carries parameters that say nothing about the page
    WRAPPED = "wrapped"  # broken over lines and re-joined
    BARE = "bare"  # printed without a scheme
    ARCHIVED_COPY = "archived-copy"  # points to an archive's copy of the page
    REDIRECTOR = "redirector"  # printed inside a search engine's, mail filter's or cache's URL
    AI_REFERRED = "ai-referred"  # carries an AI assistant's referrer
    REPAIRED = "repaired"  # scheme typo, defanged, spaces or fullwidth letters undone
    INVALID = "invalid"  # does not parse as a URL


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A URL as printed and as understood."""

    printed: str  # untouched
    url: str  # cleaned: what a reader would open; "" when it does not parse
    canonical: str = ""  # its identity: tracking out, wrappers unwrapped; compare and fetch this
    flags: tuple[LinkFlag, ...] = ()
    steps: tuple[str, ...] = ()  # what was done to get from printed to canonical, in order
    owner: str = ""  # host of the outlet that owns a short link: "tn.ai" -> "tasnimnews.com"
