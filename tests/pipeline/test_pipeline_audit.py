"""The verbs in order: what is remembered, when, and how often; with no network at all."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
from pipeline_tools import NOON, Answer, Archive, page, tools, web

from sourcecheck.errors import (
    ArchiveError,
    NoTextInDocument,
    UnreachableDocument,
    UnreadableDocument,
)
from sourcecheck.model import Document, Failure, Group, LinkState
from sourcecheck.pipeline import STAGES, audit
from sourcecheck.pipeline.documents import fetch_document
from sourcecheck.pipeline.links import NETWORK_DOWN, Cited, look_at

GOOD, BAD, CUT = "http://news.example/one", "http://paper.example/gone", "http://a.example/x-"

ARTICLE = f"""The town mends its pipes

The work went on in the first street. [1]

It was slower in the second one. [2]

The third one waits. [3]

Sources:
[1] {GOOD}
[2] {BAD}
[3] {GOOD}
"""


def document(text=ARTICLE):
    return Document(origin="a.txt", body=text.encode(), read_at=NOON)


def living(*urls):
    return {url: [Answer(body=page(url))] for url in urls}


def cited(*urls):
    return [Cited(url=url.partition("#")[0], address=url) for url in urls]


def test_the_stages_are_these_in_this_order():
    assert STAGES == (
        "extract", "resolve", "fetch", "archive", "classify", "verify", "store", "report",
    )  # fmt: skip


async def test_every_address_is_asked_once_however_often_it_is_cited():
    network = web(answers={**living(GOOD), BAD: [Answer(status=410)]})
    await audit(document(), tools(network))
    assert sorted(url for url in network.asked if url in (GOOD, BAD)) == [GOOD, BAD]


async def test_each_stage_is_remembered():
    made = tools(web(answers={**living(GOOD), BAD: [Answer(status=410)]}))
    found = await audit(document(), made)
    assert made.store.article(found.article.sha256) == found.article
    assert [len(made.store.history(url)) for url in (GOOD, BAD)] == [1, 1]
    assert made.store.audit(made.store.audits()[0].id) == found


async def test_the_same_audit_again_adds_nothing():
    network = web(answers={**living(GOOD), BAD: [Answer(status=410)]})
    made = tools(network)
    first = await audit(document(), made)
    before = made.store.info().tables
    again = await audit(document(), made)
    assert again.lines[0].sources[0].verdict == first.lines[0].sources[0].verdict
    assert [row for row in made.store.info().tables if row[0] != "captures"] == [
        row for row in before if row[0] != "captures"
    ]


async def test_every_exchange_is_archived_and_the_capture_is_told():
    archive = Archive()
    made = tools(web(answers={**living(GOOD), BAD: [Answer(status=410)]}), archive=archive)
    found = await audit(document(), made)
    captures = [part.capture for line in found.lines for part in line.sources]
    assert all(captures)
    assert {GOOD, BAD} <= set(archive.kept)


async def test_what_cannot_be_archived_ends_the_audit_with_that_error():
    class Full:
        async def write_aside(self, batch):
            raise ArchiveError("the disk is full")

    with pytest.raises(ArchiveError, match="disk is full"):
        await audit(document(), tools(web(answers=living(GOOD, BAD)), archive=Full()))


async def test_a_document_without_text_is_refused_before_anything_is_asked():
    network = web(answers=living(GOOD))
    with pytest.raises(NoTextInDocument):
        await audit(document("  \n "), tools(network))
    assert network.asked == []


SECOND = [
    ([Answer(status=404), Answer(body=page("x"))], LinkState.ALIVE, 2),
    ([Answer(status=404)], LinkState.NOT_FOUND, 2),
    ([Answer(status=None, failure=Failure.RESET), Answer(body=page("x"))], LinkState.ALIVE, 2),
    ([Answer(status=503)], LinkState.SERVER_ERROR, 2),
    ([Answer(status=410)], LinkState.GONE, 1),
    ([Answer(status=403)], LinkState.FORBIDDEN, 1),
]


@pytest.mark.parametrize(("turns", "state", "looks"), SECOND)
async def test_a_doubtful_answer_is_asked_for_once_more(turns, state, looks):
    network = web(answers={**living(GOOD), BAD: turns})
    found = await look_at(cited(GOOD, BAD), tools(network))
    look = found.by_address[BAD]
    assert look.verdict.state is state
    assert network.asked.count(BAD) == looks
    assert look.check.observation.attempts == looks


DOWN = [
    ({Failure.DNS_TROUBLE}, True),
    ({Failure.UNREACHABLE}, True),
    ({Failure.DNS_NO_NAME}, True),
    ({Failure.CONNECT_TIMEOUT}, True),
    ({Failure.CONNECT_REFUSED}, False),
    ({Failure.RESET}, False),
    ({Failure.DNS_TROUBLE, Failure.RESET}, False),
]


@pytest.mark.parametrize(("failures", "down"), DOWN)
async def test_when_nobody_answers_it_is_our_own_network(failures, down):
    urls = [f"http://host{at}.example/a" for at in range(4)]
    kinds = sorted(failures) * 4
    network = web(
        answers={u: [Answer(status=None, failure=f)] for u, f in zip(urls, kinds, strict=False)}
    )
    made = tools(network)
    found = await look_at(cited(*urls), made)
    assert (found.why_offline == NETWORK_DOWN) is down
    groups = {look.verdict.group for look in found.by_address.values()}
    assert Group.DEAD not in groups
    assert (groups == {Group.UNCHECKED}) is down
    assert [len(made.store.history(url)) for url in urls] == [0 if down else 1] * 4


async def test_one_that_answers_makes_the_others_failures_theirs():
    failing = "http://lost.example/a"
    network = web(
        answers={**living(GOOD), failing: [Answer(status=None, failure=Failure.DNS_NO_NAME)]}
    )
    found = await look_at(cited(GOOD, failing), tools(network))
    assert found.why_offline == ""
    assert found.by_address[failing].verdict.state is LinkState.DNS_GONE


async def test_offline_by_choice_remembers_no_look_and_sees_nothing():
    network = web(answers={GOOD: [Answer(status=None, failure=Failure.OFFLINE)]})
    made = tools(network, offline="as asked")
    found = await look_at(cited(GOOD), made)
    assert found.why_offline == "as asked"
    assert found.by_address[GOOD].check is None
    assert found.by_address[GOOD].verdict.state is LinkState.OFFLINE
    assert made.store.history(GOOD) == ()


async def test_fragments_of_one_page_are_judged_apart_and_fetched_once():
    body = page("parts").replace(b"<p>", b'<p id="there">')
    network = web(answers={GOOD: [Answer(body=body)]})
    found = await look_at(cited(f"{GOOD}#there", f"{GOOD}#missing"), tools(network))
    states = {url: look.verdict.state for url, look in found.by_address.items()}
    assert states == {
        f"{GOOD}#there": LinkState.ALIVE,
        f"{GOOD}#missing": LinkState.FRAGMENT_MISSING,
    }
    assert network.asked.count(GOOD) == 1


async def test_strikes_over_days_confirm_what_one_run_does_not():
    network = web(answers={BAD: [Answer(status=410)]})
    made = tools(network)
    confirmed = []
    for day in range(12):
        network.at = NOON + timedelta(days=day)
        found = await look_at(cited(BAD), made)
        confirmed.append(found.by_address[BAD].verdict.confirmed)
    assert confirmed[0] is False
    assert confirmed[-1] is True


async def test_a_server_that_answers_anything_with_the_same_page_proves_nothing():
    class Parrot(type(web(answers={}))):
        async def fetch(self, url, **how):
            self.answers[url] = [Answer(body=page("everything"))]
            return await super().fetch(url, **how)

    network = Parrot(answers={})
    found = await look_at(cited("http://parrot.example/news/2026/story"), tools(network))
    assert [look.verdict.state for look in found.by_address.values()] == [LinkState.SOFT_404]


async def test_a_sibling_is_asked_for_once_in_a_folder_and_its_exchange_is_kept():
    urls = [f"http://news.example/2026/11/story-{at}" for at in range(5)]
    network, archive = web(answers=living(*urls)), Archive()
    found = await look_at(cited(*urls), tools(network, archive=archive))
    others = [url for url in network.asked if url not in urls]
    assert {look.verdict.state for look in found.by_address.values()} == {LinkState.ALIVE}
    assert len(others) == 1
    assert others[0].startswith("http://news.example/2026/11/")
    assert others[0] in archive.kept


@pytest.mark.parametrize("answer", [Answer(status=403), Answer(status=410), Answer(status=500)])
async def test_no_sibling_is_asked_for_beside_a_page_that_failed(answer):
    network = web(answers={"http://news.example/2026/a": [answer], **living(GOOD)})
    await look_at(cited("http://news.example/2026/a"), tools(network))
    assert set(network.asked) == {"http://news.example/2026/a"}


async def test_progress_tells_what_is_asked_and_answered():
    told = []
    network = web(answers=living("http://a.example/", "http://b.example/"))
    made = tools(network, progress=lambda asked, answered: told.append((asked, answered)))
    await look_at(cited("http://a.example/", "http://b.example/"), made)
    assert [sum(column) for column in zip(*told, strict=True)] == [2, 2]


class Stuck(type(web(answers={}))):
    """One address never answers, and the run is stopped while it waits."""

    async def fetch(self, url, **how):
        if "stuck" in url:
            asyncio.get_running_loop().call_later(0.05, self.stop.set)
            await asyncio.sleep(60)
        return await super().fetch(url, **how)


async def test_a_stopped_run_keeps_what_answered_and_leaves_the_rest_unchecked():
    network = Stuck(answers=living(GOOD))
    made = tools(network)
    network.stop = made.stop
    found = await audit(document(ARTICLE.replace(BAD, "http://stuck.example/a")), made)
    states = [part.verdict.state for line in found.lines for part in line.sources]
    assert states == [LinkState.ALIVE, LinkState.NOT_CHECKED, LinkState.ALIVE]
    assert found.provenance.why_offline == ""
    assert len(made.store.history(GOOD)) == 1
    assert made.store.history("http://stuck.example/a") == ()
    assert len(made.store.audits()) == 1


async def test_nothing_is_left_running_when_a_run_is_cancelled():
    network = Stuck(answers=living(GOOD))
    network.stop = asyncio.Event()
    run = asyncio.create_task(look_at(cited("http://stuck.example/a", GOOD), tools(network)))
    await asyncio.sleep(0.01)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_an_article_at_an_address_is_read_like_a_file_and_archived():
    archive = Archive()
    made = tools(web(answers=living(GOOD)), archive=archive)
    found = await fetch_document(GOOD, made, NOON)
    assert (found.origin, found.media_type, found.read_at) == (GOOD, "text/html", NOON)
    assert archive.kept == [GOOD]


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (Answer(status=404, body=b"not here"), UnreadableDocument, "HTTP 404"),
        (Answer(status=200, body=b""), UnreadableDocument, "HTTP 200"),
        (Answer(status=None, failure=Failure.RESET), UnreadableDocument, "no answer"),
        (Answer(status=None, failure=Failure.UNREACHABLE), UnreachableDocument, "no answer"),
    ],
)
async def test_an_article_that_is_not_there_is_an_unreadable_document(answer, error, words):
    with pytest.raises(error, match=words) as told:
        await fetch_document(GOOD, tools(web(answers={GOOD: [answer]})), NOON)
    assert type(told.value) is error


def told(title, body, more=""):
    return f"<html><head><title>{title}</title>{more}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            told("Page not found", "<h1>Page not found</h1><p>Nothing is at this address.</p>"),
            "not found",
        ),
        (told("Sign in", "<h1>Sign in</h1><form><input type=password name=p></form>"), "log"),
        (told("news.example", "<p>This domain is for sale. Buy this domain.</p>"), "park|sale"),
        (told("Just a moment...", "<p>Checking your browser before accessing</p>"), "block|robot"),
    ],
)
async def test_a_page_in_the_place_of_an_article_is_not_audited(body, words):
    made = tools(web(answers={GOOD: [Answer(status=200, body=body)]}))
    with pytest.raises(UnreadableDocument, match="is not the article") as told_:
        await fetch_document(GOOD, made, NOON)
    assert re.search(words, told_.value.message)
