"""Behaviours: troubles that pass, and limits on how often one may ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import HANG_S, Act, Script, Step, Visit, answer
from sourcecheck.testing.sites import OK, page_at

_GOOD = answer(OK, pages.story("fa"))
_LIMITED = "429 Too Many Requests"


def _first(*steps: Step) -> Script:
    """Return a script that has a bad moment at the first visit."""

    def script(visit: Visit) -> Iterable[Step]:
        return (_GOOD,) if visit.count else steps

    return script


def _until(seconds: float, *, always: bool) -> Script:
    """Return a script that limits, and says until when; ``always`` = at every visit."""

    def script(visit: Visit) -> Iterable[Step]:
        when = datetime.now(UTC) + timedelta(seconds=seconds)
        limited = answer(_LIMITED, b"", f"Retry-After: {format_datetime(when, usegmt=True)}")
        return (limited,) if always or not visit.count else (_GOOD,)

    return script


FLAPS = (
    page_at(
        "reset_once",
        "a reset at the first visit, then the page",
        LinkState.ALIVE,
        _first(Act.RESET),
    ),
    page_at("closed_once", "closes at the first visit, then the page", LinkState.ALIVE, _first()),
    page_at(
        "hangs_once",
        "no word at the first visit, then the page",
        LinkState.ALIVE,
        _first(HANG_S),
        seconds=HANG_S,
    ),
    page_at(
        "cut_once",
        "half a page at the first visit, then the whole",
        LinkState.ALIVE,
        _first(_GOOD[:700]),
    ),
    page_at(
        "busy_once",
        "503 with a short Retry-After, then the page",
        LinkState.ALIVE,
        _first(answer("503 Service Unavailable", b"", "Retry-After: 1")),
    ),
    page_at(
        "gateway_once",
        "502 at the first visit, then the page",
        LinkState.ALIVE,
        _first(answer("502 Bad Gateway", "<h1>502 Bad Gateway</h1>")),
    ),
    page_at(
        "garbled_once",
        "no HTTP at the first visit, then the page",
        LinkState.ALIVE,
        _first(b"\0\1\2 nonsense"),
    ),
)

LIMITS = (
    page_at(
        "limited_until_soon",
        "429 with a date a second ahead, then the page",
        LinkState.ALIVE,
        _until(1, always=False),
    ),
    page_at(
        "limited_until_tomorrow",
        "429 with the date of tomorrow",
        LinkState.RATE_LIMITED,
        _until(86_400, always=True),
    ),
    page_at(
        "limited_until_yesterday",
        "429 with the date of yesterday, always",
        LinkState.RATE_LIMITED,
        _until(-86_400, always=True),
    ),
    page_at(
        "limited_plain", "429, always, without a word", LinkState.RATE_LIMITED, answer(_LIMITED)
    ),
    page_at(
        "limited_nonsense",
        "429 with a Retry-After that says nothing",
        LinkState.RATE_LIMITED,
        answer(_LIMITED, b"", "Retry-After: in a while"),
    ),
    page_at(
        "limited_for_ages",
        "429 with a Retry-After of three thousand years",
        LinkState.RATE_LIMITED,
        answer(_LIMITED, b"", "Retry-After: 99999999999"),
    ),
    page_at(
        "limited_by_403",
        "403 that says how often one may ask",
        LinkState.FORBIDDEN,
        answer("403 Forbidden", "<h1>Rate limit exceeded</h1>", "Retry-After: 60"),
        also=(LinkState.RATE_LIMITED, LinkState.BLOCKED),
    ),
    page_at(
        "limited_with_wall",
        "429 with a challenge page",
        LinkState.BLOCKED,
        answer(_LIMITED, pages.challenge(), "cf-mitigated: challenge"),
        also=(LinkState.RATE_LIMITED,),
    ),
)

STATUSES = (
    *(
        page_at(
            f"error_{status[:3]}",
            f"{status[:3]}, always",
            LinkState.SERVER_ERROR,
            answer(status, f"<h1>{status}</h1>"),
        )
        for status in (
            "502 Bad Gateway",
            "503 Service Unavailable",
            "504 Gateway Timeout",
            "520 Unknown Error",
            "521 Server Down",
            "525 Handshake Failed",
            "507 Insufficient Storage",
        )
    ),
    *(
        page_at(
            f"status_{status[:3]}",
            f"{status[:3]}, always",
            LinkState.FORBIDDEN,
            answer(status, f"<h1>{status}</h1>"),
        )
        for status in (
            "400 Bad Request",
            "405 Method Not Allowed",
            "406 Not Acceptable",
            "418 Teapot",
            "421 Misdirected Request",
            "426 Upgrade Required",
        )
    ),
    page_at(
        "status_408",
        "408, always",
        LinkState.TIMEOUT,
        answer("408 Request Timeout", "<h1>408</h1>"),
        also=(LinkState.SERVER_ERROR,),
    ),
    page_at(
        "unasked_304",
        "304 though nobody has the page",
        LinkState.PROTOCOL_ERROR,
        b"HTTP/1.1 304 Not Modified\r\n\r\n",
        also=(LinkState.EMPTY,),
    ),
    page_at(
        "gone_long_story",
        "410 with a long page of other stories",
        LinkState.GONE,
        answer("410 Gone", pages.story("ar")),
    ),
    page_at(
        "not_found_empty",
        "404 without a body",
        LinkState.NOT_FOUND,
        answer("404 Not Found"),
    ),
    page_at(
        "not_found_home",
        "404 with the front page as its body",
        LinkState.NOT_FOUND,
        answer("404 Not Found", pages.home("ru")),
    ),
    page_at(
        "status_404_json",
        "404 in JSON",
        LinkState.NOT_FOUND,
        answer("404 Not Found", '{"error": "no such story"}', kind="application/json"),
    ),
)
