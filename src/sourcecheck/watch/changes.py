"""Which changes of links are news. Pure.

Only confirmed transitions are told, each once: a link that refuses our check, times out or
fails for the first time is no news, and a link that was told dead and answers again is. Told
is remembered apart from seen, so that news held back today is told tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sourcecheck.model import Group, LinkState, Verdict
from sourcecheck.model.tables.watch import NewsTable
from sourcecheck.store.base import DueLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A link before a look, and what the look concluded."""

    link: DueLink
    verdict: Verdict


class ChangeKind(StrEnum):
    """What kind of news a change is."""

    DEAD = "dead"  # confirmed by policy, or told at first sight where the table says so
    BACK = "back"  # was told dead, answers again
    MOVED = "moved"  # alive at another address: good to know, no alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One piece of news: about a link, or about a host whose links all died."""

    kind: ChangeKind
    host: str
    urls: tuple[str, ...]  # more than one: the host as a whole
    before: LinkState | None  # last told; None = never told
    after: LinkState
    because: tuple[str, ...] = ()
    strikes: int = 0  # of a death: looks that counted; of a host's, the fewest of its links
    since: str = ""  # ISO 8601 time of the first; of a host's, the latest of its links


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a pass has to tell."""

    changes: tuple[Change, ...] = ()
    held: str = ""  # why nothing is told although something changed; "" = nothing is held
    settled: tuple[tuple[str, LinkState], ...] = ()  # to remember as told: URL and state


def news(seen: Sequence[Seen], table: NewsTable) -> News:
    """Say which of a pass's looks are news, and what to remember as told.

    When a large share of the hosts that were alive fails at once by transport, our own network
    is the likelier cause: everything is held, and nothing is remembered as told.
    """
    if held := _own_network(seen, table):
        return News(held=held)
    told = [(one, kind) for one in seen if (kind := _kind(one, table))]
    return News(
        changes=tuple(_by_host([_change(one, kind) for one, kind in told], seen, table)),
        settled=tuple(
            (one.link.url, one.verdict.state)
            for one in seen
            if _kind(one, table) or _settles_silently(one)
        ),
    )


def _kind(seen: Seen, table: NewsTable) -> ChangeKind | None:
    told, after = seen.link.told, seen.verdict.state
    was_dead = told is not None and told.group is Group.DEAD
    if after.group is Group.DEAD:
        sure = seen.verdict.confirmed or after in table.at_once
        return ChangeKind.DEAD if sure and not was_dead else None
    if after.group is not Group.ALIVE or told is None:
        return None
    if was_dead:
        return ChangeKind.BACK
    return ChangeKind.MOVED if after is LinkState.MOVED and told is not after else None


def _settles_silently(seen: Seen) -> bool:
    """Tell whether a link's state becomes what was told of it without being news.

    The first time it is seen alive, and when it no longer moves.
    """
    told, after = seen.link.told, seen.verdict.state
    return after.group is Group.ALIVE and told is not after and told in (None, LinkState.MOVED)


def _change(seen: Seen, kind: ChangeKind) -> Change:
    return Change(
        kind=kind,
        host=seen.link.host,
        urls=(seen.link.url,),
        before=seen.link.told,
        after=seen.verdict.state,
        because=seen.verdict.because,
        strikes=seen.verdict.strikes,
        since=seen.verdict.since,
    )


def _by_host(changes: list[Change], seen: Sequence[Seen], table: NewsTable) -> Iterable[Change]:
    """Join the deaths of a host whose every link looked at is dead into one change."""
    standing = {one.link.host for one in seen if one.verdict.group is not Group.DEAD}
    deaths: dict[str, list[Change]] = {}
    for change in changes:
        if change.kind is ChangeKind.DEAD and change.host not in standing:
            deaths.setdefault(change.host, []).append(change)
    whole = {host: found for host, found in deaths.items() if len(found) >= table.host_links}
    for change in changes:
        found = whole.get(change.host)
        if found is None:
            yield change
        elif change is found[0]:
            yield _joined(found)


def _joined(found: list[Change]) -> Change:
    first = found[0]
    return Change(
        kind=first.kind,
        host=first.host,
        urls=tuple(url for change in found for url in change.urls),
        before=first.before,
        after=first.after,
        because=(f"all {len(found)} links of {first.host} looked at are dead", *first.because),
        strikes=min(change.strikes for change in found),
        since=max(change.since for change in found),
    )


def _own_network(seen: Sequence[Seen], table: NewsTable) -> str:
    """Say why our own network is suspected; empty when it is not.

    Counted by hosts that were alive and now fail with all their links, not by links: one large
    host that goes down is that host's news.
    """
    were_alive: dict[str, list[Seen]] = {}
    for one in seen:
        if one.link.group is Group.ALIVE:
            were_alive.setdefault(one.link.host, []).append(one)
    failing = [
        host
        for host, links in were_alive.items()
        if all(one.verdict.state in table.network for one in links)
    ]
    enough = len(were_alive) >= table.network_hosts
    if enough and len(failing) >= table.network_share * len(were_alive):
        return (
            f"{len(failing)} of {len(were_alive)} hosts that were alive do not answer: "
            "our own network is suspected"
        )
    return ""
