"""Loads the address table: ``web/special_purpose.csv`` and ``web/banners.csv``."""

from __future__ import annotations

import functools
import ipaddress

from sourcecheck.data.files import PACKAGED, Row, rows
from sourcecheck.errors import DataError
from sourcecheck.model.tables.addresses import AddressTable, Banner, Block, Embedded

_BLOCKS = ("block", "name", "rule", "embedded", "source")
_BANNERS = ("opening", "protocol", "source")
_RULES = {"refuse": False, "unwrap": True}


@functools.cache
def load_addresses() -> AddressTable:
    """Return the address table that ships with sourcecheck.

    Raises ``DataError`` with file and line when a row is wrong.
    """
    blocks = map(_block, rows(PACKAGED, "web/special_purpose.csv", _BLOCKS))
    return AddressTable(
        blocks=tuple(sorted(blocks, key=lambda block: -block.network.prefixlen)),
        banners=tuple(map(_banner, rows(PACKAGED, "web/banners.csv", _BANNERS))),
    )


def _block(row: Row) -> Block:
    if row["rule"] not in _RULES:
        raise DataError(f"{row.where}: rule is not refuse or unwrap: {row['rule']!r}")
    try:
        network = ipaddress.ip_network(row["block"])
    except ValueError as error:
        raise DataError(f"{row.where}: {error}") from error
    return Block(
        network=network,
        name=row["name"],
        unwrap=_RULES[row["rule"]],
        embedded=tuple(_embedded(row, part) for part in row.listed("embedded")),
        told_by=row.where,
    )


def _embedded(row: Row, part: str) -> Embedded:
    offset = part.removesuffix("~")
    if not offset.isdecimal() or int(offset) > 96:
        raise DataError(f"{row.where}: no such place for an IPv4 address: {part!r}")
    return Embedded(offset=int(offset), inverted=part.endswith("~"))


def _banner(row: Row) -> Banner:
    # The space after a reply code belongs to it, so the cell is read as it stands.
    opening = row.cells["opening"].encode()
    if not opening.strip():
        raise DataError(f"{row.where}: the opening is empty")
    return Banner(opening=opening, protocol=row["protocol"], told_by=row.where)
