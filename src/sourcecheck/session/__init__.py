"""One run: settings become tools, names become documents, audits become reports.

``Session`` is the asynchronous way in for programs, ``verbs`` the blocking one; the command
line stands on the same parts (``opening``, ``inputs``, ``rendering``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sourcecheck.session.session import Session

__all__ = ["Session"]


def __getattr__(name: str) -> Any:
    if name == "Session":
        from sourcecheck.session.session import Session  # noqa: PLC0415 - asyncio is heavy

        return Session
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
