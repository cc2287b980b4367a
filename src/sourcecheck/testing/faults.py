"""Behaviours: broken, slow, hostile and badly secured servers."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

from sourcecheck.model import LinkState
from sourcecheck.testing import pages
from sourcecheck.testing.script import HANG_S, Act, Behaviour, Step, answer, drip, paths, says
from sourcecheck.testing.sites import PATH, host_at

_STORY = pages.story("ar").encode()
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
_GOOD = answer("200 OK", _STORY)
_BOMB = gzip.compress(b"\0" * 64_000_000)
_MIB = b"x" * 1_048_576


def _fault(name: str, does: str, state: LinkState, *steps: Step, **more: Any) -> Behaviour:
    """Describe a page with a fault; other addresses of its host are honestly not found."""
    return host_at(name, does, state, paths({PATH: says(*steps)}), **more)


def _host_fault(name: str, does: str, state: LinkState, *steps: Step, **more: Any) -> Behaviour:
    """Describe a host with a fault, whatever it is asked for."""
    return host_at(name, does, state, says(*steps), **more)


def _endless() -> Iterator[Step]:
    """Send a body without end; it ends all the same once nobody would take more."""
    yield _HEAD + b"\r\n"
    for _ in range(256):
        yield _MIB


def _slow_body() -> Iterator[Step]:
    yield _HEAD + b"Content-Length: 100000\r\n\r\n" + _STORY
    yield from drip(b".", 0.2, round(HANG_S / 0.2))


def _slow_head() -> Iterator[Step]:
    yield b"HTTP/1.1 200 OK\r\n"
    yield from drip(b"X-Drip: 1\r\n", 0.2, round(HANG_S / 0.2))


TOLERATED = (
    _fault(
        "slow", "a page that takes two seconds to begin", LinkState.ALIVE, 2.0, _GOOD, seconds=2.0
    ),
    _fault(
        "no_reason",
        "a status line without a reason",
        LinkState.ALIVE,
        b"HTTP/1.1 200\r\n\r\n" + _STORY,
    ),
    _fault(
        "http_1_0",
        "HTTP/1.0, ended by closing",
        LinkState.ALIVE,
        b"HTTP/1.0 200 OK\r\n\r\n" + _STORY,
    ),
    _fault(
        "early_hints",
        "100 and 103 before the answer",
        LinkState.ALIVE,
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + _GOOD,
    ),
    _fault(
        "bad_header_lines",
        "header lines that are none",
        LinkState.ALIVE,
        _HEAD + b"this line has no colon\r\nbad name: x\r\n\r\n" + _STORY,
    ),
    _fault(
        "big_headers",
        "150 KB of headers",
        LinkState.ALIVE,
        _HEAD + b"".join(b"X-%d: %b\r\n" % (n, b"v" * 1000) for n in range(150)) + b"\r\n" + _STORY,
    ),
    _fault("two_pieces", "a head in two pieces", LinkState.ALIVE, _GOOD[:40], 0.05, _GOOD[40:]),
)

CUT = (
    _fault(
        "short_body",
        "closed before the announced end",
        LinkState.TRUNCATED_ANSWER,
        _HEAD + b"Content-Length: 90000\r\n\r\n" + _STORY,
    ),
    _fault(
        "broken_chunk",
        "a broken chunk after the content",
        LinkState.TRUNCATED_ANSWER,
        _HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\nzz\r\n" % (len(_STORY), _STORY),
    ),
    _fault(
        "reset_in_body",
        "reset in the middle of the body",
        LinkState.TRUNCATED_ANSWER,
        _HEAD + b"Content-Length: 90000\r\n\r\n" + _STORY,
        0.1,
        Act.RESET,
    ),
    host_at(
        "slow_body",
        "a body that drips for ever",
        LinkState.TRUNCATED_ANSWER,
        lambda _: _slow_body(),
        seconds=HANG_S,
    ),
    _fault("large", "a page of 3 MiB", LinkState.TOO_LARGE, answer("200 OK", b"<p>" + _MIB * 3)),
    host_at("endless", "a body without end", LinkState.TOO_LARGE, lambda _: _endless()),
    _fault(
        "bomb",
        "62 KB of gzip that hold 64 MB",
        LinkState.TOO_LARGE,
        answer("200 OK", _BOMB, "Content-Encoding: gzip"),
    ),
    _fault(
        "nested_bomb",
        "a bomb packed twice",
        LinkState.TOO_LARGE,
        answer("200 OK", gzip.compress(_BOMB), "Content-Encoding: gzip, gzip"),
    ),
)

SILENT = (
    _host_fault(
        "hang", "takes the request and says nothing", LinkState.TIMEOUT, HANG_S, seconds=HANG_S
    ),
    host_at(
        "slow_head",
        "a head that drips for ever",
        LinkState.TIMEOUT,
        lambda _: _slow_head(),
        seconds=HANG_S,
    ),
    _host_fault("reset", "a reset instead of an answer", LinkState.RESET, Act.RESET),
    _host_fault("silent_close", "closes without a byte", LinkState.NO_RESPONSE),
    _host_fault("refused", "nobody listens there", LinkState.REFUSED, door="refused"),
)

PROTOCOL = (
    _host_fault(
        "not_http",
        "the greeting of an SSH server",
        LinkState.NOT_HTTP,
        b"SSH-2.0-OpenSSH_9.6\r\n",
        1.0,
    ),
    _host_fault(
        "mail_server",
        "the greeting of a mail server",
        LinkState.NOT_HTTP,
        b"220 mail.example ESMTP ready\r\n",
        1.0,
    ),
    _host_fault(
        "bare_body", "a page without status line and headers", LinkState.PROTOCOL_ERROR, _STORY
    ),
    _host_fault(
        "header_flood",
        "2 MB of headers",
        LinkState.PROTOCOL_ERROR,
        _HEAD + b"X-Flood: " + b"x" * 2_000_000,
    ),
    _host_fault(
        "two_lengths",
        "two different lengths",
        LinkState.PROTOCOL_ERROR,
        _HEAD + b"Content-Length: 10\r\nContent-Length: 20\r\n\r\n" + _STORY,
    ),
    _host_fault(
        "nul_in_head",
        "a NUL in a header",
        LinkState.PROTOCOL_ERROR,
        _HEAD + b"X-Nul: a\0b\r\n\r\n" + _STORY,
    ),
    _host_fault(
        "bad_chunks",
        "a plain body announced as chunks",
        LinkState.PROTOCOL_ERROR,
        _HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + _STORY,
    ),
    _host_fault(
        "no_location",
        "301 that leads nowhere",
        LinkState.PROTOCOL_ERROR,
        answer("301 Moved Permanently"),
    ),
)
