"""A look once more, from what was written down of it: what its exchanges show today. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sourcecheck.fetch.client import asked_as
from sourcecheck.fetch.observe import observe, reading
from sourcecheck.fetch.settings import FetchSettings, Manner
from sourcecheck.fetch.target import target
from sourcecheck.fetch.walks import TOO_SLOW, Fetched, Plan, Walk
from sourcecheck.fetch.wire import caps
from sourcecheck.model import Exchange


def seen_again(
    url: str, exchanges: Sequence[Exchange], settings: FetchSettings, vantage: str = "local"
) -> Fetched | None:
    """Say what a look at ``url`` shows that brought these exchanges, first to last.

    Redirects are followed as ``Fetcher`` follows them, through the exchanges instead of the
    web; where they lead further than these, the time had been up. ``None`` = no exchange is
    given, or no request can be sent to the address.
    """
    found = target(url)
    if found is None or not exchanges:
        return None
    start = replace(found, fragment="")
    limits = caps(settings)
    plan = Plan(start=start, method=exchanges[0].method, manner=Manner.HONEST, known=())
    walk = Walk(url=start.url, at=start, plan=plan, max_hops=settings.max_hops)
    rest = iter(exchanges)
    going = walk.met(reading(next(rest), limits))
    while going:
        walk.going_on()
        further = next(rest, None)
        if further is None:
            walk.end(*TOO_SLOW)
            break
        going = walk.met(reading(further, limits))
    observation, body = observe(walk.chain(vantage), limits)
    fetched = Fetched(observation=observation, exchanges=tuple(exchanges), body=body)
    return fetched if observation.url == url else asked_as(url, found, fetched)
