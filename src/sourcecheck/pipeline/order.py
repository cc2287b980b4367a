"""The order in which the looks of an audit counted, kept while it is made again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sourcecheck.model import Check
from sourcecheck.pipeline.judging import Seen
from sourcecheck.pipeline.linktools import Past


class Order:
    """Looks that wait to be heard in the order of the first time.

    What is told of the network depends on it: whether others failed as well since somebody
    answered. An archive answers in no order of its own.
    """

    def __init__(self, heard: Sequence[str]) -> None:
        """Prepare; ``heard`` are the addresses as they counted, each as often as it did."""
        counts: Counter[str] = Counter()
        self._rank: dict[tuple[str, int], int] = {}
        for place, url in enumerate(heard):
            self._rank[url, counts[url]] = place
            counts[url] += 1
        self._met: Counter[str] = Counter()
        self._waiting: list[tuple[int, Seen | Check]] = []

    def add(self, url: str, look: Seen | Check) -> None:
        """Let a look wait; one that did not count then counts last."""
        rank = self._rank.get((url, self._met[url]), len(self._rank))
        self._met[url] += 1
        self._waiting.append((rank, look))

    def due(self) -> list[Seen | Check]:
        """Return the looks that wait, in order; they wait no more."""
        found, self._waiting = self._waiting, []
        return [look for _, look in sorted(found, key=_rank_of)]


def order_of(past: Past | None) -> Order | None:
    """Return the order of an audit that is made again; None = any will do."""
    record = past.record if past is not None else None
    return Order(record.heard) if record is not None and record.heard else None


def _rank_of(waiting: tuple[int, Seen | Check]) -> int:
    return waiting[0]
