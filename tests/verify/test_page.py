from __future__ import annotations

import time

import pytest

from sourcecheck.model import PageFacts, Publishing
from sourcecheck.text.encoding import codec_of, decode
from sourcecheck.verify.page import MAX_IDS, read_page

ARABIC = "<title>افتتاح الميناء الجديد</title><p>أعلنت الوزارة اليوم عن افتتاح الميناء الجديد بعد أعمال استمرت ثلاث سنوات وقالت إن العمل يبدأ غدا"
RUSSIAN = "<title>Открытие нового порта</title><p>Министерство объявило сегодня об открытии нового порта после трёх лет работ"
TURKISH = "<title>Yeni liman açıldı</title><p>Bakanlık bugün yeni limanın açıldığını duyurdu, çalışmalar üç yıl sürdü ve iş yarın başlıyor"
FRENCH = "<title>Le port rénové</title><p>Le ministère a annoncé aujourd’hui l’ouverture du port rénové à côté de la gare"

CHARSETS = [
    (ARABIC, "utf-8", ""),
    (ARABIC, "utf-8", "windows-1256"),
    (ARABIC, "utf-8-sig", ""),
    (ARABIC, "utf-16", ""),
    (ARABIC, "windows-1256", ""),
    (ARABIC, "windows-1256", "windows-1256"),
    (ARABIC, "windows-1256", "utf-8"),
    (ARABIC, "windows-1256", "iso-8859-1"),
    (ARABIC, "windows-1256", "windows-1251"),
    (RUSSIAN, "windows-1251", ""),
    (RUSSIAN, "windows-1251", "utf-8"),
    (RUSSIAN, "windows-1251", "iso-8859-1"),
    (RUSSIAN, "koi8-r", "koi8-r"),
    (RUSSIAN, "koi8-r", ""),
    (TURKISH, "windows-1254", "iso-8859-9"),
    (TURKISH, "windows-1254", ""),
    (FRENCH, "windows-1252", "iso-8859-1"),
    (FRENCH, "windows-1252", ""),
    (RUSSIAN, "windows-1251", "no-such-charset"),
    (RUSSIAN, "windows-1251", "zip"),
]


@pytest.mark.parametrize(("text", "written", "declared"), CHARSETS)
def test_a_page_is_read_whatever_charset_it_declares(text, written, declared):
    body = text.encode(written)
    assert decode(body, declared, markup=True).text == text
    facts = read_page(body, "text/html", declared, "https://a.example/")
    assert facts.title == text.partition("</title>")[0].removeprefix("<title>")


def test_a_charset_of_the_page_s_own_head_is_heard():
    body = '<meta charset="windows-1255"><title>הנמל נפתח</title>'.encode("windows-1255")
    assert read_page(body, "text/html", "", "https://a.example/").title == "הנמל נפתח"


@pytest.mark.parametrize("label", ["zip", "rot13", "unicode_escape", "", "\x00", "x" * 99])
def test_what_is_no_charset_is_not_taken_for_one(label):
    assert codec_of(label) == ""


PAGE = """<!doctype html><html lang="FA"><head><title> بندر
 جدید </title><meta name="robots" content="noindex, follow">
<link rel="canonical" href="https://a.example/real"><meta property="og:site_name" content="خبر">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "isAccessibleForFree": "False",
"datePublished": "2025-07-04", "publisher": {"name": "News"}}]}</script>
<script src="https://cdn.example/a.js"></script><script>var a = 1;</script></head>
<body><nav><a href="/x">x</a></nav><h1>تیتر</h1><p id="intro">یک دو سه</p><a name="old"></a>
<a href="https://b.example/">b</a><a href="//sub.a.example/">c</a><img src="x.png">
<form action="/login"><input type="PASSWORD"></form><style>p{}</style><p hidden>no</p>
<noscript>no</noscript><template>no</template></body></html>"""


def test_a_page_says_what_it_is():
    facts = read_page(PAGE.encode(), "text/html", "", "https://a.example/p")
    assert facts == PageFacts(
        title="بندر جدید",
        h1="تیتر",
        text="x تیتر یک دو سه b c",
        words=7,
        prose="تیتر یک دو سه",
        controls=1,
        links=3,
        outside_links=2,
        scripts=3,
        password_fields=1,
        language="fa",
        canonical="https://a.example/real",
        noindex=True,
        paywalled=True,
        ids=("intro", "old"),
        publisher="خبر",
        published="2025-07-04",
        pictures=1,
        assets=("https://cdn.example/a.js", "/login"),
        script_text="var a = 1;",
        publishing=Publishing(
            site_names=("خبر",), publishers=("News",), canonical="https://a.example/real"
        ),
    )


REFRESHES = [
    ('<meta http-equiv="refresh" content="0; url=https://b.example/x">', "https://b.example/x"),
    ("<meta http-equiv='Refresh' content=\"5;URL='/b'\">", "/b"),
    ('<meta http-equiv="refresh" content="0;/b">', "/b"),
    ('<meta http-equiv="refresh" content="300">', ""),
    ('<meta http-equiv="refresh" content="0; url=https://a.example/">', ""),
    ('<meta http-equiv="refresh" content="">', ""),
]


@pytest.mark.parametrize(("html", "target"), REFRESHES)
def test_a_meta_refresh_that_leads_elsewhere_is_seen(html, target):
    assert read_page(html.encode(), "text/html", "", "https://a.example/").refresh == target


