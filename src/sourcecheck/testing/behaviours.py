"""All behaviours of the scripted web, in one table, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sourcecheck.testing import contents, doors, faults, flaps, missing, moves, octets, redirects
from sourcecheck.testing.encodings import ENCODINGS
from sourcecheck.testing.fragments import FRAGMENTS, NEGOTIATED, PLACES
from sourcecheck.testing.methods import AGENTS, METHODS
from sourcecheck.testing.script import Behaviour, Script
from sourcecheck.testing.secured import SECURED

SECTIONS: Mapping[str, tuple[Behaviour, ...]] = {
    "pages": (*contents.ALIVE, *doors.LOOKALIKES, *doors.MORE_LOOKALIKES),
    "methods": METHODS,
    "agents": AGENTS,
    "encodings": ENCODINGS,
    "fragments": (*FRAGMENTS, *PLACES),
    "negotiation": NEGOTIATED,
    "doors": (*contents.WALLS, *doors.MEMBERS, *doors.CONSENT, *doors.REGIONS),
    "walls": doors.MORE_WALLS,
    "limits": (*flaps.FLAPS, *flaps.LIMITS),
    "statuses": (*contents.TROUBLE, *flaps.STATUSES, *doors.TROUBLE_WITH_200),
    "missing": (*contents.DEAD, *missing.SOFT, *missing.SOFT_MORE, *missing.TEMPLATES),
    "taken": (*missing.PARKED, *missing.TAKEN),
    "redirects": (*redirects.MOVED, *redirects.STAYS, *moves.ODD, *moves.INSIDE),
    "cookies": moves.COOKIES,
    "endings": (*redirects.ELSEWHERE, *moves.ENDS),
    "connections": (*moves.CONNECTIONS, *faults.SILENT),
    "bytes": (*faults.TOLERATED, *octets.WRITTEN, *faults.CUT, *octets.FED),
    "protocol": (*faults.PROTOCOL, *octets.UNREADABLE),
    "tls": SECURED,
}
"""The table by section; a behaviour says itself which one it stands in."""

BEHAVIOURS: tuple[Behaviour, ...] = tuple(
    replace(one, section=section) for section, group in SECTIONS.items() for one in group
)
"""Each with its address, what the server does, and what is right to say about it."""

HELPERS: Mapping[str, Script] = {
    **redirects.HELPERS,
    **moves.MOVE_HELPERS,
    **doors.DOOR_HELPERS,
}
"""Hosts that behaviours lead to and that are none themselves."""

_BY_NAME = {one.name: one for one in BEHAVIOURS}


def named(name: str) -> Behaviour:
    """Return the behaviour of that name; raises ``KeyError`` when there is none."""
    return _BY_NAME[name]


def hosts() -> dict[str, Script]:
    """Return the script of every host, helpers included."""
    return {**HELPERS, **{host_of(one): one.script for one in BEHAVIOURS}}


def host_of(behaviour: Behaviour) -> str:
    """Return the host that a behaviour is at."""
    return behaviour.url.split("/")[2]
