"""The seam of the engines: jobs in, outcomes out in the order they end."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")

Work = Callable[[str], Awaitable[T]]
"""What is done for each job; it is told the job's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One thing to do. Plain words, so that an engine may hand it to another machine."""

    name: str  # a path, a URL, a host: what the work is told
    key: str = ""  # jobs of one key never run at the same time; "" = beside any other


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(Generic[T]):
    """How one piece of work ended: with a value, or with an error that is reported, not raised."""

    value: T | None = None
    error: BaseException | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[T]):
    """A job and how it ended."""

    job: Job
    value: T | None = None
    error: BaseException | None = None  # one job's trouble never stops the others


class Engine(Protocol):
    """Runs jobs."""

    def run(self, work: Work[T], jobs: Iterable[Job]) -> AsyncGenerator[Outcome[T], None]:
        """Do the work for every job and yield the outcomes as they come.

        ``jobs`` is drawn from lazily and may be endless. Jobs of one key run one after another
        in their order. Closing the iterator, or cancelling whoever reads it, cancels the jobs
        that run and waits for them.
        """
        ...
