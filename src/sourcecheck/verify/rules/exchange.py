"""Evidence below HTTP: what was not asked, names, connections, TLS, protocol."""

from __future__ import annotations

from sourcecheck.model.verdict import LinkState
from sourcecheck.model.web import Check, Failure
from sourcecheck.urls.parts import parts
from sourcecheck.urls.suffix import registrable_domain
from sourcecheck.verify.rules.base import Context, Ruling, reached, ruled

_NOT_ASKED = {
    Failure.INVALID_URL: (LinkState.INVALID_URL, "the address does not parse as a URL"),
    Failure.UNSUPPORTED_SCHEME: (
        LinkState.UNSUPPORTED_SCHEME,
        "the address is not of the web (http or https)",
    ),
    Failure.REFUSED_ADDRESS: (
        LinkState.REFUSED_ADDRESS,
        "the address policy does not allow connecting there; nothing was sent",
    ),
    Failure.ROBOTS_DENIED: (LinkState.ROBOTS_DENIED, "robots.txt asks not to fetch it"),
    Failure.OFFLINE: (LinkState.OFFLINE, "nothing was asked: this machine is offline"),
    Failure.NOT_ARCHIVED: (
        LinkState.NOT_CHECKED,
        "the archive that is replayed has no capture of it",
    ),
}

_NO_ANSWER = {
    Failure.CONNECT_TIMEOUT: (LinkState.TIMEOUT, "no connection within the time limit"),
    Failure.READ_TIMEOUT: (LinkState.TIMEOUT, "connected, but no answer within the time limit"),
    Failure.CONNECT_REFUSED: (LinkState.REFUSED, "the machine refused the connection"),
    Failure.UNREACHABLE: (LinkState.NO_RESPONSE, "no route to the machine"),
    Failure.RESET: (LinkState.RESET, "the connection was reset before an answer"),
    Failure.NO_RESPONSE: (
        LinkState.NO_RESPONSE,
        "the connection was closed without a byte of answer",
    ),
    Failure.NOT_HTTP: (LinkState.NOT_HTTP, "the port answers in another protocol"),
}

_TLS = {
    Failure.TLS_EXPIRED: (LinkState.TLS_EXPIRED, "the certificate has expired"),
    Failure.TLS_UNTRUSTED: (
        LinkState.TLS_UNTRUSTED,
        "the certificate is not signed by an authority we know",
    ),
    Failure.TLS_NAME_MISMATCH: (
        LinkState.TLS_NAME_MISMATCH,
        "the certificate is for another name",
    ),
    Failure.TLS_INCOMPLETE_CHAIN: (
        LinkState.TLS_INCOMPLETE_CHAIN,
        "the server leaves out an intermediate certificate",
    ),
}


def not_asked(check: Check, _context: Context) -> Ruling | None:
    """Recognise that nothing was asked: a bad or refused address, robots, offline."""
    seen = check.observation
    found = _NOT_ASKED.get(seen.failure) if seen.failure else None
    if found is None:
        return None
    if seen.failure is Failure.OFFLINE and seen.reason:
        return ruled(LinkState.OFFLINE, f"not checked: {seen.reason}")
    return ruled(found[0], found[1], *_reached(check))


def name(check: Check, context: Context) -> Ruling | None:
    """Recognise a name that does not resolve: gone only when the resolver is known to work.

    A resolver that answers "no such name" for everything (a captive portal, a broken network)
    says nothing about the link, and neither does one name of a domain that lives.
    """
    seen = check.observation
    if seen.failure is Failure.DNS_TROUBLE:
        return ruled(LinkState.DNS_TROUBLE, "the name could not be resolved", *_reached(check))
    if seen.failure is not Failure.DNS_NO_NAME:
        return None
    split = parts(seen.final_url or seen.url)
    host = split.host if split else context.url
    if not context.around.resolver_works:
        return ruled(
            LinkState.DNS_TROUBLE,
            f"no such name: {host}",
            "no other name was resolved in this run, so the resolver itself may be at fault",
        )
    if (domain := registrable_domain(host)) in context.around.living_domains and domain != host:
        return ruled(
            LinkState.DNS_TROUBLE, f"no such name: {host}", f"other names of {domain} resolve"
        )
    return ruled(
        LinkState.DNS_GONE, f"no such name: {host}", "other names resolve", *_reached(check)
    )


def connection(check: Check, _context: Context) -> Ruling | None:
    """Recognise a connection that failed or ended before an answer: doubtful, whatever why."""
    seen = check.observation
    found = _NO_ANSWER.get(seen.failure) if seen.failure else None
    if found is None or seen.status is not None:
        return None
    return ruled(found[0], found[1], *_reached(check))


def tls(check: Check, _context: Context) -> Ruling | None:
    """Recognise a certificate browsers warn of; the page was looked at without trust.

    A reader can still get there, so the link is alive; an error answered without trust proves
    neither life nor death.
    """
    seen = check.observation
    if seen.failure is Failure.TLS_ERROR and seen.status is None:
        return ruled(LinkState.TLS_ERROR, "no encrypted connection came about", *_reached(check))
    found = _TLS.get(seen.failure) if seen.failure else None
    if found is None:
        return None
    if seen.status is not None and seen.status >= 400:
        return ruled(
            LinkState.TLS_ERROR, found[1], f"looked at without trust, it answers {seen.status}"
        )
    answered = f"looked at without trust, it answers {seen.status}"
    return ruled(found[0], found[1], *([answered] if seen.status is not None else []))


def protocol(check: Check, _context: Context) -> Ruling | None:
    """Recognise an answer no browser could read: doubtful, for the server is there."""
    seen = check.observation
    unread = seen.status is None or (
        seen.failure is Failure.PROTOCOL_ERROR and 200 <= seen.status < 300 and not seen.body_size
    )
    if not unread:
        return None
    if seen.failure in {Failure.PROTOCOL_ERROR, Failure.TOO_LARGE, Failure.TRUNCATED}:
        because = ("the answer is not readable as HTTP", seen.reason)
        return ruled(LinkState.PROTOCOL_ERROR, *filter(None, because))
    return None


def _reached(check: Check) -> tuple[str, ...]:
    """Say how far a chain of redirects went before it ended."""
    seen = check.observation
    return (reached(seen),) if seen.hops else ()
