"""What a request to a service says besides its address: header fields, and a body."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """More of the first request of a look; redirects are followed without it.

    So a key that a service wants goes to that service, and never to where it sends us on.
    """

    said: tuple[tuple[str, str], ...] = ()  # header fields, in order
    body: bytes = b""

    def fields(self) -> tuple[tuple[str, str], ...]:
        """Return the header fields; a body is sent over a connection of its own, once."""
        if not self.body:
            return self.said
        return (*self.said, ("Content-Length", str(len(self.body))), ("Connection", "close"))
