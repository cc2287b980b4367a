"""Ctrl-C in a run: the first one finishes, the second one ends."""

from __future__ import annotations

import _thread
import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sourcecheck.pipeline.linktools import LinkTools

PATIENCE_S = 1.0
"""How long a busy event loop may take to hear of Ctrl-C."""


@contextmanager
def stopping(tools: LinkTools) -> Iterator[None]:
    """Let the first Ctrl-C ask nobody more and finish; the second one ends at once.

    An event loop that is busy with a long text hears nothing. It is given ``PATIENCE_S`` after
    the first one, then the run ends as if there had been a second.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is told of signals
        return
    loop = asyncio.get_running_loop()
    late = threading.Timer(PATIENCE_S, _end_unless, (tools.stop.is_set,))
    late.daemon = True

    def stop(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        loop.call_soon_threadsafe(tools.stop.set)
        late.start()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        late.cancel()
        signal.signal(signal.SIGINT, before)


def _end_unless(heard: Callable[[], bool]) -> None:
    if not heard():
        _thread.interrupt_main()
