"""Load ``data/web/network.toml``: trouble of our own, and hosts that fail as a whole."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from sourcecheck.data.files import PACKAGED, toml
from sourcecheck.errors import DataError
from sourcecheck.model.tables.network import NetworkTable, WholesaleTable

_FILE = "web/network.toml"
_CODE = re.compile(r"SC\d{3}")


@cache
def load_network() -> NetworkTable:
    """Return when failures are ours; raises ``DataError`` naming section and key."""
    return read_network(toml(PACKAGED, _FILE))


@cache
def load_wholesale() -> WholesaleTable:
    """Return when a host fails as a whole; raises ``DataError`` naming section and key."""
    return read_wholesale(toml(PACKAGED, _FILE))


def read_network(data: dict[str, Any]) -> NetworkTable:
    """Turn the file's data into the table; unknown and missing keys are refused."""
    keys = ("unrelated", "window_share", "window_hosts", "lost_share", "hosts_kept")
    row = _section(data, "network", keys)
    return NetworkTable(
        unrelated=_whole("network", row, "unrelated"),
        window_share=_share("network", row, "window_share"),
        window_hosts=_whole("network", row, "window_hosts"),
        lost_share=_share("network", row, "lost_share"),
        hosts_kept=_whole("network", row, "hosts_kept"),
    )


def read_wholesale(data: dict[str, Any]) -> WholesaleTable:
    """Turn the file's data into the table; unknown and missing keys are refused."""
    row = _section(data, "wholesale", ("links", "codes"))
    codes = row["codes"]
    if not isinstance(codes, list) or not all(_CODE.fullmatch(str(code)) for code in codes):
        raise DataError(f"{_FILE}: [wholesale] codes must be a list of finding codes")
    return WholesaleTable(links=_whole("wholesale", row, "links"), codes=frozenset(codes))


def _section(data: dict[str, Any], name: str, keys: tuple[str, ...]) -> dict[str, Any]:
    row = data.get(name)
    if not isinstance(row, dict) or set(row) != set(keys):
        raise DataError(f"{_FILE}: [{name}] must hold exactly {', '.join(keys)}")
    return row


def _share(section: str, row: dict[str, Any], key: str) -> float:
    value = row[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
        raise DataError(f"{_FILE}: [{section}] {key} must lie between 0 and 1")
    return float(value)


def _whole(section: str, row: dict[str, Any], key: str) -> int:
    value = row[key]
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise DataError(f"{_FILE}: [{section}] {key} must be a whole number above zero")
    return value
