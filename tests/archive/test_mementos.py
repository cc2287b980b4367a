"""What archives are asked, and what their answers say: pure, answer by answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest

from sourcecheck.archive.mementos import timegate, timemaps, wayback
from sourcecheck.archive.mementos.asking import (
    Reply,
    nearest_first,
    page_in,
    raw_address,
    services_named,
    time_in,
)
from sourcecheck.archive.mementos.limits import Deed, Limiter
from sourcecheck.archive.mementos.linkformat import links
from sourcecheck.archive.mementos.submission import Progress, following, question, submission
from sourcecheck.archive.mementos.times import (
    digits,
    end_of,
    from_digits,
    from_http_date,
    http_date,
)
from sourcecheck.data.load_archives import load_archives
from sourcecheck.errors import UsageError
from sourcecheck.model import Failure, Hop, Observation
from sourcecheck.model.memento import CopyAnswer, Memento

TABLE = load_archives()
WAYBACK = TABLE.services["wayback"]
(GATE,) = services_named(("timegate:https://archive.example/timegate/",), TABLE)
URL = "https://news.example/2025/dam"
CITED = datetime(2025, 3, 12, 23, 59, 59, tzinfo=UTC)
HEAD = ["timestamp", "original", "mimetype", "statuscode", "digest"]
FOUND, NO_RECORD, FAILED = CopyAnswer.FOUND, CopyAnswer.NO_RECORD, CopyAnswer.FAILED


def reply(body: bytes | str = b"", status: int | None = 200, **other) -> Reply:
    seen = {"url": URL, "at": CITED, "final_url": URL, "status": status, **other}
    led = seen.pop("led", ())
    content = body.encode() if isinstance(body, str) else body
    return Reply(seen=Observation(**seen), body=content, led=led)


def row(stamp: str = "20250201120000", original: str = URL, status: str = "200") -> list[str]:
    return [stamp, original, "text/html", status, "ABC"]


def listed(*rows: object) -> Reply:
    return reply(json.dumps(list(rows)))


# times


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20250201120000", datetime(2025, 2, 1, 12, tzinfo=UTC)),
        ("2025", datetime(2025, 1, 1, tzinfo=UTC)),
        ("202502", datetime(2025, 2, 1, tzinfo=UTC)),
        ("20250230120000", None),
        ("202", None),
        ("202502011200001", None),
        ("2025020112000a", None),
        ("٢٠٢٥", None),
        ("", None),
    ],
)
def test_digits_are_a_time_or_nothing(text, moment):
    assert from_digits(text) == moment


def test_a_time_is_written_as_it_is_read():
    assert from_digits(digits(CITED)) == CITED
    assert from_http_date(http_date(CITED)) == CITED
    assert http_date(CITED) == "Wed, 12 Mar 2025 23:59:59 GMT"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sat, 01 Feb 2025 12:00:00 GMT", datetime(2025, 2, 1, 12, tzinfo=UTC)),
        ("Mon, 1 Feb 2025 12:00:00 GMT", datetime(2025, 2, 1, 12, tzinfo=UTC)),
        ("Saturday, 01-Feb-2025 12:00:00 GMT", datetime(2025, 2, 1, 12, tzinfo=UTC)),
        ("Sat, 31 Feb 2025 12:00:00 GMT", None),
        ("Sat, 01 Foo 2025 12:00:00 GMT", None),
        ("yesterday", None),
    ],
)
def test_an_http_date_is_a_time_or_nothing(text, moment):
    assert from_http_date(text) == moment


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2025-03-12", "2025-03-12T23:59:59+00:00"),
        ("2025-02", "2025-02-28T23:59:59+00:00"),
        ("2024", "2024-12-31T23:59:59+00:00"),
        ("2025-03-12T08:30:00+03:00", "2025-03-12T08:30:00+03:00"),
        ("2025-03-12T08:30:00", "2025-03-12T08:30:00+00:00"),
        ("2025-03-12T08h", "2025-03-12T23:59:59+00:00"),
        ("2025-13-01", None),
        ("2025-02-30", None),
        ("12 March 2025", None),
        ("", None),
    ],
)
def test_a_date_of_which_part_is_known_lasts_to_its_end(text, last):
    found = end_of(text)
    assert (found.isoformat() if found else None) == last


# addresses


@pytest.mark.parametrize(
    ("memento", "raw", "page"),
    [
        (f"https://a.example/web/20250201120000/{URL}",
         f"https://a.example/web/20250201120000id_/{URL}", URL),
        (f"https://a.example/web/20250201120000mp_/{URL}",
         f"https://a.example/web/20250201120000id_/{URL}", URL),
        (f"https://a.example/web/20250201120000id_/{URL}",
         f"https://a.example/web/20250201120000id_/{URL}", URL),
        ("https://a.example/XyZ12", "", ""),
        ("https://a.example/web/2025/https://b.example/", "", ""),
    ],
)  # fmt: skip
def test_the_bytes_of_a_copy_stand_behind_a_sign_of_its_own(memento, raw, page):
    assert (raw_address(memento), page_in(memento)) == (raw, page)
    assert time_in(memento) == ("20250201120000" if raw else "")


def copy(day: str) -> Memento:
    at = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    return Memento(url=URL, source="x", captured_at=at, memento_url=f"https://a.example/{day}")


def test_copies_before_the_time_come_first_and_the_nearest_of_them_at_the_head():
    days = ["2026-01-01", "2019-01-01", "2025-03-13", "2025-03-12", "2025-01-01", "2025-03-12"]
    found = [each.memento_url[-10:] for each in nearest_first(map(copy, days), CITED)]
    assert found == ["2025-03-12", "2025-01-01", "2019-01-01", "2025-03-13", "2026-01-01"]


# which archive


@pytest.mark.parametrize(
    ("name", "trusted"),
    [
        ("timegate:https://archive.example/timegate/", True),
        ("timegate:https://archive.today/timegate/", False),
        ("timegate:https://archive.ph/timegate/", False),
        ("TimeGate:http://sub.archive.is/timegate/", False),
        ("timegate:https://notarchive.ph.example/timegate/", True),
    ],
)
def test_an_archive_given_as_an_address_is_trusted_unless_it_is_known_not_to_be(name, trusted):
    (found,) = services_named((name,), TABLE)
    assert (found.kind, found.trusted) == ("timegate", trusted)


@pytest.mark.parametrize(
    "name",
    ["", "waybak", "timegate:", "timegate:archive.example", "timegate:ftp://a.example/",
     "timegate:https://a.example", "https://archive.example/", "archive.today"],
)  # fmt: skip
def test_an_archive_that_is_not_known_is_refused_with_those_that_are(name):
    with pytest.raises(UsageError) as error:
        services_named(("wayback", name), TABLE)
    assert "wayback" in error.value.hint


def test_archives_are_asked_in_the_order_they_are_named_each_once():
    found = services_named(("arquivo", "wayback", "arquivo"), TABLE)
    assert [each.id for each in found] == ["arquivo", "wayback"]


# the Wayback Machine


def test_both_sides_of_the_cited_time_are_asked_and_only_for_success():
    url = "https://news.example/?q=ä&b=1#part"
    sides = [wayback.before(WAYBACK, url, CITED, 5), wayback.after(WAYBACK, url, CITED, 5)]
    asked = [dict(parse_qsl(each.url.partition("?")[2])) for each in sides]
    assert [each["url"] for each in asked] == ["https://news.example/?q=ä&b=1"] * 2
    assert [each["filter"] for each in asked] == ["statuscode:200"] * 2
    assert (asked[0]["to"], asked[0]["limit"]) == ("20250312235959", "-5")
    assert (asked[1]["from"], asked[1]["limit"]) == ("20250313000000", "5")


@pytest.mark.parametrize(
    ("said", "answer", "copies"),
    [
        (listed(HEAD, row()), FOUND, 1),
        (listed(HEAD, row(), row("20240101000000")), FOUND, 2),
        (listed(HEAD, row(), [], ["com,example)/ 2025"]), FOUND, 1),
        (listed(HEAD, row(original="http://www.news.example:80/2025/dam/")), FOUND, 1),
        (listed(["timestamp", "original"], ["20250201120000", URL]), FOUND, 1),
        (listed(), NO_RECORD, 0),
        (listed(HEAD), NO_RECORD, 0),
        (listed(HEAD, row(status="404"), row(status="301")), NO_RECORD, 0),
        (listed(HEAD, row(status="404"), row()), FOUND, 1),
        (listed(HEAD, row(original="https://other.example/")), FAILED, 0),
        (listed(HEAD, row("2025")), FAILED, 0),
        (listed(HEAD, row(original=f"{URL}\r\n")), FAILED, 0),
        (listed(HEAD, row(original=f"{URL}\u202e")), FAILED, 0),
        (listed(HEAD, row(original=f'{URL}">')), FAILED, 0),
        (listed(HEAD, row(original=f"javascript://{URL}")), FAILED, 0),
        (listed(HEAD, ["20250201120000"]), FAILED, 0),
        (listed(row()), FAILED, 0),
        (listed("no", "list"), FAILED, 0),
        (reply('{"error": "x"}'), FAILED, 0),
        (reply("<html>Please wait</html>"), FAILED, 0),
        (reply('[["timestamp","original"],'), FAILED, 0),
        (reply(""), FAILED, 0),
        (reply("[" * 100_000), FAILED, 0),
        (reply("[]", truncated="disconnect"), FAILED, 0),
        (reply("[]", failure=Failure.READ_TIMEOUT, status=None), FAILED, 0),
        (reply("[]", status=None), FAILED, 0),
        *((reply("[]", status=status), FAILED, 0)
          for status in (302, 400, 401, 403, 404, 429, 451, 500, 502, 503, 504)),
    ],
)  # fmt: skip
def test_only_a_whole_list_says_anything(said, answer, copies):
    found = wayback.listing(said, WAYBACK, URL)
    assert (found.answer, len(found.copies)) == (answer, copies)
    assert bool(found.because) is (answer is not FOUND)


def test_a_copy_is_told_with_both_its_addresses():
    (found,) = wayback.listing(listed(HEAD, row()), WAYBACK, URL).copies
    assert found.memento_url == f"https://web.archive.org/web/20250201120000/{URL}"
    assert found.raw_url == f"https://web.archive.org/web/20250201120000id_/{URL}"
    assert (found.status, found.media_type) == (200, "text/html")
    assert (found.verified, found.state) == (False, None)


# links


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ('<https://a.example/>; rel="original"', [("https://a.example/", ("original",))]),
        ('<a>; rel="First Memento"; datetime="x", <b>; rel=timemap',
         [("a", ("first", "memento")), ("b", ("timemap",))]),
        ('<https://a.example/?x=1,2;y>; rel="m"', [("https://a.example/?x=1,2;y", ("m",))]),
        ('<a>;rel="m";title="a \\" , <b>; rel=x"\n,\n <c>', [("a", ("m",)), ("c", ())]),
        ('<a>; rel="one"; rel="two"', [("a", ("one",))]),
        (',, <a> , <b>; rel="x"', [("a", ()), ("b", ("x",))]),
        ('<a>; rel="x", <b', [("a", ("x",))]),
        ("<a>; rel='first memento'; datetime='Sat, 1', <b>; rel=x",
         [("a", ("first", "memento")), ("b", ("x",))]),
        ("<html><body>", []),
        ("<a>; rel=x, <html> and words", [("a", ("x",))]),
        ("nothing", []),
        ("", []),
    ],
)  # fmt: skip
def test_links_are_read_as_far_as_they_go(text, targets):
    assert [(each.target, each.rels) for each in links(text, "")] == targets


def test_links_without_end_are_read_in_linear_time():
    assert len(list(links('<a>; rel="memento", ' * 50_000, ""))) == 50_000
    assert list(links('<a>; rel="' + '\\"' * 200_000, "")) == []
    assert list(links(";" * 300_000, "")) == []


# TimeGates


def answered(memento: str = "", *, said: str = "Sat, 01 Feb 2025 12:00:00 GMT", **other) -> Reply:
    headers = [("memento-datetime", said)] if said else []
    if link := other.pop("link", ""):
        headers.append(("link", link))
    where = memento or f"https://archive.example/20250201120000/{URL}"
    hops = (Hop(url=f"https://archive.example/timegate/{URL}", status=302),)
    return reply(final_url=where, headers=tuple(headers), **{"hops": hops, **other})


ORIGINAL = f'<{URL}>; rel="original"'
MAP = '<https://archive.example/map>; rel="timemap"'
NEXT = '<https://archive.example/n>; rel="next memento"; datetime="Thu, 13 Mar 2025 12:00:00 GMT"'
SOON = '<https://archive.example/n>; rel="next memento"; datetime="Tue, 11 Mar 2025 12:00:00 GMT"'
LAST = '<https://archive.example/l>; rel="last memento"; datetime="Sat, 01 Feb 2025 12:00:00 GMT"'


def test_the_time_is_asked_for_as_the_rfc_says():
    found = timegate.question(GATE, f"{URL}#part", CITED)
    assert found.url == f"https://archive.example/timegate/{URL}"
    assert found.fields == (("Accept-Datetime", "Wed, 12 Mar 2025 23:59:59 GMT"),)


@pytest.mark.parametrize(
    ("said", "answer", "copies"),
    [
        (answered(), FOUND, 1),
        (answered(link=ORIGINAL), FOUND, 1),
        (answered(link=f"{ORIGINAL}, {NEXT}"), FOUND, 2),
        (answered(hops=()), FOUND, 1),
        (answered(hops=(), memento=f"https://archive.example/timegate/{URL}"), FAILED, 0),
        (answered(hops=(), memento=f"https://archive.example/timegate/{URL}", link=LAST), FOUND, 2),
        (answered(hops=(), memento=f"https://archive.example/timegate/{URL}", link=MAP), FOUND, 0),
        (answered(said="", status=503), FOUND, 1),
        (answered(said="", status=404), FOUND, 1),
        (answered(said="", memento="https://archive.example/login"), FAILED, 0),
        (answered(said="soon", hops=(), memento="https://archive.example/x"), FAILED, 0),
        (answered(link='<https://other.example/>; rel="original"', hops=()), FAILED, 0),
        (reply("<html>Welcome</html>"), FAILED, 0),
        (reply(status=404), NO_RECORD, 0),
        (reply(status=404, failure=Failure.TRUNCATED), FAILED, 0),
        *((reply(status=status), FAILED, 0) for status in (400, 403, 429, 451, 500, 503)),
        (reply(status=None, failure=Failure.DNS_NO_NAME), FAILED, 0),
    ],
)
def test_a_timegate_that_names_no_copy_says_nothing_unless_it_answers_404(said, answer, copies):
    found = timegate.listing(said, GATE, URL, CITED)
    assert (found.answer, len(found.copies)) == (answer, copies)


def test_a_copy_that_redirects_elsewhere_is_still_the_copy_that_was_named():
    hops = (
        Hop(url=f"https://archive.example/timegate/{URL}", status=302),
        Hop(url=f"https://archive.example/20250201120000/{URL}", status=302),
    )
    said = answered(
        memento="https://archive.example/20250201120000/https://news.example/",
        link='<https://news.example/>; rel="original"', hops=hops, led=(MAP,),
    )  # fmt: skip
    found = timegate.listing(said, GATE, URL, CITED)
    assert [page_in(each.memento_url) for each in found.copies] == [URL]
    assert found.timemap == "https://archive.example/map"


@pytest.mark.parametrize(
    ("link", "is_nearest"),
    [("", False), (NEXT, True), (SOON, False), (LAST, True), (f"{SOON}, {LAST}", True)],
)
def test_a_copy_is_the_nearest_where_those_around_it_say_so(link, is_nearest):
    assert timegate.listing(answered(link=link), GATE, URL, CITED).is_nearest is is_nearest


# TimeMaps

MEMENTO = '<https://archive.example/20250201120000/x>; rel="first memento"; datetime="{}"'
DAY = "Sat, 01 Feb 2025 12:00:00 GMT"


def mapped(body: str, kind: str = "application/link-format", **other) -> Reply:
    return reply(body, media_type=kind, **other)


@pytest.mark.parametrize(
    ("said", "answer", "copies"),
    [
        (mapped(f"{ORIGINAL},\n{MEMENTO.format(DAY)}"), FOUND, 1),
        (mapped(f"{ORIGINAL},\n{MEMENTO.format(DAY)}, <cut", truncated="length"), FOUND, 1),
        (mapped(f"{ORIGINAL},\n{MEMENTO.format('never')}"), NO_RECORD, 0),
        (mapped(ORIGINAL), NO_RECORD, 0),
        (mapped(ORIGINAL, truncated="length"), FAILED, 0),
        (mapped('<https://other.example/>; rel="original"'), FAILED, 0),
        (mapped("", status=404), NO_RECORD, 0),
        (mapped("", status=503), FAILED, 0),
        (mapped(""), FAILED, 0),
        (mapped("<html>", "text/plain"), FAILED, 0),
        (mapped("<a>, <b>; rel=next", "text/plain"), FAILED, 0),
        (mapped("<html>", "text/html"), FAILED, 0),
        (mapped('<javascript:x>; rel="memento"; datetime="' + DAY + '"'), NO_RECORD, 0),
    ],
)
def test_a_list_of_all_copies_is_read_as_far_as_it_goes(said, answer, copies):
    found = timemaps.listing(said, GATE, URL, CITED)
    assert (found.answer, len(found.copies)) == (answer, copies)


def test_of_a_table_of_contents_the_list_around_the_cited_time_is_named():
    one = '<https://archive.example/{0}>; rel="timemap"; from="{1}"; until="{2}"'
    years = [f"Wed, 01 Jan {year} 00:00:00 GMT" for year in (2019, 2022, 2025, 2026)]
    parts = [one.format(n, years[n], years[n + 1]) for n in range(3)]
    found = timemaps.listing(mapped(", ".join([ORIGINAL, *parts])), GATE, URL, CITED)
    assert (found.answer, found.copies, found.timemap) == (FOUND, (), "https://archive.example/2")


PAGES = '<https://archive.example/{0}>; rel="{1}"{2}'


@pytest.mark.parametrize(
    ("days", "others", "named"),
    [
        # pages that say their times
        ((DAY,), [PAGES.format("b", "timemap", '; from="Sun, 02 Feb 2025 00:00:00 GMT"')], "b"),
        ((DAY,), [PAGES.format("b", "timemap", '; from="Sun, 02 Feb 2026 00:00:00 GMT"')], ""),
        ((DAY,), [PAGES.format("b", "timemap", '; until="Fri, 31 Jan 2025 00:00:00 GMT"')], ""),
        # pages that do not: what follows, unless this one goes beyond the cited time
        ((DAY,), [PAGES.format("a", "prev", ""), PAGES.format("b", "next", "")], "b"),
        ((DAY,), [PAGES.format("b", "timemap next", "")], "b"),
        ((DAY, "Sun, 01 Feb 2026 12:00:00 GMT"), [PAGES.format("b", "next", "")], ""),
        (("Sun, 01 Feb 2026 12:00:00 GMT",), [PAGES.format("b", "next", ""),
                                              PAGES.format("a", "prev", "")], "a"),
        ((DAY,), [PAGES.format("self", "self timemap", "")], ""),
        ((DAY,), ['</map/2>; rel="timemap"'], "map/2"),
    ],
)  # fmt: skip
def test_of_the_pages_of_a_list_the_one_that_can_hold_a_nearer_copy_is_named(days, others, named):
    body = ", ".join([ORIGINAL, *(MEMENTO.format(day) for day in days), *others])
    here = "https://archive.example/self"
    found = timemaps.listing(mapped(body, url=here, final_url=here), GATE, URL, CITED)
    assert found.answer is FOUND
    assert found.timemap == (f"https://archive.example/{named}" if named else "")


# limits


def test_a_minute_has_so_many_turns_and_each_deed_its_own():
    limiter = Limiter()
    for n in range(WAYBACK.copies_per_minute):
        assert limiter.wait_s(WAYBACK, Deed.COPY, n / 10) == 0.0
        limiter.take(WAYBACK, Deed.COPY, n / 10)
    assert limiter.wait_s(WAYBACK, Deed.COPY, 24.0) == 36.0
    assert limiter.wait_s(WAYBACK, Deed.SEARCH, 24.0) == 0.0
    assert limiter.wait_s(GATE, Deed.COPY, 24.0) == 0.0
    assert limiter.wait_s(WAYBACK, Deed.COPY, 60.0) == 0.0


@pytest.mark.parametrize("service", [WAYBACK, GATE], ids=["24-a-minute", "12-a-minute"])
def test_searches_are_spread_so_that_none_waits_long_and_no_minute_has_too_many(service):
    limiter, now, taken, waits = Limiter(), 1000.0, [], []
    for _ in range(200):
        waits.append(limiter.wait_s(service, Deed.SEARCH, now))
        now += waits[-1]
        while late := limiter.wait_s(service, Deed.SEARCH, now):
            now += late
        limiter.take(service, Deed.SEARCH, now)
        taken.append(now)
    most = service.searches_per_minute
    assert waits[: most // 6] == [0.0] * (most // 6)
    assert max(waits) < load_archives().longest_wait_s / 2
    assert all(later - first > 59.99 for first, later in zip(taken, taken[most:], strict=False))
    assert now - 1000.0 < 200 * 60 / most * 1.3


@pytest.mark.parametrize(
    ("status", "retry_after_s", "rest_s"),
    [(429, 120, 120.0), (429, None, 60.0), (503, 30, 30.0), (503, None, 0.0), (200, 50, 0.0),
     (500, 50, 0.0), (None, None, 0.0), (429, 0, 1.0)],
)  # fmt: skip
def test_an_archive_that_complains_is_left_alone_as_long_as_it_says(status, retry_after_s, rest_s):
    limiter = Limiter()
    limiter.answered(WAYBACK, status, retry_after_s, 100.0)
    assert limiter.wait_s(WAYBACK, Deed.COPY, 100.0) == rest_s
    assert limiter.wait_s(GATE, Deed.COPY, 100.0) == 0.0


@pytest.mark.parametrize(("keyed", "most"), [(False, 3), (True, 7)])
def test_an_account_may_hand_in_more(keyed, most):
    limiter = Limiter(keyed=keyed)
    for _ in range(most):
        assert limiter.wait_s(WAYBACK, Deed.SUBMIT, 0.0) == 0.0
        limiter.take(WAYBACK, Deed.SUBMIT, 0.0)
    assert limiter.wait_s(WAYBACK, Deed.SUBMIT, 0.0) == 60.0


# handing in


@pytest.mark.parametrize(
    ("said", "progress"),
    [
        ({"url": URL, "job_id": "spn2-0a"}, Progress.UNDER_WAY),
        ({"status": "pending", "job_id": "spn2-0a"}, Progress.UNDER_WAY),
        ({"url": URL, "job_id": "spn2-0a", "message": "The same was made"}, Progress.UNDER_WAY),
        ({"status": "success", "timestamp": "20261121120000", "original_url": URL}, Progress.SAVED),
        ({"status": "pending"}, Progress.UNDER_WAY),
        ({"status": "success", "timestamp": "today"}, Progress.FAILED),
        ({"status": "success", "timestamp": "2025"}, Progress.FAILED),
        ({"status": "error", "status_ext": "error:no-access"}, Progress.REFUSED),
        ({"status_ext": "error:too-many-daily-captures"}, Progress.REFUSED),
        ({"status": "error"}, Progress.REFUSED),
        ({"job_id": "../../etc"}, Progress.FAILED),
        ({"job_id": None}, Progress.FAILED),
        ({}, Progress.FAILED),
        ([], Progress.FAILED),
    ],
)
def test_what_came_of_a_page_is_read_at_both_places(said, progress):
    assert submission(reply(json.dumps(said)), WAYBACK, URL, TABLE).progress is progress


def test_a_page_is_saved_under_its_own_address_whatever_the_archive_names():
    said = {
        "status": "success",
        "timestamp": "20250201120000",
        "original_url": "http://evil.example/",
    }
    found = submission(reply(json.dumps(said)), WAYBACK, URL, TABLE)
    assert found.copy is not None
    assert found.copy.memento_url.endswith(f"/20250201120000/{URL}")


def test_a_page_is_handed_in_as_a_form_and_followed_by_its_number():
    found = question(WAYBACK, f"{URL}?a=1&b=ü#part")
    assert dict(parse_qsl(found.body.decode()))["url"] == f"{URL}?a=1&b=ü"
    assert not any(name == "Authorization" for name, _ in found.fields)
    assert following(WAYBACK, "spn2-0a").url == "https://web.archive.org/save/status/spn2-0a"
