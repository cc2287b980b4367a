"""Many looks at once: what is remembered is what one look after the other would leave."""

from __future__ import annotations

import random
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from store_values import DAY, GONE, HOUR, NOON, SILENT, article, capture, check, lines, verdict

from sourcecheck.model import Capture, LinkState, PageFacts
from sourcecheck.store.base import Look
from sourcecheck.store.memory import MemoryStore
from sourcecheck.store.migrations import statements, steps
from sourcecheck.store.sql.several import MANY
from sourcecheck.store.sqlite import open_store

URL = "https://paper.example/a/77"


def opened(kind, folder, name="s.db"):
    return MemoryStore() if kind == "memory" else open_store(folder / name)


@pytest.fixture(params=["memory", "sqlite"])
def kind(request):
    return request.param


@pytest.fixture
def store(kind, tmp_path):
    made = opened(kind, tmp_path)
    yield made
    made.close()


def look(url=URL, at=NOON, state=LinkState.ALIVE, record_id="", **seen) -> Look:
    return Look(
        check=check(url, at, **seen),
        verdict=verdict(state, url=url, because=(f"{state} at {at}",)),
        record_id=record_id,
    )


ANSWERS = [
    (LinkState.ALIVE, {}),
    (LinkState.NOT_FOUND, GONE),
    (LinkState.TIMEOUT, SILENT),
    (LinkState.MOVED, {"final_url": "https://paper.example/new"}),
    (LinkState.ALIVE, {"vantage": "elsewhere"}),
    (LinkState.SOFT_404, {}),
]


def any_looks(seed, count=60):
    rng = random.Random(seed)
    for _ in range(count):
        state, seen = rng.choice(ANSWERS[:2] if rng.random() < 0.6 else ANSWERS)
        url = f"https://host{rng.randrange(3)}.example/{rng.randrange(4)}"
        at = NOON + rng.randrange(12) * HOUR + timedelta(milliseconds=rng.randrange(2))
        yield look(url, at, state, record_id=f"<urn:uuid:{rng.randrange(9)}>", **seen)


def said_by(store, looks):
    urls = sorted({each.check.observation.url for each in looks})
    hosts = sorted(f"host{number}.example" for number in range(3))
    return (
        {url: store.history(url) for url in urls},
        [name_and_rows for name_and_rows in store.info().tables if name_and_rows[1]],
        [store.due(host, NOON + 9 * DAY, 50) for host in hosts],
    )


@pytest.mark.parametrize("seed", range(25))
def test_many_looks_at_once_are_one_look_after_the_other(kind, tmp_path, seed):
    looks = list(any_looks(seed))
    together, apart = opened(kind, tmp_path, "a.db"), opened(kind, tmp_path, "b.db")
    for start in range(0, len(looks), 20):
        together.remember_looks(looks[start : start + 20])
    for each in looks:
        apart.remember_check(each.check, each.verdict, each.record_id)
    assert said_by(together, looks) == said_by(apart, looks)
    together.close()
    apart.close()


@pytest.mark.parametrize("seed", range(5))
def test_all_histories_at_once_are_each_history(store, seed):
    looks = list(any_looks(seed))
    store.remember_looks(looks)
    urls = sorted({each.check.observation.url for each in looks})
    assert store.histories([*urls, "https://never.example/"]) == {
        url: store.history(url) for url in urls
    }


def test_more_urls_than_one_question_holds_are_all_told(store):
    urls = [f"https://paper.example/{number}" for number in range(2 * MANY + 7)]
    store.remember_looks([look(url) for url in urls])
    assert sorted(store.histories(urls)) == sorted(urls)
    assert store.info().rows("checks") == len(urls)


def test_remembering_a_batch_again_adds_nothing(store):
    looks = [look(f"https://paper.example/{number}") for number in range(30)]
    store.remember_looks(looks)
    before = store.info().tables
    store.remember_looks(looks)
    assert before == store.info().tables


def test_no_looks_are_remembered_without_complaint(store):
    store.remember_looks([])
    assert store.histories([]) == {}
    assert store.info().rows("checks") == 0


def test_a_link_that_is_cited_and_scheduled_keeps_its_appointment(store):
    store.remember_citations(article(), lines(), NOON - DAY)
    store.remember_looks([look()])
    (link,) = store.due("paper.example", NOON, 5)
    assert (link.next_at, link.state) == (NOON - DAY, LinkState.ALIVE)


@pytest.mark.parametrize("title", ["\ud800", "a\udcffb", "\0", "سد\u200e", "\x7f\x1f\u2028"])
def test_hostile_text_in_a_batch_comes_back_as_it_was(store, title):
    looks = [
        replace(each, check=replace(each.check, page=PageFacts(title=title, words=number)))
        for number, each in enumerate(
            [look("https://a.example/"), look(), look("https://b.example/")]
        )
    ]
    store.remember_looks(looks)
    found = store.histories([each.check.observation.url for each in looks])
    assert found == {each.check.observation.url: (each.check,) for each in looks}


def test_a_url_that_no_database_can_hold_is_remembered_once_and_loses_no_other(store):
    odd = look("https://paper.example/\ud800", final_url="https://paper.example/")
    for _ in range(2):
        store.remember_looks([look("https://a.example/"), odd, look("https://b.example/")])
    assert store.info().rows("checks") == 3
    urls = ["https://b.example/", "https://paper.example/\ud800", "https://a.example/"]
    assert set(store.histories(urls)) == set(urls)


