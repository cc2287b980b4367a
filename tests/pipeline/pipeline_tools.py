"""Tools without a network: a web that is a table, a store in memory, an archive that counts."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sourcecheck.config import Settings
from sourcecheck.fetch.queue import Queue
from sourcecheck.model import Capture, Exchange, Failure, Hop, Observation
from sourcecheck.pipeline import Tools
from sourcecheck.pipeline.lanes import host_of
from sourcecheck.session.opening import tables_of
from sourcecheck.store.memory import MemoryStore

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TABLES = tables_of(Settings())

PAGE = (
    "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>"
    + "The council spoke of pipes, pumps and wells for an hour, and then of money. " * 12
    + "</p></body></html>"
)
"""A page with enough words to be one; it is about ``{0}``."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an address answers at its nth look; the last one stays."""

    status: int | None = 200
    body: bytes = b""
    failure: Failure | None = None
    location: str = ""
    media_type: str = "text/html"


@dataclass(frozen=True, kw_only=True)
class Fetched:
    observation: Observation
    exchanges: tuple[Exchange, ...] = ()
    body: bytes = b""


@dataclass(kw_only=True)
class Web:
    """Answers from a table; an address that is not there is not found."""

    answers: dict[str, list[Answer]]
    asked: list[str] = field(default_factory=list)
    at: datetime = NOON
    carried: int = 0
    queue: Queue = field(default_factory=lambda: Queue(1000, 0.0, 1000, asyncio.sleep))

    def carry(self, size: int) -> None:
        self.carried += size

    async def fetch(self, url: str, *, booked: bool = False, **_: object) -> Fetched:
        if booked:
            self.queue.leave(host_of(url))
        turns = self.answers.get(url, [Answer(status=404)])
        answer = turns[min(self.asked.count(url), len(turns) - 1)]
        self.asked.append(url)
        final = answer.location or url
        seen = Observation(
            url=url,
            at=self.at,
            final_url=final,
            hops=(Hop(url=url, status=301, location=final),) if answer.location else (),
            status=answer.status,
            failure=answer.failure,
            media_type=answer.media_type,
            body_sha256=hashlib.sha256(answer.body).hexdigest() if answer.body else "",
            body_size=len(answer.body),
        )
        sent = Exchange(url=url, request=b"", response=b"", started_at=self.at, elapsed_ms=1)
        asked = answer.failure not in (Failure.OFFLINE, Failure.INVALID_URL)
        return Fetched(observation=seen, exchanges=(sent,) if asked else (), body=answer.body)


@dataclass(kw_only=True)
class Archive:
    """Keeps nothing but count."""

    kept: list[str] = field(default_factory=list)
    own: list = field(default_factory=list)

    async def write_aside(self, batch):
        return [self.keep_chain(exchanges, entity) for exchanges, entity, _ in batch]

    def index_written(self):
        pass

    def keep_own(self, own):
        self.own += own
        return ()

    def keep_chain(self, exchanges, entity=None):
        captures = []
        for exchange in exchanges:
            self.kept.append(exchange.url)
            captures.append(
                Capture(
                    url=exchange.url,
                    captured_at=NOON,
                    file="a.warc.gz",
                    record_id=f"<urn:uuid:{len(self.kept)}>",
                    sha256=hashlib.sha256(entity or b"").hexdigest() if entity else "",
                )
            )
        return tuple(captures)


def page(about: str) -> bytes:
    return PAGE.format(about).encode()


def web(**more) -> Web:
    return Web(answers={url: list(turns) for url, turns in more.pop("answers").items()}, **more)


def tools(network: Web, **more) -> Tools:
    given = {
        "tables": TABLES,
        "fetcher": network,
        "store": MemoryStore(),
        "clock": lambda: NOON,
        "archive": Archive(),
    }
    return Tools(**{**given, **more})
