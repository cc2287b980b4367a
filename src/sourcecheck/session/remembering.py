"""What the audits of a run are remembered in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sourcecheck.session.opening import opened_store

if TYPE_CHECKING:
    from sourcecheck.config import Settings
    from sourcecheck.store.base import Store


@contextmanager
def remembering(settings: Settings, *, alone: bool) -> Iterator[Store]:
    """Open the store of a run of audits; ``alone`` = of one article.

    What is replayed leaves nothing behind unless a database is named. For one article plain
    dictionaries remember enough, and opening a database would take longer than all else that is
    done with it; of many they would take the room. Raises as ``opened_store``.
    """
    if alone and settings.replay and not settings.db:
        from sourcecheck.store.memory import MemoryStore  # noqa: PLC0415 - seldom used

        yield MemoryStore()
        return
    with opened_store(settings) as store:
        yield store