SCRIPTS = [
    ("window.location.href = 'https://b.example/'", "https://b.example/"),
    ('location.replace("/b")', "/b"),
    ("document.location='/b'", "/b"),
    ("top.location.assign(`/b`)", "/b"),
    ("var allocation = '/b'", ""),
    ("item.location = '/b'", ""),
    ("go()", ""),
    ("location = '/b';" + "x" * 700, ""),
]


@pytest.mark.parametrize(("script", "target"), SCRIPTS)
def test_a_short_script_that_only_leads_elsewhere_is_seen(script, target):
    html = f"<script>{script}</script>"
    found = read_page(html.encode(), "text/html", "", "https://a.example/").script_redirect
    assert found == target


PAYWALLS = [
    ('{"isAccessibleForFree": false}', True),
    ('{"isAccessibleForFree": "http://schema.org/False"}', True),
    ('{"hasPart": [{"isAccessibleForFree": "false"}]}', True),
    ('{"isAccessibleForFree": true}', False),
    ("{broken", False),
    ("[" * 5000, False),
    ("[" * 12 + '{"isAccessibleForFree": false}' + "]" * 12, False),
]


@pytest.mark.parametrize(("data", "paywalled"), PAYWALLS)
def test_a_declared_paywall_is_seen(data, paywalled):
    html = f'<script type="application/ld+json">{data}</script>'
    assert read_page(html.encode(), "text/html", "", "https://a.example/").paywalled is paywalled


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/zip"])
def test_what_is_no_page_has_no_facts(kind):
    assert read_page(b"<title>x</title>", kind, "", "https://a.example/") == PageFacts()


def test_a_page_without_a_type_is_known_by_how_it_begins():
    assert read_page(b" <!DOCTYPE html><title>x", "", "", "https://a.example/").title == "x"
    assert read_page(b"%PDF-1.7", "", "", "https://a.example/") == PageFacts()


def test_words_of_scripts_written_without_spaces_are_counted():
    assert read_page("<p>页面不存在了呢".encode(), "text/html", "", "").words >= 3


HOSTILE = [
    b"<div>",
    b"<b>",
    b"<a",
    b"<",
    b"<p>",
    b"(((",
    b" ",
    b"<!--",
    b"<script>",
    b'"',
    b"<svg><g>",
    b"<table><tr>",
    b"\xff",
    b"<div/>",
    b"&#0;",
    b"<meta content='0;",
    b"<a href=//",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_pages_take_time_that_grows_with_their_length(piece):
    def seconds(size: int) -> float:
        body = piece * (size // len(piece))
        start = time.perf_counter()
        read_page(body, "text/html", "", "https://a.example/")
        return time.perf_counter() - start

    assert seconds(1_000_000) < 20 * max(seconds(100_000), 0.05)


def test_a_page_of_many_unclosed_shapes_is_read_to_its_end():
    html = "<svg>" + '<path d="M0 0"/>' * 9000 + "</svg><p>text</p>"
    assert read_page(html.encode(), "text/html", "", "https://a.example/").text == "text"


def test_a_publisher_is_read_from_structured_data():
    html = '<script type="application/ld+json">{"publisher": {"name": "The Daily"}}</script>'
    assert read_page(html.encode(), "text/html", "", "").publisher == "The Daily"


def test_ids_are_kept_up_to_a_limit():
    html = "".join(f"<p id=a{n}>x" for n in range(6000))
    assert len(read_page(html.encode(), "text/html", "", "").ids) == MAX_IDS


SMALL = [
    (b'{"error":  "not found"}', "application/json", '{"error": "not found"}', 3),
    (b" Not  Found\n", "text/plain", "Not Found", 2),
    (b'{"title": "Gone"}', "application/problem+json", '{"title": "Gone"}', 2),
    (b"x " * 4000, "text/plain", "", 0),
]


@pytest.mark.parametrize(("body", "kind", "text", "words"), SMALL)
def test_a_few_words_of_a_program_are_kept(body, kind, text, words):
    assert read_page(body, kind, "", "") == PageFacts(text=text, words=words)


def test_where_links_lead_is_counted_on_short_pages_only():
    html = '<a href="https://b.example/">b</a>' + "<p>word</p>" * 20
    assert read_page(html.encode(), "text/html", "", "https://a.example/").outside_links == 1
    long = html + "<p>word</p>" * 300
    found = read_page(long.encode(), "text/html", "", "https://a.example/")
    assert (found.links, found.outside_links) == (1, 0)


SPACED = [
    ("<p>one<p>two", 2),
    ("<p>" + "w " * 5000, 5000),
    ("<p>" + " " * 9000 + "one two", 2),
    ("<p>" + "w " * 10 + " " * 20000 + "end", 11),
]


@pytest.mark.parametrize(("html", "words"), SPACED)
def test_words_are_counted_whatever_blanks_stand_between(html, words):
    assert abs(read_page(html.encode(), "text/html", "", "").words - words) <= words // 100


def test_the_text_kept_is_the_first_part_and_the_words_are_of_the_whole():
    html = "<p>" + "слово " * 3000
    found = read_page(html.encode(), "text/html", "", "")
    assert 7000 < len(found.text) <= 8000
    assert found.words in range(2990, 3010)


def test_parts_that_hide_one_another_are_taken_out_once():
    html = "<div hidden><div hidden><svg><svg></svg></svg></div></div><noscript><style>a</style></noscript><p>x"
    assert read_page(html.encode(), "text/html", "", "").text == "x"


def test_a_page_that_nests_deeper_than_any_is_read_to_its_end():
    html = "<div>" * 60_000 + "the text at the bottom" + "</div>" * 60_000
    assert read_page(html.encode(), "text/html", "", "").text == "the text at the bottom"
