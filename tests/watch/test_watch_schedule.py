"""When to look again: the ladder, the growth, the caps and the jitter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sourcecheck.data.load_watch import load_watch, read_watch
from sourcecheck.errors import DataError
from sourcecheck.model import Check, Group, LinkState, Observation, Verdict
from sourcecheck.store.base import DueLink, Look
from sourcecheck.watch.schedule import after_trouble, closed_until, is_failing, next_look

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://paper.example/a"
TABLE = load_watch().schedule
STILL = replace(TABLE, jitter=1e-9)
DAY_S, CAP_S = 86_400, TABLE.corpus_cap_s


def look(state=LinkState.ALIVE, at=NOON, status=200, **other):
    seen = Observation(url=URL, at=at, final_url=URL, status=status, **other)
    return Look(check=Check(observation=seen), verdict=Verdict(url=URL, state=state, rule="r"))


def fresh(**other):
    return DueLink(
        **{
            "url": URL,
            "host": "paper.example",
            "next_at": NOON,
            "interval_s": 0,
            "fails": 0,
            **other,
        }
    )


def known(state=LinkState.ALIVE, interval_s=DAY_S, status=200, **other):
    return fresh(state=state, status=status, final_url=URL, interval_s=interval_s, **other)


def follow(looks, table=STILL, cap_s=CAP_S):
    """Look again and again; return the appointments."""
    link, made = fresh(), []
    for one in looks:
        then = next_look(link, one, table, cap_s)
        made.append(then)
        seen = one.check.observation
        link = fresh(
            next_at=then.next_at,
            interval_s=then.interval_s,
            fails=then.fails,
            state=one.verdict.state,
            status=seen.status,
            final_url=seen.final_url,
        )
    return made


def test_an_unchanged_link_is_looked_at_ever_more_rarely_up_to_the_cap():
    days = [then.interval_s / DAY_S for then in follow([look()] * 14)]
    assert days[:4] == [1, 1.5, 2.25, 3.375]
    assert days[11] < 90
    assert days[12:] == [90, 90]


def test_a_watched_article_is_looked_at_weekly_at_least():
    made = follow([look()] * 9, cap_s=TABLE.watched_cap_s)
    assert made[-1].interval_s == 7 * DAY_S


def test_definite_failures_climb_the_ladder_from_an_hour_to_a_month():
    made = follow([look(LinkState.NOT_FOUND, status=404)] * 8)
    assert [then.interval_s // 3600 for then in made] == [1, 6, 24, 72, 168, 720, 720, 720]
    assert [then.fails for then in made] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_the_cap_of_a_watched_article_holds_on_the_ladder_too():
    made = follow([look(LinkState.GONE, status=410)] * 8, cap_s=TABLE.watched_cap_s)
    assert made[-1].interval_s == 7 * DAY_S


@pytest.mark.parametrize("state", [state for state in LinkState if state.group is Group.DEAD])
def test_every_dead_state_climbs_the_ladder(state):
    assert is_failing(state, TABLE)


@pytest.mark.parametrize(
    "state",
    [LinkState.TIMEOUT, LinkState.SERVER_ERROR, LinkState.DNS_TROUBLE, LinkState.RESET],
)
def test_failing_without_a_strike_climbs_the_same_ladder(state):
    (then,) = follow([look(state, status=None)])
    assert (then.interval_s, then.fails) == (3600, 1)


@pytest.mark.parametrize(
    "state",
    [
        LinkState.BLOCKED,
        LinkState.FORBIDDEN,
        LinkState.RATE_LIMITED,
        LinkState.LEGAL_BLOCK,
        LinkState.GEO_BLOCKED,
        LinkState.ROBOTS_DENIED,
        LinkState.CONTENT_CHANGED,
    ],
)
def test_a_refused_check_is_let_alone_and_not_counted(state):
    made = follow([look(state, status=403)] * 3)
    assert [then.interval_s / DAY_S for then in made] == [1, 1.5, 2.25]
    assert [then.fails for then in made] == [0, 0, 0]


def test_back_from_failure_is_looked_at_the_next_day():
    link = known(LinkState.NOT_FOUND, interval_s=30 * DAY_S, status=404, fails=6)
    then = next_look(link, look(), STILL, CAP_S)
    assert (then.interval_s, then.fails) == (DAY_S, 0)


@pytest.mark.parametrize(
    "link",
    [
        known(LinkState.MOVED, interval_s=30 * DAY_S),
        known(status=206, interval_s=30 * DAY_S),
        replace(known(interval_s=30 * DAY_S), final_url="https://paper.example/other"),
    ],
)
def test_a_changed_answer_is_looked_at_the_next_day(link):
    assert next_look(link, look(), STILL, CAP_S).interval_s == DAY_S


def test_being_offline_keeps_interval_and_place_and_tries_soon():
    link = known(interval_s=30 * DAY_S, fails=2)
    then = next_look(link, look(LinkState.OFFLINE, status=None), STILL, CAP_S)
    assert (then.interval_s, then.fails) == (30 * DAY_S, 2)
    assert then.next_at == NOON + timedelta(hours=1)


def test_a_look_we_failed_at_is_put_off_a_day():
    then = after_trouble(known(fails=2), NOON, STILL)
    assert (then.next_at, then.fails) == (NOON + timedelta(days=1), 2)


def test_jitter_is_a_tenth_at_most_and_always_the_same_for_a_link():
    late = []
    for number in range(500):
        link = fresh(url=f"https://paper.example/{number}")
        then = next_look(link, look(), TABLE, CAP_S)
        assert then == next_look(link, look(), TABLE, CAP_S)
        late.append((then.next_at - NOON).total_seconds() / DAY_S)
    assert 0.9 <= min(late) < 0.91
    assert 1.09 < max(late) <= 1.1


def test_the_next_time_is_always_later_than_the_one_before():
    for state in LinkState:
        then = next_look(known(), look(state), TABLE, CAP_S)
        assert then.next_at > NOON


@pytest.mark.parametrize(
    ("status", "asked", "seconds"),
    [
        (200, 60, None),
        (404, 60, None),
        (429, 60, 60),
        (429, None, 3600),
        (503, 60, 60),
        (503, None, None),
        (429, 0, None),
        (429, 10**9, 604_800),
    ],
)
def test_a_host_closes_itself_for_as_long_as_it_asks_within_reason(status, asked, seconds):
    seen = look(status=status, retry_after_s=asked).check.observation
    until = closed_until(seen, TABLE)
    assert until == (None if seconds is None else NOON + timedelta(seconds=seconds))


def test_blocked_states_are_never_among_the_failing():
    assert not {state for state in TABLE.failing if state.group is not Group.DOUBTFUL}
    assert LinkState.BLOCKED not in TABLE.failing


GOOD = {
    "schedule": {
        "first_s": 1,
        "growth": 1.5,
        "corpus_cap_s": 1,
        "watched_cap_s": 1,
        "ladder_s": [1],
        "offline_s": 1,
        "trouble_s": 1,
        "jitter": 0.1,
        "closed_s": 1,
        "closed_cap_s": 1,
        "failing": [],
    },
    "news": {
        "at_once": [],
        "network": [],
        "network_share": 0.2,
        "network_hosts": 5,
        "host_links": 3,
    },
}


def with_key(section, key, value):
    return {**GOOD, section: {**GOOD[section], key: value}}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"schedule": GOOD["schedule"]}, "[news] has unknown or missing keys: at_once"),
        (with_key("news", "colour", 1), "[news] has unknown or missing keys: colour"),
        (with_key("schedule", "failing", ["tired"]), "[schedule] failing: 'tired'"),
        (with_key("schedule", "growth", 0), "[schedule] growth: a number above zero"),
        (with_key("schedule", "ladder_s", []), "[schedule] ladder_s: a number above zero"),
        (with_key("schedule", "first_s", "1 d"), "[schedule] first_s: a number above zero"),
    ],
)
def test_a_wrong_table_names_section_and_key(data, said):
    with pytest.raises(DataError) as caught:
        read_watch(data)
    assert caught.value.message.startswith(f"watch.toml: {said}")


def test_a_good_table_is_read():
    assert read_watch(GOOD).schedule.ladder_s == (1,)
