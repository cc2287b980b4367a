"""Hand cited pages that answer to an archive, so that a copy is there when they are gone.

Only where that was asked for: a page that is handed in becomes public with its address. What is
said to the archive is not kept in ours, because it holds the account's key.
"""

from __future__ import annotations

from collections.abc import Iterable

from sourcecheck.archive.mementos.asking import Question, Reply
from sourcecheck.archive.mementos.limits import Deed
from sourcecheck.archive.mementos.submission import (
    Progress,
    Submission,
    following,
    question,
    submission,
)
from sourcecheck.fetch.errands import Errand
from sourcecheck.model import Group, Verdict
from sourcecheck.model.memento import CopyAnswer, CopySearch
from sourcecheck.model.tables.archives import ArchiveService
from sourcecheck.pipeline.copyasking import turn
from sourcecheck.pipeline.copying import Copying
from sourcecheck.pipeline.linktools import LinkTools

_LIMIT = "not handed in now: the archive takes no more pages this minute"
_SLOW = "handed in; whether it was saved was not waited for"


async def submit_pages(verdicts: Iterable[Verdict], tools: LinkTools) -> list[Submission]:
    """Hand in the pages that answer, each once; nothing where it was not asked for.

    What came of it is remembered as a search of that archive, and added to
    ``Copying.submitted``.
    """
    copying = tools.copying
    if copying is None or not copying.submit or tools.replays or tools.offline:
        return []
    alive = (each.url.partition("#")[0] for each in verdicts if each.group is Group.ALIVE)
    done = {each.url for each in copying.submitted}
    found = [
        await _submitted(url, service, copying, tools)
        for url in dict.fromkeys(alive)
        for service in copying.services
        if service.submit and url not in done and not tools.stop.is_set()
    ]
    copying.submitted.extend(found)
    if not tools.states_only:
        tools.store.remember_copies([each for one in found if (each := _as_search(one, tools))])
    return found


async def _submitted(
    url: str, service: ArchiveService, copying: Copying, tools: LinkTools
) -> Submission:
    """Hand a page in and ask after it, a few times."""
    if not await turn(service, Deed.SUBMIT, copying, tools):
        return Submission(url=url, progress=Progress.REFUSED, because=(_LIMIT,), about="later")
    said = await _asked(question(service, url, copying.key), tools)
    found = submission(said, service, url, copying.table)
    job = found.job  # an answer to asking after it need not say it again
    for _ in range(copying.table.polls):
        if found.progress is not Progress.UNDER_WAY or not job or tools.stop.is_set():
            return found
        await copying.sleep(copying.table.poll_s)
        said = await _asked(following(service, job, copying.key), tools)
        found = submission(said, service, url, copying.table)
    if found.progress is not Progress.UNDER_WAY:
        return found
    return Submission(url=url, progress=found.progress, job=job, because=(_SLOW,))


async def _asked(asked: Question, tools: LinkTools) -> Reply:
    errand = Errand(said=asked.fields, body=asked.body)
    method = "POST" if asked.body else "GET"
    fetched = await tools.fetcher.fetch(asked.url, known=errand, method=method)
    return Reply(seen=fetched.observation, body=fetched.body)


def _as_search(one: Submission, tools: LinkTools) -> CopySearch | None:
    if one.copy is None:
        return None
    return CopySearch(
        url=one.url,
        source=one.copy.source,
        answer=CopyAnswer.FOUND,
        asked_at=tools.clock(),
        because=("handed in by us",),
        best=one.copy,
        listed=1,
    )
