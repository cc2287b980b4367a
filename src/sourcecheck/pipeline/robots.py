"""Whether a site's robots.txt lets us fetch an address: asked once for an origin and run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sourcecheck.fetch.robots import Rules, allows, keeps, read_robots, robots_url
from sourcecheck.model import Failure, Observation
from sourcecheck.model.record import Purpose
from sourcecheck.pipeline.asking import ask
from sourcecheck.pipeline.lanes import host_of
from sourcecheck.pipeline.linktools import Chain, Fetched, LinkTools
from sourcecheck.pipeline.looking import NOTHING, chain_of

_MANY_ORIGINS = 20_000
_KEPT = timedelta(hours=24)  # RFC 9309, 2.4


@dataclass(slots=True, eq=False)
class Robots:
    """The rules of the origins met; where they are not obeyed, everything is allowed."""

    tools: LinkTools
    keep: Callable[[Chain], None]
    _asked: dict[str, asyncio.Future[None]] = field(default_factory=dict)

    async def close(self) -> None:
        """Stop asking."""
        asked = list(self._asked.values())
        for each in asked:
            each.cancel()
        await asyncio.gather(*asked, return_exceptions=True)

    def knows(self, url: str) -> bool:
        """Tell whether the rules for an address are known, or need not be."""
        if not self.tools.obeys_robots:
            return True
        address = robots_url(url)
        return not address or self._rules_of(address) is not None

    def _rules_of(self, address: str) -> Rules | None:
        known = self.tools.robots_rules.get(address)
        if known is None:
            return None
        if not self.tools.replays and self.tools.clock() - known[1] > _KEPT:
            return None  # an archive has none that are newer
        ledger = self.tools.ledger
        return known[0] if ledger is None or ledger.ruled(address) else None

    async def learn(self, url: str) -> None:
        """Ask for the rules of an address's origin, or wait for them where they are asked for."""
        address = robots_url(url)
        asked = self._asked.get(address)
        if asked is None:
            asked = self._asked[address] = asyncio.ensure_future(self._learn(address))
            asked.add_done_callback(lambda _: self._asked.pop(address, None))
        await asyncio.shield(asked)

    async def _learn(self, address: str) -> None:
        fetched = await ask(self.tools, address, Purpose.ROBOTS)
        self.keep(chain_of(fetched))
        rules = read_robots(fetched.observation, fetched.body)
        known = self.tools.robots_rules
        if len(known) >= _MANY_ORIGINS:
            known.clear()
            self.tools.rulings.clear()
        known[address] = (rules, fetched.observation.at)
        if rules.crawl_delay_s and not self.tools.replays:
            self.tools.fetcher.queue.delay(host_of(address), rules.crawl_delay_s)

    def denied(self, url: str) -> Observation | None:
        """Return what is known of an address that must not be fetched; None = it may be."""
        address = robots_url(url)
        rules = self._rules_of(address) if self.tools.obeys_robots else None
        if rules is None or allows(rules, url):
            return None
        return Observation(
            url=url,
            at=self.tools.robots_rules[address][1],
            final_url=url,
            failure=Failure.ROBOTS_DENIED,
            reason=rules.because or "robots.txt asks not to fetch it",
        )

    def kept(self, url: str, fetched: Fetched) -> Chain:
        """Return what may be archived of a look: no page whose host's rules are not known."""
        rules = self._rules_of(robots_url(url)) if self.tools.obeys_robots else None
        if rules is not None and not keeps(rules, fetched.observation):
            return NOTHING
        return chain_of(fetched)
