"""What a run leaves behind: exchanges in the archive, looks in the store, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from sourcecheck.model import Capture, Check
from sourcecheck.pipeline.judging import Seen
from sourcecheck.pipeline.linktools import Chain, LinkTools
from sourcecheck.pipeline.looks import Look
from sourcecheck.store.base import CheckRun
from sourcecheck.store.base import Look as Kept

_MUCH = 8 * 1024 * 1024  # bytes that wait to be archived


class Keeper:
    """Archives, remembers, and knows what was seen before.

    The order is that of evidence: the exchanges are on disk before anything points to them,
    and a look is remembered before it is told.
    """

    def __init__(
        self,
        tools: LinkTools,
        run: CheckRun | None = None,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare; ``wake`` is called when so much waits that it should be written now."""
        self._tools = tools
        self._wake = wake
        self._run = run
        self._remembers = not (tools.offline or tools.states_only)
        self._asks_before = self._remembers and tools.store.info().rows("checks") > 0
        self._beside: list[Chain] = []  # exchanges that no look is told of
        self._weight = 0

    @property
    def is_full(self) -> bool:
        """Whether so much waits that it should be written now."""
        return self._weight > _MUCH

    def keep(self, chain: Chain) -> None:
        """Keep exchanges that belong to no look that is told: first looks, siblings."""
        if self._tools.archive is not None and chain[0]:
            self._beside.append(chain)
            self.weigh(chain)
            if self.is_full:
                self._wake()

    def weigh(self, chain: Chain) -> None:
        """Count the bytes of a chain that waits."""
        if self._tools.archive is not None:
            self._carry(weight_of(chain))

    def _carry(self, size: int) -> None:
        """Count bytes that wait; large answers under way wait for room meanwhile."""
        self._weight += size
        self._tools.fetcher.carry(size)

    def earlier(self, url: str) -> tuple[Check, ...]:
        """Return the looks at an address so far, oldest first."""
        if self._tools.past is not None:
            return self._tools.past.earlier(url)
        if not self._asks_before:
            return ()
        return self._tools.store.histories((url,)).get(url, ())

    def done_before(self, urls: Collection[str]) -> dict[str, Kept]:
        """Return the looks that this run recorded before it was broken off."""
        if self._run is None or not self._run.resumed:
            return {}
        return self._tools.store.seen_in_run(self._run, list(urls))

    async def write(self, batch: Sequence[Seen]) -> list[Look]:
        """Archive and remember a batch, and return it as it is told."""
        captures = await self._archived(batch)
        if self._remembers:
            with self._tools.store.together():
                if self._tools.archive is not None:
                    self._tools.archive.index_written()
                self._tools.store.remember_looks(
                    [
                        Kept(
                            check=seen.check,
                            verdict=seen.verdicts[0],
                            record_id=capture.record_id if capture else "",
                        )
                        for seen, capture in zip(batch, captures, strict=True)
                        if not seen.void
                    ]
                )
        return [
            look
            for seen, capture in zip(batch, captures, strict=True)
            for look in looks_of(seen, capture)
        ]

    async def _archived(self, batch: Sequence[Seen]) -> list[Capture | None]:
        archive = self._tools.archive
        if archive is None:
            return [None] * len(batch)
        beside, self._beside = self._beside, []
        chains = [*beside, *(seen.chain for seen in batch)]
        kept = await archive.write_aside(chains)
        if self._tools.ledger is not None:
            for chain, captures in zip(chains, kept, strict=True):
                self._tools.ledger.kept(chain[0], captures)
        self._carry(-sum(map(weight_of, chains)))
        return [captures[-1] if captures else None for captures in kept[len(beside) :]]

    async def close(self) -> None:
        """Write what still waits."""
        if self._beside:
            await self.write(())


def weight_of(chain: Chain) -> int:
    """Return how many bytes of answers a look holds."""
    return sum(len(each.response) for each in chain[0]) + len(chain[1] or b"")


def looks_of(seen: Seen, capture: Capture | None) -> list[Look]:
    """Return a look for each address that was judged, with all its origins."""
    check = None if seen.void else seen.check
    namings = seen.waiting.namings
    if len(namings) == 1:
        origins = (namings[0].origin,) if namings[0].origin else ()
        return [Look(check=check, verdict=seen.verdicts[0], capture=capture, origins=origins)]
    origins_of: dict[str, dict[str, None]] = {}
    for each in namings:
        origins_of.setdefault(each.address, {})[each.origin] = None
    verdicts = {each.url: each for each in reversed(seen.verdicts)}
    return [
        Look(
            check=check,
            verdict=verdicts[address],
            capture=capture,
            origins=tuple(filter(None, origins)),
        )
        for address, origins in origins_of.items()
    ]
