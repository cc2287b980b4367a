"""The one way by which the pipeline asks for addresses: of the web, or of an audit's record."""

from __future__ import annotations

from sourcecheck.fetch.errands import Errand
from sourcecheck.fetch.known import Known
from sourcecheck.fetch.settings import Manner
from sourcecheck.fetch.target import target
from sourcecheck.model.record import Purpose
from sourcecheck.pipeline.linktools import Fetched, LinkTools

_HONEST = Manner.HONEST


async def ask(
    tools: LinkTools,
    url: str,
    purpose: Purpose,
    *,
    of: str = "",
    booked: bool = False,
    how: Known | Errand | Manner | None = None,
) -> Fetched:
    """Look at an address, and let the audit's ledger know; see ``Fetching.fetch``.

    ``of`` is the address on whose behalf, where that is another one. ``how`` is what an earlier
    look showed, to be asked for news only, what else to say, or the manner in which to ask.
    While an audit is made again, the look it had made then is the answer; one that it had not
    made is looked for in the archive.
    """
    if tools.past is not None:
        seen = tools.past.seen(purpose, url, of)
        if seen is not None:
            place = target(url)
            if booked and place is not None:
                tools.fetcher.queue.leave(place.host)
            return seen
    method = "HEAD" if purpose is Purpose.BRIEF else "GET"
    known, manner = (None, how) if isinstance(how, Manner) else (how, _HONEST)
    fetched = await tools.fetcher.fetch(
        url, booked=booked, known=known, method=method, manner=manner
    )
    if tools.ledger is not None:
        tools.ledger.asked(purpose, url, of, fetched)
    return fetched
