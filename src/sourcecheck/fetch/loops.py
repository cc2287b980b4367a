"""The event loop that everything runs on, and how many sockets it may hold.

uvloop where there is one, asyncio's own loop elsewhere: measured in ``benchmarks/fetch.py``, the
same fetcher needs less processor time there. It is imported only when a loop is wanted.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


def factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes uvloop's loops, or None where uvloop is not installed."""
    try:
        import uvloop  # noqa: PLC0415 - there is none for every platform
    except ImportError:
        return None
    made: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return made


def sockets(wanted: int) -> int:
    """Return how many sockets this process may have open, after asking for ``wanted``.

    Systems grant 256 or 1024 unless asked, and far more when they are (``ulimit -n``).
    """
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    if soft == unlimited or soft >= wanted:
        return wanted
    granted = wanted if hard == unlimited else min(wanted, hard)
    with contextlib.suppress(OSError, ValueError):  # refused: what there was remains
        resource.setrlimit(resource.RLIMIT_NOFILE, (granted, hard))
    return min(wanted, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def run(main: Coroutine[Any, Any, _T]) -> _T:
    """Run ``main`` to its end, as ``asyncio.run`` does, on the quickest loop there is."""
    with asyncio.Runner(loop_factory=factory()) as runner:
        return runner.run(main)
