"""How a behaviour of the scripted web is written down: a script yields what the server does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from sourcecheck.model import Group, LinkState

HANG_S = 40.0
"""How long a hanging server waits before it closes: longer than any deadline in the tests."""


class Act(Enum):
    """What a server does besides sending bytes and waiting."""

    RESET = "reset"  # ends the connection with a reset
    CLOSE = "close"  # closes, whatever was said about keeping the connection
    KEEP = "keep"  # waits for the next request, whatever was sent


_BROWSER = re.compile(r" (?:Chrome|Firefox|Version)/\d+")

Step = bytes | float | Act
"""Bytes are sent, a number is waited (seconds).

After the last step the connection is kept for the next request where what was sent is one whole
message that says its own end; otherwise it is closed. A script that ends with an ``Act`` decides
that itself.
"""


class Truth(Enum):
    """What a reader would find, as four classes on which link checkers can be compared."""

    ALIVE = "alive"  # the page is there, and can be read
    BLOCKED = "blocked"  # it is there behind a door: refused to us, for members, for payment
    UNKNOWABLE = "unknowable"  # from this look alone nobody can tell
    DEAD = "dead"  # it is not there


_READABLE = frozenset(
    {
        LinkState.ALIVE,
        LinkState.MOVED,
        LinkState.FRAGMENT_MISSING,
        LinkState.TOO_LARGE,
        LinkState.TRUNCATED_ANSWER,
    }
)
_BEHIND_A_DOOR = frozenset(
    {
        LinkState.PAYWALL,
        LinkState.LOGIN_WALL,
        LinkState.CONSENT_WALL,
        LinkState.BLOCKED,
        LinkState.FORBIDDEN,
        LinkState.RATE_LIMITED,
        LinkState.LEGAL_BLOCK,
        LinkState.GEO_BLOCKED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request, as a script sees it."""

    host: str
    path: str  # with the query
    fields: Mapping[str, str]  # names in lower case
    count: int  # earlier visits to the same host and path, by whatever method
    method: str = "GET"
    reused: int = 0  # earlier requests over the same connection
    body: bytes = b""  # of a request that says how long it is

    @property
    def like_browser(self) -> bool:
        """Tell whether the visitor's name begins as those of browsers and honest crawlers do."""
        return self.fields.get("user-agent", "").startswith("Mozilla/")

    @property
    def by_browser(self) -> bool:
        """Tell whether the visitor says to be a browser, and which one."""
        agent = self.fields.get("user-agent", "")
        return _BROWSER.search(agent) is not None and "compatible" not in agent


Script = Callable[[Visit], Iterable[Step]]
"""Answers a visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """One thing the web does, and what a good checker says about it."""

    name: str
    url: str
    does: str
    state: LinkState  # what is right to say after one look, or two where the first is a flap
    script: Script
    door: str = ""  # which server stands behind the host; "" = the usual one of its scheme
    certificate: str = ""  # which certificate it shows over TLS; "" = a good one
    seconds: float = 0.0  # how long an answer takes at least, where that is the point
    section: str = ""  # which part of the table it stands in
    also: tuple[LinkState, ...] = ()  # states that are no less right

    @property
    def truth(self) -> Truth:
        """What a reader would find."""
        if self.state in _READABLE:
            return Truth.ALIVE
        if self.state in _BEHIND_A_DOOR:
            return Truth.BLOCKED
        return Truth.DEAD if self.state.group is Group.DEAD else Truth.UNKNOWABLE

    def is_right(self, state: LinkState) -> bool:
        """Tell whether a state is a right answer."""
        return state is self.state or state in self.also


def answer(
    status: str = "200 OK", body: str | bytes = b"", *fields: str, kind: str = "text/html"
) -> bytes:
    """Write an answer with a length: ``answer("404 Not Found", page, "X-Field: value")``."""
    content = body.encode() if isinstance(body, str) else body
    charset = "; charset=utf-8" if kind == "text/html" else ""
    lines = [
        f"HTTP/1.1 {status}",
        "Server: scripted",
        f"Content-Type: {kind}{charset}",
        f"Content-Length: {len(content)}",
        *fields,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + content


def redirect(status: str, location: str, *fields: str) -> bytes:
    """Write a redirect; ``location`` goes out as UTF-8, whatever is in it."""
    return answer(status, b"", f"Location: {location}", *fields)


def says(*steps: Step) -> Script:
    """Return a script that does the same at every visit."""
    return lambda _: steps


def paths(places: Mapping[str, Script | bytes], otherwise: Script | bytes | None = None) -> Script:
    """Return a script that answers by path, the query left aside; ``otherwise`` for the rest."""

    def script(visit: Visit) -> Iterable[Step]:
        found = places.get(visit.path.partition("?")[0], otherwise)
        if found is None:
            return (answer("404 Not Found", "<h1>404 Not Found</h1>"),)
        return (found,) if isinstance(found, bytes) else found(visit)

    return script


def in_turn(*answers: bytes) -> Script:
    """Return a script that gives one answer after the other, then the last one for ever."""
    return lambda visit: (answers[min(visit.count, len(answers) - 1)],)


def drip(data: bytes, every: float, times: int) -> Iterator[Step]:
    """Send ``data`` again and again, with a pause before each time."""
    for _ in range(times):
        yield every
        yield data
