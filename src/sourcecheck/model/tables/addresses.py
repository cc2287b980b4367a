"""Where we may connect, and how to tell that nobody there speaks HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """Where an IPv4 address sits inside an IPv6 address."""

    offset: int  # bits from the left
    inverted: bool = False  # stored with all bits inverted (Teredo clients)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of the special-purpose registries."""

    network: IPv4Network | IPv6Network
    name: str  # "loopback"
    unwrap: bool = False  # judged only by the IPv4 address inside; otherwise refused
    embedded: tuple[Embedded, ...] = ()
    told_by: str = ""  # "web/special_purpose.csv:8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """How a server of another protocol opens its answer."""

    opening: bytes
    protocol: str
    told_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressTable:
    """The refused blocks, the narrowest first, and the greetings of other protocols."""

    blocks: tuple[Block, ...]
    banners: tuple[Banner, ...] = ()
