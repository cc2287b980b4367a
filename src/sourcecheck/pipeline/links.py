"""Fetch, archive, verify and remember: what is known of every cited address.

All addresses of an article are asked at once (the fetcher keeps the pace), doubtful ones a
second time at the end. Verdicts come last, because some need to know how the others went:
when nobody answered at all, it is our own network that is down, and nothing is concluded.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from sourcecheck.fetch.politeness import worth_a_second_look
from sourcecheck.model import (
    Capture,
    Check,
    Failure,
    Link,
    LinkFlag,
    LinkState,
    PageFacts,
    Verdict,
)
from sourcecheck.model.tables.urls import UrlTables
from sourcecheck.pipeline.tools import Fetched, Tools
from sourcecheck.urls.canonical import link
from sourcecheck.urls.parts import parts
from sourcecheck.urls.suffix import registrable_domain
from sourcecheck.verify.following import followed, leads_to, sibling_of
from sourcecheck.verify.linkstate import judge, shared_landings
from sourcecheck.verify.network import network_is_down
from sourcecheck.verify.page import looks_like_html, read_page
from sourcecheck.verify.rules.base import Circumstances

NETWORK_DOWN = "this machine is offline"
"""Why a run is unchecked when no address gave a single byte."""

ASKED = "this machine is offline, as asked"
"""Why a run is unchecked that was told to stay offline."""


_NO_SIBLINGS: Mapping[str, PageFacts] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """An address to look at, and what its citation says of it."""

    url: str  # canonical: what to fetch
    address: str  # the same with the fragment that is cited: what to judge
    short_link: bool = False


def cited_as(link: Link) -> Cited:
    """Return what to fetch and what to judge for a printed link."""
    fragment = link.url.partition("#")[2]
    plain = link.canonical.partition("#")[0]
    return Cited(
        url=link.canonical,
        address=f"{plain}#{fragment}" if fragment else link.canonical,
        short_link=LinkFlag.SHORT_LINK in link.flags,
    )


def named(url: str, tables: UrlTables) -> Cited:
    """Return what to fetch and what to judge for an address that is named by itself."""
    understood = link(url, tables)
    return cited_as(understood) if understood.canonical else Cited(url=url, address=url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One address with everything found out about it."""

    check: Check | None  # None = it was not asked: offline, or the run was stopped before
    verdict: Verdict
    capture: Capture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """All addresses of an article; ``why_offline`` says why none was asked, or is empty."""

    by_address: Mapping[str, Look]  # by the address with its fragment
    why_offline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What one address showed, before anything is concluded."""

    check: Check
    capture: Capture | None = None


async def look_at(cited: Sequence[Cited], tools: Tools) -> Looks:
    """Look at every address once, however often it is cited, and judge them together.

    When ``tools.stop`` is set meanwhile, what has not answered yet is left unasked.
    """
    seen = await _see_all(dict.fromkeys(each.url for each in cited), tools)
    again = [url for url, each in seen.items() if worth_a_second_look(each.check.observation)]
    if again and not _nobody_answered(seen):
        second = await _see_all(again, tools)
        seen |= {url: _better(seen[url], each) for url, each in second.items()}
    if not tools.offline and _nobody_answered(seen):
        seen = {url: _offline(each) for url, each in seen.items()}
        looks = _judged(cited, seen, tools, remember=False)
        return Looks(by_address=looks, why_offline=NETWORK_DOWN)
    siblings = await _see_siblings(cited, seen, tools)
    looks = _judged(cited, seen, tools, siblings, remember=not tools.offline)
    return Looks(by_address=looks, why_offline=tools.offline)


async def _see_all(urls: Collection[str], tools: Tools) -> dict[str, _Seen]:
    """Look at some addresses side by side; those that a stopped run did not reach are missing."""
    tools.progress(len(urls), 0)

    async def see(url: str) -> _Seen:
        found = await _see(url, tools)
        tools.progress(0, 1)
        return found

    tasks = {url: asyncio.create_task(see(url)) for url in urls}
    halt: asyncio.Future[Any] = asyncio.ensure_future(tools.stop.wait())
    together: asyncio.Future[Any] = asyncio.gather(*tasks.values())
    try:
        await asyncio.wait({together, halt}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (halt, *tasks.values()):
            task.cancel()
        await asyncio.gather(halt, *tasks.values(), return_exceptions=True)
        await asyncio.gather(together, return_exceptions=True)
    return {url: task.result() for url, task in tasks.items() if not task.cancelled()}


async def _see(url: str, tools: Tools) -> _Seen:
    """Fetch one address, keep every exchange, read the page; follow one refresh inside it."""
    fetched = await tools.fetcher.fetch(url)
    capture = keep(fetched, tools)
    check = check_of(fetched)
    onward = leads_to(check, tools.tables.pages)
    if onward:
        further = await tools.fetcher.fetch(onward)
        capture = keep(further, tools) or capture
        check = followed(check, check_of(further))
    return _Seen(check=check, capture=capture)


def keep(fetched: Fetched, tools: Tools) -> Capture | None:
    """Archive all exchanges of a look, with one sync; the index is the store's, of one thread."""
    if tools.archive is None or not fetched.exchanges:
        return None
    kept = tools.archive.keep_chain(fetched.exchanges, fetched.body or None)
    return kept[-1] if kept else None


