"""Where hosts are, remembered for a short while: one look-up serves all links of a host.

What is remembered are addresses that were vetted, and a connection is only ever made to one of
them, by its literal: between the look-up and the connection no name is looked up again. A kept
answer therefore opens nothing to a server that changes its answers (rebinding).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sourcecheck.fetch.connect import Place, Resolve, Unreached, place
from sourcecheck.fetch.settings import FetchSettings
from sourcecheck.fetch.target import Target
from sourcecheck.model.tables.addresses import AddressTable

REMEMBERED_S = 60.0
"""How long an answer serves; resolvers themselves keep most answers longer."""

TROUBLE_S = 2.0
"""How long a failure serves: the links that wait for it now, not the second look at them."""

_MANY = 20_000

_Answer = Place | Unreached


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    answer: _Answer
    until: float  # on the loop's clock


class Places:
    """Finds out where targets are, each host once however many ask at a time."""

    def __init__(self, settings: FetchSettings, table: AddressTable, resolve: Resolve) -> None:
        self._settings = settings
        self._table = table
        self._resolve = resolve
        self._known: dict[tuple[str, int], _Known] = {}
        self._asked: dict[tuple[str, int], asyncio.Task[_Answer]] = {}

    def remembered(self, target: Target, now: float) -> Place | None:
        """Return where a target is, where that was found out a short while ago."""
        known = self._known.get((target.host, target.port))
        if known is None or known.until < now:
            return None
        return known.answer if isinstance(known.answer, Place) else None

    async def find(self, target: Target) -> Place:
        """Return where a target is, by a look-up if need be; raises ``Unreached``."""
        key = target.host, target.port
        known = self._known.get(key)
        if known is not None and known.until >= asyncio.get_running_loop().time():
            answer = known.answer
        else:
            task = self._asked.get(key) or self._ask(key, target)
            # Shielded: one who gives up waiting must not stop the look-up for the others.
            answer = await asyncio.shield(task)
        if isinstance(answer, Unreached):
            raise Unreached(answer.failure, answer.reason, answer.addresses)
        return answer

    def close(self) -> None:
        """Wait for no look-up any more."""
        for task in tuple(self._asked.values()):
            task.cancel()

    def _ask(self, key: tuple[str, int], target: Target) -> asyncio.Task[_Answer]:
        task = asyncio.create_task(self._looked_up(target))
        self._asked[key] = task
        task.add_done_callback(lambda done: self._remember(key, done))
        return task

    async def _looked_up(self, target: Target) -> _Answer:
        try:
            return await place(target, self._settings, self._table, self._resolve)
        except Unreached as trouble:
            return trouble

    def _remember(self, key: tuple[str, int], done: asyncio.Task[_Answer]) -> None:
        del self._asked[key]
        if done.cancelled() or done.exception() is not None:
            return
        if len(self._known) >= _MANY:
            self._known.clear()
        answer = done.result()
        seconds = TROUBLE_S if isinstance(answer, Unreached) else REMEMBERED_S
        until = asyncio.get_running_loop().time() + seconds
        self._known[key] = _Known(answer=answer, until=until)
