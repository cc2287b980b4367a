"""Archives that mean harm: nothing they name is asked inside, and nothing of it is believed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sourcecheck.config import Settings
from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.client import Fetcher
from sourcecheck.model.memento import CopyAnswer, CopySearch
from sourcecheck.pipeline.copies import Wanted, copies_for
from sourcecheck.pipeline.copying import copying_of
from sourcecheck.pipeline.linktools import LinkTools
from sourcecheck.session.opening import link_tables_of
from sourcecheck.store.memory import MemoryStore
from sourcecheck.testing.script import Visit, answer, redirect
from sourcecheck.testing.web import ScriptedWeb

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CITED = datetime(2025, 3, 12, 23, 59, 59, tzinfo=UTC)
URL = "https://news.example/2025/dam"
DAY = "Sat, 01 Feb 2025 12:00:00 GMT"
INSIDE = ("http://10.0.0.7", "http://169.254.169.254", "http://[::1]", "file:///etc")
PAGE = f"<html><title>The dam</title><p>{'The dam in the north is full today. ' * 20}</p></html>"


async def asked(gate) -> tuple[CopySearch, list[str]]:
    """Ask a TimeGate; what is not at its host is guarded as on any other day."""
    with ScriptedWeb(behaviours=(), helpers={"archive.example": gate}) as web:
        async with Fetcher(web.settings(timeout_s=3.0), load_addresses()) as fetcher:
            tools = LinkTools(
                tables=link_tables_of(Settings()),
                fetcher=fetcher,
                store=MemoryStore(),
                clock=lambda: NOW,
                copying=copying_of(("timegate:https://archive.example/timegate/",)),
            )
            found = await copies_for([Wanted(url=URL, cited_at=CITED)], tools, NOW)
        return found[URL][0], [served.path for served in web.served]


def _map(target: str) -> bytes:
    lines = f'<{URL}>; rel="original",\n<{target}>; rel="memento"; datetime="{DAY}"'
    return answer("200 OK", lines, kind="application/link-format")


@pytest.mark.parametrize("inside", INSIDE)
async def test_an_archive_cannot_send_us_inside_for_its_list(inside):
    def gate(_: Visit):
        link = f'Link: <{URL}>; rel="original", <{inside}/map>; rel="timemap"'
        place = f"Content-Location: https://archive.example/20250201120000/{URL}"
        return (answer("200 OK", PAGE, f"Memento-Datetime: {DAY}", link, place),)

    found, paths = await asked(gate)
    assert (found.answer, found.listed) == (CopyAnswer.FOUND, 1)
    assert not any("map" in path for path in paths)


@pytest.mark.parametrize("inside", INSIDE)
async def test_an_archive_cannot_send_us_inside_for_a_copy(inside):
    def gate(visit: Visit):
        if visit.path == "/map":
            return (_map(f"{inside}/20250201120000/{URL}"),)
        map_link = 'Link: <https://archive.example/map>; rel="timemap"'
        return (redirect("302 Found", f"{inside}/20250201120000/{URL}", map_link),)

    found, _ = await asked(gate)
    assert found.best is None
    assert all(each.state is None for each in found.refused)


async def test_a_page_of_success_that_says_no_time_is_believed_by_nobody():
    def gate(visit: Visit):
        if visit.path.startswith("/timegate/"):
            return (redirect("302 Found", f"https://archive.example/20250201120000/{URL}"),)
        return (answer("200 OK", PAGE),)

    found, _ = await asked(gate)
    assert (found.answer, found.best) == (CopyAnswer.FOUND, None)
    assert "says no time" in found.refused[0].because[0]


async def test_an_archive_that_leads_in_circles_is_left():
    def gate(visit: Visit):
        return (redirect("302 Found", f"https://archive.example{visit.path}x"),)

    found, paths = await asked(gate)
    assert (found.answer, found.best) == (CopyAnswer.FAILED, None)
    assert len(paths) < 30


async def test_a_list_of_a_million_copies_is_looked_at_five_times():
    def gate(visit: Visit):
        if visit.path == "/map":
            lines = [f'<{URL}>; rel="original"'] + [
                f'<https://archive.example/c{n}>; rel="memento"; datetime="{DAY}"'
                for n in range(20_000)
            ]
            return (answer("200 OK", ",\n".join(lines), kind="application/link-format"),)
        if visit.path.startswith("/timegate/"):
            link = 'Link: <https://archive.example/map>; rel="timemap"'
            return (answer("200 OK", "<h1>404 Not found</h1>", f"Memento-Datetime: {DAY}", link),)
        return (answer("404 Not Found", "<h1>404 Not found</h1>", f"Memento-Datetime: {DAY}"),)

    found, paths = await asked(gate)
    assert found.best is None
    assert (len(found.refused), len(paths)) == (5, 7)


async def test_a_copy_of_another_page_is_no_copy_of_this_one():
    def gate(visit: Visit):
        if visit.path.startswith("/timegate/"):
            return (
                redirect("302 Found", "https://archive.example/20250201120000/https://b.example/"),
            )
        link = 'Link: <https://b.example/>; rel="original"'
        return (answer("200 OK", PAGE, f"Memento-Datetime: {DAY}", link),)

    found, _ = await asked(gate)
    assert (found.answer, found.best) == (CopyAnswer.FAILED, None)


async def test_a_copy_that_is_shown_and_stands_nowhere_is_not_no_record():
    def gate(visit: Visit):
        if "map" in visit.path:
            return (answer("404 Not Found", "none"),)
        link = f'Link: <{URL}>; rel="original", <https://archive.example/map>; rel="timemap"'
        return (answer("200 OK", PAGE, f"Memento-Datetime: {DAY}", link),)

    found, paths = await asked(gate)
    assert found.answer is CopyAnswer.FAILED
    assert found.because == ("it does not say where its copy stands",)
    assert any("map" in path for path in paths)
