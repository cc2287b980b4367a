from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from sourcecheck.archive.cdxj import cdxj
from sourcecheck.archive.index import MemoryIndex, cdxj_line, nearest, urlkey
from sourcecheck.model import Capture

NOON = datetime(2025, 7, 4, 12, tzinfo=UTC)

KEYS = [
    ("https://Example.com/", "com,example)/"),
    ("http://www.example.com", "com,example)/"),
    ("https://example.com:443/a/", "com,example)/a"),
    ("https://example.com:8443/a", "com,example:8443)/a"),
    ("http://user:secret@example.com/x#part", "com,example)/x"),
    ("https://example.com/p?b=2&a=1", "com,example)/p?a=1&b=2"),
    ("https://example.com/خبر", "com,example)/%d8%ae%d8%a8%d8%b1"),
    ("https://example.com/%D8%AE%D8%A8%D8%B1", "com,example)/%d8%ae%d8%a8%d8%b1"),
    ("https://example.com/a b", "com,example)/a%20b"),
    ("https://пример.example/", "example,xn--e1afmkfd)/"),
    ("http://127.0.0.1:8080/x", "1,0,0,127:8080)/x"),
    ("http://[::1]:8080/x", "[::1]:8080)/x"),
    ("", ")/"),
    ("https://" + "ي" * 90 + ".example/", "example," + "%d9%8a" * 90 + ")/"),
    ("mailto:a@b", ")a@b"),
]


@pytest.mark.parametrize(("url", "key"), KEYS)
def test_a_url_has_one_sortable_key(url, key):
    assert urlkey(url) == key


def capture(n: int = 0, **fields) -> Capture:
    url = fields.pop("url", "https://example.com/a")
    given = {
        "url": url,
        "urlkey": urlkey(url),
        "captured_at": NOON + timedelta(hours=n),
        "file": "warc/a.warc.gz",
        "record_id": f"<urn:uuid:{n}>",
        "sha256": "ab",
    }
    return Capture(**{**given, **fields})


def test_putting_a_capture_twice_changes_nothing():
    index = MemoryIndex()
    index.put(capture())
    index.put(capture(status=404))
    assert [row.status for row in index] == [None]


def test_captures_of_a_key_come_oldest_first():
    index = MemoryIndex([capture(2), capture(0), capture(1)])
    assert [row.record_id for row in index.get("com,example)/a")] == [
        "<urn:uuid:0>",
        "<urn:uuid:1>",
        "<urn:uuid:2>",
    ]


def test_a_payload_is_found_by_digest_and_framing_and_never_as_a_revisit():
    first = capture(0, framing="x", revisit_of="<urn:uuid:9>")
    second = capture(1, framing="x")
    index = MemoryIndex([first, second])
    assert index.by_digest("ab", "x") == second
    assert index.by_digest("ab", "y") is None


def test_the_end_of_what_is_known_of_a_file_is_told():
    index = MemoryIndex([capture(0, offset=10, length=5), capture(1, offset=40, length=2)])
    assert index.indexed_to("warc/a.warc.gz") == 42
    assert index.indexed_to("warc/b.warc.gz") == 0


def ids(found) -> str | None:
    return found and found.record_id.removeprefix("<urn:uuid:").removesuffix(">")


def test_the_look_nearest_before_the_asked_time_is_chosen():
    rows = [capture(0), capture(5), capture(9)]
    page = "https://example.com/a#x"
    assert ids(nearest(rows, page, NOON + timedelta(hours=6), {})) == "5"
    assert nearest(rows, page, NOON - timedelta(hours=1), {}) is None
    assert ids(nearest(rows, page, None, {})) == "9"


def test_another_scheme_under_the_same_key_is_another_url():
    assert nearest([capture()], "http://example.com/a", None, {}) is None


def test_a_url_is_found_however_it_is_written():
    rows = [capture(url="https://example.com/%D8%A7")]
    assert nearest(rows, "https://EXAMPLE.com:443/ا#part", None, {}) == rows[0]


def test_what_is_no_url_is_found_as_it_is_written():
    rows = [capture(url="mailto:a@b.example")]
    assert nearest(rows, "mailto:a@b.example#x", None, {}) == rows[0]


def test_a_look_that_asks_one_url_twice_is_answered_in_its_order():
    rows = [capture(3, chain="z", hop=1), capture(2, chain="z", hop=0), capture(1, chain="old")]
    page = "https://example.com/a"
    assert ids(nearest(rows, page, None, {})) == "2"
    assert ids(nearest(rows, page, None, {"z": 0})) == "3"
    assert ids(nearest(rows, page, None, {"z": 1})) == "2"


def test_a_url_that_is_also_a_redirect_target_opens_with_its_own_look():
    rows = [capture(1, chain="own"), capture(2, chain="other", hop=1)]
    page = "https://example.com/a"
    assert ids(nearest(rows, page, None, {})) == "1"
    assert ids(nearest(rows, page, None, {"other": 0})) == "2"
    assert ids(nearest(rows[1:], page, None, {})) == "2"


def test_a_cdxj_line_holds_key_time_and_place():
    line = cdxj_line(capture(status=200, media_type="text/html", offset=7, length=9))
    key, when, held = line.split(" ", 2)
    assert (key, when) == ("com,example)/a", "20250704120000")
    assert json.loads(held) == {
        "url": "https://example.com/a",
        "mime": "text/html",
        "status": "200",
        "digest": "sha-256:ab",
        "length": "9",
        "offset": "7",
        "filename": "a.warc.gz",
    }


def test_failures_have_no_cdxj_line():
    assert list(cdxj(MemoryIndex([capture(), capture(1, status=200)]))) == [
        cdxj_line(capture(1, status=200))
    ]
