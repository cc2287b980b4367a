"""Trouble of the network we look from."""

from __future__ import annotations

from enum import StrEnum


class NetworkTrouble(StrEnum):
    """Trouble of our own that a run ran into, in words; a part of its links stay unchecked."""

    OFFLINE = "this machine is offline"  # not a byte came from anywhere
    RESOLVER = "no name could be looked up"
    PORTAL = "one machine answered in the place of others"
    WINDOW = "too many hosts that were alive before failed at once"
    LOST = "the network went away during the run"

    @classmethod
    def of(cls, why_offline: str) -> NetworkTrouble | None:
        """Return the trouble that a run's reason begins with; None = another reason, or none."""
        return next((one for one in cls if why_offline.startswith(one.value)), None)
