"""When failures are our own network's, and when they are a whole host's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkTable:
    """Thresholds; all but the share are whole numbers above zero."""

    unrelated: int  # registrable domains that must agree before our own side is suspected
    window_share: float  # of the hosts alive before; more than that failing at once is us
    window_hosts: int  # below so many hosts that were alive a share says nothing
    lost_share: float  # of the hosts that answered; so many falling silent at once is us too
    hosts_kept: int  # hosts remembered during a run; of more, an even sample


@dataclass(frozen=True, slots=True, kw_only=True)
class WholesaleTable:
    """When the links of a host are told as one finding."""

    links: int  # cited links of one host, all that were looked at, failing alike
    codes: frozenset[str]  # findings that say that a link fails
