"""Pace, Retry-After and second looks, as pure functions."""

from datetime import UTC, datetime

import pytest

from sourcecheck.fetch.politeness import Pace, answered, book, retry_after, worth_a_second_look
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


def test_complaints_slow_a_host_down_to_a_limit_and_answers_speed_it_up_again():
    pace = Pace()
    seen = []
    for status in (429, 503, 429, 429, 200, 200, 200, 200):
        pace = answered(pace, 0.0, status, None)
        seen.append(pace.slowdown)
    assert seen == [2, 4, 8, 8, 4, 2, 1, 1]


def test_silence_says_nothing_about_the_pace():
    assert answered(Pace(slowdown=4), 0.0, None, None) == Pace(slowdown=4)


@pytest.mark.parametrize(("wait", "next_at"), [(3, 103.0), (3600, 0.0), (None, 100.0)])
def test_a_short_retry_after_is_obeyed_and_a_long_one_never_slept_on(wait, next_at):
    assert answered(Pace(), 100.0, 429, wait).next_at == next_at


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
    observation = Observation(
        url="http://a.example/", at=NOON, final_url="http://a.example/", **seen
    )
    assert worth_a_second_look(observation) == worth
