"""Look at the addresses that wait: one lane for each registered domain, the longest first.

As many at a time as there are connections, each at its host's pace. A lane is served by a few
tasks, one after the other address, so that a look costs no task of its own. Doubtful answers
wait for a second look until the first ones are done.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Protocol

from sourcecheck.fetch.politeness import may_look_again, second_manner
from sourcecheck.fetch.queue import NOT_YET
from sourcecheck.fetch.settings import Manner
from sourcecheck.model import Check, Observation
from sourcecheck.model.record import Purpose
from sourcecheck.pipeline.asking import ask
from sourcecheck.pipeline.judging import Judging, Seen
from sourcecheck.pipeline.lanes import Lane, Lanes, Waiting
from sourcecheck.pipeline.leaving import asked_again, left_then, manner_then, unasked
from sourcecheck.pipeline.linktools import Chain, LinkTools
from sourcecheck.pipeline.load import Load
from sourcecheck.pipeline.looking import NOTHING, Looker
from sourcecheck.pipeline.looks import Cited
from sourcecheck.pipeline.robots import Robots

_TICK_S = 0.02  # between two measures of our own load
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATER_S = 60.0  # a second look comes so much later, where the run lasts that long
_SOON_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Whom a patrol tells what it finds, and what it is told."""

    tell: Callable[[Seen], None]  # a look that is done
    note: Callable[[Check], None]  # a first look that will be made once more
    keep: Callable[[Chain], None]  # exchanges that belong to no look that is told
    earlier: Callable[[str], tuple[Check, ...]]  # looks at an address before this run
    down: Callable[[], str]  # why the network is down as a whole; "" = it is not
    full: Callable[[], bool]  # so much waits to be kept that nothing more should be asked for
    wake: Callable[[], None]  # everything that waited is done, or an error ended it


class Patrolling(Protocol):
    """What looks at addresses, in this process or in several."""

    @property
    def error(self) -> BaseException | None:
        """What ended it before its time: a fault of ours, or of the disk."""
        ...

    @property
    def is_done(self) -> bool:
        """Whether every address was looked at."""
        ...

    def add(self, batch: Iterable[Cited]) -> None:
        """Let addresses wait for their look."""
        ...

    def no_more(self) -> None:
        """Say that no more addresses will be added."""
        ...

    def release(self) -> None:
        """Judge and tell what was held back for others' sake, at the end."""
        ...

    async def close(self) -> None:
        """Stop looking, and wait until everything has stopped."""
        ...


