"""robots.txt (RFC 9309): which pages of a host may be kept, and how fast it wants to be asked.

Pure: the file comes from the fetcher like any other page, and what it says is a value. We read
it ourselves because it is written by strangers: the readers that exist give every group its own
copy of every rule, so that a file of 300 KB (3,000 agents, 20,000 rules) was measured to take 80
seconds. This one keeps the lines that are for us alone, and takes time in line with the file.

Where the RFC leaves room:

* A file that cannot be had (silence, 5xx) means "complete disallow" to a crawler. We are led to
  single pages by an article, and a host that is down is not a host that says no: its pages are
  looked at, or a dead link would pass for a shy one, and what they show is not kept.
* ``Crawl-delay`` is not in the RFC; it is obeyed up to a cap, for whoever writes it means it.
* A path without a leading slash is read as if it had one: the stricter reading.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sourcecheck.fetch.settings import AGENT, KIB
from sourcecheck.fetch.target import target
from sourcecheck.model import Failure, Observation

MAX_BYTES = 500 * KIB
"""What is read of a file; the RFC (2.5) asks for at least so much."""

_UNAVAILABLE = frozenset(
    {
        Failure.REDIRECT_LOOP,  # RFC 9309, 2.3.1.2
        Failure.INVALID_URL,
        Failure.UNSUPPORTED_SCHEME,
        Failure.NOT_ARCHIVED,  # replaying: nobody is asked, so nobody minds
    }
)
"""Failures that mean that there is no such file."""

ANYBODY = "*"
"""The name of the group for all that no group names."""

_RULES = frozenset({"allow", "disallow"})
_KEYS = _RULES | {"user-agent", "crawl-delay"}
_LINE_END = re.compile(r"\r\n?|\n")
_TOKEN = re.compile(r"\*|[A-Za-z_-]+")
_PLAIN = re.compile(r"[A-Za-z0-9._~/?&=+,;:@!$*()'-]*")
_USUAL = re.compile(
    r"(https?://(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*)"  # a name in small letters, no port
    r"(/[A-Za-z0-9._~/?&=+,;:@!$*()'-]*)"  # nothing to be escaped, or not to be
    r"(?:#.*)?",
    re.DOTALL,
)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT = frozenset(b"/?&=+,;:@!$*()'%") | frozenset("".join(_UNRESERVED).encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One Allow or Disallow line: the pattern cut at its stars."""

    allow: bool
    parts: tuple[str, ...]  # the first stands at the start of the path, the others after it
    anchored: bool  # the pattern ends in "$": the last part stands at the end of the path
    octets: int  # length of the pattern: the longest that fits decides (RFC 9309, 2.2.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a host's robots.txt says to us."""

    lines: tuple[Line, ...] = ()  # the most telling first
    crawl_delay_s: float | None = None  # as asked for, not capped
    unknown: bool = False  # the file could not be had: look, and keep no page
    because: str = ""  # why there are no lines, in words


def robots_url(url: str) -> str:
    """Return the address of the robots.txt that an http(s) address stands under, or "".

    One per scheme, host and port (RFC 9309, 2.3); it needs no permission itself.
    """
    usual = _USUAL.fullmatch(url)
    if usual:
        return f"{usual[1]}/robots.txt"
    found = target(url)
    return f"{found.scheme}://{found.authority}/robots.txt" if found else ""


def read_robots(seen: Observation, body: bytes, agent: str = AGENT) -> Rules:
    """Read what a look at a robots.txt showed, for the crawler whose product token is ``agent``.

    ======================================  ==================================================
    The look showed                         So
    ======================================  ==================================================
    2xx                                     the file is read, its first 500 KiB
    3xx that leads nowhere, a loop, 4xx     there is no such file: all is allowed (2.3.1.3)
    5xx, silence, no such host              ``unknown``: pages are looked at, and not kept
    ======================================  ==================================================
    """
    status = seen.status
    if seen.failure in _UNAVAILABLE:
        return Rules(because="there is no robots.txt")
    if status is None:
        return Rules(unknown=True, because="robots.txt did not answer")
    if status >= 500 or status < 200:
        return Rules(unknown=True, because=f"robots.txt answered {status}")
    if status >= 300:
        return Rules(because=f"robots.txt answered {status}: there is none")
    return parsed(body, agent)


