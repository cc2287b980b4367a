"""What a rule is given, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sourcecheck.model.tables.pages import PageTables
from sourcecheck.model.verdict import LinkState
from sourcecheck.model.web import Check, Observation, PageFacts

LONGEST = 500
"""Code points of a fact that a verdict repeats."""

UNREAD = "unread"
"""Why a body is missing that was not asked for: files are not read where nothing is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the run knows beside the looks at this one URL. Nothing known is the default."""

    resolver_works: bool = False  # some other host was resolved in this run
    living_domains: frozenset[str] = frozenset()  # registrable domains of which a name resolved
    short_link: bool = False  # a permanent redirect is its job
    shared_landings: frozenset[str] = frozenset()  # see ``linkstate.shared_landings``
    sibling: PageFacts | None = None  # what ``following.sibling_of`` the URL answered with success


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The URL as cited, earlier looks at it, the tables, and the circumstances."""

    url: str
    pages: PageTables
    earlier: tuple[Check, ...] = ()  # oldest first, without the one that is judged
    around: Circumstances = field(default_factory=Circumstances)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A rule's answer: the state, the facts it rests on, and how sure it is."""

    state: LinkState
    because: tuple[str, ...]
    confidence: float = 1.0
    confirmable: bool = True  # False = shown, but never confirmed on this evidence


Rule = Callable[[Check, Context], Ruling | None]
"""A small pure function: a look and its context to a ruling, or None = not my case."""


def ruled(state: LinkState, *because: str, confidence: float = 1.0) -> Ruling:
    """Return a ruling; the shortest way to write one. Long facts (an endless address) are cut."""
    if any(len(fact) > LONGEST for fact in because):
        because = tuple(
            fact if len(fact) <= LONGEST else fact[: LONGEST - 1] + "…" for fact in because
        )
    return Ruling(state=state, because=because, confidence=confidence)


def is_answer(check: Check) -> bool:
    """Tell whether the last answer was a success (2xx, or 304 to a conditional request)."""
    status = check.observation.status
    return status is not None and (200 <= status < 300 or status == 304)


def page_of(check: Check) -> PageFacts | None:
    """Return the page's facts where a page was answered."""
    return check.page if is_answer(check) else None


def is_cut(seen: Observation) -> bool:
    """Tell whether the body broke off; a body left unread on purpose did not."""
    return seen.truncated not in {"", UNREAD}


def reached(seen: Observation) -> str:
    """Say through how many redirects the last address was reached."""
    number = len(seen.hops)
    return f"reached through {number} redirect{'' if number == 1 else 's'}: {seen.final_url}"
