"""Fetch, archive, verify and remember: what is known of every cited address of an article."""

from __future__ import annotations

from collections.abc import Sequence

from sourcecheck.model import Capture, LinkState, Verdict
from sourcecheck.model.record import Purpose
from sourcecheck.pipeline.linktools import Fetched, LinkTools
from sourcecheck.pipeline.looking import chain_of, check_of
from sourcecheck.pipeline.looks import (
    ASKED,
    NETWORK_DOWN,
    Cited,
    Look,
    Looks,
    cited_as,
    named,
)
from sourcecheck.pipeline.sweep import Sweep

__all__ = [
    "ASKED",
    "NETWORK_DOWN",
    "Cited",
    "Look",
    "Looks",
    "check_of",
    "cited_as",
    "keep",
    "look_at",
    "named",
]


async def look_at(cited: Sequence[Cited], tools: LinkTools) -> Looks:
    """Look at every address once, however often it is cited, and judge them together.

    When ``tools.stop`` is set meanwhile, what has not answered yet is left unasked.
    """
    sweep = Sweep(tools)
    asked = [each for each in cited if not _is_left(each, tools)]
    found: dict[str, Look] = {}
    async for batch in sweep.looks(asked):
        found |= {look.verdict.url: look for look in batch}
    by_address = {each.address: found.get(each.address) or _left(each, tools) for each in cited}
    return Looks(by_address=by_address, why_offline=sweep.why_offline)


_FIRST = (Purpose.LOOK, Purpose.NEWS, Purpose.BRIEF)


def _is_left(each: Cited, tools: LinkTools) -> bool:
    """Tell whether the audit that is made again had never come to an address."""
    past = tools.past
    if past is None or past.left(each.address) is None:
        return False
    return not any(past.has(purpose, each.url) for purpose in _FIRST)


def _left(each: Cited, tools: LinkTools) -> Look:
    left = tools.past.left(each.address) if tools.past else None
    verdict = left or Verdict(
        url=each.address,
        state=LinkState.NOT_CHECKED,
        rule="not_asked",
        because=("it was not asked",),
    )
    return Look(check=None, verdict=verdict)


def keep(fetched: Fetched, tools: LinkTools) -> Capture | None:
    """Archive all exchanges of a look, with one sync; the index is the store's, of one thread."""
    if tools.archive is None or not fetched.exchanges:
        return None
    exchanges, entity, _ = chain_of(fetched)
    kept = tools.archive.keep_chain(exchanges, entity)
    if tools.ledger is not None:
        tools.ledger.kept(exchanges, kept)
    return kept[-1] if kept else None
