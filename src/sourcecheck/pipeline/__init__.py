"""The eight verbs in order: extract, resolve, fetch, archive, classify, verify, store, report.

Read this first. ``audit`` (in ``auditing``) takes one document through the stages; every side
effect it has comes in through ``Tools``. What a stage makes is remembered as soon as it is
made, so a run that is interrupted loses nothing and the same run again adds nothing. ``sweep``
looks at many addresses side by side: those of an article, or a list of a million.

Nothing is imported before it is asked for: checking links needs no extraction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sourcecheck.pipeline.auditing import audit, read
    from sourcecheck.pipeline.tools import Tables, Tools

__all__ = ["STAGES", "Tables", "Tools", "audit", "read"]

STAGES = ("extract", "resolve", "fetch", "archive", "classify", "verify", "store", "report")
"""The order of the stages; README and docs print the same line."""

_HOMES = {"audit": "auditing", "read": "auditing", "Tables": "tools", "Tools": "tools"}


def __getattr__(name: str) -> Any:
    import importlib  # noqa: PLC0415 - the package itself stays free of imports

    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
