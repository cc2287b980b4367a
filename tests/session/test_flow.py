"""Lists among the inputs of an audit: their addresses are fetched, in order, and not too deep."""

from __future__ import annotations

import asyncio
import json

import pytest
from pipeline_tools import NOON, Answer, Web, page, tools, web

from sourcecheck.model import Audit
from sourcecheck.session.flow import AHEAD, Flow, Refused
from sourcecheck.session.inputs import Reading

HOW = Reading(now=NOON)
SITE = "https://news.example"


def sitemap(*urls, root="urlset", entry="url"):
    inside = "".join(f"<{entry}><loc>{url}</loc></{entry}>" for url in urls)
    return f"<{root}>{inside}</{root}>".encode()


def index(*urls):
    return sitemap(*urls, root="sitemapindex", entry="sitemap")


def feed(*urls):
    inside = "".join(f"<item><link>{url}</link></item>" for url in urls)
    return f'<rss version="2.0"><channel><title>Post</title>{inside}</channel></rss>'.encode()


def xml(body):
    return [Answer(body=body, media_type="application/xml")]


def pages(*names):
    return {f"{SITE}/{name}": [Answer(body=page(name))] for name in names}


def results(network, names, jobs=2, **more):
    async def run():
        flow = Flow(tools=tools(network, **more), how=HOW, jobs=jobs)
        return [result async for result in flow.audits(names)]

    return asyncio.run(run())


def told(found):
    return [
        each.article.origin if isinstance(each, Audit)
        else each.error.message if isinstance(each, Refused) else each.words
        for each in found
    ]  # fmt: skip


def test_the_addresses_of_a_list_are_fetched_in_its_order(here):
    (here / "s.xml").write_bytes(sitemap(*(f"{SITE}/{name}" for name in "abcde")))
    found = results(web(answers=pages(*"abcde")), ["s.xml"])
    assert told(found) == [f"{SITE}/{name}" for name in "abcde"]


def test_a_list_behind_an_address_stands_for_its_articles():
    answers = pages("a", "b", "c", "d", "z") | {
        f"{SITE}/index.xml": xml(index(f"{SITE}/one.xml", f"{SITE}/two.xml")),
        f"{SITE}/one.xml": xml(sitemap(f"{SITE}/a", f"{SITE}/b")),
        f"{SITE}/two.xml": xml(feed(f"{SITE}/c", f"{SITE}/d")),
    }
    found = results(web(answers=answers), [f"{SITE}/index.xml", f"{SITE}/z"], jobs=4)
    assert told(found) == [f"{SITE}/{name}" for name in "abcdz"]


def test_lists_that_lead_to_each_other_end():
    answers = {
        f"{SITE}/1.xml": xml(index(f"{SITE}/2.xml")),
        f"{SITE}/2.xml": xml(index(f"{SITE}/1.xml")),
    }
    network = web(answers=answers)
    (only,) = results(network, [f"{SITE}/1.xml"])
    assert "a list of lists of lists, which is not followed" in only.error.message
    assert len(network.asked) < 8


def test_an_address_of_a_list_that_is_gone_is_one_line_and_the_others_go_on(here):
    (here / "s.xml").write_bytes(sitemap(f"{SITE}/a", f"{SITE}/gone", f"{SITE}/b"))
    found = results(web(answers=pages("a", "b")), ["s.xml"])
    assert [type(each).__name__ for each in found] == ["Audit", "Refused", "Audit"]
    assert found[1].listed
    assert "HTTP 404" in found[1].error.message


def test_offline_no_address_of_a_list_is_asked(here):
    (here / "s.xml").write_bytes(sitemap(f"{SITE}/a", f"{SITE}/b"))
    network = web(answers=pages("a", "b"))
    (only,) = results(network, ["s.xml"], offline="this machine is offline, as asked")
    assert only.error.message == "s.xml: no article is in it: 2 addresses are listed"
    assert network.asked == []


class Slow(Web):
    """The first page comes last."""

    async def fetch(self, url):
        if url.endswith("/0"):
            await asyncio.sleep(0.1)
        return await super().fetch(url)


@pytest.mark.parametrize("jobs", [1, 3])
def test_only_so_many_wait_for_the_first(here, jobs):
    rows = "\n".join(json.dumps({"url": f"{SITE}/{n}"}) for n in range(60))
    (here / "l.jsonl").write_text(rows)
    network = Slow(answers=pages(*map(str, range(60))))

    async def first():
        flow = Flow(tools=tools(network), how=HOW, jobs=jobs)
        results = flow.audits(["l.jsonl"])
        result = await anext(results)
        begun = len(network.asked)
        await results.aclose()
        return result, begun

    result, begun = asyncio.run(first())
    assert result.article.origin == f"{SITE}/0"
    assert begun <= AHEAD * jobs


def test_a_run_that_is_stopped_draws_no_more(here):
    (here / "l.jsonl").write_text(
        "\n".join(json.dumps({"text": f"Words {n}."}) for n in range(500))
    )

    async def run():
        made = tools(web(answers={}))
        flow = Flow(tools=made, how=HOW, jobs=2)
        found = []
        async for result in flow.audits(["l.jsonl"]):
            found.append(result)
            if len(found) == 3:
                made.stop.set()
        return found

    assert 3 <= len(asyncio.run(run())) <= 3 + AHEAD * 2


def test_a_reading_that_hangs_is_given_up_when_the_run_is_stopped(here):
    (here / "a.txt").write_text("The ferry runs again.")
    never = asyncio.Event

    async def hang(document, tables):
        await never().wait()

    async def run():
        made = tools(web(answers={}), extract=hang)
        asyncio.get_running_loop().call_later(0.05, made.stop.set)
        flow = Flow(tools=made, how=HOW, jobs=2)
        return [result async for result in flow.audits(["a.txt"])]

    assert asyncio.run(asyncio.wait_for(run(), 5)) == []
