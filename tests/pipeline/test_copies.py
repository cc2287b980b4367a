"""Copies elsewhere, end to end against scripted archives: nothing is stubbed but the web."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sourcecheck.archive.mementos.asking import Reply
from sourcecheck.archive.mementos.limits import Limiter
from sourcecheck.config import Settings
from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.client import Fetcher
from sourcecheck.model import LinkState, Observation
from sourcecheck.model.memento import CopyAnswer, CopySearch
from sourcecheck.pipeline.copies import Wanted, copies_for
from sourcecheck.pipeline.copying import Copying, copying_of
from sourcecheck.pipeline.copylooks import as_it_was
from sourcecheck.pipeline.linktools import LinkTools
from sourcecheck.session.linktables import LinkTables
from sourcecheck.session.opening import link_tables_of
from sourcecheck.store.memory import MemoryStore
from sourcecheck.testing.archives import TIMEGATE_ADDRESS, Kept, ScriptedArchive, farthest
from sourcecheck.testing.web import ScriptedWeb

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CITED = datetime(2025, 3, 12, 23, 59, 59, tzinfo=UTC)
URL = "https://news.example/2025/dam"
GATE = f"timegate:{TIMEGATE_ADDRESS}"
WORDS = "The dam in the north is full, the ministry said, and its gates were opened at noon. " * 6
PAGE = f"<html><title>The dam is full</title><h1>The dam is full</h1><p>{WORDS}</p></html>"
NOT_FOUND = "<html><title>Page not found</title><h1>404 Page not found</h1></html>"
LOGIN = (
    "<html><title>Log in</title><h1>Log in to continue</h1><form action='/login'>"
    "<input name=user><input type=password></form></html>"
)
PARKED = (
    "<html><title>news.example is for sale</title><h1>This domain is for sale</h1>"
    "<p>Buy this domain. Make an offer.</p></html>"
)
ONWARD = "<html><head><meta http-equiv=refresh content='0;url=https://news.example/'></head></html>"


def at(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02d}:00:00+00:00")


def kept(day: str, **other) -> Kept:
    return Kept(**{"url": URL, "at": at(day), "body": PAGE, **other})


async def searched(
    archive: ScriptedArchive,
    *names: str,
    wanted: Sequence[Wanted] = (Wanted(url=URL, cited_at=CITED),),
    **other,
) -> dict[str, tuple[CopySearch, ...]]:
    with ScriptedWeb(behaviours=(), helpers=archive.scripts) as web:
        settings = web.settings(timeout_s=2.0, connect_to=web.connect_to(everything=True))
        async with Fetcher(settings, load_addresses()) as fetcher:
            tools = LinkTools(
                tables=link_tables_of(Settings()),
                fetcher=fetcher,
                store=MemoryStore(),
                clock=lambda: NOW,
                copying=copying_of(names or ("wayback",)),
                **other,
            )
            return await copies_for(wanted, tools, NOW)


async def one(archive: ScriptedArchive, name: str = "wayback", **wanted) -> CopySearch:
    asked = Wanted(**{"url": URL, "cited_at": CITED, **wanted})
    (found,) = (await searched(archive, name, wanted=(asked,)))[asked.url]
    return found


@pytest.mark.parametrize("archive_name", ["wayback", GATE])
@pytest.mark.parametrize(
    ("copies", "day"),
    [
        ([kept("2024-01-01"), kept("2025-02-01"), kept("2025-03-20")], "2025-02-01"),
        ([kept("2025-03-12"), kept("2025-03-13")], "2025-03-12"),
        ([kept("2025-03-13"), kept("2026-01-01")], "2025-03-13"),
        ([kept("2024-01-01"), kept("2025-02-01", status=404, body=NOT_FOUND)], "2024-01-01"),
        ([kept("2024-01-01"), kept("2025-02-01", body=NOT_FOUND)], "2024-01-01"),
        ([kept("2024-01-01"), kept("2025-02-01", body=LOGIN)], "2024-01-01"),
        ([kept("2024-01-01"), kept("2025-02-01", body=PARKED)], "2024-01-01"),
        ([kept("2024-01-01"), kept("2025-02-01", body=ONWARD)], "2024-01-01"),
        ([kept("2025-02-01", body=NOT_FOUND), kept("2025-06-01")], "2025-06-01"),
        ([kept("2024-01-01"), kept("2025-02-01", plays="20240101120000")], "2024-01-01"),
        ([kept("2024-01-01"), kept("2025-02-01", plays="503")], "2024-01-01"),
        (
            [
                kept("2024-01-01"),
                kept("2025-02-01", status=302, listed_as=200, location="https://news.example/"),
                Kept(url="https://news.example/", at=at("2025-02-01"), body=PAGE),
            ],
            "2024-01-01",
        ),
    ],
    ids=["nearest-before", "same-day", "only-after", "404", "soft-404", "login", "parked",
         "refresh", "after-a-refused-one", "led-to-another-copy", "one-out-of-order", "redirect"],
)  # fmt: skip
async def test_the_copy_is_the_nearest_before_that_shows_the_page(archive_name, copies, day):
    found = await one(ScriptedArchive(copies), archive_name)
    assert found.answer is CopyAnswer.FOUND
    assert found.best is not None
    assert found.best.verified
    assert found.best.state is LinkState.ALIVE
    assert found.best.captured_at.date().isoformat() == day
    assert found.best.memento_url.endswith(f"{day.replace('-', '')}120000/{URL}")


@pytest.mark.parametrize(
    "trouble",
    [
        "429",
        "403",
        "451",
        "500",
        "503",
        "html",
        "garbage",
        "object",
        "nothing",
        "half",
        "slow",
        "cut",
    ],
)
async def test_an_archive_that_says_nothing_is_never_taken_for_one_without_copies(trouble):
    found = await one(ScriptedArchive([kept("2025-01-01")], trouble={URL: trouble}))
    assert (found.answer, found.best) == (CopyAnswer.FAILED, None)
    assert found.because


@pytest.mark.parametrize("trouble", ["429", "403", "451", "500", "503", "html", "slow", "cut"])
async def test_a_timegate_that_says_nothing_is_never_taken_for_one_without_copies(trouble):
    found = await one(ScriptedArchive([kept("2025-01-01")], trouble={URL: trouble}), GATE)
    assert (found.answer, found.best) == (CopyAnswer.FAILED, None)
    assert found.because


@pytest.mark.parametrize("name", ["wayback", GATE])
async def test_an_archive_without_copies_says_so(name):
    found = await one(
        ScriptedArchive([Kept(url="https://other.example/", at=at("2025-01-01"))]), name
    )
    assert (found.answer, found.best, found.listed) == (CopyAnswer.NO_RECORD, None, 0)


async def test_a_timegate_that_chooses_wrongly_is_corrected_by_its_list():
    copies = [kept("2019-01-01"), kept("2025-02-01"), kept("2025-12-01")]
    found = await one(ScriptedArchive(copies, nearest=farthest), GATE)
    assert found.best is not None
    assert found.best.captured_at == at("2025-02-01")


async def test_copies_that_do_not_show_the_page_are_told_and_none_is_the_best():
    copies = [kept("2024-01-01", body=NOT_FOUND), kept("2025-02-01", body=LOGIN)]
    found = await one(ScriptedArchive(copies))
    assert (found.answer, found.best) == (CopyAnswer.FOUND, None)
    assert [each.state for each in found.refused] == [LinkState.LOGIN_WALL, LinkState.SOFT_404]
    assert "none of the 2 copies" in found.because[0]


def _padded(day: str) -> str:
    """The same notice, of other bytes on every day."""
    return NOT_FOUND.replace("</html>", f"<!-- {day} --></html>")


async def test_only_a_few_copies_are_looked_at():
    days = [f"2024-{month:02d}-01" for month in range(1, 13)]
    found = await one(ScriptedArchive([kept(day, body=_padded(day)) for day in days]))
    assert len(found.refused) == 5 + 1  # the last ones, and the first of each year
    assert found.refused[0].captured_at == at("2024-12-01")


async def test_copies_of_the_same_bytes_are_looked_at_once():
    gone = [kept(f"2025-01-{day:02d}", body=NOT_FOUND) for day in range(1, 20)]
    found = await one(ScriptedArchive([kept("2024-06-01"), *gone]))
    assert found.best is not None
    assert found.best.captured_at == at("2024-06-01")
    assert len(found.refused) == 1


async def test_of_years_of_notices_the_first_copies_are_looked_at():
    gone = [kept(f"2024-{month:02d}-01", body=_padded(str(month))) for month in range(1, 13)]
    found = await one(ScriptedArchive([kept("2019-06-01"), kept("2023-06-01"), *gone]))
    assert found.best is not None
    assert found.best.captured_at == at("2023-06-01")


async def test_where_the_last_copies_do_not_hold_earlier_years_are_asked_for():
    days = [f"2024-{n // 28 + 1:02d}-{n % 28 + 1:02d}" for n in range(60)]
    gone = [kept(day, body=_padded(day)) for day in days]
    found = await one(ScriptedArchive([kept("2019-06-01"), kept("2021-06-01"), *gone]))
    assert found.best is not None
    assert found.best.captured_at == at("2021-06-01")


async def test_a_copy_that_is_only_told_as_a_repetition_is_found():
    found = await one(ScriptedArchive([kept("2025-02-01", repeats=True)]))
    assert found.best is not None
    assert found.best.status is None


async def test_a_copy_of_another_page_is_known_by_the_cited_title():
    other = PAGE.replace("The dam is full", "Cooking with lentils").replace(WORDS, "Lentils " * 200)
    copies = [kept("2024-01-01"), kept("2025-02-01", body=other)]
    found = await one(ScriptedArchive(copies), title="Ministry: dam in the north full")
    assert found.best is not None
    assert found.best.captured_at == at("2024-01-01")
    assert found.refused[0].because == ("no word of the cited title is in it",)


async def test_a_notice_with_the_short_words_of_a_title_is_another_page():
    other = PAGE.replace("The dam is full", "All the best of it").replace(
        WORDS, "the and for " * 99
    )
    found = await one(ScriptedArchive([kept("2025-02-01", body=other)]), title="The dam is full")
    assert found.best is not None  # one long word is too few to tell
    found = await one(
        ScriptedArchive([kept("2025-02-01", body=other)]), title="The water and the ministry"
    )
    assert found.best is None


def test_a_page_that_the_archive_left_compressed_is_read():
    said = Observation(
        url=URL, final_url=URL, at=NOW, status=200, media_type="text/html",
        headers=(("x-archive-orig-content-encoding", "gzip"),),
    )  # fmt: skip
    packed = gzip.compress(NOT_FOUND.encode())
    assert as_it_was(URL, Reply(seen=said, body=packed)).body == NOT_FOUND.encode()
    undone = replace(said, headers=(*said.headers, ("content-encoding", "gzip")))
    assert as_it_was(URL, Reply(seen=undone, body=packed)).body == packed


async def test_a_page_of_the_archives_own_is_no_copy():
    archive = ScriptedArchive([kept("2025-02-01", plays="own")])
    found = await one(archive)
    assert found.best is None
    assert found.refused[0].because == ("the archive answered with a page of its own",)


async def test_a_title_in_another_script_is_held_against_no_copy():
    found = await one(ScriptedArchive([kept("2025-02-01")]), title="السد في الشمال ممتلئ")
    assert found.best is not None


@pytest.mark.parametrize(("language", "is_held"), [("tr", True), ("en", False), ("", False)])
async def test_a_title_in_an_article_of_another_language_may_be_a_translation(language, is_held):
    page = PAGE.replace("<html>", "<html lang=en-GB>")
    archive = ScriptedArchive([kept("2025-02-01", body=page)])
    found = await one(archive, title="Kuzeydeki baraj doldu", language=language)
    assert (found.best is not None) is is_held


@pytest.mark.parametrize("name", ["wayback", GATE])
async def test_an_address_is_asked_about_as_it_is_printed_too(name):
    printed = f"{URL}?utm_source=letter"
    found = await one(ScriptedArchive([kept("2025-02-01", url=printed)]), name, written=(printed,))
    assert found.best is not None
    assert found.best.memento_url.endswith(f"20250201120000/{printed}")
    assert found.url == URL


async def test_all_archives_are_asked_and_answer_for_themselves():
    archive = ScriptedArchive([kept("2025-02-01")], trouble={})
    found = await searched(archive, "wayback", GATE)
    assert [each.source for each in found[URL]] == ["wayback", GATE]


async def test_a_page_is_asked_about_once_however_often_it_is_cited():
    archive = ScriptedArchive([kept("2025-02-01")])
    with ScriptedWeb(behaviours=(), helpers=archive.scripts) as web:
        settings = web.settings(connect_to=web.connect_to(everything=True))
        async with Fetcher(settings, load_addresses()) as fetcher:
            tools = _tools(fetcher, copying_of(("wayback",)))
            wanted = Wanted(url=URL, cited_at=CITED)
            await copies_for([wanted, wanted], tools, NOW)
        asked = [served.path for served in web.served]
    assert len(asked) == 2  # the search, and the copy's own bytes
    assert "id_/" in asked[1]


def _tools(fetcher: Fetcher, copying: Copying | None, **other) -> LinkTools:
    tables: LinkTables = link_tables_of(Settings())
    return LinkTools(
        tables=tables, fetcher=fetcher, store=MemoryStore(), clock=lambda: NOW, copying=copying,
        **other,
    )  # fmt: skip


@pytest.mark.parametrize("changes", [{"copying": None}, {"offline": "asked"}])
async def test_nothing_leaves_the_machine_unless_an_archive_is_named(changes):
    archive = ScriptedArchive([kept("2025-02-01")])
    with ScriptedWeb(behaviours=(), helpers=archive.scripts) as web:
        async with Fetcher(web.settings(), load_addresses()) as fetcher:
            tools = _tools(fetcher, **{"copying": copying_of(("wayback",)), **changes})
            assert await copies_for([Wanted(url=URL, cited_at=CITED)], tools, NOW) == {}
        assert web.served == ()


class Hastened(Limiter):
    """Limits whose clock is moved on by what is slept."""

    ahead = 0.0

    def wait_s(self, service, deed, now):
        return super().wait_s(service, deed, now + self.ahead)

    def take(self, service, deed, now):
        super().take(service, deed, now + self.ahead)


async def _limited(pages: int, **changes):
    """Look up pages of which no copy is known; returns the answers and what was slept."""
    archive = ScriptedArchive([])
    limits = Hastened()
    slept = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        limits.ahead += seconds

    with ScriptedWeb(behaviours=(), helpers=archive.scripts) as web:
        settings = web.settings(connect_to=web.connect_to(everything=True), per_host=10)
        async with Fetcher(settings, load_addresses()) as fetcher:
            made = copying_of(("wayback",))
            table = replace(made.table, **changes)
            copying = Copying(services=made.services, table=table, sleep=sleep, limits=limits)
            wanted = [Wanted(url=f"{URL}/{n}", cited_at=CITED) for n in range(pages)]
            found = await copies_for(wanted, _tools(fetcher, copying), NOW)
    return [found[each.url][0] for each in wanted], slept


async def test_an_article_with_many_dead_links_gets_an_answer_for_each():
    answers, slept = await _limited(30)
    assert [each.answer for each in answers] == [CopyAnswer.NO_RECORD] * 30
    assert max(slept) <= 5
    assert sum(slept) > 60


async def test_a_turn_far_away_is_not_slept_for():
    answers, slept = await _limited(4, longest_wait_s=0.5)
    assert answers[0].answer is CopyAnswer.NO_RECORD
    assert answers[3].answer is CopyAnswer.FAILED
    assert answers[3].because == ("not asked now: it limits how often it may be asked",)
    assert slept == []


async def test_a_copy_that_nobody_saw_is_not_said_to_show_nothing():
    found = await one(ScriptedArchive([kept("2025-01-01", plays="503")]))
    assert (found.answer, found.best) == (CopyAnswer.FOUND, None)
    assert found.because[0] == "one copy could not be looked at"


async def test_after_a_complaint_an_archive_is_left_alone():
    other = f"{URL}/other"
    archive = ScriptedArchive([kept("2025-02-01")], trouble={other: "429"})
    wanted = [Wanted(url=other, cited_at=CITED), Wanted(url=URL, cited_at=CITED)]
    found = await searched(archive, wanted=wanted)
    assert "429" in found[other][0].because[0]
    assert found[URL][0].because[0].startswith("not asked now")


async def test_searches_are_remembered():
    archive = ScriptedArchive([kept("2025-02-01")])
    with ScriptedWeb(behaviours=(), helpers=archive.scripts) as web:
        settings = web.settings(connect_to=web.connect_to(everything=True))
        async with Fetcher(settings, load_addresses()) as fetcher:
            tools = _tools(fetcher, copying_of(("wayback",)))
            found = await copies_for([Wanted(url=URL, cited_at=CITED)], tools, NOW)
            assert tools.store.copies_of(URL) == found[URL]


async def test_a_copy_that_the_article_names_is_known_without_asking():
    printed = f"https://web.archive.org/web/20250101000000/{URL}"
    archive = ScriptedArchive([])
    with ScriptedWeb(behaviours=(), helpers=archive.scripts) as web:
        async with Fetcher(web.settings(), load_addresses()) as fetcher:
            tools = _tools(fetcher, None)
            wanted = Wanted(url=URL, cited_at=CITED, printed=(printed, "https://archive.ph/x"))
            (found,) = (await copies_for([wanted], tools, NOW))[URL]
        assert web.served == ()
    assert (found.source, found.answer) == ("printed", CopyAnswer.FOUND)
    assert found.best is not None
    assert (found.best.memento_url, found.best.verified) == (printed, False)
    assert NOW - found.asked_at == timedelta(0)