def parsed(body: bytes, agent: str = AGENT) -> Rules:
    """Read the bytes of a robots.txt for one crawler; what is no line of one is passed over."""
    text = body[:MAX_BYTES].decode("utf-8-sig", errors="replace")
    said = _ours(filter(None, map(_pair, _LINE_END.split(text))), agent.lower())
    delays = [delay for key, value in said if key == "crawl-delay" and (delay := _delay(value))]
    # A pattern that is empty forbids nothing, and one that is repeated says nothing new.
    patterns = dict.fromkeys(pair for pair in said if pair[0] in _RULES and pair[1])
    lines = [_line(value, allow=key == "allow") for key, value in patterns]
    lines.sort(key=lambda line: (line.octets, line.allow), reverse=True)
    return Rules(lines=tuple(lines), crawl_delay_s=max(delays, default=None))


def _ours(pairs: Iterable[tuple[str, str]], agent: str) -> list[tuple[str, str]]:
    """Return the lines of the group named as we are, or else of the one for all.

    Groups of one name are one group (2.2.1). Only a rule ends a list of names.
    """
    named: list[tuple[str, str]] = []
    anybody: list[tuple[str, str]] = []
    ours = everyone = ended = is_named = False
    for key, value in pairs:
        if key == "user-agent":
            token = _token(value)
            ours = (ours and not ended) or token == agent
            everyone = (everyone and not ended) or token == ANYBODY
            is_named = is_named or ours
            ended = False
            continue
        ended = ended or key in _RULES
        if ours:
            named.append((key, value))
        if everyone:
            anybody.append((key, value))
    return named if is_named else anybody


def _pair(line: str) -> tuple[str, str] | None:
    """Read a line; ``None`` when it is none of ours: such lines end no group (2.2.4)."""
    key, colon, value = line.partition("#")[0].partition(":")
    key = key.strip().lower()
    return (key, value.strip()) if colon and key in _KEYS else None


def _token(value: str) -> str:
    """Return the product token of a user-agent line: "Name/1.2 (words)" is "name"."""
    found = _TOKEN.match(value)
    return found[0].lower() if found else ""


def _delay(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds > 0 else None


def _line(pattern: str, *, allow: bool) -> Line:
    plain = _octets(pattern if pattern.startswith(("/", "*")) else f"/{pattern}")
    anchored = plain.endswith("$")
    parts = plain.removesuffix("$").split("*")
    return Line(allow=allow, parts=tuple(parts), anchored=anchored, octets=len(plain))


def _octets(text: str) -> str:
    """Write a path as it is compared: other than ASCII escaped, what needs no escape plain."""
    if _PLAIN.fullmatch(text):
        return text
    octets = _ESCAPE.sub(_escape, text).encode("utf-8", errors="replace")
    return "".join(chr(octet) if octet in _KEPT else f"%{octet:02X}" for octet in octets)


def _escape(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return char if char in _UNRESERVED else found[0].upper()


def allows(rules: Rules, url: str) -> bool:
    """Tell whether an http(s) address may be asked for: the longest pattern that fits decides.

    Of two as long, the one that allows (RFC 9309, 2.2.2). Where none fits, it may.
    """
    if not rules.lines:
        return True
    path = _path(url)
    if path == "/robots.txt":
        return True
    return next((line.allow for line in rules.lines if _fits(line, path)), True)


def _path(url: str) -> str:
    usual = _USUAL.fullmatch(url)
    if usual:
        return usual[2]
    found = target(url)
    return _octets(found.path) if found else "/"


def keeps(rules: Rules, seen: Observation) -> bool:
    """Tell whether what an address showed may be kept in an archive.

    Not a page that came from a host whose rules could not be had; that it failed or was refused
    is no page of anybody's, and stays as evidence.
    """
    return not rules.unknown or seen.status is None or not 200 <= seen.status < 300


def _fits(line: Line, path: str) -> bool:
    """Match a pattern part by part; each look goes on where the last ended: linear time."""
    first, *others = line.parts
    if not path.startswith(first):
        return False
    at = len(first)
    if not others:
        return not line.anchored or at == len(path)
    last = others.pop()
    for part in others:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    if line.anchored:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0
