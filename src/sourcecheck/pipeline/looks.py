"""What is looked at, and what is known of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sourcecheck.model import Capture, Check, Link, LinkFlag, Verdict
from sourcecheck.model.memento import CopySearch
from sourcecheck.model.tables.urls import UrlTables
from sourcecheck.urls.canonical import link

NETWORK_DOWN = "this machine is offline"
"""Why a run is unchecked when no address gave a single byte."""

ASKED = "this machine is offline, as asked"
"""Why a run is unchecked that was told to stay offline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """An address to look at, and what its citation says of it."""

    url: str  # canonical: what to fetch
    address: str  # the same with the fragment that is cited: what to judge
    short_link: bool = False
    origin: str = ""  # where it was cited; "" = it was named by itself


def cited_as(link: Link) -> Cited:
    """Return what to fetch and what to judge for a printed link."""
    fragment = link.url.partition("#")[2]
    plain = link.canonical.partition("#")[0]
    return Cited(
        url=link.canonical,
        address=f"{plain}#{fragment}" if fragment else link.canonical,
        short_link=LinkFlag.SHORT_LINK in link.flags,
    )


def named(url: str, tables: UrlTables, origin: str = "") -> Cited:
    """Return what to fetch and what to judge for an address that is named by itself."""
    understood = link(url, tables)
    if not understood.canonical:
        return Cited(url=url, address=url, origin=origin)
    found = cited_as(understood)
    return Cited(url=found.url, address=found.address, short_link=found.short_link, origin=origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One address with everything found out about it."""

    check: Check | None  # None = it was not asked: offline, or the run was stopped before
    verdict: Verdict
    capture: Capture | None = None
    origins: tuple[str, ...] = ()  # where it was cited, each once
    copies: tuple[CopySearch, ...] = ()  # in archives of others; () = nobody was asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """All addresses of an article; ``why_offline`` says why none was asked, or is empty."""

    by_address: Mapping[str, Look]  # by the address with its fragment
    why_offline: str = ""
