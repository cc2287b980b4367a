"""All behaviours of the scripted web, in one table."""

from __future__ import annotations

from sourcecheck.testing.contents import CONTENTS
from sourcecheck.testing.faults import FAULTS
from sourcecheck.testing.redirects import HELPERS, REDIRECTS
from sourcecheck.testing.script import Behaviour, Script

BEHAVIOURS: tuple[Behaviour, ...] = (*CONTENTS, *REDIRECTS, *FAULTS)
"""Each with its address, what the server does, and what is right to say about it."""


def named(name: str) -> Behaviour:
    """Return the behaviour of that name; raises ``KeyError`` when there is none."""
    return _BY_NAME[name]


def hosts() -> dict[str, Script]:
    """Return the script of every host, helpers included."""
    found = {host_of(one): one.script for one in BEHAVIOURS}
    return {**HELPERS, **found}


def host_of(behaviour: Behaviour) -> str:
    """Return the host that a behaviour is at."""
    return behaviour.url.split("/")[2]


_BY_NAME = {one.name: one for one in BEHAVIOURS}
