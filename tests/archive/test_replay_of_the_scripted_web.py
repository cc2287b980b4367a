from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

pytest.importorskip("cryptography")
from archive_cases import opened_file, warcio_check

from sourcecheck.archive.index import MemoryIndex
from sourcecheck.archive.replay import ReplayTransport
from sourcecheck.archive.warc import Archive
from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.again import seen_again
from sourcecheck.fetch.client import Fetcher
from sourcecheck.testing.behaviours import BEHAVIOURS
from sourcecheck.testing.web import ScriptedWeb


async def recorded(folder, index):
    """Fetch every page once, and keep every exchange."""
    with ScriptedWeb() as web:
        settings = web.settings(timeout_s=4, connect_s=1, tls_s=1, head_s=1.5, body_s=1.5)
        async with Fetcher(settings, load_addresses()) as fetcher:
            found = await asyncio.gather(*(fetcher.fetch(one.url) for one in BEHAVIOURS))
    with Archive.open(folder, index, lambda: datetime.now(UTC), lambda: str(uuid.uuid4())) as kept:
        for fetched in found:
            captures = kept.keep_chain(fetched.exchanges, fetched.body)
            exchanges = [kept.read(capture) for capture in captures]
            assert exchanges == list(fetched.exchanges)
    return settings, found


async def test_what_was_fetched_once_is_seen_again_from_the_archive_alone(tmp_path):
    index = MemoryIndex()
    settings, first = await recorded(tmp_path, index)
    assert any(len(fetched.exchanges) > 5 for fetched in first)
    assert warcio_check(opened_file(tmp_path)) == (0, "", "")
    transport = ReplayTransport.open(tmp_path)
    async with Fetcher(settings, load_addresses(), transport=transport) as fetcher:
        again = [await fetcher.fetch(one.url) for one in BEHAVIOURS]
    differing = {
        one.name: (a.observation, b.observation)
        for one, a, b in zip(BEHAVIOURS, first, again, strict=True)
        if a.exchanges and (a.observation, a.body) != (b.observation, b.body)
    }
    assert differing == {}


async def test_many_replays_at_once_give_the_same(tmp_path):
    index = MemoryIndex()
    settings, first = await recorded(tmp_path, index)
    transport = ReplayTransport.open(tmp_path)
    async with Fetcher(settings, load_addresses(), transport=transport) as fetcher:
        again = await asyncio.gather(*(fetcher.fetch(one.url) for one in BEHAVIOURS))
    kept = [fetched for fetched in first if fetched.exchanges]
    assert [replace(f.observation, attempts=1) for f in again if f.exchanges] == [
        replace(f.observation, attempts=1) for f in kept
    ]


async def test_the_exchanges_of_a_look_show_what_the_look_showed(tmp_path):
    settings, first = await recorded(tmp_path, MemoryIndex())
    differing = {
        one.name: (fetched.observation, again.observation)
        for one, fetched in zip(BEHAVIOURS, first, strict=True)
        if fetched.exchanges
        and (again := seen_again(one.url, fetched.exchanges, settings))
        and (again.observation, again.body) != (fetched.observation, fetched.body)
    }
    assert differing == {}
