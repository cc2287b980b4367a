"""Exchanges -> Observation: what one look at a URL showed, from recorded bytes alone.

The same bytes give the same observation, whether they came over the wire just now or out of an
archive years later.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sourcecheck.fetch.coding import Cut, Decoded, codings, undo
from sourcecheck.fetch.failures import TLS_DOUBTS
from sourcecheck.fetch.heads import Head, kind
from sourcecheck.fetch.hops import REDIRECTS, fields_told
from sourcecheck.fetch.http1 import Answer, Caps, Flaw, read
from sourcecheck.fetch.politeness import retry_after
from sourcecheck.model import Certificate, Exchange, Failure, Hop, Observation, Peer

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_NO_KIND = kind("")
_NOTHING = Decoded(body=b"")
_CUTS: dict[Cut, tuple[Failure | None, str, str]] = {
    Cut.LENGTH: (Failure.TOO_LARGE, "the body is larger than we take", "length"),
    Cut.BROKEN: (Failure.TRUNCATED, "the coded body ends early or is damaged", "disconnect"),
    Cut.TOO_MANY: (Failure.PROTOCOL_ERROR, "the body is coded too many times over", ""),
    Cut.UNKNOWN: (None, "", "unread"),  # browsers read it: nothing is wrong with the page
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An exchange with its answer read."""

    exchange: Exchange
    head: Head | None
    body: bytes  # transfer coding undone, content coding not
    oversized: bool = False  # more of the body was there than we take

    @property
    def started_at(self) -> datetime:
        """When the exchange began."""
        return self.exchange.started_at

    @property
    def elapsed_ms(self) -> int:
        """How long the exchange took."""
        return self.exchange.elapsed_ms

    @property
    def status(self) -> int | None:
        """The answer's status, or None where no head came."""
        return self.head.status if self.head else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """All that one look at a URL did, first to last."""

    url: str  # as it was asked for
    final_url: str
    readings: tuple[Reading, ...]
    hops: tuple[Hop, ...] = ()
    failure: Failure | None = None  # of the chain itself: a loop, a scheme we do not speak
    reason: str = ""
    vantage: str = "local"


class Heard(NamedTuple):
    """An exchange over a kept connection that went as it should, in as few words as will do."""

    head: Head
    answer: Answer  # over, without a flaw
    request: bytes
    started_at: datetime
    elapsed_ms: int
    peer: Peer | None
    addresses: tuple[str, ...]
    certificate: Certificate | None

    def reading(self, url: str, *, record: bool) -> Reading:
        """Write the exchange down, with the bytes of its answer where they are recorded."""
        answer = self.answer
        exchange = Exchange(
            url=url,
            request=self.request,
            response=answer.wire if record else b"",
            started_at=self.started_at,
            elapsed_ms=self.elapsed_ms,
            peer=self.peer,
            addresses=self.addresses,
            certificate=self.certificate,
        )
        return Reading(exchange=exchange, head=self.head, body=answer.body)


def reading(exchange: Exchange, limits: Caps) -> Reading:
    """Read the answer of an exchange out of its bytes."""
    answer = read(exchange.response, limits, method=exchange.method)
    oversized = answer.flaw is Flaw.LARGE_BODY
    return Reading(exchange=exchange, head=answer.head, body=answer.body, oversized=oversized)


def decoded(last: Reading, limits: Caps) -> Decoded:
    """Undo the content codings of an answer, within the cap for its kind."""
    if last.head is None:
        return _NOTHING
    applied = _applied(last.head)
    if not applied and not last.oversized:
        return Decoded(body=last.body)  # the wire took no more than the cap
    found = undo(last.body, applied, limits.body(last.head.kind))
    return replace(found, cut=Cut.LENGTH) if last.oversized else found


def _applied(head: Head) -> tuple[str, ...]:
    """Name what was done to the page before it was framed, in order.

    Transfer codings besides "chunked" are the same compressions under another name (RFC 9112,
    7.2); nobody asked for them, but some servers send them.
    """
    coded = codings(head.joined.get("content-encoding", ""))
    framed = head.joined.get("transfer-encoding", "")
    if not framed or framed == "chunked":
        return coded
    return coded + tuple(name for name in codings(framed) if name != "chunked")


