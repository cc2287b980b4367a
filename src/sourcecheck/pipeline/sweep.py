"""Look at many addresses side by side, and tell each as soon as nothing can change it.

One lane for each registered domain, the longest first; as many at a time as there are
connections, each at its host's pace. Ordinary answers are told at once. Doubtful ones wait
for a second look when the first ones are done, redirects for the other links of their host,
failures for the end, when it is known whether the network was there. What is told was archived
and remembered before, a batch at a time, so a run that is killed loses nothing it has told.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from time import monotonic

from sourcecheck.fetch.known import known_of
from sourcecheck.fetch.politeness import may_look_again, second_manner
from sourcecheck.fetch.queue import NOT_YET
from sourcecheck.fetch.settings import Manner
from sourcecheck.model import Check, Failure, LinkState, Observation, Verdict
from sourcecheck.pipeline.judging import Judging, Seen
from sourcecheck.pipeline.keeping import Keeper
from sourcecheck.pipeline.lanes import Lane, Lanes, Naming, Waiting
from sourcecheck.pipeline.linktools import Chain, Fetched, LinkTools
from sourcecheck.pipeline.looking import (
    Siblings,
    asked_again,
    chain_of,
    check_of,
    led_on,
    unchanged,
)
from sourcecheck.pipeline.looks import Cited, Look
from sourcecheck.pipeline.robots import Robots
from sourcecheck.store.base import CheckRun
from sourcecheck.verify.glance import glance
from sourcecheck.verify.looks import was_asked, went_unanswered
from sourcecheck.verify.vantage import Vantage

_DRAWN = 2000  # addresses drawn at a time, in a thread: reading articles takes a while
_DRAWING_S = 0.05  # and no longer than that
_BATCH = 200  # looks remembered and told together
_PAUSE_S = 0.2  # and at the latest after so long
_LATER_S = 60.0  # a second look comes so much later, where the run lasts that long
_MOST_HELD = 20_000  # failures held back until it is known whether the network was there

_WELL = frozenset({LinkState.ALIVE, LinkState.MOVED, LinkState.FRAGMENT_MISSING})


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

    def __init__(self, tools: LinkTools, run: CheckRun | None = None) -> None:
        """Prepare a run; ``run`` is what the store knows of it, where it is to be resumed."""
        self.resumed = 0
        """Addresses that this run had looked at before it was broken off."""
        self.why_offline = tools.offline
        """After the end: why nothing is concluded; "" = the network was there."""
        self._tools = tools
        self._fetcher = tools.fetcher
        self._queue = tools.fetcher.queue
        self._lanes = Lanes(self._queue.owner)
        self._judging = Judging(tools)
        self._keeper = Keeper(tools, run)
        self._siblings = Siblings(tools, self._keeper.keep)
        self._robots = Robots(tools, self._keeper.keep)
        self._vantage = Vantage(tools.tables.network, tools.tables.pages)
        self._ready: list[Seen] = []  # to be remembered and told
        self._early: list[Seen] = []  # until it is known that the network is there
        self._failed: list[Seen] = []  # until the end
        self._serving: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._drawn_all = False
        self._second = False  # all first looks are done
        self._later: deque[tuple[float, Lane]] = deque()
        self._closed = False
        self._error: BaseException | None = None

    async def looks(self, cited: Iterable[Cited]) -> AsyncGenerator[list[Look], None]:
        """Yield batches of looks as they are done; ``cited`` is drawn from lazily, in a thread.

        Raises ``StoreError`` and ``ArchiveError`` when what was found cannot be kept.
        """
        self._queue.on_left = self._freed
        drawing = asyncio.create_task(self._draw(iter(cited)))
        stopping = asyncio.create_task(self._stopped())
        try:
            while not self._is_done():
                await self._pause()
                if self._error:
                    raise self._error
                if self._ready:
                    yield await self._told()
                self._fill()
            self._end()
            while self._ready:
                yield await self._told()
        finally:
            self._closed = True
            self._queue.on_left = lambda owner: None
            await _cancelled([drawing, stopping, *self._serving])
            await self._keeper.close()

    # drawing

    async def _draw(self, cited: Iterator[Cited]) -> None:
        try:
            while batch := await asyncio.to_thread(_some, cited):
                self._tools.progress(len(batch), 0)
                for each in self._not_done(batch):
                    lane = self._lanes.add(each)
                    if lane is not None and not lane.is_ready and not lane.is_blocked:
                        self._lanes.ready(lane)
                self._fill()
                await asyncio.sleep(0)
        except BaseException as error:
            self._error = error
            raise
        finally:
            self._drawn_all = True
            self._wake.set()

    def _not_done(self, batch: list[Cited]) -> list[Cited]:
        """Tell again what this run had told before it was broken off; return the rest."""
        done = self._keeper.done_before({each.url for each in batch})
        if not done:
            return batch
        for each in batch:
            if kept := done.get(each.url):
                naming = Naming(
                    address=each.address, short_link=each.short_link, origin=each.origin
                )
                seen = Seen(
                    waiting=Waiting(each.url, (naming,)),
                    check=kept.check,
                    chain=((), None),
                    recorded=True,
                )
                self._judging.alone(seen)
                if kept.verdict.url == each.address:
                    seen.verdicts = (kept.verdict,)
                self._vantage.add(seen.check)
                self._ready.append(seen)
        self.resumed += len(done)
        self._wake.set()
        return [each for each in batch if each.url not in done]

    async def _stopped(self) -> None:
        await self._tools.stop.wait()
        self._wake.set()

    def _is_done(self) -> bool:
        if self._tools.stop.is_set():
            return True
        if not self._drawn_all or self._serving or self._lanes.waiting:
            return False
        if not self._second:
            self._begin_second_looks()
        return not self._serving and not any(lane.doubtful for lane in self._lanes)

    async def _pause(self) -> None:
        """Wait until something is to be told, or some time has passed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PAUSE_S):
                await self._wake.wait()
        self._wake.clear()

    # scheduling

    def _fill(self) -> None:
        """Begin to serve lanes while there is room."""
        if self._closed or self._error or self._tools.stop.is_set():
            return
        while len(self._serving) < self._tools.fetch_settings.connections:
            lane = self._lanes.next_ready() or self._overdue()
            if lane is None:
                return
            if self._work(lane):
                lane.servers += 1
                task = asyncio.get_running_loop().create_task(self._serve(lane))
                self._serving.add(task)
                task.add_done_callback(self._served)
                self._offer(lane)

    def _work(self, lane: Lane) -> int:
        return lane.size or (lane.doubtful if self._second or self._is_overdue(lane) else 0)

    def _offer(self, lane: Lane) -> None:
        """Let a lane be served by one more where that can help."""
        if self._work(lane) > lane.servers and lane.servers < self._tools.fetch_settings.per_host:
            self._lanes.ready(lane)

    def _served(self, task: asyncio.Task[None]) -> None:
        self._serving.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._error = self._error or error
            self._wake.set()
        self._fill()
        if not self._serving:
            self._wake.set()

    def _freed(self, owner: str) -> None:
        """Serve a lane again whose turns were all taken by others' redirects."""
        lane = self._lanes.lane(owner)
        if lane is not None and lane.is_blocked:
            lane.is_blocked = False
            if self._work(lane):
                self._lanes.ready(lane)
                self._fill()

    def _resume(self, lane: Lane) -> None:
        lane.is_blocked = False
        if self._work(lane):
            self._lanes.ready(lane)
            self._fill()

    async def _serve(self, lane: Lane) -> None:
        """Look at a lane's addresses, one after the other, while it is its turn."""
        try:
            while work := self._work(lane):
                if lane.host and not self._has_turn(lane):
                    return
                if lane.size:
                    await self._first_look(lane, self._lanes.take(lane))
                else:
                    await self._second_look(lane, *self._lanes.take_again(lane))
                if self._lanes.longest_ready() > work:
                    self._lanes.ready(lane)
                    return
        finally:
            lane.servers -= 1
            self._finished(lane)

    def _has_turn(self, lane: Lane) -> bool:
        """Book a turn with a lane's host; False where it is not the time."""
        if closed_s := self._queue.closed_s(lane.host):
            self._leave_closed(lane, closed_s)
            return False
        wait = self._queue.book(lane.host)
        if not wait:
            return True
        lane.is_blocked = True
        if wait != NOT_YET:
            asyncio.get_running_loop().call_later(wait, self._resume, lane)
        return False

    def _finished(self, lane: Lane) -> None:
        """Release what a lane held back once all its looks are done."""
        if lane.servers or lane.size or lane.doubtful:
            return
        for seen in self._judging.settled(lane.owner):
            self._place(seen)

    def _leave_closed(self, lane: Lane, closed_s: float) -> None:
        """Leave a host alone that asked for more time than a run can wait."""
        until = (self._tools.clock() + timedelta(seconds=closed_s)).isoformat(timespec="minutes")
        because = f"the host asked to be left alone until {until}"
        while lane.size or lane.doubtful:
            waiting = self._lanes.take(lane) if lane.size else self._lanes.take_again(lane)[0]
            self._ready.append(self._unasked(waiting, "host_closed", because))

    def _unasked(self, waiting: Waiting, rule: str, because: str) -> Seen:
        """Return an address that nobody was asked about, and why."""
        check = Check(observation=self._offline_look(waiting.url, because))
        verdicts = (
            Verdict(url=each.address, state=LinkState.NOT_CHECKED, rule=rule, because=(because,))
            for each in waiting.namings
        )
        return Seen(
            waiting=waiting, check=check, chain=((), None), void=True, verdicts=tuple(verdicts)
        )

    def _offline_look(self, url: str, reason: str) -> Observation:
        return Observation(
            url=url, at=self._tools.clock(), final_url=url, failure=Failure.OFFLINE, reason=reason
        )

    # looking

    async def _first_look(self, lane: Lane, waiting: Waiting) -> None:
        """Look at an address whose turn was booked."""
        if not self._robots.knows(waiting.url):
            self._leave(lane)
            self._lanes.put_back(lane, waiting)
            await self._robots.learn(waiting.url)
            return
        if denied := self._robots.denied(waiting.url):
            self._leave(lane)
            await self._looked(lane, waiting, Check(observation=denied), ((), None), ())
            return
        earlier = self._keeper.earlier(waiting.url)
        known = known_of(earlier[-1]) if earlier else None
        *before, fetched = await asked_again(
            waiting.url, known, self._tools, booked=bool(lane.host)
        )
        for each in before:
            self._keeper.keep(chain_of(each))
        if manner := self._second_manner(fetched.observation, lane):
            self._vantage.add(Check(observation=fetched.observation))
            self._keeper.keep(chain_of(fetched))
            self._note_later(lane)
            self._lanes.put_again(lane, waiting, manner)
            return
        check = unchanged(self._check_of(fetched, waiting), earlier)
        await self._looked(lane, waiting, check, chain_of(fetched), earlier)

    def _check_of(self, fetched: Fetched, waiting: Waiting) -> Check:
        """Read a page as far as its verdict needs it, where nothing is remembered."""
        seen = fetched.observation
        if not self._tools.states_only or not fetched.body:
            return check_of(fetched)
        wanted = any("#" in each.address for each in waiting.namings)
        pages = self._tools.tables.pages
        page = glance(
            fetched.body, seen.media_type, seen.charset, wanted_fragment=wanted, pages=pages
        )
        return Check(observation=seen, page=page) if page is not None else check_of(fetched)

    def _leave(self, lane: Lane) -> None:
        if lane.host:
            self._queue.leave(lane.host)

    def _second_manner(self, seen: Observation, lane: Lane) -> Manner | None:
        """Say how to look once more at an address; None = not, or its host's budget is spent."""
        if seen.status == HTTPStatus.OK and seen.failure is None:
            return None
        settings = self._tools.fetch_settings
        manner = second_manner(seen, settings)
        planned = lane.looked_again + lane.doubtful
        return manner if manner and may_look_again(planned, lane.first, settings) else None

    def _note_later(self, lane: Lane) -> None:
        if not lane.doubtful:
            due = asyncio.get_running_loop().time() + _LATER_S
            lane.due = due
            self._later.append((due, lane))

    def _is_overdue(self, lane: Lane) -> bool:
        return not lane.size and lane.due <= asyncio.get_running_loop().time()

    def _overdue(self) -> Lane | None:
        """Return a lane whose second looks are due although others' first ones still wait."""
        now = asyncio.get_running_loop().time()
        while self._later and self._later[0][0] <= now:
            lane = self._later.popleft()[1]
            if lane.doubtful and not lane.size:
                return lane
            if lane.doubtful:
                self._later.append((now + _LATER_S, lane))
        return None

    def _begin_second_looks(self) -> None:
        """Serve the lanes with doubtful links, unless it is our own network that failed."""
        self._second = True
        trouble = self._vantage.trouble()
        for lane in self._lanes:
            while trouble and trouble.whole and lane.doubtful:
                waiting = self._lanes.take_again(lane)[0]
                seen = self._unasked(waiting, "", "")
                self._judging.offline(seen, trouble.words)
                self._ready.append(seen)
            if lane.doubtful and not lane.is_blocked:
                self._lanes.ready(lane)
        self._fill()

    async def _second_look(self, lane: Lane, waiting: Waiting, manner: str) -> None:
        """Look once more at an address whose turn was booked."""
        fetched = await self._fetcher.fetch(
            waiting.url, booked=bool(lane.host), manner=Manner(manner)
        )
        check = check_of(fetched)
        check = replace(check, observation=replace(check.observation, attempts=2))
        earlier = self._keeper.earlier(waiting.url)
        await self._looked(lane, waiting, check, chain_of(fetched), earlier)

    async def _looked(
        self,
        lane: Lane,
        waiting: Waiting,
        check: Check,
        chain: Chain,
        earlier: tuple[Check, ...],
    ) -> None:
        """Judge a look, and place it where it waits or is told."""
        if check.page is not None and check.page.refresh:
            check = await led_on(check, self._tools, self._keeper.keep)
        at = check.observation.at
        earlier = tuple(each for each in earlier if each.observation.at < at) if earlier else ()
        seen = Seen(waiting=waiting, check=check, chain=chain, earlier=earlier)
        self._judging.alone(seen)
        if check.page is not None and seen.verdicts[0].state in _WELL:
            seen.sibling = await self._siblings.page_for(waiting.url)
            if seen.sibling is not None:
                self._judging.alone(seen)
        self._vantage.add(check)
        if not self._judging.depends(lane, seen):
            self._place(seen)

    # telling

    def _place(self, seen: Seen) -> None:
        """Tell a look now, or hold it back until it is known whether the network was there."""
        look = seen.check.observation
        self._keeper.weigh(seen.chain)
        if went_unanswered(look):
            self._failed.append(seen)
            if len(self._failed) > _MOST_HELD:
                self._tell_failed()
        elif self._vantage.heard or not was_asked(look):
            if self._early:
                self._ready += self._early
                self._early.clear()
            self._ready.append(seen)
        else:
            self._early.append(seen)
        if len(self._ready) >= _BATCH or self._keeper.is_full:
            self._wake.set()

    def _tell_failed(self) -> None:
        trouble = self._vantage.trouble()
        for seen in (*self._early, *self._failed):
            if trouble and trouble.voids(seen.check):
                self._judging.offline(seen, trouble.words)
            self._ready.append(seen)
        self._early.clear()
        self._failed.clear()

    def _end(self) -> None:
        """Judge what was held back to the end."""
        for owner in list(self._judging.all_held()):
            for seen in self._judging.settled(owner, at_last=True):
                self._place(seen)
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


def _some(cited: Iterator[Cited]) -> list[Cited]:
    """Draw some addresses, no longer than a moment."""
    until = monotonic() + _DRAWING_S
    found: list[Cited] = []
    for each in itertools.islice(cited, _DRAWN):
        found.append(each)
        if len(found) % 16 == 0 and monotonic() > until:
            break
    return found


async def _cancelled(tasks: Iterable[asyncio.Task[None]]) -> None:
    ending = list(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)
