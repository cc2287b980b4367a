"""How a host's answers change the way it is asked: the figures of ``data/web/courtesy.toml``."""

from __future__ import annotations

from dataclasses import dataclass

from sourcecheck.model.web import Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceTable:
    """When a host is asked more slowly, and how it comes back; seconds unless said otherwise."""

    complaints: frozenset[int]  # statuses by which a host says that it is asked too often
    step: float  # factor of the slowdown for a complaint, or for a host growing slow
    most: float  # the greatest slowdown
    ease: float  # factor of the slowdown for an ordinary answer, below 1
    least_gap_s: float  # between two requests to a host that is slowed down
    obeyed_s: float  # the longest Retry-After that is waited for within a run
    closing: int  # refusals with a longer one, in a row, that close a host for the run
    slow_s: float  # answers that come sooner are never slow
    slow_factor: float  # slower than the host's own best by this much is slow
    slow_answers: int  # slow ones in a row that slow the host down
    most_for_slow: float  # the greatest slowdown for growing slow, without a complaint
    forget: float  # growth of what counts as a host's best with every slow answer


@dataclass(frozen=True, slots=True, kw_only=True)
class LooksTable:
    """Which looks are worth a second one, and of which shape."""

    statuses: frozenset[int]  # passing troubles of servers, and 404s that some take back
    failures: frozenset[Failure]  # passing troubles of the way there
    browser: frozenset[int]  # refusals that may be meant for programs only


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainTable:
    """When what was seen before spares the server a page."""

    head_bytes: int  # a file known to be so large is asked for by HEAD first
    page_types: tuple[str, ...]  # beginnings of media types that are pages, never files
    in_a_row: int  # 304 answers in a row before the page itself is asked for again


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtesyTable:
    """All figures of courtesy."""

    pace: PaceTable
    looks: LooksTable
    again: AgainTable
    browser_fields: tuple[tuple[str, str], ...]  # header fields of a browser, in its order
