"""Copies elsewhere: for links that are gone, ask archives for the copy an author may have seen.

Nothing is asked unless archives are named (``LinkTools.copying``). Whoever asks an archive
tells it which pages an article cites, so this is never done by itself.

The copy that is wanted is the nearest before the time of citing; a later one may show another
page. Each copy is looked at before it is named (``copylooks``), a few of them at most.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from sourcecheck.archive.mementos import timegate, timemaps, wayback
from sourcecheck.archive.mementos.asking import (
    Listing,
    Question,
    Reply,
    failed,
    first_of_years,
    nearest_first,
    time_in,
)
from sourcecheck.archive.mementos.limits import Deed
from sourcecheck.archive.mementos.times import from_digits
from sourcecheck.model import Group, Verdict
from sourcecheck.model.memento import PRINTED, CopyAnswer, CopySearch, Memento
from sourcecheck.model.tables.archives import ArchiveService
from sourcecheck.pipeline.copyasking import Asker
from sourcecheck.pipeline.copylooks import CitedAs, first_that_holds
from sourcecheck.pipeline.linktools import LinkTools
from sourcecheck.pipeline.looks import Look

_TIMEMAPS = 5  # lists of all copies that are read: pages of one, and their table of contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A page whose copy is wanted."""

    url: str  # canonical, without a fragment
    cited_at: datetime
    title: str = ""  # as the citation prints it
    language: str = ""  # of the article that prints it
    written: tuple[str, ...] = ()  # the same address with what the canonical one leaves out
    printed: tuple[str, ...] = ()  # addresses of copies that the article itself names


_Asking = Callable[[ArchiveService, str, datetime, int], Question]

Copies = dict[str, tuple[CopySearch, ...]]
"""What is known of copies, by the page's address; pages nobody asked about are not in it."""


def is_wanted(verdict: Verdict | None, *, doubtful: bool) -> bool:
    """Tell whether a copy is wanted of a link in this state, confirmed or not."""
    if verdict is None:
        return False
    return verdict.group is Group.DEAD or (doubtful and verdict.group is Group.DOUBTFUL)


async def copies_for(wanted: Iterable[Wanted], tools: LinkTools, now: datetime) -> Copies:
    """Look for copies of pages, each once, in every archive that is named; and remember them.

    ``now`` is the time of what was found out without asking.

    Where archives cannot be asked (offline, or replaying an archive that holds no answer of
    theirs), there is no search. Raises ``StoreError`` and ``ArchiveError`` when what was found
    cannot be kept.
    """
    found: Copies = {}
    for each in {one.url: one for one in wanted}.values():
        tools.progress(1, 0)
        searches = (*printed_copies(each, now), *await _searched(each, tools, now))
        tools.progress(0, 1)
        if searches:
            found[each.url] = searches
    if found and not (tools.offline or tools.states_only):
        tools.store.remember_copies([each for searches in found.values() for each in searches])
    return found


async def looks_with_copies(looks: Sequence[Look], tools: LinkTools) -> list[Look]:
    """Return looks with copies of what is gone; where no time is known, the latest are wanted."""
    if tools.copying is None:
        return list(looks)
    doubtful, now = tools.copying.doubtful, tools.clock()
    pages = [look.verdict.url.partition("#")[0] for look in looks]
    wanted = [
        Wanted(url=page, cited_at=now)
        for look, page in zip(looks, pages, strict=True)
        if is_wanted(look.verdict, doubtful=doubtful)
    ]
    found = await copies_for(wanted, tools, now)
    return [
        replace(look, copies=found[page])
        if page in found and is_wanted(look.verdict, doubtful=doubtful)
        else look
        for look, page in zip(looks, pages, strict=True)
    ]


def printed_copies(wanted: Wanted, now: datetime) -> tuple[CopySearch, ...]:
    """Return the copies that the article names itself: known, and looked at by nobody."""
    named = [
        Memento(
            url=wanted.url,
            source=PRINTED,
            captured_at=at,
            memento_url=address,
            because=("the article names it; it was not looked at",),
        )
        for address in dict.fromkeys(wanted.printed)
        if (at := from_digits(time_in(address))) is not None
    ]
    if not named:
        return ()
    best = nearest_first(named, wanted.cited_at)[0]
    search = CopySearch(
        url=wanted.url,
        source=PRINTED,
        answer=CopyAnswer.FOUND,
        asked_at=now,
        best=best,
        listed=len(named),
        cited_at=wanted.cited_at,
    )
    return (search,)


async def _searched(wanted: Wanted, tools: LinkTools, now: datetime) -> list[CopySearch]:
    """Ask all archives about one page, side by side."""
    if tools.copying is None or tools.offline or tools.stop.is_set():
        return []
    searches = [_Search(wanted, each, tools, now).result() for each in tools.copying.services]
    return [each for each in await asyncio.gather(*searches) if each is not None]


