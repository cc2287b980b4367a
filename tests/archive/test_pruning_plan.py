"""Which captures may go, and which stay whatever the rules say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcecheck.archive.index import urlkey
from sourcecheck.archive.pruning.planning import SAID, Rules, Standing, Stays, plan
from sourcecheck.model import Capture

NOW = datetime(2026, 11, 1, tzinfo=UTC)
A, B = "https://a.example/", "https://b.example/"
SIZE = 1000
GAIN = SIZE - SAID


def capture(name, url, days, *, repeats="", sha256="", **more):
    number = int("".join(filter(str.isdecimal, name)) or 0)
    given = {
        "url": url,
        "captured_at": NOW - timedelta(days=days),
        "file": "warc/1",
        "record_id": name,
        "sha256": sha256 or f"of {repeats or name}",
        "offset": number * SIZE,
        "length": 300,
        "status": 200,
        "revisit_of": repeats,
        "urlkey": urlkey(url),
        "chain": f"chain of {name}",
    }
    return Capture(**given | more)


ROWS = (
    capture("r0", A, 400),
    capture("r1", B, 300),
    capture("r2", A, 200),
    capture("r3", A, 100),
    capture("r4", B, 50),
    capture("r5", A, 10),
)


def standing(sizes=None, untouched=None, chains=(), records=()):
    return Standing(
        sizes={"warc/1": 6 * SIZE} if sizes is None else sizes,
        untouched=untouched or {},
        cited_chains=chains,
        cited_records=records,
    )


def ids(found):
    return [row.record_id for look in found.gone for row in look.captures]


DAYS = timedelta(days=1)


@pytest.mark.parametrize(
    ("rules", "gone"),
    [
        (Rules(older_than=150 * DAYS), ["r0", "r1", "r2"]),
        (Rules(older_than=500 * DAYS), []),
        (Rules(older_than=0 * DAYS), ["r0", "r1", "r2", "r3", "r4", "r5"]),
        (Rules(keep_last=1), ["r0", "r1", "r2", "r3"]),
        (Rules(keep_last=2), ["r0", "r2"]),
        (Rules(keep_last=9), []),
        (Rules(keep_last=0), ["r0", "r1", "r2", "r3", "r4", "r5"]),
        (Rules(older_than=150 * DAYS, keep_last=1), ["r0", "r1", "r2"]),
        (Rules(older_than=150 * DAYS, keep_last=3), ["r0"]),
        (Rules(max_bytes=6 * SIZE), []),
        (Rules(max_bytes=6 * SIZE - 1), ["r0"]),
        (Rules(max_bytes=6 * SIZE - 2 * GAIN), ["r0", "r1"]),
        (Rules(max_bytes=4 * SIZE), ["r0", "r1", "r2"]),
        (Rules(max_bytes=0), ["r0", "r1", "r2", "r3", "r4", "r5"]),
        (Rules(max_bytes=0, keep_last=1), ["r0", "r1", "r2", "r3"]),
        (Rules(max_bytes=6 * SIZE - 2 * GAIN, older_than=350 * DAYS), ["r0", "r1"]),
        (Rules(max_bytes=9 * SIZE, older_than=350 * DAYS), ["r0"]),
    ],
)
def test_age_number_and_size_name_what_goes_the_oldest_first(rules, gone):
    assert ids(plan(ROWS, rules, standing(), NOW)) == gone


ALL = Rules(older_than=0 * DAYS)


@pytest.mark.parametrize(
    ("told", "gone", "stays"),
    [
        ({"chains": {"chain of r2"}}, ["r0", "r1", "r3", "r4", "r5"], {Stays.CITED: 1}),
        ({"records": {"r5", "r0"}}, ["r1", "r2", "r3", "r4"], {Stays.CITED: 2}),
        ({"untouched": {"warc/1": Stays.OPEN}}, [], {Stays.OPEN: 6}),
        ({"untouched": {"warc/1": Stays.STAMPED}}, [], {Stays.STAMPED: 6}),
        ({"sizes": {}}, [], {Stays.STORED: 6}),
    ],
)
def test_what_audits_point_to_stays_and_so_does_what_lies_in_files_left_alone(told, gone, stays):
    found = plan(ROWS, ALL, standing(**told), NOW)
    assert ids(found) == gone
    assert found.stays == stays


def test_a_look_goes_or_stays_with_all_its_hops():
    rows = (
        capture("r0", A, 400, chain="one"),
        capture("r1", B, 400, chain="one", hop=1),
        capture("r2", A, 300),
    )
    assert ids(plan(rows, ALL, standing(), NOW)) == ["r0", "r1", "r2"]
    assert ids(plan(rows, ALL, standing(records={"r1"}), NOW)) == ["r2"]
    assert ids(plan(rows, Rules(keep_last=1), standing(), NOW)) == ["r0", "r1"]


def test_articles_and_audits_never_go():
    own = capture("r6", "urn:sourcecheck:audit:aa:2020", 900)
    assert "r6" not in ids(plan((*ROWS, own), ALL, standing(), NOW))


CHAINED = (
    capture("r0", A, 400),
    capture("r1", A, 300, repeats="r0"),
    capture("r2", A, 200, repeats="r0"),
    capture("r3", B, 100),
)


@pytest.mark.parametrize(
    ("rules", "gone", "originals"),
    [
        (Rules(older_than=350 * DAYS), [], 1),
        (Rules(older_than=250 * DAYS), ["r1"], 1),
        (Rules(older_than=150 * DAYS), ["r0", "r1", "r2"], 0),
        (Rules(keep_last=1), ["r1"], 1),
        (Rules(max_bytes=6 * SIZE - GAIN), ["r1"], 1),
        (Rules(max_bytes=6 * SIZE - 3 * GAIN), ["r0", "r1", "r2"], 0),
    ],
)
def test_what_later_captures_repeat_stays_as_long_as_they_do(rules, gone, originals):
    found = plan(CHAINED, rules, standing(), NOW)
    assert ids(found) == gone
    assert found.stays.get(Stays.ORIGINAL, 0) == originals


def test_what_stays_for_another_keeps_what_it_rests_on_itself():
    rows = (
        capture("r0", A, 400),
        capture("r1", A, 300, repeats="r0", chain="two"),
        capture("r2", B, 300, chain="two", hop=1),
        capture("r3", B, 10, repeats="r2"),
    )
    assert ids(plan(rows, Rules(older_than=200 * DAYS), standing(), NOW)) == []


def test_an_original_that_is_named_by_its_payload_alone_stays_too():
    rows = (
        capture("r0", A, 400, sha256="same"),
        capture("r1", A, 10, repeats="sha1:unknown", sha256="same"),
    )
    assert ids(plan(rows, Rules(older_than=200 * DAYS), standing(), NOW)) == []


def test_a_size_that_cannot_be_reached_is_told():
    found = plan(ROWS, Rules(max_bytes=1000), standing(records={"r0", "r1"}), NOW)
    assert ids(found) == ["r2", "r3", "r4", "r5"]
    assert found.freed == 4 * GAIN
    assert found.over == 5 * SIZE - 4 * GAIN


@given(st.data())
def test_whatever_the_rules_no_capture_that_stays_has_lost_its_body(data):
    rows = []
    for number in range(data.draw(st.integers(1, 12))):
        older = [row.record_id for row in rows if not row.revisit_of]
        repeats = data.draw(st.sampled_from(["", *older]))
        chain = data.draw(st.sampled_from(["one", "two", f"own {number}"]))
        days = data.draw(st.integers(0, 400))
        rows.append(capture(f"r{number}", A, days, repeats=repeats, chain=chain))
    days = data.draw(st.none() | st.integers(0, 400))
    rules = Rules(
        older_than=None if days is None else days * DAYS,
        keep_last=data.draw(st.none() | st.integers(0, 3)),
        max_bytes=data.draw(st.none() | st.integers(0, 12 * SIZE)),
    )
    cited = data.draw(st.sets(st.sampled_from([row.record_id for row in rows])))
    sizes = {"warc/1": len(rows) * SIZE}
    found = plan(rows, rules, standing(sizes=sizes, records=cited), NOW)
    gone = set(ids(found))
    stays = [row for row in rows if row.record_id not in gone]
    assert not any(row.revisit_of in gone for row in stays)
    assert not gone & cited
    assert not {row.chain for row in stays} & {row.chain for row in rows if row.record_id in gone}
    assert found.freed == len(gone) * GAIN


def test_thousands_of_looks_are_planned_quickly_whatever_repeats_what():
    rows = [capture("r0", A, 9000)]
    rows += [capture(f"r{n}", A, 9000 - n, repeats="r0" if n % 2 else "") for n in range(1, 8000)]
    sizes = {"warc/1": 8000 * SIZE}
    found = plan(rows, Rules(max_bytes=4000 * SIZE), standing(sizes=sizes), NOW)
    assert found.size - found.freed <= 4000 * SIZE
    gone = set(ids(found))
    assert not any(row.revisit_of in gone for row in rows if row.record_id not in gone)
