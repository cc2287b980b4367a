"""What is worth telling about a link's state: findings SC401 to SC413."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sourcecheck.model.link import LinkFlag
from sourcecheck.model.span import Span
from sourcecheck.model.verdict import Finding, Group, LinkState, Severity, Verdict
from sourcecheck.model.web import Observation

CODES: dict[LinkState, str] = {
    LinkState.NOT_FOUND: "SC401",
    LinkState.GONE: "SC401",
    LinkState.DNS_GONE: "SC401",
    LinkState.REDIRECT_LOOP: "SC401",
    LinkState.NOT_HTTP: "SC401",
    LinkState.BLOCKED: "SC402",
    LinkState.FORBIDDEN: "SC402",
    LinkState.RATE_LIMITED: "SC402",
    LinkState.LEGAL_BLOCK: "SC402",
    LinkState.GEO_BLOCKED: "SC402",
    LinkState.MOVED: "SC403",
    LinkState.SOFT_404: "SC404",
    LinkState.PARKED: "SC405",
    LinkState.USURPED: "SC405",
    LinkState.SUSPENDED: "SC405",
    LinkState.SERVER_ERROR: "SC406",
    LinkState.TIMEOUT: "SC406",
    LinkState.REFUSED: "SC406",
    LinkState.RESET: "SC406",
    LinkState.NO_RESPONSE: "SC406",
    LinkState.DNS_TROUBLE: "SC406",
    LinkState.TLS_ERROR: "SC406",
    LinkState.PROTOCOL_ERROR: "SC406",
    LinkState.TLS_EXPIRED: "SC407",
    LinkState.TLS_UNTRUSTED: "SC407",
    LinkState.TLS_NAME_MISMATCH: "SC407",
    LinkState.TLS_INCOMPLETE_CHAIN: "SC407",
    LinkState.PAYWALL: "SC408",
    LinkState.LOGIN_WALL: "SC408",
    LinkState.CONSENT_WALL: "SC408",
    LinkState.JS_ONLY: "SC408",
    LinkState.FRAGMENT_MISSING: "SC409",
    LinkState.CONTENT_CHANGED: "SC410",
    LinkState.EMPTY: "SC411",
    LinkState.JS_REDIRECT: "SC411",
    LinkState.TRUNCATED_ANSWER: "SC411",
    LinkState.TOO_LARGE: "SC411",
    LinkState.REFUSED_ADDRESS: "SC412",
    LinkState.UNSUPPORTED_SCHEME: "SC412",
    LinkState.ROBOTS_DENIED: "SC412",
}
"""The finding of each state. Without one: what is well, what was not asked for, and an address
that does not parse (SC304 tells that of the printed reference)."""

_WARNED = frozenset({"SC410"})


def link_finding(
    citation_id: str,
    link_flags: Collection[LinkFlag],
    verdict: Verdict,
    observation: Observation | None,
    span: Span | None = None,
) -> Finding | None:
    """Return what is worth telling about a link's state, or None.

    ``args`` are, for every code: the address, the rule's first fact, and for dead links how
    often and since when. A dead link is a warning until the confirmation policy is met, then
    an error. What an address that was cut off in print answers says nothing about the cited
    page, so nothing is told of it here (SC301 does).
    """
    code = CODES.get(verdict.state)
    if code is None or LinkFlag.TRUNCATED in link_flags:
        return None
    fact = verdict.because[0] if verdict.because else verdict.state.value
    args: tuple[str, ...] = (verdict.url, fact)
    if verdict.group is Group.DEAD:
        args = (*args, _sighting(verdict, observation))
    return Finding(
        code=code,
        severity=_severity(code, verdict),
        span=span,
        args=args,
        because=(*verdict.because, f"rule {verdict.rule}"),
        citation=citation_id,
    )


def _severity(code: str, verdict: Verdict) -> Severity:
    if verdict.group is Group.DEAD:
        return Severity.ERROR if verdict.confirmed else Severity.WARNING
    return Severity.WARNING if code in _WARNED else Severity.INFO


def _sighting(verdict: Verdict, observation: Observation | None) -> str:
    """Say how sure it is that a page is gone: seen how often, since which day."""
    day = verdict.since[:10]
    if verdict.confirmed:
        return f"seen {verdict.strikes} times since {day}"
    if not day or (observation and _day(observation.at) == day):
        return "probably gone, first seen today"
    return f"probably gone, first seen {day}"


def _day(moment: datetime) -> str:
    return moment.isoformat()[:10]
