"""Long runs over more than one processor: patrols in processes of their own.

A run whose links come faster than one process can read them gets help: other processes, forked
before anything is opened, take some of the registered domains each and hand back what they
saw. Judging against the rest of the run, archiving and remembering stay where they were. Only
runs that were asked to keep no pace are shared out, and only where no page has a history: all
others wait for servers, not for us.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import marshal
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sourcecheck.config import Settings
from sourcecheck.errors import SourcecheckError
from sourcecheck.fetch import loops
from sourcecheck.pipeline.judging import Seen
from sourcecheck.pipeline.keeping import weight_of
from sourcecheck.pipeline.lanes import host_of
from sourcecheck.pipeline.linktools import Chain, LinkTools
from sourcecheck.pipeline.looks import Cited
from sourcecheck.pipeline.patrol import Hooks, Patrol
from sourcecheck.session.parcels import (
    Parcel,
    packed,
    packed_chain,
    packed_check,
    unpacked,
    unpacked_chain,
    unpacked_check,
)

_MANY = 2000  # addresses drawn at once that make a run worth sharing out
_COLLECTING = 0.35  # of the work on a link is left where another process looked at it
_PAUSE_S = 0.02
_LENGTH = 4
_MOST_UNSENT = 500  # looks that wait to be handed back
_MOST_PROCESSES = 3  # beside this one: servers and disk need some room as well

ToolsOf = Callable[[], contextlib.AbstractAsyncContextManager[LinkTools]]
"""Opens what a patrol needs: fetcher and tables; no store and no archive."""


@dataclass(slots=True, eq=False)
class Shard:
    """Another process, seen from this one."""

    pid: int
    link: socket.socket
    load: int = 0  # addresses handed over
    is_done: bool = False
    writer: asyncio.StreamWriter | None = None
    unsent: list[Parcel] = field(default_factory=list)  # before the connection stands

    def send(self, *messages: Parcel) -> None:
        """Say something, now or as soon as it can be heard."""
        if self.writer is None:
            self.unsent += messages
            return
        for message in messages:
            _send(self.writer, message)


@contextmanager
def shards(settings: Settings, tools_of: ToolsOf, *, fresh: bool) -> Iterator[list[Shard]]:
    """Fork helpers for a run where they can help, and end them afterwards.

    To be entered before a loop, a thread or a database is opened. ``fresh`` = no address has a
    history, and nothing was begun that must not be in two processes.
    """
    found: list[Shard] = []
    try:
        for _ in range(_count(settings, fresh=fresh)):
            found.append(_forked(tools_of, found))
        yield found
    finally:
        for each in found:
            each.link.close()
            with contextlib.suppress(ChildProcessError):
                os.waitpid(each.pid, 0)


def _count(settings: Settings, *, fresh: bool) -> int:
    can = hasattr(os, "fork") and hasattr(os, "sched_getaffinity") and sys.platform != "darwin"
    asked = settings.offline or settings.replay or settings.pace > 0
    if not can or asked or not fresh:
        return 0
    return min(len(os.sched_getaffinity(0)), settings.jobs, _MOST_PROCESSES + 1) - 1


def _forked(tools_of: ToolsOf, others: Iterable[Shard]) -> Shard:
    ours, theirs = socket.socketpair()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        theirs.close()
        return Shard(pid=pid, link=ours)
    status = 1
    try:
        ours.close()
        for each in others:
            each.link.close()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us says when to stop
        gc.freeze()
        loops.run(_serve(theirs, tools_of))
        status = 0
    finally:
        os._exit(status)


# in the other process


async def _serve(link: socket.socket, tools_of: ToolsOf) -> None:
    """Patrol what is handed over until the other side closes."""
    reader, writer = await asyncio.open_connection(sock=link)
    out: list[Parcel] = []
    async with tools_of() as tools:
        patrol = Patrol(tools, _hooks(out, tools))
        telling = asyncio.create_task(_tell(writer, patrol, out, tools))
        try:
            async for message in _messages(reader):
                if message[0] == "add":
                    patrol.add(Cited(url=u, address=a, short_link=s, origin=o)
                               for u, a, s, o in message[1])  # fmt: skip
                else:
                    patrol.no_more()
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
            await patrol.close()
            writer.close()


def _hooks(out: list[Parcel], tools: LinkTools) -> Hooks:
    def tell(seen: Seen) -> None:
        tools.fetcher.carry(weight_of(seen.chain))
        parcel = packed(seen, pages=not tools.states_only)
        out.append(("seen", parcel, weight_of(seen.chain)))

    def keep(chain: Chain) -> None:
        if chain[0]:
            tools.fetcher.carry(weight_of(chain))
            out.append(("keep", packed_chain(chain), weight_of(chain)))

    return Hooks(
        tell=tell,
        note=lambda check: out.append(("note", packed_check(check))),
        keep=keep,
        earlier=lambda url: (),
        down=lambda: "",
        full=lambda: len(out) > _MOST_UNSENT,
        wake=lambda: None,
    )


async def _tell(
    writer: asyncio.StreamWriter, patrol: Patrol, out: list[Parcel], tools: LinkTools
) -> None:
    """Send what was found, a batch at a time; at the end what was held back."""
    while True:
        await asyncio.sleep(_PAUSE_S)
        done = patrol.error is not None or patrol.is_done
        if done and patrol.error is None:
            patrol.release()
        batch, out[:] = list(out), []
        if done:
            batch.append(("error", repr(patrol.error)) if patrol.error else ("done",))
        if batch:
            _send(writer, tuple(message[:2] for message in batch))
            await writer.drain()
            tools.fetcher.carry(-sum(message[2] for message in batch if len(message) > 2))
        if done:
            return


# in this process


class Fleet:
    """A patrol here and others elsewhere, as if they were one."""

    def __init__(self, tools: LinkTools, hooks: Hooks, shards: list[Shard]) -> None:
        self._tools = tools
        self._hooks = hooks
        self._shards = shards
        self._here = Patrol(tools, hooks)
        self._load = 0.0  # of this process, in addresses
        self._owners: dict[str, Shard | None] = {}  # who looks at a domain; None = we do
        self._talks: list[asyncio.Task[None]] = []
        self._lost: SourcecheckError | None = None
        self._begun = False

    @property
    def error(self) -> BaseException | None:
        """What ended a patrol before its time."""
        return self._here.error or self._lost

    @property
    def is_done(self) -> bool:
        """Whether every address was looked at."""
        elsewhere = all(shard.is_done for shard in self._shards) if self._talks else True
        return elsewhere and self._here.is_done

    def add(self, batch: Iterable[Cited]) -> None:
        """Let addresses wait for their look, here or elsewhere."""
        found = list(batch)
        if not self._begun:
            self._begun = True
            if self._shards and len(found) >= _MANY:
                self._talks = [asyncio.create_task(self._talk(each)) for each in self._shards]
        self._here.add(self._shared_out(found) if self._talks else found)

    def no_more(self) -> None:
        """Say that no more addresses will be added."""
        self._here.no_more()
        if self._talks:
            for shard in self._shards:
                shard.send(("end",))

    def release(self) -> None:
        """Judge and tell what was held back here; the others have told theirs."""
        self._here.release()

    async def close(self) -> None:
        """Stop looking, here and elsewhere."""
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._here.close()

    def _shared_out(self, found: list[Cited]) -> list[Cited]:
        """Hand over what others are to look at, and return the rest."""
        here: list[Cited] = []
        there: dict[int, list[Parcel]] = {}
        for each in found:
            shard = self._shard_of(each.url)
            if shard is None:
                self._load += 1
                here.append(each)
            else:
                shard.load += 1
                self._load += _COLLECTING
                row = (each.url, each.address, each.short_link, each.origin)
                there.setdefault(shard.pid, []).append(row)
        for shard in self._shards:
            if shard.pid in there:
                shard.send(("add", tuple(there[shard.pid])))
        return here

    def _shard_of(self, url: str) -> Shard | None:
        """Return who looks at a domain's addresses: one that is new goes to who has least."""
        host = host_of(url)
        owner = self._tools.fetcher.queue.owner(host) if host else ""
        if owner in self._owners:
            return self._owners[owner]
        least = min(self._shards, key=lambda shard: shard.load)
        shard = least if owner and least.load < self._load else None
        self._owners[owner] = shard
        return shard

    async def _talk(self, shard: Shard) -> None:
        """Hear what another process tells, until it is done."""
        reader, shard.writer = await asyncio.open_connection(sock=shard.link)
        shard.send(*shard.unsent)
        shard.unsent.clear()
        async for batch in _messages(reader):
            for message in batch:
                self._take(shard, *message)
            while self._hooks.full():  # noqa: ASYNC110 - a disk sets no event
                await asyncio.sleep(_PAUSE_S)
            if shard.is_done:
                self._hooks.wake()
                return
        self._lost = self._lost or SourcecheckError(
            "a process that helped with the links ended before its time",
            hint="run the same command again",
        )
        self._hooks.wake()

    def _take(self, shard: Shard, kind: str, parcel: Any = None) -> None:
        if kind == "seen":
            seen: Seen = unpacked(parcel)
            self._hooks.tell(seen)
        elif kind == "note":
            self._hooks.note(unpacked_check(parcel))
        elif kind == "keep":
            self._hooks.keep(unpacked_chain(parcel))
        elif kind == "done":
            shard.is_done = True
        else:
            self._lost = SourcecheckError(f"a process that helped with the links failed: {parcel}")


# between the two


def _send(writer: asyncio.StreamWriter, message: Parcel) -> None:
    body = marshal.dumps(message)
    writer.write(len(body).to_bytes(_LENGTH, "big") + body)


async def _messages(reader: asyncio.StreamReader) -> AsyncIterator[Any]:
    """Yield what the other side says until it closes."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            size = int.from_bytes(await reader.readexactly(_LENGTH), "big")
            # our own process wrote it, from the same program
            yield marshal.loads(await reader.readexactly(size))  # noqa: S302
