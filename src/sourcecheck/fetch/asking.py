"""A request before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sourcecheck.fetch.heads import fields_of, opening
from sourcecheck.fetch.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One request: where to, and what is sent besides the Host field."""

    target: Target
    method: str = "GET"
    fields: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    keep: bool = False  # the connection may serve others before and afterwards

    @property
    def wire(self) -> bytes:
        """The request as it is sent; raises ``ValueError`` on a line break in a field."""
        where = self.target
        return opening(self.method, where.path, where.authority) + _rest(self.fields) + self.body


@lru_cache(maxsize=64)
def _rest(fields: tuple[tuple[str, str], ...]) -> bytes:
    """Write what follows the Host field; it is the same for nearly all requests of a run."""
    return fields_of(fields) + b"\r\n"
