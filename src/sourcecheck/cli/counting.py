"""What the links of a run come to, however many they are: counts, not links."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from sourcecheck.model import Finding, Group, LinkState, Verdict
from sourcecheck.pipeline.lanes import host_of
from sourcecheck.pipeline.looks import Look
from sourcecheck.verify.findings import CODES, link_finding

UNASKED = frozenset({LinkState.OFFLINE, LinkState.NOT_CHECKED})
"""States of links that nobody was asked about: counted, and not told one by one."""

_HOSTS_OWN = frozenset(state for state in LinkState if state.group is Group.DOUBTFUL) | {
    LinkState.DNS_GONE,
    LinkState.NOT_HTTP,
    LinkState.ROBOTS_DENIED,
    LinkState.TLS_EXPIRED,
    LinkState.TLS_INCOMPLETE_CHAIN,
    LinkState.TLS_NAME_MISMATCH,
    LinkState.TLS_UNTRUSTED,
}
"""States in which a whole host is, rather than a page of it."""


def is_of_host(state: LinkState) -> bool:
    """Tell whether many links of a host in this state are one trouble, not many."""
    return state in _HOSTS_OWN


@dataclass(slots=True, eq=False)
class Count:
    """Links by state, and the troubles of each host."""

    reaches: Callable[[Finding | None, Verdict], bool]
    """Tells whether a link's finding makes the run fail."""
    links: int = 0
    states: Counter[LinkState] = field(default_factory=Counter)
    confirmed: int = 0
    fails: bool = False
    links_of: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    troubles_of: dict[str, Counter[LinkState]] = field(default_factory=dict)

    def add(self, look: Look) -> str:
        """Count a link in and return its host."""
        verdict = look.verdict
        state = verdict.state
        self.links += 1
        self.states[state] += 1
        host = host_of(verdict.url)
        self.links_of[host] += 1
        if state is LinkState.ALIVE:
            return host
        self.confirmed += verdict.confirmed
        if state.group is not Group.ALIVE or is_of_host(state):
            self.troubles_of.setdefault(host, Counter())[state] += 1
        if not self.fails:
            seen = look.check.observation if look.check else None
            found = link_finding("", (), verdict, seen) if state in CODES else None
            self.fails = self.reaches(found, verdict)
        return host

    def group(self, group: Group) -> Counter[LinkState]:
        """Return the states of a group that were met, the most frequent first."""
        return Counter({state: n for state, n in self.states.most_common() if state.group is group})

    def fails_wholesale(self, host: str, least: int) -> LinkState | None:
        """Return the one bad state that all links of a host are in, where they are enough."""
        troubles = self.troubles_of.get(host)
        if not troubles or len(troubles) > 1 or self.links_of[host] < least:
            return None
        state, times = next(iter(troubles.items()))
        return state if times == self.links_of[host] else None
