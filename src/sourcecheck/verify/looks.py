"""What a look shows about the way to a machine, whatever the page there says. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from sourcecheck.model.web import Failure, Observation
from sourcecheck.urls.parts import parts
from sourcecheck.urls.suffix import registrable_domain

NOT_ASKED = frozenset(
    {
        Failure.INVALID_URL,
        Failure.UNSUPPORTED_SCHEME,
        Failure.REFUSED_ADDRESS,
        Failure.ROBOTS_DENIED,
        Failure.NOT_ARCHIVED,
    }
)
"""Failures before anything was sent."""

NAMELESS = frozenset({Failure.DNS_NO_NAME, Failure.DNS_TROUBLE})
"""Failures to find a machine by its name."""

UNCONNECTED = NAMELESS | {
    Failure.OFFLINE,
    Failure.UNREACHABLE,
    Failure.CONNECT_TIMEOUT,
    Failure.CONNECT_REFUSED,
}
"""Failures before a connection stood: who is slow or hangs up has been reached."""

TRANSPORT = UNCONNECTED | {
    Failure.RESET,
    Failure.NO_RESPONSE,
    Failure.READ_TIMEOUT,
    Failure.TLS_ERROR,
}
"""Failures in which nothing that could be read came back: any of them may be our own side's."""

_TEMPORARY = frozenset({302, 303, 307})
_PORTAL = 511  # Network Authentication Required: only a portal sends it (RFC 6585, section 6)


def was_asked(seen: Observation) -> bool:
    """Tell whether anything was sent."""
    return bool(seen.hops) or seen.failure not in NOT_ASKED


def went_unanswered(seen: Observation) -> bool:
    """Tell whether nothing that could be read came back from anybody."""
    return seen.status is None and seen.failure in TRANSPORT and not seen.hops


def ends(seen: Observation) -> datetime:
    """Return when a look was over."""
    return seen.at + timedelta(milliseconds=seen.elapsed_ms)


def owner(host: str) -> str:
    """Return who a host belongs to: its registrable domain, or the host where it has none."""
    return registrable_domain(host) or host


def is_literal(host: str) -> bool:
    """Tell whether a host is an address and no name: such a one needs no resolver."""
    return ":" in host or host.rpartition(".")[2].isdigit()


def lands_elsewhere(seen: Observation) -> str:
    """Return where an unprotected address was led for the moment, as portals lead; "" = nowhere.

    Host and path, without the query: portals carry the address asked for in it. A permanent
    redirect, one within a domain, and any answer over TLS (nobody can redirect that in a
    site's place unseen) are the site's own. Status 511 needs no redirect.
    """
    if seen.status == _PORTAL:
        return "511"
    if not seen.hops or not seen.url.startswith("http:"):
        return ""
    if seen.hops[0].how == "http" and seen.hops[0].status not in _TEMPORARY:
        return ""
    cited, final = parts(seen.url), parts(seen.final_url)
    if cited is None or final is None or owner(cited.host) == owner(final.host):
        return ""
    return f"{final.host}{final.path}"
