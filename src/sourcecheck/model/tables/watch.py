"""When to look again and what is news: the figures of ``data/watch.toml``."""

from __future__ import annotations

from dataclasses import dataclass

from sourcecheck.model.verdict import LinkState


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleTable:
    """Intervals between looks at a link, in seconds."""

    first_s: int  # after the first look, after a change, back from failure
    growth: float  # factor for an unchanged link
    corpus_cap_s: int  # longest interval for links of a corpus
    watched_cap_s: int  # longest interval for links of watched articles
    ladder_s: tuple[int, ...]  # after the first, second, ... failure in a row
    offline_s: int  # our own network was down
    trouble_s: int  # we failed at the look ourselves
    jitter: float  # share of the interval, either way
    closed_s: int  # a host that said "too many" without a time
    closed_cap_s: int  # longest time a host may close itself for
    failing: frozenset[LinkState]  # climb the ladder without counting towards dead


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsTable:
    """When a change is told, and when all of them are held."""

    at_once: frozenset[LinkState]  # told at first sight
    network: frozenset[LinkState]  # how a link looks when our own network fails
    network_share: float  # of the hosts that were alive
    network_hosts: int  # fewest hosts a share is judged by
    host_links: int  # dead links of one host that make one alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchTable:
    """Both tables of looking again."""

    schedule: ScheduleTable
    news: NewsTable
