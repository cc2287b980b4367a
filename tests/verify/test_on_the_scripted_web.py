from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

pytest.importorskip("cryptography")
from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.data.load_confirmation import load_confirmation
from sourcecheck.data.load_pages import load_pages
from sourcecheck.fetch.client import Fetched, Fetcher
from sourcecheck.fetch.settings import Manner
from sourcecheck.model import Check, Group
from sourcecheck.testing.behaviours import BEHAVIOURS
from sourcecheck.testing.web import ScriptedWeb
from sourcecheck.verify.following import followed, leads_to, sibling_of
from sourcecheck.verify.linkstate import Circumstances, judge
from sourcecheck.verify.page import read_page
from sourcecheck.verify.rules.walls import AS_BROWSER

SEVERAL = 2
"""Looks at each page, as a run gives those that fail at first."""


def check_of(fetched: Fetched) -> Check:
    seen = fetched.observation
    facts = read_page(fetched.body, seen.media_type, seen.charset, seen.final_url)
    return Check(observation=seen, page=facts if fetched.body else None)


async def state_of(fetcher: Fetcher, url: str):
    pages = load_pages()
    looks = [check_of(await fetcher.fetch(url)) for _ in range(SEVERAL)]
    if looks[-1].observation.status in {403, 404, 406}:
        shown = check_of(await fetcher.fetch(url, manner=Manner.BROWSER))
        if shown.observation.status == 200:
            looks.append(replace(shown, observation=replace(shown.observation, vantage=AS_BROWSER)))
    if target := leads_to(looks[-1], pages):
        looks.append(followed(looks[-1], check_of(await fetcher.fetch(target))))
    sibling = None
    if (address := sibling_of(url, "qzxvwkjh", pages)) and looks[-1].observation.status == 200:
        other = check_of(await fetcher.fetch(address))
        sibling = other.page if other.observation.status == 200 else None
    around = Circumstances(resolver_works=True, sibling=sibling)
    return judge(url, looks, pages, load_confirmation(), around)


async def judged():
    with ScriptedWeb() as web:
        settings = web.settings(
            browser_headers=True, timeout_s=6, connect_s=2, tls_s=2, head_s=3, body_s=3
        )
        async with Fetcher(settings, load_addresses()) as fetcher:
            found = await asyncio.gather(*(state_of(fetcher, one.url) for one in BEHAVIOURS))
    return {one.name: (one.state, verdict) for one, verdict in zip(BEHAVIOURS, found, strict=True)}


async def test_the_scripted_web_is_judged_right_and_nothing_alive_is_called_dead():
    found = await judged()
    false_dead = {
        name
        for name, (right, verdict) in found.items()
        if verdict.group is Group.DEAD and right.group is not Group.DEAD
    }
    wrong = {
        name: (right.value, verdict.state.value, verdict.rule)
        for name, (right, verdict) in found.items()
        if verdict.state is not right
    }
    assert false_dead == set()
    assert len(wrong) <= len(found) // 20, wrong
    assert not any(verdict.confirmed for _, verdict in found.values())
