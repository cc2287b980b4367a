"""Ordinary addresses, read once for each origin: what all requests to a server have in common.

An address is ordinary where nothing of it has to be repaired, dropped or looked at twice: it is
the one that ``target`` would give back. All others are left to ``target``; a test holds the two
against each other.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sourcecheck.fetch.heads import fields_of, opening
from sourcecheck.fetch.target import Target, target

_PATH = re.compile(r"/[!$-.0-;=@-\[\]^_a-z|~/]*(?:\?[!$-;=?-_a-z|~]*)?")
"""What may stand in a path and in a query as it is; dots and escapes are looked at apart."""
_LONGEST = 500
_MANY = 20_000  # origins remembered


class Server:
    """A server by its scheme, host and port, and what is sent to it behind the path."""

    __slots__ = ("_rest", "fields", "host", "key", "start")

    def __init__(self, start: Target, fields: tuple[tuple[str, str], ...], rest: bytes) -> None:
        self.start = start  # its front page
        self.fields = fields  # that go with every request, besides Host
        self.host = start.host
        self.key = start.scheme, start.host, start.port
        self._rest = rest

    def request(self, path: str) -> bytes:
        """Write the request for an ordinary path."""
        return b"GET %b HTTP/1.1%b" % (path.encode(), self._rest)

    def target(self, path: str) -> Target:
        """Return what such a request is sent to."""
        return replace(self.start, path=path)


class Servers:
    """Knows the origins that were asked so far, with the fields that go with every request."""

    def __init__(self, fields: tuple[tuple[str, str], ...]) -> None:
        """Take the fields of every request; raises ``ValueError`` on a line break in one."""
        self._fields = fields
        self._rest = fields_of(fields) + b"\r\n"
        self._known: dict[str, Server] = {}

    def find(self, url: str) -> tuple[Server, str] | None:
        """Split an ordinary address into its origin and path; ``None`` when it is any other."""
        slash = url.find("/", 8)
        if slash < 0 or len(url) > _LONGEST:
            return None
        path = url[slash:]
        if _PATH.fullmatch(path) is None or "/." in path or "/%" in path:
            return None
        origin = url[:slash]
        known = self._known.get(origin) or self._met(origin)
        return (known, path) if known else None

    def _met(self, origin: str) -> Server | None:
        start = target(origin + "/")
        if start is None or start.url != origin + "/":
            return None
        if len(self._known) >= _MANY:
            self._known.clear()
        usual = opening("GET", "/", start.authority).partition(b" HTTP/1.1")[2]
        found = self._known[origin] = Server(start, self._fields, usual + self._rest)
        return found
