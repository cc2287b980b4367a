"""What every store promises, asked of each of them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from store_values import (
    DAY,
    GONE,
    HOUR,
    NOON,
    OUTLET,
    SILENT,
    article,
    audit,
    capture,
    check,
    lines,
    looked_again,
    verdict,
)

from sourcecheck.errors import ArchiveError
from sourcecheck.model import (
    Citation,
    CitationKind,
    Failure,
    IndexChange,
    Line,
    LinkState,
    NamedSource,
    PageFacts,
    SourceLine,
)
from sourcecheck.model.memento import CopyAnswer, CopySearch, Memento
from sourcecheck.store.base import Appointment, ArchiveFile, Look, Store
from sourcecheck.store.memory import MemoryStore
from sourcecheck.store.sqlite import open_store

URL = "https://paper.example/a/77"
HOST = "paper.example"


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    opened = MemoryStore() if request.param == "memory" else open_store(tmp_path / "s.db")
    yield opened
    opened.close()


def test_each_store_keeps_the_protocol(store):
    kept: Store = store
    assert kept is store


def test_an_audit_comes_back_as_it_was(store):
    number = store.remember_audit(audit())
    assert audit() == store.audit(number)


def test_an_unknown_audit_or_article_is_none(store):
    assert store.audit(77) is None
    assert store.article("0" * 64) is None
    assert store.history("https://never.example/") == ()


def test_an_audit_fills_every_table_it_speaks_of(store):
    store.remember_audit(audit())
    info = store.info()
    counted = {name: rows for name, rows in info.tables if rows}
    assert counted == {
        "articles": 1,
        "audits": 1,
        "captures": 1,
        "checks": 1,
        "citations": 2,
        "findings": 2,
        "metrics": 2,
        "next_checks": 1,
        "outlets": 1,
        "sources": 4,
        "urls": 1,
    }


def test_all_stores_count_the_same_tables(tmp_path):
    with open_store(tmp_path / "s.db") as database:
        assert [name for name, _ in MemoryStore().info().tables] == [
            name for name, _ in database.info().tables
        ]


def test_the_same_audit_twice_adds_nothing(store):
    first = store.remember_audit(audit())
    before = store.info().tables
    assert first == store.remember_audit(audit())
    assert before == store.info().tables
    assert store.audits()[0].times == 1


def test_the_same_findings_a_month_later_add_no_row(store):
    first = store.remember_audit(audit())
    before = store.info().tables
    later = looked_again(audit(), NOON + 30 * DAY)
    assert first == store.remember_audit(later)
    assert before == store.info().tables
    (entry,) = store.audits()
    assert (entry.times, entry.first_at, entry.last_at) == (2, NOON, NOON + 30 * DAY)
    assert store.audit(first) == later


def test_new_conclusions_open_a_new_audit(store):
    first = store.remember_audit(audit())
    changed = replace(looked_again(audit(), NOON + DAY), findings=())
    second = store.remember_audit(changed)
    assert first != second
    assert [entry.findings for entry in store.audits()] == [0, 2]


def test_an_audit_repeated_after_a_crash_is_found_among_older_ones(store):
    first = store.remember_audit(audit())
    store.remember_audit(replace(looked_again(audit(), NOON + DAY), findings=()))
    assert first == store.remember_audit(audit())
    assert len(store.audits()) == 2


def test_audits_are_listed_by_article(store):
    store.remember_audit(audit())
    store.remember_audit(audit(article=article("c" * 64, "آخر")))
    assert len(store.audits()) == 2
    (entry,) = store.audits("c" * 64)
    assert (entry.title, entry.sha256, entry.tool) == ("آخر", "c" * 64, "sourcecheck 0")


def test_an_article_is_known_by_its_document(store):
    store.remember_article(article(), NOON)
    store.remember_article(replace(article(), origin="copy/dam.txt"), NOON + DAY)
    (entry,) = store.articles()
    assert (entry.origin, entry.first_at, entry.last_at) == ("copy/dam.txt", NOON, NOON + DAY)
    assert store.article("a" * 64).origin == "copy/dam.txt"


def test_the_article_read_last_is_listed_first(store):
    store.remember_article(article("1" * 64), NOON)
    store.remember_article(article("2" * 64), NOON + DAY)
    store.remember_article(article("3" * 64), NOON)
    assert [entry.sha256[0] for entry in store.articles()] == ["2", "3", "1"]


def test_citations_are_told_anew_not_added(store):
    store.remember_citations(article(), lines(), NOON)
    store.remember_citations(article(), lines()[:1], NOON)
    info = store.info()
    assert (info.rows("citations"), info.rows("sources"), info.rows("urls")) == (1, 2, 1)


def test_outlets_are_remembered_once_with_names_and_claims(store):
    store.remember_outlets([OUTLET], NOON)
    store.remember_outlets([OUTLET], NOON + DAY)
    info = store.info()
    counted = [info.rows(name) for name in ("outlets", "outlet_names", "claims")]
    assert counted == [1, 2, 2]


def test_an_archive_file_is_remembered_once(store):
    file = ArchiveFile(name="one.warc.gz", size=7, sha256="d" * 64, closed_at=NOON)
    store.remember_archive_file(file)
    store.remember_archive_file(file)
    assert store.archive_files() == (file,)


def test_a_rewritten_file_moves_its_captures_and_forgets_what_went(store):
    file = ArchiveFile(name="warc/one.warc.gz", size=7, sha256="d" * 64, closed_at=NOON)
    store.remember_archive_file(file)
    gone, known, new = capture(1), capture(2, archive="elsewhere"), capture(3)
    store.captures.put_all([gone, known])
    places = [replace(known, offset=5, length=6, archive="local"), new]
    rewritten = replace(file, size=8, sha256="e" * 64)
    for _ in range(2):
        store.remember_rewritten(rewritten, places, [gone.record_id])
        assert {row.record_id: row for row in store.captures} == {
            known.record_id: replace(known, offset=5, length=6),
            new.record_id: new,
        }
        assert store.archive_files() == (rewritten,)


def search(**changes) -> CopySearch:
    url = "https://paper.example/a/77"
    copy = Memento(
        url=url,
        source="wayback",
        captured_at=NOON - DAY,
        memento_url=f"https://web.archive.org/web/20261119120000/{url}",
        state=LinkState.ALIVE,
        verified=True,
    )
    known = {"url": url, "source": "wayback", "answer": CopyAnswer.FOUND, "asked_at": NOON}
    return CopySearch(**{**known, "best": copy, "cited_at": NOON, **changes})


def test_a_search_for_copies_is_remembered_once_and_told_whole(store):
    store.remember_citations(article(), lines(), NOON)
    store.remember_copies([search(), search()])
    store.remember_copies([search()])
    assert store.copies_of(search().url) == (search(),)
    assert store.info().rows("copy_searches") == 1


def test_searches_are_told_oldest_first_and_of_their_page_alone(store):
    later = search(asked_at=NOON + DAY, answer=CopyAnswer.FAILED, best=None, because=("busy",))
    other = search(url="https://other.example/", answer=CopyAnswer.NO_RECORD, best=None)
    store.remember_copies([later, other, search(), search(source="arquivo")])
    found = store.copies_of(search().url)
    assert [(each.source, each.asked_at) for each in found] == [
        ("wayback", NOON), ("arquivo", NOON), ("wayback", NOON + DAY),
    ]  # fmt: skip
    assert store.copies_of(other.url) == (other,)
    assert store.copies_of("https://never.example/") == ()


@pytest.mark.parametrize(
    "title", ["\ud800", "a\udcffb", "\0", "\u200fسد\u200e", "𐎠" * 50, "'; drop table articles; --"]
)
def test_hostile_text_comes_back_as_it_was(store, title):
    found = audit(article=article(title=title), lines=(titled(title),))
    number = store.remember_audit(found)
    assert store.audit(number) == found
    assert store.article("a" * 64) == found.article
    assert number == store.remember_audit(found)


def titled(title):
    source = NamedSource(printed=title, name=title)
    citation = Citation(id="c1", kind=CitationKind.NOTE, label=title, sources=(source,))
    return Line(citation=citation, sources=(SourceLine(source=source),))


# looks and runs


def test_a_look_comes_back_whole(store):
    seen = replace(check(headers=(("server", "x"),)), page=PageFacts(title="صفحة", words=3))
    store.remember_check(seen, verdict())
    assert store.history(URL) == (seen,)


def test_an_unchanged_link_is_one_row_and_every_look_is_told(store):
    for month in range(12):
        store.remember_check(check(at=NOON + 30 * month * DAY), verdict())
    assert store.info().rows("checks") == 1
    times = [look.observation.at for look in store.history(URL)]
    assert times == [NOON + 30 * month * DAY for month in range(12)]


def test_a_long_run_keeps_its_first_look_its_last_and_an_even_choice_between(store):
    for day in range(100):
        store.remember_check(check(at=NOON + day * DAY), verdict())
    days = [(look.observation.at - NOON).days for look in store.history(URL)]
    assert (days[0], days[-1], len(days)) == (0, 99, 16)
    assert max(later - earlier for earlier, later in itertools.pairwise(days)) <= 17


def test_three_failures_keep_their_days_so_that_death_can_be_confirmed(store):
    for day in (0, 3, 9):
        store.remember_check(check(at=NOON + day * DAY, **GONE), verdict(LinkState.NOT_FOUND))
    looks = store.history(URL)
    assert [(look.observation.status, (look.observation.at - NOON).days) for look in looks] == [
        (404, 0),
        (404, 3),
        (404, 9),
    ]


def test_the_look_between_is_told_with_the_first_looks_page(store):
    for hour, title in enumerate(("one", "two", "three")):
        seen = replace(check(at=NOON + hour * HOUR), page=PageFacts(title=title))
        store.remember_check(seen, verdict())
    assert [look.page.title for look in store.history(URL)] == ["one", "one", "three"]


@pytest.mark.parametrize(
    ("seen", "concluded"),
    [
        (GONE, LinkState.NOT_FOUND),
        (SILENT, LinkState.TIMEOUT),
        ({"final_url": "https://paper.example/new"}, LinkState.ALIVE),
        ({"vantage": "elsewhere"}, LinkState.ALIVE),
        ({}, LinkState.SOFT_404),
    ],
)
def test_what_differs_opens_a_run(store, seen, concluded):
    store.remember_check(check(), verdict())
    store.remember_check(check(at=NOON + DAY, **seen), verdict(concluded))
    assert store.info().rows("checks") == 2
    assert len(store.history(URL)) == 2


def test_a_link_that_comes_back_has_three_runs(store):
    for day, (seen, state) in enumerate(
        [({}, LinkState.ALIVE), (GONE, LinkState.NOT_FOUND), ({}, LinkState.ALIVE)]
    ):
        store.remember_check(check(at=NOON + day * DAY, **seen), verdict(state))
    assert [look.observation.status for look in store.history(URL)] == [200, 404, 200]


def test_the_same_look_twice_is_one(store):
    store.remember_check(check(), verdict())
    store.remember_check(check(at=NOON + DAY), verdict())
    store.remember_check(check(), verdict())
    assert len(store.history(URL)) == 2


def test_two_answers_within_a_second_are_two_looks(store):
    store.remember_check(check(status=500), verdict(LinkState.SERVER_ERROR))
    store.remember_check(check(), verdict())
    store.remember_check(check(status=500), verdict(LinkState.SERVER_ERROR))
    assert store.info().rows("checks") == 2


def test_a_look_that_arrives_late_is_counted_where_it_belongs(store):
    store.remember_check(check(), verdict())
    store.remember_check(check(at=NOON + 2 * DAY), verdict())
    store.remember_check(check(at=NOON + DAY), verdict())
    assert store.info().rows("checks") == 1
    assert [look.observation.at for look in store.history(URL)] == [
        NOON,
        NOON + DAY,
        NOON + 2 * DAY,
    ]


def test_a_late_look_that_differs_does_not_become_the_present(store):
    store.remember_check(check(at=NOON + 2 * DAY), verdict())
    store.remember_check(check(**GONE), verdict(LinkState.NOT_FOUND))
    (link,) = store.due(HOST, NOON + 3 * DAY, 10)
    assert link.state is LinkState.ALIVE
    assert [look.observation.status for look in store.history(URL)] == [404, 200]


def test_being_offline_does_not_hide_what_was_known(store):
    store.remember_check(check(**GONE), verdict(LinkState.NOT_FOUND))
    offline = check(at=NOON + DAY, status=None, failure=Failure.OFFLINE)
    store.remember_check(offline, verdict(LinkState.OFFLINE))
    (link,) = store.due(HOST, NOON + 2 * DAY, 10)
    assert (link.state, link.status) == (LinkState.NOT_FOUND, 404)
    assert len(store.history(URL)) == 2


def test_a_time_without_a_zone_is_refused(store):
    with pytest.raises(ValueError, match="without a zone"):
        store.remember_article(article(), NOON.replace(tzinfo=None))


def test_times_of_other_zones_are_the_same_moments(store):
    tehran = NOON.astimezone(__import__("zoneinfo").ZoneInfo("Asia/Tehran"))
    store.remember_check(check(at=tehran), verdict())
    store.remember_check(check(), verdict())
    assert len(store.history(URL)) == 1


def test_many_looks_may_be_written_together(store):
    with store.together():
        for number in range(20):
            url = f"https://paper.example/{number}"
            store.remember_check(check(url), verdict(url=url))
        store.remember_audit(audit())
    assert store.info().rows("checks") == 21


# captures


def test_captures_of_a_key_come_oldest_first_then_by_hop(store):
    late, second, first = (
        capture(1, NOON + DAY),
        capture(2, NOON, hop=1),
        capture(3, NOON, hop=0),
    )
    for one in (late, second, first):
        store.captures.put(one)
    assert store.captures.get("example,paper)/a/77") == (first, second, late)


def test_captures_within_a_second_keep_their_order(store):
    later = capture(1, NOON + timedelta(microseconds=2))
    sooner = capture(2, NOON + timedelta(microseconds=1))
    store.captures.put(later)
    store.captures.put(sooner)
    assert store.captures.get("example,paper)/a/77") == (sooner, later)


def test_a_capture_put_again_changes_nothing(store):
    store.captures.put(capture(1))
    store.captures.put(capture(1, status=500))
    assert list(store.captures) == [capture(1)]


def test_a_payload_is_found_by_its_digest_and_framing(store):
    store.captures.put(capture(1, NOON + DAY))
    store.captures.put(capture(2, NOON))
    store.captures.put(capture(3, NOON - DAY, revisit_of="<urn:uuid:2>"))
    assert store.captures.by_digest("b" * 64, "identity") == capture(2, NOON)
    assert store.captures.by_digest("b" * 64, "chunked") is None
    assert store.captures.by_digest("e" * 64, "identity") is None


def test_a_file_is_indexed_to_the_end_of_its_last_capture(store):
    store.captures.put(capture(1))
    store.captures.put(capture(2))
    assert store.captures.indexed_to("one.warc.gz") == 300
    assert store.captures.indexed_to("two.warc.gz") == 0


def test_rebuilt_captures_take_the_place_of_what_was_known(store):
    for one in (capture(1), capture(2), capture(3)):
        store.captures.put(one)
    changed = capture(3, status=500)
    given = iter([capture(1), changed, capture(4), capture(4, status=404)])
    assert store.captures.replace_all(given) == IndexChange(
        same=1,
        added=1,
        removed=1,
        changed=1,
        examples=("<urn:uuid:2>", "<urn:uuid:3>", "<urn:uuid:4>"),
    )
    assert sorted(store.captures, key=lambda one: one.record_id) == [
        capture(1),
        changed,
        capture(4),
    ]
    assert not store.captures.replace_all([capture(1), changed, capture(4)])


def test_a_rebuild_that_fails_changes_nothing(store):
    store.captures.put(capture(1))

    def damaged():
        yield capture(2)
        raise ArchiveError("the disk is gone")

    with pytest.raises(ArchiveError):
        store.captures.replace_all(damaged())
    assert list(store.captures) == [capture(1)]
    assert store.captures.replace_all([capture(2)]).added == 1


def test_rebuilt_captures_of_one_time_keep_the_order_of_the_files(store):
    store.captures.replace_all([capture(2), capture(1)])
    assert store.captures.get("example,paper)/a/77") == (capture(2), capture(1))


def test_captures_may_be_put_while_they_are_read(store):
    store.captures.put_all([capture(number) for number in range(1, 1200)])
    seen = []
    for number, one in enumerate(store.captures):
        seen.append(one)
        if number < 3:
            store.captures.put(capture(5000 + number, urlkey="a"))
    assert len(seen) in range(1199, 1203)


def test_closed_files_are_told_anew(store):
    file = ArchiveFile(name="one.warc.gz", size=7, sha256="d" * 64, closed_at=NOON)
    other = replace(file, name="two.warc.gz", previous_sha256="d" * 64)
    store.remember_archive_file(replace(file, size=8))
    store.replace_archive_files([file, other])
    assert store.archive_files() == (file, other)


def test_all_captures_come_in_the_order_of_an_index(store):
    other = capture(2, NOON, urlkey="example,agency)/")
    store.captures.put(capture(1))
    store.captures.put(other)
    assert list(store.captures) == [other, capture(1)]


# looking again

LATER = Appointment(next_at=NOON + 3 * DAY, interval_s=259_200, fails=1)


def test_a_cited_link_is_due_at_once(store):
    store.remember_citations(article(), lines(), NOON)
    assert list(store.due_hosts(NOON, 10)) == [HOST]
    (link,) = store.due(HOST, NOON, 10)
    assert (link.url, link.next_at, link.state, link.fails) == (URL, NOON, None, 0)


def test_nothing_is_due_before_its_time(store):
    store.remember_citations(article(), lines(), NOON)
    assert list(store.due_hosts(NOON - HOUR, 10)) == []
    assert store.due(HOST, NOON - HOUR, 10) == ()


def test_a_recorded_link_is_due_again_at_its_next_time_only(store):
    store.remember_citations(article(), lines(), NOON)
    (link,) = store.due(HOST, NOON, 10)
    assert store.record(link, Look(check=check(**GONE), verdict=verdict(LinkState.GONE)), LATER)
    assert store.due(HOST, NOON + DAY, 10) == ()
    (again,) = store.due(HOST, NOON + 3 * DAY, 10)
    assert (again.state, again.fails, again.interval_s) == (LinkState.GONE, 1, 259_200)
    assert again.next_at == LATER.next_at


def test_the_second_worker_at_a_link_writes_nothing(store):
    store.remember_citations(article(), lines(), NOON)
    (link,) = store.due(HOST, NOON, 10)
    assert store.record(link, Look(check=check(), verdict=verdict()), LATER)
    late = Look(check=check(at=NOON + HOUR, **GONE), verdict=verdict(LinkState.GONE))
    assert not store.record(link, late, replace(LATER, fails=9))
    assert not store.postpone(link, LATER)
    assert len(store.history(URL)) == 1


def test_a_link_that_cannot_be_looked_at_moves_without_a_look(store):
    store.remember_citations(article(), lines(), NOON)
    (link,) = store.due(HOST, NOON, 10)
    assert store.postpone(link, LATER)
    assert store.due(HOST, NOON + DAY, 10) == ()
    assert store.history(URL) == ()


def test_the_host_that_waits_longest_comes_first(store):
    for day, host in enumerate(("c.example", "a.example", "b.example")):
        url = f"https://{host}/"
        store.remember_check(check(url, NOON + day * DAY), verdict(url=url))
    now = NOON + 9 * DAY
    assert list(store.due_hosts(now, 10)) == ["c.example", "a.example", "b.example"]
    assert list(store.due_hosts(now, 2)) == ["c.example", "a.example"]


def test_a_closed_host_is_left_alone_until_its_time(store):
    store.remember_citations(article(), lines(), NOON)
    store.close_host(HOST, NOON + DAY, "429")
    store.close_host(HOST, NOON + HOUR, "an earlier time does not shorten it")
    assert list(store.due_hosts(NOON + 2 * HOUR, 10)) == []
    assert list(store.due_hosts(NOON + DAY, 10)) == [HOST]


def test_due_links_are_limited_the_longest_waiting_first(store):
    for number in range(5):
        url = f"https://paper.example/{number}"
        store.remember_check(check(url, NOON - number * DAY), verdict(url=url))
    found = store.due(HOST, NOON, 2)
    assert [link.url[-1] for link in found] == ["4", "3"]


def test_what_was_told_is_remembered(store):
    store.remember_citations(article(), lines(), NOON)
    store.remember_told(URL, LinkState.GONE)
    store.remember_told("https://never.example/", LinkState.GONE)
    assert store.due(HOST, NOON, 1)[0].told is LinkState.GONE
