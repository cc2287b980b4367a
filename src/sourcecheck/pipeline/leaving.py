"""Addresses that are told although nobody was asked about them, and why."""

from __future__ import annotations

from datetime import datetime

from sourcecheck.model import Check, Failure, LinkState, Observation, Verdict
from sourcecheck.pipeline.judging import Seen
from sourcecheck.pipeline.lanes import Waiting
from sourcecheck.pipeline.linktools import Past
from sourcecheck.pipeline.looking import NOTHING


def unasked(waiting: Waiting, at: datetime, rule: str, because: str) -> Seen:
    """Return an address that nobody was asked about; ``rule`` and ``because`` say why."""
    verdicts = (
        Verdict(url=each.address, state=LinkState.NOT_CHECKED, rule=rule, because=(because,))
        for each in waiting.namings
    )
    return _void(waiting, at, because, tuple(verdicts))


def left_then(waiting: Waiting, look: Observation, past: Past | None) -> Seen | None:
    """Return what an audit made again told of an address it had not asked about to the end.

    Its first look was not believed, and before the second one its host asked to be left alone,
    or the run was broken off. None = it had, or no audit is made again.
    """
    left = [past.left(each.address) for each in waiting.namings] if past else []
    told = tuple(each for each in left if each is not None)
    if not told or len(told) < len(left):
        return None
    return _void(waiting, look.at, "", told)


def _void(waiting: Waiting, at: datetime, reason: str, verdicts: tuple[Verdict, ...]) -> Seen:
    url = waiting.url
    look = Observation(url=url, at=at, final_url=url, failure=Failure.OFFLINE, reason=reason)
    check = Check(observation=look)
    return Seen(waiting=waiting, check=check, chain=NOTHING, void=True, verdicts=verdicts)
