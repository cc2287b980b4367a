"""Addresses that are told although nobody was asked about them, and why."""

from __future__ import annotations

from datetime import datetime

from sourcecheck.fetch.politeness import second_manner
from sourcecheck.fetch.settings import FetchSettings, Manner
from sourcecheck.model import Check, Failure, LinkState, Observation, Verdict
from sourcecheck.model.record import Purpose
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


def asked_again(url: str, past: Past) -> bool:
    """Tell whether the audit that is made again had looked at an address a second time."""
    return past.has(Purpose.AGAIN, url) or past.has(Purpose.AS_BROWSER, url)


def manner_then(look: Observation, past: Past, settings: FetchSettings) -> Manner | None:
    """Return in which manner an address was looked at a second time then; None = it was not.

    One of which nothing was concluded had waited for its second look when it turned out that
    the network was not there.
    """
    if past.has(Purpose.AS_BROWSER, look.url):
        return Manner.BROWSER
    if past.has(Purpose.AGAIN, look.url):
        return Manner.HONEST
    return second_manner(look, settings) if past.went_offline(look.url) else None


def _void(waiting: Waiting, at: datetime, reason: str, verdicts: tuple[Verdict, ...]) -> Seen:
    url = waiting.url
    look = Observation(url=url, at=at, final_url=url, failure=Failure.OFFLINE, reason=reason)
    check = Check(observation=look)
    return Seen(waiting=waiting, check=check, chain=NOTHING, void=True, verdicts=verdicts)
