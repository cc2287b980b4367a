"""Places of dead links in plain text and HTML: what is mended, what is left, and why."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repair_kit import COPIES, COPY, DEAD, HTML, TEXT, XHTML, left, mended, repair
from selectolax.lexbor import LexborHTMLParser

from sourcecheck.report.repairs.scan import Tag, Words, scan

D = DEAD


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (f"See {D}.", f"See {COPY}."),
        (f"{D}", COPY),
        (f"({D})", f"({COPY})"),
        (f"<{D}>", f"<{COPY}>"),
        (f"«{D}»", f"«{COPY}»"),
        (f"المصدر:{D}،وغيره", f"المصدر:{COPY}،وغيره"),
        (f"منبع: {D}؛ همان", f"منبع: {COPY}؛ همان"),
        (f"Источник — {D};\r\nдалее", f"Источник — {COPY};\r\nдалее"),
        (f"[1] {D}\r\n[2] {D}?utm_source=x\r\n", f"[1] {COPY}\r\n[2] {COPY}\r\n"),
        (f"{D} {D}\t{D}", f"{COPY} {COPY}\t{COPY}"),
        (f"{D}#part", f"{COPY}#part"),
        ("HTTP://DEAD.EXAMPLE/a", COPY),
        ("hxxp://dead.example/a", COPY),
        (f"\ufeff{D}\u200f\n", f"\ufeff{COPY}\u200f\n"),
        (f"{D}/b and {D}b", f"{D}/b and {D}b"),
        (f"{D}?page=2", f"{D}?page=2"),
        (f"http://other.example/?to={D}", f"http://other.example/?to={D}"),
        (f"http://x.dead.example/a {D}", f"http://x.dead.example/a {COPY}"),
        (COPY, COPY),
        (f"https://archive.ph/2020/{D}", f"https://archive.ph/2020/{D}"),
        ("https://dead.example/a", "https://dead.example/a"),
        (f"{D}…", f"{D}…"),
        ("http://dead.example/long-\nname-of-2026.html", "http://dead.example/long-\nname-of-2026.html"),
        ("no address", "no address"),
        ("", ""),
        (f"{D}\r{D}\r", f"{COPY}\r{COPY}\r"),
        (f"mail@dead.example/a {D}", f"mail@dead.example/a {COPY}"),
    ],
)  # fmt: skip
def test_a_whole_address_in_plain_text_becomes_the_copys(source, wanted):
    assert mended(source, TEXT) == wanted


@pytest.mark.parametrize(
    ("source", "url", "why"),
    [
        ("http://dead.example/a-\nb-2026.html", "http://dead.example/a-b-2026.html", "broken"),
        ("http://dead.example/a…", D, "cut"),
        ("doi:10.1000/182", "https://doi.org/10.1000/182", "identifier"),
    ],
)
def test_what_is_not_one_whole_address_is_left_and_told(source, url, why):
    assert mended(source, TEXT, [repair(url)]) == source
    assert left(source, TEXT, [repair(url)]) == [why]


def test_an_address_of_no_interest_is_passed_over():
    assert mended(f"http://alive.example/ {D}", TEXT) == f"http://alive.example/ {COPY}"


def test_two_dead_links_get_each_its_own_copy():
    both = [repair(D), repair("http://gone.example/b")]
    source = f"{D} http://gone.example/b"
    assert mended(source, TEXT, both) == f"{COPY} {COPIES}http://gone.example/b"


def test_a_copys_address_is_written_in_signs_that_end_it_nowhere():
    odd = [repair(copy="https://archive.example/1/http://dead.example/س <a>|b")]
    wanted = "https://archive.example/1/http://dead.example/%D8%B3%20%3Ca%3E%7Cb"
    assert mended(D, TEXT, odd) == wanted


def robust(quote='"', original=D, copy=COPY):
    """What a mended link tells of itself."""
    return (
        f"data-originalurl={quote}{original}{quote} data-versionurl={quote}{copy}{quote} "
        f"data-versiondate={quote}2021-03-05{quote}"
    )


R = robust()


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (f'<a href="{D}">x</a>', f'<a href="{COPY}" {R}>x</a>'),
        (f"<a href='{D}' class=k>x</a>", f"<a href='{COPY}' {robust(chr(39))} class=k>x</a>"),
        (f"<a href={D}>x</a>", f'<a href="{COPY}" {R}>x</a>'),
        (f"<a class=k href={D} id=i>x</a>", f'<a class=k href="{COPY}" {R} id=i>x</a>'),
        (f'<A\n HREF = "{D}"\n>x</A>', f'<A\n HREF = "{COPY}" {R}\n>x</A>'),
        (f'<a href=" {D}\n">x</a>', f'<a href="{COPY}" {R}>x</a>'),
        (f'<a href="{D}"/>', f'<a href="{COPY}" {R}/>'),
        (f'<area href="{D}">', f'<area href="{COPY}" {R}>'),
        (f'<a title="a > b" href="{D}">x', f'<a title="a > b" href="{COPY}" {R}>x'),
        (f'a < b <a href="{D}">x</a>', f'a < b <a href="{COPY}" {R}>x</a>'),
        (f'<a href="{D}" href="x">', f'<a href="{COPY}" {R} href="x">'),
        (f'<a href="x" href="{D}">', f'<a href="x" href="{D}">'),
        (f'<a data-href="{D}">', f'<a data-href="{D}">'),
        (f'<a href="{D}b">x</a>', f'<a href="{D}b">x</a>'),
        (f'<a href="{COPY}">x</a>', f'<a href="{COPY}">x</a>'),
        (f'<img src="{D}"><link href="{D}">', f'<img src="{D}"><link href="{D}">'),
        (f'<!-- <a href="{D}"> -->', f'<!-- <a href="{D}"> -->'),
        (f'<!--> <a href="{D}">', f'<!--> <a href="{COPY}" {R}>'),
        (f"<script>'<a href=\"{D}\">'</script>", f"<script>'<a href=\"{D}\">'</script>"),
        (f'<style><a href="{D}"></STYLE >', f'<style><a href="{D}"></STYLE >'),
        (f'<textarea><a href="{D}"></textarea>', f'<textarea><a href="{D}"></textarea>'),
        (f"<title>{D}</title>", f"<title>{D}</title>"),
        (f'<a href="{D}', f'<a href="{D}'),
        (f'<a href="{D}>x</a>', f'<a href="{D}>x</a>'),
        (f'<!doctype html><?x?></p ><a href="{D}">', f'<!doctype html><?x?></p ><a href="{COPY}" {R}>'),
        (f"<p>{D}</p>", f"<p>{COPY}</p>"),
        (f"<p>خبر {D}، و</p>", f"<p>خبر {COPY}، و</p>"),
        (f'<a href="{D}">{D}</a>', f'<a href="{COPY}" {R}>{COPY}</a>'),
        (f"<b>{D}</b>.", f"<b>{COPY}</b>."),
        (f"<b>{D}</b>c", f"<b>{D}</b>c"),
        (f"{D}<wbr>b", f"{D}<wbr>b"),
        (f"{D}<sup>1</sup>", f"{COPY}<sup>1</sup>"),
        (f"<sup data-footnote='See {D}.'>1</sup>", f"<sup data-footnote='See {COPY}.'>1</sup>"),
        ("<sup title='See http://alive.example/'>1</sup>",
         "<sup title='See http://alive.example/'>1</sup>"),
        ("<p>http://alive.example/</p>", "<p>http://alive.example/</p>"),
        (f"<sup class='See {D}.'>1</sup>", f"<sup class='See {D}.'>1</sup>"),
        (f"<pre>{D}</pre><code>{D}</code>", f"<pre>{D}</pre><code>{D}</code>"),
    ],
)  # fmt: skip
def test_a_link_of_a_page_leads_to_the_copy_and_says_so(source, wanted):
    assert mended(source, HTML) == wanted


def test_attributes_that_are_there_are_kept():
    source = f'<a data-originalurl="kept" href="{D}">x</a>'
    assert mended(source, HTML) == (
        f'<a data-originalurl="kept" href="{COPY}" data-versionurl="{COPY}" '
        f'data-versiondate="2021-03-05">x</a>'
    )


@pytest.mark.parametrize(
    ("base", "href"),
    [
        ("http://dead.example/", "a"),
        ("http://dead.example/b/c", "../a"),
        ("http://dead.example/b", "/a"),
        ("http://other.example/b", "//dead.example/a"),
    ],
)
def test_relative_targets_are_known_by_the_pages_base(base, href):
    source = f'<base href="{base}"><a href="{href}">x</a> <a href="b">y</a>'
    assert mended(source, HTML) == source.replace(f'"{href}"', f'"{COPY}" {R}')


@pytest.mark.parametrize("sign", ["&amp;", "&#38;", "&#x26;", "&"])
def test_entities_are_spelled_as_they_were(sign):
    url = "http://dead.example/a?x=1&y=2"
    raw = url.replace("&", sign)
    found = mended(f'<a href="{raw}">x</a>', HTML, [repair(url)])
    spelled = raw if sign != "&" else url.replace("&", "&amp;")
    assert f'<a href="{COPIES}{spelled}" ' in found
    assert f' data-originalurl="{raw}" ' in found


def test_a_quote_in_an_address_does_not_end_the_attribute():
    url = 'http://dead.example/a?q="b"'
    found = mended(f"<a href='{url}'>x</a>", HTML, [repair(url)])
    assert found.startswith(f"<a href='{COPIES}http://dead.example/a?q=%22b%22'")


def test_what_stands_in_cdata_of_xhtml_is_words_nobody_reads():
    source = f'<p><![CDATA[ <a href="{D}">x</a> ]]><a href="{D}">y</a></p>'
    assert mended(source, XHTML).count(R) == 1


@pytest.mark.parametrize(
    ("source", "why"),
    [(f"<code>{D}</code>", "code"), (f"{D}<wbr>b", "no-place"), (f"<b>{D}</b>c", "no-place")],
)
def test_what_is_left_in_a_page_is_told(source, why):
    assert left(source, HTML) == [why]


@pytest.mark.parametrize(
    "source",
    ["<", "</", "<a", "<a ", "<a b", '<a b="', "<a =", "<!--", "<!", "<script>", "<a b=c", "< a>"],
)
def test_a_page_that_breaks_off_ends_the_scan(source):
    assert not [each for each in scan(source) if isinstance(each, Tag) and each.name != "script"]


def test_scanning_takes_time_in_proportion_to_the_page():
    for piece in ("<a href='", "<!--", "<script>", "<a b=", "<", "<a ", "<a b='c'"):
        for _ in scan(piece * 20_000):
            pass


def test_words_and_tags_are_told_with_their_places():
    source = "one <b>two</b>"
    found = list(scan(source))
    assert [source[each.start : each.end] for each in found] == ["one ", "<b>", "two", "</b>"]
    assert isinstance(found[0], Words)


PAGE = ('<a href="', "<a href='", "<a href=", ' href="', '"', "'", ">", "</a>", "<p>", "</p>",
        "<!--", "-->", "--!>", "<script>", "</script>", "<style>", "</style>", "x", "/", " ", "=",
        "&amp;", D, "<b ", "<br/>", "<", 'title="', "<textarea>", "</textarea>", "<?", "<!", "\n",
        "data-x=")  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PAGE), max_size=14).map("".join))
def test_a_browsers_parser_sees_the_same_targets(source):
    page = f"<!doctype html><body>{source}"
    links = LexborHTMLParser(page).css("a[href]")
    found = {
        unescape(page[each.start : each.end])
        for tag in scan(page)
        if isinstance(tag, Tag) and tag.name == "a" and not tag.closing
        for each in tag.attributes
        if each.name == "href"
    }
    # as a set: a parser makes a link anew in every block it is left open in
    assert {each.attributes["href"] or "" for each in links} == found
