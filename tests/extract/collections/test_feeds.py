"""Feeds: full entries are articles, teasers are addresses; sitemaps are addresses alone."""

from contextlib import suppress

import pytest
from listing import entries, lines

from sourcecheck.errors import OversizedDocument, UnreadableDocument
from sourcecheck.extract.collections.entries import published
from sourcecheck.extract.reading import ReadLimits
from sourcecheck.model.tables.lists import ListTable

LONG = "The first boat leaves at six, the harbour office wrote in its notice of the day. " * 5
HTML = f'<p>{LONG}</p><p>See <a href="/tides">the tides</a>.</p>'
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def rss(*each, head="<title>Post</title><language>tr-TR</language>"):
    inside = "".join(f"<item>{one}</item>" for one in each)
    return (
        f'<?xml version="1.0"?><rss version="2.0" {SPACES}><channel>{head}{inside}</channel></rss>'
    )


def atom(*each):
    inside = "".join(f"<entry>{one}</entry>" for one in each)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fa"><title>Post</title>{inside}</feed>'


LINK = "<link>https://post.example/1</link>"
FULL = f"<content:encoded><![CDATA[{HTML}]]></content:encoded>"
ARTICLE, ADDRESS = "article https://post.example/1", "address https://post.example/1"

RSS = [
    (LINK + FULL, ARTICLE),
    (LINK + "<description>Short words.</description>", ADDRESS),
    (LINK + f"<description>{LONG * 3}</description>", ARTICLE),
    (LINK + f"<description>{LONG * 3} […]</description>", ADDRESS),
    (LINK + f"<content:encoded><![CDATA[{HTML}<p>Read on …</p>]]></content:encoded>", ADDRESS),
    (LINK, ADDRESS),
    ("<guid>https://post.example/1</guid>", ADDRESS),
    ('<guid isPermaLink="false">tag:1</guid>' + FULL, "article f.xml#1"),
    ("<description>Few words and no address.</description>", "article f.xml#1"),
    ("<title>Nothing</title>", "error f.xml: entry 1: neither a text nor an address is in it"),
    ("<link>javascript:alert(1)</link>",
     "error f.xml: entry 1: 'javascript:alert(1)' is no web address, and it holds no text"),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "expected"), RSS)
def test_an_entry_is_an_article_where_it_is_full_and_an_address_otherwise(inside, expected):
    assert lines(rss(inside), "f.xml") == [expected]


def test_what_the_feed_says_travels_with_the_article():
    extra = (
        "<title>Ferry &amp;amp; tide</title><dc:creator>Ann Lee</dc:creator>"
        "<pubDate>Tue, 03 Jun 2025 10:00:00 +0300</pubDate>"
    )
    (found,) = entries(rss(extra + LINK + FULL))
    told = found.told
    assert (told.title, told.byline) == ("Ferry & tide", "Ann Lee")
    assert told.published == "2025-06-03T10:00:00+03:00"
    assert (told.publisher, told.language, told.found_in) == ("Post", "tr", "feed")
    assert (found.media_type, found.body.decode()) == ("text/html", HTML)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<author>desk@post.example (Ann Lee)</author>", "Ann Lee"),
        ("<author>desk@post.example</author>", ""),
        ("<author>Ann Lee</author>", "Ann Lee"),
    ],
)
def test_an_author_is_a_name_and_no_mail_address(inside, expected):
    assert entries(rss(inside + LINK + FULL))[0].told.byline == expected


TWO_LINKS = '<link rel="self" href="https://x.example/"/><link rel="alternate" href="https://post.example/1"/>'
ATOM = [
    (f'<link href="https://post.example/1"/><content type="html"><![CDATA[{HTML}]]></content>', ARTICLE),
    (TWO_LINKS + f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{HTML}</div></content>', ARTICLE),
    (f'<link href="https://post.example/1"/><content type="text">{LONG}</content>', ARTICLE),
    ('<link href="https://post.example/1"/><summary>Short.</summary>', ADDRESS),
    ('<link href="https://post.example/1"/><content type="text/html" src="https://x.example/"/>', ADDRESS),
    ("<id>https://post.example/1</id>", ADDRESS),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "expected"), ATOM)
def test_atom_is_read_in_all_its_kinds_of_text(inside, expected):
    assert lines(atom(inside)) == [expected]


def test_an_atom_entry_keeps_its_markup_its_authors_and_its_first_day():
    inside = (
        "<title type='html'>&lt;b&gt;Ferry&lt;/b&gt; runs</title>"
        "<author><name>Ann Lee</name><email>a@x.example</email></author><author><name>Bo Ek</name></author>"
        "<updated>2025-06-09T00:00:00Z</updated><published>2025-06-03T10:00:00Z</published>"
        '<link href="https://post.example/1"/><content type="xhtml">'
        f'<div xmlns="http://www.w3.org/1999/xhtml">{HTML}</div></content>'
    )
    (found,) = entries(atom(inside))
    assert (found.told.title, found.told.byline) == ("Ferry runs", "Ann Lee, Bo Ek")
    assert found.told.published == "2025-06-03T10:00:00Z"
    assert '<a href="/tides">' in found.body.decode()


