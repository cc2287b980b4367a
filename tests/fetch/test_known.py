"""Conditional requests and HEAD: what an earlier look lets us ask for less."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sourcecheck.fetch.known import (
    Known,
    head_agrees,
    head_first,
    known_from,
    known_of,
    not_modified,
)
from sourcecheck.model import Check, Failure, Hop, Observation

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
URL = "https://news.example/report.pdf"
TAG, OTHER = '"v1"', '"v2"'
DATE, LATER = "Sun, 01 Mar 2026 10:00:00 GMT", "Sun, 01 Mar 2026 11:00:00 GMT"


def seen(*headers, **said):
    whole = {"status": 200, "body_size": 100, "media_type": "application/pdf", **said}
    return Observation(url=URL, at=NOON, final_url=URL, headers=headers, **whole)


def look(*headers, **said):
    return Check(observation=seen(*headers, **said))


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ([("etag", TAG)], [("If-None-Match", TAG)]),
        ([("etag", f"W/{TAG}")], [("If-None-Match", f"W/{TAG}")]),
        ([("etag", '""')], [("If-None-Match", '""')]),
        ([("last-modified", DATE)], [("If-Modified-Since", DATE)]),
        ([("last-modified", DATE), ("etag", TAG)], [("If-None-Match", TAG), ("If-Modified-Since", DATE)]),
        ([("etag", TAG), ("etag", TAG)], [("If-None-Match", TAG)]),
        ([("etag", "v1"), ("last-modified", DATE)], [("If-Modified-Since", DATE)]),
    ],
)  # fmt: skip
def test_well_formed_validators_are_sent_back_as_they_came(headers, fields):
    assert list(known_of(look(*headers)).fields()) == fields


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("content-length", "100")],
        [("etag", "v1")],
        [("etag", '"a"b"')],
        [("etag", '"a\r\nX-Evil: 1"')],
        [("etag", '"a b"')],
        [("etag", '"صفحة"')],
        [("etag", '"' + "a" * 600 + '"')],
        [("etag", TAG), ("etag", OTHER)],
        [("last-modified", "yesterday")],
        [("last-modified", "Sunday, 01-Mar-26 10:00:00 GMT")],
        [("last-modified", f"{DATE}\r\nX-Evil: 1")],
        [("last-modified", f"{DATE}\n")],
        [("last-modified", "0")],
    ],
)
def test_nothing_is_sent_back_that_is_no_validator(headers):
    found = known_of(look(*headers))
    assert found is None or "\n" not in str(found.fields())
    assert found is None or found.fields() == (("If-Modified-Since", DATE),)


@pytest.mark.parametrize(
    "said",
    [
        {"status": 404},
        {"status": 206},
        {"status": 304},
        {"status": None, "failure": Failure.RESET},
        {"failure": Failure.TLS_EXPIRED},
        {"failure": Failure.TRUNCATED},
        {"truncated": "length"},
        {"truncated": "unread"},
        {"body_size": 0},
        {"hops": (Hop(url="https://news.example/old", status=301),)},
    ],
)
def test_only_a_whole_page_from_the_address_itself_can_be_asked_about(said):
    assert known_of(look(("etag", TAG), **said)) is None


WHOLE = look(("etag", TAG))
SAME = look(("etag", TAG), status=304, body_size=0)
GONE = look(status=404)


@pytest.mark.parametrize(
    ("history", "asked"),
    [
        ([], False),
        ([WHOLE], True),
        ([GONE, WHOLE], True),
        ([WHOLE, GONE], False),
        ([WHOLE, SAME], True),
        ([WHOLE] + [SAME] * 4, True),
        ([WHOLE] + [SAME] * 5, False),
        ([WHOLE] + [SAME] * 5 + [WHOLE], True),
        ([SAME], False),
        ([WHOLE, GONE, SAME], False),
        ([WHOLE, look(status=None, failure=Failure.READ_TIMEOUT)], False),
    ],
)
def test_an_address_is_asked_conditionally_while_its_last_whole_page_stands(history, asked):
    assert (known_from(history) is not None) is asked


@pytest.mark.parametrize(
    ("known", "headers", "said", "same"),
    [
        (Known(etag=TAG), [], {"status": 304}, True),
        (Known(etag=TAG), [("etag", TAG)], {"status": 304}, True),
        (Known(etag=TAG), [("etag", f"W/{TAG}")], {"status": 304}, True),
        (Known(etag=TAG), [("etag", OTHER)], {"status": 304}, False),
        (Known(last_modified=DATE), [("etag", OTHER)], {"status": 304}, True),
        (Known(etag=TAG), [("etag", TAG)], {"status": 200}, False),
        (Known(etag=TAG), [], {"status": 304, "failure": Failure.TLS_EXPIRED}, False),
    ],
)
def test_a_304_counts_for_the_version_that_was_asked_about(known, headers, said, same):
    assert not_modified(known, seen(*headers, **said)) is same


LARGE = Known(etag=TAG, last_modified=DATE, length=5_000_000, media_type="application/pdf")


@pytest.mark.parametrize(
    ("known", "first"),
    [
        (LARGE, True),
        (None, False),
        (replace(LARGE, length=None), False),
        (replace(LARGE, length=20_000), False),
        (replace(LARGE, media_type="text/html"), False),
        (replace(LARGE, media_type="application/xhtml+xml"), False),
        (replace(LARGE, media_type=""), False),
    ],
)
def test_head_is_tried_for_large_files_seen_before_only(known, first):
    assert head_first(known) is first


SIZE = ("content-length", "5000000")


@pytest.mark.parametrize(
    ("headers", "said", "agrees"),
    [
        ([("etag", TAG)], {}, True),
        ([("etag", TAG), SIZE, ("last-modified", DATE)], {}, True),
        ([SIZE, ("last-modified", DATE)], {}, True),
        ([("etag", OTHER), SIZE, ("last-modified", DATE)], {}, False),
        ([SIZE], {}, False),
        ([("last-modified", DATE)], {}, False),
        ([SIZE, ("last-modified", LATER)], {}, False),
        ([("content-length", "4999999"), ("last-modified", DATE)], {}, False),
        ([], {}, False),
        ([("etag", TAG)], {"status": 404}, False),
        ([("etag", TAG)], {"status": 405}, False),
        ([("etag", TAG)], {"status": 500}, False),
        ([("etag", TAG)], {"status": None, "failure": Failure.NO_RESPONSE}, False),
        ([("etag", TAG)], {"failure": Failure.TLS_EXPIRED}, False),
        ([("etag", TAG)], {"hops": (Hop(url=URL, status=302),)}, False),
    ],
)
def test_head_is_believed_only_where_it_repeats_what_get_said(headers, said, agrees):
    assert head_agrees(LARGE, seen(*headers, body_size=0, **said)) is agrees


def test_a_weak_tag_does_not_prove_that_the_bytes_are_the_same():
    weak = replace(LARGE, etag=f"W/{TAG}")
    assert not head_agrees(weak, seen(("etag", f"W/{TAG}")))
