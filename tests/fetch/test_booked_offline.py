"""A turn that was booked is left even where nobody is asked."""

from __future__ import annotations

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.client import Fetcher
from sourcecheck.fetch.settings import FetchSettings
from sourcecheck.model import Failure


async def test_offline_every_booked_turn_is_left_or_the_third_look_would_wait_for_ever():
    settings = FetchSettings(offline=True, per_host=1, pace_s=0.0)
    async with Fetcher(settings, load_addresses()) as fetcher:
        for number in range(3):
            assert fetcher.queue.book("a.example") == 0.0
            found = await fetcher.fetch(f"https://a.example/{number}", booked=True)
            assert found.observation.failure is Failure.OFFLINE