def test_rss_1_has_its_entries_beside_the_channel():
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        f" {SPACES}><channel><title>Post</title></channel>"
        "<item><title>One</title><link>https://post.example/1</link><dc:date>2025-06-03</dc:date></item>"
        f"<item><title>Two</title><link>https://post.example/2</link>{FULL}</item></rdf:RDF>"
    )
    found = entries(body)
    assert lines(body) == ["address https://post.example/1", "article https://post.example/2"]
    assert (found[1].told.title, found[1].told.publisher) == ("Two", "Post")


def test_a_json_feed_is_read_with_all_its_fields():
    body = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Post", "language": "ru", "items": ['
        f'{{"id": "1", "url": "https://post.example/1", "title": "One", "content_text": "{LONG}",'
        ' "authors": [{"name": "Ann"}, {"name": "Bo"}], "date_published": "2025-06-03T10:00:00Z"},'
        ' {"id": "2", "url": "https://post.example/2", "summary": "Short"}, 3, {"id": "x"}]}'
    )
    assert lines(body, "f.json") == [
        ARTICLE,
        "address https://post.example/2",
        "error f.json: entry 3: it is no object",
        "error f.json: entry 4: 'x' is no web address, and it holds no text",
    ]
    told = entries(body)[0].told
    assert (told.title, told.byline, told.publisher) == ("One", "Ann, Bo", "Post")
    assert (told.language, told.published) == ("ru", "2025-06-03T10:00:00Z")


def test_a_sitemap_gives_each_address_once():
    body = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="i">'
        "<url><loc> https://a.example/1?a=1&amp;b=2 </loc><image:loc>https://a.example/p</image:loc></url>"
        "<url><loc>https://a.example/1?a=1&amp;b=2</loc></url><url><lastmod>2025</lastmod></url></urlset>"
    )
    assert lines(body, "s.xml") == [
        "address https://a.example/1?a=1&b=2",
        "error s.xml: entry 3: it has no web address",
    ]


def test_an_index_of_sitemaps_gives_theirs():
    body = "<sitemapindex><sitemap><loc>https://a.example/s.xml.gz</loc></sitemap></sitemapindex>"
    assert lines(body) == ["address https://a.example/s.xml.gz"]


def test_a_feed_that_is_cut_off_gives_what_came_before():
    whole = rss(LINK + FULL, LINK + FULL)
    assert lines(whole[: whole.rindex("See")])[0] == ARTICLE


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("Tue, 03 Jun 2025 10:00:00 GMT", "2025-06-03T10:00:00Z"),
        ("3 June 2025 10:00 -0500", "2025-06-03T10:00:00-05:00"),
        ("03 Jun 2025 10:00:00 PST", "2025-06-03"),
        ("2025-06-03T10:00:00Z", "2025-06-03T10:00:00Z"),
        ("20250603", "2025-06-03"),
        ("03.06.2025", "2025-06-03"),
        ("03/06/2025", ""),
        ("31 Feb 2025", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_dates_are_read_where_they_mean_one_day(written, iso):
    assert published(written) == iso


BOMB = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "entities": f'<!DOCTYPE rss [<!ENTITY b0 "ha">{BOMB}]>{rss(f"<title>&b9;</title>{LINK}")}',
    "a file as entity": '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    + rss(f"<title>&f;</title>{LINK}"),
    "deep": rss("<a>" * 100_000),
    "wide": rss("<a/>" * 300_000),
    "many titles": rss(head="<title>x</title>" * 200_000),
    "bytes": rss(LINK).encode() + b"\xff\xfe\x00" * 1000,
    "only an opening": "<rss ",
    "attributes": "<rss " + 'a="b" ' * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_feed_ends_soon_and_without_a_traceback(name):
    with suppress(UnreadableDocument):
        found = lines(HOSTILE[name], "f.xml")
        assert all("root:" not in each for each in found)
        assert len(found) < 3


@pytest.mark.parametrize("name", ["entities", "a file as entity"])
def test_a_feed_that_declares_entities_is_refused(name):
    with pytest.raises(UnreadableDocument, match=r"f\.xml: this XML declares entities"):
        lines(HOSTILE[name], "f.xml")


def test_a_feed_larger_than_allowed_is_refused():
    with pytest.raises(OversizedDocument, match="larger than 0 MiB"):
        entries(rss(*[LINK + FULL] * 2000), limits=ReadLimits(max_bytes=100_000))


def test_entries_and_addresses_have_a_limit(monkeypatch):
    few = ListTable(**{
        name: getattr(__import__("listing").TABLE, name) for name in ListTable.__slots__
    } | {"most_entries": 3, "most_addresses": 3})  # fmt: skip
    assert lines(rss(*[LINK] * 9), table=few)[-1].startswith("error list: more than 3 entries")
    urls = "".join(f"<url><loc>https://a.example/{n}</loc></url>" for n in range(9))
    found = lines(f"<urlset>{urls}</urlset>", table=few)
    assert (len(found), found[-1][:27]) == (4, "error list: more than 3 add")


def test_a_sitemap_of_just_as_many_addresses_as_are_allowed_is_whole():
    few = ListTable(**{
        name: getattr(__import__("listing").TABLE, name) for name in ListTable.__slots__
    } | {"most_addresses": 3})  # fmt: skip
    urls = "".join(f"<url><loc>https://a.example/{n}</loc></url>" for n in range(3))
    assert not any("error" in line for line in lines(f"<urlset>{urls}</urlset>", table=few))
