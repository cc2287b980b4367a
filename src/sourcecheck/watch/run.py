"""One pass over what is due: visit each host, record each look, tell what is news.

Safe to repeat: what is recorded is no longer due, and the store's fence lets only one worker
record a look, so a pass that was cut off, or two at once, add nothing twice.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sourcecheck.engine.base import Engine, Job
from sourcecheck.engine.local import attempt
from sourcecheck.model.tables.watch import WatchTable
from sourcecheck.store.base import DueLink, Look, Store
from sourcecheck.watch.changes import News, Seen, news
from sourcecheck.watch.schedule import after_trouble, closed_until, next_look

BATCH = 50
"""Links of one host in one visit; what is left is due again at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a pass works with: every side effect is handed in."""

    store: Store
    look: Callable[[str], Awaitable[Look]]  # fetch, archive and judge one URL
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]
    table: WatchTable
    pace_s: float  # between two looks at one host
    cap_s: int  # longest interval between two looks at a link


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A link we failed to look at, or a visit that failed, and the error in words."""

    name: str  # URL or host
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one visit to a host did."""

    host: str
    seen: tuple[Seen, ...]
    troubles: tuple[Trouble, ...] = ()
    more: bool = False  # further links of this host are due
    overtaken: bool = False  # another worker is visiting: nothing more was done


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one pass did, and what it has to tell."""

    looked: int
    news: News
    troubles: tuple[Trouble, ...]


async def visit(watch: Watch, host: str) -> Visit:
    """Look at the due links of a host, one after another, and record each.

    Stops when another worker has recorded a link meanwhile, and when the host asks to be left
    alone. A link we fail to look at ourselves is put off, so that it does not stay first.
    """
    links = watch.store.due(host, watch.now(), BATCH)
    seen: list[Seen] = []
    troubles: list[Trouble] = []
    for place, link in enumerate(links):
        if place:
            await watch.sleep(watch.pace_s)
        found = await attempt(watch.look, link.url)
        if found.value is None:
            troubles.append(Trouble(name=link.url, error=repr(found.error)))
            then = after_trouble(link, watch.now(), watch.table.schedule)
            recorded = watch.store.postpone(link, then)
        else:
            recorded = _record(watch, link, found.value)
        if not recorded:
            return Visit(host=host, seen=tuple(seen), troubles=tuple(troubles), overtaken=True)
        if found.value is not None:
            seen.append(Seen(link=link, verdict=found.value.verdict))
            if _closes(watch, host, found.value):
                return Visit(host=host, seen=tuple(seen), troubles=tuple(troubles))
    more = len(links) == BATCH
    if links:
        await _leave(watch, host, more=more)
    return Visit(host=host, seen=tuple(seen), troubles=tuple(troubles), more=more)


def _record(watch: Watch, link: DueLink, look: Look) -> bool:
    then = next_look(link, look, watch.table.schedule, watch.cap_s)
    return watch.store.record(link, look, then)


def _closes(watch: Watch, host: str, look: Look) -> bool:
    """Remember that a host asks to be left alone; tell whether it does."""
    seen = look.check.observation
    until = closed_until(seen, watch.table.schedule)
    if until is None:
        return False
    watch.store.close_host(host, until, f"answered {seen.status} to {seen.url}")
    return True


async def _leave(watch: Watch, host: str, *, more: bool) -> None:
    """Keep the pace towards the next visit too, whoever makes it."""
    until = watch.now() + timedelta(seconds=watch.pace_s)
    watch.store.close_host(host, until, "visited")
    if more:
        await watch.sleep(watch.pace_s)


async def run_pass(watch: Watch, engine: Engine, hosts: int) -> Pass:
    """Visit up to ``hosts`` hosts with links due, until nothing more of them is due.

    What is news is decided at the end, over the whole pass, and remembered as told.
    """
    seen: list[Seen] = []
    troubles: list[Trouble] = []
    due = list(watch.store.due_hosts(watch.now(), hosts))
    while due:
        again: list[str] = []
        async for done in _visits(watch, engine, due):
            if isinstance(done, Trouble):
                troubles.append(done)
                continue
            seen += done.seen
            troubles += done.troubles
            if done.more:
                again.append(done.host)
        due = again
    found = news(seen, watch.table.news)
    for url, state in found.settled:
        watch.store.remember_told(url, state)
    return Pass(looked=len(seen), news=found, troubles=tuple(troubles))


async def _visits(
    watch: Watch, engine: Engine, hosts: Iterable[str]
) -> AsyncGenerator[Visit | Trouble, None]:
    jobs = (Job(name=host, key=host) for host in hosts)
    async for outcome in engine.run(partial(visit, watch), jobs):
        if outcome.value is None:
            yield Trouble(name=outcome.job.name, error=repr(outcome.error))
        else:
            yield outcome.value
