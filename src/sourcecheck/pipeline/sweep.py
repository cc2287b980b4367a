"""Look at many addresses side by side, and tell each as soon as nothing can change it.

Ordinary answers are told at once. Doubtful ones wait for a second look when the first ones are
done, redirects for the other links of their host, failures for the end, when it is known
whether the network was there. What is told was archived and remembered before, a batch at a
time, so a run that is killed loses nothing it has told.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic

from sourcecheck.model import Check
from sourcecheck.pipeline.judging import Judging, Seen
from sourcecheck.pipeline.keeping import Keeper, looks_of
from sourcecheck.pipeline.lanes import Waiting
from sourcecheck.pipeline.linktools import LinkTools
from sourcecheck.pipeline.looking import NOTHING
from sourcecheck.pipeline.looks import Cited, Look
from sourcecheck.pipeline.order import order_of
from sourcecheck.pipeline.patrol import Hooks, Patrol, Patrolling
from sourcecheck.store.base import CheckRun
from sourcecheck.verify.looks import was_asked, went_unanswered
from sourcecheck.verify.vantage import Vantage

_DRAWN = 2000  # addresses drawn at a time, in a thread: reading articles takes a while
_DRAWING_S = 0.05  # and no longer than that
_BATCH = 500  # looks remembered and told together
_PAUSE_S = 0.2  # and at the latest after so long
_MOST_HELD = 20_000  # failures held back until it is known whether the network was there


class Sweep:
    """One run over many addresses.

    >>> sweep = Sweep(tools)  # doctest: +SKIP
    ... async for batch in sweep.looks(cited):
    ...     for look in batch:
    ...         print(look.verdict.url, look.verdict.state)
    ... print(sweep.why_offline)

    Each look is told once; an address cited in several ways (fragments, articles) has one look
    for each fragment, with all its origins. When ``tools.stop`` is set, what has not answered
    yet is left unasked and untold.
    """

    def __init__(
        self,
        tools: LinkTools,
        run: CheckRun | None = None,
        patrolling: Callable[[LinkTools, Hooks], Patrolling] = Patrol,
    ) -> None:
        """Prepare a run; ``run`` is what the store knows of it, where it is to be resumed.

        ``patrolling`` makes what does the looking, here or in several processes.
        """
        self.why_offline = tools.offline
        """After the end: why nothing is concluded; "" = the network was there."""
        self.resumed = 0
        """Addresses that this run had looked at before it was broken off."""
        self._tools = tools
        self._judging = Judging(tools)
        self._vantage = Vantage(tools.tables.network, tools.tables.pages)
        self._order = order_of(tools.past)
        self._wake = asyncio.Event()
        self._keeper = Keeper(tools, run, self._wake.set)
        self._patrol = patrolling(
            tools,
            Hooks(
                tell=self._place,
                note=self._note,
                keep=self._keeper.keep,
                earlier=self._keeper.earlier,
                down=self._down,
                full=lambda: self._keeper.is_full,
                wake=self._wake.set,
            ),
        )
        self._ready: list[Seen] = []  # to be remembered and told
        self._retold: list[Seen] = []  # remembered already, by this run before it was broken off
        self._early: list[Seen] = []  # until it is known that the network is there
        self._failed: list[Seen] = []  # until the end
        self._error: BaseException | None = None

    async def looks(self, cited: Iterable[Cited | None]) -> AsyncGenerator[list[Look], None]:
        """Yield batches of looks as they are done; ``cited`` is drawn from lazily, in a thread.

        None among what is drawn says that the next may take a while.
        Raises ``StoreError`` and ``ArchiveError`` when what was found cannot be kept.
        """
        beside = [
            asyncio.create_task(self._draw(iter(cited))),
            asyncio.create_task(self._stopped()),
        ]
        try:
            while not (self._tools.stop.is_set() or self._patrol.is_done):
                await self._pause()
                if error := self._error or self._patrol.error:
                    raise error
                while self._ready:
                    yield await self._told()
                    if len(self._ready) < _BATCH:
                        break
                if self._keeper.is_full and not self._ready:
                    await self._keeper.write(())  # what is told of no address weighs as well
                if self._retold:
                    yield self._told_again()
            self._end()
            while self._ready:
                yield await self._told()
            while self._retold:
                yield self._told_again()
        finally:
            await self._patrol.close()
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await self._keeper.close()

    async def _draw(self, cited: Iterator[Cited | None]) -> None:
        # One thread, always the same: libxml2 keeps the names of a list with the thread that reads.
        reader = ThreadPoolExecutor(max_workers=1)
        draw = partial(asyncio.get_running_loop().run_in_executor, reader, _some, cited)
        try:
            more = True
            while more:
                batch, more = await draw()
                self._tools.progress(len(batch), 0)
                self._patrol.add(self._not_done(batch))
                await asyncio.sleep(0)
        except BaseException as error:
            self._error = error
            raise
        finally:
            reader.shutdown(wait=False)
            self._patrol.no_more()
            self._wake.set()

    def _not_done(self, batch: list[Cited]) -> list[Cited]:
        """Tell again what this run had told before it was broken off; return the rest."""
        done = self._keeper.done_before({each.url for each in batch})
        if not done:
            return batch
        for each in batch:
            if kept := done.get(each.url):
                seen = Seen(
                    waiting=Waiting(each.url, (each,)),
                    check=kept.check,
                    chain=NOTHING,
                )
                if kept.verdict.url == each.address:
                    seen.verdicts = (kept.verdict,)
                else:  # cited with another fragment as well
                    self._judging.alone(seen)
                self._vantage.add(seen.check)
                self._retold.append(seen)
        self.resumed += len(done)
        self._wake.set()
        return [each for each in batch if each.url not in done]

    async def _stopped(self) -> None:
        await self._tools.stop.wait()
        self._wake.set()

    async def _pause(self) -> None:
        """Wait until something is to be told, or some time has passed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PAUSE_S):
                await self._wake.wait()
        self._wake.clear()

    def _down(self) -> str:
        self._hear_in_order()
        trouble = self._vantage.trouble()
        return trouble.words if trouble and trouble.whole else ""

    def _note(self, check: Check) -> None:
        """Let a first look count that will be made once more."""
        if self._order is not None:
            self._order.add(check.observation.url, check)
        else:
            self._hear(check.observation.url, check)

    def _place(self, seen: Seen) -> None:
        """Let a look count, and tell it when it is time."""
        if seen.void:
            self._tell(seen)
        elif self._order is not None:
            self._order.add(seen.waiting.url, seen)
        else:
            self._hear(seen.waiting.url, seen.check, seen.earlier)
            self._settle(seen)

    def _hear(self, url: str, check: Check, earlier: Sequence[Check] = ()) -> None:
        self._vantage.add(check, earlier)
        if self._tools.ledger is not None:
            self._tools.ledger.heard(url)

    def _hear_in_order(self) -> None:
        """Let looks of an audit made again count in the order in which they did then."""
        for each in self._order.due() if self._order is not None else ():
            if isinstance(each, Check):
                self._vantage.add(each)
            else:
                self._vantage.add(each.check, each.earlier)
                self._settle(each)

    def _settle(self, seen: Seen) -> None:
        """Tell a look now, or hold it back until it is known whether the network was there."""
        look = seen.check.observation
        if went_unanswered(look):
            self._failed.append(seen)
            if len(self._failed) > _MOST_HELD:
                self._tell_failed()
        elif self._vantage.heard or not was_asked(look):
            if self._early:
                for each in self._early:
                    self._tell(each)
                self._early.clear()
            self._tell(seen)
        else:
            self._early.append(seen)

    def _tell(self, seen: Seen) -> None:
        self._ready.append(seen)
        self._keeper.weigh(seen.chain)
        if len(self._ready) >= _BATCH or self._keeper.is_full:
            self._wake.set()

    def _tell_failed(self) -> None:
        trouble = self._vantage.trouble()
        for seen in (*self._early, *self._failed):
            if trouble and trouble.voids(seen.check):
                self._judging.offline(seen, trouble.words)
            self._tell(seen)
        self._early.clear()
        self._failed.clear()

    def _end(self) -> None:
        """Judge what was held back to the end."""
        self._patrol.release()
        self._hear_in_order()
        self._tell_failed()
        trouble = self._vantage.trouble()
        if trouble and not self.why_offline:
            self.why_offline = trouble.words

    async def _told(self) -> list[Look]:
        """Archive and remember a batch, and return it."""
        batch, self._ready = self._ready[:_BATCH], self._ready[_BATCH:]
        looks = await self._keeper.write(batch)
        self._tools.progress(0, len(batch))
        return looks

    def _told_again(self) -> list[Look]:
        """Return some of what this run had remembered and told before: nothing is written."""
        batch, self._retold = self._retold[:_BATCH], self._retold[_BATCH:]
        if self._retold:
            self._wake.set()
        self._tools.progress(0, len(batch))
        return [look for seen in batch for look in looks_of(seen, None)]


def _some(cited: Iterator[Cited | None]) -> tuple[list[Cited], bool]:
    """Draw some addresses, no longer than a moment; False = there are no more.

    None among them says that whoever draws need not wait for the next.
    """
    until = monotonic() + _DRAWING_S
    found: list[Cited] = []
    for each in cited:
        if each is None:
            return found, True
        found.append(each)
        if len(found) == _DRAWN or (len(found) % 16 == 0 and monotonic() > until):
            return found, True
    return found, False
