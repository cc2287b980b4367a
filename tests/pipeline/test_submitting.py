"""Pages handed in to a scripted archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sourcecheck.archive.mementos.submission import Progress, Submission
from sourcecheck.config import Settings
from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.data.load_archives import load_archives
from sourcecheck.errors import UsageError
from sourcecheck.fetch.client import Fetcher
from sourcecheck.model import LinkState, Verdict
from sourcecheck.pipeline.copying import copying_of
from sourcecheck.pipeline.linktools import LinkTools
from sourcecheck.pipeline.submitting import submit_pages
from sourcecheck.session.opening import link_tables_of
from sourcecheck.store.memory import MemoryStore
from sourcecheck.testing.archives import Kept, ScriptedArchive
from sourcecheck.testing.web import ScriptedWeb

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "https://news.example/2025/dam"
KEY = "access1:secret2"
NEW = Kept(url=URL, at=NOW)


def verdict(url: str = URL, state: LinkState = LinkState.ALIVE) -> Verdict:
    return Verdict(url=url, state=state, rule="told")


class Handed:
    """What came of handing pages in: results, what was served, what was slept, the store."""

    def __init__(self) -> None:
        self.found: list[Submission] = []
        self.served = ()
        self.slept: list[float] = []
        self.store = MemoryStore()


async def handed(archive: ScriptedArchive, *verdicts: Verdict, key: str = "", **other) -> Handed:
    done = Handed()

    async def sleep(seconds: float) -> None:
        done.slept.append(seconds)

    with ScriptedWeb(behaviours=(), helpers=archive.scripts) as web:
        settings = web.settings(timeout_s=2.0, connect_to=web.connect_to(everything=True))
        async with Fetcher(settings, load_addresses()) as fetcher:
            copying = copying_of(("wayback",), submit=True, key=key)
            tools = LinkTools(
                tables=link_tables_of(Settings()),
                fetcher=fetcher,
                store=done.store,
                clock=lambda: NOW,
                **{"copying": replace(copying, sleep=sleep), **other},
            )
            done.found = await submit_pages(verdicts or (verdict(),), tools)
        done.served = web.served
    return done


async def test_a_page_is_handed_in_once_and_asked_after_until_it_is_saved():
    done = await handed(ScriptedArchive([NEW]), verdict(), verdict(f"{URL}#part"))
    (found,) = done.found
    assert found.progress is Progress.SAVED
    assert found.copy is not None
    assert found.copy.memento_url == f"https://web.archive.org/web/20261121120000/{URL}"
    methods = [served.request.partition(b" ")[0] for served in done.served]
    assert methods == [b"POST", b"GET", b"GET"]
    assert done.slept == [5, 5]
    assert [each.source for each in done.store.copies_of(URL)] == ["wayback"]


async def test_the_key_goes_to_the_archive_and_is_never_shown():
    done = await handed(ScriptedArchive([NEW]), key=KEY)
    assert all(b"Authorization: LOW access1:secret2\r\n" in each.request for each in done.served)
    assert "secret2" not in repr(copying_of(("wayback",), submit=True, key=KEY))


async def test_without_a_key_nothing_is_said_of_one():
    done = await handed(ScriptedArchive([NEW]))
    assert not any(b"authorization" in each.request.lower() for each in done.served)


@pytest.mark.parametrize("code", sorted(load_archives().submission_errors))
async def test_every_error_of_the_archive_is_told_in_words(code):
    (found,) = (await handed(ScriptedArchive(errors={URL: code}))).found
    known = load_archives().submission_errors[code]
    assert (found.progress, found.because, found.about) == (
        Progress.REFUSED, (known.words,), known.about,
    )  # fmt: skip


async def test_an_error_nobody_knows_is_named():
    (found,) = (await handed(ScriptedArchive(errors={URL: "on-fire"}))).found
    assert found.progress is Progress.REFUSED
    assert "on-fire" in found.because[0]


@pytest.mark.parametrize("trouble", ["429", "500", "html", "garbage", "nothing", "slow"])
async def test_an_answer_that_says_nothing_is_no_success(trouble):
    done = await handed(ScriptedArchive(errors={URL: trouble}))
    assert [each.progress for each in done.found] == [Progress.FAILED]
    assert done.store.copies_of(URL) == ()


async def test_a_page_that_is_never_done_is_asked_after_only_so_often():
    done = await handed(ScriptedArchive(errors={URL: "pending"}))
    (found,) = done.found
    assert found.progress is Progress.UNDER_WAY
    assert "not waited for" in found.because[0]
    assert len(done.slept) == load_archives().polls


async def test_the_limit_of_the_archive_is_not_slept_for():
    pages = [verdict(f"{URL}/{n}") for n in range(4)]
    errors = dict.fromkeys((each.url for each in pages), "not-found")
    done = await handed(ScriptedArchive(errors=errors), *pages)
    assert done.found[-1].because[0].startswith("not handed in now")
    assert len(done.served) == 3
    assert done.slept == []


@pytest.mark.parametrize(
    ("verdicts", "changes"),
    [
        ([verdict(state=LinkState.NOT_FOUND)], {}),
        ([verdict(state=LinkState.BLOCKED)], {}),
        ([verdict()], {"copying": None}),
        ([verdict()], {"copying": copying_of(("wayback",))}),
        ([verdict()], {"replays": True}),
        ([verdict()], {"offline": "asked"}),
    ],
)
async def test_only_pages_that_answer_are_handed_in_and_only_when_asked_to(verdicts, changes):
    done = await handed(ScriptedArchive([NEW]), *verdicts, **changes)
    assert (done.found, done.served) == ([], ())


@pytest.mark.parametrize(
    ("names", "key", "words"),
    [
        (("arquivo",), "", "no archive is named that takes pages"),
        ((), "", "no archive is named that takes pages"),
        (("wayback",), "no key", "SOURCECHECK_SPN_KEY holds no key"),
        (("wayback",), "a:b\r\nX: 1", "SOURCECHECK_SPN_KEY holds no key"),
    ],
)
def test_what_cannot_be_handed_in_is_a_mistake(names, key, words):
    with pytest.raises(UsageError) as error:
        copying_of(names, submit=True, key=key)
    assert error.value.message == words
    assert "no key" not in error.value.hint
