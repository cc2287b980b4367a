"""Pace, Retry-After and second looks, as pure functions."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sourcecheck.fetch.politeness import (
    Pace,
    allowed_in_flight,
    answered,
    at_rest,
    book,
    closed_s,
    delayed,
    may_look_again,
    retry_after,
    second_manner,
    worth_a_second_look,
)
from sourcecheck.fetch.settings import FetchSettings, Manner
from sourcecheck.model import Failure, Observation

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sun, 01 Mar 2026 12:01:30 GMT", 90),
        ("Sun, 01-Mar-2026 12:01:30 GMT", 90),
        ("01 Mar 2026 12:01:30 GMT", 90),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("Sun, 99 Mar 2026 12:01:30 GMT", None),
        ("Sun, 01 Abc 2026 12:01:30 GMT", None),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds(field, seconds):
    assert retry_after(field, NOON) == seconds


def test_requests_to_one_host_are_booked_a_pace_apart():
    waits, pace = [], Pace()
    for _ in range(3):
        wait, pace = book(pace, 100.0, 1.5)
        waits.append(wait)
    assert waits == [0.0, 1.5, 3.0]


def test_a_host_at_rest_is_asked_at_once():
    assert book(Pace(next_at=5.0), 100.0, 1.0)[0] == 0.0


def slowed(slowdown=1.0, **said):
    return Pace(temper=replace(Pace().temper, slowdown=slowdown, **said))


def after(pace, answers, now=0.0):
    """Give a host's pace answers of (status, Retry-After, seconds), one after the other."""
    for status, wait, elapsed in answers:
        pace = answered(pace, now, status, wait, elapsed)
    return pace


def test_nothing_changes_for_a_host_that_answers_as_ever():
    pace = after(Pace(), [(200, None, 0.1)])
    assert after(pace, [(200, None, 0.05), (404, None, 1.9), (301, None, None)]) is pace
    assert book(pace, 5.0, 0.0) == (0.0, pace)
    assert book(pace, 5.0, 0.0)[1] is pace


def test_complaints_slow_a_host_down_to_a_limit():
    pace, seen = Pace(), []
    for status in (429, 503, 429, 429):
        pace = answered(pace, 0.0, status, None)
        seen.append(pace.slowdown)
    assert seen == [2, 4, 8, 8]


def test_ordinary_answers_bring_the_pace_back_bit_by_bit():
    pace, seen = slowed(8.0), []
    while pace.slowdown > 1:
        pace = answered(pace, 0.0, 200, None, 0.1)
        seen.append(pace.slowdown)
    assert seen == sorted(seen, reverse=True)
    assert seen[0] > 4
    assert 8 <= len(seen) <= 20


def test_a_host_that_complains_is_paced_although_no_pace_was_asked_for():
    pace = answered(Pace(), 100.0, 429, None)
    _, pace = book(pace, 100.0, 0.0)
    assert book(pace, 100.0, 0.0)[0] == pytest.approx(0.2)


def test_silence_says_nothing_about_the_pace():
    pace = slowed(4.0)
    assert answered(pace, 0.0, None, None, 20.0) is pace


@pytest.mark.parametrize(("wait", "next_at"), [(3, 103.0), (3600, 0.0), (None, 100.0)])
def test_a_short_retry_after_is_obeyed_and_a_long_one_never_slept_on(wait, next_at):
    assert answered(Pace(), 100.0, 429, wait).next_at == next_at


@pytest.mark.parametrize(
    ("answers", "closed"),
    [
        ([(429, 3600, None)], 0),
        ([(429, 3600, None), (429, 3600, None)], 3600),
        ([(429, 3600, None), (429, 60, None)], 60),
        ([(429, 3600, None), (429, 3600, None), (429, 60, None)], 3600),
        ([(429, 3600, None), (200, None, 0.1), (429, 3600, None)], 0),
        ([(503, 86400, None), (503, 86400, None), (503, 86400, None)], 0),
        ([(429, 5, None), (429, 5, None), (429, 5, None)], 0),
    ],
)
def test_a_host_is_closed_by_refusals_in_a_row_and_not_by_one_page(answers, closed):
    pace = after(Pace(), answers, now=100.0)
    assert closed_s(pace, 100.0) == closed
    assert closed_s(pace, 100.0 + closed) == 0


SLOWING = [
    ("as quick as ever", [0.1] * 9, 1),
    ("slow from the first", [3.0] * 9, 1),
    ("slower than its best, but not by much", [0.4, 1.0, 1.5, 1.9, 1.9, 1.9], 1),
    ("slow twice, then quick", [0.1, 5, 5, 0.1, 5, 5, 0.1], 1),
    ("slow three times in a row", [0.1, 5, 5, 5], 2),
    ("slow six times in a row", [0.1, 5, 5, 5, 5, 5, 5], 4),
    ("always slow, then far slower", [3.0, 3.0, 20, 20, 20], 2),
    ("not measured", [None] * 9, 1),
]


@pytest.mark.parametrize(
    ("times", "slowdown"), [row[1:] for row in SLOWING], ids=[row[0] for row in SLOWING]
)
def test_answers_that_come_much_later_than_the_hosts_best_slow_it_down(times, slowdown):
    pace = after(Pace(), [(200, None, seconds) for seconds in times])
    assert pace.slowdown == slowdown


