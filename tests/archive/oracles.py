"""Programs of others that read web archives, where they are installed aside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CACHE = Path(__file__).parents[2] / ".cache"
PLAYER = CACHE / "replaywebpage"
PYWB = CACHE / "pywb"


def wanted(path: Path) -> Path:
    """Return the path, or skip saying so; where the oracles are required, fail."""
    if path.exists():
        return path
    reason = f"no {path.name} in {path.parent.name}: run python tools/fetch_players.py"
    if os.environ.get("SOURCECHECK_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
