"""Where we may connect: the address policy, as pure functions.

Every URL was written by a stranger, so a name may lead into the network we stand in. The
flags of ``ipaddress`` (``is_private``, ``is_global``) are not used: they change between Python
versions and let wrappers such as ``64:ff9b::7f00:1`` through. The table of the IANA registries
is the only authority. It judges the literal address about to be connected, never a URL: two
readers of a URL may disagree about its host.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from functools import lru_cache

from sourcecheck.model.tables.addresses import AddressTable, Block

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def refusal(address: str, table: AddressTable, allowed: tuple[str, ...] = ()) -> str:
    """Say why a literal address must not be connected, or "" where it may.

    The answer is the name of the block it lies in ("loopback"); for an IPv4 address inside an
    IPv6 one, the inner block's name when that is refused too. ``allowed`` are ranges in CIDR
    form that the user opened by name; raises ``ValueError`` when one is not such a range.
    """
    if "%" in address:
        return "zone id"  # names a network card of this machine (RFC 6874)
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "not an address"
    if is_allowed(found, allowed):
        return ""
    return _block_name(found, table)


def port_refusal(
    address: str, port: int, ports: tuple[int, ...], allowed: tuple[str, ...] = ()
) -> str:
    """Say why a port must not be connected, or ""; a range opened by name opens its ports."""
    if port in ports or is_allowed(ipaddress.ip_address(address), allowed):
        return ""
    return f"port {port}"


def is_allowed(address: _Address, allowed: tuple[str, ...]) -> bool:
    """Tell whether an address lies in one of the ranges that the user opened."""
    return any(address in network(span) for span in allowed)


@lru_cache(maxsize=64)
def network(span: str) -> _Network:
    """Read a range in CIDR form; raises ``ValueError`` when it is not one."""
    return ipaddress.ip_network(span, strict=False)


def _block_name(address: _Address, table: AddressTable) -> str:
    for block in table.blocks:
        if address in block.network:
            inner = next(filter(None, _inner_names(address, block, table)), "")
            return inner if block.unwrap or inner else block.name
    return ""


def _inner_names(address: _Address, block: Block, table: AddressTable) -> Iterator[str]:
    for place in block.embedded:
        bits = int(address) >> (96 - place.offset) & 0xFFFFFFFF
        inner = bits ^ 0xFFFFFFFF if place.inverted else bits
        yield _block_name(ipaddress.IPv4Address(inner), table)
