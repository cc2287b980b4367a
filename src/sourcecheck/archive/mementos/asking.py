"""A question to an archive, its answer as it came, and what the answer lists. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sourcecheck.errors import UsageError
from sourcecheck.model.memento import CopyAnswer, Memento
from sourcecheck.model.tables.archives import ArchiveService, ArchivesTable
from sourcecheck.model.web import Failure, Observation

_TIMED = re.compile(r"/(\d{14})(?:[a-z]{2}_)?/(?=https?:)", re.IGNORECASE)
_UNFIT = re.compile(r"""[\s<>"`\\]""")
_TIMEGATE = "timegate:"
_ADDRESS = re.compile(r"https?://[^\s?#]+/\S*", re.IGNORECASE)
_SAID = {
    401: "wants a login",
    403: "refuses to answer",
    429: "was asked too often",
    451: "may not answer, by law",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request to an archive."""

    url: str
    fields: tuple[tuple[str, str], ...] = ()
    body: bytes = b""  # not empty = the request is a POST


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back: the facts of the look, and the body, decoded."""

    seen: Observation
    body: bytes = b""
    led: tuple[str, ...] = ()  # the Link fields of the redirects that led to it, where kept

    def header(self, name: str) -> str:
        """Return the header fields of that lower-case name, joined as HTTP joins them."""
        return ", ".join(value for key, value in self.seen.headers if key == name)

    @property
    def trouble(self) -> str:
        """Why the answer says nothing, in words; "" = it is a whole answer of success."""
        seen = self.seen
        if seen.failure is not None:
            return f"no whole answer came: {seen.reason or seen.failure.value.replace('_', ' ')}"
        if seen.status is None:
            return "no answer came"
        if seen.status >= 500:
            return f"it is out of order (status {seen.status})"
        if not 200 <= seen.status < 300:
            return f"it {_SAID.get(seen.status, 'answered no')} (status {seen.status})"
        return "its answer was cut off" if seen.truncated else ""

    @property
    def was_asked(self) -> bool:
        """Whether there was anybody to ask: not so offline, nor where an archive is replayed."""
        return self.seen.failure not in {Failure.OFFLINE, Failure.NOT_ARCHIVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What an archive's answer says about copies."""

    answer: CopyAnswer
    copies: tuple[Memento, ...] = ()
    because: tuple[str, ...] = ()
    timemap: str = ""  # where all copies are listed; "" = not said
    is_nearest: bool = False  # no other copy lies between the first one and the cited time


def failed(why: str) -> Listing:
    """Return a listing that says nothing, and why."""
    return Listing(answer=CopyAnswer.FAILED, because=(why,))


def nothing(why: str) -> Listing:
    """Return a listing of no copies, as the archive said itself."""
    return Listing(answer=CopyAnswer.NO_RECORD, because=(why,))


def nearest_first(copies: Iterable[Memento], cited: datetime) -> tuple[Memento, ...]:
    """Order copies: those before the cited time, the latest first, then those after it.

    What was there before is what an author can have seen; a later copy may be another page.
    """

    def place(copy: Memento) -> tuple[bool, float]:
        away = (copy.captured_at - cited).total_seconds()
        return away > 0, abs(away)

    once = {each.memento_url: each for each in copies}
    return tuple(sorted(once.values(), key=place))


def first_of_years(copies: Iterable[Memento]) -> tuple[Memento, ...]:
    """Return of every year the earliest copy, in the order of time."""
    years: dict[int, Memento] = {}
    for each in sorted(copies, key=lambda each: each.captured_at):
        years.setdefault(each.captured_at.year, each)
    return tuple(years.values())


def raw_address(memento_url: str) -> str:
    """Return where the bytes of a copy stand unchanged, "" where that cannot be told.

    pywb, OpenWayback and the Wayback Machine all take ``id_`` behind the fourteen digits:
    what stands there without it has other links, and a banner.
    """
    found = _TIMED.search(memento_url)
    if found is None:
        return ""
    return f"{memento_url[: found.start(1)]}{found[1]}id_{memento_url[found.end() - 1 :]}"


def is_usable(address: str) -> bool:
    """Tell whether an address that an archive named can stand in a report and in an article.

    Nothing that is invisible, breaks a line or ends an attribute; only the web is led to.
    """
    web = address.lower().startswith(("http://", "https://"))
    return web and address.isprintable() and not _UNFIT.search(address)


def time_in(memento_url: str) -> str:
    """Return the fourteen digits of a copy's address, "" where it has none."""
    found = _TIMED.search(memento_url)
    return found[1] if found else ""


def page_in(memento_url: str) -> str:
    """Return the address that a copy's address ends in, "" where it has no time before it."""
    found = _TIMED.search(memento_url)
    return memento_url[found.end() :] if found else ""


def services_named(names: Sequence[str], table: ArchivesTable) -> tuple[ArchiveService, ...]:
    """Return the archives that are named, in order, each once; raises ``UsageError``.

    A name is one of the table, or ``timegate:`` and the address behind which a page's own
    address is put (RFC 7089).
    """
    return tuple(_named(name, table) for name in dict.fromkeys(names))


def _named(name: str, table: ArchivesTable) -> ArchiveService:
    if name in table.services:
        return table.services[name]
    if name.lower().startswith(_TIMEGATE):
        address = name[len(_TIMEGATE) :]
        if _ADDRESS.fullmatch(address):
            return _at(address, table)
    known = ", ".join((*table.services, "timegate:https://archive.example/timegate/"))
    raise UsageError(f"no archive is known as {name!r}", hint=f"there are: {known}")


def _at(address: str, table: ArchivesTable) -> ArchiveService:
    other = table.other
    found = ArchiveService(
        id=f"{_TIMEGATE}{address}",
        name=address.partition("://")[2].partition("/")[0],
        kind="timegate",
        timegate=address,
        searches_per_minute=other.searches_per_minute,
        copies_per_minute=other.copies_per_minute,
    )
    doubted = any(found.host == host or found.host.endswith(f".{host}") for host in table.untrusted)
    return replace(found, trusted=not doubted)
