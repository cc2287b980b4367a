"""Looks as plain data, to be handed from one process of ours to another.

Pickle takes several times as long for frozen values with slots, and the two processes are of
one program, so each value is sent as those of its fields that are not as they are by default.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
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
    Publishing,
    Verdict,
)
from sourcecheck.pipeline.judging import Seen
from sourcecheck.pipeline.lanes import Waiting
from sourcecheck.pipeline.linktools import Chain
from sourcecheck.pipeline.looks import Cited

Parcel = tuple[Any, ...]
"""What marshal takes: numbers, texts, bytes, None, and tuples, lists and dicts of them."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


_TIME = (
    lambda at: (at - _EPOCH) // _MICROSECOND,
    lambda micros: _EPOCH + timedelta(microseconds=micros),
)
_SPECIAL: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "at": _TIME,
    "started_at": _TIME,
    "failure": (lambda failure: failure.value, Failure),
    "state": (lambda state: state.value, LinkState),
    "hops": (
        lambda hops: [_held(hop) for hop in hops],
        lambda hops: tuple(_made(Hop, hop) for hop in hops),
    ),
    "peer": (lambda peer: _held(peer), lambda peer: _made(Peer, peer)),  # noqa: PLW0108 - below
    "certificate": (
        lambda shown: _held(shown),  # noqa: PLW0108 - below
        lambda shown: _made(Certificate, shown),
    ),
    "publishing": (
        lambda told: _held(told),  # noqa: PLW0108 - below
        lambda told: _made(Publishing, told),
    ),
}
"""Fields that are no plain values: how they are packed and unpacked."""

_UNTOLD = frozenset({"headers", "media_type", "charset", "body_sha256", "peer"})
"""Of an observation: what no verdict and no line about a link needs afterwards."""

_Field = tuple[str, Any, Callable[[Any], Any] | None]


def _fields_of(kind: type, leave: frozenset[str] = frozenset()) -> tuple[_Field, ...]:
    return tuple(
        (each.name, each.default, _SPECIAL[each.name][0] if each.name in _SPECIAL else None)
        for each in fields(kind)
        if each.name not in leave
    )


_KINDS = (Certificate, Cited, Exchange, Hop, Observation, PageFacts, Peer, Publishing, Verdict)
_FIELDS: dict[type, tuple[_Field, ...]] = {kind: _fields_of(kind) for kind in _KINDS}
_BRIEF = _fields_of(Observation, _UNTOLD)


def _held(value: Any, of: tuple[_Field, ...] | None = None) -> dict[str, Any]:
    """Return the fields of a value that are not as they are by default."""
    held: dict[str, Any] = {}
    for name, default, pack in of or _FIELDS[type(value)]:
        found = getattr(value, name)
        if found != default:
            held[name] = pack(found) if pack else found
    return held


def _made(kind: type, held: dict[str, Any]) -> Any:
    for name in _SPECIAL.keys() & held.keys():
        held[name] = _SPECIAL[name][1](held[name])
    return kind(**held)


def packed(seen: Seen, *, pages: bool) -> Parcel:
    """Return a look as a parcel; without ``pages`` only what is told of a link afterwards."""
    check = seen.check
    page = _held(check.page) if pages and check.page is not None else None
    return (
        seen.waiting.url,
        [_held(each) for each in seen.waiting.namings],
        _held(check.observation, None if pages else _BRIEF),
        page,
        packed_chain(seen.chain),
        [_held(each) for each in seen.verdicts],
        seen.void,
    )


def unpacked(parcel: Parcel) -> Seen:
    """Return the look that a parcel holds."""
    url, namings, look, page, chain, verdicts, void = parcel
    return Seen(
        waiting=Waiting(url, tuple(_made(Cited, each) for each in namings)),
        check=Check(
            observation=_made(Observation, look),
            page=None if page is None else _made(PageFacts, page),
        ),
        chain=unpacked_chain(chain),
        verdicts=tuple(_made(Verdict, each) for each in verdicts),
        void=void,
    )


def packed_check(check: Check) -> Parcel:
    """Return a look without its page as a parcel."""
    return (_held(check.observation, _BRIEF),)


def unpacked_check(parcel: Parcel) -> Check:
    """Return the look that a parcel holds."""
    return Check(observation=_made(Observation, parcel[0]))


def packed_chain(chain: Chain) -> Parcel:
    """Return the exchanges of a look as a parcel."""
    exchanges, entity, sha256 = chain
    sent: bytes | int | None = entity
    if entity and exchanges[-1].response.endswith(entity):
        sent = len(entity)  # most bodies came as they are
    return [_held(each) for each in exchanges], sent, sha256


def unpacked_chain(parcel: Parcel) -> Chain:
    """Return the exchanges that a parcel holds."""
    held, sent, sha256 = parcel
    exchanges = tuple(_made(Exchange, each) for each in held)
    entity = exchanges[-1].response[-sent:] if isinstance(sent, int) else sent
    return exchanges, entity, sha256