def check_of(fetched: Fetched) -> Check:
    """Join what the look showed with what the page says of itself."""
    seen = fetched.observation
    if not fetched.body or not looks_like_html(fetched.body, seen.media_type):
        return Check(observation=seen)
    page = read_page(fetched.body, seen.media_type, seen.charset, seen.final_url)
    return Check(observation=seen, page=page)


def _better(first: _Seen, second: _Seen) -> _Seen:
    """Take the second look, and count both."""
    observation = replace(second.check.observation, attempts=2)
    return replace(
        second,
        check=replace(second.check, observation=observation),
        capture=second.capture or first.capture,
    )


def _nobody_answered(seen: Mapping[str, _Seen]) -> bool:
    return network_is_down([each.check for each in seen.values()])


def _offline(seen: _Seen) -> _Seen:
    observation = replace(seen.check.observation, failure=Failure.OFFLINE, reason=NETWORK_DOWN)
    return replace(seen, check=Check(observation=observation))


def _judged(
    cited: Sequence[Cited],
    seen: Mapping[str, _Seen],
    tools: Tools,
    siblings: Mapping[str, PageFacts] = _NO_SIBLINGS,
    *,
    remember: bool,
) -> dict[str, Look]:
    around = _circumstances(seen, tools)
    found: dict[str, Look] = {}
    for each in {each.address: each for each in cited}.values():
        now = seen.get(each.url)
        if now is None:
            found[each.address] = Look(check=None, verdict=_judge(each, (), around, tools))
            continue
        earlier = tools.store.history(each.url) if remember else ()
        checks = (*_before(earlier, now.check), now.check)
        sibling = siblings.get(_sibling_of(each.url, tools))
        verdict = _judge(each, checks, replace(around, sibling=sibling), tools)
        if not remember:
            # nobody was asked, so nothing was seen: no time, no answer, no look to remember
            found[each.address] = Look(check=None, verdict=verdict)
            continue
        record = now.capture.record_id if now.capture else ""
        tools.store.remember_check(now.check, verdict, record)
        found[each.address] = Look(check=now.check, verdict=verdict, capture=now.capture)
    return found


def _judge(each: Cited, checks: tuple[Check, ...], around: Circumstances, tools: Tools) -> Verdict:
    return judge(
        each.address,
        checks,
        tools.tables.pages,
        tools.tables.confirmation,
        replace(around, short_link=each.short_link),
    )


async def _see_siblings(
    cited: Sequence[Cited], seen: Mapping[str, _Seen], tools: Tools
) -> dict[str, PageFacts]:
    """Ask for pages nobody can have published, beside those that seem well.

    A server that answers such an address with success and the same page has no proof of the
    cited one. Once for a directory; returns the pages by the sibling's address.
    """
    asked = {
        _sibling_of(each.url, tools)
        for each in cited
        if (now := seen.get(each.url)) and now.check.page and _seems_well(each, now, tools)
    }
    found = await _see_all(sorted(asked - {""}), tools) if asked - {""} else {}
    return {
        url: each.check.page
        for url, each in found.items()
        if each.check.page and each.check.observation.status == HTTPStatus.OK
    }


def _seems_well(each: Cited, now: _Seen, tools: Tools) -> bool:
    alone = _judge(each, (now.check,), Circumstances(), tools)
    return alone.state in {LinkState.ALIVE, LinkState.MOVED, LinkState.FRAGMENT_MISSING}


def _sibling_of(url: str, tools: Tools) -> str:
    """Return an address beside this one, made of its folder's digest: a replay asks it again."""
    digest = hashlib.sha256(url.rpartition("/")[0].encode("utf-8", "surrogatepass")).digest()
    slug = "".join(chr(ord("a") + byte % 26) for byte in digest[:12])
    return sibling_of(url, slug, tools.tables.pages)


def _before(history: Sequence[Check], now: Check) -> tuple[Check, ...]:
    """Leave out a look that is remembered already: a replayed one, or the same run again."""
    return tuple(each for each in history if each.observation.at < now.observation.at)


def _circumstances(seen: Mapping[str, _Seen], tools: Tools) -> Circumstances:
    """Collect what the looks of a run say about each other."""
    looks = [each.check.observation for each in seen.values()]
    resolved = [each for each in looks if each.failure not in _NAMELESS]
    hosts = [split.host for each in resolved if (split := parts(each.url))]
    answered = [(each.url, each.final_url) for each in looks if each.status is not None]
    return Circumstances(
        resolver_works=bool(resolved),
        living_domains=frozenset(map(registrable_domain, hosts)) - {""},
        shared_landings=shared_landings(answered, tools.tables.pages),
    )


_NAMELESS = frozenset(
    {
        Failure.DNS_NO_NAME,
        Failure.DNS_TROUBLE,
        Failure.OFFLINE,
        Failure.INVALID_URL,
        Failure.UNSUPPORTED_SCHEME,
        Failure.REFUSED_ADDRESS,
        Failure.ROBOTS_DENIED,
        Failure.NOT_ARCHIVED,
    }
)
"""Failures of which none proves that a name was resolved."""
