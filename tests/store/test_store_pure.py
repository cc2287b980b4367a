"""The store's pure parts: hosts, times, runs, digests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from store_values import DAY, NOON, audit, check, looked_again, verdict, web

from sourcecheck.model import LinkState, Severity, VagueSource
from sourcecheck.model.codec import encode
from sourcecheck.model.memento import CopyAnswer, CopySearch, Memento
from sourcecheck.store.rows import conclusions, host_of, url_of
from sourcecheck.store.runs import current, fold, look_of
from sourcecheck.store.times import moment, stamp


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Paper.Example/a", "paper.example"),
        ("https://user:secret@paper.example:8443/a?b#c", "paper.example"),
        ("http://paper.example.", "paper.example"),
        ("http://paper.example?q=a@b", "paper.example"),
        ("http://[::1]:8080/x", "[::1]"),
        ("http://موقع.example/صفحة", "موقع.example"),
        ("mailto:someone@paper.example", ""),
        ("", ""),
    ],
)
def test_a_host_is_read_out_of_a_url(url, host):
    assert host == host_of(url)


def test_a_source_is_fetched_by_its_canonical_url():
    source = web("https://paper.example/a")
    assert url_of(source) == "https://paper.example/a"
    assert (
        url_of(replace(source, link=replace(source.link, canonical="")))
        == "https://paper.example/a"
    )
    assert url_of(replace(source, link=replace(source.link, canonical="", url=""))) == ""
    assert url_of(VagueSource(printed="خبراء")) == ""


def test_a_time_is_written_to_the_second_in_utc():
    assert stamp(datetime(2026, 11, 20, 12, 0, 0, 999_999, tzinfo=UTC)) == "2026-11-20T12:00:00Z"
    assert moment("2026-11-20T12:00:00Z") == NOON


def test_no_run_is_current_without_looks():
    assert current([]) is None


def test_the_only_run_is_current_even_if_it_says_nothing():
    assert current([look_of(check(), verdict(LinkState.OFFLINE))]) == 0


def test_a_look_from_elsewhere_does_not_break_a_run():
    here = look_of(check(), verdict())
    there = look_of(check(at=NOON + DAY, vantage="there", status=403), verdict(LinkState.FORBIDDEN))
    again = look_of(check(at=NOON + 2 * DAY), verdict())
    put = fold([here, there], again)
    assert put is not None
    assert (put.replaces, put.run.times) == (0, 2)


def digest(found):
    return conclusions(encode(found))


def test_an_audit_that_looked_again_concludes_the_same():
    assert digest(audit()) == digest(looked_again(audit(), NOON + DAY))


def changed_verdict(found, **other):
    first, *rest = found.lines
    seen = first.sources[0]
    told = replace(seen, verdict=replace(seen.verdict, **other))
    return replace(found, lines=(replace(first, sources=(told, *first.sources[1:])), *rest))


@pytest.mark.parametrize(
    ("found", "same"),
    [
        (changed_verdict(audit(), because=("seen twice",)), True),
        (changed_verdict(audit(), state=LinkState.MOVED), False),
        (changed_verdict(audit(), confirmed=True), False),
        (changed_verdict(audit(), rule="other"), False),
        (
            replace(audit(), findings=tuple(replace(f, because=("x",)) for f in audit().findings)),
            True,
        ),
        (
            replace(
                audit(),
                findings=tuple(replace(f, severity=Severity.ERROR) for f in audit().findings),
            ),
            False,
        ),
        (replace(audit(), metrics={}), False),
        (replace(audit(), lines=audit().lines[:1]), False),
        (replace(audit(), provenance=replace(audit().provenance, data="other")), False),
        (replace(audit(), provenance=replace(audit().provenance, offline=True)), False),
    ],
)
def test_only_conclusions_make_audits_differ(found, same):
    assert (digest(found) == digest(audit())) is same


URL = "https://paper.example/a/77"


def searched(*searches: CopySearch):
    found = audit()
    first, *rest = found.lines
    told = replace(first.sources[0], copies=searches)
    return replace(found, lines=(replace(first, sources=(told, *first.sources[1:])), *rest))


def search(day: str = "20250201", **other) -> CopySearch:
    copy = Memento(
        url=URL, source="wayback", captured_at=NOON,
        memento_url=f"https://web.archive.org/web/{day}120000/{URL}", verified=True,
    )  # fmt: skip
    known = {"url": URL, "source": "wayback", "answer": CopyAnswer.FOUND, "asked_at": NOON}
    return CopySearch(**{**known, "best": copy, **other})


@pytest.mark.parametrize(
    ("searches", "same"),
    [
        ((search(asked_at=NOON + DAY, cited_at=NOON, record_id="<urn:uuid:2>"),), True),
        ((search(because=("other words",), listed=7),), True),
        ((search("20250301"),), False),
        ((search(answer=CopyAnswer.FAILED, best=None),), False),
        ((search(source="arquivo"),), False),
        ((search(), search(source="arquivo")), False),
        ((), False),
    ],
)
def test_of_copies_only_the_answer_and_the_best_one_are_conclusions(searches, same):
    assert (digest(searched(*searches)) == digest(searched(search()))) is same
