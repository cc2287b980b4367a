"""What looking at links works with: every side effect as a parameter."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from sourcecheck.fetch.errands import Errand
from sourcecheck.fetch.known import Known
from sourcecheck.fetch.queue import Queue
from sourcecheck.fetch.robots import Rules
from sourcecheck.fetch.settings import FetchSettings, Manner
from sourcecheck.model import Capture, Check, Exchange, Observation, PageFacts, Verdict
from sourcecheck.model.tables.confirmation import ConfirmationPolicy
from sourcecheck.model.tables.network import NetworkTable
from sourcecheck.model.tables.pages import PageTables
from sourcecheck.store.base import Store

if TYPE_CHECKING:
    from sourcecheck.archive.audits import Own
    from sourcecheck.model.record import Asked, AuditRecord, Earlier, Purpose
    from sourcecheck.pipeline.copying import Copying

Chain = tuple[Sequence[Exchange], bytes | None, str]
"""The exchanges of one look, the decoded body of the last one, and its SHA-256 in hex."""


class Fetched(Protocol):
    """One look at a URL, as the fetch stage hands it over."""

    @property
    def observation(self) -> Observation:
        """What the look showed."""
        ...

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """What went over the wire, one exchange per hop."""
        ...

    @property
    def body(self) -> bytes:
        """The last answer's body, decoded and capped."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A look at a robots.txt, with its place; or with what came, until that is known."""

    asked: Asked
    fetched: Fetched | None = None


class Fetching(Protocol):
    """Stage 3: look at a URL; never raises for what the web does."""

    @property
    def queue(self) -> Queue:
        """The turns with hosts."""
        ...

    def carry(self, size: int) -> None:
        """Count bytes of answers that are still needed; less than 0 = so many are put away."""
        ...

    async def fetch(
        self,
        url: str,
        *,
        booked: bool = False,
        known: Known | Errand | None = None,
        method: str = "GET",
        manner: Manner = Manner.HONEST,
    ) -> Fetched:
        """Look at ``url`` and tell what happened.

        ``booked`` = a turn with its host was taken; it is left after the first exchange.
        """
        ...


class Keeping(Protocol):
    """Stage 4: keep exchanges; raises ``ArchiveError`` when they cannot be written."""

    def keep_chain(
        self, exchanges: Sequence[Exchange], entity: bytes | None = None
    ) -> tuple[Capture, ...]:
        """Keep all exchanges of one look at a URL."""
        ...

    async def write_aside(self, batch: Sequence[Chain]) -> list[tuple[Capture, ...]]:
        """Keep many looks at once; they are not indexed yet."""
        ...

    def read(self, capture: Capture) -> Exchange:
        """Read an exchange back; raises ``ArchiveError`` when it is not there."""
        ...

    def index_written(self) -> None:
        """Index what was written, in the transaction that is open."""
        ...

    def keep_own(self, own: Sequence[Own]) -> tuple[Capture, ...]:
        """Keep records of ours: an article's bytes, an audit."""
        ...


class Noting(Protocol):
    """What writes down what an audit asks for and where it is kept."""

    def asked(self, purpose: Purpose, url: str, of: str, fetched: Fetched) -> None:
        """Write a look down."""
        ...

    def read(self, fetched: Fetched, check: Check) -> None:
        """Note what a page said that may not be kept."""
        ...

    def kept(self, exchanges: Sequence[Exchange], captures: Sequence[Capture]) -> None:
        """Note where the exchanges of a look lie."""
        ...

    def past(self, url: str, checks: tuple[Check, ...]) -> None:
        """Note the looks at an address before this audit."""
        ...

    def ruled(self, url: str) -> bool:
        """Note that the audit goes by a robots.txt; False = nobody wrote down what it said."""
        ...

    def unkept(self) -> tuple[Fetched, ...]:
        """Return looks at robots.txt of another audit that are not kept yet."""
        ...

    def heard(self, url: str) -> None:
        """Note that a look counts now for what is told of the network."""
        ...

    def order(self) -> tuple[str, ...]:
        """Return the addresses in the order in which their looks counted."""
        ...

    def looks(self) -> tuple[Asked, ...]:
        """Return what was asked."""
        ...

    def earlier(self) -> tuple[Earlier, ...]:
        """Return what was known before."""
        ...


class Past(Protocol):
    """What an audit had asked and known, while it is made again."""

    @property
    def record(self) -> AuditRecord | None:
        """The audit as it was; None = this is none of those made then."""
        ...

    def has(self, purpose: Purpose, url: str) -> bool:
        """Tell whether it had asked for an address for that purpose."""
        ...

    def seen(self, purpose: Purpose, url: str, of: str = "") -> Fetched | None:
        """Return its next look of that kind, the last one again at the end; None = it made none."""
        ...

    def left(self, address: str) -> Verdict | None:
        """Return what it told of an address of which nobody had been asked; None = somebody had."""
        ...

    def went_offline(self, url: str) -> bool:
        """Tell whether it concluded nothing of an address: the network was in the way."""
        ...

    def earlier(self, url: str) -> tuple[Check, ...]:
        """Return the looks at an address that were known then, oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A look whose page was not kept: what it showed, as it was written down."""

    observation: Observation
    page: PageFacts | None = None
    exchanges: tuple[Exchange, ...] = ()
    body: bytes = b""


class LinkTables(Protocol):
    """The data files that verdicts need."""

    @property
    def pages(self) -> PageTables:
        """Walls, phrases, places and limits."""
        ...

    @property
    def confirmation(self) -> ConfirmationPolicy:
        """When a dead link is confirmed."""
        ...

    @property
    def network(self) -> NetworkTable:
        """When trouble is our own network's."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTools:
    """Everything that looking at links touches outside itself."""

    tables: LinkTables
    fetcher: Fetching
    store: Store
    clock: Callable[[], datetime]
    archive: Keeping | None = None  # None = nothing is archived
    fetch_settings: FetchSettings = FetchSettings()  # noqa: RUF009 - frozen
    obeys_robots: bool = False
    robots_rules: dict[str, tuple[Rules, datetime]] = field(default_factory=dict)
    """What origins' robots.txt said, and when it was asked for: all runs of a session share it."""
    rulings: dict[str, Ruling] = field(default_factory=dict)  # where these lie, shared as well
    replays: bool = False  # answers come out of an archive
    past: Past | None = None  # of the audit that is made again
    ledger: Noting | None = None  # of the audit that is being made
    copying: Copying | None = None  # archives of others that may be asked; None = none may be
    states_only: bool = False  # nothing is remembered
    glances: bool = (
        False  # an ordinary page is not read whole: its text is in the archive, or not kept
    )
    publishers: bool = False  # pages are asked who publishes them, at a glance as well
    offline: str = ""  # why no address is asked; "" = they are
    progress: Callable[[int, int], None] = lambda asked, answered: None  # addresses since last told
    stop: asyncio.Event = field(default_factory=asyncio.Event)  # set = ask nobody more, and finish
