"""Audits made again: in their own order, and with what they had left out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pipeline_tools import NOON

from sourcecheck.model import (
    Capture,
    Check,
    Exchange,
    Failure,
    LinkState,
    Observation,
    Verdict,
)
from sourcecheck.model.record import Asked, Purpose
from sourcecheck.pipeline.judging import Judging, Seen
from sourcecheck.pipeline.lanes import Lane, Waiting
from sourcecheck.pipeline.leaving import left_then
from sourcecheck.pipeline.ledger import Ledger
from sourcecheck.pipeline.linktools import Remembered
from sourcecheck.pipeline.looking import NOTHING
from sourcecheck.pipeline.looks import Cited
from sourcecheck.pipeline.order import Order

ROBOTS = "http://a.example/robots.txt"


def check(url, **more):
    return Check(observation=Observation(url=url, at=NOON, final_url=url, **more))


@pytest.mark.parametrize(
    ("heard", "met", "order"),
    [
        (("a", "b", "c"), ("c", "a", "b"), ("a", "b", "c")),
        (("a", "b", "a"), ("a", "a", "b"), ("a", "b", "a")),
        (("b",), ("a", "b"), ("b", "a")),
        ((), ("b", "a"), ("b", "a")),
    ],
)
def test_looks_count_in_the_order_of_the_first_time(heard, met, order):
    waiting = Order(heard)
    for url in met:
        waiting.add(url, check(url))
    assert tuple(each.observation.url for each in waiting.due()) == order
    assert waiting.due() == []


def test_a_second_look_counts_where_the_second_one_did():
    waiting = Order(("a", "b", "a"))
    waiting.add("a", check("a"))
    assert len(waiting.due()) == 1
    waiting.add("a", check("a", status=200))
    waiting.add("b", check("b"))
    assert [each.observation.url for each in waiting.due()] == ["b", "a"]


class Tools:
    class tables:  # noqa: N801 - stands for an attribute
        from pipeline_tools import TABLES

        pages, confirmation = TABLES.pages, TABLES.confirmation


@pytest.mark.parametrize("first", ["plain", "nameless"])
def test_a_name_is_missed_beside_others_of_its_domain_whichever_came_first(first):
    judging, lane = Judging(Tools), Lane(owner="town.net", host="www.town.net")
    urls = {"plain": "http://www.town.net/x", "nameless": "http://old.town.net/y"}
    looks = {
        "plain": check(urls["plain"], status=200),
        "nameless": check(urls["nameless"], failure=Failure.DNS_NO_NAME),
    }
    judging.depends(
        Lane(owner="b.example", host="b.example"), seen(check("http://b.example/", status=200))
    )
    made = {name: seen(one) for name, one in looks.items()}
    for name in sorted(made, key=lambda each: each != first):
        judging.depends(lane, made[name])
    (told,) = judging.settled(lane.owner)
    assert told.verdicts[0].state is LinkState.DNS_TROUBLE


def seen(one):
    url = one.observation.url
    waiting = Waiting(url, (Cited(url=url, address=url),))
    return Seen(waiting=waiting, check=one, chain=NOTHING)


class Past:
    def __init__(self, *left):
        self._left = {each.url: each for each in left}

    def left(self, address):
        return self._left.get(address)


def test_an_address_left_after_its_first_look_is_told_as_it_was_in_every_way_it_is_cited():
    ways = ("http://a.example/x", "http://a.example/x#part")
    waiting = Waiting(ways[0], tuple(Cited(url=ways[0], address=each) for each in ways))
    look = check(ways[0], status=429).observation
    told = [
        Verdict(url=each, state=LinkState.NOT_CHECKED, rule="host_closed", because=("so",))
        for each in ways
    ]
    found = left_then(waiting, look, Past(*told))
    assert found is not None
    assert found.void
    assert found.verdicts == tuple(told)
    assert left_then(waiting, look, Past(told[0])) is None
    assert left_then(waiting, look, None) is None


def fetched():
    sent = Exchange(url=ROBOTS, request=b"", response=b"", started_at=NOON, elapsed_ms=1)
    look = check(ROBOTS, status=200).observation
    return Remembered(observation=look, exchanges=(sent,), body=b"User-agent: *\n")


def capture(chain="c1"):
    return Capture(
        url=ROBOTS, file="warc/a.warc.gz", offset=0, length=1, record_id="<r>", sha256="",
        captured_at=NOON, chain=chain,
    )  # fmt: skip


def test_rules_are_asked_once_a_run_and_written_down_with_every_audit_that_goes_by_them():
    shared: dict = {}
    first, second, third = Ledger(rules=shared), Ledger(rules=shared), Ledger(rules=shared)
    assert not first.ruled(ROBOTS)
    look = fetched()
    first.asked(Purpose.ROBOTS, ROBOTS, "", look)
    assert second.ruled(ROBOTS)
    assert second.unkept() == (look,)
    first.kept(look.exchanges, (capture(),))
    assert third.ruled(ROBOTS)
    wanted = Asked(purpose=Purpose.ROBOTS, url=ROBOTS, chain="c1")
    assert second.unkept() == ()
    assert [each.looks() for each in (first, second, third)] == [(wanted,)] * 3


def test_rules_that_nobody_kept_yet_are_kept_by_who_needs_them():
    shared: dict = {}
    first, second = Ledger(rules=shared), Ledger(rules=shared)
    look = fetched()
    first.asked(Purpose.ROBOTS, ROBOTS, "", look)
    second.ruled(ROBOTS)
    for each in second.unkept():
        second.kept(each.exchanges, (capture("c2"),))
    assert second.looks() == (Asked(purpose=Purpose.ROBOTS, url=ROBOTS, chain="c2"),)
    assert replace(first.looks()[0], check=None).chain == ""
