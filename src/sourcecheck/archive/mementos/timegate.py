"""Any archive that speaks Memento (RFC 7089): its TimeGate and its lists of copies. Pure.

A TimeGate leads to the copy nearest to a time, on whichever side of it. An article can only
have been written from what was there before, so what the answer says about the copies around
is read as well, and all copies are asked for (``timemaps``) where none of them is earlier.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sourcecheck.archive.mementos.asking import (
    Listing,
    Question,
    Reply,
    failed,
    is_usable,
    nothing,
    page_in,
    raw_address,
    time_in,
)
from sourcecheck.archive.mementos.linkformat import Linked, links
from sourcecheck.archive.mementos.times import from_digits, from_http_date, http_date
from sourcecheck.model.memento import CopyAnswer, Memento
from sourcecheck.model.tables.archives import ArchiveService
from sourcecheck.urls.forms import gist, joined

_NOT_FOUND = 404
_MEMENTO = "memento"


def question(service: ArchiveService, url: str, cited: datetime) -> Question:
    """Ask for the copy nearest to a time (RFC 7089, 2.1.1)."""
    return Question(
        url=f"{service.timegate}{url.partition('#')[0]}",
        fields=(("Accept-Datetime", http_date(cited)),),
    )


def listing(reply: Reply, service: ArchiveService, url: str, cited: datetime) -> Listing:
    """Read what a TimeGate answered, redirects followed: the copy itself, and its neighbours.

    404 from the TimeGate itself means that it has no copy; after a redirect it is the copy
    that says so. An answer of success that does not say its time is no copy at all: some other
    server stands there.
    """
    if reply.seen.status == _NOT_FOUND and not reply.seen.hops and reply.seen.failure is None:
        return nothing("it has no copy of this address")
    here = reply.seen.final_url
    linked = tuple(links(reply.header("link"), here))
    concerned = concerns(linked, url)
    if not concerned:
        linked = ()  # the copy is a redirect, and leads elsewhere
    near = _answered(reply, linked, service, url) if concerned else _on_the_way(reply, service, url)
    copies = [*([near] if near else []), *mementos(linked, service, url)]
    said = (*linked, *(each for field in reply.led for each in links(field, reply.seen.url)))
    timemap = next((each.target for each in said if "timemap" in each.rels), "")
    timemap = timemap or _listed(service, url)
    nameless = concerned and from_http_date(reply.header("memento-datetime")) is not None
    if copies or (nameless and timemap):
        return Listing(
            answer=CopyAnswer.FOUND,
            copies=tuple(copies),
            timemap=timemap,
            is_nearest=_is_nearest(linked, cited),
        )
    if nameless:
        return failed(reply.trouble or "its answer does not say where its copy stands")
    return failed(reply.trouble or "its answer says no time: it is no archive's")


def _is_nearest(linked: Sequence[Linked], cited: datetime) -> bool:
    """Tell whether the copies around one that is early enough leave no other in between."""
    times = {
        rel: from_http_date(each.said.get("datetime", ""))
        for each in linked
        if _MEMENTO in each.rels
        for rel in each.rels
    }
    following, last = times.get("next"), times.get("last")
    return (following is not None and following > cited) or (last is not None and last <= cited)


def _on_the_way(reply: Reply, service: ArchiveService, url: str) -> Memento | None:
    """Return the copy of the page itself among the addresses that redirects led through."""
    for hop in reply.seen.hops[1:]:
        at = from_digits(time_in(hop.url))
        if at is not None and gist(page_in(hop.url)) == gist(url):
            return _copy(hop.url, at, service, url)
    return None


def _listed(service: ArchiveService, url: str) -> str:
    return f"{service.timemap}{url}" if service.timemap else ""


def _answered(
    reply: Reply, linked: Sequence[Linked], service: ArchiveService, url: str
) -> Memento | None:
    """Return the copy that was answered with; one in trouble only where a redirect named it.

    The TimeGate's own address is no copy's: it shows another one to whoever asks for no time.
    """
    seen = reply.seen
    said = from_http_date(reply.header("memento-datetime"))
    at = said or (from_digits(time_in(seen.final_url)) if seen.hops else None)
    where = seen.final_url
    if told := "" if seen.hops else reply.header("content-location"):
        where = joined(seen.url, told)
    elif not (seen.hops or time_in(where)):
        where = _of_time(linked, said)
    if at is None or not is_usable(where):
        return None
    return _copy(where, at, service, url)


def _of_time(linked: Sequence[Linked], at: datetime | None) -> str:
    """Return the address of the copy of a time among links, "" where none is of it."""
    same = (
        each.target
        for each in linked
        if _MEMENTO in each.rels and from_http_date(each.said.get("datetime", "")) == at
    )
    return next(same, "") if at else ""


def concerns(linked: Sequence[Linked], url: str) -> bool:
    """Tell whether links are about a page: what they call its original is that page."""
    originals = [each.target for each in linked if "original" in each.rels]
    return not originals or any(gist(each) == gist(url) for each in originals)


def mementos(linked: Sequence[Linked], service: ArchiveService, url: str) -> Iterator[Memento]:
    """Yield the copies among links: those in that relation that say their time."""
    for each in linked:
        at = from_http_date(each.said.get("datetime", "")) if _MEMENTO in each.rels else None
        if at is not None and is_usable(each.target):
            yield _copy(each.target, at, service, url)


def _copy(where: str, at: datetime, service: ArchiveService, url: str) -> Memento:
    return Memento(
        url=url,
        source=service.id,
        captured_at=at,
        memento_url=where,
        raw_url=raw_address(where),
    )