@dataclass(slots=True, eq=False)
class _Search:
    """One archive asked about one page."""

    wanted: Wanted
    service: ArchiveService
    tools: LinkTools
    now: datetime
    asker: Asker = field(init=False)
    known: dict[str, Memento] = field(default_factory=dict)  # by address
    refused: tuple[Memento, ...] = ()
    looks: int = 0  # at more copies than usual
    because: tuple[str, ...] = ()  # of the last answer
    failed: bool = False
    unheard: bool = False  # there is nobody to ask
    asked_at: datetime | None = None
    record_id: str = ""

    def __post_init__(self) -> None:
        assert self.tools.copying is not None
        self.asker = Asker(
            tools=self.tools, copying=self.tools.copying, service=self.service, url=self.wanted.url
        )

    async def result(self) -> CopySearch | None:
        """Ask until a copy holds, or nothing is left to ask; None = there is nobody to ask."""
        best: Memento | None = None
        for url in (self.wanted.url, *self.wanted.written):
            walk = self._by_gate(url) if self.service.kind == "timegate" else self._by_index(url)
            async for copies in walk:
                if best := await self._held(copies):
                    break
            if self.known or self.failed or self.unheard:
                break
        return None if self.unheard and not self.known else self._told(best)

    async def _by_index(self, url: str) -> AsyncIterator[Sequence[Memento]]:
        """Ask a CDX server for the copies before the time, then for those after it.

        Where none of the last ones before it holds, the page was gone long before: one of each
        year is looked at, and where there are more than were told, earlier years are asked for.
        """
        table = self.asker.copying.table
        found = await self._side(wayback.before, url)
        if found is None:
            return
        yield found.copies
        older = found.copies
        if len(older) >= table.listed:
            found = await self._side(wayback.earlier, url)
            if found is None:
                return
            older += found.copies
        seen = {each.memento_url for each in self.refused}
        if rest := first_of_years(each for each in older if each.memento_url not in seen):
            self.looks = table.candidates
            yield rest
        found = await self._side(wayback.after, url)
        if found is None:
            return
        yield found.copies
        if not self.known:
            found = await self._side(wayback.repeated, url)
            yield found.copies if found else ()

    async def _side(self, side: _Asking, url: str) -> Listing | None:
        question = side(self.service, url, self.wanted.cited_at, self.asker.copying.table.listed)
        return await self._listed(question, partial(wayback.listing, url=url))

    async def _by_gate(self, url: str) -> AsyncIterator[Sequence[Memento]]:
        """Ask a TimeGate for the nearest copy, and for all where that may not be the one."""
        cited = self.wanted.cited_at
        question = timegate.question(self.service, url, cited)
        found = await self._listed(question, partial(timegate.listing, url=url, cited=cited))
        if found is None:
            return
        if found.is_nearest and any(each.captured_at <= cited for each in found.copies):
            yield found.copies
        yield (*found.copies, *await self._every(found.timemap, url))
        if found.answer is CopyAnswer.FOUND and not self.known:  # it showed one
            self.failed, self.because = True, ("it does not say where its copy stands",)

    async def _every(self, timemap: str, url: str) -> tuple[Memento, ...]:
        """Return all copies as the archive lists them, as far as that can be read."""
        cited = self.wanted.cited_at
        copies: list[Memento] = []
        seen: set[str] = set()
        while timemap and timemap not in seen and len(seen) < _TIMEMAPS:
            seen.add(timemap)
            question = timemaps.question(timemap)
            found = await self._listed(question, partial(timemaps.listing, url=url, cited=cited))
            copies += found.copies if found else ()
            timemap = found.timemap if found else ""
        return tuple(copies)

    async def _listed(
        self, question: Question, read: Callable[[Reply, ArchiveService], Listing]
    ) -> Listing | None:
        """Ask for a list; None = it says nothing."""
        answered = await self.asker.ask(question, Deed.SEARCH)
        reply = answered.reply
        self.asked_at = self.asked_at or (reply.seen.at if reply else self.now)
        if reply is not None and not reply.was_asked:
            self.unheard = True
            return None
        self.record_id = answered.record_id
        found = read(reply, self.service) if reply else failed(answered.waived)
        self.because = found.because
        self.failed = found.answer is CopyAnswer.FAILED
        return None if self.failed else found

    async def _held(self, copies: Sequence[Memento]) -> Memento | None:
        """Look at copies not yet seen, nearest first, until one holds or enough were seen."""
        seen = {each.memento_url for each in self.refused}
        new = {each.memento_url: each for each in copies if each.memento_url not in seen}
        self.known |= new
        left = self.asker.copying.table.candidates + self.looks - len(self.refused)
        ordered = nearest_first(new.values(), self.wanted.cited_at)
        cited = CitedAs(title=self.wanted.title, language=self.wanted.language)
        best, self.refused = await first_that_holds(ordered, cited, self.asker, left, self.refused)
        return best

    def _told(self, best: Memento | None) -> CopySearch:
        answer = CopyAnswer.FAILED if self.failed else CopyAnswer.NO_RECORD
        because = self.because
        if self.known:
            answer = CopyAnswer.FOUND
            because = () if best else (*_none_of(self.refused), *because)
        return CopySearch(
            url=self.wanted.url,
            source=self.service.id,
            answer=answer,
            asked_at=self.asked_at or self.now,
            because=because,
            best=best,
            refused=self.refused,
            listed=len(self.known),
            cited_at=self.wanted.cited_at,
            trusted=self.service.trusted,
            record_id=self.record_id,
        )


def _none_of(refused: Sequence[Memento]) -> tuple[str, ...]:
    """Say what came of copies of which none holds: a copy nobody saw is not one that failed."""
    seen = sum(each.state is not None for each in refused)
    unseen = len(refused) - seen
    told = (
        f"none of the {seen} copies looked at shows the page" if seen > 1 else "",
        "the one copy looked at does not show the page" if seen == 1 else "",
        f"{unseen} copies could not be looked at" if unseen > 1 else "",
        "one copy could not be looked at" if unseen == 1 else "",
    )
    return tuple(filter(None, told))