class Patrol:
    """Serves the lanes until nothing waits in them."""

    def __init__(self, tools: LinkTools, hooks: Hooks) -> None:
        self.error: BaseException | None = None
        self._tools = tools
        self._hooks = hooks
        self._queue = tools.fetcher.queue
        self._lanes = Lanes(self._queue.owner)
        self._judging = Judging(tools)
        self._robots = Robots(tools, hooks.keep)
        self._looker = Looker(tools, self._judging, hooks.keep, self._robots.kept, hooks.earlier)
        self._serving: set[asyncio.Task[None]] = set()
        self._later: deque[tuple[float, Lane]] = deque()
        self._began = 0.0  # on the loop's clock
        self._drawn_all = False
        self._second = False  # all first looks are done
        self._closed = False
        self._load = Load()

    def add(self, batch: Iterable[Cited]) -> None:
        """Let addresses wait for their look."""
        if not self._began:
            self._began = asyncio.get_running_loop().time()
            self._queue.on_left.append(self._freed)
            asyncio.get_running_loop().call_later(_TICK_S, self._watch_load)
        for each in batch:
            lane = self._lanes.add(each)
            if lane is not None and not lane.is_ready and not lane.is_blocked:
                self._lanes.ready(lane)
        self.fill()

    def no_more(self) -> None:
        """Say that no more addresses will be added."""
        self._drawn_all = True
        if self.is_done:
            self._hooks.wake()

    @property
    def is_done(self) -> bool:
        """Whether every address was looked at; begins the second looks when it is their time."""
        if not self._drawn_all or self._serving or self._lanes.waiting:
            return False
        if not self._second:
            self._begin_second_looks()
        return not self._serving and not any(lane.doubtful for lane in self._lanes)

    def release(self) -> None:
        """Judge and tell what was held back for others' sake, at the end."""
        for owner in list(self._judging.all_held()):
            for seen in self._judging.settled(owner, at_last=True):
                self._hooks.tell(seen)

    async def close(self) -> None:
        """Stop looking, and wait until everything has stopped."""
        self._closed = True
        if self._freed in self._queue.on_left:
            self._queue.on_left.remove(self._freed)
        serving = list(self._serving)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await self._robots.close()

    def fill(self) -> None:
        """Begin to serve lanes while there is room."""
        if self._closed or self.error or self._tools.stop.is_set():
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
        if self._load.is_light and self._takes_more(lane):
            self._lanes.ready(lane)

    def _takes_more(self, lane: Lane) -> bool:
        most = self._tools.fetch_settings.per_host
        return lane.servers < most and self._work(lane) > lane.servers and not lane.is_blocked

    def _watch_load(self) -> None:
        """Serve lanes by more at a time while answers are what we wait for, not ourselves."""
        if self._closed:
            return
        asyncio.get_running_loop().call_later(_TICK_S, self._watch_load)
        if self._later and self._later[0][0] <= asyncio.get_running_loop().time():
            self.fill()
        room = len(self._serving) < self._tools.fetch_settings.connections
        if self._load.measured() and room:
            for lane in self._lanes:
                if self._takes_more(lane):
                    self._lanes.ready(lane)
            self.fill()

    def _served(self, task: asyncio.Task[None]) -> None:
        self._serving.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.error = self.error or error
            self._hooks.wake()
        self.fill()
        if not self._serving and self.is_done:
            self._hooks.wake()

    def _freed(self, owner: str) -> None:
        """Serve a lane again whose turns were all taken by others' redirects."""
        lane = self._lanes.lane(owner)
        if lane is not None and lane.is_blocked:
            lane.is_blocked = False
            if self._work(lane):
                self._lanes.ready(lane)
                self.fill()

    def _resume(self, lane: Lane) -> None:
        lane.is_blocked = False
        if self._work(lane):
            self._lanes.ready(lane)
            self.fill()

    async def _serve(self, lane: Lane) -> None:
        """Look at a lane's addresses, one after the other, while it is its turn."""
        loop = asyncio.get_running_loop()
        try:
            while self._work(lane):
                if self._hooks.full():
                    await asyncio.sleep(_TICK_S)
                    continue  # others may have served the lane meanwhile
                if self._tools.obeys_robots and await self._learned(lane):
                    continue
                if lane.host and not self._has_turn(lane):
                    return
                begun = loop.time()
                if self._is_turn_for_second(lane, begun):
                    await self._second_look(lane, *self._lanes.take_again(lane))
                else:
                    await self._first_look(lane, self._lanes.take(lane))
                lane.took(loop.time() - begun)
                if not (self._lanes.waiting or self._second) and self._drawn_all:
                    self._begin_last_lap()
                if self._lanes.longest_ready() > lane.left_s(lane.servers):
                    self._lanes.ready(lane)
                    return
        finally:
            lane.servers -= 1
            self._finished(lane)

    async def _learned(self, lane: Lane) -> bool:
        """Ask for the rules of the next address's origin; False = they are known, or none waits.

        Before its turn is taken: the rules take one of their own.
        """
        if not lane.size:
            return False
        waiting = self._lanes.take(lane)
        self._lanes.put_back(lane, waiting)
        if self._robots.knows(waiting.url):
            return False
        await self._robots.learn(waiting.url)
        return True

    @staticmethod
    def _is_turn_for_second(lane: Lane, now: float) -> bool:
        """Tell whether a second look is next; while first ones wait, every other time."""
        due = lane.doubtful > 0 and lane.due <= now
        lane.alternates = due and not lane.alternates
        return not lane.size or lane.alternates

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
            self._hooks.tell(seen)

    async def _first_look(self, lane: Lane, waiting: Waiting) -> None:
        """Look at an address whose turn was booked."""
        if denied := self._robots.denied(waiting.url):
            self._leave(lane)
            seen = Seen(waiting=waiting, check=Check(observation=denied), chain=NOTHING)
            self._judging.alone(seen)
            self._hooks.tell(seen)
            return
        fetched, earlier = await self._looker.first(waiting.url, booked=bool(lane.host))
        look = fetched.observation
        if left := left_then(waiting, look, self._tools.past):
            self._hooks.note(Check(observation=look))
            self._hooks.keep(self._robots.kept(waiting.url, fetched))
            self._hooks.tell(left)
            return
        manner = None
        if look.status != HTTPStatus.OK or look.failure is not None:
            manner = self._second_manner(look, lane)
        if manner:
            self._hooks.note(Check(observation=look))
            self._hooks.keep(self._robots.kept(waiting.url, fetched))
            self._note_later(lane)
            micros = (look.at - _EPOCH) // timedelta(microseconds=1)
            self._lanes.put_again(lane, waiting, f"{manner} {look.status or 0} {micros}")
            return
        self._told(lane, await self._looker.read(waiting, fetched, earlier))

    async def _second_look(self, lane: Lane, waiting: Waiting, note: str) -> None:
        """Look once more at an address whose turn was booked; ``note`` tells of the first look."""
        manner, status, micros = note.split(" ")
        as_browser = manner == Manner.BROWSER
        purpose = Purpose.AS_BROWSER if as_browser else Purpose.AGAIN
        fetched = await ask(
            self._tools, waiting.url, purpose, booked=bool(lane.host), how=Manner(manner)
        )
        own = None
        if as_browser:  # what we were told under our own name counts beside it
            at = _EPOCH + timedelta(microseconds=int(micros))
            look = Observation(url=waiting.url, at=at, final_url=waiting.url, status=int(status))
            own = Check(observation=look)
        earlier = self._hooks.earlier(waiting.url)
        seen = await self._looker.read(waiting, fetched, earlier, attempts=2, as_ourselves=own)
        self._told(lane, seen)

    def _told(self, lane: Lane, seen: Seen) -> None:
        if not self._judging.depends(lane, seen):
            self._hooks.tell(seen)

    def _second_manner(self, seen: Observation, lane: Lane) -> Manner | None:
        """Say how to look once more at an address; None = not, or its host's budget is spent."""
        settings, past = self._tools.fetch_settings, self._tools.past
        if past is not None:
            return manner_then(seen, past, settings)
        manner = second_manner(seen, settings)
        planned = lane.looked_again + lane.doubtful
        return manner if manner and may_look_again(planned, lane.first, settings) else None

    def _leave(self, lane: Lane) -> None:
        if lane.host:
            self._queue.leave(lane.host)

    def _note_later(self, lane: Lane) -> None:
        """Say when a lane's doubtful links may be looked at again: some time after the first.

        A minute, or as long as the run had lasted until then, where that is less.
        """
        if not lane.doubtful:
            now = asyncio.get_running_loop().time()
            lane.due = now + min(_LATER_S, now - self._began + _SOON_S)
            self._later.append((lane.due, lane))

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
                self._later.append((now + _SOON_S, lane))
        return None

    def _begin_last_lap(self) -> None:
        """Begin with all second looks when no first one waits, if the network is there."""
        # An audit made again waits for the answers under way: they count in their own order.
        if self._tools.past is None and not self._hooks.down():
            self._begin_second_looks()

    def _begin_second_looks(self) -> None:
        """Serve the lanes with doubtful links, unless it is our own network that failed."""
        self._second = True
        down = self._hooks.down()
        for lane in self._lanes:
            if down:
                self._leave_second_looks(lane, down)
            if lane.doubtful and not lane.is_blocked:
                self._lanes.ready(lane)
        self.fill()

    def _leave_second_looks(self, lane: Lane, down: str) -> None:
        """Conclude nothing of a lane's doubtful links, where nobody had asked again by then."""
        past = self._tools.past
        for _ in range(lane.doubtful):
            waiting, note = self._lanes.take_again(lane)
            if past is not None and asked_again(waiting.url, past):
                self._lanes.put_again(lane, waiting, note)
                continue
            seen = unasked(waiting, self._tools.clock(), "", "")
            self._judging.offline(seen, down)
            self._hooks.tell(seen)

    def _leave_closed(self, lane: Lane, closed_s: float) -> None:
        """Leave a host alone that asked for more time than a run can wait."""
        until = (self._tools.clock() + timedelta(seconds=closed_s)).isoformat(timespec="minutes")
        because = f"the host asked to be left alone until {until}"
        while lane.size or lane.doubtful:
            waiting = self._lanes.take(lane) if lane.size else self._lanes.take_again(lane)[0]
            self._hooks.tell(unasked(waiting, self._tools.clock(), "host_closed", because))
