"""Wikis as they are exported: pages are articles, and nothing else is."""

import io
import tracemalloc

import pytest
from listing import NOON, TABLE, entries, kind, lines

from sourcecheck.errors import OversizedDocument
from sourcecheck.extract.collections import LISTS, Kind, Listing
from sourcecheck.extract.collections.entries import Remark
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.model import Document

HEAD = (
    '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="ar-EG">'
    "<siteinfo><sitename>Harbour Wiki</sitename><base>https://wiki.example/wiki/Main</base>"
    '<namespaces><namespace key="0"/><namespace key="1">Talk</namespace></namespaces></siteinfo>'
)
WORDS = "The '''ferry''' runs.&lt;ref&gt;https://port.example/1&lt;/ref&gt;"


def page(title="Ferry", ns="0", extra="", text=WORDS, model="wikitext"):
    return (
        f"<page><title>{title}</title><ns>{ns}</ns><id>1</id>{extra}<revision><id>2</id>"
        "<contributor><username>Ann</username><id>9</id></contributor><comment>title</comment>"
        f'<model>{model}</model><text xml:space="preserve">{text}</text></revision></page>'
    )


def export(*pages):
    return f"{HEAD}{''.join(pages)}</mediawiki>"


def test_an_export_is_known_by_its_root():
    assert kind(export()) == Kind.WIKI
    assert kind("<mediawiki>") == "mediawiki"


def test_a_page_is_an_article_of_wiki_text_with_its_title():
    (found,) = entries(export(page("الميناء القديم")), "dump.xml")
    assert isinstance(found, Document)
    assert (found.origin, found.media_type) == ("dump.xml#الميناء القديم", "text/x-wiki")
    assert found.body.decode() == "The '''ferry''' runs.<ref>https://port.example/1</ref>"
    told = (found.told.title, found.told.publisher, found.told.language)
    assert told == ("الميناء القديم", "Harbour Wiki", "ar")


def test_redirects_and_pages_of_other_kinds_are_left_out_with_a_word():
    body = export(
        page("Boat", extra='<redirect title="Ferry" />'),
        page("Talk:Ferry", ns="1"),
        page("User:Ann", ns="2"),
        page("Ferry/style.css", model="sanitized-css"),
        page(),
    )
    assert [e.words if isinstance(e, Remark) else e.origin for e in entries(body, "w.xml")] == [
        "w.xml#Ferry",
        "w.xml: 1 redirect left out",
        "w.xml: 3 pages that are no articles left out",
    ]


def test_of_a_history_the_last_revision_counts():
    old = "<revision><text>old words</text></revision>"
    (found,) = entries(export(page(extra=old, text="new words")))
    assert found.body == b"new words"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (export(page(text="")), ["error w.xml: page 'Ferry': its text is not in the export"]),
        (export(page(), page("Pier"))[:-20], ["article w.xml#Ferry", "article w.xml#Pier"]),
        (export(page())[:-20], ["article w.xml#Ferry"]),
        (export(), []),
    ],
)
def test_what_is_missing_or_cut_off_is_told_or_read_as_far_as_it_goes(body, expected):
    assert lines(body, "w.xml") == expected


def test_a_page_beyond_the_limit_is_an_error_and_the_next_one_is_read():
    body = export(page(text="word " * 7_000), page("Pier"))
    first, second = entries(body, limits=ReadLimits(max_bytes=34_000))
    assert isinstance(first, OversizedDocument)
    assert second.origin == "list#Pier"


class _Long(io.RawIOBase):
    """An export of many pages that is made while it is read."""

    def __init__(self, pages):
        self._left = pages
        self._data = HEAD.encode()

    def read(self, size=-1):
        while self._left and len(self._data) < size:
            self._left -= 1
            self._data += page(f"Page {self._left}", text="word " * 500).encode()
        taken, self._data = self._data[:size], self._data[size:]
        return taken


def test_an_export_may_be_longer_than_the_limit_of_one_page():
    limits = ReadLimits(max_bytes=1 << 20)
    listing = Listing(origin="w", read_at=NOON, limits=limits, table=TABLE)
    tracemalloc.start()
    count = sum(1 for _ in LISTS[Kind.WIKI](_Long(2_000), listing))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2_000
    assert peak < 2 * 1024 * 1024
