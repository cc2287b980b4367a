"""Plugins: entry points, imported when first asked for.

The name of the entry point is the key. A plugin that cannot be loaded breaks only itself:
the error names it, and everything else works.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any

from sourcecheck.errors import PluginError

GROUPS = ("readers", "reports", "archives", "stores", "engines", "rules")
"""What can be added: the groups ``sourcecheck.readers``, ``sourcecheck.reports``, ..."""


def names() -> dict[str, tuple[str, ...]]:
    """Return the names of the installed plugins by group; nothing is imported."""
    return {group: tuple(sorted(_points(group))) for group in GROUPS}


def load(group: str, name: str) -> Any:
    """Import one plugin and return what it offers; raises ``PluginError``."""
    point = _points(group).get(name)
    if point is None:
        known = ", ".join(sorted(_points(group))) or "none is installed"
        raise PluginError(f"no plugin named {name!r} in sourcecheck.{group}", hint=known)
    try:
        return point.load()
    except Exception as error:
        raise PluginError(
            f"plugin {name!r} ({point.value}) could not be loaded: {error}",
            hint="update or uninstall it; the others work without it",
        ) from error


def _points(group: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=f"sourcecheck.{group}")}