def test_the_validators_of_the_last_good_look_are_kept(store):
    for day, tag in enumerate(('"one"', '"two"', '"three"')):
        store.remember_looks([look(at=NOON + day * DAY, headers=(("etag", tag),))])
    store.remember_looks([look(at=NOON + 5 * DAY, state=LinkState.TIMEOUT, **SILENT)])
    good = [each for each in store.histories([URL])[URL] if each.observation.status == 200]
    assert good[-1].observation.headers == (("etag", '"three"'),)


# runs

AGE = timedelta(days=2)


def test_an_unfinished_run_of_the_same_inputs_is_taken_up(store):
    first = store.begin_run("inputs", NOON, AGE)
    store.remember_looks(
        [look("https://a.example/", NOON), look("https://b.example/", NOON + HOUR)]
    )
    again = store.begin_run("inputs", NOON + DAY, AGE)
    assert (first.resumed, first.looks, first.started_at) == (False, 0, NOON)
    assert again == replace(first, resumed=True, looks=2)


@pytest.mark.parametrize(
    ("inputs", "later"),
    [("other", HOUR), ("inputs", 3 * DAY)],
    ids=["of other inputs", "that is too old"],
)
def test_a_run_is_not_taken_up(store, inputs, later):
    first = store.begin_run("inputs", NOON, AGE)
    second = store.begin_run(inputs, NOON + later, AGE)
    assert (second.resumed, second.started_at) == (False, NOON + later)
    assert first.id != second.id


def test_an_ended_run_is_not_taken_up(store):
    store.end_run(store.begin_run("inputs", NOON, AGE), NOON + HOUR)
    assert not store.begin_run("inputs", NOON + HOUR, AGE).resumed


def test_of_several_unfinished_runs_the_latest_is_taken_up(store):
    for days in (0, 1):
        store.begin_run("inputs", NOON + days * 10 * DAY, AGE)
    again = store.begin_run("inputs", NOON + 11 * DAY, AGE)
    assert (again.resumed, again.started_at) == (True, NOON + 10 * DAY)


def test_looks_of_a_run_are_told_again_as_they_were_recorded(store):
    store.remember_looks([look("https://old.example/", NOON - DAY), look(at=NOON - DAY)])
    run = store.begin_run("inputs", NOON, AGE)
    seen = look(at=NOON + HOUR, record_id="<urn:uuid:7>")
    store.remember_looks([seen])
    asked = [URL, "https://old.example/", "https://never.example/"]
    assert store.seen_in_run(run, asked) == {URL: seen}


def test_of_two_looks_in_a_run_the_last_is_told(store):
    run = store.begin_run("inputs", NOON, AGE)
    last = look(at=NOON + HOUR, state=LinkState.NOT_FOUND, record_id="<urn:uuid:8>", **GONE)
    store.remember_looks([look(), last])
    assert store.seen_in_run(run, [URL]) == {URL: last}


def test_a_verdict_that_an_older_program_left_out_is_not_told(tmp_path):
    path = tmp_path / "s.db"
    old = sqlite3.connect(path)
    old.execute("create table schema_version (version integer, name text, applied_at text)")
    for statement in statements(steps()[0].sql, {"id": "integer primary key", "json": "text"}):
        old.execute(statement)
    old.execute("insert into schema_version values (1, 'first', 'x')")
    old.execute(f"insert into urls values (1, '{URL}', 'paper.example', '2026-11-20T12:00:00Z')")
    seen = f'{{"observation":{{"url":"{URL}","at":"2026-11-20T12:00:00+00:00","final_url":"{URL}","status":200}}}}'
    old.execute(
        "insert into checks values (1, 1, 'local', '2026-11-20T12:00:00Z', '2026-11-20T12:00:00Z',"
        " 1, '2026-11-20T12:00:00Z', 200, null, ?, 'alive', 'alive', 'status', 0, null, ?, ?)",
        (URL, seen, seen),
    )
    old.commit()
    old.close()
    with open_store(path) as store:
        run = store.begin_run("inputs", NOON, AGE)
        assert store.history(URL) == (check(),)
        assert store.seen_in_run(run, [URL]) == {}
        store.remember_looks([look(at=NOON + HOUR)])
        assert store.seen_in_run(run, [URL]) == {URL: look(at=NOON + HOUR)}


# captures


def hop(number: int, hops: int, chain: str, at=NOON, **other) -> Capture:
    key = other.pop("urlkey", f"example,{chain})/{number}")
    record_id = f"<urn:uuid:{chain}{number}>"
    place = {"hop": number, "hops": hops, "chain": chain, "urlkey": key, "file": f"{chain}.gz"}
    return capture(number + 1, at, record_id=record_id, **{**place, **other})


def test_captures_put_together_are_those_put_one_by_one(store):
    some = [capture(number) for number in range(5)]
    store.captures.put_all([*some, some[0]])
    assert list(store.captures) == some
    assert store.captures.indexed_to("one.warc.gz") == 500


def test_payloads_are_found_together(store):
    store.captures.put_all([capture(1), capture(2, revisit_of="x", framing="y")])
    known = ("b" * 64, "identity")
    assert store.captures.by_digests([known, ("b" * 64, "y"), ("e" * 64, "z")]) == {
        known: capture(1)
    }
    assert store.captures.by_digests([]) == {}


def test_looks_since_a_time_come_with_their_redirects(store):
    whole = [hop(0, 2, "a"), hop(1, 2, "a", NOON + HOUR)]
    store.captures.put_all([*whole, hop(0, 1, "b"), hop(0, 1, "c", NOON - DAY)])
    asked = ["example,a)/0", "example,c)/0", "example,a)/1"]
    found = store.captures.since(asked, NOON)
    assert sorted(found, key=lambda row: row.hop) == whole
