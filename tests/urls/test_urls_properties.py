"""What holds for every text, not only for the cases somebody thought of."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sourcecheck.data.load_urls import load_urls
from sourcecheck.urls.canonical import canonical, fingerprint, link, normal
from sourcecheck.urls.find import find_urls
from sourcecheck.urls.identifiers import identifiers

TABLES = load_urls()

PIECES = st.sampled_from(
    ["https://", "http//", "hxxp://", "www.", "a.example", "пример.рф", "مثال", "/", "-", "\n", " ", "(", ")",
     "[1]", "?", "&amp;", "=", "…", "...", "،", "\u200f", "\u200c", "%D0", "%", "#", "@", ":", "10.1234/", "bbc.com",
     "google.com/url?q=", "web.archive.org/web/2020/", "t.co", "\u3002", "é", "1", ".", "\\", "ftp://", "[::1]"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text(max_size=80))


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_what_is_found_is_printed_in_order_and_never_overlaps(text):
    last = 0
    for found in find_urls(text):
        assert found.printed == found.span.of(text)
        assert last <= found.span.start < found.span.end <= len(text)
        assert found.url
        last = found.span.end


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_any_text_can_be_taken_for_an_address_without_an_error(text):
    found = link(text, TABLES)
    assert (found.canonical == "") == ("invalid" in found.flags)
    assert found.printed == text
    fingerprint(text)
    identifiers(text)


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_the_normal_form_is_its_own_normal_form(text):
    once = normal(link(text, TABLES).url)
    assert normal(once) == once


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_the_identity_is_its_own_identity(text):
    once = canonical(link(text, TABLES).url, TABLES)
    assert canonical(once, TABLES) == once
