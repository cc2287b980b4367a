"""Looks as plain tuples, to be handed from one process of ours to another.

Pickle takes several times as long for frozen values with slots, and the two processes are of
one program, so each value is sent as the tuple of its fields.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any

from sourcecheck.model import (
    Certificate,
    Check,
    Exchange,
    Failure,
    Hop,
    LinkState,
    Observation,
    PageFacts,
    Peer,
    Verdict,
)
from sourcecheck.pipeline.judging import Seen
from sourcecheck.pipeline.lanes import Waiting
from sourcecheck.pipeline.linktools import Chain
from sourcecheck.pipeline.looks import Cited

Parcel = tuple[Any, ...]
"""What marshal takes: numbers, texts, bytes, None, and tuples of them."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _tuple_of(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(each.name for each in fields(kind)))


def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


_HOP, _PEER, _CERTIFICATE = _tuple_of(Hop), _tuple_of(Peer), _tuple_of(Certificate)
_PAGE, _VERDICT, _CITED = _tuple_of(PageFacts), _tuple_of(Verdict), _tuple_of(Cited)
_LOOK = _tuple_of(Observation)
_EXCHANGE = _tuple_of(Exchange)
_NAMES: dict[type, tuple[str, ...]] = {
    kind: _names(kind)
    for kind in (Hop, Peer, Certificate, PageFacts, Verdict, Cited, Observation, Exchange)
}


def _made(kind: type, values: tuple[Any, ...] | None) -> Any:
    return None if values is None else kind(**dict(zip(_NAMES[kind], values, strict=True)))


def packed(seen: Seen, *, pages: bool) -> Parcel:
    """Return a look as a parcel; without ``pages`` what its page says of itself is left out."""
    check = seen.check
    page = _PAGE(check.page) if pages and check.page is not None else None
    return (
        seen.waiting.url,
        tuple(map(_CITED, seen.waiting.namings)),
        _packed_look(check.observation),
        page,
        packed_chain(seen.chain),
        tuple(map(_packed_verdict, seen.verdicts)),
        seen.void,
    )


def unpacked(parcel: Parcel) -> Seen:
    """Return the look that a parcel holds."""
    url, namings, look, page, chain, verdicts, void = parcel
    return Seen(
        waiting=Waiting(url, tuple(_made(Cited, each) for each in namings)),
        check=Check(observation=_unpacked_look(look), page=_made(PageFacts, page)),
        chain=unpacked_chain(chain),
        verdicts=tuple(map(_unpacked_verdict, verdicts)),
        void=void,
    )


def packed_check(check: Check) -> Parcel:
    """Return a look without its page as a parcel."""
    return _packed_look(check.observation)


def unpacked_check(parcel: Parcel) -> Check:
    """Return the look that a parcel holds."""
    return Check(observation=_unpacked_look(parcel))


def packed_chain(chain: Chain) -> Parcel:
    """Return the exchanges of a look as a parcel."""
    exchanges, entity, sha256 = chain
    sent: bytes | int | None = entity
    if entity and exchanges[-1].response.endswith(entity):
        sent = len(entity)  # most bodies came as they are
    return tuple(map(_packed_exchange, exchanges)), sent, sha256


def unpacked_chain(parcel: Parcel) -> Chain:
    """Return the exchanges that a parcel holds."""
    packed_exchanges, sent, sha256 = parcel
    exchanges = tuple(map(_unpacked_exchange, packed_exchanges))
    entity = exchanges[-1].response[-sent:] if isinstance(sent, int) else sent
    return exchanges, entity, sha256


def _packed_verdict(verdict: Verdict) -> Parcel:
    return tuple(
        value.value if isinstance(value, LinkState) else value for value in _VERDICT(verdict)
    )


def _unpacked_verdict(parcel: Parcel) -> Verdict:
    values = dict(zip(_NAMES[Verdict], parcel, strict=True))
    values["state"] = LinkState(values["state"])
    return Verdict(**values)


def _packed_look(seen: Observation) -> Parcel:
    values = list(_LOOK(seen))
    for at, pack in _PACKING[Observation]:
        if values[at]:
            values[at] = pack(values[at])
    return tuple(values)


def _unpacked_look(parcel: Parcel) -> Observation:
    values = list(parcel)
    for at, unpack in _UNPACKING[Observation]:
        if values[at]:
            values[at] = unpack(values[at])
    found: Observation = _made(Observation, tuple(values))
    return found


def _packed_exchange(exchange: Exchange) -> Parcel:
    values = list(_EXCHANGE(exchange))
    for at, pack in _PACKING[Exchange]:
        if values[at]:
            values[at] = pack(values[at])
    return tuple(values)


def _unpacked_exchange(parcel: Parcel) -> Exchange:
    values = list(parcel)
    for at, unpack in _UNPACKING[Exchange]:
        if values[at]:
            values[at] = unpack(values[at])
    found: Exchange = _made(Exchange, tuple(values))
    return found


def _packed_time(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _unpacked_time(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


_FIELDS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "at": (_packed_time, _unpacked_time),
    "started_at": (_packed_time, _unpacked_time),
    "failure": (lambda failure: failure.value, Failure),
    "hops": (
        lambda hops: tuple(map(_HOP, hops)),
        lambda hops: tuple(_made(Hop, each) for each in hops),
    ),
    "peer": (_PEER, lambda peer: _made(Peer, peer)),
    "certificate": (_CERTIFICATE, lambda shown: _made(Certificate, shown)),
}
"""Fields that are no plain values: how they are packed and unpacked."""

_PACKING = {
    kind: [(at, _FIELDS[name][0]) for at, name in enumerate(_NAMES[kind]) if name in _FIELDS]
    for kind in (Observation, Exchange)
}
_UNPACKING = {
    kind: [(at, _FIELDS[name][1]) for at, name in enumerate(_NAMES[kind]) if name in _FIELDS]
    for kind in (Observation, Exchange)
}
