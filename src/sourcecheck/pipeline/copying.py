"""What looking for copies works with: which archives, how often, and one question at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from sourcecheck.archive.http import read_answer
from sourcecheck.archive.mementos.asking import Question, Reply, services_named
from sourcecheck.archive.mementos.limits import Deed, Limiter
from sourcecheck.archive.mementos.submission import Submission, is_key
from sourcecheck.data.load_archives import load_archives
from sourcecheck.errors import UsageError
from sourcecheck.fetch.errands import Errand
from sourcecheck.model import Failure
from sourcecheck.model.record import Purpose
from sourcecheck.model.tables.archives import ArchiveService, ArchivesTable
from sourcecheck.pipeline.asking import ask
from sourcecheck.pipeline.links import keep
from sourcecheck.pipeline.linktools import Fetched, LinkTools

LIMIT = "not asked now: its limit of requests a minute is reached"
"""Why a search was not made that would have had to wait too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copying:
    """The archives that a run may ask, in order; all articles of the run share their limits."""

    services: tuple[ArchiveService, ...]
    table: ArchivesTable
    doubtful: bool = False  # copies of doubtful links are looked for as well as of dead ones
    submit: bool = False  # pages that answer are handed in to archives that take them
    key: str = field(default="", repr=False)  # of an account with the archive; "" = none
    submitted: list[Submission] = field(default_factory=list)  # by this run so far
    limits: Limiter = field(default_factory=Limiter)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    @property
    def names(self) -> tuple[str, ...]:
        """The archives by the names they are asked for with."""
        return tuple(each.id for each in self.services)


def copying_of(
    names: Sequence[str], *, doubtful: bool = False, submit: bool = False, key: str = ""
) -> Copying:
    """Say which archives may be asked, by name.

    Raises ``UsageError`` for one that is not known, for a key that is none, and where pages are
    to be handed in and no archive takes them.
    """
    table = load_archives()
    services = services_named(names, table)
    if submit and not any(each.submit for each in services):
        takers = ", ".join(each.id for each in table.services.values() if each.submit)
        raise UsageError("no archive is named that takes pages", hint=f"--copies {takers}")
    if key and not is_key(key):
        hint = "it is written as ACCESS:SECRET, as the archive's account page shows it"
        raise UsageError("SOURCECHECK_SPN_KEY holds no key", hint=hint)
    return Copying(
        services=services,
        table=table,
        doubtful=doubtful,
        submit=submit,
        key=key if submit else "",
        limits=Limiter(keyed=bool(key)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A reply, and where it lies in our archive; ``waived`` says why nobody was asked."""

    reply: Reply | None
    record_id: str = ""
    waived: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Asks one archive about one page, in its turn."""

    tools: LinkTools
    copying: Copying
    service: ArchiveService
    url: str  # of the page: what is asked about

    async def ask(self, question: Question, deed: Deed) -> Answered:
        """Ask when the archive's limits allow it soon, and keep the answer."""
        if not await turn(self.service, deed, self.copying, self.tools):
            return Answered(reply=None, waived=LIMIT)
        errand = Errand(said=question.fields) if question.fields else None
        fetched = await ask(self.tools, question.url, Purpose.COPY, of=self.url, how=errand)
        seen = fetched.observation
        if self.tools.past is not None and seen.failure is Failure.NOT_ARCHIVED:
            return Answered(reply=None, waived=LIMIT)  # it was not asked then, and why was told
        now = asyncio.get_running_loop().time()
        self.copying.limits.answered(self.service, seen.status, seen.retry_after_s, now)
        capture = keep(fetched, self.tools)
        return Answered(
            reply=Reply(seen=seen, body=fetched.body, led=_led(fetched)),
            record_id=capture.record_id if capture else "",
        )


def _led(fetched: Fetched) -> tuple[str, ...]:
    """Return what the redirects of a look said about links: a TimeGate names its list there."""
    heads = (read_answer(each.response) for each in fetched.exchanges[:-1])
    return tuple(found for head in heads if (found := head.header("link")))


async def turn(service: ArchiveService, deed: Deed, copying: Copying, tools: LinkTools) -> bool:
    """Wait for a turn with an archive and take it; False = it is too far away.

    What comes out of our own archive bothers nobody, and has no limits.
    """
    if tools.replays:
        return True
    loop = asyncio.get_running_loop()
    while wait := copying.limits.wait_s(service, deed, loop.time()):
        if wait > copying.table.longest_wait_s or tools.stop.is_set():
            return False
        await copying.sleep(wait)
    copying.limits.take(service, deed, loop.time())
    return True
