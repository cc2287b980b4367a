"""One question to an archive of others at a time, in its turn, and its answer kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sourcecheck.archive.http import read_answer
from sourcecheck.archive.mementos.asking import Question, Reply
from sourcecheck.archive.mementos.limits import Deed
from sourcecheck.fetch.errands import Errand
from sourcecheck.model import Failure
from sourcecheck.model.record import Purpose
from sourcecheck.model.tables.archives import ArchiveService
from sourcecheck.pipeline.asking import ask
from sourcecheck.pipeline.copying import Copying
from sourcecheck.pipeline.links import keep
from sourcecheck.pipeline.linktools import Fetched, LinkTools

LIMIT = "not asked now: it limits how often it may be asked"
"""Why a search was not made that would have had to wait too long."""


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
