"""Our own trouble or theirs: whether a run says anything about links at all. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from sourcecheck.model.web import Check, Failure
from sourcecheck.urls.parts import parts

_NOT_ASKED = frozenset(
    {
        Failure.INVALID_URL,
        Failure.UNSUPPORTED_SCHEME,
        Failure.REFUSED_ADDRESS,
        Failure.ROBOTS_DENIED,
        Failure.NOT_ARCHIVED,
    }
)
# Told by our own machine or resolver, without a packet from the other side.
_OURS_ALONE = frozenset({Failure.OFFLINE, Failure.DNS_TROUBLE, Failure.UNREACHABLE})
# Could be theirs for one host; for all hosts at once it is ours.
_OURS_TOGETHER = frozenset({Failure.DNS_NO_NAME, Failure.CONNECT_TIMEOUT})


def network_is_down(checks: Iterable[Check]) -> bool:
    """Tell whether a run's failures are those of a machine without a network.

    True when something was asked, not a byte of answer came from anywhere, and every failure
    is of a kind that our own side makes. A single host that does not resolve or answer is
    that host's trouble; two or more, and nothing else, are ours.
    """
    asked = [c.observation for c in checks if c.observation.failure not in _NOT_ASKED]
    failures = {seen.failure for seen in asked}
    answered = any(seen.status is not None or seen.hops for seen in asked)
    if not asked or answered or not failures <= _OURS_ALONE | _OURS_TOGETHER:
        return False
    hosts = {split.host for seen in asked if (split := parts(seen.url))}
    return failures <= _OURS_ALONE or len(hosts) > 1
