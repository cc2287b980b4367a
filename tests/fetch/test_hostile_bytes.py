"""Whatever strangers write, the readers answer with a value and never with an exception."""

from datetime import UTC, datetime

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcecheck.data.load_addresses import load_addresses
from sourcecheck.fetch.client import Fetcher, FetchSettings
from sourcecheck.fetch.coding import codings, undo
from sourcecheck.fetch.heads import parse_head, text
from sourcecheck.fetch.hops import cookies, onward
from sourcecheck.fetch.http1 import Answer, Caps, read
from sourcecheck.fetch.politeness import retry_after
from sourcecheck.fetch.target import join, target
from sourcecheck.model import Exchange, Observation
from sourcecheck.model.codec import dumps, loads
from sourcecheck.testing.script import answer

unhurried = settings(deadline=None)  # the first example may import a large table

CAPS = Caps(head=4000, page=4000, file=4000)
BASE = target("https://news.example/dir/page")
TABLE = load_addresses()
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

urlish = st.text(alphabet=st.sampled_from(":/\\@?#[]%.0x127abجخ。 \t\n\r\0"), max_size=30)
odd_text = st.one_of(st.text(max_size=40), urlish, urlish.map(lambda t: f"http://{t}"))
headish = st.lists(
    st.sampled_from(
        [
            b"HTTP/1.1 200 OK",
            b"HTTP/1.1 100 C",
            b"\r\n",
            b"\n",
            b"Content-Length: ",
            b"5",
            b"Transfer-Encoding: chunked",
            b"a: b",
            b" x",
            b"\0",
            b"\xff",
            b"0\r\n\r\n",
            b"hello",
            b": ",
            b"-1",
            b"99999999999999999999",
        ]
    ),
    max_size=20,
).map(b"".join)


@unhurried
@given(odd_text)
def test_any_text_is_an_address_or_none(url):
    found = target(url)
    if found is not None:
        assert target(found.full_url) == found
        assert found.url.isascii()
        assert not set(found.url) & set(" \t\r\n\0")


@unhurried
@given(odd_text)
def test_any_location_can_be_joined(location):
    assert isinstance(join(BASE, location), str)


@unhurried
@given(st.one_of(st.binary(max_size=200), headish))
def test_any_bytes_are_an_answer_or_a_flaw(data):
    found = read(data, CAPS)
    assert found.done
    assert (found.head is not None) or found.flaw
    assert len(found.body) <= len(data)


@unhurried
@given(headish, st.integers(min_value=1, max_value=9))
def test_how_the_bytes_were_cut_changes_nothing(data, step):
    whole, pieces = read(data, CAPS), Answer(CAPS)
    for at in range(0, len(data), step):
        if pieces.feed(data[at : at + step]):
            break
    pieces.close()
    assert (pieces.head, pieces.body, pieces.flaw) == (whole.head, whole.body, whole.flaw)


@unhurried
@given(
    st.sampled_from(["location", "refresh", "set-cookie", "retry-after", "content-encoding"]),
    st.binary(max_size=60),
)
def test_any_field_value_can_be_read(name, value):
    head = parse_head(b"HTTP/1.1 302 X\r\n" + name.encode() + b": " + value.replace(b"\0", b""))
    onward(head)
    cookies(head, BASE)
    codings(head.field("content-encoding"))
    retry_after(text(value), NOON)


@unhurried
@given(st.binary(max_size=300), st.lists(st.sampled_from(["gzip", "deflate", "br"]), max_size=3))
def test_any_bytes_can_be_unpacked_within_the_cap(data, applied):
    assert len(undo(data, tuple(applied), 500).body) <= 500


@settings(max_examples=60, deadline=None)
@given(url=odd_text, location=st.binary(max_size=40), data=st.binary(max_size=60))
async def test_the_fetcher_never_raises_and_what_it_says_can_be_stored(url, location, data):
    def answers(request):
        head = b"HTTP/1.1 302 X\r\nLocation: " + location + b"\r\nX-Odd: " + data + b"\r\n\r\n"
        exchange = Exchange(
            url=str(request.url), request=b"", response=head + data, started_at=NOON, elapsed_ms=1
        )
        return httpx.Response(599, extensions={"exchange": exchange})

    transport = httpx.MockTransport(answers)
    async with Fetcher(FetchSettings(), TABLE, transport=transport) as fetcher:
        for asked in (url, "http://news.example/"):
            seen = (await fetcher.fetch(asked)).observation
            assert loads(Observation, dumps(seen)) == seen


def test_the_test_kit_writes_answers_that_can_be_read():
    assert read(answer("200 OK", "hello"), CAPS).body == b"hello"
