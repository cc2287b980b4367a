"""Plugins: entry points, imported when first asked for.

The name of the entry point is the key. A plugin that cannot be loaded, or that fails, breaks
only itself: the error names it, and everything else works.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sourcecheck.errors import PluginError, SourcecheckError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUPS = ("readers", "reports", "archives", "stores", "engines", "rules")
"""What can be added: the groups ``sourcecheck.readers``, ``sourcecheck.reports``, ..."""

_HINT = "update or uninstall it; everything else works without it"


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
            f"plugin {name!r} ({point.value}) could not be loaded: {error}", hint=_HINT
        ) from error


def guarded(group: str, name: str) -> Callable[..., Any]:
    """Import a plugin that is called, so that what it raises becomes a ``PluginError``.

    Our own errors pass: a renderer may refuse with ``UsageError`` what its format cannot hold.
    """
    offered = load(group, name)
    if not callable(offered):
        raise PluginError(f"plugin {name!r} offers {type(offered).__name__}, nothing to call")

    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return offered(*args, **kwargs)
        except SourcecheckError:
            raise
        except Exception as error:
            kind = type(error).__name__
            raise PluginError(f"plugin {name!r} failed: {kind}: {error}", hint=_HINT) from error

    return call


def _points(group: str) -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points  # noqa: PLC0415 - heavy, and seldom asked

    return {point.name: point for point in entry_points(group=f"sourcecheck.{group}")}
