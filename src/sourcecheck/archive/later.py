"""A replaying transport that is made when something is asked of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sourcecheck.archive.index import CaptureIndex
from sourcecheck.archive.reading import Shelf

if TYPE_CHECKING:
    import httpx

    from sourcecheck.archive.replay import ReplayTransport


class LaterTransport:
    """A ``ReplayTransport`` that is made at the first request.

    An audit that is made again has all its answers in its record, and loading httpx takes a
    fifth of the time that a short one takes.
    """

    def __init__(self, shelf: Shelf, index: CaptureIndex, as_of: datetime | None) -> None:
        self._given = (shelf, index, as_of)
        self._made: ReplayTransport | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request; raises ``NotArchived`` for a URL that is not there."""
        if self._made is None:
            from sourcecheck.archive.replay import ReplayTransport  # noqa: PLC0415 - see above

            self._made = ReplayTransport(*self._given)
        return await self._made.handle_async_request(request)

    async def aclose(self) -> None:
        """Let go of nothing: no socket is held."""
