"""What was recorded once shows the same again: wire -> archive -> replay, over the whole web."""

import asyncio
import uuid
from datetime import UTC, datetime

import pytest

from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.replay import ReplayTransport
from sourcecheck.archive.warc import Archive
from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.client import Fetcher, FetchSettings
from sourcecheck.model import Failure
from sourcecheck.testing import BEHAVIOURS, ScriptedWeb
from sourcecheck.testing.behaviours import named

TABLE = load_addresses()
QUICK = [one.name for one in BEHAVIOURS if one.seconds < 1 and one.name != "tls_silent"]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """Look at every quick behaviour once and keep all exchanges."""
    folder = tmp_path_factory.mktemp("archive")
    with ScriptedWeb() as web:
        return folder, asyncio.run(kept(web, folder))


async def kept(web, folder):
    opened = Archive.open(
        folder, MemoryIndex(), lambda: datetime.now(UTC), lambda: str(uuid.uuid4())
    )
    with opened as archive:
        async with Fetcher(web.settings(), TABLE) as fetcher:
            found = {}
            for name in QUICK:
                found[name] = await fetcher.fetch(named(name).url)
                archive.keep_chain(found[name].exchanges, found[name].body or None)
    return found


@pytest.mark.parametrize("name", QUICK)
async def test_a_replayed_look_is_equal_to_the_first_one(recorded, name):
    folder, found = recorded
    transport = ReplayTransport.open(folder)
    async with Fetcher(FetchSettings(), TABLE, transport=transport) as fetcher:
        again = await fetcher.fetch(named(name).url)
    assert again == found[name]


async def test_what_was_never_recorded_is_said_to_be_so(recorded):
    transport = ReplayTransport.open(recorded[0])
    async with Fetcher(FetchSettings(), TABLE, transport=transport, vantage="replay") as fetcher:
        seen = (await fetcher.fetch("http://never-seen.example/")).observation
    assert (seen.failure, seen.status, seen.vantage) == (Failure.NOT_ARCHIVED, None, "replay")
