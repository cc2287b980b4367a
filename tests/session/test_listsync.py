"""Questions to a SPARQL endpoint: how they are put, spaced, asked again, and remembered."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest

from sourcecheck.classify.importers.questions import LANGUAGES, about, with_hosts
from sourcecheck.classify.importers.rows import Refused
from sourcecheck.data.load_imports import load_imports
from sourcecheck.data.load_outlets import load_outlets
from sourcecheck.session.listsync import Endpoint, Wanted, answers, wanted_of

NOW = datetime(2026, 11, 21, tzinfo=UTC)
EMPTY = json.dumps({"results": {"bindings": []}})
TABLES = replace(load_imports(), hosts_at_a_time=2)


class Fetcher:
    """Gives the answers it was told to give, and notes what it was asked."""

    def __init__(self, *told):
        self.told, self.asked = list(told), []

    async def fetch(self, url, *, known, method):
        query = parse_qs(known.body.decode())["query"][0]
        self.asked.append((url, method, dict(known.said), query))
        status, body, wait = self.told.pop(0) if self.told else (200, EMPTY, None)
        seen = SimpleNamespace(status=status, reason="", failure=None, retry_after_s=wait)
        return SimpleNamespace(observation=seen, body=body.encode())


@pytest.fixture
def made(tmp_path):
    """An endpoint over a fetcher, and the seconds that were waited."""

    def make(fetcher, **changes):
        waits = []

        async def sleep(seconds):
            waits.append(seconds)

        values = {"url": "https://sparql.example/", "folder": tmp_path / "wikidata", "now": NOW,
                  "fetcher": fetcher, "tables": TABLES, "sleep": sleep, **changes}  # fmt: skip
        return Endpoint(**values), waits

    return make


async def test_questions_go_in_batches_with_a_pause_between_and_say_what_they_take(made):
    fetcher = Fetcher()
    endpoint, waits = made(fetcher)
    found = await answers(Wanted(qids=("Q3", "Q1", "Q2"), hosts=("a.example",)), endpoint)
    assert (found.asked, found.troubles) == (3, ())
    assert waits == [TABLES.pause_s] * 2
    assert {(url, method) for url, method, _, _ in fetcher.asked} == {
        ("https://sparql.example/", "POST")
    }
    assert fetcher.asked[0][2]["Accept"] == "application/sparql-results+json"
    assert ["wd:Q1 wd:Q2" in query for *_, query in fetcher.asked] == [False, True, False]


@pytest.mark.parametrize(
    ("told", "waits"),
    [
        ([(429, "", 7), (200, EMPTY, None)], [7]),
        ([(503, "", None), (500, "", None), (200, EMPTY, None)], [1, 2]),
    ],
)
async def test_an_endpoint_that_is_busy_is_asked_again_when_it_says(made, told, waits):
    endpoint, waited = made(Fetcher(*told))
    assert await endpoint.ask("items", ("Q1",), "?") == EMPTY
    assert waited == waits


@pytest.mark.parametrize(
    "told", [[(429, "", 3600)], [(400, "", None)], [(403, "", None)], [(500, "", None)] * 3]
)
async def test_an_endpoint_that_will_not_answer_is_left_alone(made, told):
    fetcher = Fetcher(*told, (200, EMPTY, None))
    endpoint, _ = made(fetcher)
    found = await endpoint.ask("items", ("Q1",), "?")
    assert isinstance(found, Refused)
    assert len(fetcher.asked) == len(told)


async def test_an_answer_is_kept_by_what_was_asked_about_in_whatever_order(made):
    endpoint, _ = made(Fetcher())
    await endpoint.ask("items", ("Q1", "Q2"), "?")
    offline, _ = made(None)
    assert await offline.ask("items", ("Q2", "Q1"), "?") == EMPTY
    assert isinstance(await offline.ask("items", ("Q1",), "?"), Refused)


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, 0),
        ({"now": NOW + timedelta(hours=23)}, 0),
        ({"now": NOW + timedelta(days=2)}, 1),
        ({"refresh": True}, 1),
        ({"url": "https://other.example/"}, 1),
    ],
)
async def test_nobody_is_asked_again_within_a_day(made, changes, asked):
    endpoint, _ = made(Fetcher())
    await endpoint.ask("items", ("Q1",), "?")
    fetcher = Fetcher()
    later, _ = made(fetcher, **changes)
    await later.ask("items", ("Q1",), "?")
    assert len(fetcher.asked) == asked


@pytest.mark.parametrize("text", ["{", "[]", '{"answer": 3}', "\udcff"])
async def test_an_answer_that_was_spoilt_on_disk_is_asked_for_again(made, text):
    endpoint, _ = made(Fetcher())
    await endpoint.ask("items", ("Q1",), "?")
    (kept,) = endpoint.folder.iterdir()
    kept.write_bytes(text.encode("utf-8", "surrogateescape"))
    fetcher = Fetcher()
    again, _ = made(fetcher)
    assert await again.ask("items", ("Q1",), "?") == EMPTY
    assert len(fetcher.asked) == 1


def test_what_is_wanted_is_a_list_or_all_that_is_known():
    tables = load_outlets(None)
    lines = ["Q7", "# a comment", "", "https://www.wikidata.org/wiki/Q8", "https://www.a.example/x"]
    assert wanted_of(lines, tables) == Wanted(qids=("Q7", "Q8"), hosts=("a.example",))
    everything = wanted_of(None, tables)
    assert "tasnimnews.com" in everything.hosts
    assert len(everything.hosts) > 500


def test_what_is_no_host_in_a_list_of_the_user_is_in_no_question(tmp_path):
    (tmp_path / "own.csv").write_text(
        "outlet,record,type,value,detail,source\nx> } ?s ?p <a.example,claim,kind,news,,me\n"
        "b.example,claim,kind,news,,me\nb.example,key,qid,Q1 } ?s,,me\n"
    )
    wanted = wanted_of(None, load_outlets.__wrapped__(tmp_path))
    assert not any(" " in each for each in (*wanted.hosts, *wanted.qids))
    assert "b.example" in wanted.hosts


def test_the_question_asks_for_every_property_with_its_dates_and_for_labels():
    query = about(("Q1", "Q2"), TABLES.statements)
    assert "VALUES ?item { wd:Q1 wd:Q2 }" in query
    for name in set(TABLES.statements) - {"label"}:
        assert f"ps:{name}" in query, name
    assert query.count("pq:P582") == len(TABLES.statements) - 1
    assert all(f'"{language}"' in query for language in LANGUAGES)
    assert query.count("{") == query.count("}")


def test_a_host_is_asked_for_as_sites_write_it():
    query = with_hosts(("a.example",))
    for site in ("https://www.a.example/", "http://a.example", "https://a.example"):
        assert f"<{site}>" in query
