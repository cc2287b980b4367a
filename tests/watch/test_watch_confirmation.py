"""The ladder of the watch and the policy of confirmation, as shipped, must fit each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sourcecheck.data.load_confirmation import load_confirmation
from sourcecheck.data.load_watch import load_watch
from sourcecheck.model import Check, Group, LinkState, Observation, Verdict
from sourcecheck.store.base import DueLink, Look
from sourcecheck.verify.confirmation import Sighting, standing, unreachable_since
from sourcecheck.watch.schedule import next_look

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TABLE, POLICY = load_watch().schedule, load_confirmation()


def watched(state: LinkState, days: float, url: str) -> list[Sighting]:
    """Look when the schedule says so, always seeing the same; newest first."""
    link = DueLink(url=url, host="a.example", next_at=NOON, interval_s=0, fails=0)
    looks: list[Sighting] = []
    at = NOON
    while at <= NOON + timedelta(days=days):
        looks.insert(0, Sighting(at=at, state=state))
        seen = Check(observation=Observation(url=url, at=at, final_url=url))
        look = Look(check=seen, verdict=Verdict(url=url, state=state, rule="r"))
        then = next_look(link, look, TABLE, TABLE.watched_cap_s)
        link = DueLink(
            url=url,
            host="a.example",
            next_at=then.next_at,
            interval_s=then.interval_s,
            fails=then.fails,
            state=state,
        )
        at = then.next_at
    return looks


URLS = [f"https://a.example/{n}" for n in range(20)]  # the jitter differs from link to link


@pytest.mark.parametrize("state", [s for s in LinkState if s.group is Group.DEAD])
def test_a_watched_link_that_stays_dead_is_confirmed_within_a_month(state):
    for url in URLS:
        looks = watched(state, 30, url)
        assert standing(looks, POLICY).confirmed
        assert len(looks) <= 10


@pytest.mark.parametrize("state", [s for s in LinkState if s.group is Group.DEAD])
def test_no_watched_link_is_confirmed_on_the_first_day(state):
    for url in URLS:
        assert not standing(watched(state, 0.9, url), POLICY).confirmed


def test_a_watched_link_out_of_reach_says_so_after_two_months():
    for url in URLS:
        assert unreachable_since(watched(LinkState.TIMEOUT, 60, url), POLICY) == NOON
        assert unreachable_since(watched(LinkState.TIMEOUT, 20, url), POLICY) is None
