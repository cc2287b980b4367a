"""What is news: confirmed transitions only, each told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sourcecheck.data.load_watch import load_watch
from sourcecheck.model import Group, LinkState, Verdict
from sourcecheck.store.base import DueLink
from sourcecheck.watch.changes import ChangeKind, Seen, news

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TABLE = load_watch().news
L = LinkState


def seen(told, after, *, confirmed=False, before=L.ALIVE, host="paper.example", path="a"):
    url = f"https://{host}/{path}"
    link = DueLink(url=url, host=host, next_at=NOON, interval_s=1, fails=0, state=before, told=told)
    verdict = Verdict(
        url=url, state=after, rule="r", confirmed=confirmed, because=("404 three times",)
    )
    return Seen(link=link, verdict=verdict)


@pytest.mark.parametrize(
    ("told", "after", "confirmed", "kind"),
    [
        (L.ALIVE, L.NOT_FOUND, True, ChangeKind.DEAD),
        (L.MOVED, L.SOFT_404, True, ChangeKind.DEAD),
        (None, L.GONE, True, ChangeKind.DEAD),
        (L.ALIVE, L.NOT_FOUND, False, None),  # first sight: probably gone
        (L.ALIVE, L.USURPED, False, ChangeKind.DEAD),  # told at once
        (L.NOT_FOUND, L.NOT_FOUND, True, None),  # told before
        (L.NOT_FOUND, L.DNS_GONE, True, None),  # dead in another way
        (L.NOT_FOUND, L.ALIVE, False, ChangeKind.BACK),
        (L.NOT_FOUND, L.MOVED, False, ChangeKind.BACK),
        (L.NOT_FOUND, L.BLOCKED, False, None),  # blocked is neither dead nor back
        (L.ALIVE, L.MOVED, False, ChangeKind.MOVED),
        (L.MOVED, L.MOVED, False, None),
        (None, L.MOVED, False, None),  # that is how we met it
        (None, L.ALIVE, False, None),
        (L.ALIVE, L.PAYWALL, False, None),
        (L.ALIVE, L.OFFLINE, False, None),
    ],
)
def test_only_a_confirmed_transition_is_news(told, after, confirmed, kind):
    found = news([seen(told, after, confirmed=confirmed)], TABLE)
    assert [change.kind for change in found.changes] == ([kind] if kind else [])


@pytest.mark.parametrize("state", [state for state in L if state.group is Group.DOUBTFUL])
@pytest.mark.parametrize("told", [L.ALIVE, L.NOT_FOUND, None])
def test_a_doubtful_answer_is_never_news_and_never_remembered_as_told(state, told):
    found = news([seen(told, state, confirmed=True)], TABLE)
    assert (found.changes, found.settled) == ((), ())


def test_a_change_carries_what_was_told_and_why():
    (change,) = news([seen(L.ALIVE, L.NOT_FOUND, confirmed=True)], TABLE).changes
    assert (change.before, change.after) == (L.ALIVE, L.NOT_FOUND)
    assert change.urls == ("https://paper.example/a",)
    assert change.because == ("404 three times",)


def test_a_death_says_how_often_and_since_when_it_was_seen():
    links = [seen(L.ALIVE, L.NOT_FOUND, confirmed=True, path=path) for path in "abc"]
    links = [
        replace(one, verdict=replace(one.verdict, strikes=3 + n, since=f"2026-11-0{n + 1}"))
        for n, one in enumerate(links)
    ]
    (alone,) = news(links[1:2], TABLE).changes
    assert (alone.strikes, alone.since) == (4, "2026-11-02")
    (host,) = news(links, TABLE).changes
    assert (host.strikes, host.since) == (3, "2026-11-03")


@pytest.mark.parametrize(
    ("told", "after", "confirmed", "settled"),
    [
        (None, L.ALIVE, False, L.ALIVE),
        (None, L.PAYWALL, False, L.PAYWALL),
        (L.ALIVE, L.ALIVE, False, None),
        (L.ALIVE, L.PAYWALL, False, None),
        (L.MOVED, L.ALIVE, False, L.ALIVE),
        (L.ALIVE, L.NOT_FOUND, True, L.NOT_FOUND),
        (L.ALIVE, L.NOT_FOUND, False, None),
        (L.NOT_FOUND, L.ALIVE, False, L.ALIVE),
    ],
)
def test_what_is_told_is_remembered_and_nothing_else(told, after, confirmed, settled):
    found = news([seen(told, after, confirmed=confirmed)], TABLE)
    assert [state for _, state in found.settled] == ([settled] if settled else [])


def test_nothing_seen_is_no_news():
    assert news([], TABLE).changes == ()


def dying(host, count):
    return [
        seen(L.ALIVE, L.DNS_GONE, confirmed=True, before=L.DNS_GONE, host=host, path=str(number))
        for number in range(count)
    ]


def test_a_host_whose_links_all_died_is_one_piece_of_news():
    found = news([*dying("institute.example", 3), *dying("paper.example", 2)], TABLE)
    assert [(change.host, len(change.urls)) for change in found.changes] == [
        ("institute.example", 3),
        ("paper.example", 1),
        ("paper.example", 1),
    ]
    assert found.changes[0].because[0] == "all 3 links of institute.example looked at are dead"
    assert len(found.settled) == 5


def test_a_host_with_one_living_link_is_told_link_by_link():
    alive = seen(L.ALIVE, L.ALIVE, host="institute.example", path="home")
    found = news([*dying("institute.example", 3), alive], TABLE)
    assert [len(change.urls) for change in found.changes] == [1, 1, 1]


def hosts(count, after, start=0):
    return [seen(L.ALIVE, after, host=f"h{n}.example") for n in range(start, start + count)]


def test_when_a_fifth_of_the_hosts_fall_silent_everything_is_held():
    looks = [*hosts(8, L.ALIVE), *hosts(2, L.TIMEOUT, 8), *dying("dead.example", 1)]
    found = news(looks, TABLE)
    assert found.held.startswith("2 of 10 hosts")
    assert (found.changes, found.settled) == ((), ())


@pytest.mark.parametrize(
    "looks",
    [
        [*hosts(9, L.ALIVE), *hosts(1, L.TIMEOUT, 9)],  # one of ten
        [*hosts(2, L.ALIVE), *hosts(2, L.TIMEOUT, 2)],  # too few hosts to judge by
        [*hosts(5, L.ALIVE), *hosts(5, L.NOT_FOUND, 5)],  # they answered
        [*hosts(5, L.ALIVE), *hosts(5, L.BLOCKED, 5)],
    ],
)
def test_otherwise_news_is_told(looks):
    found = news([*looks, *dying("dead.example", 1)], TABLE)
    assert found.held == ""
    assert len(found.changes) == 1


def test_one_large_host_that_goes_down_is_not_our_network():
    large = [seen(L.ALIVE, L.TIMEOUT, host="large.example", path=str(n)) for n in range(90)]
    assert news([*hosts(9, L.ALIVE), *large], TABLE).held == ""


def test_links_that_were_silent_before_do_not_count():
    old = [replace(one, link=replace(one.link, state=L.TIMEOUT)) for one in hosts(9, L.TIMEOUT)]
    assert news([*old, *hosts(9, L.ALIVE, 20)], TABLE).held == ""