def test_slowness_alone_slows_a_host_down_less_than_its_complaints():
    pace = after(Pace(), [(200, None, 0.1)] + [(200, None, 9.0)] * 40)
    assert pace.slowdown == 4
    assert after(slowed(8.0, best_s=0.5), [(200, None, 9.0)] * 3).slowdown == 8


def test_a_host_neither_slow_nor_well_stays_at_its_pace():
    strained = after(Pace(), [(200, None, 0.1)] + [(200, None, 9.0)] * 3)
    assert after(strained, [(200, None, 1.5)] * 9).slowdown == strained.slowdown == 2
    assert after(strained, [(200, None, 0.3)] * 9).slowdown == 1


@pytest.mark.parametrize(
    ("pace", "per_host", "allowed"),
    [
        (Pace(), 2, 2),
        (Pace(), 10, 10),
        (slowed(2.0), 10, 5),
        (slowed(4.0), 10, 2),
        (slowed(8.0), 2, 1),
        (slowed(1.3), 2, 1),
        (slowed(crawl_delay_s=3.0), 10, 1),
    ],
)
def test_a_host_under_strain_has_fewer_requests_under_way_and_always_one(pace, per_host, allowed):
    assert allowed_in_flight(pace, per_host) == allowed


@pytest.mark.parametrize(
    ("asked", "cap", "pace_s", "gap"),
    [
        (None, 10, 1, 1),
        (5, 10, 1, 5),
        (0.5, 10, 1, 1),
        (3600, 10, 1, 10),
        (5, 0, 1, 1),
        (5, 10, 0, 5),
    ],
)
def test_a_crawl_delay_is_the_least_gap_up_to_the_cap(asked, cap, pace_s, gap):
    pace = delayed(Pace(), asked, cap)
    _, pace = book(pace, 100.0, pace_s)
    assert book(pace, 100.0, pace_s)[0] == gap


def test_a_crawl_delay_outlives_complaints_and_answers():
    pace = after(delayed(Pace(), 5, 10), [(429, None, None), (200, None, 0.1), (200, None, 9.0)])
    assert pace.temper.crawl_delay_s == 5


@pytest.mark.parametrize(
    ("pace", "rests"),
    [
        (Pace(), True),
        (Pace(next_at=99.0), True),
        (Pace(next_at=101.0), False),
        (slowed(2.0), False),
        (slowed(crawl_delay_s=1.0), False),
        (slowed(refusals=1), False),
        (slowed(not_before=500.0), False),
        (slowed(not_before=50.0), True),
        (after(Pace(), [(200, None, 0.1)]), True),
    ],
)
def test_only_a_host_with_nothing_to_remember_is_forgotten(pace, rests):
    assert at_rest(pace, 100.0) is rests


@pytest.mark.parametrize(
    ("seen", "worth"),
    [
        ({"status": 200}, False),
        ({"status": 403}, False),
        ({"status": 404}, True),
        ({"status": 410}, False),
        ({"status": 429}, True),
        ({"status": 429, "retry_after_s": 5}, True),
        ({"status": 429, "retry_after_s": 3600}, False),
        ({"status": 451}, False),
        ({"status": 500}, True),
        ({"status": 503}, True),
        ({"status": 522}, True),
        ({"failure": Failure.RESET}, True),
        ({"failure": Failure.READ_TIMEOUT, "status": 200}, True),
        ({"failure": Failure.DNS_NO_NAME}, False),
        ({"failure": Failure.REFUSED_ADDRESS}, False),
        ({"failure": Failure.OFFLINE}, False),
        ({"failure": Failure.TLS_EXPIRED, "status": 200}, False),
        ({"failure": Failure.TOO_LARGE, "status": 200}, False),
    ],
)
def test_passing_trouble_is_worth_a_second_look(seen, worth):
    assert worth_a_second_look(looked(**seen)) == worth


def looked(**seen):
    return Observation(url="http://a.example/", at=NOON, final_url="http://a.example/", **seen)


HONEST, BROWSER = Manner.HONEST, Manner.BROWSER


@pytest.mark.parametrize(
    ("seen", "usual", "allowed"),
    [
        ({"status": 200}, None, None),
        ({"status": 404}, HONEST, BROWSER),
        ({"status": 403}, None, BROWSER),
        ({"status": 406}, None, BROWSER),
        ({"status": 410}, None, None),
        ({"status": 429}, HONEST, HONEST),
        ({"status": 429, "retry_after_s": 3600}, None, None),
        ({"status": 451}, None, None),
        ({"status": 503}, HONEST, HONEST),
        ({"failure": Failure.RESET}, HONEST, HONEST),
        ({"failure": Failure.RESET, "status": 403}, HONEST, HONEST),
        ({"failure": Failure.DNS_NO_NAME}, None, None),
    ],
)
def test_a_second_look_poses_as_a_browser_only_where_that_is_allowed(seen, usual, allowed):
    assert second_manner(looked(**seen), FetchSettings()) is usual
    assert second_manner(looked(**seen), FetchSettings(browser_headers=True)) is allowed


@pytest.mark.parametrize(
    ("budget", "links", "looks"), [(10, 3, 3), (10, 500, 10), (0, 500, 0), (1, 500, 1)]
)
def test_no_host_is_looked_at_again_more_often_than_its_budget(budget, links, looks):
    settings = FetchSettings(second_looks=budget)
    assert [may_look_again(done, links, settings) for done in range(links)] == [
        done < looks for done in range(links)
    ]