def patience(head: Head, started: datetime) -> int | None:
    """Return the seconds an answer asks to wait, or None where it does not ask.

    A date is held against the answer's own Date and Age: the server's clock may be wrong, or
    the answer an old one, and a second must not become hours.
    """
    printed = head.joined.get("retry-after")
    if not printed:
        return None
    sent = head.joined.get("date", "")
    # Seconds alone are no date; what reads a date relative to some time reads it from any.
    since = None if sent.isdecimal() else retry_after(sent, _LONG_AGO)
    if not since:
        return retry_after(printed, started)
    age = head.joined.get("age", "")
    aged = int(age) if len(age) < 10 and age.isdecimal() else 0
    return retry_after(printed, _LONG_AGO + timedelta(seconds=since + aged))


def observe(chain: Chain, limits: Caps) -> tuple[Observation, bytes]:
    """Sum a chain up, and return the decoded body of its last answer."""
    last = chain.readings[-1]
    head, exchange = last.head, last.exchange
    found = decoded(last, limits)
    doubt = _doubt(chain)
    failure, reason, truncated = _failure(chain, doubt, found.cut)
    kind = head.kind if head else _NO_KIND
    observation = Observation(
        url=chain.url,
        at=chain.readings[0].exchange.started_at,
        final_url=chain.final_url,
        hops=chain.hops,
        status=head.status if head else None,
        failure=failure,
        reason=reason,
        headers=fields_told(head) if head else (),
        media_type=kind.media_type,
        charset=kind.charset,
        body_sha256=hashlib.sha256(found.body).hexdigest() if found.body else "",
        body_size=len(found.body),
        truncated=truncated,
        certificate=(doubt or exchange).certificate,  # the one in doubt, or the last one shown
        peer=exchange.peer,
        elapsed_ms=sum([each.exchange.elapsed_ms for each in chain.readings]),
        retry_after_s=patience(head, exchange.started_at) if head else None,
        vantage=chain.vantage,
    )
    return observation, found.body


def briefly(url: str, heard: Heard, limits: Caps, vantage: str) -> tuple[Observation, bytes] | None:
    """Say what ``observe`` says of an answer that leads nowhere and has no fault, without detours.

    ``None`` where ``observe`` has to look at it.
    """
    head = heard.head
    joined = head.joined
    if "location" in joined or "refresh" in joined or head.status in REDIRECTS:
        return None
    body = heard.answer.body
    if "content-encoding" in joined or "transfer-encoding" in joined:
        found = undo(body, _applied(head), limits.body(head.kind))
        if found.cut:
            return None
        body = found.body
    observation = Observation(
        url=url,
        at=heard.started_at,
        final_url=url,
        status=head.status,
        headers=head.fields,
        media_type=head.kind.media_type,
        charset=head.kind.charset,
        body_sha256=hashlib.sha256(body).hexdigest() if body else "",
        body_size=len(body),
        certificate=heard.certificate,
        peer=heard.peer,
        elapsed_ms=heard.elapsed_ms,
        retry_after_s=patience(head, heard.started_at) if "retry-after" in joined else None,
        vantage=vantage,
    )
    return observation, body


def _failure(chain: Chain, doubt: Exchange | None, cut: Cut) -> tuple[Failure | None, str, str]:
    """Say what went wrong, the gravest first: the chain, its last exchange, trust, the body."""
    last = chain.readings[-1].exchange
    if chain.failure:
        return chain.failure, chain.reason, last.truncated
    if last.failure and last.failure not in TLS_DOUBTS:
        return last.failure, last.reason, last.truncated
    if doubt:
        return doubt.failure, doubt.reason, last.truncated
    if cut and not last.truncated:
        return _CUTS[cut]
    return None, "", last.truncated


def _doubt(chain: Chain) -> Exchange | None:
    """Return the first exchange whose certificate could not be trusted."""
    for each in chain.readings:
        if each.exchange.failure is not None and each.exchange.failure in TLS_DOUBTS:
            return each.exchange
    return None
