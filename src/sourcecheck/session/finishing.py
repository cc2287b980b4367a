"""Run a coroutine to its end from a program that has no event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


def result_of(work: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine to its end, as ``asyncio.run`` does, and return what it came to.

    ``asyncio.run`` gives Ctrl-C back to whoever had it. Python 3.11 then looks whether its own
    handler is one with a name, and the error that says no spells the handler out, with the whole
    result of the run in it: for an audit of 300 links that was a fifteenth of its replay. So
    what is run here comes to nothing, and the result is left beside it.
    """
    results: list[_T] = []

    async def run() -> None:
        results.append(await work)

    asyncio.run(run())
    return results[0]
